//! The price path over the stages of a relation.
