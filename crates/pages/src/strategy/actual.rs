//! A scenario laid against what happened.
