//! What the folder says of where between the two ways the company stands.
