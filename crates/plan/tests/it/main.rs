//! Tests of the plan.

mod balance;
mod company;
mod compare;
mod prices;
mod recursion;
mod suite;
mod what_if;
