//! Which addresses outside may be called: public ones, over HTTP, and nothing else.
//!
//! A name is checked twice: its form here, and what it resolves to at the moment of the call
//! ([`is_public`]), because a name may lead elsewhere by then.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::AccessError;

/// The longest address that is taken.
const MOST_BYTES: usize = 2048;

/// An address outside whose form is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// The address, normalised.
    pub url: Url,
    /// The name or number of its host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The number, where the host is one.
    pub ip: Option<IpAddr>,
}

/// Checks the form of an address. Numbers in decimal, hexadecimal, octal or short form are read as a
/// browser reads them, and then checked as numbers.
///
/// # Errors
///
/// If it is no http(s) address, carries a name or password, or leads to a number or a name that is
/// not public.
pub fn check(text: &str) -> Result<Outside, AccessError> {
    let parsed = parse(text)?;
    if let Some(ip) = parsed.ip
        && !is_public(ip)
    {
        return Err(AccessError::NotPublic(ip.to_string()));
    }
    if parsed.ip.is_none() && is_inside_name(&parsed.host) {
        return Err(AccessError::NotPublic(parsed.host));
    }
    Ok(parsed)
}

/// Checks everything but where an address leads: for a test that calls itself.
///
/// # Errors
///
/// If it is no http(s) address, or carries a name or password.
pub fn parse(text: &str) -> Result<Outside, AccessError> {
    if text.len() > MOST_BYTES {
        return Err(AccessError::NoAddress("it is too long".to_owned()));
    }
    // The parser forgives these; whoever writes them means to be misread.
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(AccessError::NoAddress("it holds blanks, control characters or a backslash".to_owned()));
    }
    let url = Url::parse(text).map_err(|e| AccessError::NoAddress(e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AccessError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() || authority(text).contains('@') {
        return Err(AccessError::UserInfo);
    }
    let port = url.port_or_known_default().ok_or(AccessError::NoHost)?;
    if port < 1024 && !matches!(port, 80 | 443) {
        return Err(AccessError::Port(port));
    }
    let (host, ip) = match url.host().ok_or(AccessError::NoHost)? {
        Host::Domain(name) => (name.trim_end_matches('.').to_ascii_lowercase(), None),
        Host::Ipv4(ip) => (ip.to_string(), Some(IpAddr::V4(ip))),
        Host::Ipv6(ip) => (ip.to_string(), Some(IpAddr::V6(ip))),
    };
    if host.is_empty() {
        return Err(AccessError::NoHost);
    }
    Ok(Outside { url, host, port, ip })
}

/// What stands between `//` and the next `/`, `?` or `#`.
fn authority(text: &str) -> &str {
    let rest = text.split_once("//").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Names that lead inside wherever they are asked.
fn is_inside_name(host: &str) -> bool {
    let ends = [
        "localhost",
        "local",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "home.arpa",
        "onion",
    ];
    !host.contains('.') || ends.iter().any(|end| host == *end || host.ends_with(&format!(".{end}")))
}

/// Whether a number is of the public internet. What is not known to be is not.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

#[expect(clippy::match_same_arms, reason = "one arm and one comment for each reason")]
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        // This network, private use, loopback; multicast, reserved, broadcast.
        (0 | 10 | 127 | 224.., _, _) => false,
        // Shared by carriers, link-local, private use.
        (100, 64..=127, _) | (169, 254, _) | (172, 16..=31, _) => false,
        // Private use, protocol assignments, the old 6to4 relay, AS112.
        (192, 168, _) | (192, 0, 0) | (192, 88, 99) | (192, 31, 196) | (192, 52, 193) | (192, 175, 48) => {
            false
        }
        // Documentation, benchmarks.
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) | (198, 18 | 19, _) => false,
        _ => true,
    }
}

#[expect(clippy::match_same_arms, reason = "one arm and one comment for each reason")]
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // Only what is given out as global unicast is asked further.
    if s[0] & 0xe000 != 0x2000 {
        // Translated addresses lead where the number inside them leads; local translation does not.
        return s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] && is_public_v4(inner(s[6], s[7]));
    }
    match (s[0], s[1]) {
        // Teredo carries the client's number inverted; benchmarks, ORCHID, protocol assignments.
        (0x2001, 0x0000..=0x01ff) => false,
        // Documentation.
        (0x2001, 0x0db8) | (0x3fff, 0x0000..=0x0fff) => false,
        // 6to4, which leads to whatever number is inside it.
        (0x2002, _) => false,
        _ => true,
    }
}

fn inner(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}
