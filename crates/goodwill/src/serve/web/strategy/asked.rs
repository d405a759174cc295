//! What is asked of the scenarios: cash, credit, and what-ifs that are not kept.

use facts::Currency;
use pages::{
    Reader,
    strategy::{
        main_page::Form,
        scenario::{amount, is_unclear},
        words,
    },
    text::Fill,
};
use plan::strategy::{Asked, Parameter, Quantity, Scenario, Source, Way, recursion::Rates};
use serde::Deserialize;

use super::kept::Kept;
use crate::folder::strategy::in_use::equally_far;

/// The greatest sum of money.
pub(super) const MOST_MONEY: f64 = 1e12;
/// Months ahead at most.
pub(super) const MOST_MONTHS: u32 = 600;
/// Futures at most.
pub(super) const MOST_DRAWS: u32 = 20_000;
/// Futures where nobody says.
pub(super) const USUAL_DRAWS: u32 = 10_000;
/// Months over which the share that stays is asked for.
const YEAR: u32 = 12;

/// The form "What if", as it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Wanted {
    cash: Option<String>,
    credit: Option<String>,
    retention_12: Option<String>,
    horizon: Option<String>,
    draws: Option<String>,
    seed: Option<String>,
}

impl Wanted {
    /// The form in which cash and credit are kept, as the page's own.
    pub(super) fn of_means(form: MeansForm) -> Self {
        Self { cash: Some(form.cash), credit: Some(form.credit), ..Self::default() }
    }
}

/// A question: what is to be lived, and with what.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    pub(super) scenarios: Vec<Scenario>,
    pub(super) asked: Asked,
}

/// What was refused: the field, and the text that says why.
pub(super) type Refused = Vec<(&'static str, &'static str)>;

/// What-ifs on top of the scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct WhatIf {
    /// What new customers of the centric way keep over 12 months, a share.
    pub(super) retention_12: Option<f64>,
    /// Months ahead.
    pub(super) horizon: Option<u32>,
}

/// Reads the form. What cannot be read is refused by its field, and stands as it is kept.
pub(super) fn read(wanted: &Wanted, kept: &Kept, reader: &Reader) -> (Question, Form) {
    let mut refused: Refused = Vec::new();
    let in_use = &kept.in_use;
    let mut sum = |name: &'static str, sent: &Option<String>, kept: Option<f64>| match sent.as_deref() {
        None => kept,
        Some(text) if text.trim().is_empty() => None,
        Some(text) => money(text).or_else(|| {
            refused.push((name, bad_money(text)));
            kept
        }),
    };
    let cash = sum("cash", &wanted.cash, in_use.cash);
    let credit = sum("credit", &wanted.credit, in_use.credit);
    let draws = whole(wanted.draws.as_deref(), 0..=u64::from(MOST_DRAWS)).unwrap_or_else(|()| {
        refused.push(("draws", "strategy-bad-draws"));
        None
    });
    let seed = whole(wanted.seed.as_deref(), 0..=u64::from(u32::MAX)).unwrap_or_else(|()| {
        refused.push(("seed", "strategy-bad-seed"));
        None
    });
    let horizon = whole(wanted.horizon.as_deref(), 1..=u64::from(MOST_MONTHS)).unwrap_or_else(|()| {
        refused.push(("horizon", "strategy-bad-horizon"));
        None
    });
    let stands = asked_of(&in_use.scenarios).map(stayed);
    let retention = match share(wanted.retention_12.as_deref()) {
        // What stands, rounded as a page writes it, asks for nothing else.
        Ok(wanted) => wanted.filter(|share| stands.is_none_or(|stands| percent(*share) != percent(stands))),
        Err(key) => {
            refused.push(("retention_12", key));
            None
        }
    };
    let far = in_use.scenarios.first().map(Scenario::horizon_months);
    let horizon = horizon.map(|months| months as u32).filter(|months| Some(*months) != far);
    let mut what_if = WhatIf { retention_12: retention, horizon };
    let scenarios = laid_out(&in_use.scenarios, what_if).unwrap_or_else(|Unreachable| {
        refused.push(("retention_12", "strategy-bad-retention-reach"));
        what_if.retention_12 = None;
        equally_far(&in_use.scenarios, what_if.horizon)
    });
    let question = Question {
        scenarios,
        asked: Asked {
            draws: draws.map_or(USUAL_DRAWS, |draws| draws as u32),
            seed: seed.unwrap_or(1),
            cash,
            credit: credit.unwrap_or(0.0),
        },
    };
    let sent = |name: &str, text: &Option<String>, stands: String| {
        let was_refused = refused.iter().any(|(field, _)| *field == name);
        match text {
            Some(text) if was_refused => text.chars().take(60).collect(),
            _ => stands,
        }
    };
    let form = Form {
        cash: sent("cash", &wanted.cash, cash.map(plain).unwrap_or_default()),
        credit: sent("credit", &wanted.credit, credit.map(plain).unwrap_or_default()),
        retention_12: sent(
            "retention_12",
            &wanted.retention_12,
            what_if.retention_12.map(percent).unwrap_or_default(),
        ),
        retention_stands: stands.map(|share| words::share(reader, share)).unwrap_or_default(),
        horizon: sent(
            "horizon",
            &wanted.horizon,
            what_if.horizon.map(|months| months.to_string()).unwrap_or_default(),
        ),
        draws: sent("draws", &wanted.draws, draws.map(|n| n.to_string()).unwrap_or_default()),
        seed: sent("seed", &wanted.seed, seed.map(|n| n.to_string()).unwrap_or_default()),
        refused: refused.iter().map(|(field, key)| (*field, why(reader, wanted, key))).collect(),
        what_if: what_if != WhatIf::default(),
        kept_means: cash == in_use.cash && credit.unwrap_or(0.0) == in_use.credit.unwrap_or(0.0),
    };
    (question, form)
}

