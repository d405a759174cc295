//! A queue before people who answer: how long customers wait (Erlang C, M/M/c).
//!
//! Questions come at random with a steady rate; each takes a while that is exponentially
//! distributed; a few people answer, first come, first served, and nobody who waits gives up.
//! Where more comes in than can be answered there is no steady state, and that is said.
//!
//! | paper | here | unit | range |
//! |---|---|---|---|
//! | λ | `arrivals` | a unit of time | 0 and above |
//! | 1/μ | `service_time` | time | above 0 |
//! | c | `servers` | people | 1 and above |
//! | a = λ/μ | [`Queue::offered`], the load in Erlangs | – | |
//! | ρ = a/c | [`Queue::utilisation`] | – | below 1: steady |
//! | C(c, a) | [`Waiting::waits`] | – | 0 to 1 |
//!
//! Erlang B by its recursion B(0) = 1, 1/B(k) = 1 + k/(a B(k-1)), which cannot overflow into
//! nonsense; C = B/(1 - ρ(1-B)); mean wait C/(cμ - λ); P(wait <= t) = 1 - C e^{-(cμ-λ)t}.
//!
//! Sources: Erlang 1917, "Solution of some problems in the theory of probabilities of significance
//! in automatic telephone exchanges"; the recursion in any book on teletraffic (Cooper 1981).
//!
//! Where it is wrong: questions come in waves over the day and the week, people who wait give up
//! or ask again, and staff sleep. Taken over a whole month with the mean load it understates
//! waiting; near full load a small error in the load is a large one in the wait.

use serde::Serialize;

/// More people than this are not looked at.
pub const MOST_SERVERS: u32 = 100_000;

/// Numbers that no queue can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleQueue {
    /// A negative rate, or none.
    #[error("arrivals must be finite and not negative, not {0}")]
    Arrivals(f64),
    /// A time that is not above 0.
    #[error("the time to serve one must be finite and above 0, not {0}")]
    ServiceTime(f64),
    /// Nobody, or more than is looked at.
    #[error("there must be 1 to 100000 people to serve, not {0}")]
    Servers(u32),
    /// A load beyond numbers.
    #[error("arrivals x time to serve one is {0}, too much for any number of people")]
    Offered(f64),
    /// A target that no queue can be held to.
    #[error("a target is a share between 0 and 1 within a time of 0 or more, not {share} within {within}")]
    Target {
        /// Which share.
        share: f64,
        /// Within which time.
        within: f64,
    },
}

/// Arrivals, the time each takes, and how many people serve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    arrivals: f64,
    service_time: f64,
    servers: u32,
}

/// How a queue lives with its load.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Load {
    /// It comes to rest around a mean wait.
    Steady(Waiting),
    /// More comes in than can be served: waiting grows without end.
    Overloaded {
        /// Load over capacity, 1 or more.
        utilisation: f64,
        /// By how many the line grows in a unit of time.
        growth_per_time: f64,
    },
}

/// Waiting in a queue that has come to rest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Waiting {
    /// Share of the time that people are busy, below 1.
    pub utilisation: f64,
    /// The chance that one who comes has to wait at all.
    pub waits: f64,
    /// Mean wait over all who come, in the unit of time of the queue.
    pub mean_wait: f64,
    /// Mean number in line, those being served not counted.
    pub mean_waiting: f64,
    /// Spare capacity, served a unit of time: the rate at which waits end.
    pub spare: f64,
}

impl Queue {
    /// Checks and keeps them.
    ///
    /// # Errors
    ///
    /// If one is outside its range.
    pub fn new(arrivals: f64, service_time: f64, servers: u32) -> Result<Self, ImpossibleQueue> {
        if !(arrivals.is_finite() && arrivals >= 0.0) {
            return Err(ImpossibleQueue::Arrivals(arrivals));
        }
        if !(service_time.is_finite() && service_time > 0.0) {
            return Err(ImpossibleQueue::ServiceTime(service_time));
        }
        if servers == 0 || servers > MOST_SERVERS {
            return Err(ImpossibleQueue::Servers(servers));
        }
        let offered = arrivals * service_time;
        // The capacity must be a number as well.
        if !(offered.is_finite() && (f64::from(servers) / service_time).is_finite()) {
            return Err(ImpossibleQueue::Offered(offered));
        }
        Ok(Self { arrivals, service_time, servers })
    }

