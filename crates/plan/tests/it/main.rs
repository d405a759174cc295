//! Tests of the plan.

mod prices;
mod recursion;
