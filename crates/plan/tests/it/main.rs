//! Tests of the plan.

mod company;
mod compare;
mod prices;
mod recursion;
