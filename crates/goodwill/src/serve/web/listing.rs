//! Lists of the API: paged by key, as JSON or CSV.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{Receiver, channel};
use utoipa::{IntoParams, ToSchema};

use super::{Problem, Web};

/// Which part of a list is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paging {
    /// Go on after this, as `next` of the part before said.
    pub(crate) after: Option<String>,
    /// So many at most, 1 to 500.
    #[param(minimum = 1, maximum = 500)]
    pub(crate) limit: Option<u16>,
    /// `json` or `csv`; with `csv` the whole list comes as a file.
    pub(crate) format: Option<String>,
}

/// A part of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Listing<T> {
    /// What is in it.
    pub(crate) items: Vec<T>,
    /// Give this as `after` to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// Pieces of a file that are ready before the first of them has been taken.
const READY: usize = 1;

/// The pieces of a file, as they are made.
struct Pieces(Receiver<Result<Bytes, Problem>>);

impl Stream for Pieces {
    type Item = Result<Bytes, BrokenOff>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map_err(|_| BrokenOff)))
    }
}

/// A file that could not be made to its end: the connection breaks off, so that nobody takes a part
/// for the whole.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be made to its end")]
struct BrokenOff;

/// A CSV file of any length, made piece by piece while it is taken: so that no more than a few
/// pieces are in memory. `next` makes a piece after another out of what is left, which it changes,
/// and none at the end; it may keep a thread, and keeps none while the reader is slow.
///
/// # Errors
///
/// If the first piece cannot be made: later failures break the answer off.
pub(crate) async fn csv<S, F>(web: &Arc<Web>, name: &str, left: S, next: F) -> Result<Response, Problem>
where
    S: Send + 'static,
    F: Fn(&Web, &mut S) -> Result<Option<String>, Problem> + Send + 'static,
{
    let (sender, receiver) = channel(READY);
    let (mut made, mut left, mut next) = piece(web, left, next).await?;
    let web = Arc::clone(web);
    tokio::spawn(async move {
        while let Some(text) = made {
            if sender.send(Ok(Bytes::from(text))).await.is_err() {
                // Nobody wants it any more.
                return;
            }
            match piece(&web, left, next).await {
                Ok(more) => (made, left, next) = more,
                Err(problem) => {
                    let _ = sender.send(Err(problem)).await;
                    return;
                }
            }
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(Pieces(receiver))).into_response())
}

async fn piece<S, F>(web: &Arc<Web>, mut left: S, next: F) -> Result<(Option<String>, S, F), Problem>
where
    S: Send + 'static,
    F: Fn(&Web, &mut S) -> Result<Option<String>, Problem> + Send + 'static,
{
    web.blocking(move |web| Ok((next(&web, &mut left)?, left, next))).await
}
