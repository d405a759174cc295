//! Migration: customers move between states from period to period, and each state brings money.
//!
//! Where a customer stands (say: how long ago they ordered, in which stage of life) decides what
//! they bring this period and, with fixed chances, where they stand in the next. Later money counts
//! less. What a customer of each state is worth is then one set of linear equations.
//!
//! | paper | here | unit | range |
//! |---|---|---|---|
//! | P | `transitions`, row: from, column: to | – | 0 to 1, rows sum to 1 |
//! | R | `rewards` of a period begun in a state | money | any |
//! | d | `discount` per period; b = 1/(1+d) | – | above 0 |
//! | V | [`Migration::value`] | money | |
//! | V_T | [`Migration::value_over`] | money | |
//! | Var | [`Migration::variance`] | money² | 0 and above |
//! | N | [`Migration::expected_periods`] | periods | 0 and above |
//!
//! V = (I - bP)^-1 R; over n periods after this one Σ_{t=0..n} (bP)^t R; N = (I-Q)^-1 1 over the
//! states that are not gone. Sobel's variance M2 - V², M2 = (I - b²P)^-1 (R² + 2bR∘PV), is computed as
//! (I - b²P)^-1 b² (P V² - (PV)²), which is the same without the difference of two large numbers.
//!
//! Sources: Pfeifer & Carraway 2000, "Modeling customer relationships as Markov chains", Journal of
//! Interactive Marketing 14(2); Sobel 1982, "The variance of discounted Markov decision
//! processes", Journal of Applied Probability 19(4); Howard 1960 for the policy.
//!
//! Where it is wrong: only the present state counts, not how the customer came there; test that
//! against second order. Chances counted over years of change are those of no year. What a
//! contact changes must come from an experiment: customers who were contacted were chosen.

pub(crate) mod linear;
mod policy;

use self::linear::{Factored, dot};
pub use self::policy::{Action, Policy, best_policy};

/// More states than this are not solved for: few companies can fill the table.
pub const MOST_STATES: usize = 200;

/// The largest amount of money in a state.
const MOST_MONEY: f64 = 1e15;

/// Numbers that no migration can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleMigration {
    /// None, or too many.
    #[error("there must be 1 to 200 states, not {0}")]
    States(usize),
    /// A table that is not as wide as it is long, or rewards that do not fit it.
    #[error("state {state} needs {wanted} numbers, one for each state, not {given}")]
    Shape {
        /// Which row, from 0.
        state: usize,
        /// How many it should have.
        wanted: usize,
        /// How many it has.
        given: usize,
    },
    /// A chance outside 0 to 1.
    #[error("the chance to move from state {from} to state {to} must lie between 0 and 1, not {chance}")]
    Chance {
        /// From, counted from 0.
        from: usize,
        /// To, counted from 0.
        to: usize,
        /// What was given.
        chance: f64,
    },
    /// Somebody appears or gets lost.
    #[error("the chances to move on from state {state} must sum to 1, not {sum}")]
    Sum {
        /// Which row, from 0.
        state: usize,
        /// What it sums to.
        sum: f64,
    },
    /// Money that is no number.
    #[error("the reward of state {state} must be a finite amount of at most 1e15, not {reward}")]
    Reward {
        /// Which state, from 0.
        state: usize,
        /// What was given.
        reward: f64,
    },
    /// Without a discount a relation without end has a value without end.
    #[error("the discount must lie between 1e-9 and 1e9 a period, not {0}")]
    Discount(f64),
    /// A count that is none.
    #[error("counts must be finite and not negative, and the weight of the prior too; state {0} breaks that")]
    Count(usize),
    /// Nothing was seen at all, or nothing of one state and there is no prior.
    #[error("nobody was seen moving on from state {0}, and there is nothing to assume instead")]
    Unseen(usize),
    /// A state that does not exist.
    #[error("there is no state {0}")]
    NoState(usize),
    /// From here nobody is ever gone.
    #[error("from state {0} nobody is ever gone, so that the number of periods has no end")]
    NeverGone(usize),
    /// Nothing to choose.
    #[error("state {0} has no action to choose from")]
    NoAction(usize),
    /// Equations that cannot be solved in the numbers of the machine.
    #[error("the equations have no solution within the precision of numbers")]
    Singular,
}

