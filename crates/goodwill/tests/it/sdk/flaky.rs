//! Bad weather between a sender and the program: of ten requests three are answered 503 or 429 and
//! never reach it, and of one it takes the answer is lost on the way back.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// What happened to the requests.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    pub(super) passed: u32,
    pub(super) refused: u32,
    pub(super) lost_answers: u32,
}

/// A proxy that forwards what it does not refuse.
pub(super) struct Flaky {
    /// `127.0.0.1:PORT`.
    pub(super) address: String,
    told: Arc<Mutex<Told>>,
}

impl Flaky {
    pub(super) fn before(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let told = Arc::new(Mutex::new(Told::default()));
        let (target, shared) = (target.to_owned(), Arc::clone(&told));
        // Ends with the test's process.
        thread::spawn(move || {
            let mut chance = 7u32;
            for stream in listener.incoming().map_while(Result::ok) {
                chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let (target, shared, draw) = (target.clone(), Arc::clone(&shared), (chance >> 16) % 20);
                thread::spawn(move || answer(stream, &target, draw, &shared));
            }
        });
        Self { address, told }
    }

    pub(super) fn told(&self) -> Told {
        *self.told.lock().unwrap()
    }
}

fn answer(mut stream: TcpStream, target: &str, draw: u32, told: &Mutex<Told>) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let request = whole_request(&mut stream)?;
    let refusal = match draw {
        0..3 => "503 Service Unavailable",
        3..6 => "429 Too Many Requests",
        _ => {
            let mut inner = TcpStream::connect(target)?;
            inner.write_all(&request)?;
            let mut answer = Vec::new();
            inner.read_to_end(&mut answer)?;
            if draw < 8 {
                told.lock().unwrap().lost_answers += 1;
                return Ok(());
            }
            told.lock().unwrap().passed += 1;
            return stream.write_all(&answer);
        }
    };
    told.lock().unwrap().refused += 1;
    let head =
        format!("HTTP/1.1 {refusal}\r\nRetry-After: 1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
    stream.write_all(head.as_bytes())
}

/// Head and body of one request, as sent but for its `Connection` header: each has its own connection.
fn whole_request(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    let end = loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            break at + 4;
        }
        let n = stream.read(&mut part)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&part[..n]);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let header = |wanted: &str| {
        head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
        })
    };
    let complete = |bytes: &[u8]| match header("content-length").and_then(|n| n.parse::<usize>().ok()) {
        Some(length) => bytes.len() >= end + length,
        None if header("transfer-encoding").is_some() => bytes.ends_with(b"0\r\n\r\n"),
        None => true,
    };
    while !complete(&bytes) {
        let n = stream.read(&mut part)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&part[..n]);
    }
    let kept: String = head
        .trim_end()
        .lines()
        .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"))
        .map(|line| format!("{line}\r\n"))
        .collect();
    let mut request = format!("{kept}Connection: close\r\n\r\n").into_bytes();
    request.extend_from_slice(&bytes[end..]);
    Ok(request)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
