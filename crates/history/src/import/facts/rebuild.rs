//! The order log made again from orders and returns that are kept.

use std::collections::BTreeMap;

use ::facts::{Currency, Day};
use hashbrown::{HashMap, HashSet};

use crate::import::{
    Duplicates, ImportError, Mapping, OrderImport, ReadOptions, Reading, RefundRule,
    error::Question,
    every_id_is_new,
    gather::{Gathered, Line, NONE, Rules},
    settle,
    shown::counted,
};

/// An order as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOrder {
    /// Its number.
    pub order: String,
    /// The source that numbered it.
    pub source: String,
    /// The customer, as a text that is the same for all of their orders.
    pub customer: Option<String>,
    /// Its day: `day` where that is known, else that of `time`.
    pub day: Day,
    /// The currency of its amounts.
    pub currency: Option<Currency>,
    /// What it brought, before returns; minor units.
    pub amount_minor: Option<i64>,
    /// Cost of its goods; minor units.
    pub cost_minor: Option<i64>,
    /// Its status in the words of the schema.
    pub status: Option<String>,
}

/// A return or refund as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReturn {
    /// Its own number.
    pub number: Option<String>,
    /// The source that numbered it.
    pub source: String,
    /// The order it belongs to.
    pub order: Option<String>,
    /// The customer, as in [`KeptOrder`].
    pub customer: Option<String>,
    /// Its day.
    pub day: Day,
    /// The currency of its amount.
    pub currency: Option<Currency>,
    /// What was paid back; minor units.
    pub amount_minor: Option<i64>,
    /// Cost of the goods that came back, where known; minor units.
    pub cost_minor: Option<i64>,
    /// Whether everything was paid back.
    pub whole_order: bool,
}

impl OrderImport {
    /// The log of orders and returns that are kept, by the same rules as for a file.
    ///
    /// Of the options count the currency, the rule for refunds and today.
    ///
    /// # Errors
    ///
    /// If there are no orders, or amounts in several currencies and none is named.
    pub fn of_rows(
        orders: &[KeptOrder],
        returns: &[KeptReturn],
        options: &ReadOptions,
    ) -> Result<Self, ImportError> {
        let has_amounts = orders.iter().any(|o| o.amount_minor.is_some());
        let (currency, currency_why) = currency(orders, options, has_amounts)?;
        let several = orders.windows(2).any(|pair| pair[0].source != pair[1].source);
        let rules = Rules {
            currency,
            currency_told: options.currency.is_some(),
            zone: None,
            refunds: options.refunds,
            non_products: options.non_products,
            codes: None,
            latest: options.today.map(|d| d.plus(1).days_since_epoch()),
            every_currency: false,
        };
        let mut all = Gathered::new(rules);
        all.has_costs = orders.iter().any(|o| o.cost_minor.is_some());
        all.starts.push(0);
        let mut rebuild = Rebuild { all, several, whole: HashSet::new(), returned: HashSet::new() };
        for back in returns {
            let Some(order) = &back.order else { continue };
            let order = (order.clone(), back.source.clone());
            if back.whole_order {
                rebuild.whole.insert(order.clone());
            }
            rebuild.returned.insert(order);
        }
        let mut owners: HashMap<String, u32> = HashMap::new();
        for order in orders {
            rebuild.order(order, currency, &mut owners);
        }
        for back in returns {
            rebuild.give_back(back, currency, &owners);
        }
        let mut all = rebuild.all;
        all.counts.rows = (orders.len() + returns.len()) as u64;
        all.counts.accepted = all.counts.rows;
        all.contents = (0..all.lines.len() as u64).collect();
        let settling = settle::Facts { duplicates: Duplicates::Keep, file: "the data folder" };
        let (log, mut counts) = settle::settle(all, &settling, &mut |_| Ok(()))?;
        counts.currency = has_amounts.then_some(currency);
        let every_id_is_new = every_id_is_new(&log);
        let span = log.span();
        let reading = Reading {
            files: Vec::new(),
            currency: has_amounts.then_some(currency),
            currency_why,
            time_zone: None,
            refunds: options.refunds,
            first: span.map(|s| s.0),
            last: span.map(|s| s.1),
            every_id_is_new,
            notes: Vec::new(),
        };
        let mapping = Mapping { currency: has_amounts.then_some(currency), ..Mapping::default() };
        Ok(Self { log, has_amounts, reading, counts, mapping })
    }
}

