//! Where a relationship stands, in words and as a chip.

use maud::Markup;

use crate::{
    Reader,
    parts::{Tone, chip},
};

/// Where a relationship stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Known, and has not ordered yet.
    Prospect,
    /// One order, and not long enough ago to tell.
    New,
    /// Has come back and is active.
    Growing,
    /// Has come back often and is active.
    Established,
    /// Perhaps gone already.
    AtRisk,
    /// Most likely gone.
    Lost,
}

impl Stage {
    /// Its name.
    pub fn words(self, reader: &Reader) -> String {
        match self {
            Self::Prospect => reader.t("customers-stage-prospect"),
            Self::New => reader.t("customers-stage-new"),
            Self::Growing => reader.t("customers-stage-growing"),
            Self::Established => reader.t("customers-stage-established"),
            Self::AtRisk => reader.t("customers-stage-at-risk"),
            Self::Lost => reader.t("customers-stage-lost"),
        }
    }

    /// What it means.
    pub fn meaning(self, reader: &Reader) -> String {
        match self {
            Self::Prospect => reader.t("customers-stage-prospect-means"),
            Self::New => reader.t("customers-stage-new-means"),
            Self::Growing => reader.t("customers-stage-growing-means"),
            Self::Established => reader.t("customers-stage-established-means"),
            Self::AtRisk => reader.t("customers-stage-at-risk-means"),
            Self::Lost => reader.t("customers-stage-lost-means"),
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Prospect => Tone::Quiet,
            Self::New => Tone::Plain,
            Self::Growing | Self::Established => Tone::Good,
            Self::AtRisk => Tone::Watch,
            Self::Lost => Tone::Bad,
        }
    }

    /// As a chip.
    pub fn chip(self, reader: &Reader) -> Markup {
        chip(self.tone(), &self.words(reader))
    }
}
