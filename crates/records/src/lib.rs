//! What is kept about facts and decisions.
