//! Every part in every state, drawn.

use access::Role;
use facts::{Currency, Day, Month};
use maud::{Markup, html};
use pages::{
    Reader,
    chart::{self, Band, End, Line, LineChart, Mark, Rule, Written},
    frame::{self, Place},
    parts::{self, Checkbox, Choice, Choices, Column, Direction, Fact, Field, Look, Select, Tab, Tone},
};

/// All pages of the gallery: the name and the page.
pub fn pages() -> Vec<(&'static str, String)> {
    let eur = Currency::from_code("EUR").expect("a currency");
    [
        ("parts", everything(&reader("en-GB"), eur)),
        ("list", customers(&reader("it"), eur)),
        ("form", form(&reader("de"))),
        ("doors", doors(&reader("en"))),
        ("sign-in", sign_in()),
        (
            "waiting",
            frame::waiting(
                &reader("en"),
                Place::Customers,
                "Customers",
                &parts::skeleton("The books are being read …"),
                3,
            ),
        ),
        (
            "fault",
            frame::fault(
                &reader("en"),
                404,
                "There is no such page",
                "Look at the address, or begin at the first page.",
            ),
        ),
    ]
    .map(|(name, page)| (name, page.into_string()))
    .into()
}

fn reader(locale: &str) -> Reader {
    Reader {
        locale: locale.to_owned(),
        zone: "Europe/Rome".to_owned(),
        company: "Bottega Aurora".to_owned(),
        name: Some("Chiara Lombardi".to_owned()),
        role: Some(Role::Owner),
        rights: Role::Owner.rights(),
        csrf: "not-a-secret".to_owned(),
        said: Some("said-saved".to_owned()),
        ..Reader::nobody("/", 1_795_320_000_000_000)
    }
}

fn everything(reader: &Reader, eur: Currency) -> Markup {
    let facts = [
        Fact::new("Worth over 36 months", &parts::link("/customers", &reader.about(1_236_000.0, eur)))
            .note(&reader.range(1_102_000.0, 1_431_000.0, eur)),
        Fact::new("May be leaving", &reader.count(320)).note(&"of 4,812 customers"),
        Fact::new("At risk", &reader.about(86_200.0, eur)).note(&reader.percent(0.0697)),
        Fact::new("Paid so far", &reader.paid(4_201_332.5, eur)),
    ];
    let body = html! {
        ul.alarms {
            li.good { "The newest order is of this morning" }
            li.watch { (parts::link("/data/quarantine", "42 rows wait to be repaired")) }
            li.bad { "The last fit did not converge" }
        }
        p.sentence { (parts::link("/customers", "4,812 customers")) " are worth " strong { (reader.about(1_236_000.0, eur)) } " over the next 36 months (" (reader.range(1_102_000.0, 1_431_000.0, eur)) "). 320 of them, with " strong { (reader.about(86_200.0, eur)) } " of it, may be leaving." }
        (parts::note(&"A margin of 38% is assumed. No action has been measured yet."))
        (parts::figures(&facts))
        (parts::section("first", "Whom to look at first", &html! {
            ol.first { @for (who, why, amount) in [("Ada Kovács", "usually orders every 40 days, silent for 95", 1_240.0), ("Customer 8F3K", "spent twice as much as most, nothing since March", 980.0), ("Marta Bianchi", "complained about a late delivery, silent for 60 days", 610.0)] {
                li { div { (parts::link("/customers/1", who)) p { (why) } } p.sum { strong { (reader.about(amount, eur)) } span.note { "at risk" } } }
            } }
        }))
        (parts::section("cash", "Cash of a cohort", &cash(reader, eur)))
        (parts::section("kept", "Who stays", &heat(reader)))
        (parts::section("words", "States", &html! {
            p.actions { (parts::chip(Tone::Plain, "New")) (parts::chip(Tone::Good, "Active")) (parts::chip(Tone::Watch, "At risk")) (parts::chip(Tone::Bad, "Lost")) (parts::chip(Tone::Quiet, "Never ordered")) }
            (parts::warning("One in ten orders has no amount", &html! { p { "Their customers count, but their spending does not. " (parts::link("/data", "See which")) } }))
            (parts::stop("Lifetime models do not apply here", &html! { p { "Hardly anybody returns: 3 of 1,200 customers ordered twice." } }))
            (parts::done("The key was made. It is shown only once.", &parts::copyable(reader, "line", "curl -u gw_live_3f8a:  https://goodwill.example/v1/track -d '{\"type\":\"track\",\"event\":\"Order Completed\"}'")))
            (parts::opened(&"How this is worked out", &html! { p { "Expected orders × expected spend × margin, discounted month by month." } }))
            (parts::progress("import", "Reading orders.csv: 41%", Some(0.41)))
            (parts::progress("fit", "Working out values", None))
            (parts::skeleton("The books are being read …"))
        }))
        (parts::section("time", "Timeline", &html! {
            h3.timeline-day { (reader.day_long(Day::from_epoch(20_700).expect("a day"))) }
            ol.timeline {
                li.order { p.what { "Order 10042 · " (reader.paid(84.5, eur)) } p.note { "2 products" } }
                li.complaint { p.what { "Complaint: delivered late" } (parts::ago(reader, reader.now - 3_600_000_000)) }
                li.event { p { "Page viewed: /shipping" } (parts::ago(reader, reader.now - 9 * 86_400_000_000)) }
                li.note { p.what { "Note" } p { "Called back, is happy again." } }
            }
        }))
        (parts::section("words-of", "Terms", &html! { dl.terms { div { dt { "Model" } dd { "BG/NBD with Gamma-Gamma" } } div { dt { "Fitted" } dd { (parts::moment(reader, reader.now)) } } } }))
    };
    frame::page(reader, Place::Today, "Today", &body)
}

