//! The bytes of a request: read within limits of size and time, and expanded.

use std::{future::poll_fn, io::Read, pin::Pin};

use axum::body::{Body, HttpBody};
use flate2::read::MultiGzDecoder;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use std::sync::Arc;

use super::{Settings, answer::Refusal};

/// A body in memory, and the room it takes until it is answered.
pub(crate) struct Held {
    pub(crate) bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

/// One permit stands for so many bytes.
const ROOM: usize = 1024;

/// Events usually expand to less than so many times their packed size.
const EXPANDS: usize = 12;

/// The bytes that all bodies together may take.
pub(crate) fn room(settings: &Settings) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(settings.held_bytes / ROOM))
}

fn take(room: &Arc<Semaphore>, bytes: usize) -> Result<OwnedSemaphorePermit, Refusal> {
    let permits = u32::try_from(bytes.div_ceil(ROOM)).map_err(|_| Refusal::Busy)?;
    Arc::clone(room).try_acquire_many_owned(permits).map_err(|_| Refusal::Busy)
}

/// Reads a body whole and expands it.
pub(crate) async fn read(body: Body, room: &Arc<Semaphore>, settings: &Settings) -> Result<Held, Refusal> {
    let limit = settings.body_bytes;
    let announced = body.size_hint().upper().and_then(|n| usize::try_from(n).ok());
    if announced.is_some_and(|bytes| bytes > limit) {
        discard(body, settings).await;
        return Err(Refusal::Large(limit));
    }
    // A body of unknown length takes the room of the longest until it is here.
    let mut held = take(room, announced.unwrap_or(limit).max(1))?;
    let bytes = timeout(settings.request_time, whole(body, announced.unwrap_or(0), limit))
        .await
        .map_err(|_| Refusal::Slow)??;
    let surplus = held.num_permits().saturating_sub(bytes.len().div_ceil(ROOM));
    drop(held.split(surplus));
    let packed = bytes.starts_with(&[0x1f, 0x8b]);
    if !packed {
        return Ok(Held { bytes, _room: held });
    }
    // Many that are expanded at one time must not take more room than there is.
    let mut expanded = take(room, bytes.len().saturating_mul(EXPANDS).min(limit))?;
    let bytes = heavy(bytes.len(), || expand(&bytes, limit))?;
    let missing = bytes.len().div_ceil(ROOM).saturating_sub(expanded.num_permits());
    expanded.merge(take(room, missing * ROOM)?);
    drop(expanded.split(expanded.num_permits().saturating_sub(bytes.len().div_ceil(ROOM))));
    drop(held);
    let held = expanded;
    Ok(Held { bytes, _room: held })
}

async fn whole(mut body: Body, announced: usize, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(announced.min(limit));
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| Refusal::Unreadable("the request broke off".to_owned()))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(Refusal::Large(limit));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// Reads on for a while and keeps nothing: a sender that is still sending does not see the answer.
async fn discard(mut body: Body, settings: &Settings) {
    let mut left = settings.body_bytes.saturating_mul(4);
    let reading = async {
        while let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            left = left.saturating_sub(frame.data_ref().map_or(0, bytes::Bytes::len));
            if left == 0 {
                break;
            }
        }
    };
    let _ = timeout(settings.request_time / 3, reading).await;
}

/// Expands gzip, whatever the headers say of it: two SDKs send it under another content type.
fn expand(packed: &[u8], limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(packed.len().saturating_mul(4).min(limit));
    let mut reader = MultiGzDecoder::new(packed).take(limit as u64 + 1);
    reader
        .read_to_end(&mut bytes)
        .map_err(|e| Refusal::Unreadable(format!("the gzip body cannot be expanded: {e}")))?;
    if bytes.len() > limit {
        return Err(Refusal::Large(limit));
    }
    Ok(bytes)
}

/// Long computing is told to the runtime, so that other requests go on meanwhile.
pub(crate) fn heavy<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    if bytes > 128 << 10 { tokio::task::block_in_place(work) } else { work() }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn a_bomb_is_too_large_and_costs_no_more_than_the_limit() {
        let bomb = gzip(&vec![b' '; 3_000_000]);
        assert!(bomb.len() < 10_000);
        assert_eq!(expand(&bomb, 100_000), Err(Refusal::Large(100_000)));
        assert_eq!(expand(&bomb, 3_000_000).unwrap().len(), 3_000_000);
    }

    #[test]
    fn a_cut_or_broken_gzip_body_is_unreadable() {
        let whole = gzip(br#"{"batch":[]}"#);
        assert!(matches!(expand(&whole[..whole.len() - 5], 1000), Err(Refusal::Unreadable(_))));
        let mut broken = whole;
        let last = broken.len() - 6;
        broken[last] ^= 0xff;
        assert!(matches!(expand(&broken, 1000), Err(Refusal::Unreadable(_))));
    }
}
