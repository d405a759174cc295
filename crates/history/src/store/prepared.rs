//! The tables of one question, made ready for the engine.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow::{
    array::{Int64Array, StringViewArray, TimestampMicrosecondArray},
    datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit},
    error::ArrowError,
    record_batch::RecordBatch,
};
use datafusion::{
    catalog::TableProvider,
    common::DataFusionError,
    datasource::{
        MemTable,
        file_format::parquet::ParquetFormat,
        listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl},
    },
    prelude::SessionContext,
};
use facts::{FactRow, schema::Kind};

use super::{
    Listed, Role, Tables,
    columns::{self, GROUP, KEY},
    current::{Current, Step},
    line_group,
    question::Words,
    views,
};
use crate::ask::{AskError, file_url, sql_error};

/// Orders, their lines and returns fill each other in.
const SALES: [Kind; 3] = [Kind::Orders, Kind::OrderLines, Kind::Returns];

/// Kinds that a question may name, and what else it needs.
#[derive(Debug)]
pub(crate) struct Prepared {
    kinds: Vec<Prepare>,
    words: Words,
    links: Option<RecordBatch>,
    known: Option<RecordBatch>,
    ids: Option<RecordBatch>,
    /// For our own use: facts as stated, with their keys.
    raw: bool,
}

/// One kind of fact.
#[derive(Debug)]
struct Prepare {
    kind: Kind,
    rows: Vec<PathBuf>,
    repeated: Vec<PathBuf>,
    fresh: Option<RecordBatch>,
    /// Keys of fresh rows that may be in files too.
    fresh_keys: Option<RecordBatch>,
    gaps: HashSet<String>,
}

impl Prepared {
    pub(super) fn of_question(root: &Path, tables: &Tables, sql: &str) -> Result<Self, AskError> {
        let words = Words::of(sql);
        // Feedback about an order is its customer's.
        let sales = SALES.iter().any(|kind| words.table(kind.name())) || words.table(Kind::Feedback.name());
        let kinds: Vec<Kind> = Kind::tables()
            .filter(|kind| words.table(kind.name()) || (sales && SALES.contains(kind)))
            .collect();
        let kinds = prepare(root, tables, &kinds)?;
        let links = (!tables.links.is_empty()).then(|| links(&tables.links)).transpose().map_err(arrow)?;
        let canonical: HashMap<i64, i64> = tables.links.iter().copied().collect();
        let known = words.table("customers").then(|| known(&tables.customers, &canonical));
        let ids = tables.ids.as_ref().filter(|_| words.table("customer_ids"));
        let ids = ids.map(|ids| outside_ids(ids, &canonical));
        Ok(Self {
            kinds,
            words,
            links,
            known: known.transpose().map_err(arrow)?,
            ids: ids.transpose().map_err(arrow)?,
            raw: false,
        })
    }

    /// The facts of one kind as they are stated: no links, nothing filled in, `_key` beside them.
    pub(super) fn as_stated(root: &Path, tables: &Tables, kind: Kind) -> Result<Self, AskError> {
        let kinds = prepare(root, tables, &[kind])?;
        Ok(Self { kinds, words: Words::default(), links: None, known: None, ids: None, raw: true })
    }

    /// Makes the tables known to the session; gives the names of those a plan may scan, those a
    /// question may name first.
    pub(crate) async fn register(&self, session: &SessionContext) -> Result<Scanned, AskError> {
        self.register_all(session).await.map_err(|e| sql_error(&e))
    }

    async fn register_all(&self, session: &SessionContext) -> Result<Scanned, DataFusionError> {
        let mut below = Below { session, names: Vec::new() };
        if let Some(links) = &self.links {
            below.memory("_links", links)?;
        }
        let mut inner = Vec::new();
        for prepare in &self.kinds {
            self.current(&mut below, prepare).await?;
            inner.push(format!("_{}", prepare.kind.name()));
        }
        let mut named = Vec::new();
        if self.has(Kind::Orders) && !self.raw {
            below.view("_orders_filled", &self.orders_sql()).await?;
            inner.push("_orders_filled".to_owned());
        }
        if let Some(known) = &self.known {
            below.memory("_known", known)?;
        }
        for prepare in &self.kinds {
            let name = prepare.kind.name();
            below.view(name, &self.table_sql(prepare)).await?;
            named.push(name.to_owned());
        }
        if let Some(ids) = &self.ids {
            below.memory("_customer_ids", ids)?;
            below.view("customer_ids", "SELECT * FROM _customer_ids").await?;
            named.push("customer_ids".to_owned());
        }
        // What the tables are made of can be scanned through them only.
        for name in below.names.iter().chain(&inner) {
            session.deregister_table(name.as_str())?;
        }
        Ok(Scanned { named, below: below.names })
    }

