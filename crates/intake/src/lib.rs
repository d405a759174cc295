//! What running systems send, read into events and the facts they tell of.
