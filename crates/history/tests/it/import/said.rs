//! What an import says of the files it read, and of what they leave open.

use std::time::{Duration, Instant};

use facts::{Currency, Day};
use history::import::{ReadOptions, Source};

use super::{eur, read, read_all, shown};

/// Rows of customer, day and amount, made from their numbers.
fn plain(count: u32, row: impl Fn(u32) -> String) -> String {
    format!("customer,date,amount\n{}", (0..count).map(row).collect::<String>())
}

/// Thirty customers with several orders each in 2024.
fn usual(count: u32) -> String {
    plain(count, |n| format!("c{},2024-{:02}-{:02},{n}.00\n", n % 30, n % 12 + 1, n % 28 + 1))
}

#[test]
fn the_screen_says_what_must_be_known_of_the_rows() {
    let text = "order_id,customer_id,order_date,total,currency\n1,a,2024-01-01,5,EUR\n2,,2024-01-02,6,EUR\n\
                3,b,2024-01-02,-7,EUR\n4,b,2024-01-02,7,USD\n5,b,2024-13-02,7,EUR\n";
    let done = read(text, &eur()).unwrap();
    assert_eq!(
        done.import.counts.to_string(),
        "5 rows: 4 taken, 1 rejected\n  \
         1 row rejected: a time that does not read in the file's date format\n  \
         1 row without a customer (6.00 EUR): in no model\n  \
         1 refund (7.00 EUR)\n  \
         1 refund without an earlier order (7.00 EUR): kept apart\n  \
         1 row in USD: set aside"
    );
}

#[test]
fn email_addresses_are_one_customer_whatever_their_case() {
    let text = "order_id,email,date,amount\n1,Anna@X.com,2024-01-01,5\n2,anna@x.com,2024-01-02,6\n\
                3,\" ben@x.com\",2024-01-02,7\n";
    let done = read(text, &eur()).unwrap();
    let want = ["anna@x.com 2024-01-01 500 1", "anna@x.com 2024-01-02 600 1", "ben@x.com 2024-01-02 700 1"];
    assert_eq!(shown(&done.import.log), want);
    assert_eq!(done.import.counts.near_duplicate_ids, 0);
    assert!(done.import.reading.to_string().contains("upper and lower case are one"));

    // Other ids that differ in case are two, and said.
    let ids = plain(2, |n| format!("{},2024-01-01,5\n", ["Anna", "anna"][n as usize]));
    let done = read(&ids, &eur()).unwrap();
    assert_eq!((done.import.log.len(), done.import.counts.near_duplicate_ids), (2, 1));
    assert!(done.import.counts.to_string().contains("such as Anna and anna: kept apart"));
}

#[test]
fn an_id_that_is_new_in_every_row_is_said_to_be_an_orders() {
    let text = plain(40, |n| format!("id{n},2024-01-{:02},5\n", n % 28 + 1));
    let reading = read(&text, &eur()).unwrap().import.reading;
    assert!(reading.every_id_is_new && reading.to_string().contains("--join"), "{reading}");
    let reading = read(&usual(60), &eur()).unwrap().import.reading;
    assert!(!reading.every_id_is_new && !reading.to_string().contains("--join"));
    // An e-mail address is a person, even one who came once.
    let emails = text.replace("id", "id@x.com").replace(",2024", "x,2024");
    assert!(!read(&emails, &eur()).unwrap().import.reading.every_id_is_new);
}

#[test]
fn a_day_far_from_all_others_is_kept_and_said() {
    let text = usual(600) + "c1,2092-01-01,5\nc2,1999-12-31,5\n";
    let counts = read(&text, &eur()).unwrap().import.counts;
    assert_eq!((counts.far_off_days, counts.rejected), (2, 0));
    let day = |text: &str| text.parse::<Day>().unwrap();
    assert_eq!(counts.far_off_examples, [day("2092-01-01"), day("1999-12-31")]);
    assert_eq!(counts.usual_days, Some((day("2024-01-01"), day("2024-12-28"))));
    let said = counts.to_string();
    assert!(said.contains("such as 2092-01-01") && said.contains("--as-of 2024-12-28"), "{said}");

    // A slip into the past does not move the day that is looked from.
    let early = read(&(usual(600) + "c2,1999-12-31,5\n"), &eur()).unwrap().import.counts.to_string();
    assert!(early.contains("such as 1999-12-31") && !early.contains("--as-of"), "{early}");

    // A company that paused for six years has history on both sides.
    let paused = usual(300) + &usual(60).replace("2024", "2017")["customer,date,amount\n".len()..];
    assert_eq!(read(&paused, &eur()).unwrap().import.counts.far_off_days, 0);
    let future = ReadOptions { today: Some(day("2024-12-01")), ..eur() };
    let counts = read(&usual(600), &future).unwrap().import.counts;
    assert!(counts.future_rows > 0 && counts.to_string().contains("later than today"));
}

