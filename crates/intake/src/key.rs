//! The write key of a request.

/// The write key, from wherever the sender put it: Basic (or Bearer) authorization, the header
/// `X-Write-Key`, the query, or the body.
#[must_use]
pub fn key_of(
    _authorization: Option<&str>,
    _x_write_key: Option<&str>,
    _query_key: Option<&str>,
    _body: &[u8],
) -> Option<String> {
    unimplemented!("write key")
}
