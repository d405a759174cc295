//! Opens a named file as a table: what it is, is told by its first bytes.

use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use datafusion::{
    common::TableReference,
    datasource::{
        file_format::{FileFormat, csv::CsvFormat, json::JsonFormat, parquet::ParquetFormat},
        listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl},
    },
    prelude::SessionContext,
};
use flate2::read::MultiGzDecoder;

use super::{AskError, NamedFile, column_types::CsvTable, session::sql_error};

/// Makes a file known to the session. Gzipped files are unpacked into `scratch` first.
pub(super) async fn register(
    session: &SessionContext,
    file: &NamedFile,
    scratch: &Path,
    scratch_bytes: u64,
) -> Result<(), AskError> {
    let failed = |reason: String| AskError::File { name: file.name.clone(), path: file.path.clone(), reason };
    let plain = tokio::task::block_in_place(|| plain_file(file, scratch, scratch_bytes)).map_err(&failed)?;
    let kind = tokio::task::block_in_place(|| kind_of(&plain)).map_err(&failed)?;
    let url = ListingTableUrl::parse(file_url(&plain)).map_err(|e| failed(sql_error(&e).to_string()))?;
    let (format, schema): (Arc<dyn FileFormat>, _) = match kind {
        Kind::Parquet => (Arc::new(ParquetFormat::default()), None),
        Kind::JsonLines => (Arc::new(JsonFormat::default().with_schema_infer_max_rec(usize::MAX)), None),
        Kind::Csv => {
            let table = tokio::task::block_in_place(|| CsvTable::look_at(&plain)).map_err(&failed)?;
            let format = CsvFormat::default()
                .with_has_header(true)
                .with_delimiter(table.delimiter)
                .with_newlines_in_values(table.newlines_in_values);
            (Arc::new(format), Some(Arc::new(table.schema)))
        }
    };
    let options = ListingOptions::new(format).with_file_extension("");
    let state = session.state();
    let schema = match schema {
        Some(schema) => schema,
        None => options.infer_schema(&state, &url).await.map_err(|e| failed(sql_error(&e).to_string()))?,
    };
    if schema.fields().is_empty() {
        return Err(failed("has no columns".to_owned()));
    }
    let config = ListingTableConfig::new(url).with_listing_options(options).with_schema(schema);
    let table = ListingTable::try_new(config).map_err(|e| failed(sql_error(&e).to_string()))?;
    session
        .register_table(TableReference::bare(file.name.as_str()), Arc::new(table))
        .map_err(|e| failed(sql_error(&e).to_string()))?;
    Ok(())
}

enum Kind {
    Csv,
    JsonLines,
    Parquet,
}

fn kind_of(path: &Path) -> Result<Kind, String> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(|e| e.to_string())?;
    file.take(4096).read_to_end(&mut start).map_err(|e| e.to_string())?;
    if start.starts_with(b"PAR1") {
        return Ok(Kind::Parquet);
    }
    if start.contains(&0) {
        return Err("is neither text nor Parquet; give CSV, JSON lines or Parquet, in UTF-8".to_owned());
    }
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    match text.iter().find(|b| !b.is_ascii_whitespace()) {
        None => Err("is empty".to_owned()),
        Some(b'{') => Ok(Kind::JsonLines),
        Some(b'[') => Err("is a JSON array; write one object a line instead".to_owned()),
        Some(_) => Ok(Kind::Csv),
    }
}

/// The file itself or, if gzipped, its content in a scratch file.
fn plain_file(file: &NamedFile, scratch: &Path, scratch_bytes: u64) -> Result<PathBuf, String> {
    let path = file.path.canonicalize().map_err(|e| e.to_string())?;
    if path.is_dir() {
        return Err("is a folder; name a file in it".to_owned());
    }
    let mut reader = BufReader::new(File::open(&path).map_err(|e| e.to_string())?);
    let mut magic = [0; 2];
    let read = read_up_to(&mut reader, &mut magic).map_err(|e| e.to_string())?;
    if read < 2 || magic != [0x1f, 0x8b] {
        return Ok(path);
    }
    let plain = scratch.join(&file.name);
    let packed = magic.chain(reader);
    let mut content = MultiGzDecoder::new(packed).take(scratch_bytes.saturating_add(1));
    let mut target = File::create_new(&plain).map_err(|e| e.to_string())?;
    let bytes = io::copy(&mut content, &mut target).map_err(|e| format!("cannot be unpacked: {e}"))?;
    target.flush().map_err(|e| e.to_string())?;
    if bytes > scratch_bytes {
        return Err(format!("unpacks to more than the {scratch_bytes} bytes of scratch space"));
    }
    Ok(plain)
}

fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

/// A `file:` address in which no character of the path has a meaning of its own.
pub(crate) fn file_url(path: &Path) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b);
    path.as_os_str().as_encoded_bytes().iter().fold("file://".to_owned(), |mut url, &b| {
        if plain(b) {
            url.push(char::from(b));
        } else {
            url.push_str(&format!("%{b:02X}"));
        }
        url
    })
}
