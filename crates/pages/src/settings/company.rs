//! The company: its name, its money, its calendar, and how its numbers are written.

use facts::{Currency, Day, Month};
use maud::{Markup, html};

use super::{Part, Refused, page as within, refusals, why, words};
use crate::{LOCALES, Reader, parts, text::Fill};

/// What the form holds, as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The company's name.
    pub name: String,
    /// ISO 4217 code; empty: as the data says.
    pub currency: String,
    /// `files` or `stated`.
    pub margin_from: String,
    /// The margin that was stated, in percent.
    pub margin_percent: String,
    /// Discount a year, in percent.
    pub discount_percent: String,
    /// Months ahead.
    pub horizon_months: String,
    /// The month the financial year begins with, 1 to 12.
    pub fiscal_year_month: String,
    /// The day the week begins with, 1 (Monday) to 7.
    pub week_start: String,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// How numbers and days are written.
    pub locale: String,
    /// The language of the pages.
    pub language: String,
}

/// How figures look with what is in the form.
#[derive(Debug, Clone)]
pub struct Example {
    /// A reader with the locale, time zone and currency of the form.
    pub reader: Reader,
    /// Today.
    pub today: Day,
    /// The label of the financial year that today is in.
    pub fiscal_year: String,
    /// The quarter of it, 1 to 4.
    pub fiscal_quarter: u8,
    /// The first month of it.
    pub fiscal_first: Month,
}

/// The page.
#[derive(Debug, Clone)]
pub struct View {
    /// What is in the form.
    pub draft: Draft,
    /// Whether it is only looked at and not kept yet.
    pub unsaved: bool,
    /// What was refused.
    pub refused: Vec<Refused>,
    /// Currencies that may be chosen; the first is what the data says. Empty: the data says nothing yet.
    pub in_data: Vec<Currency>,
    /// Whether files or events brought what orders cost.
    pub margin_known: Option<f64>,
    /// Names of time zones.
    pub zones: Vec<String>,
    /// Languages of the interface: tag and own name.
    pub languages: Vec<(String, String)>,
    /// How figures look; none where the form cannot be read.
    pub example: Option<Example>,
    /// Whether customers are being valued anew right now.
    pub valuing: bool,
}

/// The page of the company's settings.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        @if view.valuing { (parts::done(&reader.t("settings-company-valuing"), &html! { p { (reader.t("settings-company-valuing-detail")) } })) }
        @if view.unsaved && view.refused.is_empty() {
            (parts::warning(&reader.t("settings-company-unsaved"), &html! { p { (reader.t("settings-company-unsaved-detail")) } }))
        }
        (refusals(reader, &view.refused))
        div.two {
            form method="post" action=(Part::Company.path()) {
                (parts::csrf(reader))
                (name(reader, view))
                (money(reader, view))
                (calendar(reader, view))
                (writing(reader, view))
                (parts::buttons(&html! {
                    button class="button main" type="submit" name="do" value="save" { (reader.t("settings-save")) }
                    button class="button" type="submit" name="do" value="show" formnovalidate { (reader.t("settings-company-show")) }
                }))
            }
            @if let Some(example) = &view.example { aside aria-labelledby="looks" { (looks(reader, example)) } }
        }
    };
    within(reader, Part::Company, &body)
}

fn name(reader: &Reader, view: &View) -> Markup {
    parts::section(
        "name",
        &reader.t("settings-company-name-section"),
        &html! {
            (parts::Field::new("name", &reader.t("settings-company-name")).value(&view.draft.name).length(0, 120)
                .autocomplete("organization").hint(&reader.t("settings-company-name-hint")).error(why(&view.refused, "name")))
        },
    )
}

fn money(reader: &Reader, view: &View) -> Markup {
    let draft = &view.draft;
    let from_files = match view.margin_known {
        Some(share) => {
            reader.tf("settings-company-margin-known", &[("share", Fill::Text(&reader.percent(share)))])
        }
        None => reader.t("settings-company-margin-unknown"),
    };
    let choices = [
        parts::Choice {
            value: "files".to_owned(),
            label: reader.t("settings-company-margin-files"),
            hint: from_files,
        },
        parts::Choice {
            value: "stated".to_owned(),
            label: reader.t("settings-company-margin-stated"),
            hint: reader.t("settings-company-margin-stated-hint"),
        },
    ];
    parts::section(
        "money",
        &reader.t("settings-company-money"),
        &html! {
            p { (reader.t("settings-company-money-text")) }
            (currency(reader, view))
            (parts::Choices { name: "margin_from", question: &reader.t("settings-company-margin"), choices: &choices, chosen: &draft.margin_from })
            (parts::Field::new("margin_percent", &reader.t("settings-company-margin-percent")).kind("number")
                .value(&draft.margin_percent).bounds("-100", "100", "any").error(why(&view.refused, "margin_percent")))
            (parts::Field::new("discount_percent", &reader.t("settings-company-discount")).kind("number")
                .value(&draft.discount_percent).bounds("0", "100", "any").required()
                .hint(&reader.t("settings-company-discount-hint")).error(why(&view.refused, "discount_percent")))
            (parts::Field::new("horizon_months", &reader.t("settings-company-horizon")).kind("number")
                .value(&draft.horizon_months).bounds("1", "600", "1").required()
                .hint(&reader.t("settings-company-horizon-hint")).error(why(&view.refused, "horizon_months")))
        },
    )
}

