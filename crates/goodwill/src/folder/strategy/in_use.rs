//! The scenarios a company runs by: those it keeps, and for a way that none of them is, the one
//! proposed from its history.

use plan::{
    propose::{CannotPropose, Lack, Proposal, propose},
    strategy::{Scenario, Way, file},
};
use records::{KeptMeans, KeptScenario};

use super::{evidence::evidence, means};
use crate::folder::{Folder, FolderError};

/// The scenarios in use and what is known beside them.
#[derive(Debug, Clone, Default)]
pub(crate) struct InUse {
    /// The scenarios, the focused ones first, then the centric ones; empty where none can be proposed.
    pub(crate) scenarios: Vec<Scenario>,
    /// How each of them is kept; none for one that is proposed.
    pub(crate) kept: Vec<Option<KeptScenario>>,
    /// Whether any of them was proposed just now from the company's history.
    pub(crate) proposed: bool,
    /// What a proposal could not find, as words: what is missing, and what brings it.
    pub(crate) missing: Vec<String>,
    /// The same, for who has no terminal.
    pub(crate) lacks: Vec<Lack>,
    /// Cash at hand, as it is kept; whole units.
    pub(crate) cash: Option<f64>,
    /// Credit that can be drawn, as it is kept; whole units.
    pub(crate) credit: Option<f64>,
    /// Why none could be proposed.
    pub(crate) cannot: Option<CannotPropose>,
}

/// What the history proposes, and what it does not tell.
#[derive(Debug, Clone)]
pub(crate) struct Proposed {
    /// The two ways, or why there are none.
    pub(crate) ways: Result<Proposal, CannotPropose>,
    /// What would be better known.
    pub(crate) missing: Vec<Lack>,
}

/// What the history proposes. Blocks, and reads the whole history.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn proposed(folder: &Folder) -> Result<Proposed, FolderError> {
    let evidence = evidence(folder)?;
    Ok(Proposed { ways: propose(&evidence), missing: evidence.missing })
}

/// What the records keep: scenarios as they are read, and what cash there is.
#[derive(Debug, Clone, Default)]
pub(crate) struct OnRecord {
    scenarios: Vec<(Scenario, KeptScenario)>,
    means: Option<KeptMeans>,
}

impl OnRecord {
    /// Reads what is kept.
    ///
    /// # Errors
    ///
    /// If a scenario cannot be understood any more.
    pub(crate) fn read(kept: Vec<KeptScenario>, means: Option<KeptMeans>) -> Result<Self, FolderError> {
        let read = |one: KeptScenario| match file::read(&one.text) {
            Ok(scenario) => Ok((scenario, one)),
            Err(e) => Err(FolderError::Refused(format!("the kept scenario '{}': {e}", one.name))),
        };
        Ok(Self { scenarios: kept.into_iter().map(read).collect::<Result<_, _>>()?, means })
    }

    /// Whether there is a scenario of both ways, so that nothing needs to be proposed.
    pub(crate) fn is_whole(&self) -> bool {
        [Way::Focused, Way::Centric].into_iter().all(|way| self.has(way))
    }

    fn has(&self, way: Way) -> bool {
        self.scenarios.iter().any(|(scenario, _)| scenario.way() == way)
    }

    /// The scenarios in use: those that are kept, and those proposed for a way that none of them is.
    pub(crate) fn with(self, proposed: Option<&Proposed>) -> InUse {
        let mut found = InUse::default();
        let mut all: Vec<(Scenario, Option<KeptScenario>)> = Vec::new();
        if !self.is_whole()
            && let Some(proposed) = proposed
        {
            found.lacks.clone_from(&proposed.missing);
            found.missing = proposed.missing.iter().map(ToString::to_string).collect();
            match &proposed.ways {
                Ok(ways) => {
                    for way in [&ways.focused, &ways.centric] {
                        let named = self.scenarios.iter().any(|(kept, _)| kept.name() == way.name());
                        if !named && !self.has(way.way()) {
                            found.proposed = true;
                            all.push((way.clone(), None));
                        }
                    }
                }
                Err(cannot) if self.scenarios.is_empty() => found.cannot = Some(cannot.clone()),
                Err(_) => {}
            }
        }
        all.extend(self.scenarios.into_iter().map(|(scenario, kept)| (scenario, Some(kept))));
        all.sort_by_key(|(scenario, _)| match scenario.way() {
            Way::Focused => 0,
            Way::Centric => 1,
            Way::Other => 2,
        });
        (found.scenarios, found.kept) = all.into_iter().unzip();
        found.keep(self.means.as_ref());
        found
    }
}

