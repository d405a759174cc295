//! Which products lie beyond the core, what was launched when, and how the core was served by day.

use std::collections::BTreeMap;

use facts::{Day, Month};
use plan::suite::{CoreDay, CoreIs, Launch, Record, ResponseFrom};

use super::asked::{Asked, SOLVED_MINUTES, count, day, number};
use crate::folder::{FolderError, strategy::sum_where};

/// Products launched so many days after the first order, or later, lie beyond the core where no product
/// says whether it does.
const FOUNDING_DAYS: i32 = 90;
/// Launches that are told apart; a company that launches all the time has no launch.
const MOST_LAUNCHES: usize = 60;

/// Orders that count: one row an order, with the day it was placed on.
pub(super) const ORDERS: &str = "o AS (
    SELECT order_id, coalesce(source, '') AS source, customer,
           coalesce(day, CAST(\"time\" AS DATE)) AS day,
           CAST(promised AS DATE) AS promised, CAST(delivered AS DATE) AS delivered
    FROM orders
    WHERE (status IS NULL OR status NOT IN ('cancelled', 'failed')) AND \"time\" IS NOT NULL
)";

/// What lies beyond the core.
pub(super) struct Beyond {
    pub(super) core: CoreIs,
    /// Products beyond the core with the day of their launch, as a table expression `beyond`.
    table: String,
    pub(super) launches: Vec<Launch>,
    pub(super) first: Option<Day>,
    pub(super) last: Option<Day>,
}

impl Beyond {
    /// Looks which products they are.
    pub(super) fn of(asked: &Asked<'_>) -> Result<Self, FolderError> {
        let row = asked.row(&format!("WITH {ORDERS} SELECT min(day), max(day) FROM o"))?;
        let (first, last) = (day(row.first()), day(row.get(1)));
        let nothing = Self {
            core: CoreIs::Everything,
            table: "beyond AS (SELECT product, CAST(NULL AS DATE) AS launched FROM products WHERE false)"
                .to_owned(),
            launches: Vec::new(),
            first,
            last,
        };
        let (Some(from), Some(until)) = (first, last) else { return Ok(nothing) };
        let row = asked.row(&format!(
            "SELECT count(*) FILTER (WHERE core), count(*) FILTER (WHERE NOT core), \
                    count(*) FILTER (WHERE launched > DATE '{}') FROM products",
            from.plus(FOUNDING_DAYS)
        ))?;
        let (core, which) = match [0, 1, 2].map(|n| count(row.get(n))) {
            [_, beyond, _] if beyond > 0 => (CoreIs::Marked, "NOT core".to_owned()),
            [marked, ..] if marked > 0 => return Ok(Self { core: CoreIs::Marked, ..nothing }),
            [.., launched] if launched > 0 => {
                (CoreIs::BeforeLaunches, format!("launched > DATE '{}'", from.plus(FOUNDING_DAYS)))
            }
            _ => return Ok(nothing),
        };
        // A product that does not say when it was launched was so when it was first ordered.
        let table = format!(
            "beyond AS (
    SELECT p.product, coalesce(p.launched, f.first) AS launched
    FROM (SELECT product, min(launched) AS launched FROM products WHERE {which} GROUP BY product) p
    LEFT JOIN (SELECT product, CAST(min(\"time\") AS DATE) AS first FROM order_lines GROUP BY product) f
    ON p.product = f.product
)"
        );
        let launches = launches(asked, &table, until)?;
        Ok(Self { core, table, launches, ..nothing })
    }

    /// Orders with whether something beyond the core is in them, and since when each customer has bought
    /// such things: the tables `m` and `since`, behind a `WITH`.
    pub(super) fn tables(&self) -> String {
        format!(
            "WITH {}, {ORDERS}, wide AS (
    SELECT l.order_id, coalesce(l.source, '') AS source, true AS wide
    FROM order_lines l JOIN beyond b ON l.product = b.product
    WHERE l.order_id IS NOT NULL
    GROUP BY l.order_id, coalesce(l.source, '')
), m AS (
    SELECT o.*, coalesce(w.wide, false) AS wide
    FROM o LEFT JOIN wide w ON o.order_id = w.order_id AND o.source = w.source
), since AS (
    SELECT customer, min(day) AS since FROM m WHERE wide AND customer IS NOT NULL GROUP BY customer
)",
            self.table
        )
    }
}

/// Orders that were complained about within 30 days: those that the complaint names, else the customer's
/// latest before it.
pub(super) const COMPLAINED: &str = "spoken AS (
    SELECT order_id, customer, CAST(\"time\" AS DATE) AS day FROM feedback
    WHERE kind = 'complaint' AND \"time\" IS NOT NULL
), complained AS (
    SELECT DISTINCT order_id, source, true AS complained FROM (
        SELECT o.order_id, o.source
        FROM spoken f JOIN o ON f.order_id = o.order_id
        WHERE f.day >= o.day AND f.day <= o.day + INTERVAL '30' DAY
          AND (f.customer IS NULL OR o.customer IS NULL OR f.customer = o.customer)
        UNION ALL
        SELECT order_id, source FROM (
            SELECT o.order_id, o.source,
                   row_number() OVER (PARTITION BY f.customer, f.day ORDER BY o.day DESC, o.order_id) AS place
            FROM spoken f JOIN o ON f.customer = o.customer
            WHERE f.order_id IS NULL AND f.day >= o.day AND f.day <= o.day + INTERVAL '30' DAY
        ) WHERE place = 1
    )
)";

/// An order of the core by a customer who until then had bought nothing beyond it.
pub(super) const OWN: &str = "NOT m.wide AND m.customer IS NOT NULL AND (s.since IS NULL OR m.day < s.since)";

/// Launches by the month, in the order of time, as far as something of them is in the data.
fn launches(asked: &Asked<'_>, table: &str, until: Day) -> Result<Vec<Launch>, FolderError> {
    let sql = format!(
        "WITH {table} SELECT min(b.launched) AS day, count(*), min(p.line), max(p.line), min(coalesce(p.name, p.product))
         FROM beyond b JOIN products p ON b.product = p.product
         WHERE b.launched IS NOT NULL AND b.launched <= DATE '{until}'
         GROUP BY date_trunc('month', b.launched) ORDER BY day"
    );
    let mut found = Vec::new();
    asked.rows(&sql, &mut |row| {
        let text = |n: usize| row.get(n).and_then(facts::Value::text).unwrap_or_default();
        if let Some(day) = day(row.first()) {
            let name = if !text(2).is_empty() && text(2) == text(3) { text(2) } else { text(4) };
            let products = u32::try_from(count(row.get(1))).unwrap_or(u32::MAX);
            found.push(Launch { day, name: name.to_owned(), products });
        }
    })?;
    // The first ones are what the core is compared from.
    found.truncate(MOST_LAUNCHES);
    Ok(found)
}

/// How the core was served, by day.
pub(super) fn record(asked: &Asked<'_>, beyond: &Beyond) -> Result<Record, FolderError> {
    let mut record =
        Record { core: beyond.core, launches: beyond.launches.clone(), last: beyond.last, ..Record::empty() };
    let Some(last) = beyond.last else { return Ok(record) };
    let (mut orders, mut owners) = (Days::default(), Days::default());
    // An order that is not delivered yet is late once its day has passed; one that was never told of as
    // delivered is left out after a while.
    let due = format!(
        "m.promised < DATE '{last}' AND (m.delivered IS NOT NULL OR m.promised > DATE '{}')",
        last.plus(-45)
    );
    let late = "(m.delivered IS NULL OR m.delivered > m.promised)";
    let four = |which: &str| {
        format!(
            "count(*) FILTER (WHERE {which}), count(*) FILTER (WHERE {which} AND c.complained), \
             count(*) FILTER (WHERE {which} AND {due}), count(*) FILTER (WHERE {which} AND {due} AND {late})"
        )
    };
    let sql = format!(
        "{}, {COMPLAINED} SELECT m.day AS day, {}, {}
         FROM m LEFT JOIN since s ON m.customer = s.customer
         LEFT JOIN complained c ON m.order_id = c.order_id AND m.source = c.source
         WHERE m.day IS NOT NULL GROUP BY m.day",
        beyond.tables(),
        four("NOT m.wide"),
        four(OWN)
    );
    asked.rows(&sql, &mut |row| {
        let Some(day) = day(row.first()) else { return };
        for (days, from) in [(&mut orders, 1), (&mut owners, 5)] {
            let [orders, complaints, due, late] = [0, 1, 2, 3].map(|n| count(row.get(from + n)));
            let mut found = CoreDay::empty(day);
            (found.orders, found.complaints, found.due, found.late) = (orders, complaints, due, late);
            days.add(&found);
        }
    })?;
    record.response_from = response_from(asked)?;
    responses(asked, beyond, record.response_from, &mut orders, &mut owners)?;
    let row = asked.row("SELECT CAST(max(\"time\") AS DATE) FROM feedback WHERE kind = 'complaint'")?;
    record.complaints_until = day(row.first());
    record.orders = orders.0.into_values().collect();
    record.owners = owners.0.into_values().collect();
    Ok(record)
}

/// Days by their number.
#[derive(Default)]
struct Days(BTreeMap<i32, CoreDay>);

impl Days {
    fn add(&mut self, day: &CoreDay) {
        self.0.entry(day.day.days_since_epoch()).or_insert_with(|| CoreDay::empty(day.day)).add(day);
    }
}

fn response_from(asked: &Asked<'_>) -> Result<ResponseFrom, FolderError> {
    let waits = asked.row("SELECT count(*) FROM contacts WHERE direction = 'in' AND waiting_minutes >= 0")?;
    if count(waits.first()) > 0 {
        return Ok(ResponseFrom::Contacts);
    }
    let solved =
        asked.row("SELECT count(*) FROM feedback WHERE kind = 'complaint' AND solved >= \"time\"")?;
    Ok(if count(solved.first()) > 0 { ResponseFrom::Solutions } else { ResponseFrom::Nothing })
}

/// Times to the first response, by the day on which a customer got in touch. The same people answer all
/// cases, so that those of customers who own more count where all orders of the core are looked at.
fn responses(
    asked: &Asked<'_>,
    beyond: &Beyond,
    from: ResponseFrom,
    orders: &mut Days,
    owners: &mut Days,
) -> Result<(), FolderError> {
    let waits = match from {
        ResponseFrom::Nothing => return Ok(()),
        ResponseFrom::Contacts => "SELECT customer, day, minutes FROM (
            SELECT customer, CAST(\"time\" AS DATE) AS day, waiting_minutes AS minutes, case_id,
                   row_number() OVER (PARTITION BY case_id ORDER BY \"time\") AS place
            FROM contacts WHERE direction = 'in' AND waiting_minutes >= 0
        ) WHERE case_id IS NULL OR place = 1"
            .to_owned(),
        // What is not solved yet has waited as long as anything is waited for.
        ResponseFrom::Solutions => format!(
            "SELECT customer, CAST(\"time\" AS DATE) AS day,
                    CASE WHEN solved IS NULL THEN 43200.0 ELSE {SOLVED_MINUTES} END AS minutes
             FROM feedback WHERE kind = 'complaint' AND \"time\" IS NOT NULL AND (solved IS NULL OR solved >= \"time\")"
        ),
    };
    let four = |which: &str| {
        format!(
            "count(*) FILTER (WHERE {which}), {}, {}, {}",
            sum_where("w.minutes", which),
            sum_where("ln(w.minutes + 1.0)", which),
            sum_where("ln(w.minutes + 1.0) * ln(w.minutes + 1.0)", which)
        )
    };
    let sql = format!(
        "{}, waits AS ({waits}) SELECT w.day AS day, {}, {}
         FROM waits w LEFT JOIN since s ON w.customer = s.customer GROUP BY w.day",
        beyond.tables(),
        four("true"),
        four("s.since IS NULL OR w.day < s.since")
    );
    asked.rows(&sql, &mut |row| {
        let Some(day) = day(row.first()) else { return };
        for (days, from) in [(&mut *orders, 1), (&mut *owners, 5)] {
            let mut found = CoreDay::empty(day);
            found.answered = count(row.get(from));
            let [minutes, log, squared] = [1, 2, 3].map(|n| number(row.get(from + n)).unwrap_or(0.0));
            (found.minutes, found.log_minutes, found.log_minutes_squared) = (minutes, log, squared);
            days.add(&found);
        }
    })
}

/// The month of a day in an answer.
pub(super) fn month(value: Option<&facts::Value>) -> Option<Month> {
    day(value).map(Day::month)
}
