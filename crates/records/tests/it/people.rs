//! People, links that open once, sessions, failed tries, API keys.

use records::{
    Actor, AuditFilter, Failures, NewOneTime, NewPerson, NewSession, Place, Purpose, Records, RecordsError,
    normal_email,
};

use crate::places::on_both;

on_both!(
    the_last_owner_stays,
    an_address_is_one_person,
    a_link_opens_once,
    a_link_and_what_it_is_for_are_one,
    a_session_ends_in_each_of_its_ways,
    failures_are_counted_and_forgotten,
    a_place_is_known_for_a_while,
    a_note_knows_the_key_it_was_written_with,
    an_api_key_is_known_by_its_digest_until_it_is_revoked,
);

const MINUTE: i64 = 60 * 1_000_000;
const HOUR: i64 = 60 * MINUTE;

pub fn new(email: &str, role: &str) -> NewPerson {
    NewPerson {
        email: email.to_owned(),
        name: "Ann".to_owned(),
        role: role.to_owned(),
        password: Some("$argon2id$…".to_owned()),
        ..NewPerson::default()
    }
}

async fn the_last_owner_stays(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::command();
    assert!(!records.has_owner().await.unwrap());
    let ann = records.add_person(new("ann@example.com", "owner"), &by, 1).await.unwrap();
    let bob = records.add_person(new("bob@example.com", "reader"), &by, 2).await.unwrap();
    assert!(records.has_owner().await.unwrap());
    for refused in
        [records.change_role(ann.id, "reader", &by, 3).await, records.disable_person(ann.id, &by, 3).await]
    {
        assert!(matches!(refused, Err(RecordsError::LastOwner)), "{refused:?}");
    }
    assert_eq!(records.person(ann.id).await.unwrap(), Some(ann.clone()), "nothing has changed");
    assert!(records.change_role(ann.id, "owner", &by, 3).await.unwrap());
    assert!(records.change_role(bob.id, "owner", &by, 4).await.unwrap());
    assert!(records.disable_person(ann.id, &by, 5).await.unwrap());
    assert!(!records.disable_person(ann.id, &by, 6).await.unwrap(), "it is taken away already");
    assert!(!records.change_role(ann.id, "owner", &by, 6).await.unwrap());
    assert!(matches!(records.disable_person(bob.id, &by, 7).await, Err(RecordsError::LastOwner)));
    assert!(!records.change_role(99, "reader", &by, 8).await.unwrap());
    // What was refused is not noted.
    let noted = records.audit_page(None, 100, &AuditFilter::default()).await.unwrap();
    let noted: Vec<&str> = noted.iter().rev().map(|entry| &*entry.action).collect();
    assert_eq!(
        noted,
        ["person.added", "person.added", "person.role", "person.role", "person.removed"],
        "and nothing else"
    );
    records.close().await;
}

async fn an_address_is_one_person(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::command();
    records.add_person(new("root@example.com", "owner"), &by, 1).await.unwrap();
    let ann = records.add_person(new("  Ann@Example.COM ", "desk"), &by, 1).await.unwrap();
    assert_eq!(ann.email, "ann@example.com");
    assert_eq!(normal_email(" ÄNN@x "), "änn@x");
    assert_eq!(records.person_by_email("ANN@example.com").await.unwrap(), Some(ann.clone()));
    let twice = records.add_person(new("ann@example.com", "owner"), &by, 2).await;
    assert!(matches!(twice, Err(RecordsError::Taken(_))), "{twice:?}");
    records.disable_person(ann.id, &by, 3).await.unwrap();
    let gone = records.person_by_email("ann@example.com").await.unwrap().unwrap();
    assert_eq!((gone.password, gone.disabled_at), (None, Some(3)));
    assert!(!records.set_password(ann.id, "$argon2id$new", None, &by, 3).await.unwrap());
    // Who comes back is the same person, with the role of now.
    let back = records.add_person(new("ann@example.com", "reader"), &by, 4).await.unwrap();
    assert_eq!((back.id, &*back.role, back.disabled_at), (ann.id, "reader", None));
    assert_eq!(records.people().await.unwrap().len(), 2);
    assert_eq!(records.people_page(Some(1), 5).await.unwrap(), [back]);
    assert!(records.set_own(ann.id, " A. ", Some("hu"), None, &by, 5).await.unwrap());
    let own = records.person(ann.id).await.unwrap().unwrap();
    assert_eq!((&*own.name, own.locale.as_deref(), &*own.role), ("A.", Some("hu"), "reader"));
    records.close().await;
}

