//! Spending in balance.
