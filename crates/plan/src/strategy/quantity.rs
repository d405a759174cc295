//! The numbers a scenario is made of: their names, their units, and what they may be.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

/// What kind of number it is: which values it may have, and how its doubt is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Between 0 and 1; drawn from a Beta distribution.
    Share,
    /// Money, 0 or more; log-normal.
    Amount,
    /// Money of either sign; normal.
    Money,
    /// How many, 0 or more; log-normal.
    Count,
    /// Times, 0 or more; log-normal.
    Factor,
    /// A change of a share, -1 to 1; normal.
    Change,
}

impl Nature {
    /// Whether people write it with thousands, so that a point may part them.
    pub(crate) const fn has_thousands(self) -> bool {
        matches!(self, Self::Amount | Self::Money | Self::Count)
    }
}

impl Nature {
    /// Whether a number may be of this nature.
    pub fn admits(self, x: f64) -> bool {
        x.is_finite()
            && match self {
                Self::Share => (0.0..=1.0).contains(&x),
                Self::Amount | Self::Count | Self::Factor => (0.0..=MOST).contains(&x),
                Self::Money => x.abs() <= MOST,
                Self::Change => (-1.0..=1.0).contains(&x),
            }
    }

    /// The number of this nature that is nearest.
    pub(super) const fn nearest(self, x: f64) -> f64 {
        match self {
            Self::Share => x.clamp(0.0, 1.0),
            Self::Amount | Self::Count | Self::Factor => x.clamp(0.0, MOST),
            Self::Money => x.clamp(-MOST, MOST),
            Self::Change => x.clamp(-1.0, 1.0),
        }
    }

    /// What it must be, in words.
    pub const fn wanted(self) -> &'static str {
        match self {
            Self::Share => "between 0 and 1",
            Self::Amount | Self::Count | Self::Factor => "0 or more",
            Self::Money => "a number of money",
            Self::Change => "between -1 and 1",
        }
    }
}

/// No sum, count or factor is greater: what is beyond it is a slip of the pen.
pub(super) const MOST: f64 = 1e12;

macro_rules! named {
    ($(#[$of:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $word:literal $nature:ident $usual:expr,)* }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// All of them, in the order in which they are listed.
            pub const ALL: [Self; [$(stringify!($variant)),*].len()] = [$(Self::$variant),*];

            /// Its name in files, answers and texts.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What kind of number it is.
            pub const fn nature(self) -> Nature {
                match self { $(Self::$variant => Nature::$nature,)* }
            }

            /// What it is where nobody says; none where somebody must.
            pub const fn usual(self) -> Option<f64> {
                match self { $(Self::$variant => $usual,)* }
            }
        }
    };
}

named! {
    /// A number of the whole company.
    Quantity {
        /// Discount a year.
        Discount "discount" Share None,
        /// New customers won by spending, a month.
        Adds "adds" Count None,
        /// Cost of winning one of them, at the volume `adds_today` (else at `adds`).
        AcquisitionCost "acquisition_cost" Amount None,
        /// The volume at which `acquisition_cost` was seen, customers a month; 0: at `adds`.
        AddsToday "adds_today" Count Some(0.0),
        /// Most customers a month the market gives, whatever is spent; 0: as many as are paid for, each
        /// at the same cost.
        AcquisitionCeiling "acquisition_ceiling" Count Some(0.0),
        /// Customers brought by each customer a month by word of mouth.
        WordOfMouth "word_of_mouth" Share Some(0.0),
        /// Cost of one customer won by word of mouth.
        ReferralCost "referral_cost" Amount Some(0.0),
        /// Costs a month that no customer changes.
        FixedCost "fixed_cost" Amount None,
        /// Spent once, in the first month.
        Setup "setup" Amount Some(0.0),
        /// Share of complaints that proactive work prevents.
        Prevented "prevented" Share Some(0.0),
        /// Cost of that work, per customer and month.
        PreventionCost "prevention_cost" Amount Some(0.0),
        /// Extra chance to leave after a complaint that is not solved.
        LeavingAfterComplaint "leaving_after_complaint" Share Some(0.0),
        /// Share of complaints that are solved.
        Solved "solved" Share Some(0.0),
        /// Cost of handling one complaint.
        SolutionCost "solution_cost" Amount Some(0.0),
        /// Added to the monthly retention of every stage.
        RetentionGain "retention_gain" Change Some(0.0),
        /// Added to the margin of every stage, as a share of its size: it also betters a negative one.
        MarginGain "margin_gain" Change Some(0.0),
        /// Complaints of every stage times this.
        ComplaintsFactor "complaints_factor" Factor Some(1.0),
        /// How far the market swings: standard deviation of the logarithm of demand.
        MarketSwing "market_swing" Share Some(0.0),
        /// How much of a month's swing is left in the next.
        MarketMemory "market_memory" Share Some(0.0),
    }
}

named! {
    /// A number of one stage of a customer's life.
    StageQuantity {
        /// Margin of a customer a month, before complaints and prevention.
        Margin "margin" Money None,
        /// Share of customers who stay to the next month, before complaints.
        Retention "retention" Share None,
        /// Complaints of a customer a month.
        Complaints "complaints" Share Some(0.0),
    }
}

/// Which number of a scenario is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// One of the whole company.
    Whole(Quantity),
    /// One of the stage of this number, from 0.
    Stage(StageQuantity, usize),
    /// One of all stages at once: what is seen of one is likely of the others.
    Stages(StageQuantity),
}

impl Key {
    /// What kind of number it is.
    pub const fn nature(self) -> Nature {
        match self {
            Self::Whole(quantity) => quantity.nature(),
            Self::Stage(quantity, _) | Self::Stages(quantity) => quantity.nature(),
        }
    }
}

/// There is no such number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no quantity '{0}' in a scenario")]
pub struct UnknownQuantity(pub String);

impl FromStr for Quantity {
    type Err = UnknownQuantity;

    fn from_str(text: &str) -> Result<Self, UnknownQuantity> {
        Self::ALL.into_iter().find(|q| q.name() == text).ok_or_else(|| UnknownQuantity(text.to_owned()))
    }
}

impl FromStr for StageQuantity {
    type Err = UnknownQuantity;

    fn from_str(text: &str) -> Result<Self, UnknownQuantity> {
        Self::ALL.into_iter().find(|q| q.name() == text).ok_or_else(|| UnknownQuantity(text.to_owned()))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for StageQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}