fn link(purpose: Purpose, digest: u8) -> NewOneTime {
    NewOneTime {
        purpose,
        digest: [digest; 32],
        email: Some("Ann@example.com".to_owned()),
        role: Some("desk".to_owned()),
        person: None,
        expires_at: 100,
    }
}

async fn a_link_opens_once(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::command();
    records.add_one_time(link(Purpose::Invitation, 1), &by, 1).await.unwrap();
    assert!(records.one_time([1; 32], 99).await.unwrap().is_some());
    assert!(records.one_time([1; 32], 100).await.unwrap().is_none(), "its time is over");
    assert!(records.use_one_time([1; 32], 100).await.unwrap().is_none());
    assert!(records.use_one_time([2; 32], 5).await.unwrap().is_none(), "there is no such link");
    // Of many who come at the same moment exactly one gets in.
    let tries: Vec<_> = (0..16)
        .map(|_| {
            let records = records.clone();
            tokio::spawn(async move { records.use_one_time([1; 32], 5).await.unwrap() })
        })
        .collect();
    let mut opened = 0;
    for one in tries {
        opened += usize::from(one.await.unwrap().is_some());
    }
    assert_eq!(opened, 1);
    // A newer link takes the place of the older one for the same person.
    records.add_one_time(link(Purpose::Invitation, 3), &by, 1).await.unwrap();
    let newer = records.add_one_time(link(Purpose::Invitation, 4), &by, 2).await.unwrap();
    assert!(records.one_time([3; 32], 5).await.unwrap().is_none());
    assert_eq!(records.one_times().await.unwrap(), std::slice::from_ref(&newer));
    assert!(records.revoke_one_time(newer.id, &by, 6).await.unwrap());
    assert!(!records.revoke_one_time(newer.id, &by, 6).await.unwrap());
    assert!(records.use_one_time([4; 32], 7).await.unwrap().is_none());
    records.close().await;
}

async fn a_link_and_what_it_is_for_are_one(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::command();
    let setup = NewOneTime { email: None, role: None, ..link(Purpose::Setup, 1) };
    records.add_one_time(setup.clone(), &by, 1).await.unwrap();
    // Who joins by the first link is the owner, whatever is given.
    let owner =
        records.accept_one_time([1; 32], new("root@example.com", "reader"), 2).await.unwrap().unwrap();
    assert_eq!((&*owner.role, &*owner.email), ("owner", "root@example.com"));
    assert!(records.accept_one_time([1; 32], new("eve@example.com", "owner"), 3).await.unwrap().is_none());
    // A set-up link made later opens nothing where there is an owner.
    records.add_one_time(setup, &by, 4).await.unwrap();
    let late = records.accept_one_time([1; 32], new("eve@example.com", "owner"), 5).await;
    assert!(matches!(late, Err(RecordsError::Taken(_))), "{late:?}");
    // An invitation says who and as what; the one who joins cannot.
    records.add_one_time(link(Purpose::Invitation, 2), &by, 6).await.unwrap();
    let ann = records.accept_one_time([2; 32], new("eve@example.com", "owner"), 7).await.unwrap().unwrap();
    assert_eq!((&*ann.role, &*ann.email), ("desk", "ann@example.com"));
    // What failed leaves the link open.
    records.add_one_time(link(Purpose::Invitation, 3), &by, 8).await.unwrap();
    let taken = records.accept_one_time([3; 32], new("x@example.com", "desk"), 9).await;
    assert!(matches!(taken, Err(RecordsError::Taken(_))), "{taken:?}");
    assert!(records.one_time([3; 32], 9).await.unwrap().is_some());
    // A new password ends what was signed in.
    let session = NewSession { digest: [9; 32], person: ann.id, csrf: "c".to_owned(), expires_at: HOUR };
    records.add_session(session, 10).await.unwrap();
    let reset = NewOneTime { email: None, role: None, person: Some(ann.id), ..link(Purpose::Reset, 4) };
    records.add_one_time(reset.clone(), &by, 10).await.unwrap();
    let given = NewPerson { password: Some("$argon2id$new".to_owned()), ..new("eve@example.com", "owner") };
    let same = records.accept_one_time([4; 32], given, 11).await.unwrap().unwrap();
    assert_eq!((same.id, &*same.email, &*same.role), (ann.id, "ann@example.com", "desk"));
    assert_eq!(same.password.as_deref(), Some("$argon2id$new"));
    assert!(records.session([9; 32], 12).await.unwrap().is_none());
    // A link to a new password that lay about is dead once there is one.
    records.add_one_time(reset.clone(), &by, 11).await.unwrap();
    assert!(records.set_password(ann.id, "$argon2id$own", None, &by, 12).await.unwrap());
    assert!(records.one_time([4; 32], 12).await.unwrap().is_none(), "an older link sets no password");
    // Whoever is taken away cannot come back by an older link.
    records.add_one_time(reset, &by, 12).await.unwrap();
    records.disable_person(ann.id, &by, 13).await.unwrap();
    assert!(records.accept_one_time([4; 32], new("a", "desk"), 14).await.unwrap().is_none());
    records.close().await;
}

