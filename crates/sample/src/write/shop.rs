//! The files a shop would export: order lines with times, products, refunds and guests.

use std::collections::HashMap;
use std::ops::Range;

use facts::Day;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::contacts::Contacts;
use super::costs::Ledger;
use super::files::{Files, Part};
use super::gestures::Gestures;
use super::{CURRENCY, Cents, Dates, offers, truth};
use crate::goods::{BEYOND, LAUNCH_PRODUCTS, Line, PRODUCTS, Product, Stage, basket};
use crate::life::{DAY_SECONDS, day_of};
use crate::planted::PROMISED_DAYS;
use crate::stream::{Purpose, Streams};
use crate::suite::beyond;
use crate::{Company, CustomerLife, Generator, Order, SampleError, Suite};

/// Of orders with several lines, the share from which a piece comes back.
const RETURNED: f64 = 0.06;
/// Share of orders that were first placed by mistake and cancelled at once.
const MISTAKEN: f64 = 0.012;
/// One order without a name for so many named customers.
const CUSTOMERS_PER_GUEST: u64 = 6;
const FIRST_ORDER_NUMBER: u64 = 100_001;

/// A document of the order file: some rows under one number.
struct Document {
    second: i64,
    /// None for a guest.
    customer: Option<u64>,
    kind: Kind,
    lines: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Sale,
    /// Placed by mistake, cancelled by the `Cancelled` document of the same position.
    Mistake(usize),
    Cancelled(usize),
    /// A piece that came back from the sale at this position.
    Return(usize),
}

/// Everything of the order file, kept until it can be sorted by time.
struct Book<'a> {
    company: &'a Company,
    last_day: Day,
    documents: Vec<Document>,
    lines: Vec<Line>,
    /// Sales with a delivery, and what happened to them.
    deliveries: Vec<(usize, Order)>,
    /// Where the suite grows or the books are kept.
    contacts: Option<Contacts>,
    /// Where the books are kept.
    gestures: Option<Gestures>,
}

/// Writes all files of the shop; returns its orders (cancelled ones left out), order lines and what
/// was counted.
pub(super) fn write(
    generator: &Generator,
    files: &mut Files,
    threads: usize,
) -> Result<(u64, u64, Ledger), SampleError> {
    let company = generator.company();
    let mut book = Book {
        company,
        last_day: company.last_day(),
        documents: Vec::new(),
        lines: Vec::new(),
        deliveries: Vec::new(),
        contacts: company.has_contacts().then(Contacts::default),
        gestures: company.books.then(|| Gestures::until(company.last_day())),
    };
    // Begun first, so that it is the first of the files.
    let orders_file = files.create("orders.csv")?;
    let mut people = files.create("customers.csv")?;
    people.line(format_args!("customer_id,name,email,postcode,birth_year,channel,customer_since"))?;
    let mut truth = truth::Customers::create(company, files)?;
    let mut ledger = Ledger::new(company);

    generator.generate(threads, |life| {
        write_person(&mut people, &life, &mut generator.streams().of(Purpose::Person, life.number))?;
        ledger.count(&life);
        let net = book.keep(&life, generator.streams());
        truth.write(&life, life.orders.iter().map(Order::day).zip(net))
    })?;
    people.close()?;
    truth.close()?;
    ledger.write_costs(generator, files)?;

    let orders = book.deliveries.len() as u64;
    if company.planted {
        for guest in 0..company.customers / CUSTOMERS_PER_GUEST {
            book.keep_guest(generator, guest);
        }
    }
    write_products(company, files)?;
    if company.books {
        offers::write(company, generator.streams(), files)?;
    }
    if company.suite != Suite::None {
        truth::write_core_quality(company, &ledger, files)?;
    }
    Ok((orders, book.write(orders_file, files)?, ledger))
}

