//! Conditions made ready for the columns of a book.

use facts::Day;
use models::health::Health;

use crate::{
    Book, Condition, Entry, Field, Filter, Operator, Stage,
    columns::{Columns, NO_HEALTH},
    condition::Given,
    words::place,
};

/// What a row must be.
#[derive(Debug, Clone, Copy)]
enum Test<'a> {
    Whole(&'a [u32], [u32; 2], bool),
    Day(&'a [i32], [i32; 2], bool),
    Number(&'a [f64], [f64; 2]),
    Byte(&'a [u8], u8, bool),
    Word(&'a [u16], Option<u16>, bool),
}

impl Test<'_> {
    fn holds(&self, row: usize) -> bool {
        match self {
            Self::Whole(column, [low, high], wanted) => (*low..=*high).contains(&column[row]) == *wanted,
            Self::Day(column, [low, high], wanted) => (*low..=*high).contains(&column[row]) == *wanted,
            // What is not known is neither much nor little.
            Self::Number(column, [low, high]) => (*low..=*high).contains(&column[row]),
            Self::Byte(column, byte, wanted) => (column[row] == *byte) == *wanted,
            Self::Word(column, code, wanted) => (Some(column[row]) == *code) == *wanted,
        }
    }
}

/// A filter made ready for the customers of a book.
pub(crate) struct Tests<'a>(Vec<Test<'a>>);

impl<'a> Tests<'a> {
    pub(crate) fn new(book: &'a Book, filter: &Filter) -> Self {
        Self(filter.all.iter().map(|condition| test(book, condition)).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn hold(&self, row: usize) -> bool {
        self.0.iter().all(|test| test.holds(row))
    }
}

fn test<'a>(book: &'a Book, condition: &Condition) -> Test<'a> {
    let Columns { orders, first_day, last_day, spend, to_date, alive, at_risk, health, stage, .. } =
        &book.columns;
    let columns = &book.columns;
    let operator = condition.operator();
    let wanted = operator != Operator::IsNot;
    let number = |column: &'a [f64], x: f64| match operator {
        Operator::AtMost => Test::Number(column, [f64::NEG_INFINITY, x]),
        _ => Test::Number(column, [x, f64::INFINITY]),
    };
    match (condition.field(), condition.given()) {
        (_, Given::Whole(n)) => match operator {
            Operator::AtLeast => Test::Whole(orders, [*n, u32::MAX], true),
            Operator::AtMost => Test::Whole(orders, [0, *n], true),
            _ => Test::Whole(orders, [*n, *n], wanted),
        },
        (field, Given::Number(x)) => {
            let column: &[f64] = match field {
                Field::Spend => spend,
                Field::Margin => to_date,
                Field::Value => &columns.value[0],
                Field::ValueAtRisk => at_risk,
                Field::ExpectedOrders => &columns.expected_orders[0],
                _ => alive,
            };
            number(column, *x)
        }
        (field, given @ (Given::Day(_) | Given::Days(_) | Given::Month(_))) => {
            let column: &[i32] = if field == Field::LastOrder { last_day } else { first_day };
            let (range, wanted) = days(operator, given, book.as_of);
            Test::Day(column, range, wanted)
        }
        (_, Given::Health(class)) => Test::Byte(health, class.index() as u8, wanted),
        (_, Given::Stage(one)) => Test::Byte(stage, one.index() as u8, wanted),
        (field, Given::Word(word)) => {
            // A field of words always has its place.
            let codes = &columns.codes[place(field).unwrap_or(0)];
            Test::Word(codes, book.words.code(field, word), wanted)
        }
    }
}

/// Days from and to, and whether a day must be among them.
fn days(operator: Operator, given: &Given, as_of: i32) -> ([i32; 2], bool) {
    let of = |day: Day| day.days_since_epoch();
    let (first, last) = match given {
        Given::Day(day) => (of(*day), of(*day)),
        Given::Month(month) => (of(month.first_day()), of(month.last_day())),
        Given::Days(days) => {
            let first = as_of.saturating_sub(i32::try_from(*days).unwrap_or(i32::MAX));
            return match operator {
                Operator::WithinDays => ([first, i32::MAX], true),
                _ => ([i32::MIN, first.saturating_sub(1)], true),
            };
        }
        _ => (i32::MIN, i32::MAX),
    };
    match operator {
        Operator::Before => ([i32::MIN, first.saturating_sub(1)], true),
        Operator::After => ([last.saturating_add(1), i32::MAX], true),
        operator => ([first, last], operator != Operator::IsNot),
    }
}

impl Filter {
    /// Whether it asks for prospects, who are in no list otherwise.
    #[must_use]
    pub fn asks_for_prospects(&self) -> bool {
        self.all.iter().any(|condition| {
            condition.operator() == Operator::Is && *condition.given() == Given::Stage(Stage::Prospect)
        })
    }

    /// Whether prospects are what it asks for: nothing but their stage and their want of orders is
    /// known of them.
    pub(crate) fn finds_prospects(&self, book: &Book) -> bool {
        self.asks_for_prospects() && {
            let one = Entry::prospect(0, book.as_of);
            self.all.iter().all(|condition| of_prospect(&one, condition))
        }
    }
}

fn of_prospect(one: &Entry, condition: &Condition) -> bool {
    let operator = condition.operator();
    match condition.given() {
        Given::Whole(n) => match operator {
            Operator::Is | Operator::AtLeast => *n == one.orders,
            Operator::IsNot => *n != one.orders,
            _ => true,
        },
        Given::Stage(stage) => (*stage == one.stage) == (operator == Operator::Is),
        Given::Health(_) | Given::Word(_) | Given::Month(_) => operator == Operator::IsNot,
        Given::Number(_) | Given::Day(_) | Given::Days(_) => false,
    }
}

const _: () = assert!(Health::ALL.len() < NO_HEALTH as usize);
