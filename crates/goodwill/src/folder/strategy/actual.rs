//! What happened, month by month, to lay a scenario against.
