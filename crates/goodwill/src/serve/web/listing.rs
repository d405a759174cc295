//! Lists of the API: paged by key, as JSON or CSV.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
