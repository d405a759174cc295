//! The width of the suite and the guard on its core.

use super::super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
