//! What was seen holds in every future: the numbers of a scenario that were read off one history.
//!
//! A history shows what all who joined paid, how often they complained and whom they brought. Margin,
//! complaints and word of mouth of a *present* customer are those sums divided by how many were there,
//! and where nobody says goodbye that is worked out from retention. In a future in which customers stay
//! longer than thought, more of them were there, and each of them paid less: the sums stay as seen.
//! Customers of the start are worked out in the same way, so that there are more of them, too.
//!
//! A history also shows how many leave altogether. How many of them do so over a complaint is a doubt
//! about why, not about how many.
//!
//! | symbol | here | range |
//! |---|---|---|
//! | T | months of history | 1 and more |
//! | s_k | share of stage k that stays, complaints included: r_k - q_k h (1 - phi) | 0 to 1 |
//! | S(a) | who is there at age a, of those who joined: the product of s over younger ages | 0 to 1 |
//! | P_k | customer-months of stage k for each customer who joins a month: sum of (T - a) S(a) over its ages from 1 to T - 1 | 0 and more |
//!
//! With S, P as the scenario says and S', P' as in a future: margin and complaints of stage k times
//! P_k / P'_k, word of mouth times P / P' over all stages and age 0 too, customers of the start of age a
//! times S'(a) / S(a). A stage nobody has come to yet goes with the one before.
//!
//! Where it is wrong: as many are taken to have joined in every month; whoever orders often shows that
//! they are there, and of such a company this takes off too much.

use serde::{Deserialize, Serialize};

use super::{MOST_AGE_MONTHS, MOST_STAGES};

/// Months of history that a scenario may be read off.
pub const MOST_OBSERVED_MONTHS: u32 = MOST_AGE_MONTHS;
/// Nothing seen is set off more than so many times: beyond it nobody would have been there at all.
const MOST_TIMES: f64 = 100.0;

/// How it is known which customers were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// From retention: nobody says goodbye.
    #[default]
    WorkedOut,
    /// Counted: contracts begin and end.
    Counted,
}

impl Presence {
    /// Its name in files and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WorkedOut => "worked_out",
            Self::Counted => "counted",
        }
    }
}

/// The history that a scenario's numbers were read off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Observed {
    /// Its months.
    pub months: u32,
    /// How it is known who was there.
    pub presence: Presence,
}

/// Who was there, by the share of each stage that stays.
#[derive(Debug, Clone, Default)]
pub(super) struct There {
    /// By age, of those who joined.
    pub by_age: Vec<f64>,
    /// Customer-months by stage, for each customer who joins a month.
    pub by_stage: [f64; MOST_STAGES],
    /// Customer-months over all ages.
    pub all: f64,
}

impl There {
    /// Over so many months of history, and up to an age.
    pub fn of(staying: &[f64], limits: &[u32], months: u32, oldest: u32) -> Self {
        let mut found = Self::default();
        let (mut stage, mut there) = (0, 1.0);
        for age in 0..months.max(oldest + 1) {
            while limits.get(stage).is_some_and(|limit| age >= *limit) {
                stage += 1;
            }
            found.by_age.push(there);
            if age < months {
                let seen = f64::from(months - age) * there;
                found.all += seen;
                if age > 0 {
                    found.by_stage[stage] += seen;
                }
            }
            there *= staying[stage];
        }
        found
    }
}

/// What is divided by who was there, where they were so many rather than as many as thought.
pub(super) fn times(thought: f64, found: f64) -> Option<f64> {
    (thought > 0.0).then(|| (thought / found.max(thought / MOST_TIMES)).max(1.0 / MOST_TIMES))
}
