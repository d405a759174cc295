//! Two scenarios proposed from what a company's own history says.
