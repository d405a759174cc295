//! What to spend on winning, keeping and winning back customers, priced in the same unit.
