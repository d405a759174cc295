//! `goodwill sql`: questions in SQL over the data folder and named files, with the models as functions.

use std::{
    io::{self, BufWriter, Write},
    time::Duration,
};

use clap::Args;
use history::{
    ask::{AskError, Format, Limits, NamedFile, ask},
    store::may_name,
};

use super::Failure;
use crate::folder::{Access, Folder, FolderArgs, Want};

/// Asks the data folder and named files in SQL, with the models as functions.
///
/// Without --table the data folder is asked: one table a kind of fact, customers as numbers. With
/// --table the files named are asked; with --table and --data both. Nothing else can be read, and
/// nothing can be written: statements that create, copy, attach or set are refused. Files may be CSV
/// with a header line, JSON lines (both also gzipped) or Parquet.
///
/// Example: goodwill sql "SELECT customer, buying_history(day, amount) FROM orders GROUP BY customer"
/// --table orders=orders.csv
#[derive(Debug, Args)]
pub(crate) struct SqlArgs {
    /// One question: SELECT, WITH, VALUES, SHOW TABLES or EXPLAIN
    #[arg(value_name = "SQL")]
    sql: String,
    /// A file to ask, and the name it has in the question
    #[arg(long = "table", value_name = "NAME=FILE")]
    tables: Vec<NamedFile>,
    /// How the answer is written: table, csv (full precision) or json (array of objects)
    #[arg(long, default_value_t = Format::Table)]
    format: Format,
    /// Memory of sorts, joins and groups, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..))]
    memory: u32,
    /// Seconds after which the question is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..))]
    timeout: u32,
    /// Rows written at most
    #[arg(long, value_name = "ROWS")]
    rows: Option<u64>,
    /// The company's own ids of customers too, as the table customer_ids
    #[arg(long)]
    ids: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl SqlArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let limits = Limits {
            memory_bytes: self.memory as usize * (1 << 20),
            time: Duration::from_secs(u64::from(self.timeout)),
            rows: self.rows,
            ..Limits::default()
        };
        let mut out = BufWriter::new(io::stdout().lock());
        let answer = if self.tables.is_empty() || self.folder.named() || self.ids {
            let folder = Folder::open(&self.folder, Access::Existing)?;
            let customers = may_name(&self.sql, "customers");
            let tables = folder.tables(Want { ids: self.ids, customers })?;
            folder.store().ask(&tables, &self.tables, &self.sql, self.format, &limits, &mut out)
        } else {
            ask(&self.sql, &self.tables, self.format, &limits, &mut out)
        };
        let answered = match answer {
            // The reader had enough: `goodwill sql … | head`.
            Err(AskError::Io(e)) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            Err(e @ (AskError::Refused(_) | AskError::TableName(_) | AskError::TwiceNamed(_))) => {
                return Err(Failure::wrong_use(e.to_string()));
            }
            other => other?,
        };
        out.flush()?;
        if !answered.complete {
            remark!("only the first {} rows were written; --rows allows more", answered.rows);
        }
        Ok(())
    }
}
