//! What somebody takes spending to reach, as the form says it.

use pages::{Reader, strategy::balance::Form};
use plan::{
    balance::{Purpose, Stated, StatedCurve},
    strategy::{Nature, Parameter},
};

use super::numbers::in_field;

/// Judgement, and a budget a month.
pub(super) type Judged = (Stated, Option<f64>);

/// Why a field was refused.
pub(super) enum Refused {
    /// A text of the pages.
    Text(&'static str),
    /// A sentence.
    Words(String),
}

impl Refused {
    /// Why, as a sentence.
    pub(super) fn words(self, reader: &Reader) -> String {
        match self {
            Self::Text(key) => reader.t(key),
            Self::Words(words) => words,
        }
    }
}

/// What the form says: judgement and a budget; or fields that were refused.
pub(super) fn judgement(form: &Form) -> Result<Judged, Vec<(String, Refused)>> {
    let mut refused = Vec::new();
    let mut number = |name: &str, nature: Nature| {
        let text = form.text(name).trim();
        if text.is_empty() {
            return None;
        }
        let found = in_field(text, nature);
        if found.is_none() {
            refused.push((name.to_owned(), Refused::Text("balance-bad-number")));
        }
        found
    };
    let budget = number("budget", Nature::Money).map(|p| p.value);
    let mut curve = |purpose: Purpose| {
        let name = purpose.name();
        // Customers a month for those who are won, else a share of them.
        let nature = if purpose == Purpose::Acquisition { Nature::Count } else { Nature::Share };
        let spend = number(&format!("{name}_spend"), Nature::Money);
        let [rate, ceiling, unaided] =
            ["rate", "ceiling", "unaided"].map(|part| number(&format!("{name}_{part}"), nature));
        (purpose, spend, rate, ceiling, unaided)
    };
    let curves = Purpose::ALL.map(&mut curve);
    if let Some(budget) = budget.filter(|b| !(*b > 0.0 && *b <= 1e12)) {
        refused.push((
            "budget".to_owned(),
            Refused::Words(format!(
                "The budget is {budget}: say what may be spent a month, more than 0 and up to 1,000,000,000,000."
            )),
        ));
    }
    let mut stated = Stated::default();
    for (purpose, spend, rate, ceiling, unaided) in curves {
        let name = purpose.name();
        let curve = match (spend, rate, ceiling) {
            (Some(spend), Some(rate), Some(ceiling)) => {
                let unaided = unaided.unwrap_or_else(|| Parameter::stated(0.0));
                StatedCurve { spend: spend.value, rate, ceiling, unaided }.checked(purpose)
            }
            (None, None, None) if unaided.is_none() => continue,
            _ => {
                if refused.is_empty() {
                    refused.push((format!("{name}_spend"), Refused::Text("balance-incomplete")));
                }
                continue;
            }
        };
        match curve {
            Ok(curve) => match purpose {
                Purpose::Acquisition => stated.acquisition = Some(curve),
                Purpose::Retention => stated.retention = Some(curve),
                Purpose::Reactivation => stated.reactivation = Some(curve),
            },
            Err(e) => refused.push((format!("{name}_ceiling"), Refused::Words(e.to_string()))),
        }
    }
    if refused.is_empty() { Ok((stated, budget)) } else { Err(refused) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Form { fields, refused: Vec::new() }
    }

    #[test]
    fn judgement_is_read_in_percent_and_refused_by_its_field() {
        let whole = [
            ("budget", "6000"),
            ("retention_spend", "0.25"),
            ("retention_rate", "91 (90 to 92)"),
            ("retention_ceiling", "98"),
        ];
        let (stated, budget) = judgement(&form(&whole)).map_err(|_| ()).unwrap();
        let curve = stated.retention.unwrap();
        assert_eq!((budget, curve.rate.low, curve.ceiling.value), (Some(6_000.0), 0.9, 0.98));
        for (change, field) in [
            (("budget", "-1"), "budget"),
            (("budget", "0"), "budget"),
            (("retention_rate", "much"), "retention_rate"),
            (("retention_ceiling", ""), "retention_spend"),
            (("retention_ceiling", "80"), "retention_ceiling"),
        ] {
            let mut fields = whole.to_vec();
            fields.retain(|(name, _)| *name != change.0);
            fields.push(change);
            let refused = judgement(&form(&fields)).map(|_| ()).unwrap_err();
            assert_eq!(refused[0].0, field);
        }
    }
}
