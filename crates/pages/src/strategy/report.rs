//! The strategy as a report to print and hand to a board.
