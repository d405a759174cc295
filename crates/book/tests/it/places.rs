//! Ranks, shares and neighbours.

use book::{Book, Entry, Filter, Sort};
use proptest::prelude::*;

use crate::{AS_OF, entries};

proptest! {
    #[test]
    fn a_rank_counts_who_is_above(given in entries()) {
        let book = Book::new(given.0.clone(), AS_OF, None);
        let spending: Vec<&Entry> = given.0.iter().filter(|e| e.spend.is_some()).collect();
        for one in &given.0 {
            let rank = book.rank(one.key, Sort::Spend);
            let above = spending.iter().filter(|other| other.spend > one.spend).count();
            prop_assert_eq!(rank.map(|r| (r.place, r.of)), one.spend.map(|_| (above + 1, spending.len())));
        }
    }

    #[test]
    fn neighbours_are_the_nearest_and_always_the_same(given in entries(), most in 0..7_usize) {
        let book = Book::new(given.0.clone(), AS_OF, None);
        let buyers = given.0.iter().filter(|e| e.orders > 0).count();
        for one in &given.0 {
            let near = book.neighbours(one.key, most);
            let expected = if one.orders > 0 { most.min(buyers - 1) } else { 0 };
            prop_assert_eq!(near.len(), expected);
            prop_assert!(near.iter().all(|other| other.key != one.key));
            prop_assert_eq!(&near, &book.neighbours(one.key, most));
            // Who buys in exactly the same way is nearest.
            let same = |e: &&Entry| {
                (e.orders, e.first_day, e.last_day) == (one.orders, one.first_day, one.last_day)
                    && e.spend == one.spend && e.key != one.key
            };
            let twins = given.0.iter().filter(same).count().min(expected);
            prop_assert!(one.spend.is_none() || near[..twins].iter().filter(|e| e.spend.is_some()).all(|e| same(&e)));
        }
    }
}

#[test]
fn a_share_is_a_part_of_the_whole() {
    let of = |key, spend| Entry { orders: 1, spend: Some(spend), ..Entry::prospect(key, AS_OF) };
    let book = Book::new(vec![of(1, 30.0), of(2, 70.0), of(3, 0.0)], AS_OF, None);
    assert_eq!(book.share(2, Sort::Spend), Some(0.7));
    assert_eq!(book.share(3, Sort::Spend), Some(0.0));
    assert_eq!(
        (book.share(2, Sort::Value), book.share(9, Sort::Spend), book.share(1, Sort::Orders)),
        (None, None, None)
    );
    assert!((book.rank(2, Sort::Spend).unwrap().top() - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(Book::default().totals(&Filter::default()).customers, 0);
    assert!(
        Book::default()
            .list(&Filter::default(), Sort::Value, book::Direction::Ascending, None, 5)
            .entries
            .is_empty()
    );
}
