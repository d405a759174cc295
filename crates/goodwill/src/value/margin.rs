//! What is kept of revenue: stated, from a cost column, or assumed to be all of it.

use facts::{OrderDay, OrderLog};

/// Money kept of revenue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// Money kept per unit of revenue, -1 to 1.
    pub share: f64,
    /// Where it comes from.
    pub source: Source,
}

/// Where the margin comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Told by the person.
    Stated,
    /// From the cost column: what each order kept is known, the share is that of all orders.
    Costs,
    /// Nobody said: revenue itself is shown, and the reader is told.
    Assumed,
}

impl Margin {
    /// Stated before costs before the assumption that everything is kept.
    pub fn new(stated: Option<f64>, log: &OrderLog) -> Self {
        if let Some(share) = stated {
            return Self { share, source: Source::Stated };
        }
        if log.has_costs() {
            let (revenue, cost) = log.days().iter().fold((0i128, 0i128), |(r, c), d| {
                (r + i128::from(d.amount_minor), c + i128::from(d.cost_minor))
            });
            if revenue > 0 {
                let share = (revenue - cost) as f64 / revenue as f64;
                return Self { share: share.clamp(-1.0, 1.0), source: Source::Costs };
            }
        }
        Self { share: 1.0, source: Source::Assumed }
    }

    /// What one order day kept, in minor units.
    pub fn kept_minor(&self, day: &OrderDay) -> f64 {
        match self.source {
            Source::Costs => (day.amount_minor - day.cost_minor) as f64,
            Source::Stated | Source::Assumed => day.amount_minor as f64 * self.share,
        }
    }

    /// A margin that was kept, with the words it was kept under.
    pub fn kept(share: f64, words: &str) -> Self {
        let source = match words {
            "stated" => Source::Stated,
            "cost column" => Source::Costs,
            _ => Source::Assumed,
        };
        Self { share, source }
    }

    /// In the words of the output.
    pub const fn words(&self) -> &'static str {
        match self.source {
            Source::Stated => "stated",
            Source::Costs => "cost column",
            Source::Assumed => "assumed",
        }
    }
}
