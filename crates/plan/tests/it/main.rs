//! Tests of the plan.

mod balance;
mod company;
mod compare;
mod draws;
mod illustrative;
mod prices;
mod properties;
mod recursion;
mod suite;
mod verdict;
mod what_if;
