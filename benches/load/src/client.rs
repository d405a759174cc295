//! One connection that is kept open.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

pub(crate) struct Client {
    address: String,
    authorization: String,
    stream: Option<BufReader<TcpStream>>,
}

/// What was answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
}

impl Client {
    pub(crate) fn new(address: &str, key: &str) -> Self {
        Self { address: address.to_owned(), authorization: format!("X-Write-Key: {key}"), stream: None }
    }

    /// Sends one request and reads the answer.
    pub(crate) fn post(&mut self, path: &str, body: &str) -> io::Result<Answer> {
        let answered = self.try_post(path, body);
        if answered.is_err() {
            self.stream = None;
        }
        answered
    }

    fn try_post(&mut self, path: &str, body: &str) -> io::Result<Answer> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(&self.address)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_mins(1)))?;
                none.insert(BufReader::new(stream))
            }
        };
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\n{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.authorization,
            body.len()
        );
        stream.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length, mut retry_after, mut close) = (0, 0, None, false);
        let mut line = String::new();
        for n in 0.. {
            line.clear();
            if stream.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let text = line.trim_end();
            if n == 0 {
                status = text
                    .split(' ')
                    .nth(1)
                    .and_then(|status| status.parse().ok())
                    .ok_or(io::ErrorKind::InvalidData)?;
            } else if text.is_empty() {
                break;
            } else if let Some((name, value)) = text.split_once(':') {
                match (name.to_ascii_lowercase().as_str(), value.trim()) {
                    ("content-length", value) => {
                        length = value.parse().map_err(|_| io::ErrorKind::InvalidData)?;
                    }
                    ("retry-after", value) => retry_after = value.parse().ok().map(Duration::from_secs),
                    ("connection", "close") => close = true,
                    _ => {}
                }
            }
        }
        io::copy(&mut stream.by_ref().take(length), &mut io::sink())?;
        if close {
            self.stream = None;
        }
        Ok(Answer { status, retry_after })
    }
}