/// States, the chances to move between them, and what each brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    states: usize,
    /// Row after row.
    transitions: Vec<f64>,
    rewards: Vec<f64>,
    /// b = 1/(1+d).
    carried: f64,
}

impl Migration {
    /// Checks and keeps them.
    ///
    /// # Errors
    ///
    /// If a row does not sum to 1 to nine digits, or a number is outside its range.
    pub fn new(
        transitions: &[Vec<f64>],
        rewards: Vec<f64>,
        discount: f64,
    ) -> Result<Self, ImpossibleMigration> {
        let states = transitions.len();
        if states == 0 || states > MOST_STATES {
            return Err(ImpossibleMigration::States(states));
        }
        for (state, row) in transitions.iter().enumerate() {
            check_row(state, row, states)?;
        }
        if rewards.len() != states {
            return Err(ImpossibleMigration::Shape { state: 0, wanted: states, given: rewards.len() });
        }
        for (state, &reward) in rewards.iter().enumerate() {
            check_reward(state, reward)?;
        }
        let carried = carried(discount)?;
        Ok(Self { states, transitions: transitions.concat(), rewards, carried })
    }

    /// What a customer who stands in each state is worth, for ever.
    ///
    /// # Errors
    ///
    /// If the equations cannot be solved within the precision of numbers.
    pub fn value(&self) -> Result<Vec<f64>, ImpossibleMigration> {
        Ok(self.discounted(self.carried)?.solve(&self.rewards))
    }

    /// What they are worth in this period and `periods` more.
    #[must_use]
    pub fn value_over(&self, periods: u32) -> Vec<f64> {
        let mut value = self.rewards.clone();
        for _ in 0..periods {
            let next: Vec<f64> = self
                .rewards
                .iter()
                .zip(self.moved(&value))
                .map(|(reward, later)| reward + self.carried * later)
                .collect();
            // Once nothing changes any more, it never will.
            if next == value {
                break;
            }
            value = next;
        }
        value
    }

    /// The variance of the discounted money that one customer of each state brings.
    ///
    /// # Errors
    ///
    /// If the equations cannot be solved within the precision of numbers.
    pub fn variance(&self) -> Result<Vec<f64>, ImpossibleMigration> {
        let value = self.value()?;
        let b2 = self.carried * self.carried;
        let of_next: Vec<f64> = self
            .transitions
            .chunks_exact(self.states)
            .map(|row| {
                let mean = dot(row, &value);
                b2 * row.iter().zip(&value).map(|(p, v)| p * (v - mean) * (v - mean)).sum::<f64>()
            })
            .collect();
        let variance = self.discounted(b2)?.solve(&of_next);
        Ok(variance.into_iter().map(|v| v.max(0.0)).collect())
    }

    /// How many periods, this one counted, until a customer of each state is in one of those that
    /// mean `gone`; 0 for these.
    ///
    /// # Errors
    ///
    /// If a state does not exist, or from one of them nobody is ever gone.
    pub fn expected_periods(&self, gone: &[usize]) -> Result<Vec<f64>, ImpossibleMigration> {
        let mut is_gone = vec![false; self.states];
        for &state in gone {
            *is_gone.get_mut(state).ok_or(ImpossibleMigration::NoState(state))? = true;
        }
        self.all_can_go(&is_gone)?;
        // Gone states keep an equation of their own: 0 periods.
        let n = self.states;
        let mut cells = vec![0.0; n * n];
        for (from, row) in self.transitions.chunks_exact(n).enumerate() {
            for (to, chance) in row.iter().enumerate() {
                let moves = if is_gone[from] || is_gone[to] { 0.0 } else { *chance };
                cells[from * n + to] = f64::from(u8::from(from == to)) - moves;
            }
        }
        let one: Vec<f64> = is_gone.iter().map(|gone| if *gone { 0.0 } else { 1.0 }).collect();
        let periods = Factored::new(cells, n).ok_or(ImpossibleMigration::Singular)?.solve(&one);
        if periods.iter().all(|p| p.is_finite() && *p >= 0.0) {
            Ok(periods)
        } else {
            Err(ImpossibleMigration::Singular)
        }
    }

