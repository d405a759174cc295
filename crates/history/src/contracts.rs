//! Contracts: who signed when and when they left, or how many of a cohort were still there.

use std::path::Path;

use facts::Day;

use crate::written;

/// One customer's contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// The company's own id.
    pub customer: String,
    /// First day.
    pub start: Day,
    /// Last day; `None` while it runs, also where the file says so by a day no one plans for.
    pub end: Option<Day>,
}

/// What a contracts file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContractsFile {
    /// One row a contract.
    Contracts(Vec<Contract>),
    /// Customers still there after 0, 1, 2 … periods, one cohort after the other.
    Survival(Vec<CohortSurvival>),
}

/// How many customers of one cohort were still there after each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohortSurvival {
    /// The cohort's name; empty where the file has one cohort.
    pub cohort: String,
    /// Customers after 0, 1, 2 … periods, never rising.
    pub customers: Vec<u64>,
}

/// The rows of a contracts file and those that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadContracts {
    /// What was read.
    pub file: ContractsFile,
    /// Data rows of the file.
    pub rows: u64,
    /// Rows that could not be read.
    pub rejects: Vec<ContractReject>,
}

impl ReadContracts {
    /// Contracts that are kept, by the rules of a file. They have no lines: a reject has line 0.
    pub fn of_kept(kept: impl IntoIterator<Item = Contract>) -> Self {
        let mut read = Self { file: ContractsFile::Contracts(Vec::new()), rows: 0, rejects: Vec::new() };
        let mut contracts = Vec::new();
        for contract in kept {
            read.rows += 1;
            let Contract { customer, start, end } = &contract;
            let end = end.filter(|end| end.month().year() < NO_END_FROM);
            if end.is_some_and(|end| end < *start) {
                read.rejects.push(ContractReject {
                    line: 0,
                    field: "until".to_owned(),
                    code: "end_before_start",
                    reason: format!(
                        "the contract of {customer} that starts on {start} ends before it starts"
                    ),
                    text: format!(
                        "{customer},{start},{}",
                        end.map_or_else(String::new, |end| end.to_string())
                    ),
                });
                continue;
            }
            contracts.push(Contract { end, ..contract });
        }
        // In the order of the calendar, whatever files they came from.
        contracts.sort_by(|a, b| (a.start, &a.customer, a.end).cmp(&(b.start, &b.customer, b.end)));
        read.file = ContractsFile::Contracts(contracts);
        read
    }
}

/// A row of a contracts file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractReject {
    /// Line of the file, from 1; 0 where there is none.
    pub line: u64,
    /// Column name.
    pub field: String,
    /// Short code of the reason.
    pub code: &'static str,
    /// Why, in words.
    pub reason: String,
    /// The row as it stood.
    pub text: String,
}

/// Why a contracts file could not be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ContractsError {
    /// It could not be opened or read.
    #[error("the contracts file {file} could not be read")]
    Read {
        /// The file.
        file: String,
        /// What went wrong.
        #[source]
        cause: csv::Error,
    },
    /// It has neither of the two shapes.
    #[error(
        "the contracts file {file} needs the columns customer, start and end (empty while it runs), or period \
         and customers (and cohort, for several); it has: {found}"
    )]
    Columns {
        /// The file.
        file: String,
        /// What there is.
        found: String,
    },
    /// A cohort's numbers cannot be a survival table.
    #[error("{file}, cohort '{cohort}': {reason}")]
    Survival {
        /// The file.
        file: String,
        /// The cohort.
        cohort: String,
        /// What is wrong.
        reason: String,
    },
    /// Not one row could be read.
    #[error("no row of the contracts file {file} could be read{first}")]
    NothingReadable {
        /// The file.
        file: String,
        /// The first reason, where there is one.
        first: String,
    },
}

const CUSTOMER: &[&str] =
    &["customer", "customer_id", "id", "subscriber", "user_id", "kunde", "kundennummer"];
const START: &[&str] = &["start", "start_date", "started", "signed", "from", "begin", "beginn"];
const END: &[&str] = &["end", "end_date", "ended", "cancelled", "canceled", "to", "until", "ende"];
const PERIOD: &[&str] = &["period", "age", "t", "month", "year", "renewal"];
const CUSTOMERS: &[&str] = &["customers", "survivors", "active", "count", "still_there"];
/// First and last year in which a contract may start.
const START_YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;
/// An end from this year on (2099-12-31, 9999-12-31) is how systems write that there is none.
const NO_END_FROM: i32 = 2099;
/// Why a text is no day.
const DAY: &str = "is not a day such as 2024-03-31 or 31.03.2024";
const COHORT: &[&str] = &["cohort", "segment", "group"];

struct Rows {
    file: String,
    headers: csv::StringRecord,
    reader: csv::Reader<std::fs::File>,
    rows: u64,
    rejects: Vec<ContractReject>,
}

