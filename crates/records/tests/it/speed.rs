//! How fast events come in. Not a promise: printed for whoever asks.
//!
//! `cargo test -p records --test it -- --ignored --nocapture speed`

use std::time::Instant;

use records::{NewEvent, Publication, Records};

use crate::{
    arrivals::event,
    identities::id,
    places::{Fresh, wait},
};

fn events(group: u32, size: u32, salt: u32) -> Vec<NewEvent> {
    (group * size..(group + 1) * size)
        .map(|n| NewEvent {
            customer: Some(id(&format!("user-{}", n.wrapping_mul(2_654_435_761) % 100_000))),
            body: vec![b'x'; 500],
            ..event(n.wrapping_add(salt))
        })
        .collect()
}

#[test]
#[ignore = "prints a rate, checks nothing"]
fn events_a_second() {
    wait(async {
        for place in [Some(Fresh::sqlite()), Fresh::postgres().await].into_iter().flatten() {
            let records = Records::open(&place.place).await.unwrap();
            let mut salt = 0;
            for size in [1_u32, 10, 100, 1_000, 2_000] {
                let groups = if size < 100 { 500 } else { 60_000 / size };
                let all: Vec<_> = (0..groups).map(|group| events(group, size, salt)).collect();
                salt += groups * size;
                let start = Instant::now();
                for group in &all {
                    assert!(records.append(group, &[]).await.unwrap().iter().all(|new| *new));
                }
                let rate = f64::from(groups * size) / start.elapsed().as_secs_f64();
                let which = if place.folder().is_some() { "SQLite" } else { "PostgreSQL" };
                println!("{which}, {size} events a commit: {rate:.0} events/s");
                let through = records.inbox_size().await.unwrap().last_id;
                let start = Instant::now();
                let publication =
                    Publication { batch_id: 1, inbox_through: Some(through), ..Publication::default() };
                records.publish(publication).await.unwrap();
                println!("  taken out of the inbox in {:.2} s", start.elapsed().as_secs_f64());
            }
            records.close().await;
            place.remove().await;
        }
    });
}

#[test]
#[ignore = "prints a rate, checks nothing"]
fn customers_a_second() {
    wait(async {
        for place in [Some(Fresh::sqlite()), Fresh::postgres().await].into_iter().flatten() {
            let records = Records::open(&place.place).await.unwrap();
            let ids: Vec<_> = (0..200_000).map(|n| id(&format!("customer-{n}"))).collect();
            for what in ["made", "found"] {
                let start = Instant::now();
                records.keys_of(&ids, 1, None).await.unwrap();
                println!("200,000 customers {what} in {:.2} s", start.elapsed().as_secs_f64());
            }
            let start = Instant::now();
            assert_eq!(records.customers().await.unwrap().len(), ids.len());
            println!("listed in {:.2} s", start.elapsed().as_secs_f64());
            let start = Instant::now();
            records.dump(&mut |_, _| Ok(())).await.unwrap();
            println!("dumped in {:.2} s", start.elapsed().as_secs_f64());
            records.close().await;
            place.remove().await;
        }
    });
}
