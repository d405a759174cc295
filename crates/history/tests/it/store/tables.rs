//! What orders, their lines and returns say of each other.

use facts::schema::Kind;

use super::{History, complete, fact};

fn order(id: &str, more: &[(&str, &str)]) -> facts::FactRow {
    let known = [("order_id", id), ("source", "shop"), ("time", "5"), ("customer", "7")];
    fact(Kind::Orders, 1, &[&known, more].concat())
}

fn line(id: &str, number: &str, more: &[(&str, &str)]) -> facts::FactRow {
    let known = [("order_id", id), ("source", "shop"), ("line", number)];
    fact(Kind::OrderLines, 1, &[&known, more].concat())
}

#[test]
fn an_order_without_amount_brought_what_its_lines_did() {
    let mut history = History::new();
    history.batch(
        1,
        &[
            order("A", &[]),
            order("B", &[("amount", "500"), ("currency", "EUR")]),
            order("C", &[]),
            order("D", &[]),
            order("E", &[("currency", "USD")]),
            order("F", &[]),
        ],
    );
    history.batch(
        2,
        &[
            line("A", "1", &[("amount", "100"), ("currency", "EUR")]),
            line("A", "2", &[("amount", "250"), ("currency", "EUR")]),
            line("B", "1", &[("amount", "499"), ("currency", "EUR")]),
            // One line is open: so is the sum. Two currencies have no sum, nor has another's.
            line("C", "1", &[("amount", "100"), ("currency", "EUR")]),
            line("C", "2", &[]),
            line("D", "1", &[("amount", "100"), ("currency", "EUR")]),
            line("D", "2", &[("amount", "100"), ("currency", "USD")]),
            line("E", "1", &[("amount", "100"), ("currency", "EUR")]),
        ],
    );
    assert_eq!(
        history.csv("SELECT order_id, amount, currency, lines_amount, lines FROM orders ORDER BY 1"),
        "order_id,amount,currency,lines_amount,lines\n\
         A,350,EUR,350,2\n\
         B,500,EUR,499,1\n\
         C,,,,2\n\
         D,,,,2\n\
         E,,USD,,1\n\
         F,,,,\n"
    );
    assert_eq!(history.csv("SELECT count(*) AS n FROM orders"), "n\n6\n");
}

#[test]
fn a_line_is_of_its_orders_customer_and_time() {
    let mut history = History::new();
    history.batch(1, &[order("A", &[("currency", "EUR")])]);
    history.batch(2, &[line("A", "1", &[]), line("A", "2", &[("customer", "8")]), line("Z", "1", &[])]);
    assert_eq!(
        history.csv("SELECT order_id, line, customer, time, currency FROM order_lines ORDER BY 1, 2"),
        "order_id,line,customer,time,currency\n\
         A,1,7,1970-01-01T05:00:00Z,EUR\n\
         A,2,8,1970-01-01T05:00:00Z,EUR\n\
         Z,1,,,\n"
    );
}

#[test]
fn feedback_about_an_order_is_its_customers_and_a_review_where_nothing_is_said() {
    let mut history = History::new();
    history.batch(1, &[order("A", &[])]);
    let said = |id: &str, more: &[(&str, &str)]| {
        let mut given = vec![("feedback_id", id)];
        given.extend(more);
        fact(Kind::Feedback, 1, &given)
    };
    history.batch(
        2,
        &[
            said("1", &[("order_id", "A")]),
            said("2", &[("order_id", "A"), ("customer", "8"), ("kind", "complaint")]),
            said("3", &[("order_id", "Z")]),
            said("4", &[("order_id", "A"), ("source", "shop")]),
        ],
    );
    assert_eq!(
        history.csv("SELECT feedback_id, customer, kind FROM feedback ORDER BY 1"),
        "feedback_id,customer,kind\n1,7,review\n2,8,complaint\n3,,review\n4,7,review\n"
    );
    assert_eq!(history.csv("SELECT count(*) AS n FROM feedback WHERE kind = 'review'"), "n\n3\n");
}

