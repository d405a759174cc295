//! Charts and their numbers, for the page and the report.
