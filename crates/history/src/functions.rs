//! The models as SQL functions: a thin coat over `models`, the very code that `goodwill value` runs.
//!
//! One aggregate turns an order log into histories ([`buying_history`]); the rest are scalar
//! functions of numbers. Every argument may be a column or a literal; NULL in, NULL out; what
//! cannot be is an error that names the function and the row's values.

mod bg_bb;
mod buying;
mod buying_history;
mod gamma_gamma;
mod model_function;
mod sbg;

use datafusion::{
    logical_expr::{AggregateUDF, ScalarUDF},
    prelude::SessionContext,
};

/// Makes every function of the house known to a session.
pub(crate) fn register_all(session: &SessionContext) {
    session.register_udaf(AggregateUDF::new_from_impl(buying_history::BuyingHistory::new()));
    let scalars = [buying::functions(), bg_bb::functions(), gamma_gamma::functions(), sbg::functions()];
    for function in scalars.into_iter().flatten() {
        session.register_udf(ScalarUDF::new_from_impl(function));
    }
}