/// The one currency of the orders, or a question.
fn currency(
    orders: &[KeptOrder],
    options: &ReadOptions,
    has_amounts: bool,
) -> Result<(Currency, String), ImportError> {
    let none = none()?;
    if !has_amounts {
        return Ok((options.currency.unwrap_or(none), String::new()));
    }
    if let Some(currency) = options.currency {
        return Ok((currency, "as told".to_owned()));
    }
    let mut codes: BTreeMap<&'static str, u64> = BTreeMap::new();
    // What was called off is valued in no currency; it decides only where there is nothing else.
    let called_off = |o: &KeptOrder| matches!(o.status.as_deref(), Some("failed" | "cancelled"));
    let all_called_off = orders.iter().all(called_off);
    for order in orders.iter().filter(|o| o.amount_minor.is_some() && (all_called_off || !called_off(o))) {
        *codes.entry(order.currency.unwrap_or(none).code()).or_default() += 1;
    }
    let mut known = codes.iter();
    match (known.next(), known.next()) {
        (Some((code, _)), None) if *code == none.code() => {
            Ok((none, "the orders name none (--currency EUR names it)".to_owned()))
        }
        (Some((code, _)), None) => {
            let currency = Currency::from_code(code).map_err(|e| ImportError::Mapping(e.to_string()))?;
            Ok((currency, "as the orders say".to_owned()))
        }
        _ => {
            let about =
                "has amounts in several currencies; which one is to be valued? The others are set aside.";
            let mut question = Question::new("the data folder", about);
            for (code, count) in &codes {
                let meaning = counted(*count, "order", "orders");
                question = question.choice(format!("--currency {code}"), meaning);
            }
            Err(question.into())
        }
    }
}

fn none() -> Result<Currency, ImportError> {
    // ISO 4217 has a code for "no currency".
    Currency::from_code("XXX").map_err(|e| ImportError::Mapping(e.to_string()))
}

/// Order lines made of what is kept.
struct Rebuild {
    all: Gathered,
    /// Whether several sources number orders.
    several: bool,
    /// Orders that were paid back as a whole.
    whole: HashSet<(String, String)>,
    /// Orders of which something was paid back.
    returned: HashSet<(String, String)>,
}

impl Rebuild {
    /// The number of an order, told apart by its source where there are several.
    fn name(&self, order: &str, source: &str) -> String {
        // A number that several customers have got a mark, which the customer makes superfluous.
        let bare = match order.rsplit_once('~') {
            Some((bare, mark)) if mark.len() == 6 && mark.bytes().all(|b| b.is_ascii_hexdigit()) => bare,
            _ => order,
        };
        if self.several { format!("{bare}\u{1f}{source}") } else { bare.to_owned() }
    }

    fn is_ours(&mut self, currency: Option<Currency>, ours: Currency) -> bool {
        let other = currency.filter(|c| *c != ours && !self.told_for_none(*c));
        if let Some(other) = other {
            *self.all.counts.set_aside.entry(other.code().to_owned()).or_default() += 1;
        }
        other.is_none()
    }

    /// A currency that was told is that of amounts which name none.
    fn told_for_none(&self, currency: Currency) -> bool {
        self.all.rules.currency_told && currency.code() == "XXX"
    }

    fn customer(&mut self, customer: Option<&String>) -> u32 {
        customer.map_or(NONE, |id| self.all.customers.of_text(id))
    }

