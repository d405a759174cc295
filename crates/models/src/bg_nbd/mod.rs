//! BG/NBD and MBG/NBD: customers order at a steady rate until one order is their last.
//!
//! While active, a customer orders at rate λ. After each order the customer leaves with chance p
//! and never orders again; nobody sees it happen. Rates are spread over customers by a gamma
//! distribution and chances by a beta distribution, independent of each other.
//!
//! In BG/NBD (`H` = 0) nobody leaves after the first order; in MBG/NBD (`H` = 1) one can.
//!
//! | paper | here | unit | range |
//! |---|---|---|---|
//! | r | `r`, shape of the rates | – | above 0 |
//! | α | `alpha`, rate parameter of the rates: the mean rate is r/α | time | above 0 |
//! | a, b | `a`, `b` of the chance to leave: its mean is a/(a+b) | – | above 0 |
//! | x, t_x, T | [`OrderHistory`] | orders, time, time | |
//! | h | `H` | – | 0, 1 |
//!
//! Given that a customer is active at T, the rate is gamma with k = r+x and A = α+T, and the
//! chance to leave is beta with a and c = b+x+h: every prediction is the probability of being
//! active times what these four numbers say.
//!
//! Sources: Fader, Hardie & Lee 2005, "Counting your customers the easy way", Marketing Science
//! 24(2) (BG); Batislam, Denizel & Filiztekin 2007 and Hoppe & Wagner 2007 (MBG).
//!
//! Where it is wrong: BG holds every customer without a repeat order to be active for ever; use
//! MBG where many buy only once. Both assume steady rates (no season, no growth), purchases at
//! random moments (no rhythm), and one cohort whose habits do not drift. With a <= 1 the mean
//! lifetime is infinite, so that values need a discount rate or a horizon.

mod fitting;
mod leaving;
mod thinned;

use serde::Serialize;

pub use self::fitting::evaluate;
use self::{
    leaving::Leaving,
    thinned::{Counts, Thinned},
};
use crate::{
    buying::BuyingModel,
    fit::{Fit, ImpossibleParameter, positive},
    history::{Cell, OrderHistory},
    special::{incomplete_beta_of, ln_1p_ratio, ln_add_exp, ln_gamma, ln_rising, logistic_of_minus},
};

/// BG/NBD: customers may leave right after a repeat order.
pub type BgNbd = BetaGeometric<0>;

/// MBG/NBD: customers may also leave right after the first order.
pub type MbgNbd = BetaGeometric<1>;

/// The two models in one: `H` is 1 where the first order can already be the last.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BetaGeometric<const H: u32> {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
}

impl<const H: u32> BetaGeometric<H> {
    /// The model with these parameters; `alpha` in the unit of the histories.
    ///
    /// # Errors
    ///
    /// If a parameter is not finite and positive.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<Self, ImpossibleParameter> {
        positive(&[("r", r), ("alpha", alpha), ("a", a), ("b", b)])?;
        Ok(Self { r, alpha, a, b })
    }

    /// r, alpha, a, b.
    #[must_use]
    pub const fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.a, self.b]
    }

    /// Fits by maximum likelihood; `start` is a previous fit's parameters, where there is one.
    ///
    /// Cells may come in any order and unit of time. The answer always holds a usable model;
    /// `convergence` tells whether to believe it.
    #[must_use]
    pub fn fit(cells: &[Cell], start: Option<[f64; 4]>) -> Fit<Self> {
        fitting::fit(cells, start)
    }

    /// Logarithm of the probability of still being active: exact far beyond where
    /// [`BuyingModel::alive`] underflows to 0.
    #[must_use]
    pub fn ln_alive(&self, customer: &OrderHistory) -> f64 {
        -ln_add_exp(0.0, self.left_ln_odds(customer))
    }

    /// Logarithm of the odds that the customer has left: ln a/(b+x-1+h) + (r+x) ln (α+T)/(α+t_x),
    /// and -∞ for a customer who cannot have left.
    fn left_ln_odds(&self, customer: &OrderHistory) -> f64 {
        let occasions = customer.repeat_orders() + H;
        if occasions == 0 {
            return f64::NEG_INFINITY;
        }
        let k = self.r + f64::from(customer.repeat_orders());
        let quiet = ln_1p_ratio(customer.age() - customer.last_order(), self.alpha + customer.last_order());
        self.a.ln() - (self.b + f64::from(occasions - 1)).ln() + k * quiet
    }

    /// Expected orders per unit of time, `after` from now; its integral is
    /// [`BuyingModel::expected_orders`].
    #[must_use]
    pub fn order_rate(&self, customer: &OrderHistory, after: f64) -> f64 {
        let active = self.active(customer);
        // λ times the gamma density is the density with one order more.
        let ordering = Active { k: active.k + 1.0, ..active };
        self.alive(customer) * active.k / active.scale * ordering.stays(after)
    }

    /// What is known of an active customer with this history.
    fn active(&self, customer: &OrderHistory) -> Active {
        let x = f64::from(customer.repeat_orders());
        Active { k: self.r + x, scale: self.alpha + customer.age(), a: self.a, c: self.b + x + f64::from(H) }
    }

    /// Probability that a new customer does not leave after the first order, and the customer then.
    fn new_customer(&self) -> (f64, Active) {
        let h = f64::from(H);
        let stays = if H == 0 { 1.0 } else { self.b / (self.a + self.b) };
        (stays, Active { k: self.r, scale: self.alpha, a: self.a, c: self.b + h })
    }
}

