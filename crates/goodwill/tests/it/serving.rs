//! A running `goodwill serve`, and the smallest client that can talk to it.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::run::{command, error};

/// A server of a data folder; killed when dropped.
pub(crate) struct Serving {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// What it said on standard output.
    said: Arc<Mutex<Vec<String>>>,
}

impl Serving {
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    pub(crate) fn start_with(data: &Path, words: &[&str]) -> Self {
        let mut serve = command(&["serve", "--listen", "127.0.0.1:0"]);
        serve.arg("--data").arg(data).args(words);
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = Arc::new(Mutex::new(Vec::new()));
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            said.lock().unwrap().push(line.clone());
            let (_, rest) = line.split_once("http://")?;
            Some(rest.split(|c: char| c != '.' && c != ':' && !c.is_ascii_digit()).next()?.to_owned())
        });
        let Some(address) = address else {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("goodwill serve did not say where it listens: {said}");
        };
        // What is said later must not fill the pipes and stop the program.
        let more = Arc::clone(&said);
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| more.lock().unwrap().push(line));
        });
        let mut errors = child.stderr.take().unwrap();
        std::thread::spawn(move || io::copy(&mut errors, &mut io::sink()));
        Self { child, address, said }
    }

    /// The first line with these words that it has said or says soon.
    pub(crate) fn says(&self, words: &str) -> String {
        for _ in 0..600 {
            if let Some(line) = self.said.lock().unwrap().iter().find(|line| line.contains(words)) {
                return line.clone();
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("goodwill serve did not say '{words}': {:?}", self.said.lock().unwrap());
    }

    /// kill -9.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        let id = self.child.id().to_string();
        std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
        let status = self.child.wait().unwrap();
        assert!(status.success(), "goodwill serve ended with {status}");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes the folder if need be and a write key for it.
pub(crate) fn write_key(data: &Path, name: &str) -> String {
    let mut add = command(&["key", "add", "intake", "--name", name, "--currency", "EUR"]);
    let output = add.arg("--data").arg(data).output().unwrap();
    assert!(output.status.success(), "goodwill key add: {}", error(&output));
    token_in(&String::from_utf8(output.stdout).unwrap())
}

/// The write key in what `goodwill key add` said.
pub(crate) fn token_in(text: &str) -> String {
    let begin = text.find("gwk_").unwrap_or_else(|| panic!("no write key in: {text}"));
    text[begin..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Header lines, as sent.
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Sends one request and reads the whole answer.
pub(crate) fn request(address: &str, head: &str, body: &[u8]) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_mins(1)))?;
    write!(
        stream,
        "{head}\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let head = String::from_utf8_lossy(&answer[..at]).into_owned();
    let body = &answer[at + 4..];
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let body = if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        unchunked(body).ok_or(io::ErrorKind::UnexpectedEof)?
    } else {
        body.to_vec()
    };
    Ok(Answer { status, head, body: String::from_utf8_lossy(&body).into_owned() })
}

/// A body that was sent in pieces; none where it broke off.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(line + 2..line + 2 + length)?);
        rest = rest.get(line + 4 + length..)?;
    }
}

pub(crate) fn get(address: &str, path: &str) -> io::Result<Answer> {
    request(address, &format!("GET {path} HTTP/1.1"), b"")
}

/// Posts JSON with the write key as user name.
pub(crate) fn post(address: &str, key: &str, path: &str, body: &str) -> io::Result<Answer> {
    let head = format!("POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nX-Write-Key: {key}");
    request(address, &head, body.as_bytes())
}

/// Sends a batch of events with these message ids; gives the status.
pub(crate) fn batch(address: &str, key: &str, ids: &[String]) -> io::Result<u16> {
    let events: Vec<String> = ids
        .iter()
        .enumerate()
        .map(|(n, id)| {
            format!(
                r#"{{"type":"track","messageId":"{id}","userId":"u{}","event":"Page Opened","timestamp":"2026-01-01T10:00:00Z","properties":{{"n":{n}}}}}"#,
                n % 7
            )
        })
        .collect();
    let body = format!(r#"{{"batch":[{}],"sentAt":"2026-01-01T10:00:00Z"}}"#, events.join(","));
    Ok(post(address, key, "/v1/batch", &body)?.status)
}
