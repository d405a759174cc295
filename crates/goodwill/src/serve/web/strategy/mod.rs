//! Strategy: which way to run the company, on its own numbers.

mod actual;
mod actual_api;
mod api;
mod asked;
mod balance;
mod facts;
mod judgement;
mod keeping;
mod kept;
mod laid_shown;
mod lived;
mod main;
mod numbers;
mod patience;
mod prices;
mod remembered;
mod scenarios;
mod scenarios_api;
mod shown;
mod spectrum;
mod suite;
mod what_ifs;
mod what_ifs_api;
mod work;
mod written;

pub(super) use work::Work;

use super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = main::routes(routes);
    let routes = scenarios::routes(routes);
    let routes = api::routes(routes);
    let routes = scenarios_api::routes(routes);
    let routes = suite::routes(routes);
    let routes = prices::routes(routes);
    let routes = balance::routes(routes);
    let routes = what_ifs::routes(routes);
    let routes = what_ifs_api::routes(routes);
    let routes = spectrum::routes(routes);
    let routes = actual::routes(routes);
    actual_api::routes(routes)
}
