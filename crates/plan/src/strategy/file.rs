//! A scenario as a small file that people read and write.

use facts::{Currency, Month};

use super::{
    BaseAge, Draft, ImpossibleScenario, Observed, Parameter, Presence, Quantity, Scenario, Source, Stage,
    StageQuantity, Way,
};
use crate::written::{Document, Places, Refused, Table};

/// Bytes of a scenario file.
pub const MOST_BYTES: usize = 256 * 1024;

/// Why a text is no scenario.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ScenarioFileError {
    /// It is no TOML, or a field is unknown, missing or of another kind.
    #[error(transparent)]
    Unreadable(#[from] Refused),
    /// A number cannot be.
    #[error("{}{impossible}", line_of(*.line))]
    Impossible {
        /// From 1; none where it is not one line.
        line: Option<usize>,
        /// Which, and what could be.
        impossible: ImpossibleScenario,
    },
    /// It is far too long.
    #[error("it has more than {MOST_BYTES} bytes: no scenario needs that many")]
    TooLong,
}

fn line_of(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}

/// The fields of a whole scenario, of a stage, and of the customers who are there.
const WHOLE: [&str; 10] = [
    "name",
    "way",
    "currency",
    "start",
    "horizon_months",
    "observed_months",
    "presence",
    "quantities",
    "stages",
    "base",
];
const STAGE: [&str; 5] = ["name", "until_age_months", "margin", "retention", "complaints"];
const BASE: [&str; 2] = ["age_months", "customers"];

/// Where a field belongs that stands in another table than its own.
fn belongs(name: &str) -> Option<&'static str> {
    if WHOLE.contains(&name) {
        Some("above the first [heading] of the file")
    } else if name.parse::<Quantity>().is_ok() {
        Some("under [quantities]")
    } else if STAGE.contains(&name) {
        Some("under [[stages]]")
    } else {
        BASE.contains(&name).then_some("under [[base]]")
    }
}

/// Reads a scenario.
///
/// # Errors
///
/// What of it cannot be read or cannot be, with its line and field.
pub fn read(text: &str) -> Result<Scenario, ScenarioFileError> {
    if text.len() > MOST_BYTES {
        return Err(ScenarioFileError::TooLong);
    }
    let mut places = Places::default();
    drafted(text, &mut places)?.checked().map_err(|impossible| {
        let ends = [" (low)", " (high)", " (reason)"];
        let field = ends.iter().find_map(|end| impossible.field.strip_suffix(end));
        let line = places.line(field.unwrap_or(&impossible.field), &impossible.found);
        ScenarioFileError::Impossible { line, impossible }
    })
}

fn drafted(text: &str, places: &mut Places) -> Result<Draft, Refused> {
    let document = Document::parse(text)?;
    let whole = document.whole("a scenario");
    whole.only("field", &WHOLE, belongs)?;
    let name = whole.need("name", "name = \"centric\"")?;
    places.add("name", name.line, "");
    let ways = [("focused", Way::Focused), ("centric", Way::Centric), ("other", Way::Other)];
    let way = whole.get("way").map(|way| way.one_of(&ways)).transpose()?;
    let mut draft = Draft::new(name.text()?, way.unwrap_or_default());
    if let Some(entry) = whole.get("currency") {
        let currency = Currency::from_code(entry.text()?);
        draft.currency = Some(currency.map_err(|e| entry.refused(format!("currency: {e}")))?);
    }
    if let Some(entry) = whole.get("start") {
        draft.start = Some(entry.text()?.parse::<Month>().map_err(|_| {
            entry.refused(format!("start is {}, but must be a month such as \"2026-01\"", entry.kind()))
        })?);
    }
    let months = whole.need("horizon_months", "horizon_months = 60")?;
    draft.horizon_months = months.whole()?;
    places.add("horizon_months", months.line, "");
    draft.observed = observed(&whole, places)?;
    let mut draft = quantities(&whole, draft, places)?;
    let tables = whole.tables("stages")?;
    for (n, table) in tables.iter().enumerate() {
        draft.stages.push(stage(table, tables.len() > 1, places)?);
        if n == 0 {
            places.add("stages", table.line, "");
        }
    }
    for table in whole.tables("base")? {
        table.only("field", &BASE, belongs)?;
        let age_months = table.need("age_months", "age_months = 12")?;
        let customers = table.need("customers", "customers = 900")?;
        let one = BaseAge { age_months: age_months.whole()?, customers: customers.clear()?.float()? };
        places.add("base.age_months", age_months.line, &one.age_months);
        places.add("base.customers", customers.line, &one.customers);
        // The first that is out of order is the one to move.
        let out_of_order = draft.base.last().is_some_and(|before| before.age_months >= one.age_months);
        if out_of_order && places.line("base", "").is_none() {
            places.add("base", age_months.line, "");
        }
        draft.base.push(one);
    }
    Ok(draft)
}

fn observed(whole: &Table<'_>, places: &mut Places) -> Result<Option<Observed>, Refused> {
    let known = [Presence::WorkedOut, Presence::Counted].map(|presence| (presence.name(), presence));
    let presence = whole.get("presence");
    let Some(months) = whole.get("observed_months") else {
        return presence.map_or(Ok(None), |presence| {
            Err(presence.refused("presence says how it is known who was there in the history a scenario was read off: write observed_months = 36, its months, beside it"))
        });
    };
    places.add("observed_months", months.line, "");
    let presence = presence.map(|presence| presence.one_of(&known)).transpose()?;
    Ok(Some(Observed { months: months.whole()?, presence: presence.unwrap_or_default() }))
}

