//! What the facts mean, in numbers: buying, spending, staying, value and the proof of each.
//!
//! Numbers in, numbers out: nothing here knows a customer's name, a clock or a file. Time is in
//! one unit, weeks by convention; any other unit gives the same answers as long as histories,
//! parameters and horizons share it.

pub mod applicability;
mod beta_survival;
pub mod bg_bb;
pub mod bg_nbd;
pub mod buying;
pub mod choice;
pub mod cohort;
pub mod concentration;
pub mod customer_equity;
pub mod cusum;
pub mod estimate;
pub mod fit;
mod fitted;
pub mod forecast;
pub mod gamma_gamma;
pub mod health;
pub mod history;
pub mod holdout;
pub mod incomplete_gamma;
pub mod margin_multiple;
pub mod migration;
pub mod optimise;
pub mod pareto_nbd;
pub mod price_path;
pub mod queue;
pub mod rfm;
pub mod ruin;
pub mod sbg;
pub mod special;
