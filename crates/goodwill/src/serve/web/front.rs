//! The front of the house: under which address people reach it, and the cookie that goes with it.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use url::Url;

use super::Problem;

/// How long a browser keeps a session's cookie, seconds: as long as a session may last.
const LASTS_SECONDS: u32 = 30 * 24 * 3600;

/// Under which address people reach the server.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    /// The address that was set.
    public: Option<Url>,
    /// Whether pages are shown to others over plain HTTP.
    plain: bool,
    /// The address on this machine.
    local: String,
    pub(super) cookie: Cookie,
}

impl Front {
    /// The front of a server that listens here.
    pub(crate) fn new(public: Option<Url>, plain: bool, listen: SocketAddr) -> Self {
        let host = match listen.ip() {
            ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        let secure = public.as_ref().is_some_and(|url| url.scheme() == "https");
        let local = format!("http://{host}:{}", listen.port());
        Self { public, plain, local, cookie: Cookie { secure } }
    }

    /// Whether a proxy stands in front, whose word on who asks is taken.
    pub(super) const fn has_proxy(&self) -> bool {
        self.public.is_some()
    }

    /// Whether all of it is behind TLS.
    pub(super) const fn is_secure(&self) -> bool {
        self.cookie.secure
    }

    /// The address of one of our paths, for links that are sent to people.
    pub(crate) fn link(&self, path: &str) -> String {
        let base = self.public.as_ref().map_or(self.local.as_str(), Url::as_str);
        format!("{}{path}", base.trim_end_matches('/'))
    }

    /// Refuses requests under a name that is not ours. A name somebody else lets point here would
    /// otherwise show our pages to their script, and a password would cross the network in clear.
    ///
    /// # Errors
    ///
    /// If the host is neither this machine nor the public address.
    pub(super) fn check_host(&self, host: Option<&str>) -> Result<(), Problem> {
        let refused = |detail: &str| {
            Err(Problem::new(
                StatusCode::MISDIRECTED_REQUEST,
                "misdirected",
                "Not under this address",
                detail,
            ))
        };
        let Some(host) = host else { return refused("the request names no host") };
        if is_loopback(host) || self.plain {
            return Ok(());
        }
        match &self.public {
            Some(public) if is_host_of(public, host) => Ok(()),
            Some(_) => refused("pages are shown under the address the server was given with --public-url"),
            None => refused(
                "pages are shown on this machine only, at http://127.0.0.1: start 'goodwill serve' with \
                 --public-url https://… behind a proxy with TLS, or with --plain-http in a network you trust",
            ),
        }
    }
}

fn is_host_of(public: &Url, host: &str) -> bool {
    let Some(name) = public.host_str() else { return false };
    let port = public.port_or_known_default().unwrap_or(443);
    host.eq_ignore_ascii_case(name) && public.port().is_none()
        || host.eq_ignore_ascii_case(&format!("{name}:{port}"))
}

/// Whether a host is this machine to itself.
fn is_loopback(host: &str) -> bool {
    let name = if host.starts_with('[') {
        host.split_once(']').map_or(host, |(name, _)| name).trim_start_matches('[')
    } else {
        host.split_once(':').map_or(host, |(name, _)| name)
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The cookie of a session.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cookie {
    secure: bool,
}

impl Cookie {
    const fn name(self) -> &'static str {
        // The prefix makes browsers refuse it from other hosts, other paths, and without TLS.
        if self.secure { "__Host-goodwill" } else { "goodwill_session" }
    }

    /// What a request carries; nothing where it carries two, of which one is somebody else's.
    pub(super) fn read(self, headers: &HeaderMap) -> Option<&str> {
        let mut sent = headers
            .get_all(header::COOKIE)
            .into_iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name())
            .map(|(_, value)| value);
        let first = sent.next();
        if sent.next().is_some() { None } else { first }
    }

    /// The header that begins a session.
    pub(super) fn set(self, token: &str) -> HeaderValue {
        self.header(token, LASTS_SECONDS)
    }

    /// The header that ends it.
    pub(super) fn clear(self) -> HeaderValue {
        self.header("", 0)
    }

    fn header(self, token: &str, seconds: u32) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let text =
            format!("{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", self.name());
        // Tokens are of base64url letters.
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(public: Option<&str>, plain: bool) -> Front {
        Front::new(public.map(|url| url.parse().unwrap()), plain, "0.0.0.0:8080".parse().unwrap())
    }

    #[test]
    fn only_this_machine_is_answered_unless_told_otherwise() {
        for host in ["localhost:8080", "127.0.0.1", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST"] {
            assert!(front(None, false).check_host(Some(host)).is_ok(), "{host}");
        }
        for host in
            ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "192.168.1.2:8080", ""]
        {
            assert!(front(None, false).check_host(Some(host)).is_err(), "{host}");
            assert!(front(None, true).check_host(Some(host)).is_ok(), "{host}");
        }
        assert!(front(None, false).check_host(None).is_err());
    }

    #[test]
    fn the_public_address_is_answered_and_no_other() {
        let front = front(Some("https://goodwill.example/"), false);
        assert!(front.check_host(Some("goodwill.example")).is_ok());
        assert!(front.check_host(Some("Goodwill.Example:443")).is_ok());
        assert!(front.check_host(Some("goodwill.example:8443")).is_err());
        assert!(front.check_host(Some("evil.example")).is_err());
        assert_eq!(front.link("/setup/x"), "https://goodwill.example/setup/x");
        assert!(front.cookie.set("t").to_str().unwrap().starts_with("__Host-goodwill=t; Path=/; HttpOnly"));
        assert!(front.cookie.set("t").to_str().unwrap().ends_with("; Secure"));
    }

    #[test]
    fn two_cookies_of_one_name_are_none() {
        let cookie = front(None, false).cookie;
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=b; goodwill_session=one".parse().unwrap());
        assert_eq!(cookie.read(&headers), Some("one"));
        headers.append(header::COOKIE, "goodwill_session=two".parse().unwrap());
        assert_eq!(cookie.read(&headers), None);
    }
}