impl Rows {
    fn open(path: &Path) -> Result<Self, ContractsError> {
        let file = path.display().to_string();
        let failed = |cause| ContractsError::Read { file: file.clone(), cause };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .delimiter(crate::costs::delimiter_of(path))
            .from_path(path)
            .map_err(failed)?;
        let headers = reader.headers().map_err(failed)?.clone();
        Ok(Self { file, headers, reader, rows: 0, rejects: Vec::new() })
    }

    fn find(&self, names: &[&str]) -> Option<usize> {
        let plain = |h: &str| h.trim_start_matches('\u{feff}').to_lowercase().replace(' ', "_");
        self.headers.iter().position(|h| names.contains(&plain(h).as_str()))
    }

    /// The next row that is not blank, with its line.
    fn next(&mut self) -> Result<Option<(u64, csv::StringRecord)>, ContractsError> {
        let mut record = csv::StringRecord::new();
        loop {
            let more = self
                .reader
                .read_record(&mut record)
                .map_err(|cause| ContractsError::Read { file: self.file.clone(), cause })?;
            if !more {
                return Ok(None);
            }
            if !record.iter().all(str::is_empty) {
                self.rows += 1;
                return Ok(Some((record.position().map_or(0, csv::Position::line), record)));
            }
        }
    }

    fn reject(
        &mut self,
        line: u64,
        row: &csv::StringRecord,
        column: usize,
        code: &'static str,
        reason: String,
    ) {
        let field = self.headers.get(column).unwrap_or_default().to_owned();
        let text = row.iter().collect::<Vec<_>>().join(",");
        self.rejects.push(ContractReject { line, field, code, reason, text });
    }

    fn nothing(self) -> ContractsError {
        let first =
            self.rejects.first().map_or(String::new(), |r| format!("; line {}: {}", r.line, r.reason));
        ContractsError::NothingReadable { file: self.file, first }
    }
}

/// Reads a contracts file: CSV with a header, separated by commas, semicolons or tabs; days as
/// `2024-03-31` or `31.03.2024`. An end in 2099 or later is none: the contract still runs.
///
/// # Errors
///
/// If the file cannot be read, has neither shape, or no row is readable.
pub fn read_contracts(path: &Path) -> Result<ReadContracts, ContractsError> {
    let rows = Rows::open(path)?;
    let contract = (rows.find(CUSTOMER), rows.find(START), rows.find(END));
    let survival = (rows.find(PERIOD), rows.find(CUSTOMERS));
    match (contract, survival) {
        ((Some(customer), Some(start), Some(end)), _) => contracts(rows, customer, start, end),
        (_, (Some(period), Some(customers))) => survivals(rows, period, customers),
        _ => {
            let found = rows.headers.iter().collect::<Vec<_>>().join(", ");
            Err(ContractsError::Columns { file: rows.file, found })
        }
    }
}

fn contracts(
    mut rows: Rows,
    customer_at: usize,
    start_at: usize,
    end_at: usize,
) -> Result<ReadContracts, ContractsError> {
    let mut contracts = Vec::new();
    while let Some((line, row)) = rows.next()? {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let customer = cell(customer_at);
        if customer.is_empty() {
            rows.reject(line, &row, customer_at, "no_customer", "a contract needs its customer".to_owned());
            continue;
        }
        let Some(start) = written::day(cell(start_at)) else {
            let reason = format!("'{}' {DAY}", cell(start_at));
            rows.reject(line, &row, start_at, "bad_time", reason);
            continue;
        };
        if !START_YEARS.contains(&start.month().year()) {
            let reason = format!("'{}' lies outside of the years 1900 to 2199", cell(start_at));
            rows.reject(line, &row, start_at, "impossible_start", reason);
            continue;
        }
        let end = match cell(end_at) {
            "" => None,
            text => match written::day(text) {
                Some(end) if end.month().year() >= NO_END_FROM => None,
                Some(end) if end >= start => Some(end),
                Some(_) => {
                    rows.reject(
                        line,
                        &row,
                        end_at,
                        "end_before_start",
                        "it ends before it starts".to_owned(),
                    );
                    continue;
                }
                None => {
                    let reason = format!("'{text}' {DAY}");
                    rows.reject(line, &row, end_at, "bad_time", reason);
                    continue;
                }
            },
        };
        contracts.push(Contract { customer: customer.to_owned(), start, end });
    }
    if contracts.is_empty() {
        return Err(rows.nothing());
    }
    Ok(ReadContracts { file: ContractsFile::Contracts(contracts), rows: rows.rows, rejects: rows.rejects })
}