    /// The load in Erlangs: how many people would be busy if nobody ever waited.
    #[must_use]
    pub fn offered(&self) -> f64 {
        self.arrivals * self.service_time
    }

    /// Load over capacity.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.offered() / f64::from(self.servers)
    }

    /// How the queue lives with its load.
    #[must_use]
    pub fn load(&self) -> Load {
        let (offered, servers) = (self.offered(), f64::from(self.servers));
        let utilisation = self.utilisation();
        let spare = (servers - offered) / self.service_time;
        if utilisation >= 1.0 || spare <= 0.0 {
            return Load::Overloaded {
                utilisation: utilisation.max(1.0),
                growth_per_time: (-spare).max(0.0),
            };
        }
        let waits = erlang_c(offered, self.servers);
        let mean_wait = waits / spare;
        if !mean_wait.is_finite() {
            return Load::Overloaded { utilisation: 1.0, growth_per_time: 0.0 };
        }
        let mean_waiting = waits * utilisation / (1.0 - utilisation);
        Load::Steady(Waiting { utilisation, waits, mean_wait, mean_waiting, spare })
    }

    /// The fewest people with whom at least `share` wait no longer than `within`; `None` where
    /// [`MOST_SERVERS`] do not suffice.
    ///
    /// # Errors
    ///
    /// If a number is outside its range.
    pub fn servers_for(
        arrivals: f64,
        service_time: f64,
        within: f64,
        share: f64,
    ) -> Result<Option<u32>, ImpossibleQueue> {
        if !((0.0..1.0).contains(&share) && within.is_finite() && within >= 0.0) {
            return Err(ImpossibleQueue::Target { share, within });
        }
        Self::new(arrivals, service_time, 1)?;
        let enough = |servers: u32| match Self::new(arrivals, service_time, servers).map(|q| q.load()) {
            Ok(Load::Steady(waiting)) => waiting.answered_within(within) >= share,
            _ => false,
        };
        if !enough(MOST_SERVERS) {
            return Ok(None);
        }
        // More people never make anybody wait longer, so that halving finds the fewest.
        let (mut few, mut many) = (0, MOST_SERVERS);
        while many - few > 1 {
            let middle = few + (many - few) / 2;
            if enough(middle) { many = middle } else { few = middle }
        }
        Ok(Some(many))
    }
}

impl Waiting {
    /// Share of those who come that wait no longer than `time`.
    #[must_use]
    pub fn answered_within(&self, time: f64) -> f64 {
        if time >= 0.0 { 1.0 - self.waits * (-self.spare * time).exp() } else { 0.0 }
    }

    /// The wait that `share` of those who come do not exceed; `None` for a share of 1 or more,
    /// which no time is long enough for.
    #[must_use]
    pub fn wait_not_exceeded(&self, share: f64) -> Option<f64> {
        if !(0.0..1.0).contains(&share) {
            return None;
        }
        // ln of a number above 1 where that share has to wait at all.
        let wait = (self.waits / (1.0 - share)).ln() / self.spare;
        Some(wait.max(0.0))
    }
}

/// The chance to wait, for a load below the number of people.
fn erlang_c(offered: f64, servers: u32) -> f64 {
    if offered <= 0.0 {
        return 0.0;
    }
    // 1/B grows like k!/a^k; beyond the range of numbers nobody waits.
    let mut inverse_b = 1.0;
    for k in 1..=servers {
        inverse_b = 1.0 + f64::from(k) / offered * inverse_b;
        if !inverse_b.is_finite() {
            return 0.0;
        }
    }
    let b = 1.0 / inverse_b;
    let utilisation = offered / f64::from(servers);
    (b / (1.0 - utilisation * (1.0 - b))).clamp(0.0, 1.0)
}