fn quantities(whole: &Table<'_>, mut draft: Draft, places: &mut Places) -> Result<Draft, Refused> {
    let table = whole.table("quantities")?;
    if let Some(table) = &table {
        table.only("quantity", &Quantity::ALL.map(Quantity::name), belongs)?;
    }
    for quantity in Quantity::ALL {
        let name = quantity.name();
        let parameter = match (table.as_ref().and_then(|table| table.get(name)), quantity.usual()) {
            (Some(entry), _) => {
                places.add(name, entry.line, "");
                if quantity.nature().has_thousands() {
                    entry.clear()?;
                }
                entry.number()?
            }
            (None, Some(usual)) => not_in_the_file(usual),
            (None, None) => {
                let line = table.as_ref().map_or(whole.line, |table| table.line);
                let why = format!(
                    "{name} is missing, and a scenario cannot do without: write {name} = … under [quantities]"
                );
                return Err(Refused { line, field: name.to_owned(), why });
            }
        };
        draft = draft.with(quantity, parameter);
    }
    Ok(draft)
}

fn stage(table: &Table<'_>, several: bool, places: &mut Places) -> Result<Stage, Refused> {
    table.only("field", &STAGE, belongs)?;
    let entry = table.need("name", "name = \"core\"")?;
    let name = entry.text()?.to_owned();
    places.add("stages.name", entry.line, &name);
    let until = table.get("until_age_months");
    let field = format!("until_age_months.{name}");
    places.add(field, until.as_ref().map_or(table.line, |until| until.line), "");
    let mut number = |quantity: StageQuantity, needed: Option<&str>| {
        let entry = match needed {
            Some(example) => Some(table.need(quantity.name(), example)?),
            None => table.get(quantity.name()),
        };
        let Some(entry) = entry else { return Ok(not_in_the_file(0.0)) };
        let field = if several { format!("{quantity}.{name}") } else { quantity.name().to_owned() };
        places.add(field, entry.line, "");
        if quantity.nature().has_thousands() {
            entry.clear()?;
        }
        entry.number()
    };
    let margin = number(StageQuantity::Margin, Some("margin = 12.0"))?;
    let retention = number(StageQuantity::Retention, Some("retention = 0.95"))?;
    let complaints = number(StageQuantity::Complaints, None)?;
    let until_age_months = until.map(|until| until.whole()).transpose()?;
    Ok(Stage { name, until_age_months, margin, retention, complaints })
}

fn not_in_the_file(usual: f64) -> Parameter {
    Parameter { reason: "not in the file".into(), ..Parameter::stated(usual) }
}

/// Writes a scenario as a file that [`read`] reads back as the same.
pub fn write(scenario: &Scenario) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    line(format!("name = {}", quoted(scenario.name())));
    let way = match scenario.way() {
        Way::Focused => "focused",
        Way::Centric => "centric",
        Way::Other => "other",
    };
    line(format!("way = \"{way}\""));
    if let Some(currency) = scenario.currency() {
        line(format!("currency = \"{}\"", currency.code()));
    }
    if let Some(start) = scenario.start() {
        line(format!("start = \"{start}\""));
    }
    line(format!("horizon_months = {}", scenario.horizon_months()));
    if let Some(Observed { months, presence }) = scenario.observed() {
        line(format!("observed_months = {months}"));
        if presence != Presence::default() {
            line(format!("presence = \"{}\"", presence.name()));
        }
    }
    line("\n[quantities]".to_owned());
    for quantity in Quantity::ALL {
        line(format!("{quantity} = {}", number(scenario.get(quantity))));
    }
    for stage in scenario.stages() {
        line("\n[[stages]]".to_owned());
        line(format!("name = {}", quoted(&stage.name)));
        if let Some(limit) = stage.until_age_months {
            line(format!("until_age_months = {limit}"));
        }
        for quantity in StageQuantity::ALL {
            line(format!("{quantity} = {}", number(stage.get(quantity))));
        }
    }
    for one in scenario.base() {
        line("\n[[base]]".to_owned());
        line(format!("age_months = {}", one.age_months));
        line(format!("customers = {}", float(one.customers)));
    }
    text
}

fn number(p: &Parameter) -> String {
    let plain = p.is_certain() && p.source == Source::Assumed && !p.guess && p.reason.is_empty();
    if plain {
        return float(p.value);
    }
    let mut text = format!("{{ value = {}", float(p.value));
    if !p.is_certain() {
        text.push_str(&format!(", low = {}, high = {}", float(p.low), float(p.high)));
    }
    text.push_str(&format!(", source = \"{}\"", p.source.name()));
    if !p.reason.is_empty() {
        text.push_str(&format!(", reason = {}", quoted(&p.reason)));
    }
    if p.guess {
        text.push_str(", guess = true");
    }
    text + " }"
}

/// The shortest digits that read back as the same number, with a point, as TOML wants floats.
fn float(x: f64) -> String {
    format!("{x:?}")
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