async fn a_session_ends_in_each_of_its_ways(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::command();
    records.add_person(new("root@example.com", "owner"), &by, 1).await.unwrap();
    let ann = records.add_person(new("ann@example.com", "desk"), &by, 1).await.unwrap();
    let begin = |digest: u8| NewSession {
        digest: [digest; 32],
        person: ann.id,
        csrf: "csrf".to_owned(),
        expires_at: 30 * 24 * HOUR,
    };
    let there = async |digest: u8, at: i64| records.session([digest; 32], at).await.unwrap().is_some();
    let session = records.add_session(begin(1), 0).await.unwrap();
    let (found, person) = records.session([1; 32], 1).await.unwrap().unwrap();
    assert_eq!((&found, person.id, person.seen_at), (&session, ann.id, Some(0)));
    assert!(!there(2, 1).await, "no such session");
    // Unused for twelve hours.
    assert!(there(1, 12 * HOUR - 1).await && !there(1, 12 * HOUR).await);
    // Used within a minute nothing is written; later it is.
    records.touch_session(&session, MINUTE - 1).await.unwrap();
    assert_eq!(records.session([1; 32], MINUTE).await.unwrap().unwrap().0.seen_at, 0);
    records.touch_session(&session, 11 * HOUR).await.unwrap();
    assert!(there(1, 22 * HOUR).await);
    // However it is used, it ends after thirty days.
    let mut used = records.session([1; 32], 12 * HOUR).await.unwrap().unwrap().0;
    let mut at = 11 * HOUR;
    while at < 30 * 24 * HOUR {
        assert!(there(1, at).await, "at {} hours", at / HOUR);
        records.touch_session(&used, at).await.unwrap();
        used.seen_at = at;
        at += 11 * HOUR;
    }
    assert!(!there(1, 30 * 24 * HOUR).await);
    // Signing out ends one; a new password ends all but the one that is named.
    for digest in 2..6 {
        records.add_session(begin(digest), 5).await.unwrap();
    }
    assert!(records.end_session([2; 32], 6).await.unwrap());
    assert!(!records.end_session([2; 32], 6).await.unwrap());
    assert!(!there(2, 7).await && there(3, 7).await);
    records.set_password(ann.id, "$argon2id$new", Some([3; 32]), &by, 8).await.unwrap();
    assert!(there(3, 9).await && !there(4, 9).await && !there(5, 9).await);
    records.disable_person(ann.id, &by, 10).await.unwrap();
    assert!(!there(3, 11).await);
    records.add_session(NewSession { person: 1, ..begin(7) }, 12).await.unwrap();
    assert_eq!(records.end_sessions_of(1, None, &by, 13).await.unwrap(), 1);
    records.close().await;
}