impl Book<'_> {
    /// What an order is made of.
    fn basket(&self, rng: &mut ChaCha8Rng, life: &CustomerLife, order: &Order) -> Vec<Line> {
        let day = order.day();
        let stage = Stage::at_age(day.month().year() - life.birth_year);
        let goods = match self.company.favours {
            Some(favours) => favours.goods(day.since(life.first_day())),
            None => &PRODUCTS,
        };
        let core = order.amount_minor - order.beyond_core_minor;
        let mut lines = if core > 0 { basket(rng, goods, stage, core) } else { Vec::new() };
        if !order.core() {
            let month = day.month().index() - self.company.first_day.month().index();
            let launched = beyond(self.company.suite.launched(month));
            lines.extend(basket(rng, launched, stage, order.beyond_core_minor));
        }
        lines
    }

    /// Keeps a customer's orders up to the last day; returns what each of her orders brought net
    /// of what came back. A return after the last day is not known yet for an earlier order.
    fn keep(&mut self, life: &CustomerLife, streams: &Streams) -> Vec<i64> {
        let rng = &mut streams.of(Purpose::Basket, life.number);
        let mut contact_rng = streams.of(Purpose::Contact, life.number);
        let mut own_rng = streams.of(Purpose::InTouch, life.number);
        let mut gesture_rng = streams.of(Purpose::Gesture, life.number);
        let mut net = Vec::with_capacity(life.orders.len());
        for (before, order) in life.orders.iter().enumerate() {
            let day = order.day();
            let lines = self.basket(rng, life, order);
            let returned = self.company.planted && rng.random_bool(RETURNED);
            let returned_day = day.plus(i32::from(order.delivery_days) + rng.random_range(3..=20));
            let mistaken = self.company.planted && rng.random_bool(MISTAKEN);

            let piece = lines[lines.len() - 1];
            let returned = returned && lines.len() > 1 && piece.unit_price > 0;
            let exported = day <= self.last_day;
            let known = returned && (!exported || returned_day <= self.last_day);
            net.push(order.amount_minor - if known { piece.unit_price } else { 0 });
            if !exported {
                continue;
            }

            let second = shop_time(order.second);
            let kept = self.lines.len()..self.lines.len() + lines.len();
            self.lines.extend(lines);
            let customer = Some(life.number);
            let sale = self.documents.len();
            self.deliveries.push((sale, *order));
            if let Some(contacts) = &mut self.contacts {
                contacts.keep(self.company, &mut contact_rng, life.number, (sale, order));
                if self.company.books {
                    contacts.keep_own(self.company, &mut own_rng, life.number, order);
                }
            }
            if let Some(gestures) = &mut self.gestures {
                gestures.keep(&mut gesture_rng, life.number, before, (sale, order));
            }
            self.documents.push(Document { second, customer, kind: Kind::Sale, lines: kept.clone() });
            if mistaken {
                // Both earlier on the same day, so that nothing of the mistake remains.
                let midnight = second - second.rem_euclid(DAY_SECONDS);
                let position = self.documents.len();
                for (kind, before) in [(Kind::Mistake(position), 540), (Kind::Cancelled(position), 300)] {
                    let second = (second - before).max(midnight);
                    self.documents.push(Document { second, customer, kind, lines: kept.clone() });
                }
            }
            if known {
                let lines = self.lines.len()..self.lines.len() + 1;
                self.lines.push(Line { quantity: -1, ..piece });
                let second = i64::from(returned_day.days_since_epoch()) * DAY_SECONDS + 39_600;
                self.documents.push(Document { second, customer, kind: Kind::Return(sale), lines });
            }
        }
        net
    }

    fn keep_guest(&mut self, generator: &Generator, guest: u64) {
        let mut rng = generator.streams().of(Purpose::Guest, guest);
        let (second, amount) = generator.guest_order(&mut rng);
        let start = self.lines.len();
        let stage = Stage::at_age(rng.random_range(18..=70));
        self.lines.extend(basket(&mut rng, &PRODUCTS, stage, amount));
        let lines = start..self.lines.len();
        let second = shop_time(second);
        self.documents.push(Document { second, customer: None, kind: Kind::Sale, lines });
    }

    /// Numbers the orders by time and writes the files that name them.
    fn write(self, mut file: Part, files: &mut Files) -> Result<u64, SampleError> {
        let mut by_time: Vec<usize> = (0..self.documents.len()).collect();
        // Returns after sales of the same second; guests after named customers.
        by_time.sort_unstable_by_key(|&i| {
            let d = &self.documents[i];
            (d.second, d.customer.unwrap_or(u64::MAX), d.kind, i)
        });
        let mut numbers = vec![0; self.documents.len()];
        let placed = |i: &usize| matches!(self.documents[*i].kind, Kind::Sale | Kind::Mistake(_));
        for (i, number) in by_time.iter().copied().filter(placed).zip(FIRST_ORDER_NUMBER..) {
            numbers[i] = number;
        }
        let mut dates = Dates::default();
        let mut rows = 0;
        file.line(format_args!(
            "order_id,order_time,customer_id,product_id,product_name,quantity,unit_price,cost,currency"
        ))?;
        for i in by_time {
            let document = &self.documents[i];
            let (letter, number, sign) = match document.kind {
                Kind::Sale | Kind::Mistake(_) => ("", numbers[i], 1),
                Kind::Cancelled(mistake) => ("C", numbers[mistake], -1),
                // Its line is negative already.
                Kind::Return(sale) => ("", numbers[sale], 1),
            };
            let date = dates.text(day_of(document.second));
            let clock = document.second.rem_euclid(DAY_SECONDS);
            let customer = document.customer.map(super::customer_id).unwrap_or_default();
            for line in &self.lines[document.lines.clone()] {
                file.line(format_args!(
                    "{letter}{number},{date} {:02}:{:02}:{:02},{customer},{},{},{},{},{},{CURRENCY}",
                    clock / 3600,
                    clock / 60 % 60,
                    clock % 60,
                    line.product.id,
                    line.product.name,
                    sign * line.quantity,
                    Cents(line.unit_price),
                    Cents(sign * line.cost()),
                ))?;
                rows += 1;
            }
        }
        file.close()?;
        let complaints = self.write_service(&numbers, files)?;
        if let Some(contacts) = self.contacts {
            contacts.write(&complaints, files)?;
        }
        if let Some(gestures) = self.gestures {
            gestures.write(&numbers, &complaints, files)?;
        }
        Ok(rows)
    }

    /// Deliveries and complaints, each as far as the last day knows them; returns the number of
    /// each complaint by its order's position.
    fn write_service(&self, numbers: &[u64], files: &mut Files) -> Result<HashMap<usize, u64>, SampleError> {
        let mut sales: Vec<&(usize, Order)> = self.deliveries.iter().collect();
        sales.sort_unstable_by_key(|(sale, _)| numbers[*sale]);
        let known = |day: Day| if day <= self.last_day { day.to_string() } else { String::new() };

        let mut deliveries = files.create("deliveries.csv")?;
        deliveries.line(format_args!("order_id,customer_id,ordered_on,promised_on,delivered_on"))?;
        let mut complaints = files.create("complaints.csv")?;
        // A column that says that a complaint is one: the company of old goes without it.
        let (kind, told) = if self.company.has_more() { (",kind", ",complaint") } else { ("", "") };
        complaints
            .line(format_args!("complaint_id,customer_id,order_id,received_on,cause,solved_on{kind}"))?;
        let mut complaint_numbers = HashMap::new();
        for (sale, order) in sales {
            let customer = super::customer_id(self.documents[*sale].customer.unwrap_or_default());
            let (number, day) = (numbers[*sale], order.day());
            deliveries.line(format_args!(
                "{number},{customer},{day},{},{}",
                day.plus(i32::from(PROMISED_DAYS)),
                known(day.plus(i32::from(order.delivery_days))),
            ))?;
            let Some(complaint) = order.complaint else { continue };
            let received = day.plus(i32::from(complaint.received_after_days));
            if received <= self.last_day {
                let complaint_number = complaint_numbers.len() as u64 + 1;
                complaint_numbers.insert(*sale, complaint_number);
                let solved = known(received.plus(i32::from(complaint.solved_within_days)));
                complaints.line(format_args!(
                    "{},{customer},{number},{received},{},{solved}{told}",
                    super::complaint_id(complaint_number),
                    complaint.cause,
                ))?;
            }
        }
        deliveries.close()?;
        complaints.close()?;
        Ok(complaint_numbers)
    }
}

