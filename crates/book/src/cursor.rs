//! Where a list goes on.

use std::{fmt, str::FromStr};

use crate::{Direction, Sort};

/// Where a list goes on: after this customer. Printed and read as an opaque word, `v1.` and digits.
///
/// It holds the figure and the key of the last customer shown, so that a list goes on at the right
/// place in a newer book, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) sort: Sort,
    pub(crate) direction: Direction,
    pub(crate) after: After,
    pub(crate) key: i64,
}

/// Which part of a list it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// Customers with the figure.
    Figure(u64),
    /// Customers without it.
    Without,
    /// Prospects.
    Prospects,
}

/// That is no place in a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("that is no place in this list: give what `next` of the part before said, or nothing")]
pub struct BadCursor;

impl Cursor {
    /// Whether it is of a list in this order.
    #[must_use]
    pub fn fits(&self, sort: Sort, direction: Direction) -> bool {
        self.sort == sort && self.direction == direction
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (part, figure) = match self.after {
            After::Figure(figure) => (0, figure),
            After::Without => (1, 0),
            After::Prospects => (2, 0),
        };
        let (sort, direction) = (self.sort as u8, self.direction as u8);
        write!(f, "v1.{sort:x}{direction:x}{part:x}{figure:016x}{:016x}", self.key)
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let digits = text.strip_prefix("v1.").ok_or(BadCursor)?;
        let plain = |c: &u8| c.is_ascii_digit() || (b'a'..=b'f').contains(c);
        if digits.len() != 35 || !digits.as_bytes().iter().all(plain) {
            return Err(BadCursor);
        }
        let number =
            |from: usize, to: usize| u64::from_str_radix(&digits[from..to], 16).map_err(|_| BadCursor);
        let sort = *Sort::ALL.get(number(0, 1)? as usize).ok_or(BadCursor)?;
        let direction = *Direction::ALL.get(number(1, 2)? as usize).ok_or(BadCursor)?;
        let after = match (number(2, 3)?, number(3, 19)?) {
            (0, figure) => After::Figure(figure),
            (1, 0) => After::Without,
            (2, 0) => After::Prospects,
            _ => return Err(BadCursor),
        };
        Ok(Self { sort, direction, after, key: number(19, 35)?.cast_signed() })
    }
}
