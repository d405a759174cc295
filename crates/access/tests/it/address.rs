//! Which addresses outside may be called. The rows follow the advisories of like products in which a
//! webhook reached the inside of a network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use access::{
    AccessError,
    address::{check, is_public, parse},
};
use proptest::prelude::*;

#[test]
fn public_addresses_are_called() {
    for (address, host, port) in [
        ("https://hooks.shop.example/goodwill", "hooks.shop.example", 443),
        ("http://hooks.shop.example:8080/", "hooks.shop.example", 8080),
        ("https://8.8.8.8/x?y=1", "8.8.8.8", 443),
        ("https://[2606:4700::1111]/", "2606:4700::1111", 443),
        ("HTTPS://Hooks.Shop.Example./", "hooks.shop.example", 443),
    ] {
        let outside = check(address).unwrap_or_else(|e| panic!("{address}: {e}"));
        assert_eq!((outside.host.as_str(), outside.port), (host, port), "{address}");
    }
}

#[test]
fn other_schemes_are_not_called() {
    for address in [
        "file:///etc/passwd",
        "gopher://8.8.8.8:25/x",
        "ftp://shop.example/",
        "dict://shop.example:11211/",
        "ldap://shop.example/",
        "data:text/plain,x",
        "javascript:alert(1)",
        "jar:https://shop.example!/",
    ] {
        assert!(matches!(check(address), Err(AccessError::Scheme(_))), "{address}: {:?}", check(address));
    }
}

#[test]
fn names_and_passwords_in_an_address_are_refused() {
    for address in [
        "https://user@shop.example/",
        "https://user:pass@shop.example/",
        "https://shop.example@127.0.0.1/",
        "https://@shop.example/",
        "https://:@shop.example/",
        "https://shop.example%2f@127.0.0.1/",
    ] {
        assert!(matches!(check(address), Err(AccessError::UserInfo)), "{address}: {:?}", check(address));
    }
}

#[test]
fn this_machine_is_refused_in_whatever_way_it_is_written() {
    for address in [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://127.255.255.254/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0x0.0x0.0x1/",
        "http://0X7F.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.1.:8080/",
        "http://0/",
        "http://0.0.0.0:8080/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:0:0:0:0:80ff:fffe]/",
        "http://localhost/",
        "http://LOCALHOST:8080/",
        "http://localhost./",
        "http://a.localhost/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
    ] {
        assert!(matches!(check(address), Err(AccessError::NotPublic(_))), "{address}: {:?}", check(address));
    }
}

#[test]
fn networks_that_are_not_public_are_refused() {
    for address in [
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0xa9fea9fe/",
        "http://2852039166/",
        "http://100.64.0.1/",
        "http://192.0.0.1/",
        "http://192.0.2.1/",
        "http://198.18.0.1/",
        "http://198.51.100.1/",
        "http://203.0.113.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[2001:db8::1]/",
        "http://[3fff::1]/",
        "http://[100::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://printer/",
        "http://metadata.google.internal/",
        "http://nas.local/",
        "http://router.lan/",
        "http://server.home.arpa/",
    ] {
        assert!(matches!(check(address), Err(AccessError::NotPublic(_))), "{address}: {:?}", check(address));
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for address in [
        "",
        "shop.example",
        "//shop.example/",
        "http://",
        "http:///",
        "http://shop.example:99999/",
        "http://256.256.256.256/",
        "http://[::1/",
        "http://shop.example\\@127.0.0.1/",
        "http://shop.example/\r\nHost: 127.0.0.1",
        " http://shop.example/",
        "http://shop\texample/",
    ] {
        assert!(check(address).is_err(), "{address}");
    }
    assert!(check(&format!("https://shop.example/{}", "a".repeat(3000))).is_err());
}

#[test]
fn ports_of_other_protocols_are_refused() {
    for port in [22, 25, 53, 110, 445, 1023] {
        assert_eq!(check(&format!("http://shop.example:{port}/")), Err(AccessError::Port(port)));
    }
}

#[test]
fn numbers_at_the_borders_are_told_apart() {
    for (ip, public) in [
        ("9.255.255.255", true),
        ("10.0.0.0", false),
        ("10.255.255.255", false),
        ("11.0.0.0", true),
        ("100.63.255.255", true),
        ("100.64.0.0", false),
        ("100.127.255.255", false),
        ("100.128.0.0", true),
        ("126.255.255.255", true),
        ("128.0.0.0", true),
        ("169.253.255.255", true),
        ("169.255.0.0", true),
        ("172.15.255.255", true),
        ("172.32.0.0", true),
        ("192.167.255.255", true),
        ("192.169.0.0", true),
        ("198.17.255.255", true),
        ("198.20.0.0", true),
        ("223.255.255.255", true),
        ("1fff:ffff::", false),
        ("2001:200::", true),
        ("2003::", true),
        ("3ffe::1", true),
        ("3fff:1000::", true),
        ("4000::", false),
        ("64:ff9b::8.8.8.8", true),
        ("64:ff9b:0:0:1::8.8.8.8", false),
    ] {
        assert_eq!(is_public(ip.parse().unwrap()), public, "{ip}");
    }
}

proptest! {
    #[test]
    fn an_inner_number_is_never_public(tail: u32) {
        for (base, bits) in [("10.0.0.0", 8), ("127.0.0.0", 8), ("169.254.0.0", 16), ("172.16.0.0", 12), ("192.168.0.0", 16), ("100.64.0.0", 10), ("0.0.0.0", 8), ("224.0.0.0", 3)] {
            let base = u32::from(base.parse::<Ipv4Addr>().unwrap());
            let ip = Ipv4Addr::from(base | tail >> bits);
            prop_assert!(!is_public(IpAddr::V4(ip)), "{ip}");
            prop_assert!(!is_public(IpAddr::V6(ip.to_ipv6_mapped())), "{ip}");
            let [a, b, c, d] = ip.octets();
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            prop_assert!(!is_public(IpAddr::V6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low))), "{ip}");
            prop_assert!(!is_public(IpAddr::V6(Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1))), "{ip}");
            // However the number is written.
            let n = u32::from(ip);
            for text in [format!("http://{n}/"), format!("http://{n:#x}/"), format!("http://{ip}/")] {
                prop_assert!(check(&text).is_err(), "{text}");
            }
        }
    }

    #[test]
    fn no_text_panics_and_what_passes_is_public(text in "\\PC{0,60}") {
        if let Ok(outside) = check(&text) {
            prop_assert!(outside.ip.is_none_or(is_public));
            prop_assert!(matches!(outside.url.scheme(), "http" | "https"));
        }
        let address = format!("http://{text}/");
        if let Ok(outside) = check(&address) {
            prop_assert!(outside.url.username().is_empty() && outside.url.password().is_none());
        }
        let _ = parse(&text);
    }
}