/// Moves a second inside its day to when people order: little at night, most in the evening.
///
/// The shares below are made up. The map rises, so that orders keep their sequence and day.
fn shop_time(second: i64) -> i64 {
    // Share of the day's orders that come before this hour.
    const BEFORE: [(f64, f64); 6] =
        [(0.0, 0.0), (0.02, 6.0), (0.10, 9.0), (0.55, 17.0), (0.96, 22.5), (1.0, 24.0)];
    let clock = second.rem_euclid(DAY_SECONDS);
    let share = clock as f64 / DAY_SECONDS as f64;
    let next = BEFORE.iter().position(|&(s, _)| share < s).unwrap_or(BEFORE.len() - 1);
    let ((s0, h0), (s1, h1)) = (BEFORE[next - 1], BEFORE[next]);
    let hour = h0 + (h1 - h0) * (share - s0) / (s1 - s0);
    second - clock + ((hour * 3_600.0) as i64).min(DAY_SECONDS - 1)
}

fn write_person(file: &mut Part, life: &CustomerLife, rng: &mut ChaCha8Rng) -> Result<(), SampleError> {
    const FIRST: [&str; 16] = [
        "Ada", "Bruno", "Clara", "Dario", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kaia", "Luca",
        "Mina", "Noor", "Otto", "Petra",
    ];
    const LAST: [&str; 16] = [
        "Albers", "Bianchi", "Conti", "Duval", "Eriksen", "Farkas", "Grau", "Hansen", "Ivanova", "Janssen",
        "Keller", "Lindner", "Moreau", "Novak", "Okafor", "Peters",
    ];
    let first = FIRST[rng.random_range(0..FIRST.len())];
    let last = LAST[rng.random_range(0..LAST.len())];
    let postcode = rng.random_range(1_000..100_000);
    let number = life.number;
    file.line(format_args!(
        "C{number:06},{first} {last},{}.{}.{number}@example.com,{postcode:05},{},{},{}",
        first.to_lowercase(),
        last.to_lowercase(),
        life.birth_year,
        life.channel.name,
        life.first_day(),
    ))
}

