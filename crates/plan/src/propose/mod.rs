//! Two scenarios proposed from what a company's own history says.
//!
//! The folder counts ([`Counted`]); [`Evidence::of`] makes numbers with intervals of the counts; and
//! [`propose`] makes the company as it runs, and the same company run customer-centric, of the evidence.
//! What nobody has looked at is a guess that says so, or is asked for by name ([`Lack`]).

mod counted;
mod estimate;
mod evidence;
mod followed;
mod lack;
mod levers;
mod matched;
pub(crate) mod measured;
mod proposal;
mod response;
mod staying;
mod swing;

pub use counted::{Answered, Cell, Counted, MonthCounted, Owners, StillThere};
pub use evidence::{CrossSell, Evidence, STAGES, StageEvidence};
pub(crate) use followed::Followed;
pub use lack::{Lack, OtherMoney};
pub use matched::{Matched, Waited};
pub use measured::Measured;
pub use proposal::{CannotPropose, Proposal, propose};
pub(crate) use response::guessed_ceiling;
pub use response::{Ceiling, ceiling};
pub use staying::Staying;
