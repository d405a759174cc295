//! What is asked for on the command line.

use std::{path::PathBuf, time::Duration};

pub(crate) const MANUAL: &str = "\
load --key WRITE_KEY [flags]           measure a running server
load --fill EVENTS --data DIR [flags]  put so many events into a data folder first (server stopped)

  --address HOST:PORT   where the server listens           127.0.0.1:8080
  --connections N       connections, each one thread       16
  --batch N             events a request; 1: /v1/track     100
  --seconds N           time that is measured              30
  --warm-up N           time before it                     5
  --rate N              events a second at most            as many as go
  --data DIR            folder on the disk to measure      .
  --goodwill PROGRAM    for --fill                         goodwill
  --chunk EVENTS        for --fill: events a file          2000000";

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) address: String,
    pub(crate) key: String,
    pub(crate) connections: usize,
    pub(crate) batch: usize,
    pub(crate) time: Duration,
    pub(crate) warm_up: Duration,
    pub(crate) rate: Option<f64>,
    pub(crate) data: PathBuf,
    pub(crate) fill: u64,
    pub(crate) chunk: u64,
    pub(crate) goodwill: PathBuf,
}

impl Options {
    /// The options of these words; `None` where the manual is wanted.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            address: "127.0.0.1:8080".to_owned(),
            key: String::new(),
            connections: 16,
            batch: 100,
            time: Duration::from_secs(30),
            warm_up: Duration::from_secs(5),
            rate: None,
            data: PathBuf::from("."),
            fill: 0,
            chunk: 2_000_000,
            goodwill: PathBuf::from("goodwill"),
        };
        let mut words = words;
        while let Some(flag) = words.next() {
            if flag == "--help" || flag == "-h" {
                return Ok(None);
            }
            let value = words.next().ok_or_else(|| format!("{flag} needs a value"))?;
            match flag.as_str() {
                "--address" => options.address = value,
                "--key" => options.key = value,
                "--connections" => options.connections = number(&flag, &value)?.max(1) as usize,
                "--batch" => options.batch = number(&flag, &value)?.max(1) as usize,
                "--seconds" => options.time = Duration::from_secs(number(&flag, &value)?.max(1)),
                "--warm-up" => options.warm_up = Duration::from_secs(number(&flag, &value)?),
                "--rate" => options.rate = Some(number(&flag, &value)?.max(1) as f64),
                "--data" => options.data = PathBuf::from(value),
                "--fill" => options.fill = number(&flag, &value)?,
                "--chunk" => options.chunk = number(&flag, &value)?.max(1),
                "--goodwill" => options.goodwill = PathBuf::from(value),
                _ => return Err(format!("there is no flag {flag}")),
            }
        }
        if options.fill == 0 && options.key.is_empty() {
            return Err("--key is missing: 'goodwill key add intake --name load' makes one".to_owned());
        }
        Ok(Some(options))
    }
}

fn number(flag: &str, text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("{flag} needs a whole number, not '{text}'"))
}