fn write_products(company: &Company, files: &mut Files) -> Result<(), SampleError> {
    let mut file = files.create("products.csv")?;
    let grows = company.suite != Suite::None;
    let more = if grows { ",core,launched" } else { "" };
    file.line(format_args!("product_id,product_name,line,stage,price,cost,currency{more}"))?;
    // The core was there a year before the export begins.
    let core = if grows { format!(",1,{}", company.first_day.plus(-365)) } else { String::new() };
    for p in &PRODUCTS {
        write_product(&mut file, p, &core)?;
    }
    if grows {
        for (launch, line) in BEYOND.chunks(LAUNCH_PRODUCTS).enumerate() {
            let launched = format!(",0,{}", Suite::launch_day(company, launch));
            line.iter().try_for_each(|p| write_product(&mut file, p, &launched))?;
        }
    }
    file.close()
}

fn write_product(file: &mut Part, p: &Product, more: &str) -> Result<(), SampleError> {
    file.line(format_args!(
        "{},{},{},{},{},{},{CURRENCY}{more}",
        p.id,
        p.name,
        p.line,
        p.stage.name(),
        Cents(p.price_minor),
        Cents(p.cost_minor),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shop_time_keeps_sequence_and_day(second in -4_000_000_000i64..40_000_000_000, more in 0i64..90_000) {
            let moved = shop_time(second);
            prop_assert_eq!(day_of(moved), day_of(second));
            prop_assert!(moved <= shop_time(second + more));
        }
    }
}
