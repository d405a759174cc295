//! What pages fetch: `/assets/{name}`, which never changes under one name.

use axum::{
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::assets::asset;

use super::{Gate, Path, Problem, Routes};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("GET", "/assets/{name}", Gate::Open, get(one))
}

async fn one(Path(name): Path<String>) -> Result<Response, Problem> {
    let asset = asset(&name).ok_or_else(|| Problem::not_found("file"))?;
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.content).into_response())
}
