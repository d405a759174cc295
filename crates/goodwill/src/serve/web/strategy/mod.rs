//! Strategy: which way to run the company, on its own numbers.

mod actual;
mod api;
mod asked;
mod balance;
mod keeping;
mod kept;
mod lived;
mod main;
mod prices;
mod scenarios;
mod scenarios_api;
mod shown;
mod spectrum;
mod suite;
mod written;

pub(super) use kept::Work;

use super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = main::routes(routes);
    let routes = scenarios::routes(routes);
    let routes = api::routes(routes);
    let routes = scenarios_api::routes(routes);
    let routes = suite::routes(routes);
    let routes = prices::routes(routes);
    let routes = balance::routes(routes);
    let routes = spectrum::routes(routes);
    actual::routes(routes)
}
