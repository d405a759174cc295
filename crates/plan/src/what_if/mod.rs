//! Changes of a scenario that owners ask about, and what each is worth.
