//! Where between the two ways the company stands.

use super::super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
