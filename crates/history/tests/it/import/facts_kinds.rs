//! Files of every kind but orders.

use facts::{Value, schema::Kind};
use history::import::{ReadOptions, Reason, Source};

use super::{Facts, eur, keep, kept_as, minor, text, value};

fn read(kind: Kind, csv: &str) -> Facts {
    match keep(kind, &[Source::bytes("file.csv", csv)], &kept_as(&eur())) {
        Ok(facts) => facts,
        Err(e) => panic!("{e}"),
    }
}

fn refused(kind: Kind, csv: &str) -> String {
    keep(kind, &[Source::bytes("file.csv", csv)], &kept_as(&eur())).err().unwrap().to_string()
}

#[test]
fn customers_keep_what_identifies_them_apart() {
    let csv = "Customer ID,First name,Last name,E-mail,City,ZIP,State,Signup date,Newsletter,Favourite colour\n\
               10482.0,Anna,Rossi,anna@x.it,Timoteo,02983,MG,2024-01-31,yes,blue\n\
               7.0,Ben,,,,,SP,2024-02-01,0,red\n";
    let done = read(Kind::Customers, csv);
    assert_eq!(done.rejects, []);
    let anna = &done.rows[0];
    assert_eq!(anna.customers, [(0, "10482".to_owned())]);
    let private: Vec<(&str, &str)> = anna.private.0.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(private, [("name", "Anna Rossi"), ("email", "anna@x.it"), ("address", "Timoteo 02983")]);
    assert_eq!(text(anna, "region").as_deref(), Some("MG"));
    assert_eq!(*value(anna, "marketing_consent"), Value::YesNo(true));
    assert_eq!(*value(anna, "since"), Value::Day(19_753));
    assert_eq!(done.import.counts.float_ids, 2);
    assert_eq!(done.import.reading.files[0].unused, ["Favourite colour"]);
    assert!(done.import.reading.to_string().contains("left out"));
}

#[test]
fn codes_keep_zeros_and_lose_what_identifies() {
    let long = "x".repeat(129);
    let csv = format!(
        "product_id,category,price\n007,anna@x.it,5\n8.0,Home,\n{long},a,1\nL1,,abc\n,a,1\n9,+39 02 1234567,2\n"
    );
    let done = read(Kind::Products, &csv);
    let codes: Vec<_> = done.rows.iter().map(|r| text(r, "product").unwrap()).collect();
    // Not all codes are numbers, so 8.0 is a code of its own.
    assert_eq!(codes, ["007", "8.0", "9"]);
    let line = text(&done.rows[0], "line").unwrap();
    assert!(line.starts_with("h:") && line.len() == 18, "{line}");
    assert_eq!(done.import.counts.digested, 2);
    assert_eq!(text(&done.rows[1], "currency"), None);
    assert_eq!(
        (text(&done.rows[0], "currency").as_deref(), minor(&done.rows[0], "price")),
        (Some("EUR"), Some(500))
    );
    let rejects: Vec<_> = done.rejects.iter().map(|r| (r.line, r.field.unwrap(), r.reason)).collect();
    assert_eq!(
        rejects,
        [
            (4, "product", Reason::CodeTooLong),
            (5, "price", Reason::UnreadableAmount),
            (6, "product", Reason::MissingValue)
        ]
    );
}

