//! The first page of the strategy: the sentence, the two curves, and everything behind them.
