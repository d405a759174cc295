//! `goodwill demo`: the sample company, valued.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::Args;
use sample::WriteOptions;

use history::import::ReadOptions;

use super::{
    Failure,
    sample::threads,
    serve::address,
    value::{ValueArgs, parse_like_a_person, today},
};
use crate::{
    folder::{Folder, demo, now, values::refit_with},
    serve::{self, run},
    value::{Settings, Stages},
    words::{count, counted},
};

/// Makes the sample company, values it and writes the report.
///
/// The company's files go to `DIR/company`, the answers to `DIR/report`, and the files as facts, with
/// the value of every customer, into the data folder `DIR/goodwill-data`.
///
/// Example: goodwill demo --serve
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder to write into
    #[arg(long, value_name = "DIR", default_value = "goodwill-demo")]
    out: PathBuf,
    /// Customers to make up
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    customers: u64,
    /// Seed of all chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Then open the running system on the data folder, until Ctrl-C
    #[arg(long)]
    serve: bool,
    /// Address and port of --serve; port 0 takes a free one and prints it
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address, requires = "serve")]
    listen: SocketAddr,
}

impl DemoArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let company_dir = self.out.join("company");
        let company = demo::company_of(self.customers, self.seed);
        // The demo's folder is its own: a second run replaces what the first one wrote.
        let options = WriteOptions { overwrite: true, threads: threads(), ..WriteOptions::default() };
        let written = sample::write_company(&company, &company_dir, &options)?;
        remark!(
            "Made up a company in {2}: {0} and {1} they received, beside orders of guests and orders that were \
             cancelled at once",
            counted(written.customers, "customer"),
            counted(written.orders, "order"),
            company_dir.display()
        );
        let line = [
            "value".into(),
            company_dir.join("orders.csv").into_os_string(),
            "--costs".into(),
            company_dir.join("costs.csv").into_os_string(),
            "--out".into(),
            self.out.join("report").into_os_string(),
            "--overwrite".into(),
        ];
        remark!("Now the same as typing:");
        let typed: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
        remark!("  goodwill {}\n", typed.join(" "));
        let args: ValueArgs = parse_like_a_person(line)?;
        args.run()?;
        let folder = self.fill(&company_dir)?;
        if self.serve {
            return run(&folder, serve::Settings::at(self.listen));
        }
        self.next();
        Ok(())
    }

    /// Keeps the company's files as facts, and values every customer.
    fn fill(&self, company: &Path) -> Result<Folder, Failure> {
        let data = self.out.join("goodwill-data");
        let (folder, done) =
            demo::fill(company, self.customers, &data, now()).map_err(super::folder_failure)?;
        remark!("\nThe same company in a data folder, {}:", data.display());
        for (file, tally) in done {
            let kinds: Vec<String> = tally
                .kinds
                .iter()
                .map(|(kind, changes)| format!("{} {kind}", count(changes.created + changes.updated)))
                .collect();
            remark!("  {file}: {}", kinds.join(", "));
        }
        let options = ReadOptions { today: Some(today()?), ..ReadOptions::default() };
        let fitted = refit_with(&folder, Settings::default(), &options, now(), &mut Stages::quiet())
            .map_err(super::folder_failure)?;
        remark!("  values: of {}", counted(fitted.valued.customers, "customer"));
        Ok(folder)
    }

    /// Says what can be asked of the folder.
    fn next(&self) {
        let data = self.out.join("goodwill-data");
        let data = data.display();
        remark!(
            "\nThe company launches more than it has the hands for, and its core suffers for it: the guard sees that, and \
             the cash test says what the other way of running it would need.\nNext:\n  goodwill serve --data {data}\n  \
             goodwill strategy --data {data}\n  goodwill strategy suite --data {data}\n  goodwill sql --data {data} \"SELECT channel, count(*) FROM customers \
             GROUP BY channel\"\n  goodwill value --data {data}\n  goodwill check --data {data}\n  goodwill key add intake \
             --name shop --data {data}"
        );
    }
}
