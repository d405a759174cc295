//! The core as the suite grew: launches, complaints, lateness, first responses.