#[test]
fn amounts_finer_than_their_currency_are_said() {
    let yen = ReadOptions { currency: Currency::from_code("JPY").ok(), ..ReadOptions::default() };
    let text = plain(40, |n| format!("c{},2024-01-{:02},{n}.50\n", n % 7, n % 28 + 1));
    let reading = read(&text, &yen).unwrap().import.reading.to_string();
    assert!(reading.contains("40 of 40 amounts have more decimals than JPY keeps"), "{reading}");
    // Zeros behind the point are no decimals.
    for (text, options) in [(text.replace(".50", ".00"), yen), (text, eur())] {
        let reading = read(&text, &options).unwrap().import.reading.to_string();
        assert!(!reading.contains("decimals than"), "{reading}");
    }
}

#[test]
fn amounts_without_a_named_currency_are_kept_without_one() {
    let text = plain(40, |n| format!("c{},2024-01-{:02},{n}.50\n", n % 7, n % 28 + 1));
    let done = read(&text, &ReadOptions::default()).unwrap();
    let reading = done.import.reading.to_string();
    assert!(reading.contains("Amounts without a currency: the files name none (--currency EUR"), "{reading}");
    let anonymous = text + ",2024-01-01,7.00\n";
    let counts = read(&anonymous, &ReadOptions::default()).unwrap().import.counts.to_string();
    assert!(counts.contains("1 row without a customer (7.00): in no model"), "{counts}");
}

#[test]
fn long_values_are_cut_where_they_are_shown() {
    let long = "x".repeat(10_000);
    let done = read(&plain(3, |n| format!("{long}{n},2024-01-01,5\n")), &eur()).unwrap();
    assert!(done.import.reading.to_string().len() < 1_000);
    assert_eq!(done.import.log.id(0), format!("{long}0"));
}

#[test]
fn a_time_that_never_reads_is_named_with_its_column() {
    let text = plain(40, |n| format!("c{},notadate,xx{n}\n", n % 7));
    let error = read(&text, &eur()).err().unwrap().to_string();
    assert!(error.contains("tried date with notadate") && error.contains("--date-format"), "{error}");
    let told = ReadOptions { date_format: "dmy".parse().ok(), ..eur() };
    let reading = read(&text.replace("xx", ""), &told).unwrap().import.reading.to_string();
    assert!(reading.contains("the column date was read as day, month, year, and 'notadate'"), "{reading}");
}

#[test]
fn codes_that_steer_a_terminal_are_shown_escaped() {
    let evil = "\u{1b}[31mEVIL\u{1b}[0m";
    let text =
        format!("customer\u{1b}[1m,date,amount\n{evil},2024-01-01,5\n{},2024-01-02,6\n", evil.to_lowercase());
    let named = ReadOptions { mapping: "customer=1".parse().unwrap(), ..eur() };
    let done = read_all(&[Source::bytes("a\u{7}.csv", text.as_bytes())], &named).unwrap();
    let said = format!("{}\n{}", done.import.reading, done.import.counts);
    assert!(said.contains("\\u{1b}[31mEVIL") && said.contains("a\\u{7}.csv"), "{said}");
    let columns = format!(
        "x\u{1b}[1m,y\u{1b}[1m,date,amount\na{evil},b{evil},2024-01-01,5\nc,b{evil},2024-01-02,6\n\
         c,e,2024-01-02,6\n"
    );
    let question = read(&columns, &eur()).err().unwrap().to_string();
    assert!(question.contains("--map"), "{question}");
    for text in [said, question] {
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
}

#[test]
fn wide_files_take_time_in_proportion_to_their_columns() {
    // Every column looks like an id of its own: thousands of them were once compared one by one,
    // which took minutes here.
    let wide = |columns: u32| {
        let header: Vec<String> = (0..columns).map(|c| format!("field{c}")).collect();
        let row = |r: u32| (0..columns).map(|c| format!("v{c}x{r}")).collect::<Vec<_>>().join(",");
        let rows: String = (0..5).map(|r| format!("2024-01-0{},{},{r}.50\n", r + 1, row(r))).collect();
        format!("date,{},amount\n{rows}", header.join(","))
    };
    let began = Instant::now();
    let question = read(&wide(8_000), &eur()).err().unwrap().to_string();
    let took = began.elapsed();
    assert!(
        question.contains("which column is the customer?") && question.lines().count() < 20,
        "{question}"
    );
    assert!(took < Duration::from_secs(30), "{took:?}");
    // A header longer than what is usually looked at first.
    let table = plain(60, |n| format!("c{},2024-01-{:02},{n}.50\n", n % 7, n % 28 + 1));
    let long: String = table
        .lines()
        .enumerate()
        .map(|(n, line)| {
            let cell = |c: u32| {
                if n == 0 { format!(",a field of no meaning with a long name {c}") } else { format!(",{c}") }
            };
            format!("{line}{}\n", (0..6_000).map(cell).collect::<String>())
        })
        .collect();
    assert!(long.find('\n') > Some(1 << 18));
    assert_eq!(read(&long, &eur()).unwrap().import.counts.accepted, 60);
    let refused = read(&wide(16_384), &eur()).err().unwrap().to_string();
    assert!(refused.contains("has 16,386 columns, and no more than 16,384 are read"), "{refused}");
}
