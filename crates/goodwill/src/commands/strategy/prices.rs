//! `goodwill strategy prices`: a price path: cheap at first, dearer later, by published tiers.

use std::path::PathBuf;

use clap::Args;
use pages::{Reader, strategy::prices::sentences};
use plan::prices::{Evaluation, Parity, PublishedPath, evaluate, file, parity};
use serde::Serialize;

use super::super::{Failure, folder_failure};
use crate::{
    folder::{Access, Folder, FolderArgs, is_there, now, strategy::prices::met},
    screen::{Left, Right, Screen},
    value::run::print,
};

/// Works out a price path over the stages of a relation.
///
/// A path is a small file of published tiers: what a customer pays by product and tenure alone. It is
/// laid against its first price for good, over the interval of what a price does to leaving, with the
/// price from which it breaks even, and with the mean price of groups of customers where the data folder
/// knows them. A file that names anything else a price could depend on is refused.
///
/// Example: goodwill strategy prices --example > path.toml
#[derive(Debug, Args)]
pub(crate) struct PricesArgs {
    /// The file of the path
    #[arg(long, value_name = "FILE", required_unless_present = "example")]
    path: Option<PathBuf>,
    /// Print a file to begin with, with what each line means
    #[arg(long, conflicts_with_all = ["path", "json"])]
    example: bool,
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Told<'a> {
    path: &'a Evaluation,
    parity: Option<&'a Parity>,
}

impl PricesArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Some(at) = &self.path else { return print(file::EXAMPLE.trim_end()) };
        let path = super::small_file::read("price path", at, file::read)?;
        let evaluation = evaluate(&path)?;
        let parity = self.parity(&path)?;
        if self.json {
            let told = Told { path: &evaluation, parity: parity.as_ref() };
            return print(&serde_json::to_string_pretty(&told)?);
        }
        let reader = Reader { currency: evaluation.currency, ..Reader::nobody("", now()) };
        print(screen(&reader, &evaluation, parity.as_ref()).trim_end())
    }

    /// Whom the path meets; none where there is no data folder, unless one was named.
    fn parity(&self, path: &PublishedPath) -> Result<Option<Parity>, Failure> {
        if !self.folder.named() && !is_there(&self.folder.dir())? {
            return Ok(None);
        }
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let customers =
            met(&folder, path).map_err(folder_failure)?.map_err(|e| Failure::wrong_use(e.to_string()))?;
        Ok(parity(path, &customers))
    }
}

fn screen(reader: &Reader, e: &Evaluation, parity: Option<&Parity>) -> String {
    let mut screen = Screen::of_terminal();
    let price = |x: f64| e.currency.map_or_else(|| reader.decimal(x, 2), |currency| reader.paid(x, currency));
    screen.text.push('\n');
    for (n, sentence) in sentences(reader, e).iter().enumerate() {
        screen.paragraph(sentence, if n == 0 { "1" } else { "" });
    }
    screen.heading("What is charged", "a month, by months since the relation began");
    let mut rows = vec![vec!["from month".to_owned(), "price".to_owned(), "still there".to_owned()]];
    let steps: Vec<(u32, f64, Option<u64>)> = match parity {
        Some(parity) => parity.tiers.iter().map(|(from, price, many)| (*from, *price, Some(*many))).collect(),
        None => e.charged.iter().map(|tier| (tier.from_months, tier.price, None)).collect(),
    };
    rows[0].extend(parity.map(|_| "customers today".to_owned()));
    rows.extend(steps.iter().map(|(from, charged, many)| {
        let there = e.life.get(*from as usize).map_or_else(String::new, |p| reader.percent(p.staying));
        let mut row = vec![from.to_string(), price(*charged), there];
        row.extend(many.map(|many| reader.count(many)));
        row
    }));
    screen.table(&rows, &[Right, Right, Right, Right][..rows[0].len()], true);
    if !e.tornado.is_empty() {
        screen.heading(
            "What turns it",
            "the path less the flat price, per customer, at the ends of each interval",
        );
        let mut rows = vec![
            ["number", "interval", "at its low end", "at its high end", "known from"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(e.tornado.iter().map(|lever| {
            let [low, high] = lever.at.map(|x| reader.number(x));
            vec![
                lever.name.replace('_', " "),
                format!("{low} to {high}"),
                price(lever.low),
                price(lever.high),
                lever.source.name().to_owned(),
            ]
        }));
        screen.table(&rows, &[Left, Right, Right, Right, Left], true);
    }
    match parity {
        None => screen
            .paragraph("There are no customers in the data folder, so nothing is said about groups.", "2"),
        Some(parity) => groups(&mut screen, reader, &price, parity),
    }
    screen.text
}

fn groups(screen: &mut Screen, reader: &Reader, price: &dyn Fn(f64) -> String, parity: &Parity) {
    screen.heading("Whom it meets", "mean price a month; every difference comes from tenure alone");
    let mut rows =
        vec![["by", "group", "customers", "mean price", "less that of all"].map(str::to_owned).to_vec()];
    let all = &parity.all;
    rows.push(vec![
        String::new(),
        "all".to_owned(),
        reader.count(all.customers),
        price(all.price.expected),
        String::new(),
    ]);
    for one in &parity.by {
        for group in &one.groups {
            let name = group.group.clone().unwrap_or_else(|| "not known".to_owned());
            let less = group.difference.map_or_else(String::new, |d| {
                format!("{} ({} to {})", price(d.expected), price(d.low), price(d.high))
            });
            let by = one.attribute.name().replace('_', " ");
            rows.push(vec![by, name, reader.count(group.customers), price(group.price.expected), less]);
        }
        if one.small_groups > 0 {
            let groups = if one.small_groups == 1 { "group" } else { "groups" };
            let few = format!("{} {groups} too small to show", one.small_groups);
            let by = one.attribute.name().replace('_', " ");
            rows.push(vec![by, few, reader.count(one.small_customers), String::new(), String::new()]);
        }
    }
    screen.table(&rows, &[Left, Left, Right, Right, Right], true);
    if parity.minors > 0 {
        let many = reader.count(parity.minors);
        let who = if parity.minors == 1 { "customer" } else { "customers" };
        screen.paragraph(
            &format!("{many} {who} may be below 18: left out of rises, they stay at the first tier."),
            "",
        );
    }
}
