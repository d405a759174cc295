//! Links between keys, and the table of customers.

use facts::schema::Kind;

use super::{HOUR, History, fact};

#[test]
fn facts_of_two_keys_of_one_person_are_of_one_customer() {
    let mut history = History::new();
    history.batch(
        1,
        &[
            fact(Kind::Customers, 10, &[("customer", "1"), ("country", "IT"), ("channel", "mail")]),
            fact(Kind::Customers, 20, &[("customer", "2"), ("country", "FR"), ("birth_year", "1980")]),
            fact(Kind::Customers, 30, &[("customer", "3"), ("country", "DE")]),
            fact(Kind::Orders, 1, &[("order_id", "A"), ("time", "5"), ("customer", "1")]),
            fact(Kind::Orders, 1, &[("order_id", "B"), ("time", "6"), ("customer", "2")]),
            fact(Kind::Orders, 1, &[("order_id", "C"), ("time", "7")]),
        ],
    );
    history.tables.customers = vec![(1, 8 * HOUR), (2, 4 * HOUR), (3, 9 * HOUR), (4, HOUR)];
    let orders = "SELECT order_id, customer FROM orders ORDER BY 1";
    let customers = "SELECT customer, first_seen, country, channel, birth_year FROM customers ORDER BY 1";
    assert_eq!(history.csv(orders), "order_id,customer\nA,1\nB,2\nC,\n");
    assert_eq!(
        history.csv(customers),
        "customer,first_seen,country,channel,birth_year\n\
         1,1970-01-01T08:00:00Z,IT,mail,\n\
         2,1970-01-01T04:00:00Z,FR,,1980\n\
         3,1970-01-01T09:00:00Z,DE,,\n\
         4,1970-01-01T01:00:00Z,,,\n"
    );
    // An alias makes one of two, and undoing it gives back two.
    history.tables.links = vec![(2, 1)];
    assert_eq!(history.csv(orders), "order_id,customer\nA,1\nB,1\nC,\n");
    assert_eq!(history.csv("SELECT count(DISTINCT customer) AS n FROM orders"), "n\n1\n");
    assert_eq!(history.csv("SELECT count(*) AS n FROM orders"), "n\n3\n");
    let merged = "customer,first_seen,country,channel,birth_year\n\
         1,1970-01-01T04:00:00Z,FR,mail,1980\n\
         3,1970-01-01T09:00:00Z,DE,,\n\
         4,1970-01-01T01:00:00Z,,,\n";
    assert_eq!(history.csv(customers), merged);
    history.tables.fresh = vec![fact(Kind::Customers, 40, &[("customer", "2"), ("channel", "shop")])];
    assert_eq!(history.csv(customers), merged.replace("mail", "shop"));
    history.tables.fresh.clear();
    history.tables.links.clear();
    assert_eq!(history.csv(orders), "order_id,customer\nA,1\nB,2\nC,\n");
}

#[test]
fn outside_ids_are_a_table_only_where_they_were_handed_in() {
    let mut history = History::new();
    assert!(history.try_csv("SELECT * FROM customer_ids").is_err());
    history.tables.links = vec![(2, 1)];
    history.tables.ids = Some(vec![
        (1, "id".to_owned(), "anna".to_owned()),
        (2, "email".to_owned(), "a@example.org".to_owned()),
    ]);
    assert_eq!(
        history.csv("SELECT * FROM customer_ids ORDER BY id"),
        "customer,space,id\n1,email,a@example.org\n1,id,anna\n"
    );
}