fn cash(reader: &Reader, eur: Currency) -> Markup {
    let seen: Vec<(f64, f64)> =
        (0..=9).map(|m| (f64::from(m), f64::from(m).mul_add(21_000.0, -90_000.0))).collect();
    let expected: Vec<(f64, f64)> =
        (9..=24).map(|m| (f64::from(m), 99_000.0 + 14_000.0 * f64::from(m - 9).powf(0.8))).collect();
    let name = chart::Name {
        id: "cash-chart",
        title: "Cohort of March 2026",
        sentence: "It paid back after 5 months and is expected to bring in about 240,000 by month 24.",
    };
    let written = |x: f64, step: f64| reader.tick(x, step);
    let hints =
        seen.iter().chain(&expected).map(|&(x, y)| (x, y, format!("Month {x}: {}", reader.about(y, eur))));
    let line = LineChart {
        name: name.clone(),
        empty: "nothing yet",
        bands: vec![Band {
            class: "band",
            points: expected.iter().map(|&(x, y)| (x, y * 0.9, y * 1.12)).collect(),
        }],
        ticks: chart::age_ticks(24, 9),
        below: "months since the first order",
        marks: vec![Mark {
            at: (0.0, -90_000.0),
            label: reader.about(-90_000.0, eur),
            note: "trough".to_owned(),
            place: chart::Place::BelowRight,
        }],
        ends: vec![End {
            at: expected[15],
            label: reader.about(expected[15].1, eur),
            note: "expected".to_owned(),
        }],
        rules: vec![Rule { at: 4.3, label: "paid back".to_owned() }],
        hints: hints.collect(),
        lines: vec![
            Line { class: "solid", points: seen.clone() },
            Line { class: "expected", points: expected.clone() },
        ],
        value: Written(&written),
    };
    let rows: Vec<Vec<Markup>> =
        seen.iter().map(|&(x, y)| vec![html! { (x) }, html! { (reader.about(y, eur)) }]).collect();
    let numbers = parts::table(
        "cash-numbers",
        "Cash by month",
        &[Column::text("Month"), Column::number("Cash")],
        &rows,
    );
    parts::figure(&name, &chart::both(|size| chart::line_band(&line, size)), "The numbers", Some(&numbers))
}

