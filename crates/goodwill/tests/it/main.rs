//! Integration tests of the binary: one test binary, one module a subject.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod advisories;
mod arrival;
mod balance;
mod browser;
mod chances;
mod checkers;
mod contracts;
mod customers;
mod data_pages;
mod durable;
mod folder;
mod guards;
mod kept_values;
mod openapi;
mod people;
mod prices;
mod rights;
mod run;
mod sdk;
mod serve;
mod serving;
mod settings;
mod site;
mod strategy;
mod strategy_evidence;
mod strategy_pages;
mod suite;
mod tidy;
mod today;
mod uploads;
mod value;
