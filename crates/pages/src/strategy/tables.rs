//! Tables of an answer, for the page and the report.
