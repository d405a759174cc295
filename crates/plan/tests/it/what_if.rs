//! What-ifs.