fn survivals(mut rows: Rows, period_at: usize, customers_at: usize) -> Result<ReadContracts, ContractsError> {
    let cohort_at = rows.find(COHORT);
    let mut cells: Vec<(String, u64, u64)> = Vec::new();
    while let Some((line, row)) = rows.next()? {
        let whole = |at: usize| row.get(at).unwrap_or_default().parse::<u64>();
        let (period, customers) = (whole(period_at), whole(customers_at));
        let (Ok(period), Ok(customers)) = (&period, &customers) else {
            let at = if period.is_err() { period_at } else { customers_at };
            let reason = format!("'{}' is not a whole number", row.get(at).unwrap_or_default());
            rows.reject(line, &row, at, "not_a_number", reason);
            continue;
        };
        let cohort = cohort_at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
        cells.push((cohort, *period, *customers));
    }
    if cells.is_empty() {
        return Err(rows.nothing());
    }
    cells.sort();
    let mut survival = Vec::new();
    for cohort in cells.chunk_by(|a, b| a.0 == b.0) {
        let wrong = |reason: &str| ContractsError::Survival {
            file: rows.file.clone(),
            cohort: cohort[0].0.clone(),
            reason: reason.to_owned(),
        };
        if cohort.iter().enumerate().any(|(i, c)| c.1 != i as u64) {
            return Err(wrong("periods must be 0, 1, 2 … without a gap; period 0 holds all who signed"));
        }
        if cohort.windows(2).any(|pair| pair[1].2 > pair[0].2) {
            return Err(wrong("the number of customers still there cannot rise"));
        }
        let customers = cohort.iter().map(|c| c.2).collect();
        survival.push(CohortSurvival { cohort: cohort[0].0.clone(), customers });
    }
    Ok(ReadContracts { file: ContractsFile::Survival(survival), rows: rows.rows, rejects: rows.rejects })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ReadContracts, ContractsError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("contracts.csv");
        std::fs::write(&path, text).unwrap();
        read_contracts(&path)
    }

    #[test]
    fn contracts_with_an_open_end_still_run() {
        let read = read("customer,start,end\na,2024-01-31,\nb,2024-01-05,2024-03-01\n").unwrap();
        let ContractsFile::Contracts(contracts) = read.file else { panic!() };
        assert_eq!(contracts[0].end, None);
        assert_eq!(contracts[1].end.unwrap().to_string(), "2024-03-01");
    }

    #[test]
    fn an_end_that_nobody_plans_for_is_none() {
        let read = read(
            "customer,start,end\na,2024-01-31,9999-12-31\nb,2024-01-05,2099-12-31\nc,2024-01-05,2200-01-01 00:00:00\nd,2024-01-05,2027-01-05\n",
        )
        .unwrap();
        let ContractsFile::Contracts(contracts) = read.file else { panic!() };
        let ends: Vec<_> = contracts.iter().map(|c| c.end.map(|d| d.to_string())).collect();
        assert_eq!(ends, [None, None, None, Some("2027-01-05".to_owned())]);
    }

    #[test]
    fn a_start_that_cannot_be_is_rejected() {
        let read = read("customer,start,end\na,1899-12-31,\nb,2200-01-01,\nc,1900-01-01,\n").unwrap();
        let codes: Vec<_> = read.rejects.iter().map(|r| (r.line, r.code)).collect();
        assert_eq!(codes, [(2, "impossible_start"), (3, "impossible_start")]);
    }

    #[test]
    fn days_are_read_as_germans_write_them() {
        let read = read("Kunde;Beginn;Ende\na;31.01.2024;\nb;5.1.2024;1.3.2024\nc;03/04/2024;\n").unwrap();
        let ContractsFile::Contracts(contracts) = read.file else { panic!() };
        assert_eq!(contracts[0].start.to_string(), "2024-01-31");
        assert_eq!(contracts[1].end.unwrap().to_string(), "2024-03-01");
        assert_eq!(read.rejects[0].code, "bad_time");
    }

    #[test]
    fn bad_rows_are_named_and_the_rest_is_kept() {
        let read =
            read("customer;start;end\n;2024-01-01;\na;soon;\nb;2024-02-01;2024-01-01\nc;2024-01-01;\n")
                .unwrap();
        let codes: Vec<_> = read.rejects.iter().map(|r| (r.line, r.code)).collect();
        assert_eq!(codes, [(2, "no_customer"), (3, "bad_time"), (4, "end_before_start")]);
        assert_eq!(read.rows, 4);
    }

    #[test]
    fn a_survival_table_falls_without_gaps() {
        let good = read("cohort,period,customers\nx,0,1000\nx,1,869\ny,0,10\n").unwrap();
        let ContractsFile::Survival(cohorts) = good.file else { panic!() };
        assert_eq!(cohorts[0].customers, [1000, 869]);
        assert!(matches!(read("period,customers\n0,5\n2,4\n"), Err(ContractsError::Survival { .. })));
        assert!(matches!(read("period,customers\n0,5\n1,6\n"), Err(ContractsError::Survival { .. })));
        assert!(matches!(read("a,b\n1,2\n"), Err(ContractsError::Columns { .. })));
    }
}
