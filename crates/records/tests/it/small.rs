//! Keys, properties, fits, named words.

use records::{AccessKey, AllowedProperty, NewFit, Place, Records, SeenProperty};

use crate::places::on_both;

on_both!(a_token_is_shown_once, properties_are_allowed_and_counted, fits_are_kept, words_are_kept);

async fn a_token_is_shown_once(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let (shop, token) = records.add_key("intake", "shop", Some("EUR"), 5).await.unwrap();
    let (app, other) = records.add_key("intake", "app", None, 6).await.unwrap();
    assert_ne!(token, other);
    let letters = token.strip_prefix("gwk_").unwrap();
    assert!(letters.len() == 32 && letters.chars().all(|c| c.is_ascii_alphanumeric()), "{token}");
    assert_eq!(shop.digest, AccessKey::digest_of(&token));
    assert!(token.ends_with(&shop.hint) && shop.hint.len() == 4);
    assert_eq!(records.keys().await.unwrap(), [shop.clone(), app.clone()]);

    // The token is in no line of the dump, and so in no table.
    let mut dump = Vec::new();
    records
        .dump(&mut |_, line| {
            dump.extend_from_slice(line);
            Ok(())
        })
        .await
        .unwrap();
    let dump = String::from_utf8(dump).unwrap();
    assert!(dump.contains("\"shop\"") && !dump.contains(&token) && !dump.contains(letters));
    if let Place::File(path) = &place {
        records.checkpoint().await.unwrap();
        let bytes = std::fs::read(path).unwrap();
        assert!(!bytes.windows(letters.len()).any(|window| window == letters.as_bytes()));
    }

    assert!(records.revoke_key(shop.id, 9).await.unwrap());
    assert!(!records.revoke_key(shop.id, 10).await.unwrap(), "it is revoked already");
    assert!(!records.revoke_key(99, 10).await.unwrap());
    assert_eq!(records.keys().await.unwrap(), [AccessKey { revoked_at: Some(9), ..shop }, app]);
    records.close().await;
}

async fn properties_are_allowed_and_counted(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let allowed = |kind: &str| AllowedProperty {
        event: "Song Played".to_owned(),
        property: "seconds".to_owned(),
        kind: kind.to_owned(),
    };
    records.allow_property(&allowed("code"), 1).await.unwrap();
    records.allow_property(&allowed("number"), 2).await.unwrap();
    assert_eq!(records.allowed_properties().await.unwrap(), [allowed("number")]);
    assert_eq!(records.snapshot().await.unwrap().allowed, [allowed("number")]);
    assert!(records.forget_property("Song Played", "seconds", 3).await.unwrap());
    assert!(!records.forget_property("Song Played", "seconds", 3).await.unwrap());

    let seen = |property: &str, count| SeenProperty {
        event: "Song Played".to_owned(),
        property: property.to_owned(),
        kind: "number".to_owned(),
        goes_to: "history".to_owned(),
        count,
    };
    records.note_properties(&[seen("seconds", 2), seen("seconds", 3), seen("a", 1)]).await.unwrap();
    records.note_properties(&[seen("seconds", 10)]).await.unwrap();
    records.note_properties(&[]).await.unwrap();
    assert_eq!(records.seen_properties().await.unwrap(), [seen("a", 1), seen("seconds", 15)]);
    // A sender that makes up names fills the table up to its limit; what is known is still counted.
    for piece in 0..3 {
        let made_up: Vec<_> = (0..9_000).map(|n| seen(&format!("made up {piece} {n}"), 1)).collect();
        records.note_properties(&made_up).await.unwrap();
    }
    records.note_properties(&[seen("a", 1), seen("one more", 1)]).await.unwrap();
    let all = records.seen_properties().await.unwrap();
    assert!(all.len() <= 20_000, "{} rows", all.len());
    assert!(all.contains(&seen("a", 2)));
    records.close().await;
}

async fn fits_are_kept(place: Place) {
    let records = Records::open(&place).await.unwrap();
    assert_eq!(records.latest_fit().await.unwrap(), None);
    let fit = |as_of| NewFit {
        as_of,
        fitted_at: 5,
        kind: "full".to_owned(),
        model: "bg_nbd".to_owned(),
        parameters: r#"{"r":0.1}"#.to_owned(),
        summary: "{}".to_owned(),
    };
    let first = records.add_fit(fit(-3)).await.unwrap();
    let second = records.add_fit(fit(19_000)).await.unwrap();
    assert_eq!((first.as_of, &*first.parameters), (-3, r#"{"r":0.1}"#));
    assert_eq!(records.latest_fit().await.unwrap(), Some(second.clone()));
    assert_eq!(records.fits(1).await.unwrap(), std::slice::from_ref(&second));
    assert_eq!(records.fits(u64::MAX).await.unwrap(), [second, first]);
    records.close().await;
}

async fn words_are_kept(place: Place) {
    let records = Records::open(&place).await.unwrap();
    assert_eq!(records.meta("last refresh").await.unwrap(), None);
    records.set_meta("last refresh", "1").await.unwrap();
    records.set_meta("last refresh", "2").await.unwrap();
    assert_eq!(records.meta("last refresh").await.unwrap().as_deref(), Some("2"));
    records.remove_meta("last refresh").await.unwrap();
    assert_eq!(records.meta("last refresh").await.unwrap(), None);
    records.close().await;
}
