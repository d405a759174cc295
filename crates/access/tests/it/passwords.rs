//! Which passwords are taken, and how they are kept.

use access::{
    AccessError,
    password::{Cost, check, fits, hash},
};
use proptest::prelude::*;

fn verdict(password: &str) -> Result<(), AccessError> {
    check(password, "anna.rossi@shop.example", "Anna Rossi")
}

#[test]
fn long_ones_of_any_kind_are_taken() {
    for password in [
        "seven green kettles",
        "mondsüchtige Teekanne",
        "ジャスミン茶と静かな朝と雨",
        "xk2-94jf-qq81",
        "passwordless Tuesday",
        "wherever I lay my hat",
    ] {
        assert_eq!(verdict(password), Ok(()), "{password}");
    }
    assert_eq!(verdict(&"ab cd ef gh ij kl mn op ".repeat(11)[..256]), Ok(()));
}

#[test]
fn length_is_counted_in_characters() {
    assert_eq!(verdict("elf zeichen"), Err(AccessError::TooShort(12)));
    assert_eq!(verdict("ジャスミン茶と静か"), Err(AccessError::TooShort(12)));
    assert_eq!(verdict(&"seven green kettles ".repeat(13)), Err(AccessError::TooLong(256)));
    assert_eq!(verdict(""), Err(AccessError::TooShort(12)));
}

#[test]
fn what_is_tried_first_is_refused() {
    for password in [
        "password1234",
        "Password 2026!",
        "PASSWORDPASSWORD",
        "1234password",
        "qwertyuiop12",
        "goodwill2026",
        "Goodwill-Goodwill",
        "correct horse battery staple",
        "administrator",
        "welcome welcome",
        "1q2w3e4r5t6y",
        "motdepasse2026",
    ] {
        assert_eq!(verdict(password), Err(AccessError::Common), "{password}");
    }
}

#[test]
fn ones_own_name_and_address_are_refused() {
    for password in [
        "anna.rossi@shop.example",
        "anna.rossi2026",
        "Anna Rossi 1980",
        "rossianna1980-rossianna",
        "shop.example 2026",
        "annarossiannarossi",
    ] {
        let refused = verdict(password);
        let wanted = if password.starts_with("rossianna") { Ok(()) } else { Err(AccessError::Personal) };
        assert_eq!(refused, wanted, "{password}");
    }
}

#[test]
fn repetitions_and_runs_are_refused() {
    for password in [
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "121212121212",
        "............",
        "123456789012",
        "abcdefghijklmnop",
        "987654321098",
        "häusl-häusl-häusl",
    ] {
        assert_eq!(verdict(password), Err(AccessError::Repeated), "{password}");
    }
}

#[test]
fn a_kept_password_is_argon2id_with_its_salt_and_costs() {
    let kept = hash("seven green kettles", &[7; 16], Cost::STANDARD).unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert!(fits("seven green kettles", &kept));
    assert!(!fits("seven green kettle", &kept));
    assert!(!fits("Seven green kettles", &kept));
    assert!(!fits("", &kept));
    assert_ne!(kept, hash("seven green kettles", &[8; 16], Cost::STANDARD).unwrap());
}

/// From the tests of the reference implementation (phc-winner-argon2, test.c).
#[test]
fn the_published_vector_holds() {
    let kept = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    assert!(fits("password", kept));
    assert!(!fits("Password", kept));
}

#[test]
fn what_is_no_hash_fits_nothing() {
    for kept in [
        "",
        "seven green kettles",
        "$argon2id$",
        "$argon2id$v=19$m=8,t=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$",
        "$2b$12$abc",
        "$argon2id$v=19$m=99999999999,t=1,p=1$BwcH$BwcH",
    ] {
        assert!(!fits("seven green kettles", kept), "{kept}");
        assert!(!fits("", kept), "{kept}");
    }
}

#[test]
fn a_password_longer_than_any_is_not_worked_on() {
    let long = "x".repeat(10_000);
    let kept = hash(&long, &[7; 16], Cost::WEAK).unwrap();
    assert!(!fits(&long, &kept));
}

proptest! {
    #[test]
    fn a_password_fits_its_own_hash_and_no_other(one in "\\PC{1,40}", other in "\\PC{1,40}", salt: [u8; 16]) {
        let kept = hash(&one, &salt, Cost::WEAK).unwrap();
        prop_assert!(fits(&one, &kept));
        prop_assert_eq!(fits(&other, &kept), one == other);
        prop_assert!(!kept.contains(&one) || one.chars().count() < 4);
    }

    #[test]
    fn no_password_panics(password in "\\PC{0,300}", email in "\\PC{0,30}", name in "\\PC{0,30}") {
        let _ = check(&password, &email, &name);
    }
}