#[test]
fn a_whole_order_paid_back_is_what_was_left_of_it() {
    let mut history = History::new();
    let returned = |id: &str, order: &str, more: &[(&str, &str)]| {
        let known = [("return_id", id), ("order_id", order), ("source", "shop"), ("time", "6")];
        fact(Kind::Returns, 1, &[&known, more].concat())
    };
    history.batch(
        1,
        &[
            order("A", &[("amount", "1000"), ("currency", "EUR")]),
            order("B", &[("amount", "300"), ("currency", "EUR")]),
        ],
    );
    history.batch(
        2,
        &[
            returned("r1", "A", &[("amount", "400"), ("currency", "EUR")]),
            returned("r2", "A", &[("whole_order", "true")]),
            returned("r3", "A", &[("whole_order", "true")]),
            // With tax: more than the order brought.
            returned("r4", "B", &[("whole_order", "true"), ("amount", "357")]),
            returned("r5", "Z", &[("whole_order", "true")]),
            returned("r6", "Z", &[("amount", "20")]),
        ],
    );
    assert_eq!(
        history.csv("SELECT return_id, customer, amount, currency FROM returns ORDER BY 1"),
        "return_id,customer,amount,currency\n\
         r1,7,400,EUR\n\
         r2,7,600,EUR\n\
         r3,7,0,EUR\n\
         r4,7,300,EUR\n\
         r5,,,\n\
         r6,,20,\n"
    );
}

#[test]
fn a_complete_set_of_lines_replaces_the_lines_before() {
    let mut history = History::new();
    let set = |at: i64, lines: &[(&str, &str)]| -> Vec<_> {
        lines
            .iter()
            .map(|(number, amount)| {
                let known = [
                    ("order_id", "A"),
                    ("source", "shop"),
                    ("line", *number),
                    ("amount", *amount),
                    ("currency", "EUR"),
                ];
                complete(fact(Kind::OrderLines, at, &known))
            })
            .collect()
    };
    let lines = "SELECT line, amount FROM order_lines ORDER BY line";
    history.batch(1, &[order("A", &[])]);
    history.batch(2, &set(10, &[("1", "100"), ("2", "200"), ("3", "300")]));
    assert_eq!(history.csv(lines), "line,amount\n1,100\n2,200\n3,300\n");
    history.batch(3, &set(20, &[("1", "150"), ("4", "400")]));
    assert_eq!(history.csv(lines), "line,amount\n1,150\n4,400\n");
    assert_eq!(history.csv("SELECT amount, lines FROM orders"), "amount,lines\n550,2\n");
    // An older set that arrives late changes nothing; a single newer line is one more.
    history.batch(4, &set(5, &[("9", "900")]));
    let single = [("order_id", "A"), ("source", "shop"), ("line", "5"), ("amount", "7"), ("currency", "EUR")];
    history.batch(5, &[fact(Kind::OrderLines, 30, &single)]);
    assert_eq!(history.csv(lines), "line,amount\n1,150\n4,400\n5,7\n");
    history.undo(3);
    assert_eq!(history.csv(lines), "line,amount\n1,100\n2,200\n3,300\n5,7\n");
}

#[test]
fn properties_of_events_are_asked_by_name() {
    let mut history = History::new();
    history.batch(
        1,
        &[fact(
            Kind::Events,
            1,
            &[("message_id", "m1"), ("name", "Seen"), ("time", "1"), ("properties", "size=4")],
        )],
    );
    history.tables.fresh.push(fact(
        Kind::Events,
        1,
        &[("message_id", "m2"), ("name", "Seen"), ("time", "2"), ("properties", "size=5")],
    ));
    assert_eq!(
        history.csv("SELECT message_id, properties['size'] AS size FROM events ORDER BY time"),
        "message_id,size\nm1,4\nm2,5\n"
    );
}
