//! Tokens and the comparison of secrets.

use access::{
    csrf::same,
    token::{Kind, digest, make},
};
use proptest::prelude::*;

const KINDS: [Kind; 3] = [Kind::Session, Kind::OneTime, Kind::ApiKey];

#[test]
fn what_is_no_token_has_no_digest() {
    let token = make(Kind::Session, &[1; 32]);
    assert_eq!(token.len(), 47);
    for text in [
        "",
        "gws_",
        &token[..46],
        &format!("{token}A"),
        &token.replace("gws_", "gwa_"),
        &token.replace("gws_", "GWS_"),
        &format!(" {token}"),
        &format!("{}=", &token[..46]),
        &token.replace('A', "ä"),
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvd25lciJ9.",
    ] {
        assert_eq!(digest(Kind::Session, text), None, "{text}");
    }
    // Padding bits that say nothing make no second token of one.
    let mut last = token.clone();
    last.replace_range(46.., "F");
    assert_ne!(token, last);
    assert_eq!(digest(Kind::Session, &last), None);
}

proptest! {
    #[test]
    fn a_token_opens_one_kind_of_door(bytes: [u8; 32], other: [u8; 32]) {
        for kind in KINDS {
            let token = make(kind, &bytes);
            prop_assert!(token.is_ascii() && digest(kind, &token).is_some());
            for another in KINDS.into_iter().filter(|another| *another != kind) {
                prop_assert_eq!(digest(another, &token), None);
            }
            prop_assert_eq!(digest(kind, &token) == digest(kind, &make(kind, &other)), bytes == other);
        }
    }

    #[test]
    fn same_is_equality(one in "\\PC{0,20}", other in "\\PC{0,20}") {
        prop_assert!(same(&one, &one));
        prop_assert_eq!(same(&one, &other), one == other);
    }
}
