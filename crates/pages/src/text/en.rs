//! The files of the English words.

pub(super) const FILES: &[(&str, &str)] = &[
    ("actual", include_str!("../../text/en/actual.ftl")),
    ("api", include_str!("../../text/en/api.ftl")),
    ("balance", include_str!("../../text/en/balance.ftl")),
    ("cohorts", include_str!("../../text/en/cohorts.ftl")),
    ("common", include_str!("../../text/en/common.ftl")),
    ("customer", include_str!("../../text/en/customer.ftl")),
    ("customers", include_str!("../../text/en/customers.ftl")),
    ("data", include_str!("../../text/en/data.ftl")),
    ("entrance", include_str!("../../text/en/entrance.ftl")),
    ("lacks", include_str!("../../text/en/lacks.ftl")),
    ("prices", include_str!("../../text/en/prices.ftl")),
    ("said", include_str!("../../text/en/said.ftl")),
    ("segments", include_str!("../../text/en/segments.ftl")),
    ("settings", include_str!("../../text/en/settings.ftl")),
    ("spectrum", include_str!("../../text/en/spectrum.ftl")),
    ("strategy", include_str!("../../text/en/strategy.ftl")),
    ("strategy_forms", include_str!("../../text/en/strategy_forms.ftl")),
    ("suite", include_str!("../../text/en/suite.ftl")),
    ("today", include_str!("../../text/en/today.ftl")),
];