#[test]
fn a_column_of_choices_takes_usual_words_and_names_the_allowed_ones() {
    let csv = "complaint_id,customer,date,type,rating,comment\n1,a,2024-01-01,Reclamo,2,\"bad, very\"\n\
               2,b,2024-01-02,Rant,1,x\n3,b,2024-01-02,praise,5,\n";
    let done = read(Kind::Feedback, csv);
    assert_eq!(text(&done.rows[0], "kind").as_deref(), Some("complaint"));
    assert_eq!(done.rows[0].private.0, [("text".to_owned(), "bad, very".to_owned())]);
    assert_eq!(*value(&done.rows[0], "score"), Value::Number(2.0));
    assert_eq!((done.rejects[0].line, done.rejects[0].reason), (3, Reason::UnknownWord));
    assert!(done.rejects[0].detail.contains("complaint, review, survey"), "{}", done.rejects[0].detail);

    // A column of quite other words is no kind of feedback.
    let other = csv.replace("Reclamo", "web").replace("praise", "shop");
    let done = read(Kind::Feedback, &other.replace("complaint_id", "id"));
    assert_eq!(text(&done.rows[0], "kind"), None);
    // A file of complaints says so by what their number is called.
    let done = read(Kind::Feedback, &other);
    assert_eq!(text(&done.rows[0], "kind").as_deref(), Some("complaint"));
    assert!(done.import.reading.files[0].unused.contains(&"type".to_owned()));
}

