//! Where bytes come from, and what they turn out to be.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Cursor, Read},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::read::MultiGzDecoder;
use serde::{Serialize, Serializer};

use super::{ImportError, lines::LONGEST};

/// A file to import, or standard input.
#[derive(Debug, Clone)]
pub struct Source(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Path(PathBuf),
    Stdin,
    Bytes(String, Arc<[u8]>),
    Watched(PathBuf, String, Arc<Watch>),
}

/// Seen from outside while a file is read: how far the reading is, and whether it is to stop.
#[derive(Debug)]
pub struct Watch {
    /// Place in the file, in bytes; files are read more than once, each time from the beginning.
    place: AtomicU64,
    stop: AtomicBool,
    /// A packed file may expand to so many bytes.
    most: u64,
}

impl Watch {
    /// A watch that lets packed files expand to `most_bytes`.
    #[must_use]
    pub fn new(most_bytes: u64) -> Arc<Self> {
        Arc::new(Self { place: AtomicU64::new(0), stop: AtomicBool::new(false), most: most_bytes })
    }

    /// How many bytes of the present file were read.
    #[must_use]
    pub fn place_bytes(&self) -> u64 {
        self.place.load(Ordering::Relaxed)
    }

    /// Ends the reading: the next byte is a failure.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether the reading is to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// A file that is read under a watch.
struct Watched {
    file: File,
    watch: Arc<Watch>,
}

impl Watched {
    fn open(path: &PathBuf, watch: &Arc<Watch>) -> io::Result<Self> {
        let file = File::open(path)?;
        watch.place.store(0, Ordering::Relaxed);
        Ok(Self { file, watch: Arc::clone(watch) })
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.watch.is_stopped() {
            return Err(io::Error::other("the reading was stopped"));
        }
        let read = self.file.read(buffer)?;
        self.watch.place.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What is unpacked, up to a limit.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

impl Source {
    /// A file under a name of its own, whose reading can be watched and stopped.
    pub fn watched(path: impl Into<PathBuf>, name: impl Into<String>, watch: Arc<Watch>) -> Self {
        Self(Kind::Watched(path.into(), name.into(), watch))
    }

    /// A file.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self(Kind::Path(path.into()))
    }

    /// Standard input; kept in memory, because it is read more than once.
    #[must_use]
    pub const fn stdin() -> Self {
        Self(Kind::Stdin)
    }

    /// The content of a file that is at hand.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self(Kind::Bytes(name.into(), bytes.into().into()))
    }

    /// A command's argument: `-` is standard input.
    #[must_use]
    pub fn from_arg(arg: &OsStr) -> Self {
        if arg == "-" { Self::stdin() } else { Self::path(arg) }
    }

    /// The name to show.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.0 {
            Kind::Path(path) => path.display().to_string(),
            Kind::Stdin => "standard input".to_owned(),
            Kind::Bytes(name, _) | Kind::Watched(_, name, _) => name.clone(),
        }
    }
}

/// How the characters of a text are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark.
    Utf8,
    /// Windows-1252, a guess: the bytes are not UTF-8.
    Windows1252,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "Windows-1252",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
        })
    }
}

impl Serialize for Encoding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Text,
    JsonLines,
    Parquet,
}

/// A file whose kind and encoding are known and that can be read again and again.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) name: String,
    place: Place,
    gzip: bool,
    pub(super) content: Content,
    pub(super) encoding: Encoding,
    /// Bytes of the mark in front.
    mark: usize,
    /// Whether some rows may hold bytes that are no text.
    pub(super) dirty: bool,
}

#[derive(Debug, Clone)]
enum Place {
    Path(PathBuf),
    Bytes(Arc<[u8]>),
    Watched(PathBuf, Arc<Watch>),
}

