//! What to do in each state so that a customer of every state is worth most: policy iteration.
//!
//! Each state has actions (contact, do not), each with its own chances to move on and its own
//! reward. Values of the present choice are solved for; wherever another action promises more, it
//! is taken; until none does. It may stop contacting one state and raise the value of all others.

use serde::Serialize;

use super::{ImpossibleMigration, MOST_STATES, carried, check_reward, check_row, discounted, linear::dot};

/// One thing that can be done with customers of one state.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// The chances to stand in each state in the next period.
    pub transitions: Vec<f64>,
    /// What this period brings.
    pub reward: f64,
}

/// The best action in each state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Policy {
    /// Which of its actions each state takes, counted from 0; the first unless another
    /// is worth more.
    pub choice: Vec<usize>,
    /// What a customer of each state is then worth.
    pub value: Vec<f64>,
    /// How often the choice was looked at again.
    pub rounds: u32,
}

/// The choice of actions under which every state is worth most.
///
/// # Errors
///
/// If a state has no action, a row does not sum to 1, or a number is outside its range.
pub fn best_policy(actions: &[Vec<Action>], discount: f64) -> Result<Policy, ImpossibleMigration> {
    let states = actions.len();
    if states == 0 || states > MOST_STATES {
        return Err(ImpossibleMigration::States(states));
    }
    for (state, choices) in actions.iter().enumerate() {
        if choices.is_empty() {
            return Err(ImpossibleMigration::NoAction(state));
        }
        for action in choices {
            check_row(state, &action.transitions, states)?;
            check_reward(state, action.reward)?;
        }
    }
    let b = carried(discount)?;
    let mut choice = vec![0; states];
    let mut rounds = 0;
    loop {
        rounds += 1;
        let value = value_of(actions, &choice, b)?;
        let mut changed = false;
        for (state, choices) in actions.iter().enumerate() {
            let promise = |action: &Action| action.reward + b * dot(&action.transitions, &value);
            let present = promise(&choices[choice[state]]);
            let mut best = (choice[state], present);
            for (at, action) in choices.iter().enumerate() {
                let promised = promise(action);
                // More than rounding, so that equal actions cannot chase each other for ever.
                if promised > best.1 + 1e-12 * (1.0 + best.1.abs()) {
                    best = (at, promised);
                }
            }
            changed |= best.0 != choice[state];
            choice[state] = best.0;
        }
        if !changed || rounds == 10_000 {
            let value = if changed { value_of(actions, &choice, b)? } else { value };
            return Ok(Policy { choice, value, rounds });
        }
    }
}

fn value_of(actions: &[Vec<Action>], choice: &[usize], b: f64) -> Result<Vec<f64>, ImpossibleMigration> {
    let chosen = || actions.iter().zip(choice).map(|(choices, at)| &choices[*at]);
    let transitions: Vec<f64> = chosen().flat_map(|action| action.transitions.iter().copied()).collect();
    let rewards: Vec<f64> = chosen().map(|action| action.reward).collect();
    Ok(discounted(&transitions, actions.len(), b)?.solve(&rewards))
}