    fn has(&self, kind: Kind) -> bool {
        self.kinds.iter().any(|prepare| prepare.kind == kind)
    }

    fn of(&self, kind: Kind) -> Option<&Prepare> {
        self.kinds.iter().find(|prepare| prepare.kind == kind)
    }

    /// Whether the question may ask for one of these fields, some row leaves one open, and there
    /// is a row of the other kind that could fill it in.
    fn filled(&self, kind: Kind, fields: &[&str], by: Kind) -> bool {
        let open = self.of(kind).is_some_and(|own| fields.iter().any(|field| own.gaps.contains(*field)));
        open && self.words.columns(fields) && self.of(by).is_some_and(|other| !other.is_empty())
    }

    fn orders_sql(&self) -> String {
        if self.filled(Kind::Orders, &views::OF_LINES, Kind::OrderLines) {
            views::orders()
        } else {
            "SELECT * FROM _orders".to_owned()
        }
    }

    /// The table as the question sees it.
    fn table_sql(&self, prepare: &Prepare) -> String {
        let kind = prepare.kind;
        let name = kind.name();
        if self.raw {
            return format!("SELECT * FROM _{name}");
        }
        let fields = views::fields(kind).collect::<Vec<_>>().join(", ");
        let from = match kind {
            Kind::Customers => return views::customers(),
            Kind::Orders => "_orders_filled".to_owned(),
            Kind::OrderLines if self.filled(kind, &views::OF_ORDER, Kind::Orders) => {
                format!("({})", views::order_lines())
            }
            Kind::Returns
                if self.words.columns(&views::OF_RETURNED)
                    && !prepare.is_empty()
                    && self.of(Kind::Orders).is_some_and(|orders| !orders.is_empty()) =>
            {
                format!("({})", views::returns())
            }
            Kind::Feedback if self.filled(kind, &views::OF_BUYER, Kind::Orders) => {
                format!("({})", views::feedback())
            }
            _ => format!("_{name}"),
        };
        let fields = views::with_usual(kind).unwrap_or(fields);
        format!("SELECT {fields} FROM {from} t")
    }

    /// Registers `_<kind>`: its current rows, of canonical customers.
    async fn current(&self, below: &mut Below<'_>, prepare: &Prepare) -> Result<(), DataFusionError> {
        let kind = prepare.kind;
        let name = kind.name();
        let schema = columns::table_schema(kind);
        let files = format!("_{name}_files");
        below.files(&files, &prepare.rows, &schema)?;
        let all = views::columns_of(&schema);
        let mut statements = format!("SELECT {all} FROM {files}");
        if let Some(fresh) = &prepare.fresh {
            below.memory(&format!("_{name}_fresh"), fresh)?;
        }
        let fresh = prepare.fresh.as_ref().map(|_| format!("SELECT {all} FROM _{name}_fresh"));
        let linked = self.links.is_some() && views::names_customer(kind);
        let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();

        if kind == Kind::Customers && linked {
            // Facts about two keys of one person are statements about one customer.
            if let Some(fresh) = fresh {
                statements = format!("{statements} UNION ALL {fresh}");
            }
            let sql = views::of_canonical_customers(kind, &names, &format!("({statements})"));
            let plan = below.session.sql(&sql).await?.into_unoptimized_plan();
            let table = Current::new(plan, schema, vec![Step::Latest("customer")]);
            return below.table("_customers", Arc::new(table));
        }

        let keys = prepare.keys(below)?;
        let current = match (keys, fresh) {
            (None, None) => statements,
            (None, Some(fresh)) => format!("{statements} UNION ALL {fresh}"),
            (Some(keys), fresh) => {
                let by = if kind == Kind::OrderLines { GROUP } else { KEY };
                let several =
                    format!("SELECT {all} FROM {files} LEFT SEMI JOIN ({keys}) k ON {files}.{by} = k._key");
                let several = fresh.map_or(several.clone(), |fresh| format!("{several} UNION ALL {fresh}"));
                let plan = below.session.sql(&several).await?.into_unoptimized_plan();
                let mut steps = vec![Step::Latest(KEY)];
                if kind == Kind::OrderLines {
                    steps.insert(0, Step::NewestSet);
                }
                below.table(&format!("_{name}_several"), Arc::new(Current::new(plan, schema, steps)))?;
                format!(
                    "SELECT {all} FROM {files} LEFT ANTI JOIN ({keys}) k ON {files}.{by} = k._key \
                     UNION ALL SELECT {all} FROM _{name}_several"
                )
            }
        };
        let sql = if linked && self.words.columns(&["customer"]) {
            views::of_canonical_customers(kind, &names, &format!("({current})"))
        } else {
            current
        };
        below.view(&format!("_{name}"), &sql).await
    }
}