/// No retention that is possible reaches what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreachable;

/// The scenarios, equally far, with what-ifs put in.
pub(super) fn laid_out(scenarios: &[Scenario], what_if: WhatIf) -> Result<Vec<Scenario>, Unreachable> {
    let mut all = equally_far(scenarios, what_if.horizon);
    if let Some(share) = what_if.retention_12
        && let Some(name) = asked_of(&all).map(|scenario| scenario.name().to_owned())
        && let Some(scenario) = all.iter_mut().find(|scenario| scenario.name() == name)
    {
        *scenario = keeping(scenario, share).ok_or(Unreachable)?;
    }
    Ok(all)
}

/// The scenario whose retention is asked for: the centric one; where none says so, the second.
fn asked_of(scenarios: &[Scenario]) -> Option<&Scenario> {
    scenarios
        .iter()
        .find(|scenario| scenario.way() == Way::Centric)
        .or_else(|| scenarios.get(1))
        .or_else(|| scenarios.first())
}

/// Of customers who just joined, the share that is there after a year.
fn stayed(scenario: &Scenario) -> f64 {
    Rates::of(scenario).stayed(YEAR)
}

/// The scenario in which new customers keep this share over 12 months: all stages move alike, and the
/// doubt about them stays as wide as it was.
fn keeping(scenario: &Scenario, share: f64) -> Option<Scenario> {
    let stands = scenario.get(Quantity::RetentionGain);
    let moved = |gain: f64| {
        let by = gain - stands.value;
        let ends = |x: f64| (x + by).clamp(-1.0, 1.0);
        let mut draft = scenario.draft();
        draft.whole[Quantity::RetentionGain as usize] = Parameter {
            value: gain,
            low: ends(stands.low).min(gain),
            high: ends(stands.high).max(gain),
            source: Source::Assumed,
            reason: "a what-if on the page".to_owned(),
            guess: stands.guess,
        };
        draft.checked().ok()
    };
    let (mut low, mut high) = (-1.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if stayed(&moved(middle)?) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    let found = moved(high)?;
    ((stayed(&found) - share).abs() < 1e-6).then_some(found)
}

/// Why a sum was refused.
fn bad_money(text: &str) -> &'static str {
    if is_unclear(text) { "strategy-bad-money-unclear" } else { "strategy-bad-money" }
}

/// A sum of money as people write it: `500000`, `500 000`, `500,000`, `1.250.000,50`, `0.5`.
pub(super) fn money(text: &str) -> Option<f64> {
    amount(text).filter(|x| *x <= MOST_MONEY)
}

