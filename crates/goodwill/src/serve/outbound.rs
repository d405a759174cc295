//! The one way in which this program calls others.
//!
//! Whatever is called was named by somebody with a right, and may still not be what it seems: a name
//! that leads inside, a server that answers with a redirect, one that never ends. So addresses are
//! checked when they are saved and at each call, by the number the call then connects to; redirects
//! are not followed, proxies of the environment not used, and sizes and times have limits.

use std::{error::Error, fmt, net::SocketAddr, sync::Arc, time::Duration};

use access::{AccessError, address};
use ureq::{
    Agent,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

/// From the first look-up to the last byte of an answer.
const LONGEST: Duration = Duration::from_secs(10);
/// Bytes of an answer's headers.
const HEADER_BYTES: usize = 16 * 1024;

/// Why a call was not made, or failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutboundError {
    /// The address may not be called.
    #[error("{0}")]
    Refused(#[from] AccessError),
    /// The name is not known, or nobody answers there.
    #[error("{0}")]
    Failed(String),
}

/// Which numbers may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Those of the public internet.
    Public,
    /// Also this machine: for tests, which answer themselves.
    #[cfg(test)]
    ThisMachine,
}

impl Reach {
    fn allows(self, address: SocketAddr) -> bool {
        match self {
            Self::Public => address::is_public(address.ip()),
            #[cfg(test)]
            Self::ThisMachine => address.ip().is_loopback(),
        }
    }

    fn form(self, url: &str) -> Result<address::Outside, AccessError> {
        match self {
            Self::Public => address::check(url),
            #[cfg(test)]
            Self::ThisMachine => address::parse(url),
        }
    }
}

/// What calls others. Copies share it.
#[derive(Debug, Clone)]
pub(crate) struct Outbound {
    agent: Arc<Agent>,
    reach: Reach,
}

impl Outbound {
    /// Calls the public internet, and nothing else.
    pub(crate) fn new() -> Self {
        Self::with(Reach::Public, DefaultResolver::default())
    }

    /// Calls this machine, for tests.
    #[cfg(test)]
    pub(crate) fn to_this_machine() -> Self {
        Self::with(Reach::ThisMachine, DefaultResolver::default())
    }

    fn with(reach: Reach, names: impl Resolver) -> Self {
        let config = Config::builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(LONGEST))
            .max_response_header_size(HEADER_BYTES)
            // A connection that is kept would skip the check of where its name leads now.
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .user_agent(concat!("Goodwill/", env!("CARGO_PKG_VERSION")))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Checked { reach, names });
        Self { agent: Arc::new(agent), reach }
    }

    /// Checks an address as it will be checked at each call: its form, and where its name leads now.
    /// Returns it as it is kept. Blocks.
    ///
    /// # Errors
    ///
    /// If it may not be called, or its name is not known.
    pub(crate) fn check(&self, url: &str) -> Result<String, OutboundError> {
        let outside = self.reach.form(url)?;
        let uri: Uri = outside.url.as_str().parse().map_err(|e| OutboundError::Failed(format!("{e}")))?;
        let within =
            NextTimeout { after: LONGEST.into(), reason: ureq::Timeout::Resolve, ..NextTimeout::default() };
        Checked { reach: self.reach, names: DefaultResolver::default() }
            .resolve(&uri, self.agent.config(), within)
            .map_err(why)?;
        Ok(outside.url.into())
    }

    /// Sends a body and gives the status of the answer; the rest of the answer is not read. Blocks.
    ///
    /// # Errors
    ///
    /// If the address may not be called, or nobody answers in time.
    pub(crate) fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<u16, OutboundError> {
        let outside = self.reach.form(url)?;
        // The form that was checked is the form that is called: two parsers may read one text apart.
        let mut request = self.agent.post(outside.url.as_str());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ok(request.send(body).map_err(why)?.status().as_u16())
    }
}

fn why(error: ureq::Error) -> OutboundError {
    match error {
        ureq::Error::Other(other) => match other.downcast::<NotAllowed>() {
            Ok(refused) => AccessError::NotPublic(refused.0.ip().to_string()).into(),
            Err(other) => OutboundError::Failed(other.to_string()),
        },
        ureq::Error::HostNotFound => OutboundError::Failed("its name is not known".to_owned()),
        ureq::Error::Timeout(_) => {
            OutboundError::Failed(format!("no answer within {} seconds", LONGEST.as_secs()))
        }
        other => OutboundError::Failed(other.to_string()),
    }
}

