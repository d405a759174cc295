//! What to spend on winning, keeping and winning back; and what-ifs.

use super::super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
}
