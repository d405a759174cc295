//! The models against their sources: published tables, worked examples, independent evaluation,
//! simulation, and what must always hold.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod bg_bb;
mod bg_nbd;
mod customer_equity;
mod cusum;
mod forecast;
mod forecast_curves;
mod gamma_gamma;
mod holdout;
mod margin_multiple;
mod migration;
mod pareto_nbd;
mod price_path;
mod queue;
mod ruin;
mod sbg;
mod simulate;
mod support;