impl Prepare {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.fresh.is_none()
    }

    /// A query for the keys that may have several statements; `None` where all have one.
    fn keys(&self, below: &mut Below<'_>) -> Result<Option<String>, DataFusionError> {
        let name = self.kind.name();
        let mut parts = Vec::new();
        if !self.repeated.is_empty() && !self.is_empty() {
            below.files(&format!("_{name}_repeated"), &self.repeated, &columns::keys_schema())?;
            parts.push(format!("SELECT _key FROM _{name}_repeated"));
        }
        if let Some(keys) = &self.fresh_keys {
            below.memory(&format!("_{name}_fresh_keys"), keys)?;
            parts.push(format!("SELECT _key FROM _{name}_fresh_keys"));
        }
        Ok((!parts.is_empty()).then(|| parts.join(" UNION ALL ")))
    }
}

/// Tables a plan may scan.
pub(crate) struct Scanned {
    /// Those that a question may name.
    pub(crate) named: Vec<String>,
    /// Those they are made of.
    pub(crate) below: Vec<String>,
}

/// What the tables are made of, while they are made.
struct Below<'a> {
    session: &'a SessionContext,
    names: Vec<String>,
}

impl Below<'_> {
    fn table(&mut self, name: &str, table: Arc<dyn TableProvider>) -> Result<(), DataFusionError> {
        self.session.register_table(name, table)?;
        self.names.push(name.to_owned());
        Ok(())
    }

    fn memory(&mut self, name: &str, rows: &RecordBatch) -> Result<(), DataFusionError> {
        let table = MemTable::try_new(rows.schema(), vec![vec![rows.clone()]])?;
        self.table(name, Arc::new(table))
    }

    fn files(&mut self, name: &str, paths: &[PathBuf], schema: &SchemaRef) -> Result<(), DataFusionError> {
        if paths.is_empty() {
            let table = MemTable::try_new(Arc::clone(schema), vec![vec![]])?;
            return self.table(name, Arc::new(table));
        }
        let urls = paths.iter().map(|path| ListingTableUrl::parse(file_url(path)));
        let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("");
        let config = ListingTableConfig::new_with_multi_paths(urls.collect::<Result<_, _>>()?)
            .with_listing_options(options)
            .with_schema(Arc::clone(schema));
        self.table(name, Arc::new(ListingTable::try_new(config)?))
    }

    async fn view(&mut self, name: &str, sql: &str) -> Result<(), DataFusionError> {
        let view = self.session.sql(sql).await?.into_view();
        self.session.register_table(name, view).map(drop)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "this is what map_err hands over")]
fn arrow(error: ArrowError) -> AskError {
    AskError::Sql(error.to_string())
}

fn prepare(root: &Path, tables: &Tables, kinds: &[Kind]) -> Result<Vec<Prepare>, AskError> {
    let mut files: BTreeMap<Kind, Vec<&Listed>> = BTreeMap::new();
    for file in tables.live.iter().filter(|file| kinds.contains(&file.kind)) {
        files.entry(file.kind).or_default().push(file);
    }
    let mut fresh: BTreeMap<Kind, Vec<&FactRow>> = BTreeMap::new();
    for row in tables.fresh.iter().filter(|row| kinds.contains(&row.kind)) {
        fresh.entry(row.kind).or_default().push(row);
    }
    kinds
        .iter()
        .map(|&kind| {
            let files = files.remove(&kind).unwrap_or_default();
            let fresh = fresh.remove(&kind).unwrap_or_default();
            prepare_kind(root, kind, &files, &fresh)
        })
        .collect()
}