/// A customer known to be active: rate ~ Gamma(k, scale), chance to leave ~ Beta(a, c).
#[derive(Debug, Clone, Copy)]
struct Active {
    k: f64,
    scale: f64,
    a: f64,
    c: f64,
}

impl Active {
    /// A horizon as a multiple of the scale; what cannot be a horizon is none.
    fn reach(&self, horizon: f64) -> f64 {
        if horizon > 0.0 { (horizon / self.scale).min(1e18) } else { 0.0 }
    }

    fn leaving(&self, tilt: f64) -> Leaving {
        Leaving::new(self.a, self.c, tilt)
    }

    /// Expected orders.
    fn orders(&self, horizon: f64) -> f64 {
        let y = self.reach(horizon);
        match Thinned::new(self.k, y, self.a, self.c) {
            Some(sums) => sums.orders,
            None => self.leaving(0.0).mean(
                self.k * y,
                |p| -(-self.k * (p * y).ln_1p()).exp_m1() / p,
                y * (1.0 + self.k),
            ),
        }
    }

    /// Expected orders and the expectation of orders x (orders - 1).
    fn moments(&self, horizon: f64) -> (f64, f64) {
        let y = self.reach(horizon);
        match Thinned::new(self.k, y, self.a, self.c) {
            Some(sums) => (sums.orders, sums.pairs),
            None => (self.orders(horizon), thinned::pairs_by_quadrature(self.leaving(0.0), self.k, y)),
        }
    }

    /// Probability of still being active at the horizon's end.
    fn stays(&self, horizon: f64) -> f64 {
        let y = self.reach(horizon);
        match Thinned::new(self.k, y, self.a, self.c) {
            Some(sums) => sums.active,
            None => self.leaving(self.k).mean(1.0, |p| (-self.k * (p * y).ln_1p()).exp(), y * (1.0 + self.k)),
        }
    }

    /// Probability of no order.
    fn quiet(&self, horizon: f64) -> f64 {
        (-self.k * self.reach(horizon).ln_1p()).exp()
    }
}

impl<const H: u32> BuyingModel for BetaGeometric<H> {
    fn log_likelihood(&self, customer: &OrderHistory) -> f64 {
        let (x, age) = (f64::from(customer.repeat_orders()), customer.age());
        let occasions = x + f64::from(H);
        let shared = ln_rising(self.r, x) + ln_rising(self.b, occasions)
            - ln_rising(self.a + self.b, occasions)
            - self.r * ln_1p_ratio(age, self.alpha)
            - x * (self.alpha + age).ln();
        shared + ln_add_exp(0.0, self.left_ln_odds(customer))
    }

    fn alive(&self, customer: &OrderHistory) -> f64 {
        logistic_of_minus(self.left_ln_odds(customer))
    }

