//! Scales and ticks.

use facts::Month;

use crate::words;

/// A linear map from numbers to pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// Maps `from` to `to`; a scale without length puts everything into the middle.
    pub(super) fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        Self { from, to }
    }

    /// The pixel of a number.
    pub(super) fn at(&self, x: f64) -> f64 {
        let length = self.from.1 - self.from.0;
        let share = if length > 0.0 && length.is_finite() { (x - self.from.0) / length } else { 0.5 };
        let share = if share.is_finite() { share } else { 0.5 };
        self.to.0 + share * (self.to.1 - self.to.0)
    }
}

/// One tick of an axis.
#[derive(Debug, Clone)]
pub struct Tick {
    /// Where it stands.
    pub at: f64,
    /// What is written at it.
    pub label: String,
}

/// Round numbers (1, 2, 5 × a power of ten) from at or below `low` to at or above `high`,
/// about `wanted` of them.
pub(super) fn nice(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let length = high - low;
    if !(length > 0.0 && length.is_finite()) {
        return vec![low];
    }
    let rough = length / wanted.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|&s| s >= rough * 0.85).unwrap_or(rough);
    if step <= 0.0 || !step.is_finite() {
        return vec![low, high];
    }
    let (first, last) = ((low / step).floor(), (high / step - 1e-9).ceil());
    (0..=(last - first).clamp(0.0, 50.0) as u32).map(|i| (first + f64::from(i)) * step).collect()
}

/// Round ticks from `low` to `high`, about so many, as `write` writes them, given a number and the
/// step between ticks.
pub fn round_ticks(low: f64, high: f64, wanted: usize, write: &dyn Fn(f64, f64) -> String) -> Vec<Tick> {
    let all = nice(low, high, wanted);
    let step = all.get(1).map_or(1.0, |second| second - all[0]);
    all.into_iter().map(|at| Tick { at, label: write(at, step) }).collect()
}

/// Ticks at months of age, at most `most` of them, in steps that divide a year where they can.
pub fn age_ticks(last: u32, most: u32) -> Vec<Tick> {
    let step =
        [1, 2, 3, 6, 12, 24, 36, 60, 120, 240].into_iter().find(|s| last / s < most.max(1)).unwrap_or(600);
    (0..=last).step_by(step as usize).map(|age| Tick { at: f64::from(age), label: age.to_string() }).collect()
}

/// Ticks at the starts of months or years from `first` to `last`, at most `most` of them; a
/// tick stands at the index of its month.
pub fn month_ticks(first: Month, last: Month, most: usize) -> Vec<Tick> {
    month_ticks_in(first, last, most, &|month| words::month_name(month).to_owned())
}

/// Ticks at the starts of months or years as [`month_ticks`] sets them, with the names of months
/// as the reader writes them.
pub fn month_ticks_in(first: Month, last: Month, most: usize, name: &dyn Fn(Month) -> String) -> Vec<Tick> {
    let months = (last.index() - first.index()).max(0);
    let step = [1, 2, 3, 6, 12, 24, 60, 120, 240]
        .into_iter()
        .find(|s| (months / s) < most.max(1) as i32)
        .unwrap_or(1_200);
    (first.index()..=last.index())
        .filter(|index| index.rem_euclid(step) == 0)
        .map(|index| {
            let month = Month::from_index(index);
            let label = if month.number() == 1 { month.year().to_string() } else { name(month) };
            Tick { at: f64::from(index), label }
        })
        .collect()
}

/// Moves labels apart so that neighbours keep `gap` pixels and all stay between `top` and
/// `bottom` while there is room. Keeps their order.
pub(super) fn spread(at: &mut [f64], gap: f64, top: f64, bottom: f64) {
    let mut order: Vec<usize> = (0..at.len()).collect();
    order.sort_by(|&a, &b| at[a].total_cmp(&at[b]));
    let mut least = top;
    for &i in &order {
        at[i] = at[i].max(least);
        least = at[i] + gap;
    }
    let mut most = bottom;
    for &i in order.iter().rev() {
        at[i] = at[i].min(most);
        most = at[i] - gap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_data() {
        assert_eq!(nice(-116.0, 240.0, 4), [-200.0, -100.0, 0.0, 100.0, 200.0, 300.0]);
        assert_eq!(nice(0.0, 1.0, 4), [0.0, 0.5, 1.0]);
        assert_eq!(nice(3.0, 3.0, 4), [3.0]);
        for (low, high) in [(0.0, 1e-12), (-1e15, 1e15), (0.0, f64::MAX), (f64::NAN, 1.0)] {
            assert!(!nice(low, high, 5).is_empty());
        }
    }

    #[test]
    fn months_tick_at_years_when_there_are_many() {
        let (first, last) = ("2019-05".parse().unwrap(), "2027-02".parse().unwrap());
        let labels: Vec<String> = month_ticks(first, last, 8).into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027"]);
        let labels: Vec<String> =
            month_ticks(first, "2020-01".parse().unwrap(), 6).into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["May", "Jul", "Sep", "Nov", "2020"]);
    }

    #[test]
    fn labels_keep_their_distance() {
        let mut at = [10.0, 12.0, 200.0];
        spread(&mut at, 20.0, 0.0, 190.0);
        assert_eq!(at, [10.0, 30.0, 190.0]);
    }

    #[test]
    fn a_scale_without_length_has_a_middle() {
        assert_eq!(Scale::new((2.0, 2.0), (0.0, 10.0)).at(2.0), 5.0);
        assert_eq!(Scale::new((0.0, 1.0), (0.0, 10.0)).at(f64::NAN), 5.0);
    }
}