fn currency(reader: &Reader, view: &View) -> Markup {
    let label = reader.t("settings-company-currency");
    let error = why(&view.refused, "currency");
    if view.in_data.is_empty() {
        return html! {
            (parts::Field::new("currency", &label).value(&view.draft.currency).length(0, 3)
                .hint(&reader.t("settings-company-currency-free")).error(error))
        };
    }
    let codes: Vec<&str> = view.in_data.iter().map(|currency| currency.code()).collect();
    let hint = if let [only] = codes[..] {
        reader.tf("settings-company-currency-one", &[("code", Fill::Text(only))])
    } else {
        reader.tf("settings-company-currency-several", &[("codes", Fill::Text(&codes.join(", ")))])
    };
    let unset = (codes.len() > 1).then(|| (String::new(), reader.t("settings-company-currency-unset")));
    let options = unset.into_iter().chain(codes.iter().map(|code| ((*code).to_owned(), (*code).to_owned())));
    html! {
        (parts::Select::new("currency", &label).options(options).chosen(&view.draft.currency).hint(&hint).error(error))
    }
}

fn calendar(reader: &Reader, view: &View) -> Markup {
    let draft = &view.draft;
    let months = (1..=12).map(|month: u8| (month.to_string(), words::month(reader, month)));
    let days = (1..=7).map(|day: u8| (day.to_string(), words::weekday(reader, day)));
    let zones = view.zones.iter().map(|zone| (zone.clone(), zone.replace('_', " ")));
    parts::section(
        "calendar",
        &reader.t("settings-company-calendar"),
        &html! {
            (parts::Select::new("fiscal_year_month", &reader.t("settings-company-fiscal")).options(months)
                .chosen(&draft.fiscal_year_month).hint(&reader.t("settings-company-fiscal-hint")).error(why(&view.refused, "fiscal_year_month")))
            (parts::Select::new("week_start", &reader.t("settings-company-week")).options(days)
                .chosen(&draft.week_start).error(why(&view.refused, "week_start")))
            (parts::Select::new("time_zone", &reader.t("settings-company-zone")).options(zones)
                .chosen(&draft.time_zone).hint(&reader.t("settings-company-zone-hint")).error(why(&view.refused, "time_zone")))
        },
    )
}

fn writing(reader: &Reader, view: &View) -> Markup {
    let draft = &view.draft;
    parts::section(
        "writing",
        &reader.t("settings-company-writing"),
        &html! {
        (parts::Select::new("language", &reader.t("settings-company-language")).options(view.languages.clone())
            .chosen(&draft.language).error(why(&view.refused, "language")))
        (parts::Select::new("locale", &reader.t("settings-company-locale")).options(LOCALES)
            .chosen(&draft.locale).hint(&reader.t("settings-company-locale-hint")).error(why(&view.refused, "locale")))
        },
    )
}

/// How figures look with what is in the form.
fn looks(reader: &Reader, example: &Example) -> Markup {
    let written = &example.reader;
    let currency = written.currency.or_else(|| Currency::from_code("EUR").ok());
    let quarter = example.fiscal_quarter.to_string();
    let year = reader.tf(
        "settings-company-example-year",
        &[("year", Fill::Text(&example.fiscal_year)), ("quarter", Fill::Text(&quarter))],
    );
    let since = reader
        .tf("settings-company-example-since", &[("month", Fill::Text(&written.month(example.fiscal_first)))]);
    let mut facts = Vec::new();
    if let Some(currency) = currency {
        facts.push((reader.t("settings-company-example-paid"), written.paid(1_234.5, currency)));
        facts.push((reader.t("settings-company-example-about"), written.about(1_240_000.0, currency)));
    }
    facts.push((reader.t("settings-company-example-count"), written.count(12_345)));
    facts.push((reader.t("settings-company-example-share"), written.percent(0.34)));
    facts.push((reader.t("settings-company-example-day"), written.day(example.today)));
    facts.push((reader.t("settings-company-example-now"), written.moment(written.now)));
    facts.push((reader.t("settings-company-example-fiscal"), format!("{year}, {since}")));
    html! {
        h2 id="looks" { (reader.t("settings-company-example")) }
        dl.terms { @for (label, value) in &facts { div { dt { (label) } dd { (value) } } } }
    }
}