fn heat(reader: &Reader) -> Markup {
    let first = Month::new(2026, 1).expect("a month");
    let rows: Vec<chart::HeatRow> = (0..8)
        .map(|i| chart::HeatRow {
            name: reader.month_short(Month::from_index(first.index() + i)),
            note: reader.count(400 + 31 * i as u64),
            cells: (0..9 - i).map(|age| Some(0.62f64.powi(age))).collect(),
        })
        .collect();
    let columns: Vec<String> = (0..9).map(|age| age.to_string()).collect();
    chart::heatmap(
        "kept-table",
        "Share of customers who ordered again, %, by month of age",
        "First order",
        "Customers",
        &columns,
        &rows,
    )
}

fn customers(reader: &Reader, eur: Currency) -> Markup {
    let columns = [
        Column::text("Customer"),
        Column::text("Stage"),
        Column::number("Value").sort("?sort=value", Some(Direction::Falling)),
        Column::number("At risk").sort("?sort=risk", None),
        Column::text("Last order").sort("?sort=recency", None),
        Column::number("Orders").sort("?sort=orders", None),
    ];
    let names = [
        "Ada Kovács",
        "Giulia de' Medici-Lombardi di San Casciano in Val di Pesa",
        "Nur Aisyah binti Ismail",
        "Ștefan Ionescu",
        "Customer 8F3K",
    ];
    let rows: Vec<Vec<Markup>> = (0..24)
        .map(|i| {
            let value = 4_200.0 / f64::from(i + 1);
            vec![
                parts::link(&format!("/customers/{i}"), names[i as usize % names.len()]),
                parts::chip([Tone::Good, Tone::Watch, Tone::Bad, Tone::Quiet][i as usize % 4], ["Active", "At risk", "Lost", "Prospect"][i as usize % 4]),
                html! { (reader.about(value, eur)) span.note { (reader.range(value * 0.7, value * 1.4, eur)) } },
                html! { (reader.about(value * 0.1, eur)) },
                parts::day(reader, reader.today().plus(-9 * i)),
                html! { (reader.count(40 - i as u64)) },
            ]
        })
        .collect();
    let body = html! {
        form.row method="get" action="/customers" data-search {
            (Field::new("q", "Search").kind("search").length(0, 200).value("ki"))
            (Select::new("stage", "Stage").options([("", "Any"), ("active", "Active"), ("risk", "At risk")]))
            (parts::button(Look::Plain, "Show"))
        }
        ul.chips { li { "Orders at least 3" a href="/customers" aria-label="Take away: orders at least 3" { "×" } } li { "First order after 1 Jan 2026" a href="/customers" aria-label="Take away: first order after 1 Jan 2026" { "×" } } }
        div data-results {
            div.split { p aria-live="polite" { strong { (reader.count(1_204)) } " customers, worth " strong { (reader.about(402_000.0, eur)) } } (parts::link_button("/customers.csv", Look::Quiet, "Take away as CSV")) }
            (parts::list("customers", "Customers by value", &columns, &rows))
            (parts::pager(reader, Some("/customers"), Some("/customers?after=v1.00")))
        }
    };
    frame::page(
        &Reader { path: "/customers".to_owned(), said: None, ..reader.clone() },
        Place::Customers,
        "Customers",
        &body,
    )
}