    fn all_can_go(&self, is_gone: &[bool]) -> Result<(), ImpossibleMigration> {
        let mut can_go = is_gone.to_vec();
        loop {
            let before = can_go.clone();
            for (from, row) in self.transitions.chunks_exact(self.states).enumerate() {
                can_go[from] |= row.iter().zip(&before).any(|(chance, goes)| *goes && *chance > 0.0);
            }
            if can_go == before {
                break;
            }
        }
        match can_go.iter().position(|goes| !goes) {
            Some(state) => Err(ImpossibleMigration::NeverGone(state)),
            None => Ok(()),
        }
    }

    /// P times a column.
    fn moved(&self, column: &[f64]) -> Vec<f64> {
        self.transitions.chunks_exact(self.states).map(|row| dot(row, column)).collect()
    }

    /// I - factor P.
    fn discounted(&self, factor: f64) -> Result<Factored, ImpossibleMigration> {
        discounted(&self.transitions, self.states, factor)
    }
}

/// I - factor P, ready to be solved.
fn discounted(transitions: &[f64], states: usize, factor: f64) -> Result<Factored, ImpossibleMigration> {
    let mut cells: Vec<f64> = transitions.iter().map(|chance| -factor * chance).collect();
    for state in 0..states {
        cells[state * states + state] += 1.0;
    }
    Factored::new(cells, states).ok_or(ImpossibleMigration::Singular)
}

/// Chances from counted moves; each row is drawn towards the row of all states taken together as
/// if `prior_weight` customers more had been seen moving like it.
///
/// # Errors
///
/// If a count or the weight is no number or negative, or a row would be empty.
pub fn transitions_from_counts(
    counts: &[Vec<f64>],
    prior_weight: f64,
) -> Result<Vec<Vec<f64>>, ImpossibleMigration> {
    let states = counts.len();
    if states == 0 || states > MOST_STATES {
        return Err(ImpossibleMigration::States(states));
    }
    let usable = |count: f64| (0.0..=MOST_MONEY).contains(&count);
    let mut pooled = vec![0.0; states];
    for (state, row) in counts.iter().enumerate() {
        if row.len() != states {
            return Err(ImpossibleMigration::Shape { state, wanted: states, given: row.len() });
        }
        if !usable(prior_weight) || !row.iter().all(|count| usable(*count)) {
            return Err(ImpossibleMigration::Count(state));
        }
        for (sum, count) in pooled.iter_mut().zip(row) {
            *sum += count;
        }
    }
    let all: f64 = pooled.iter().sum();
    let mut transitions = Vec::with_capacity(states);
    let weight = if all > 0.0 { prior_weight / all } else { 0.0 };
    for (state, row) in counts.iter().enumerate() {
        let drawn: Vec<f64> = row.iter().zip(&pooled).map(|(count, pool)| count + weight * pool).collect();
        let total: f64 = drawn.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return Err(ImpossibleMigration::Unseen(state));
        }
        transitions.push(drawn.into_iter().map(|count| count / total).collect());
    }
    Ok(transitions)
}

fn check_row(state: usize, row: &[f64], states: usize) -> Result<(), ImpossibleMigration> {
    if row.len() != states {
        return Err(ImpossibleMigration::Shape { state, wanted: states, given: row.len() });
    }
    if let Some((to, &chance)) = row.iter().enumerate().find(|(_, p)| !(0.0..=1.0).contains(*p)) {
        return Err(ImpossibleMigration::Chance { from: state, to, chance });
    }
    let sum: f64 = row.iter().sum();
    if (sum - 1.0).abs() > 1e-9 {
        return Err(ImpossibleMigration::Sum { state, sum });
    }
    Ok(())
}

fn check_reward(state: usize, reward: f64) -> Result<(), ImpossibleMigration> {
    if reward.abs() <= MOST_MONEY { Ok(()) } else { Err(ImpossibleMigration::Reward { state, reward }) }
}

fn carried(discount: f64) -> Result<f64, ImpossibleMigration> {
    if (1e-9..=1e9).contains(&discount) {
        Ok(1.0 / (1.0 + discount))
    } else {
        Err(ImpossibleMigration::Discount(discount))
    }
}
