//! What the folder says of how the company works: the evidence behind a proposal.
