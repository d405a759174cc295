//! Tests of the plan.

mod recursion;
