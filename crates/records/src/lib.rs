//! What is kept about facts and decisions: who a customer is outside, imports, the manifest of
//! history, the inbox, keys, and fitted parameters.
//!
//! One code path serves a SQLite file and a PostgreSQL database. A table is one file: its entity,
//! how it is made, and what may be done to it. SeaORM's types end at the door of this crate.
//!
//! Transactions that write stand in one line: SQLite has one writer, and on PostgreSQL each first
//! takes one row of the table `counter`. So numbers of the inbox are given in the order of the
//! commits, and nothing is read that a smaller number could still precede.

mod api_keys;
mod audit;
mod batches;
mod bulk;
mod checked;
mod company;
mod connect;
mod counters;
mod deliveries;
mod dump;
mod error;
mod event_schema;
mod files;
mod fits;
mod identity;
mod inbox;
mod keys;
mod links;
mod means;
mod meta;
mod migrations;
mod notes;
mod one_time;
mod people;
mod person;
mod place;
mod private;
mod publish;
mod quarantine;
mod retention;
mod scenarios;
mod search;
mod seen_property;
mod segments;
mod sessions;
mod snapshot;
mod throttle;
mod traits;
mod undo;
mod webhooks;

pub use api_keys::ApiKey;
pub use audit::{Actor, AuditEntry, AuditFilter, AuditVerdict};
pub use batches::{Batch, BatchState, NewBatch, Origin};
pub use company::{Company, Retention};
pub use connect::Records;
pub use deliveries::{Attempt, Delivery, DeliveryState, Due};
pub use error::RecordsError;
pub use event_schema::AllowedProperty;
pub use files::Listed;
pub use fits::{KeptFit, NewFit};
pub use identity::{KnownCustomer, OutsideId};
pub use inbox::{InboxRow, InboxSize, NewEvent, NewLink, NewTrait};
pub use keys::AccessKey;
pub use links::{Cause, Link, LinksMark};
pub use means::{KeptMeans, Means};
pub use migrations::SCHEMA;
pub use notes::Note;
pub use one_time::{NewOneTime, OneTime, Purpose};
pub use people::{NewPerson, Person, normal_email};
pub use person::canonical;
pub use place::{Place, State};
pub use private::PrivateText;
pub use publish::Publication;
pub use quarantine::{QuarantineGroup, Quarantined, QuarantinedRow, Removal};
pub use retention::Swept;
pub use scenarios::{KeptScenario, MOST_SCENARIOS, NewScenario, NumberChange, ScenarioChange};
pub use search::Match;
pub use seen_property::SeenProperty;
pub use segments::Segment;
pub use sessions::{NewSession, Session};
pub use snapshot::Snapshot;
pub use throttle::Failures;
pub use traits::Trait;
pub use webhooks::{Webhook, WebhookSecret};

/// What a question to the records gives.
pub type Result<T> = std::result::Result<T, RecordsError>;