fn prepare_kind(root: &Path, kind: Kind, files: &[&Listed], fresh: &[&FactRow]) -> Result<Prepare, AskError> {
    let paths = |role: Role| {
        let files = files.iter().filter(move |file| file.role == role);
        files.map(|file| here(root, file)).collect::<Result<Vec<_>, _>>()
    };
    let mut gaps: HashSet<String> = files.iter().flat_map(|file| file.gaps.iter().cloned()).collect();
    for (at, field) in kind.schema().public().enumerate() {
        if fresh.iter().any(|row| row.values[at].is_null()) {
            gaps.insert(field.name.to_owned());
        }
    }
    // An event comes once: its message's id is unique.
    let keys: Vec<_> = match kind {
        Kind::Events => Vec::new(),
        Kind::OrderLines => fresh.iter().map(|row| line_group(row)).collect(),
        _ => fresh.iter().map(|row| row.key).collect(),
    };
    let fresh_keys = (!keys.is_empty()).then(|| {
        let array = columns::key_array(keys.iter().map(|key| &key.0))?;
        RecordBatch::try_new(columns::keys_schema(), vec![array])
    });
    let rows = (!fresh.is_empty())
        .then(|| columns::batch_of(kind, 0, fresh).and_then(|rows| columns::viewed(kind, &rows)));
    Ok(Prepare {
        kind,
        rows: paths(Role::Rows)?,
        repeated: paths(Role::Repeated)?,
        fresh: rows.transpose().map_err(arrow)?,
        fresh_keys: fresh_keys.transpose().map_err(arrow)?,
        gaps,
    })
}

/// The path of a listed file, which must be there: an answer without it would be wrong.
fn here(root: &Path, file: &Listed) -> Result<PathBuf, AskError> {
    let path = root.join(&file.path);
    let reason = match path.metadata() {
        Ok(about) if i64::try_from(about.len()) == Ok(file.bytes) => return Ok(path),
        Ok(about) => format!("has {} bytes where {} are listed; run goodwill check", about.len(), file.bytes),
        Err(e) => format!("{e}; run goodwill check"),
    };
    Err(AskError::File { name: file.kind.name().to_owned(), path, reason })
}

fn links(links: &[(i64, i64)]) -> Result<RecordBatch, ArrowError> {
    let (raw, canonical): (Vec<i64>, Vec<i64>) = links.iter().copied().unzip();
    let schema = Schema::new(vec![
        Field::new("raw", DataType::Int64, true),
        Field::new("canonical", DataType::Int64, true),
    ]);
    RecordBatch::try_new(
        Arc::new(schema),
        vec![Arc::new(Int64Array::from(raw)), Arc::new(Int64Array::from(canonical))],
    )
}

/// One row a canonical customer: since when one of their keys is known.
fn known(customers: &[(i64, i64)], canonical: &HashMap<i64, i64>) -> Result<RecordBatch, ArrowError> {
    let mut known: Vec<(i64, i64)> = customers
        .iter()
        .map(|(raw, first_seen)| (canonical.get(raw).copied().unwrap_or(*raw), *first_seen))
        .collect();
    known.sort_unstable();
    // Of each customer the first, which is the earliest.
    known.dedup_by_key(|(customer, _)| *customer);
    let (customers, first_seen): (Vec<i64>, Vec<i64>) = known.into_iter().unzip();
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some(columns::UTC.into()));
    let schema = Schema::new(vec![
        Field::new("customer", DataType::Int64, true),
        Field::new("first_seen", time, true),
    ]);
    let first_seen = TimestampMicrosecondArray::from(first_seen).with_timezone(columns::UTC);
    RecordBatch::try_new(Arc::new(schema), vec![Arc::new(Int64Array::from(customers)), Arc::new(first_seen)])
}

fn outside_ids(
    ids: &[(i64, String, String)],
    canonical: &HashMap<i64, i64>,
) -> Result<RecordBatch, ArrowError> {
    let schema = Schema::new(vec![
        Field::new("customer", DataType::Int64, true),
        Field::new("space", DataType::Utf8View, true),
        Field::new("id", DataType::Utf8View, true),
    ]);
    let customers = ids.iter().map(|(raw, ..)| canonical.get(raw).copied().unwrap_or(*raw));
    RecordBatch::try_new(
        Arc::new(schema),
        vec![
            Arc::new(customers.collect::<Int64Array>()),
            Arc::new(ids.iter().map(|(_, space, _)| Some(space)).collect::<StringViewArray>()),
            Arc::new(ids.iter().map(|(.., id)| Some(id)).collect::<StringViewArray>()),
        ],
    )
}
