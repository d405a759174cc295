//! The price path over the stages of a relation.

use super::super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