#[test]
fn facts_without_a_number_get_one_that_stays() {
    let csv = "text,category\nwhere is my card,arrival\nwhere is my card,arrival\nhello,greeting\n";
    let done = read(Kind::Feedback, csv);
    let ids: Vec<_> = done.rows.iter().map(|r| text(r, "feedback_id").unwrap()).collect();
    assert!(ids.iter().all(|id| id.starts_with("r:")) && ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");
    assert_eq!((done.import.counts.numbered, done.import.counts.repeated), (3, 1));
    // The same rows in another file and another order are the same facts.
    let again = read(Kind::Feedback, "text,category\nhello,greeting\nwhere is my card,arrival\n");
    let other: Vec<_> = again.rows.iter().map(|r| text(r, "feedback_id").unwrap()).collect();
    assert_eq!(other, [ids[2].clone(), ids[0].clone()]);
    // An event's number is of its customer, time and name: what else is said may be corrected.
    let one = read(Kind::Events, "user_id,event,timestamp,price\nu,view,2024-01-01 10:00:00,1\n");
    let two = read(Kind::Events, "user_id,event,timestamp,price\nu,view,2024-01-01 10:00:00,1.5\n");
    assert_ne!(text(&one.rows[0], "message_id"), None);
    assert_eq!(one.rows[0].customers, two.rows[0].customers);
}

#[test]
fn times_are_instants_and_days_are_those_of_the_zone() {
    let csv =
        "user_id,event,timestamp\nu,view,2024-01-01T00:30:00.250+01:00\nu,buy,2023-12-31 23:30:00.25Z\n";
    let done = read(Kind::Events, csv);
    assert_eq!(*value(&done.rows[0], "time"), Value::Time(1_704_065_400_250_000));
    assert_eq!(value(&done.rows[0], "time"), value(&done.rows[1], "time"));

    let rome = kept_as(&ReadOptions { time_zone: "Europe/Rome".parse().ok(), ..eur() });
    let file = [Source::bytes(
        "e.csv",
        "user_id,event,timestamp\nu,view,2026-10-25 02:30\nu,x,0000-00-00 00:00:00\nu,y,9999-12-31 00:00\n",
    )];
    let done = keep(Kind::Events, &file, &rome).unwrap();
    assert_eq!(*value(&done.rows[0], "time"), Value::Time(1_792_888_200_000_000));
    assert_eq!(done.import.counts.dst_ambiguous, 1);
    assert_eq!(
        done.rejects.iter().map(|r| r.reason).collect::<Vec<_>>(),
        [Reason::MissingValue, Reason::ImplausibleTime]
    );

    assert!(done.import.reading.to_string().contains("times of Europe/Rome"));
    let open = "customer,plan,start,end\na,basic,01/02/2024,9999-12-31\nb,basic,31/01/2024,\n";
    let done = read(Kind::Contracts, open);
    assert_eq!(done.rejects, []);
    assert_eq!(
        (value(&done.rows[0], "start"), value(&done.rows[0], "until")),
        (&Value::Day(19_754), &Value::Null)
    );
}

#[test]
fn what_stays_open_is_asked() {
    let two = "customer_id,customer_unique_id,customer_city\nc1,p1,rome\nc2,p1,rome\n";
    let question = refused(Kind::Customers, two);
    assert!(
        question.contains("--map customer=customer_id")
            && question.contains("--map customer=customer_unique_id"),
        "{question}"
    );
    let dates = "day,amount,channel\n01/02/2024,5,web\n03/04/2024,6,web\n";
    assert!(refused(Kind::Costs, dates).contains("--date-format dmy"));
    let decimals = "day,amount,channel\n2024-01-01,1.234,web\n2024-02-01,2.345,web\n";
    assert!(refused(Kind::Costs, decimals).contains("--decimal ,"));
    let none = refused(Kind::Contacts, "age,job,balance\n58,cook,2143\n44,clerk,29\n");
    assert!(none.contains("--map customer="), "{none}");
    let unknown = keep(
        Kind::Products,
        &[Source::bytes("p.csv", "product\n1\n")],
        &history::import::facts::FactOptions { mapping: "colour=1".parse().unwrap(), ..kept_as(&eur()) },
    );
    assert!(unknown.err().unwrap().to_string().contains("the fields are product, name"));
}

#[test]
fn a_mapping_is_saved_and_reads_the_file_again() {
    let csv = "Wer;Was;Wann;Wie viel\n1;Anruf;31.12.2024 10:00;1.234,5\n2;Mail;01.02.2024 11:30;7,25\n";
    let told = history::import::facts::FactOptions {
        mapping: "customer=Wer,time=3,cost='Wie viel',channel=was".parse().unwrap(),
        ..kept_as(&eur())
    };
    let files = [Source::bytes("k.csv", csv)];
    let done = keep(Kind::Contacts, &files, &told).unwrap();
    assert_eq!(minor(&done.rows[0], "cost"), Some(123_450));
    let saved = history::import::facts::FactMapping::from_toml(&done.import.mapping.to_toml()).unwrap();
    assert_eq!(saved, done.import.mapping);
    let again = keep(
        Kind::Contacts,
        &files,
        &history::import::facts::FactOptions { mapping: saved, ..kept_as(&ReadOptions::default()) },
    )
    .unwrap();
    assert_eq!(again.rows, done.rows);
}

#[test]
fn lines_of_orders_are_numbered_where_the_file_does_not() {
    let csv = "order_id,product_id,price,freight_value\no1,p1,5,1\no1,p2,6,1\no2,p1,7,1\n";
    let done = read(Kind::OrderLines, csv);
    let lines: Vec<_> = done.rows.iter().map(|r| text(r, "line").unwrap()).collect();
    assert_eq!(lines, ["1", "2", "1"]);
    assert_eq!(text(&done.rows[0], "source").as_deref(), Some("shop"));
}

#[test]
fn bad_rows_harm_no_neighbour_in_any_kind() {
    let csv = "customer,day,kind,amount,note\n,2024-01-01,marketing,5,\"two\nlines\"\n,yesterday,marketing,5,x\n\
               short\n,2024-01-03,marketing,,x\n\n,,,,\n,2024-01-04,ads,7,=1+1\n";
    let done = read(Kind::Costs, csv);
    let amounts: Vec<_> = done.rows.iter().map(|r| minor(r, "amount").unwrap()).collect();
    assert_eq!(amounts, [500, 700]);
    let rejects: Vec<_> = done.rejects.iter().map(|r| (r.line, r.reason)).collect();
    assert_eq!(
        rejects,
        [(4, Reason::UnreadableTime), (5, Reason::WrongFieldCount), (6, Reason::MissingValue)]
    );
    assert_eq!(done.import.counts.blank_rows, 2);
    assert_eq!(text(&done.rows[1], "kind").as_deref(), Some("acquisition"));
}

#[test]
fn an_event_log_in_xes_is_read_as_it_is() {
    let log = "<?xml version='1.0' encoding='UTF-8'?>\n<log><global scope='event'><string key='x' value='y'/></global>\
               <trace><string key='concept:name' value='Case 1'/>\
               <event><string key='concept:name' value='open'/><string key='Resource' value='Pete'/><date key='time:timestamp' value='2024-01-01T10:00:00.5+01:00'/></event>\
               <event><string key='concept:name' value='close &amp; file'/><date key='time:timestamp' value='2024-01-02T10:00:00.000+01:00'/></event>\
               <event><string key='concept:name' value='no time'/></event></trace></log>";
    let done = keep(Kind::Events, &[Source::bytes("log.xes", log)], &kept_as(&eur())).unwrap();
    assert_eq!(done.rows.len(), 2);
    assert_eq!(done.rows[0].customers, [(1, "Case 1".to_owned())]);
    assert_eq!(text(&done.rows[1], "name").as_deref(), Some("close & file"));
    assert_eq!(*value(&done.rows[0], "time"), Value::Time(1_704_099_600_500_000));
    assert_eq!((done.rejects[0].line, done.rejects[0].reason), (3, Reason::MissingValue));
    assert_eq!(done.import.reading.files[0].format, "event log");
    // A person's name is in no column of history.
    assert_eq!(done.import.reading.files[0].unused, ["Resource"]);
    // Of orders there is none in it.
    let orders = keep(Kind::Orders, &[Source::bytes("log.xes", log)], &kept_as(&eur()));
    assert!(orders.err().unwrap().to_string().contains("XML"));
}

#[test]
fn a_month_is_its_first_day_and_ends_with_its_last() {
    let day = |text: &str| Value::Day(text.parse::<facts::Day>().unwrap().days_since_epoch());
    let costs = read(
        Kind::Costs,
        "month,channel,amount\n2024-02,ads,10.00\n2024-03-05,ads,3.00\n03.2024,fair,5.00\n2024-13,ads,1.00\n",
    );
    let days: Vec<_> = costs.rows.iter().map(|r| (value(r, "day"), value(r, "until"))).collect();
    assert_eq!(
        days,
        [
            (&day("2024-02-01"), &day("2024-02-29")),
            (&day("2024-03-05"), &Value::Null),
            (&day("2024-03-01"), &day("2024-03-31")),
        ]
    );
    let rejects: Vec<_> = costs.rejects.iter().map(|r| (r.line, r.field.unwrap(), r.reason)).collect();
    assert_eq!(rejects, [(5, "day", Reason::UnreadableTime)]);

    // What the file says of the end holds.
    let costs = read(Kind::Costs, "start,end,amount\n2024-01,2024-03,10.00\n2024-04,2024-04-10,1.00\n");
    let until: Vec<_> = costs.rows.iter().map(|r| value(r, "until")).collect();
    assert_eq!(until, [&day("2024-03-31"), &day("2024-04-10")]);

    // A moment is no month.
    let told = refused(Kind::Events, "time,name,customer\n2024-01,visit,a\n2024-02,visit,a\n");
    assert!(told.contains("time"), "{told}");
}

#[test]
fn an_amount_beside_the_sign_of_another_currency_is_never_ours() {
    let csv = "offer_id,competitor,product,date,price\n1,a,p,2024-01-01,€ 9.50\n2,a,p,2024-01-01,$ 9.50\n\
               3,a,p,2024-01-01,£9.50\n4,a,p,2024-01-01,9.50\n5,a,p,2024-01-01,kr 9\n6,a,p,2024-01-01,9.5 $\n";
    let done = read(Kind::CompetitorOffers, csv);
    let kept: Vec<_> = done.rows.iter().map(|r| (text(r, "currency").unwrap(), minor(r, "price"))).collect();
    let wanted = [("EUR", 950), ("GBP", 950), ("EUR", 950)];
    assert_eq!(kept, wanted.map(|(code, price)| (code.to_owned(), Some(price))));
    let rejects: Vec<_> = done.rejects.iter().map(|r| (r.line, r.reason)).collect();
    assert_eq!(rejects, [3, 6, 7].map(|line| (line, Reason::OtherCurrency)));
}