/// A name leads to a number that may not be called.
#[derive(Debug)]
struct NotAllowed(SocketAddr);

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} may not be called", self.0.ip())
    }
}

impl Error for NotAllowed {}

/// Looks names up and refuses those that lead to a number that may not be called. What it gives is
/// what is connected to.
#[derive(Debug)]
struct Checked<R> {
    reach: Reach,
    names: R,
}

impl<R: Resolver> Resolver for Checked<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        // One bad number among good ones is no mistake: whoever gave it waits for his turn.
        match found.iter().find(|address| !self.reach.allows(**address)) {
            Some(address) => Err(ureq::Error::Other(Box::new(NotAllowed(*address)))),
            None => Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{SocketAddr, TcpListener},
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    use super::*;

    /// A server that gives the same answer to everybody and counts who came.
    fn answering(answer: String) -> (SocketAddr, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let hits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&hits);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut stream = stream;
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        (address, hits)
    }

    /// A name server that sends every name to one number.
    #[derive(Debug)]
    struct LeadsTo(SocketAddr);

    impl Resolver for LeadsTo {
        fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut found = self.empty();
            found.push(self.0);
            Ok(found)
        }
    }

    #[test]
    fn a_redirect_is_an_answer_and_is_not_followed() {
        let (inside, second) = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_owned());
        for status in [301, 302, 303, 307, 308] {
            let (outside, first) = answering(format!(
                "HTTP/1.1 {status} Elsewhere\r\nLocation: http://{inside}/\r\nContent-Length: 0\r\n\r\n"
            ));
            let answered = Outbound::to_this_machine().post(&format!("http://{outside}/"), &[], b"{}");
            assert_eq!(answered.unwrap(), status);
            assert_eq!(first.load(Ordering::SeqCst), 1);
        }
        std::thread::sleep(Duration::from_millis(100));
        assert_eq!(second.load(Ordering::SeqCst), 0, "nobody came a second time");
    }

    #[test]
    fn what_is_not_public_is_refused_in_every_form_and_nobody_is_called() {
        let (inside, hits) = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_owned());
        let port = inside.port();
        let outbound = Outbound::new();
        for host in [
            "127.0.0.1",
            "localhost",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "0.0.0.0",
            "[::]",
            "10.0.0.1",
            "169.254.169.254",
            "192.168.1.1",
            "[fe80::1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
        ] {
            let url = format!("http://{host}:{port}/");
            let saved = outbound.check(&url).unwrap_err();
            assert!(matches!(saved, OutboundError::Refused(_)), "{url}: {saved}");
            let called = outbound.post(&url, &[], b"{}").unwrap_err();
            assert!(matches!(called, OutboundError::Refused(_)), "{url}: {called}");
        }
        for url in ["file:///etc/hosts", "gopher://example.com/", "http://me:secret@example.com/", "//x", ""]
        {
            assert!(matches!(outbound.check(url), Err(OutboundError::Refused(_))), "{url}");
            assert!(matches!(outbound.post(url, &[], b"{}"), Err(OutboundError::Refused(_))), "{url}");
        }
        assert_eq!(hits.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_public_name_that_leads_inside_is_refused_when_it_is_called() {
        let (inside, hits) = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_owned());
        let outbound = Outbound::with(Reach::Public, LeadsTo(inside));
        let called = outbound.post("http://hooks.example.com/", &[], b"{}").unwrap_err();
        assert!(
            matches!(&called, OutboundError::Refused(AccessError::NotPublic(ip)) if ip == "127.0.0.1"),
            "{called}"
        );
        assert_eq!(hits.load(Ordering::SeqCst), 0);
        // The same server is reached where it may be: it was the check that refused it.
        let reached =
            Outbound::with(Reach::ThisMachine, LeadsTo(inside)).post("http://hooks.example.com/", &[], b"{}");
        assert_eq!(reached.unwrap(), 200);
    }

    #[test]
    fn an_answer_without_end_is_not_read() {
        let (address, _) =
            answering(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "a".repeat(HEADER_BYTES * 2)));
        Outbound::to_this_machine().post(&format!("http://{address}/"), &[], b"{}").unwrap_err();
        let (address, _) =
            answering("HTTP/1.1 204 No Content\r\nContent-Length: 99999999999\r\n\r\nmore".to_owned());
        assert_eq!(Outbound::to_this_machine().post(&format!("http://{address}/"), &[], b"{}").unwrap(), 204);
    }
}
