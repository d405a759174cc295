//! Strategy: which way to run the company, as people read it.

pub mod actual;
pub mod balance;
mod figures;
pub mod main_page;
pub mod prices;
pub mod report;
pub mod scenario;
pub mod spectrum;
pub mod suite;
mod tables;
pub mod what_if;
pub mod words;

use maud::Markup;

use crate::{
    Reader,
    parts::{self, Tab},
};

/// The pages of the strategy, side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The two ways laid side by side.
    Ways,
    /// The scenarios and their numbers.
    Scenarios,
    /// The width of the suite and its guard.
    Suite,
    /// The price path by stage.
    Prices,
    /// What is spent on winning, keeping and winning back; what-ifs.
    Balance,
    /// Where between the two ways the company stands.
    Spectrum,
    /// A scenario against what happened.
    Actual,
}

impl Part {
    const ALL: [Self; 7] =
        [Self::Ways, Self::Scenarios, Self::Suite, Self::Prices, Self::Balance, Self::Spectrum, Self::Actual];

    const fn path(self) -> &'static str {
        match self {
            Self::Ways => "/strategy",
            Self::Scenarios => "/strategy/scenarios",
            Self::Suite => "/strategy/suite",
            Self::Prices => "/strategy/prices",
            Self::Balance => "/strategy/balance",
            Self::Spectrum => "/strategy/spectrum",
            Self::Actual => "/strategy/actual",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Ways => "strategy-tab-ways",
            Self::Scenarios => "strategy-tab-scenarios",
            Self::Suite => "strategy-tab-suite",
            Self::Prices => "strategy-tab-prices",
            Self::Balance => "strategy-tab-balance",
            Self::Spectrum => "strategy-tab-spectrum",
            Self::Actual => "strategy-tab-actual",
        }
    }
}

/// The tabs over every page of the strategy: the first thing in the body.
#[must_use]
pub fn tabs(reader: &Reader, here: Part) -> Markup {
    let texts: Vec<String> = Part::ALL.iter().map(|part| reader.t(part.key())).collect();
    let all: Vec<Tab> = Part::ALL
        .iter()
        .zip(&texts)
        .map(|(part, text)| Tab { path: part.path(), text, here: *part == here })
        .collect();
    parts::tabs(&reader.t("strategy-tabs"), &all)
}
