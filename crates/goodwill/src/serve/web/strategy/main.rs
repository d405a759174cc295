//! Which way to run the company: the two curves, what they need, and how far to trust them.

use super::super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
