//! Ten signs of where between the two ways the company stands.
