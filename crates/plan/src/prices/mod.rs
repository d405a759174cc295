//! A price path over the stages of a relation: published tiers, never a price for a person.
