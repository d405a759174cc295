//! The set of message ids.

use std::{collections::HashSet, fs, time::Instant};

use history::{
    ids::Ids,
    store::{Listed, Role},
};
use proptest::prelude::*;

/// Spread like keyed digests are.
fn id(n: u64) -> [u8; 16] {
    let mut x = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut half = || {
        x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ (x >> 29);
        x = x.wrapping_mul(0x94d0_49bb_1331_11eb) ^ (x >> 32);
        x.to_be_bytes()
    };
    let mut id = [0; 16];
    id[..8].copy_from_slice(&half());
    id[8..].copy_from_slice(&half());
    id
}

#[test]
fn what_was_written_is_known_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut listed = Vec::new();
    for batch in 0..3_u64 {
        let ids = (batch * 1000..batch * 1000 + 1000).map(id).collect();
        listed.push(Ids::write(folder.path(), batch as i64, ids).unwrap());
    }
    assert_eq!((listed[1].path.as_str(), listed[1].rows, listed[1].role), ("ids/1-1.ids", 1000, Role::Ids));
    let ids = Ids::open(folder.path(), &listed).unwrap();
    assert_eq!(ids.len(), 3000);
    let asked: Vec<[u8; 16]> = (0..6000).map(id).collect();
    let known = ids.contains_many(&asked).unwrap();
    assert!(known[..3000].iter().all(|known| *known) && known[3000..].iter().all(|known| !*known));
    let empty = Ids::open(folder.path(), &[]).unwrap();
    assert!(empty.is_empty() && !empty.contains(&id(1)).unwrap());
    assert_eq!(Ids::write(folder.path(), 9, Vec::new()).unwrap().rows, 0);
}

#[test]
fn ids_that_are_not_spread_evenly_are_found_too() {
    let folder = tempfile::tempdir().unwrap();
    let even: Vec<[u8; 16]> = (0..20_000_u128).map(|n| (n * 2).to_be_bytes()).collect();
    let listed = Ids::write(folder.path(), 1, even.clone()).unwrap();
    let ids = Ids::open(folder.path(), &[listed]).unwrap();
    assert!(ids.contains_many(&even).unwrap().into_iter().all(|known| known));
    let odd: Vec<[u8; 16]> = (0..20_000_u128).map(|n| (n * 2 + 1).to_be_bytes()).collect();
    assert!(ids.contains_many(&odd).unwrap().into_iter().all(|known| !known));
}

#[test]
fn a_filter_that_is_missing_or_damaged_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let listed = Ids::write(folder.path(), 1, (0..5000).map(id).collect()).unwrap();
    let filter = folder.path().join("ids/1-1.ids.bloom");
    let whole = fs::read(&filter).unwrap();
    let mut flipped = whole.clone();
    flipped[2000] ^= 0xff;
    for damaged in [None, Some(flipped), Some(whole[..whole.len() - 7].to_vec()), Some(Vec::new())] {
        match damaged {
            None => fs::remove_file(&filter).unwrap(),
            Some(bytes) => fs::write(&filter, bytes).unwrap(),
        }
        let ids = Ids::open(folder.path(), std::slice::from_ref(&listed)).unwrap();
        assert!((0..5000).all(|n| ids.contains(&id(n)).unwrap()));
        assert_eq!(fs::read(&filter).unwrap(), whole, "it is kept again, and the same");
    }
    // A segment is not made again: it is what counts.
    fs::write(folder.path().join("ids/1-1.ids"), vec![0; 16]).unwrap();
    assert!(Ids::open(folder.path(), &[listed]).unwrap_err().to_string().contains("5000 ids are listed"));
}

#[test]
fn eight_segments_of_a_size_become_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut listed: Vec<Listed> = Vec::new();
    let mut most = 0;
    for batch in 0..100_u64 {
        let ids = (batch * 500..batch * 500 + 600).map(id).collect();
        listed.push(Ids::write(folder.path(), batch as i64, ids).unwrap());
        while let Some(crowded) = Ids::to_merge(&listed) {
            assert!(crowded.len() >= 8);
            let merged = Ids::merge(folder.path(), 1000 + batch as i64, &crowded).unwrap();
            listed.retain(|file| !crowded.contains(file));
            listed.push(merged);
        }
        most = most.max(listed.len());
    }
    assert!(most <= 16, "{most} segments");
    let ids = Ids::open(folder.path(), &listed).unwrap();
    // Ids that came twice are one.
    assert!((50_100..53_000).contains(&ids.len()), "{}", ids.len());
    assert!((0..50_100).step_by(7).all(|n| ids.contains(&id(n)).unwrap()));
    assert!(!ids.contains(&id(50_100)).unwrap());
}

#[test]
fn five_million_ids_take_little_memory_and_time() {
    let folder = tempfile::tempdir().unwrap();
    let listed: Vec<Listed> = (0..5_u64)
        .map(|part| {
            Ids::write(
                folder.path(),
                part as i64,
                (part * 1_000_000..(part + 1) * 1_000_000).map(id).collect(),
            )
            .unwrap()
        })
        .collect();
    let began = Instant::now();
    let ids = Ids::open(folder.path(), &listed).unwrap();
    let opened = began.elapsed();
    assert_eq!(ids.len(), 5_000_000);
    assert!(ids.memory_bytes() <= 2 * 5_000_000, "{} bytes", ids.memory_bytes());
    let began = Instant::now();
    let mut looked = 0;
    for n in (5_000_000..5_200_000).map(id) {
        assert!(!ids.contains(&n).unwrap());
        looked += 1;
    }
    let unknown = f64::from(looked) / began.elapsed().as_secs_f64();
    let began = Instant::now();
    for n in (0..5_000_000).step_by(250).map(id) {
        assert!(ids.contains(&n).unwrap());
    }
    let known = 20_000.0 / began.elapsed().as_secs_f64();
    println!(
        "5 million ids: {:.1} bytes of memory an id, opened in {opened:?}, {unknown:.0} unknown and {known:.0} known ids a second",
        ids.memory_bytes() as f64 / 5e6
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_ids_in_any_segments_are_the_same_set(
        segments in prop::collection::vec(prop::collection::vec(any::<[u8; 16]>(), 0..400), 1..5),
        others in prop::collection::vec(any::<[u8; 16]>(), 0..50),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let all: HashSet<[u8; 16]> = segments.iter().flatten().copied().collect();
        let listed: Vec<Listed> = segments
            .iter()
            .enumerate()
            .map(|(batch, ids)| Ids::write(folder.path(), batch as i64, ids.clone()).unwrap())
            .collect();
        let merged = Ids::merge(folder.path(), 50, &listed).unwrap();
        prop_assert_eq!(merged.rows as usize, all.len());
        for files in [&listed[..], std::slice::from_ref(&merged)] {
            let ids = Ids::open(folder.path(), files).unwrap();
            for id in all.iter().chain(&others) {
                prop_assert_eq!(ids.contains(id).unwrap(), all.contains(id));
            }
        }
    }
}
