//! The thin strip of alarms: each a sentence that leads to where something can be done.

use facts::Month;
use maud::{Markup, html};
use plan::suite::guard::Measure;

use crate::{Reader, text::Fill};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq)]
pub enum Alarm {
    /// What is sent cannot be kept.
    DiskFull,
    /// So many bytes are free, and that is little.
    DiskLow(u64),
    /// Values could not be computed when they were last due.
    NotComputed,
    /// The buying model's fit did not converge.
    NotConverged,
    /// Facts came after the figures were made: so many days of orders are not in them.
    Behind(u64),
    /// So many days have passed since the last order.
    Old(u64),
    /// So many events could not be understood.
    Quarantine(u64),
    /// The latest import refused so many rows, as its batch tells.
    Rejected(u64, i64),
    /// The lists are older than the figures.
    ListsBehind,
    /// The core is served worse since the suite grew: what is worse, and since which month.
    CoreErodes(Measure, Month),
}

impl Alarm {
    /// Whether something stops working, rather than only being worth a look.
    const fn grave(&self) -> bool {
        matches!(
            self,
            Self::DiskFull | Self::DiskLow(_) | Self::NotComputed | Self::NotConverged | Self::CoreErodes(..)
        )
    }

    fn words(&self, reader: &Reader) -> String {
        match self {
            Self::DiskFull => reader.t("today-alarm-disk-full"),
            Self::DiskLow(bytes) => reader
                .tf("today-alarm-disk-low", &[("free", Fill::Text(&reader.number(*bytes as f64 / 1e9)))]),
            Self::NotComputed => reader.t("today-alarm-not-computed"),
            Self::NotConverged => reader.t("today-alarm-not-converged"),
            Self::Behind(days) => reader.tf("today-alarm-behind", &[("days", Fill::Count(*days))]),
            Self::Old(days) => reader.tf("today-alarm-old", &[("days", Fill::Count(*days))]),
            Self::Quarantine(events) => {
                reader.tf("today-alarm-quarantine", &[("events", Fill::Count(*events))])
            }
            Self::Rejected(rows, _) => reader.tf("today-alarm-rejected", &[("rows", Fill::Count(*rows))]),
            Self::ListsBehind => reader.t("today-alarm-lists-behind"),
            Self::CoreErodes(measure, since) => {
                let key = match measure {
                    Measure::Complaints => "suite-today-complaints",
                    Measure::Late => "suite-today-late",
                    Measure::Response => "suite-today-response",
                };
                reader.tf(key, &[("month", Fill::Text(&reader.month(*since)))])
            }
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Quarantine(_) => "/data/quarantine".to_owned(),
            Self::Rejected(_, batch) => format!("/data/imports/{batch}"),
            Self::NotConverged => "/cohorts#proof".to_owned(),
            Self::CoreErodes(..) => "/strategy/suite".to_owned(),
            _ => "/data".to_owned(),
        }
    }
}

/// The strip; one quiet line where there is nothing to say.
pub(super) fn strip(reader: &Reader, alarms: &[Alarm]) -> Markup {
    if alarms.is_empty() {
        return html! { ul.alarms { li.good { (reader.t("today-calm")) } } };
    }
    html! {
        ul.alarms aria-label=(reader.t("today-alarms")) {
            @for alarm in alarms {
                li class=(if alarm.grave() { "bad" } else { "watch" }) {
                    @if reader.may(access::Right::DataRead) || matches!(alarm, Alarm::NotConverged | Alarm::CoreErodes(..)) {
                        a href=(alarm.path()) { (alarm.words(reader)) }
                    } @else { (alarm.words(reader)) }
                }
            }
        }
    }
}
