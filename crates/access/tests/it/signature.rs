//! Signatures of webhooks.

use access::{
    AccessError,
    signature::{Secret, check, sign},
};
use proptest::prelude::*;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const AT: i64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

/// The vector of the Standard Webhooks specification.
#[test]
fn the_published_vector_holds() {
    let secret = Secret::parse(SECRET).unwrap();
    assert_eq!(sign(std::slice::from_ref(&secret), ID, AT, BODY), SIGNED);
    assert_eq!(check(&secret, ID, AT, BODY, SIGNED, AT + 299), Ok(()));
    assert_eq!(secret.reveal(), SECRET);
}

#[test]
fn while_a_secret_is_replaced_either_receiver_is_content() {
    let (old, new) = (Secret::parse(SECRET).unwrap(), Secret::new(&[9; 32]));
    let both = sign(&[new.clone(), old.clone()], ID, AT, BODY);
    assert_eq!(both.split(' ').count(), 2);
    for secret in [&old, &new] {
        assert_eq!(check(secret, ID, AT, BODY, &both, AT), Ok(()));
    }
    assert_eq!(check(&Secret::new(&[8; 32]), ID, AT, BODY, &both, AT), Err(AccessError::Signature));
}

#[test]
fn old_and_early_messages_are_refused() {
    let secret = Secret::parse(SECRET).unwrap();
    for off in [-301, 301, i64::MAX / 2, i64::MIN / 2] {
        assert_eq!(
            check(&secret, ID, AT, BODY, SIGNED, AT.saturating_add(off)),
            Err(AccessError::Stale),
            "{off}"
        );
    }
}

#[test]
fn other_schemes_and_broken_signatures_do_not_fit() {
    let secret = Secret::parse(SECRET).unwrap();
    let bare = SIGNED.trim_start_matches("v1,");
    for signature in ["", "v1,", bare, &format!("v2,{bare}"), &format!("v1a,{bare}"), "v1,AAAA", "v1,%%%"] {
        assert_eq!(check(&secret, ID, AT, BODY, signature, AT), Err(AccessError::Signature), "{signature}");
    }
}

#[test]
fn secrets_of_another_form_are_refused_and_none_shows_itself() {
    for text in [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_AAAA",
        "whsec_%%",
        &format!("whsec_{}", "AAAA".repeat(22)),
    ] {
        assert_eq!(Secret::parse(text), Err(AccessError::Secret), "{text}");
    }
    let shown = format!("{:?}", Secret::parse(SECRET).unwrap());
    assert!(!shown.contains("MfKQ") && !shown.contains("31"), "{shown}");
}

proptest! {
    #[test]
    fn any_change_of_the_message_is_seen(
        bytes: [u8; 32], id in "msg_[a-z0-9]{1,10}", at in 0i64..4_000_000_000,
        body in prop::collection::vec(any::<u8>(), 0..60), place in 0usize..60,
    ) {
        let secret = Secret::new(&bytes);
        prop_assert_eq!(Secret::parse(&secret.reveal()), Ok(secret.clone()));
        let signed = sign(std::slice::from_ref(&secret), &id, at, &body);
        prop_assert_eq!(check(&secret, &id, at, &body, &signed, at), Ok(()));
        let other_id = format!("{id}x");
        prop_assert!(check(&secret, &other_id, at, &body, &signed, at).is_err());
        prop_assert!(check(&secret, &id, at + 1, &body, &signed, at).is_err());
        if !body.is_empty() {
            let mut other = body.clone();
            other[place % body.len()] ^= 1;
            prop_assert!(check(&secret, &id, at, &other, &signed, at).is_err());
        }
    }
}
