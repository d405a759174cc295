//! What comes of a strategy, in plain words.
