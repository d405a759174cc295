//! Data: what is here, what was brought in, and files on their way in.

mod api_uploads;
mod facts;
mod health;
mod imports;
mod keys;
mod overview;
mod quarantine;
mod receiving;
mod upload_form;
mod upload_view;
mod uploads;
mod who;
mod work;

pub(super) use who::Who;
pub(crate) use work::Work;

use super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = uploads::routes(routes);
    let routes = api_uploads::routes(routes);
    let routes = overview::routes(routes);
    let routes = imports::routes(routes);
    let routes = quarantine::routes(routes);
    let routes = keys::routes(routes);
    health::routes(routes)
}
