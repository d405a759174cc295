//! Whom a price path would meet: customers by tier and group.