impl InUse {
    /// Takes cash and credit as they are kept. Money of another kind than the figures' says nothing of what
    /// there is.
    fn keep(&mut self, means: Option<&KeptMeans>) {
        let counted = self.scenarios.iter().find_map(Scenario::currency);
        let said = |kept: &&KeptMeans| kept.means.currency.clone();
        let other =
            counted.zip(means.as_ref().and_then(said)).is_some_and(|(counted, said)| counted.code() != said);
        let units = means.filter(|_| !other).map(|kept| means::units(&kept.means));
        (self.cash, self.credit) = (units.and_then(|(cash, _)| cash), units.map(|(_, credit)| credit));
    }

    /// What is there in other money than the proposal is in: said first, as it may be half the company.
    pub(crate) fn other_money(&self) -> impl Iterator<Item = Lack> {
        self.lacks.iter().copied().filter(|lack| matches!(lack, Lack::OtherMoney(_)))
    }

    /// What a proposal could not find, and the command that brings it, as sentences for programs.
    pub(crate) fn missing_told(&self) -> Vec<String> {
        let sentence = |words: String| {
            let mut letters = words.chars();
            let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
            format!("{first}{}.", letters.as_str())
        };
        match &self.cannot {
            Some(cannot) => cannot.missing.iter().map(|lack| sentence(lack.to_string())).collect(),
            None => self.missing.iter().cloned().map(sentence).collect(),
        }
    }

    /// The same scenarios, with the cash and credit that a folder keeps. Blocks.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub(crate) fn with_means(mut self, folder: &Folder) -> Result<Self, FolderError> {
        self.keep(folder.wait(folder.records().means())?.as_ref());
        Ok(self)
    }
}

/// The scenarios in use. Blocks; a proposal reads the whole history.
///
/// # Errors
///
/// If the folder cannot be read, or a kept scenario cannot be understood any more.
pub(crate) fn in_use(folder: &Folder) -> Result<InUse, FolderError> {
    let records = folder.records();
    let kept = folder.wait(records.scenarios())?;
    let on_record = OnRecord::read(kept, folder.wait(records.means())?)?;
    let proposed = if on_record.is_whole() { None } else { Some(proposed(folder)?) };
    Ok(on_record.with(proposed.as_ref()))
}

/// All scenarios looking equally far ahead: as far as this, else as the first of them.
pub(crate) fn equally_far(scenarios: &[Scenario], months: Option<u32>) -> Vec<Scenario> {
    let months = months.or_else(|| scenarios.first().map(Scenario::horizon_months));
    let same = |scenario: &Scenario| {
        let mut draft = scenario.draft();
        draft.horizon_months = months.unwrap_or(draft.horizon_months);
        // A horizon that cannot be leaves the scenario as it is.
        draft.checked().unwrap_or_else(|_| scenario.clone())
    };
    scenarios.iter().map(same).collect()
}

#[cfg(test)]
mod tests {
    use plan::strategy::{Draft, Parameter, Stage};

    use super::*;

    fn scenario(name: &str, way: Way) -> Scenario {
        let stage = Stage {
            name: "all".to_owned(),
            until_age_months: None,
            margin: Parameter::stated(10.0),
            retention: Parameter::stated(0.95),
            complaints: Parameter::stated(0.05),
        };
        let mut draft = Draft::new(name, way);
        draft.stages.push(stage);
        draft.checked().unwrap()
    }

