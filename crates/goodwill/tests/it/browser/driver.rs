//! A real browser, driven: Debian's Chromium and its driver, started and ended by the test.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a page may take to show what is waited for: the build is not optimised and the machine busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser window.
pub(crate) struct Browser {
    driver: Child,
    client: Option<Client>,
    runtime: tokio::runtime::Runtime,
    _profile: TempDir,
    /// Where relative addresses begin.
    pub(crate) base: String,
}

impl Browser {
    /// A window on a server, or why there is none.
    pub(crate) fn open(base: &str) -> Result<Self, String> {
        Self::open_as(base, &json!({}))
    }

    /// As `open`, with preferences of Chromium, such as without script.
    pub(crate) fn open_as(base: &str, preferences: &Value) -> Result<Self, String> {
        let mut driver = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("chromedriver cannot be started: {e}"))?;
        let lines = BufReader::new(driver.stdout.take().ok_or("chromedriver has no output")?).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("on port ")?.1.trim_end_matches('.').to_owned()));
        let Some(port) = port.filter(|port| port.bytes().all(|b| b.is_ascii_digit())) else {
            let _ = driver.kill();
            return Err("chromedriver did not say where it listens".to_owned());
        };
        let profile = tempfile::tempdir().map_err(|e| e.to_string())?;
        let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
        let options = json!({ "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-GB",
            "--window-size=1280,900", format!("--user-data-dir={}", profile.path().display()),
        ], "prefs": preferences });
        let capabilities = json!({ "browserName": "chrome", "goog:chromeOptions": options });
        let Value::Object(capabilities) = capabilities else { return Err("no capabilities".to_owned()) };
        let client = runtime.block_on(
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities)
                .connect(&format!("http://127.0.0.1:{port}")),
        );
        match client {
            Ok(client) => Ok(Self {
                driver,
                client: Some(client),
                runtime,
                _profile: profile,
                base: base.to_owned(),
            }),
            Err(e) => {
                let _ = driver.kill();
                let _ = driver.wait();
                Err(format!("Chromium cannot be started: {e}"))
            }
        }
    }

    fn client(&self) -> &Client {
        self.client.as_ref().unwrap()
    }

    /// Goes to an address of the server, or to a whole one.
    pub(crate) fn go(&self, path: &str) {
        let url = if path.contains("://") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.runtime.block_on(self.client().goto(&url)).unwrap();
    }

    /// The path and query of the page.
    pub(crate) fn path(&self) -> String {
        let url = self.runtime.block_on(self.client().current_url()).unwrap();
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// What a script gives back.
    pub(crate) fn ask(&self, script: &str) -> Value {
        self.runtime.block_on(self.client().execute(script, Vec::new())).unwrap()
    }

    /// What a script with a callback as its last argument gives back.
    pub(crate) fn ask_later(&self, script: &str) -> Value {
        self.runtime.block_on(self.client().execute_async(script, Vec::new())).unwrap()
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
        self.runtime.block_on(self.client().find(Locator::Css(selector))).is_ok()
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
        self.runtime.block_on(async {
            self.client().find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
        });
    }

    /// Follows the link with these words.
    pub(crate) fn follow(&self, words: &str) {
        let there = self.runtime.block_on(self.client().find(Locator::LinkText(words)));
        let link = there.unwrap_or_else(|_| panic!("no link '{words}' at {}:\n{}", self.path(), self.words()));
        self.runtime.block_on(link.click()).unwrap();
    }

    /// Types into a field, or names a file to a file field.
    pub(crate) fn fill(&self, selector: &str, text: &str) {
        self.finds(selector);
        self.runtime.block_on(async {
            let field = self.client().find(Locator::Css(selector)).await.unwrap();
            if field.attr("type").await.unwrap().as_deref() != Some("file") {
                field.clear().await.unwrap();
            }
            field.send_keys(text).await.unwrap();
        });
    }

    /// Presses a key, wherever the focus is.
    pub(crate) fn press(&self, key: Key) {
        self.type_keys(&[char::from(key)]);
    }

    /// Types with the keyboard, wherever the focus is.
    pub(crate) fn types(&self, text: &str) {
        self.type_keys(&text.chars().collect::<Vec<_>>());
    }

    fn type_keys(&self, keys: &[char]) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for key in keys {
            actions = actions.then(KeyAction::Down { value: *key }).then(KeyAction::Up { value: *key });
        }
        self.runtime.block_on(self.client().perform_actions(actions)).unwrap();
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
            self.press(Key::Tab);
            let shown = self.ask(FOCUS_IS_SHOWN);
            assert_eq!(shown, Value::Null, "the focus does not show at {}", self.path());
        }
        panic!("{selector} cannot be reached with Tab at {}:\n{}", self.path(), self.words());
    }

    /// Sets the window to a size.
    pub(crate) fn size(&self, width: u32, height: u32) {
        self.runtime.block_on(self.client().set_window_size(width, height)).unwrap();
    }

    /// Writes a picture of the page, where a folder for pictures is named.
    pub(crate) fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("GOODWILL_PICTURES") else { return };
        let png = self.runtime.block_on(self.client().screenshot()).unwrap();
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
        if let Some(client) = self.client.take() {
            let _ = self.runtime.block_on(client.close());
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