/// A sum as a field holds it.
pub(super) fn plain(x: f64) -> String {
    let text = format!("{x:.2}");
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

/// A share in percent, as the field holds it.
fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Why a field was refused, as a sentence.
fn why(reader: &Reader, wanted: &Wanted, key: &str) -> String {
    let sent = wanted.retention_12.as_deref().and_then(below_one).filter(|_| key == NOT_IN_PERCENT);
    let Some(share) = sent else { return reader.t(key) };
    let percent = format!("{}", (share * 1e8).round() / 1e6);
    let sent = share.to_string();
    reader.tf(key, &[("sent", Fill::Text(&sent)), ("percent", Fill::Text(&percent))])
}

/// What is said to who sent a share where percent are asked for.
const NOT_IN_PERCENT: &str = "strategy-bad-retention-share";

/// A number above 0 and below 1 that does not say it is percent.
fn below_one(text: &str) -> Option<f64> {
    let number: f64 = text.trim().replace(',', ".").parse().ok()?;
    (number > 0.0 && number < 1.0).then_some(number)
}

/// A share that was sent in percent; none where nothing was sent. Hardly a company keeps less than one
/// in a hundred for a year: what is below 1 is a share, unless it says percent.
fn share(text: Option<&str>) -> Result<Option<f64>, &'static str> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if below_one(text).is_some() {
        return Err(NOT_IN_PERCENT);
    }
    let bad = "strategy-bad-retention-12";
    let number: f64 = text.trim_end_matches('%').trim().replace(',', ".").parse().map_err(|_| bad)?;
    if number > 0.0 && number < 100.0 { Ok(Some(number / 100.0)) } else { Err(bad) }
}

/// A whole number that was sent; none where nothing was sent.
fn whole(text: Option<&str>, of: std::ops::RangeInclusive<u64>) -> Result<Option<u64>, ()> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let number: u64 = text.parse().map_err(|_| ())?;
    if of.contains(&number) { Ok(Some(number)) } else { Err(()) }
}

/// The form in which cash and credit are kept: nothing said is nothing known.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MeansForm {
    pub(super) cash: String,
    pub(super) credit: String,
}

/// What a form says of cash and credit, in whole units.
///
/// # Errors
///
/// The fields that are refused.
pub(super) fn means(
    form: &MeansForm,
    currency: Option<Currency>,
) -> Result<records::Means, Vec<&'static str>> {
    let mut refused = Vec::new();
    let mut sum = |name: &'static str, text: &str| {
        if text.trim().is_empty() {
            return None;
        }
        let found = money(text);
        if found.is_none() {
            refused.push(name);
        }
        found
    };
    let (cash, credit) = (sum("cash", &form.cash), sum("credit", &form.credit));
    if !refused.is_empty() {
        return Err(refused);
    }
    crate::folder::strategy::means::of(cash, credit.unwrap_or(0.0), currency).ok_or_else(|| vec!["cash"])
}

