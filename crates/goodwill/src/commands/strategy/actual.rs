//! `goodwill strategy actual`: A scenario laid against what happened.

use std::path::PathBuf;

use clap::Args;
use pages::{
    Reader,
    strategy::{actual as page, words},
};
use plan::retrospect::Laid;

use super::super::Failure;
use crate::{
    folder::{
        Access, Folder, FolderArgs, now,
        strategy::{actual::actual, in_use::in_use},
    },
    screen::{Left, Right, Screen},
    value::run::print,
};

/// Lays a scenario against what happened since it began.
///
/// A scenario that says when it starts is laid, month by month, against the cash, the customers and the
/// complaints that came, and one number after the other is replaced by what was measured since.
#[derive(Debug, Args)]
pub(crate) struct ActualArgs {
    /// The scenario: a file, or the name of one that is kept in the data folder; the first that has begun if not
    /// given
    #[arg(long, value_name = "FILE|NAME")]
    scenario: Option<String>,
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl ActualArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let scenario = match &self.scenario {
            Some(file) if PathBuf::from(file).is_file() => super::scenarios::read(&PathBuf::from(file))?,
            name => {
                let known = in_use(&folder).map_err(super::super::folder_failure)?.scenarios;
                let found = match name {
                    Some(name) => known.into_iter().find(|s| s.name() == name),
                    None => known.into_iter().min_by_key(|s| s.start().map_or(i32::MAX, facts::Month::index)),
                };
                found.ok_or_else(|| match name {
                    Some(name) => Failure::new(format!("there is no file and no kept scenario '{name}'")),
                    None => Failure::new("there is no scenario: name a file with --scenario"),
                })?
            }
        };
        let laid = actual(&folder, &scenario).map_err(super::super::folder_failure)?;
        let reader = Reader::nobody("", now());
        let laid = laid.map_err(|why| Failure::new(page::cannot(&reader, &why)))?;
        if self.json {
            let text = serde_json::to_string_pretty(&laid)
                .map_err(|e| Failure::caused("the comparison could not be written", &e))?;
            print(&text)
        } else {
            print(drawn(&reader, &laid).trim_end())
        }
    }
}

fn drawn(reader: &Reader, laid: &Laid) -> String {
    let mut screen = Screen::of_terminal();
    for said in page::opening(reader, laid) {
        screen.paragraph(&said, "1");
    }
    screen.paragraph(&page::within(reader, laid), "");
    for lack in &laid.missing {
        screen.item(&lack.to_string(), "33");
    }
    screen.heading(&reader.t("actual-months-caption"), "");
    let money = |x: f64| words::money(reader, x, laid.currency);
    let expected = reader.t("actual-expected");
    let heads = [
        reader.t("actual-month"),
        reader.t("actual-cash"),
        expected.clone(),
        reader.t("actual-joined"),
        expected.clone(),
        reader.t("actual-customers"),
        expected,
    ];
    let mut rows = vec![heads.to_vec()];
    rows.extend(laid.months.iter().map(|m| {
        let count = |x: f64| reader.number(x.round());
        let range = |low: String, high: String| format!("{low} – {high}");
        vec![
            reader.month_short(m.month),
            money(m.cash.actual),
            range(money(m.cash.low), money(m.cash.high)),
            count(m.joined.actual),
            range(count(m.joined.low), count(m.joined.high)),
            count(m.customers.actual),
            range(count(m.customers.low), count(m.customers.high)),
        ]
    }));
    screen.table(&rows, &[Left, Right, Right, Right, Right, Right, Right], true);
    screen.heading(&reader.t("actual-causes"), "");
    let heads = ["actual-cause", "actual-assumed", "actual-measured", "actual-effect"];
    let sums = page::Sums::of(laid);
    let signed = |units: i64| page::signed(reader, units, laid.currency);
    let mut rows = vec![heads.map(|key| reader.t(key)).to_vec()];
    rows.extend(laid.causes.iter().zip(&sums.effects).map(|(c, effect)| {
        let write = |x| page::cause_value(reader, laid, c, x);
        vec![page::cause(reader, c), write(c.assumed), write(c.measured), signed(*effect)]
    }));
    for (key, units) in [("actual-rest", sums.rest), ("actual-difference", sums.difference)] {
        rows.push(vec![reader.t(key), String::new(), String::new(), signed(units)]);
    }
    screen.table(&rows, &[Left, Right, Right, Right], true);
    screen.text.push('\n');
    screen.text
}
