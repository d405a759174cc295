//! People at a running server: who signs in, keeps a cookie, and sends forms as a browser does.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use crate::serving::{Answer, Serving, request};

/// A password long enough for anybody here.
pub(crate) const PASSWORD: &str = "cobalt heron under quiet rain";

/// A server, and the people who sign in to it.
pub(crate) struct Site {
    pub(crate) serving: Serving,
}

/// Somebody's browser: an address and cookies.
pub(crate) struct Visitor {
    address: String,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Site {
    /// A server with these words.
    pub(crate) fn open(data: &Path, words: &[&str]) -> Self {
        Self { serving: Serving::start_with(data, words) }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.serving.address)
    }

    /// The path of the one-time link that creates the owner.
    pub(crate) fn setup(&self) -> String {
        let line = self.serving.says("/setup/");
        let at = line.find("/setup/").unwrap();
        line[at..].split_whitespace().next().unwrap().to_owned()
    }

    /// Somebody who is not signed in.
    pub(crate) fn nobody(&self) -> Visitor {
        Visitor { address: self.serving.address.clone(), cookies: RefCell::default() }
    }

    /// The owner, created by the one-time link and signed in.
    pub(crate) fn owner(&self) -> Visitor {
        let visitor = self.nobody();
        visitor.enters(&self.setup(), "ada@example.com", "Ada Owner");
        visitor
    }

    /// Somebody with a role, invited by the owner and signed in.
    pub(crate) fn invited(&self, owner: &Visitor, role: &str) -> Visitor {
        let email = format!("{role}@example.com");
        let body = serde_json::json!({ "email": email, "role": role });
        let answer = owner.send("POST", "/api/v1/invitations", "application/json", &body.to_string());
        assert_eq!(answer.status, 201, "{}", answer.body);
        let invitation: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let link = invitation["link"].as_str().unwrap_or_else(|| panic!("no link: {invitation}"));
        let visitor = self.nobody();
        visitor.enters(&link[link.find("/invitation/").unwrap()..], &email, &format!("{role} person"));
        visitor
    }
}

/// The answer once the counting is done: until then pages say that they come again by themselves, and
/// programs are told to.
pub(crate) fn counted(ask: impl Fn() -> Answer) -> Answer {
    let until = Instant::now() + Duration::from_mins(3);
    loop {
        let answer = ask();
        let working = answer.status == 503 || answer.body.contains("data-refresh");
        if !working || Instant::now() > until {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

impl Visitor {
    /// The same person in another window.
    pub(crate) fn beside(&self) -> Self {
        Self { address: self.address.clone(), cookies: self.cookies.clone() }
    }

    /// The cookies, as they are sent.
    pub(crate) fn cookie(&self) -> String {
        let cookies = self.cookies.borrow();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Sends a request with the cookies, and keeps those that are answered.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1");
        for (name, value) in headers {
            head.push_str(&format!("\r\n{name}: {value}"));
        }
        let cookies = self.cookie();
        if !cookies.is_empty() {
            head.push_str(&format!("\r\nCookie: {cookies}"));
        }
        let answer = request(&self.address, &head, body).unwrap();
        for line in answer.head.lines().filter(|line| line.to_ascii_lowercase().starts_with("set-cookie:")) {
            let (name, value) = line[11..].split(';').next().unwrap().trim().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// A page.
    pub(crate) fn page(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("Accept", "text/html")], b"")
    }

    /// Data of the API.
    pub(crate) fn json(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("Accept", "application/json")], b"")
    }

    /// Sends something that changes, with the token of the session.
    pub(crate) fn send(&self, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        let csrf = self.csrf();
        let origin = format!("http://{}", self.address);
        let headers = [
            ("Content-Type", kind),
            ("Accept", "application/json"),
            ("X-CSRF-Token", &csrf),
            ("Origin", &origin),
        ];
        self.ask(method, path, &headers, body.as_bytes())
    }

    /// Sends a form as the page at `path` would.
    pub(crate) fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        let all = fields.iter().copied().chain((!csrf.is_empty()).then_some(("csrf", csrf.as_str())));
        let body: Vec<String> = all.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let origin = format!("http://{}", self.address);
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Accept", "text/html"),
            ("Origin", &origin),
            ("Sec-Fetch-Site", "same-origin"),
        ];
        self.ask("POST", path, &headers, body.join("&").as_bytes())
    }

    /// The token that forms of this session carry; empty where nobody is signed in.
    pub(crate) fn csrf(&self) -> String {
        let page = self.page("/account").body;
        let Some(at) = page.find("name=\"csrf\" value=\"") else { return String::new() };
        page[at + 19..].split('"').next().unwrap_or_default().to_owned()
    }

    /// Follows a one-time link: name, address and password, then signed in.
    pub(crate) fn enters(&self, path: &str, email: &str, name: &str) {
        let page = self.page(path);
        assert_eq!(page.status, 200, "{}", page.body);
        let mut fields = vec![("name", name), ("password", PASSWORD), ("again", PASSWORD)];
        if page.body.contains("name=\"email\"") {
            fields.push(("email", email));
        }
        fields.retain(|(field, _)| page.body.contains(&format!("name=\"{field}\"")));
        let answer = self.form(path, &fields);
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
}

/// A value as a form sends it.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => (byte as char).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Whether a page shows what is no number. A token of the page may hold these letters among others.
pub(crate) fn shows_no_number(page: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    page.split(|c| !inside(c)).any(|word| matches!(word.trim_start_matches('-'), "NaN" | "inf"))
}
