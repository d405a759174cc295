//! A kept scenario laid against what happened.

use super::super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
