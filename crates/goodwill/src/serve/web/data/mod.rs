//! Data: what is here, what was brought in, and files on their way in.

mod api_uploads;
mod receiving;
mod upload_form;
mod upload_view;
mod uploads;
mod work;

pub(crate) use work::Work;

use super::Routes;

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = uploads::routes(routes);
    api_uploads::routes(routes)
}
