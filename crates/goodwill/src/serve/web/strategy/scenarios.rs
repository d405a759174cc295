//! Scenarios: looked at, changed with a reason, added, taken away.

use super::super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
