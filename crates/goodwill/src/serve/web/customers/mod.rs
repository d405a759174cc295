//! Customers: the list, one customer, a value explained, notes, segments; as pages and in the API.

mod api;
mod csv;
mod explained;
mod happening;
mod list;
mod notes;
mod one;
mod reading;
mod segments;
mod segments_api;
mod shown;
mod wanted;

use access::Right;
use axum::routing::{get, post};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Gate, Routes};

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Gate::Needs(Right::CustomersRead);
    routes
        .page("GET", "/customers", read, get(list::page))
        .page("GET", "/customers.csv", Gate::Needs(Right::Export), get(csv::customers))
        .page("GET", "/customers/{key}", read, get(one::page))
        .page("GET", "/customers/{key}/value", read, get(explained::page))
        .page("GET", "/customers/{key}/orders.csv", Gate::Needs(Right::Export), get(csv::orders))
        .page("POST", "/customers/{key}/notes", Gate::Needs(Right::NotesWrite), post(notes::write))
        .page(
            "POST",
            "/customers/{key}/notes/{id}/delete",
            Gate::Needs(Right::NotesWrite),
            post(notes::delete),
        )
        .page("GET", "/segments", read, get(segments::all))
        .page("POST", "/segments", Gate::Needs(Right::SegmentsWrite), post(segments::make))
        .page("GET", "/segments/{id}", read, get(list::segment))
        .page("POST", "/segments/{id}", Gate::Needs(Right::SegmentsWrite), post(segments::change))
        .page("POST", "/segments/{id}/delete", Gate::Needs(Right::SegmentsWrite), post(segments::delete))
        .api(
            OpenApiRouter::new()
                .routes(routes!(api::customers))
                .routes(routes!(api::customer))
                .routes(routes!(api::value))
                .routes(routes!(api::timeline))
                .routes(routes!(notes::list, notes::add))
                .routes(routes!(notes::remove))
                .routes(routes!(segments_api::list, segments_api::make))
                .routes(routes!(segments_api::count))
                .routes(routes!(segments_api::one, segments_api::change, segments_api::delete)),
        )
}
