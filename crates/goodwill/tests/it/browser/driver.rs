//! A real browser, driven: Debian's Chromium and its driver, started and ended by the test.
//!
//! The driver speaks JSON over HTTP (W3C WebDriver). The few commands used here are written out: the
//! crates that know them all would switch on features of crates the program is built from, and the
//! program and its tests would no longer share one build.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use base64::Engine;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a page may take to show what is waited for: the build is not optimised and the machine busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// The tabulator, the enter key, the space bar, as the driver writes them.
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";
pub(crate) const SPACE: &str = " ";

/// A browser window.
pub(crate) struct Browser {
    driver: Child,
    /// `127.0.0.1:PORT` of the driver.
    address: String,
    session: String,
    _profile: TempDir,
    /// Where relative addresses begin.
    pub(crate) base: String,
}

impl Browser {
    /// A window on a server, with preferences of Chromium such as to run no script; or why there is none.
    pub(crate) fn open_as(base: &str, preferences: &Value) -> Result<Self, String> {
        let mut driver = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("chromedriver cannot be started: {e}"))?;
        let lines = BufReader::new(driver.stdout.take().ok_or("chromedriver has no output")?).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned())
        });
        let Some(port) = port.filter(|port| port.bytes().all(|b| b.is_ascii_digit())) else {
            let _ = driver.kill();
            let _ = driver.wait();
            return Err("chromedriver did not say where it listens".to_owned());
        };
        let profile = tempfile::tempdir().map_err(|e| e.to_string())?;
        let options = json!({ "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-GB",
            "--window-size=1280,900", format!("--user-data-dir={}", profile.path().display()),
        ], "prefs": preferences });
        let capabilities = json!({ "browserName": "chrome", "goog:chromeOptions": options });
        let mut browser = Self {
            driver,
            address: format!("127.0.0.1:{port}"),
            session: String::new(),
            _profile: profile,
            base: base.to_owned(),
        };
        let asked = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let begun = match browser.call("POST", "", &asked) {
            Err(why) if why.contains("cannot find Chrome binary") => return Err(why),
            begun => begun.unwrap_or_else(|why| panic!("Chromium cannot be started: {why}")),
        };
        browser.session = format!("/{}", begun["sessionId"].as_str().unwrap_or_default());
        Ok(browser)
    }

    /// One command of the driver; what it gives, or the failure it tells of.
    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let (status, said) = self.exchange(method, path, &body).map_err(|e| e.to_string())?;
        let said: Value = serde_json::from_str(&said).map_err(|e| format!("{e}: {said}"))?;
        let value = said["value"].clone();
        if status == 200 { Ok(value) } else { Err(format!("{}: {}", value["error"], value["message"])) }
    }

    /// The driver leaves its connections open: an answer ends where its length says.
    fn exchange(&self, method: &str, path: &str, body: &str) -> io::Result<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE * 3))?;
        write!(
            stream,
            "{method} /session{}{path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json; charset=utf-8\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.session,
            self.address,
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(said) = line.strip_prefix("http/1.1 ") {
                status = said.split(' ').next().and_then(|code| code.parse().ok()).unwrap_or(0);
            }
            if let Some(said) = line.strip_prefix("content-length:") {
                length = said.trim().parse().unwrap_or(0);
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        Ok((status, String::from_utf8_lossy(&answer).into_owned()))
    }

    fn does(&self, path: &str, body: &Value) -> Value {
        self.call("POST", path, body).unwrap_or_else(|e| panic!("{path} {body}: {e}"))
    }

    fn tells(&self, path: &str) -> Value {
        self.call("GET", path, &Value::Null).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// The element that a selector or the words of a link find first.
    fn element(&self, using: &str, what: &str) -> Result<String, String> {
        let found = self.call("POST", "/element", &json!({ "using": using, "value": what }))?;
        let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
        id.map(str::to_owned).ok_or_else(|| format!("no element: {found}"))
    }

    /// Goes to an address of the server, or to a whole one.
    pub(crate) fn go(&self, path: &str) {
        let url = if path.contains("://") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.does("/url", &json!({ "url": url }));
    }

    /// The path and query of the page.
    pub(crate) fn path(&self) -> String {
        let url = self.tells("/url").as_str().unwrap_or_default().to_owned();
        url.strip_prefix(&self.base).unwrap_or(&url).to_owned()
    }

    /// What a script gives back.
    pub(crate) fn ask(&self, script: &str) -> Value {
        self.does("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What a script with a callback as its last argument gives back.
    pub(crate) fn ask_later(&self, script: &str) -> Value {
        self.does("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// All words on the page.
    pub(crate) fn words(&self) -> String {
        self.ask("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page shows these words.
    pub(crate) fn sees(&self, words: &str) {
        self.waits(&format!("'{words}'"), || self.words().contains(words));
    }

    /// Waits until an element is there.
    pub(crate) fn finds(&self, selector: &str) {
        self.waits(selector, || self.has(selector));
    }

    /// Whether an element is there now.
    pub(crate) fn has(&self, selector: &str) -> bool {
        self.element("css selector", selector).is_ok()
    }

    pub(crate) fn waits(&self, what: &str, mut is: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !is() {
            assert!(
                begun.elapsed() < PATIENCE,
                "{what} did not come at {}; the page says:\n{}",
                self.path(),
                self.words()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Clicks on what a selector finds first.
    pub(crate) fn click(&self, selector: &str) {
        self.finds(selector);
        let element = self.element("css selector", selector).unwrap();
        self.does(&format!("/element/{element}/click"), &json!({}));
    }

    /// Sends a form as its button would.
    pub(crate) fn submits(&self, selector: &str) {
        self.click(&format!("{selector} button[type=submit]"));
    }

    /// Types into a field, or names a file to a file field.
    pub(crate) fn fill(&self, selector: &str, text: &str) {
        self.finds(selector);
        let field = self.element("css selector", selector).unwrap();
        if self.tells(&format!("/element/{field}/attribute/type")) != json!("file") {
            self.does(&format!("/element/{field}/clear"), &json!({}));
        }
        self.does(&format!("/element/{field}/value"), &json!({ "text": text }));
    }

    /// Types with the keyboard, wherever the focus is; see [`TAB`] and its like.
    pub(crate) fn types(&self, text: &str) {
        let keys: Vec<Value> = text
            .chars()
            .flat_map(|key| {
                [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
            })
            .collect();
        self.does("/actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] }));
    }

    /// Presses Tab until what has the focus fits a selector. On the way everything that takes the
    /// focus must show it.
    pub(crate) fn tab_to(&self, selector: &str) {
        self.finds(selector);
        for _ in 0..150 {
            let there = self.ask(&format!(
                "const e = document.activeElement; return e && e !== document.body && e.matches({})",
                json!(selector)
            ));
            if there == Value::Bool(true) {
                return;
            }
            self.types(TAB);
            let shown = self.ask(FOCUS_IS_SHOWN);
            assert_eq!(shown, Value::Null, "the focus does not show at {}", self.path());
        }
        panic!("{selector} cannot be reached with Tab at {}:\n{}", self.path(), self.words());
    }

    /// Sets the window to a size.
    pub(crate) fn size(&self, width: u32, height: u32) {
        self.does("/window/rect", &json!({ "width": width, "height": height }));
    }

    /// Writes a picture of the page, where a folder for pictures is named.
    pub(crate) fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("GOODWILL_PICTURES") else { return };
        let picture = self.tells("/screenshot");
        let png = base64::engine::general_purpose::STANDARD.decode(picture.as_str().unwrap()).unwrap();
        fs::write(Path::new(&folder).join(format!("{name}.png")), png).unwrap();
    }
}

/// What has the focus, where neither an outline nor a shadow nor a border tells so.
const FOCUS_IS_SHOWN: &str = "
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const s = getComputedStyle(e);
    const outlined = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
    return outlined || s.boxShadow !== 'none' ? null : e.outerHTML.slice(0, 200);";

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.call("DELETE", "", &Value::Null);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
