//! The strategy for programs.

use super::super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