async fn failures_are_counted_and_forgotten(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let key = [7; 32];
    assert_eq!(records.failures(key, 0).await.unwrap(), Failures::default());
    for n in 1..=5_u32 {
        let failures = Failures { count: n, last_at: i64::from(n) };
        assert_eq!(records.note_failure(key, i64::from(n)).await.unwrap(), failures);
    }
    assert_eq!(records.failures([8; 32], 6).await.unwrap().count, 0, "others are not counted");
    assert_eq!(records.failures(key, 24 * HOUR + 4).await.unwrap().count, 5);
    assert_eq!(records.failures(key, 24 * HOUR + 5).await.unwrap().count, 0, "after a day without one");
    assert_eq!(records.note_failure(key, 24 * HOUR + 5).await.unwrap().count, 1);
    records.clear_failures(key).await.unwrap();
    assert_eq!(records.failures(key, 24 * HOUR + 6).await.unwrap().count, 0);
    records.close().await;
}

async fn a_place_is_known_for_a_while(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let known = async |key: u8, now: i64| records.is_known_place([key; 32], now).await.unwrap();
    assert!(!known(7, 1).await);
    records.know_place([7; 32], 1).await.unwrap();
    records.know_place([7; 32], 2).await.unwrap();
    // What is forgotten of others is not forgotten of it.
    records.note_failure([8; 32], 29 * 24 * HOUR).await.unwrap();
    assert!(known(7, 29 * 24 * HOUR).await && !known(8, 29 * 24 * HOUR).await);
    assert!(!known(7, 30 * 24 * HOUR + 2).await);
    assert!(!known(9, 2).await);
    records.close().await;
}

async fn a_note_knows_the_key_it_was_written_with(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let of = async |person: Option<i64>, by: Actor| {
        let note = records.add_note(5, "likes tea", person, &by, 1).await.unwrap();
        assert_eq!(records.note(note.id).await.unwrap().unwrap(), note);
        (note.by_person, note.by_key)
    };
    assert_eq!(of(Some(3), Actor::person(3)).await, (Some(3), None));
    assert_eq!(of(None, Actor::key(4)).await, (None, Some(4)));
    assert_eq!(of(None, Actor::command()).await, (None, None));
    records.close().await;
}

async fn an_api_key_is_known_by_its_digest_until_it_is_revoked(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::person(3);
    let (key, token) = records.add_api_key(" reports ", "values:read export", &by, 5).await.unwrap();
    assert!(token.starts_with("gwa_") && token.ends_with(&key.hint), "{token}");
    assert_eq!((&*key.name, &*key.scopes, &*key.created_by), ("reports", "values:read export", "person:3"));
    let digest = access::token::digest(access::token::Kind::ApiKey, &token).unwrap();
    assert_eq!(records.api_key_by_digest(digest).await.unwrap(), Some(key.clone()));
    assert_eq!(records.api_key_by_digest([0; 32]).await.unwrap(), None);
    records.touch_api_key(&key, 9).await.unwrap();
    let used = records.api_key_by_digest(digest).await.unwrap().unwrap();
    assert_eq!(used.last_used_at, Some(9));
    records.touch_api_key(&used, 10).await.unwrap();
    assert_eq!(records.api_keys().await.unwrap()[0].last_used_at, Some(9), "once a minute");
    assert!(records.revoke_api_key(key.id, &by, 11).await.unwrap());
    assert!(!records.revoke_api_key(key.id, &by, 12).await.unwrap());
    assert_eq!(records.api_key_by_digest(digest).await.unwrap(), None);
    // The token is in no line of a dump.
    let dumped = crate::dumps::lines(&records).await;
    assert!(dumped.iter().any(|(table, _)| table == "api_key"));
    assert!(!dumped.iter().any(|(_, line)| String::from_utf8_lossy(line).contains(&token[4..])));
    records.close().await;
}