    fn alive_after(&self, customer: &OrderHistory, after: f64) -> f64 {
        self.alive(customer) * self.active(customer).stays(after)
    }

    fn expected_orders(&self, customer: &OrderHistory, horizon: f64) -> f64 {
        self.alive(customer) * self.active(customer).orders(horizon)
    }

    fn cumulative_orders(&self, customer: &OrderHistory, ends: &[f64], out: &mut [f64]) {
        let active = self.active(customer);
        thinned::cumulative(&active, ends, out);
        let alive = self.alive(customer);
        for orders in out {
            *orders *= alive;
        }
    }

    fn discounted_orders(&self, customer: &OrderHistory, rate: f64) -> f64 {
        let Active { k, scale, a, c } = self.active(customer);
        self.alive(customer) * leaving::discounted(k, scale, a, c, rate)
    }

    fn silent(&self, customer: &OrderHistory, horizon: f64) -> f64 {
        let left_ln_odds = self.left_ln_odds(customer);
        let quiet = self.active(customer).quiet(horizon);
        logistic_of_minus(-left_ln_odds) + logistic_of_minus(left_ln_odds) * quiet
    }

    fn count_probabilities(&self, customer: &OrderHistory, horizon: f64, most: usize, out: &mut Vec<f64>) {
        out.clear();
        let active = self.active(customer);
        let left_ln_odds = self.left_ln_odds(customer);
        let (alive, left) = (logistic_of_minus(left_ln_odds), logistic_of_minus(-left_ln_odds));
        let y = active.reach(horizon);
        let mut counts = Counts::new(active.k, y);
        // Both run over n: the chance to be kept through n orders, and of n or more if kept.
        let (mut kept, mut at_least, mut total) = (1.0, 1.0_f64, 0.0);
        for n in 0..most {
            let exactly = counts.next_probability();
            let place = n as f64;
            let chance = if n == 0 {
                left + alive * exactly
            } else {
                let (stayed, sum) = (active.c + place - 1.0, active.a + active.c + place - 1.0);
                let last = kept * active.a / sum;
                kept *= stayed / sum;
                alive * (kept * exactly + last * at_least)
            };
            out.push(chance);
            total += chance;
            at_least = (at_least - exactly).max(0.0);
            if 1.0 - total < 1e-10 || (at_least < 1e-13 && place > active.k * y) {
                break;
            }
        }
    }

    fn orders_variance(&self, customer: &OrderHistory, horizon: f64) -> f64 {
        let alive = self.alive(customer);
        let (mean, pairs) = self.active(customer).moments(horizon);
        // Written so that certainty of being active leaves the variance given that.
        (alive * (pairs + mean - mean * mean) + alive * (1.0 - alive) * mean * mean).max(0.0)
    }

    fn new_customer_orders(&self, horizon: f64) -> f64 {
        let (stays, active) = self.new_customer();
        stays * active.orders(horizon)
    }

    fn new_count_probability(&self, orders: u32, horizon: f64) -> f64 {
        let (n, h) = (f64::from(orders), f64::from(H));
        let y = self.new_customer().1.reach(horizon);
        let kept = |m: f64| (ln_rising(self.b, m) - ln_rising(self.a + self.b, m)).exp();
        // P(leaves after exactly m chances to) = B(a+1, b+m-1)/B(a, b) = kept(m-1) a/(a+b+m-1).
        let last = |m: f64| kept(m - 1.0) * self.a / (self.a + self.b + m - 1.0);
        if orders == 0 {
            let quiet = (-self.r * y.ln_1p()).exp();
            return if H == 0 { quiet } else { last(1.0) + kept(1.0) * quiet };
        }
        if y == 0.0 {
            return 0.0;
        }
        // n orders in the time of somebody who does not leave, and n or more.
        let exactly =
            (ln_rising(self.r, n) - ln_gamma(n + 1.0) - self.r * y.ln_1p() - n * (1.0 / y).ln_1p()).exp();
        let at_least = incomplete_beta_of(n, self.r, y / (1.0 + y), 1.0 / (1.0 + y));
        (kept(n + h) * exactly + last(n + h) * at_least).min(1.0)
    }
}
