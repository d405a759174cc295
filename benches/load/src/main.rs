//! How many events a running `goodwill serve` takes in, measured from outside.
//!
//! Every event has a random id (`UUIDv4`, what SDKs send), so nothing is easier for the server than in
//! real life. An answer other than 200 is counted, waited for as the server asks, and sent again.
//! The disk's own rate of synced writes is measured in the same folder right before and after,
//! because it is what every durable answer waits for.

mod chance;
mod client;
mod disk;
mod events;
mod fill;
mod options;
mod run;

use std::process::ExitCode;

fn main() -> ExitCode {
    let options = match options::Options::read(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{}", options::MANUAL);
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("load: {wrong}\n\n{}", options::MANUAL);
            return ExitCode::from(2);
        }
    };
    let done = if options.fill > 0 { fill::fill(&options) } else { run::run(&options) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::FAILURE
        }
    }
}