    fn order(&mut self, order: &KeptOrder, currency: Currency, owners: &mut HashMap<String, u32>) {
        if order.amount_minor.is_some() && !self.is_ours(order.currency, currency) {
            return;
        }
        let name = self.name(&order.order, &order.source);
        let refunds = self.all.rules.refunds;
        let mut marks = match order.status.as_deref() {
            Some("failed") => Line::CANCELLED,
            Some("cancelled") if refunds != RefundRule::Ignore => Line::CANCELLED,
            _ => 0,
        };
        let mut amount = order.amount_minor.unwrap_or(0);
        let made_up = order.order.starts_with("r:");
        let key = (order.order.clone(), order.source.clone());
        let day = order.day.days_since_epoch();
        let counts = &mut self.all.counts;
        counts.future_rows += u64::from(self.all.rules.latest.is_some_and(|latest| day > latest));
        counts.zero_rows += u64::from(amount == 0 && marks == 0 && order.amount_minor.is_some());
        if order.customer.is_none() && made_up {
            counts.anonymous_rows += 1;
            counts.anonymous_minor = counts.anonymous_minor.saturating_add(amount);
            return;
        }
        let customer = self.customer(order.customer.as_ref());
        let number = if made_up && !self.returned.contains(&key) {
            NONE
        } else {
            let number = self.all.orders.of_text(&name);
            owners
                .entry(name.clone())
                .and_modify(|owner| {
                    if *owner != customer {
                        *owner = NONE;
                    }
                })
                .or_insert(customer);
            number
        };
        if refunds == RefundRule::Net && marks == 0 && self.whole.contains(&key) {
            marks |= Line::REFUNDED;
            amount = 0;
        }
        let cost = order.cost_minor.unwrap_or(0);
        self.all.lines.push(Line { customer, order: number, day, tag: 1 | marks, amount, cost });
    }

    fn give_back(&mut self, back: &KeptReturn, currency: Currency, owners: &HashMap<String, u32>) {
        if back.amount_minor.is_some() && !self.is_ours(back.currency, currency) {
            return;
        }
        let amount = back.amount_minor.unwrap_or(0).saturating_abs();
        if self.all.rules.refunds != RefundRule::Ignore && amount > 0 {
            self.all.counts.refund_rows += 1;
            self.all.counts.refund_minor = self.all.counts.refund_minor.saturating_add(amount);
        }
        let order = back.order.as_ref().map(|order| self.name(order, &back.source));
        let owner = order.as_ref().and_then(|order| owners.get(order)).copied();
        let key = back.order.as_ref().map(|order| (order.clone(), back.source.clone()));
        let all_back = key.is_some_and(|key| self.whole.contains(&key)) && owner.is_some();
        if self.all.rules.refunds != RefundRule::Net || amount == 0 || all_back {
            return;
        }
        let own = self.customer(back.customer.as_ref());
        // A document such as C1234 finds the order 1234 by its own number.
        let document = back.number.as_ref().filter(|number| !number.starts_with("r:"));
        let document = document.map(|number| self.name(number, &back.source));
        let names_it = |document: &String| {
            let bare = document.split('\u{1f}').next().unwrap_or_default();
            let inner = settle::taken_back(bare);
            let order = order.as_ref().and_then(|o| o.split('\u{1f}').next());
            inner.is_some() && order.is_none_or(|order| inner == Some(order))
        };
        let (number, owner) = match (&document, &order) {
            (Some(document), _) if names_it(document) => (self.all.orders.of_text(document), None),
            (_, Some(order)) => (self.all.orders.of_text(order), owner),
            _ => (NONE, None),
        };
        let customer = if own == NONE { owner.unwrap_or(NONE) } else { own };
        if customer == NONE && number == NONE {
            self.all.counts.anonymous_rows += 1;
            self.all.counts.anonymous_minor = self.all.counts.anonymous_minor.saturating_sub(amount);
            return;
        }
        let day = back.day.days_since_epoch();
        let cost = back.cost_minor.map_or(0, |c| -c.saturating_abs());
        self.all.lines.push(Line { customer, order: number, day, tag: 1, amount: -amount, cost });
    }
}