    fn kept(id: i64, scenario: &Scenario) -> KeptScenario {
        KeptScenario {
            id,
            name: scenario.name().to_owned(),
            text: file::write(scenario),
            start: None,
            created_by: String::new(),
            created_at: 0,
            changed_by: String::new(),
            changed_at: 0,
        }
    }

    fn proposed() -> Proposed {
        let (focused, centric) = (scenario("focused", Way::Focused), scenario("centric", Way::Centric));
        Proposed { ways: Ok(Proposal { focused, centric }), missing: vec![Lack::Complaints] }
    }

    fn in_use_of(of: &[Scenario]) -> Vec<(String, bool)> {
        let kept = of.iter().zip(1..).map(|(scenario, id)| kept(id, scenario)).collect();
        let found = OnRecord::read(kept, None).unwrap().with(Some(&proposed()));
        assert_eq!(found.proposed, found.kept.iter().any(Option::is_none));
        found.scenarios.iter().zip(&found.kept).map(|(s, k)| (s.name().to_owned(), k.is_some())).collect()
    }

    #[test]
    fn a_way_that_nobody_keeps_is_proposed() {
        let both = |focused: bool, centric: bool| {
            [("focused".to_owned(), focused), ("centric".to_owned(), centric)].to_vec()
        };
        assert_eq!(in_use_of(&[]), both(false, false));
        assert_eq!(in_use_of(&[scenario("centric", Way::Centric)]), both(false, true));
        let kept = [scenario("centric", Way::Centric), scenario("focused", Way::Focused)];
        assert_eq!(in_use_of(&kept), both(true, true));
        // Another way beside them; one that has the name of a proposed one takes its place.
        let other = in_use_of(&[scenario("bold", Way::Other)]);
        assert_eq!(other, [both(false, false), vec![("bold".to_owned(), true)]].concat());
        let named = in_use_of(&[scenario("centric", Way::Other)]);
        assert_eq!(named, both(false, true));
    }

    #[test]
    fn a_company_without_the_data_is_told_so_and_may_keep_its_own() {
        let nothing = Proposed {
            ways: Err(CannotPropose { missing: vec![Lack::Orders] }),
            missing: vec![Lack::Orders],
        };
        let none = OnRecord::default().with(Some(&nothing));
        assert!(none.scenarios.is_empty() && none.cannot.is_some() && none.missing.len() == 1);
        let own = vec![kept(1, &scenario("bold", Way::Other))];
        let found = OnRecord::read(own, None).unwrap().with(Some(&nothing));
        assert!(found.cannot.is_none() && found.scenarios.len() == 1 && !found.proposed);
    }

    #[test]
    fn cash_in_another_money_is_no_cash() {
        let cash = |currency: Option<&str>, of: Option<&str>| {
            let mut draft = scenario("bold", Way::Other).draft();
            draft.currency = of.and_then(|code| facts::Currency::from_code(code).ok());
            let means = records::Means {
                cash_minor: Some(50_000),
                credit_minor: 0,
                currency: currency.map(str::to_owned),
            };
            let means = KeptMeans { means, said_by: String::new(), said_at: 0 };
            let own = vec![kept(1, &draft.checked().unwrap())];
            OnRecord::read(own, Some(means)).unwrap().with(None).cash
        };
        assert_eq!(cash(Some("EUR"), Some("EUR")), Some(500.0));
        assert_eq!(cash(Some("EUR"), None), Some(500.0));
        assert_eq!(cash(None, Some("EUR")), Some(500.0));
        assert_eq!(cash(Some("USD"), Some("EUR")), None);
    }

    #[test]
    fn all_look_equally_far() {
        let mut far = scenario("far", Way::Other).draft();
        far.horizon_months = 120;
        let all = [scenario("a", Way::Other), far.checked().unwrap()];
        let months = |all: &[Scenario]| all.iter().map(Scenario::horizon_months).collect::<Vec<_>>();
        assert_eq!(months(&equally_far(&all, None)), [60, 60]);
        assert_eq!(months(&equally_far(&all, Some(24))), [24, 24]);
        assert_eq!(months(&equally_far(&all, Some(0))), [60, 120], "no horizon");
    }
}