impl Place {
    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::Path(path) => Box::new(File::open(path)?),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Self::Watched(path, watch) => Box::new(Watched::open(path, watch)?),
        })
    }

    /// The bytes without their packing; of a watched file no more than its watch lets through.
    fn unpacked(&self, gzip: bool) -> io::Result<Box<dyn Read>> {
        let raw = self.open()?;
        if !gzip {
            return Ok(raw);
        }
        let inner = MultiGzDecoder::new(io::BufReader::new(raw));
        Ok(match self {
            Self::Watched(_, watch) => Box::new(Bounded { inner, left: watch.most }),
            Self::Path(_) | Self::Bytes(_) => Box::new(inner),
        })
    }
}

/// What of a file is looked at to tell its kind, in bytes.
const HEAD: usize = 1 << 18;

/// What of a packed file that is watched may be held in memory, in bytes.
const HELD: u64 = 256 << 20;

impl Input {
    /// Opens a source, tells its kind and, for text, reads it once to tell its encoding.
    pub(super) fn open(source: &Source) -> Result<Self, ImportError> {
        let name = source.name();
        let unreadable = |e| ImportError::unreadable(&name, e);
        let place = match &source.0 {
            Kind::Path(path) => {
                if path.is_dir() {
                    return Err(ImportError::not_orders(&name, "is a folder; name the files in it"));
                }
                Place::Path(path.clone())
            }
            Kind::Stdin => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map_err(unreadable)?;
                Place::Bytes(bytes.into())
            }
            Kind::Bytes(_, bytes) => Place::Bytes(Arc::clone(bytes)),
            Kind::Watched(path, _, watch) => Place::Watched(path.clone(), Arc::clone(watch)),
        };
        let mut magic = [0; 2];
        let gzip = place.open().and_then(|mut r| r.read_exact(&mut magic)).is_ok() && magic == [0x1f, 0x8b];
        let mut input = Self {
            name: name.clone(),
            place,
            gzip,
            content: Content::Text,
            encoding: Encoding::Utf8,
            mark: 0,
            dirty: false,
        };
        let mut head = Vec::new();
        input
            .decompressed()
            .map_err(unreadable)?
            .take(HEAD as u64)
            .read_to_end(&mut head)
            .map_err(|e| input.failed(e))?;
        input.look_at(&head)?;
        if input.content != Content::Parquet && matches!(input.encoding, Encoding::Utf8) {
            input.settle_encoding()?;
        }
        Ok(input)
    }

    /// The sentence for a failure in the middle of reading.
    pub(super) fn failed(&self, error: io::Error) -> ImportError {
        if error.kind() == io::ErrorKind::FileTooLarge {
            ImportError::not_orders(
                &self.name,
                "expands to far more than files of facts do; unpack it and send it in parts",
            )
        } else if self.gzip {
            let problem = format!("is a gzip file that is damaged or cut off ({error}); fetch it again");
            ImportError::not_orders(&self.name, problem)
        } else {
            ImportError::unreadable(&self.name, error)
        }
    }

    fn decompressed(&self) -> io::Result<Box<dyn Read>> {
        self.place.unpacked(self.gzip)
    }

    /// The text as UTF-8, without its mark.
    pub(super) fn text(&self) -> Result<Box<dyn Read>, ImportError> {
        let mut raw = self.decompressed().map_err(|e| ImportError::unreadable(&self.name, e))?;
        let mut mark = vec![0; self.mark];
        raw.read_exact(&mut mark).map_err(|e| self.failed(e))?;
        let decoder = match self.encoding {
            Encoding::Utf8 => return Ok(raw),
            Encoding::Windows1252 => WINDOWS_1252.new_decoder_without_bom_handling(),
            Encoding::Utf16Le => UTF_16LE.new_decoder_without_bom_handling(),
            Encoding::Utf16Be => UTF_16BE.new_decoder_without_bom_handling(),
        };
        Ok(Box::new(Transcoded::new(raw, decoder)))
    }

    /// The beginning of the text, with a few lines of it even where they are long.
    pub(super) fn head(&self) -> Result<Vec<u8>, ImportError> {
        let mut head = Vec::new();
        let mut text = self.text()?;
        text.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|e| self.failed(e))?;
        if memchr::memchr2_iter(b'\n', b'\r', &head).nth(5).is_none() {
            text.take(3 * LONGEST as u64).read_to_end(&mut head).map_err(|e| self.failed(e))?;
        }
        Ok(head)
    }

    /// The file for a reader that needs to jump about in it.
    pub(super) fn whole(&self) -> Result<Whole, ImportError> {
        let unreadable = |e| ImportError::unreadable(&self.name, e);
        match &self.place {
            Place::Path(path) | Place::Watched(path, _) if !self.gzip => {
                File::open(path).map(Whole::File).map_err(unreadable)
            }
            place => {
                let left = if matches!(place, Place::Watched(..)) { HELD } else { u64::MAX };
                let mut bytes = Vec::new();
                self.decompressed()
                    .and_then(|inner| Bounded { inner, left }.read_to_end(&mut bytes))
                    .map_err(|e| self.failed(e))?;
                Ok(Whole::Bytes(bytes))
            }
        }
    }

    fn look_at(&mut self, head: &[u8]) -> Result<(), ImportError> {
        let not = |problem: &str| Err(ImportError::not_orders(&self.name, problem));
        let known: [(&[u8], &str); 9] = [
            (b"\x89PNG", "is a PNG picture, not a table of orders"),
            (b"\xff\xd8\xff", "is a JPEG picture, not a table of orders"),
            (b"%PDF", "is a PDF document; export the orders as CSV"),
            (b"PK\x03\x04", "is a spreadsheet or a ZIP archive; save it as CSV, or unpack it"),
            (b"\xd0\xcf\x11\xe0", "is an old spreadsheet; save it as CSV"),
            (b"SQLite format 3\0", "is an SQLite database; export the orders as CSV"),
            (b"\x28\xb5\x2f\xfd", "is compressed with zstd; unpack it (zstd -d)"),
            (b"BZh", "is compressed with bzip2; unpack it (bunzip2)"),
            (b"\xfd7zXZ", "is compressed with xz; unpack it (unxz)"),
        ];
        if head.is_empty() {
            return not("is empty");
        }
        if let Some((_, problem)) = known.iter().find(|(magic, _)| head.starts_with(magic)) {
            return not(problem);
        }
        if head.starts_with(b"PAR1") {
            self.content = Content::Parquet;
            return Ok(());
        }
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            self.encoding = if head[0] == 0xff { Encoding::Utf16Le } else { Encoding::Utf16Be };
            self.mark = 2;
        } else {
            self.mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            let text = &head[self.mark..];
            let nul = memchr::memchr_iter(0, text).count();
            let control =
                text.iter().filter(|&&b| b < 32 && !matches!(b, b'\t' | b'\n' | b'\r' | 1 | 31)).count();
            if nul * 3 > text.len() {
                let even = text.iter().step_by(2).filter(|&&b| b == 0).count();
                self.encoding = if even * 2 > nul { Encoding::Utf16Be } else { Encoding::Utf16Le };
            } else if control * 10 > text.len() || (text.len() > 4096 && control * 50 > text.len()) {
                return not("is not text: it holds bytes that no CSV file has");
            }
            if text.trim_ascii().is_empty() && text.len() < HEAD / 2 {
                return not("is empty");
            }
        }
        let first = head[self.mark..].iter().find(|b| !b.is_ascii_whitespace() && **b != 0);
        let after = head[self.mark..].iter().filter(|b| !b.is_ascii_whitespace() && **b != 0).nth(1);
        match (first, after) {
            (Some(b'{'), Some(b'"' | b'}')) => self.content = Content::JsonLines,
            (Some(b'<'), Some(b'?' | b'!' | b'h' | b'H')) => {
                return not("is XML or HTML; export the orders as CSV");
            }
            (Some(b'['), Some(b'{')) => {
                return not("is one JSON array; write one object a line (jq -c '.[]' does)");
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads everything once: UTF-8 unless the bytes say otherwise more often than not.
    fn settle_encoding(&mut self) -> Result<(), ImportError> {
        let mut input = self.decompressed().map_err(|e| self.failed(e))?;
        let mut buffer = vec![0; HEAD];
        let (mut held, mut good, mut bad, mut nul) = (0, 0u64, 0u64, false);
        loop {
            let read = match input.read(&mut buffer[held..]) {
                Ok(n) => n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(self.failed(e)),
            };
            let end = held + read;
            nul |= memchr::memchr(0, &buffer[..end]).is_some();
            let mut next = 0;
            if !buffer[..end].is_ascii() {
                for chunk in buffer[..end].utf8_chunks() {
                    good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count() as u64;
                    let at_end =
                        std::ptr::eq(chunk.invalid().as_ptr_range().end, buffer[..end].as_ptr_range().end);
                    if !chunk.invalid().is_empty() {
                        if at_end && read > 0 && chunk.invalid().len() < 4 {
                            next = chunk.invalid().len();
                        } else {
                            bad += 1;
                        }
                    }
                }
            }
            buffer.copy_within(end - next..end, 0);
            held = next;
            if read == 0 {
                break;
            }
        }
        if bad > good {
            self.encoding = Encoding::Windows1252;
        }
        self.dirty = nul || (bad > 0 && self.encoding == Encoding::Utf8);
        Ok(())
    }
}

/// Bytes with the name of their source.
type Named = (String, Box<dyn Read>);

/// The bytes of a source that is XML, unpacked, with its name; nothing for all others.
pub(super) fn xml(source: &Source) -> Result<Option<Named>, ImportError> {
    let name = source.name();
    let place = match &source.0 {
        Kind::Path(path) if path.is_file() => Place::Path(path.clone()),
        Kind::Bytes(_, bytes) => Place::Bytes(Arc::clone(bytes)),
        Kind::Watched(path, _, watch) => Place::Watched(path.clone(), Arc::clone(watch)),
        _ => return Ok(None),
    };
    let unreadable = |e| ImportError::unreadable(&name, e);
    let open = || -> io::Result<Box<dyn Read>> {
        let mut magic = [0; 2];
        let gzip = place.open()?.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
        place.unpacked(gzip)
    };
    let mut head = Vec::new();
    // What is no whole gzip file is said when it is opened as a table.
    if open().map_err(unreadable)?.take(64).read_to_end(&mut head).is_err() {
        return Ok(None);
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    if text.starts_with(b"<?xml") || text.starts_with(b"<log") {
        return Ok(Some((name.clone(), open().map_err(unreadable)?)));
    }
    Ok(None)
}

/// A file that can be read at any place.
pub(super) enum Whole {
    File(File),
    Bytes(Vec<u8>),
}

/// Turns text of another encoding into UTF-8 while it is read.
struct Transcoded<R> {
    inner: R,
    decoder: Decoder,
    input: Vec<u8>,
    output: Vec<u8>,
    given: usize,
    finished: bool,
}

impl<R: Read> Transcoded<R> {
    fn new(inner: R, decoder: Decoder) -> Self {
        Self { inner, decoder, input: vec![0; 1 << 16], output: Vec::new(), given: 0, finished: false }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.finished {
                return Ok(0);
            }
            let n = self.inner.read(&mut self.input)?;
            self.finished = n == 0;
            let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(n * 3 + 16);
            self.output.resize(room, 0);
            let (_, _, written, _) =
                self.decoder.decode_to_utf8(&self.input[..n], &mut self.output, self.finished);
            self.output.truncate(written);
            self.given = 0;
        }
        let n = out.len().min(self.output.len() - self.given);
        out[..n].copy_from_slice(&self.output[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}