#[cfg(test)]
mod tests {
    use plan::strategy::{Draft, Stage};

    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (text, sum) in [
            ("500000", 500_000.0),
            (" 500 000 ", 500_000.0),
            ("500\u{a0}000", 500_000.0),
            ("500,000", 500_000.0),
            ("1'250'000", 1_250_000.0),
            ("1.250.000,50", 1_250_000.5),
            ("1,250,000.50", 1_250_000.5),
            ("0.5", 0.5),
            ("0,505", 0.505),
            ("12,5", 12.5),
            ("25.000,00", 25_000.0),
            ("2,5", 2.5),
            ("1234.567", 1_234.567),
            ("0", 0.0),
        ] {
            assert_eq!(money(text), Some(sum), "{text}");
            assert_eq!(money(&plain(sum)), Some((sum * 100.0).round() / 100.0), "{text}");
        }
        for no in [
            "500.000",
            "25.000",
            "",
            "-1",
            "1e5",
            "NaN",
            "inf",
            "1.2.3",
            "12,34,56",
            "x",
            "€5",
            "10000000000000",
            ".",
            "٣",
        ] {
            assert_eq!(money(no), None, "{no}");
        }
    }

    fn scenario(name: &str, way: Way) -> Scenario {
        let stage = |name: &str, until, retention| Stage {
            name: name.to_owned(),
            until_age_months: until,
            margin: Parameter::stated(10.0),
            retention: Parameter::stated(retention),
            complaints: Parameter::stated(0.05),
        };
        let mut draft = Draft::new(name, way);
        draft.stages = vec![stage("new", Some(6), 0.85), stage("settled", None, 0.97)];
        let gain = Parameter::known(0.01, 0.0, 0.02, Source::Assumed, "");
        draft.with(Quantity::RetentionGain, gain).checked().unwrap()
    }

    #[test]
    fn the_centric_way_keeps_what_is_asked_for() {
        let both = [scenario("focused", Way::Focused), scenario("centric", Way::Centric)];
        for share in [0.1, 0.34, 0.6, 0.9, 0.99] {
            let what_if = WhatIf { retention_12: Some(share), horizon: Some(24) };
            let asked = laid_out(&both, what_if).unwrap();
            assert!((stayed(&asked[1]) - share).abs() < 1e-6, "{share}");
            assert!((stayed(&asked[0]) - stayed(&both[0])).abs() < 1e-12, "the focused one stays");
            assert!(asked.iter().all(|scenario| scenario.horizon_months() == 24));
            let gain = asked[1].get(Quantity::RetentionGain);
            assert!(gain.low <= gain.value && gain.value <= gain.high && gain.low < gain.high);
        }
    }

    fn kept() -> Kept {
        let scenarios = vec![scenario("focused", Way::Focused), scenario("centric", Way::Centric)];
        let in_use = crate::folder::strategy::in_use::InUse {
            kept: vec![None, None],
            scenarios,
            cash: Some(500_000.0),
            ..Default::default()
        };
        Kept { in_use, working: false, as_of: None }
    }

    fn said(wanted: &[(&str, &str)]) -> (Question, Form) {
        let fields: serde_json::Map<String, serde_json::Value> =
            wanted.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        let wanted: Wanted = serde_json::from_value(fields.into()).unwrap();
        read(&wanted, &kept(), &Reader::nobody("/strategy", 0))
    }

    #[test]
    fn nothing_asked_is_what_is_kept_and_so_is_the_form_sent_back() {
        let (plain, form) = said(&[]);
        assert_eq!((plain.asked.cash, plain.asked.credit, plain.asked.draws), (Some(500_000.0), 0.0, 10_000));
        assert!(!form.what_if && form.kept_means && form.refused.is_empty());
        let fields = [
            ("cash", &*form.cash),
            ("credit", &*form.credit),
            ("retention_12", &*form.retention_12),
            ("horizon", &*form.horizon),
            ("draws", &*form.draws),
            ("seed", &*form.seed),
        ];
        let (again, other) = said(&fields);
        assert_eq!((again, other.what_if), (plain, false));
    }

    #[test]
    fn a_share_where_percent_are_asked_for_is_asked_back() {
        for (sent, asked) in [("0.394", "39.4%"), ("0,6", "60%"), (".5", "50%")] {
            let (question, form) = said(&[("retention_12", sent)]);
            assert!(form.refused[0].1.contains(asked), "{:?}", form.refused);
            assert_eq!(question, said(&[]).0, "{sent}");
        }
        assert!(!said(&[("retention_12", "0.5%")]).1.refused.iter().any(|(_, why)| why.contains("50%")));
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_field_and_the_rest_holds() {
        let all = ["cash", "credit", "retention_12", "horizon", "draws", "seed"];
        for name in all {
            for bad in ["-1", "NaN", "inf", "1e400", "<b>", "99999999999999999999999999", "100000000000001"] {
                let (question, form) = said(&[(name, bad)]);
                let fields: Vec<&str> = form.refused.iter().map(|(field, _)| *field).collect();
                assert_eq!(fields, [name], "{bad}");
                assert!(form.refused.iter().all(|(_, why)| !why.contains("strategy-bad")));
                assert_eq!(question, said(&[]).0, "{name} {bad}");
                assert!(!form.query().contains(bad));
            }
        }
        let (_, form) = said(&all.map(|name| (name, "?")));
        assert_eq!(form.refused.len(), 6);
        // Known to be nothing is not the same as never said.
        let (question, form) = said(&[("cash", ""), ("credit", "200,000")]);
        assert_eq!((question.asked.cash, question.asked.credit), (None, 200_000.0));
        assert!(!form.kept_means);
    }
}