fn form(reader: &Reader) -> Markup {
    let choices = [
        Choice {
            value: "files".to_owned(),
            label: "As the files say".to_owned(),
            hint: "Costs stand in the orders.".to_owned(),
        },
        Choice { value: "stated".to_owned(), label: "The same for all".to_owned(), hint: String::new() },
    ];
    let body = html! {
        (parts::crumbs(reader, &[("/settings/company", "Settings")]))
        (parts::tabs("Settings", &[Tab { path: "/settings/company", text: "Company", here: true }, Tab { path: "/settings/people", text: "People", here: false }, Tab { path: "/settings/keys", text: "Keys", here: false }, Tab { path: "/settings/webhooks", text: "Webhooks", here: false }, Tab { path: "/settings/retention", text: "Retention", here: false }, Tab { path: "/settings/audit", text: "Audit", here: false }]))
        (parts::refused("Two things cannot be", &[("field-margin", "A margin lies between 0 and 100."), ("field-mail", "This is not an address.")]))
        form.stack method="post" action="/settings/company" {
            (parts::csrf(reader))
            (Field::new("name", "Name of the company").value("Bottega Aurora").required().length(1, 200))
            (Field::new("mail", "E-mail").kind("email").value("nobody").error(Some("This is not an address.")))
            (Field::new("margin", "Margin, %").kind("number").bounds("0", "100", "0.1").value("138").hint("What stays of 100 of revenue after what it cost.").error(Some("A margin lies between 0 and 100.")))
            (Choices { name: "source", question: "Where the margin comes from", choices: &choices, chosen: "files" })
            (Select::new("zone", "Time zone").options([("UTC", "UTC"), ("Europe/Rome", "Europe/Rome")]).chosen("Europe/Rome"))
            (Field::new("note", "Note").rows(4).length(0, 4_000))
            fieldset.choices { legend { "What the key may do" } (Checkbox::new("right", "customers:read", "See customers").ticked(true).hint("One by one and in lists.")) (Checkbox::new("right", "export", "Take lists away")) }
            (parts::buttons(&html! { (parts::button(Look::Main, "Save")) (parts::link_button("/settings/people", Look::Quiet, "Leave it")) }))
        }
        (parts::section("danger", "Take away", &parts::act(reader, "/settings/x", Look::Danger, "Revoke the key", &[("id", "7")], Some("Revoke it? It cannot be taken back."))))
    };
    frame::page(reader, Place::Settings, "Company", &body)
}

fn doors(reader: &Reader) -> Markup {
    let body = html! {
        p.lead { "Nothing is known yet. There are three ways in." }
        ul.doors {
            li { h2 { "Drop a file" } p { "The export of your shop: one row for each order, or each line of it." }
                form.drop method="post" action="/data/uploads" enctype="multipart/form-data" data-drop { (Field::new("files", "Files").kind("file")) (parts::button(Look::Main, "Look at it")) } }
            li { h2 { "Point an SDK here" } p { "Any Segment-compatible SDK, with another host." } (parts::copyable(reader, "host", "analytics.load('gw_live_…', { host: 'goodwill.example' })")) (parts::act(reader, "/x", Look::Plain, "Make a key", &[], None)) }
            li { h2 { "Open the sample company" } p { "2,000 made-up customers whose truth is known, to look around." } (parts::act(reader, "/y", Look::Plain, "Open it", &[], None)) }
        }
        (parts::empty("No imports yet", "What you drop here is shown before anything is kept.", &parts::link_button("/data", Look::Main, "Drop a file")))
    };
    frame::page(reader, Place::Today, "Welcome", &body)
}

fn sign_in() -> Markup {
    let reader = Reader { company: "Bottega Aurora".to_owned(), ..Reader::nobody("/sign-in", 0) };
    let body = html! { form.stack method="post" action="/sign-in" {
        (parts::csrf(&reader))
        (Field::new("email", "E-mail").kind("email").autocomplete("username").required())
        (Field::new("password", "Password").kind("password").autocomplete("current-password").required())
        (parts::buttons(&parts::button(Look::Main, "Sign in")))
    } };
    frame::bare(&reader, "Sign in", &body)
}
