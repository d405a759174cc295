//! The door for SQL from outside: what it refuses, what it cannot see, how it answers.

use std::{fs, io::Write, time::Duration};

use history::ask::{AskError, Format, Limits, NamedFile, ask};
use serde_json::json;

use crate::sql::{Files, two_threads};

const ORDERS: &str = "Customer,day,amount,note\n00004,2024-01-05,10.5,first\n00018,2024-02-01,-3,=1+1\n";

#[test]
fn statements_that_write_or_set_are_refused() {
    let files = Files::new("orders", ORDERS);
    let target = files.path("stolen.csv");
    let there = target.display();
    for sql in [
        format!("COPY orders TO '{there}'"),
        format!("COPY (SELECT 1) TO '{there}' STORED AS CSV"),
        format!("EXPLAIN ANALYZE COPY orders TO '{there}'"),
        format!("EXPLAIN COPY orders TO '{there}'"),
        format!("CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '{there}'"),
        "CREATE TABLE x AS SELECT 1".into(),
        "CREATE VIEW x AS SELECT 1".into(),
        "CREATE SCHEMA x".into(),
        "CREATE DATABASE x".into(),
        "CREATE FUNCTION f(double) RETURNS double RETURN $1".into(),
        "DROP TABLE orders".into(),
        "INSERT INTO orders VALUES ('1', DATE '2024-01-01', 1, '')".into(),
        "UPDATE orders SET amount = 0".into(),
        "DELETE FROM orders".into(),
        "TRUNCATE TABLE orders".into(),
        "SET datafusion.catalog.information_schema = false".into(),
        "RESET datafusion.catalog.information_schema".into(),
        "PREPARE p AS SELECT 1".into(),
        "EXECUTE p".into(),
        "DEALLOCATE p".into(),
        "BEGIN".into(),
        "COMMIT".into(),
        "ATTACH DATABASE 'x' AS y".into(),
        "PRAGMA user_version".into(),
        "LOAD 'extension'".into(),
        "USE x".into(),
        "GRANT SELECT ON orders TO someone".into(),
        "SHOW ALL".into(),
    ] {
        let error = files.ask_with(&sql, Format::Csv, &two_threads()).unwrap_err();
        assert!(matches!(error, AskError::Refused(_) | AskError::Sql(_)), "{sql}: {error:?}");
        assert!(!error.to_string().is_empty() && !target.exists(), "{sql}");
    }
    let said = files.refusal(&format!("copy orders to '{there}'"));
    assert!(said.starts_with("COPY is refused: questions only read the named files"), "{said}");
    assert_eq!(fs::read_to_string(files.path("orders.txt")).unwrap(), ORDERS);
}

#[test]
fn one_statement_at_a_time() {
    let files = Files::new("orders", ORDERS);
    assert!(files.refusal("SELECT 1; SELECT 2").contains("one statement at a time"));
    assert!(files.refusal("SELECT 1; DROP TABLE orders").contains("one statement at a time"));
    assert!(files.refusal("").contains("no SQL"));
    assert!(files.refusal("SELEC 1").contains("SELEC"), "{}", files.refusal("SELEC 1"));
    assert_eq!(files.csv("SELECT 1 AS a;"), "a\n1\n");
}

#[test]
fn files_that_were_not_named_cannot_be_read() {
    let files = Files::new("orders", ORDERS);
    let secret = files.path("secret.csv");
    fs::write(&secret, "password\nhunter2\n").unwrap();
    let path = secret.display();
    for sql in [
        format!("SELECT * FROM '{path}'"),
        format!("SELECT * FROM \"{path}\""),
        format!("SELECT * FROM 'file://{path}'"),
        format!("SELECT * FROM read_csv('{path}')"),
        format!("SELECT * FROM parquet_metadata('{path}')"),
        format!("SELECT (SELECT password FROM '{path}')"),
        format!("SELECT * FROM orders WHERE note IN (SELECT password FROM '{path}')"),
        "SELECT * FROM secret".into(),
        "SELECT * FROM '/etc/passwd'".into(),
        "SELECT * FROM other.schema.orders".into(),
    ] {
        let said = files.refusal(&sql);
        assert!(!said.contains("hunter2"), "{sql}: {said}");
    }
}

#[test]
fn a_table_that_was_not_named_is_told_as_it_was_written() {
    let files = Files::new("orders", ORDERS);
    for (table, told) in [
        ("'/etc/passwd'", "'/etc/passwd' is not one of the named tables; the only one is orders;"),
        ("Nope", "'Nope' is not one of the named tables"),
        ("\"No pe\"", "'No pe' is not one of the named tables"),
        ("other.orders", "'other.orders' is not one of the named tables"),
    ] {
        let said = files.refusal(&format!("SELECT * FROM {table}"));
        assert!(said.contains(told) && said.ends_with("name a file with --table NAME=FILE"), "{said}");
    }
    let two = files.and("items", "a\n1\n");
    assert!(two.refusal("SELECT * FROM x").contains("; they are orders, items;"));
    assert!(Files::none().refusal("SELECT * FROM x").contains("; no table is named;"));
}

#[test]
fn a_query_may_not_hold_statements_that_write() {
    let files = Files::new("orders", ORDERS);
    for (sql, verb) in [
        ("WITH a AS (INSERT INTO orders VALUES (1)) SELECT * FROM a", "INSERT"),
        ("WITH a AS (UPDATE orders SET amount = 0) SELECT 1", "UPDATE"),
        ("SELECT 1 WHERE 1 IN (WITH a AS (DELETE FROM orders) SELECT 1)", "DELETE"),
        ("EXPLAIN WITH a AS (INSERT INTO orders VALUES (1)) SELECT 1", "INSERT"),
    ] {
        let said = files.refusal(sql);
        assert!(said.starts_with(&format!("{verb} is refused: questions only read")), "{said}");
    }
    assert!(files.refusal("SELECT * INTO copy FROM orders").starts_with("questions only read"));
}

#[test]
fn recursion_is_answered() {
    let files = Files::none();
    for union in ["UNION ALL", "UNION"] {
        let t = format!("WITH RECURSIVE t AS (SELECT 1 n {union} SELECT n + 1 FROM t WHERE n < 5)");
        assert_eq!(files.csv(&format!("{t} SELECT * FROM t ORDER BY n")), "n\n1\n2\n3\n4\n5\n");
        assert_eq!(files.csv(&format!("SELECT ({t} SELECT sum(n) FROM t) AS s")), "s\n15\n");
        assert_eq!(files.csv(&format!("{t} SELECT count(*) AS c FROM t a JOIN t b ON a.n = b.n")), "c\n5\n");
    }
}

#[test]
fn nothing_is_written_for_a_question_that_fails_before_its_first_row() {
    let files = Files::new("orders", ORDERS);
    let mut out = Vec::new();
    let orders = [NamedFile::new("orders", files.path("orders.txt")).unwrap()];
    let wrong = "SELECT bg_nbd_alive(amount, 1, 2, 3, 4, 5, 6) FROM orders";
    ask(wrong, &orders, Format::Csv, &two_threads(), &mut out).unwrap_err();
    assert!(out.is_empty(), "{}", String::from_utf8_lossy(&out));
}

#[test]
fn a_path_is_taken_by_the_letter() {
    let files = Files::none();
    let odd = files.path("or*ers [1] 50% #?é.csv");
    fs::write(&odd, "a\n1\n").unwrap();
    fs::write(files.path("or-other-ers [1] 50% #?é.csv"), "a\n2\n").unwrap();
    let files = files.known("odd", odd);
    assert_eq!(files.csv("SELECT sum(a) AS s FROM odd"), "s\n1\n");
}

#[test]
fn what_the_session_has_can_be_seen() {
    let files = Files::new("orders", ORDERS);
    assert!(files.csv("SHOW TABLES").contains("orders"));
    assert!(files.csv("SELECT table_name FROM information_schema.tables").contains("orders"));
    assert!(files.csv("DESCRIBE orders").contains("amount"));
    assert!(files.csv("EXPLAIN SELECT * FROM orders").contains("orders"));
    assert_eq!(files.csv("SELECT count(*) AS n FROM generate_series(1, 5)"), "n\n5\n");
}

#[test]
fn csv_columns_are_settled_on_the_whole_file() {
    let mut late = "id,code,amount,at,day\n".to_owned();
    for i in 0..3_000 {
        late.push_str(&format!("{i},{i},{i},2024-01-01,2024-01-01\n"));
    }
    late.push_str("3000,A7,0.5,2024-01-01 10:00:00,2024-01-02\n");
    let files = Files::new("late", late);
    let kinds = "SELECT arrow_typeof(id) AS a, arrow_typeof(code) AS b, arrow_typeof(amount) AS c, \
                 arrow_typeof(at) AS d, arrow_typeof(day) AS e FROM late LIMIT 1";
    let row = &files.rows(kinds)[0];
    assert_eq!(row["a"], "Int64");
    assert!(row["b"].as_str().unwrap().starts_with("Utf8"), "{row}");
    assert_eq!(row["c"], "Float64");
    assert!(row["d"].as_str().unwrap().starts_with("Timestamp"), "{row}");
    assert_eq!(row["e"], "Date32");
    assert_eq!(
        files.csv("SELECT sum(amount) AS s, max(at) AS t FROM late"),
        "s,t\n4498500.5,2024-01-01T10:00:00\n"
    );
}

#[test]
fn csv_dialects_are_understood() {
    let semicolons = Files::new("t", "\u{feff}name;n\n\"a;b\";1\n\"line\nbreak\";2\n\"say \"\"hi\"\"\";\n");
    assert_eq!(
        semicolons.csv("SELECT name, n FROM t ORDER BY n"),
        "name,n\na;b,1\n\"line\nbreak\",2\n\"say \"\"hi\"\"\",\n"
    );
    assert_eq!(Files::new("t", "a\tb\r\n1\t2\r\n").csv("SELECT a + b AS s FROM t"), "s\n3\n");
    assert_eq!(Files::new("t", "a\n1\n2").csv("SELECT sum(a) AS s FROM t"), "s\n3\n");
}

#[test]
fn leading_zeros_stay() {
    let files = Files::new("orders", ORDERS);
    assert_eq!(files.csv("SELECT \"Customer\" FROM orders ORDER BY 1"), "Customer\n00004\n00018\n");
}

#[test]
fn json_lines_and_parquet_and_gzip_are_read() {
    let json = Files::new("t", "{\"c\":\"a\",\"n\":1}\n{\"c\":\"b\",\"n\":2.5}\n");
    assert_eq!(json.csv("SELECT c, n FROM t ORDER BY c"), "c,n\na,1.0\nb,2.5\n");

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(ORDERS.as_bytes()).unwrap();
    let packed = Files::new("orders", gzip.finish().unwrap());
    assert_eq!(packed.csv("SELECT count(*) AS n FROM orders"), "n\n2\n");

    let files = Files::none();
    let path = files.path("orders.dat");
    let orders = [(7, 19_727, 1_050), (7, 19_800, 999), (9, 19_727, 0)];
    history::table::write_order_parquet(&path, orders, 2, history::table::Overwrite::Refuse).unwrap();
    let files = files.known("orders", path);
    assert_eq!(
        files.csv(
            "SELECT customer, sum(amount) AS s, min(order_time) AS d FROM orders GROUP BY customer ORDER BY 1"
        ),
        "customer,s,d\n7,20.49,2024-01-05\n9,0.00,2024-01-05\n"
    );
}

#[test]
fn files_that_are_not_tables_say_so() {
    for (content, told) in [
        (&b"a,b\n1,2\n3\n"[..], "line 3 has 1 fields where the header has 2"),
        (b"", "is empty"),
        (b"a,a\n1,2\n", "both named 'a'"),
        (b"a\n\xff\xfe\n", "line 2 is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "neither text nor Parquet"),
        (b"PAR1 but not really", "table 't'"),
        (b"\x1f\x8b\x08\x00broken", "cannot be unpacked"),
        (b"[{\"a\":1}]", "one object a line"),
    ] {
        let said = Files::new("t", content).refusal("SELECT * FROM t");
        assert!(said.contains(told) && said.contains("table 't'"), "{said}");
    }
    let files = Files::none();
    let (gone, folder) = (files.path("gone.csv"), files.path(""));
    assert!(files.known("t", gone).refusal("SELECT 1").contains("gone.csv"));
    assert!(Files::none().known("t", folder).refusal("SELECT 1").contains("table 't'"));
}

#[test]
fn table_names_are_names() {
    assert_eq!("Orders=a=b.csv".parse::<NamedFile>().unwrap(), NamedFile::new("orders", "a=b.csv").unwrap());
    for text in ["orders", "=x.csv", "a b=x.csv", "1a=x.csv", "a=", "a.b=x.csv"] {
        assert!(matches!(text.parse::<NamedFile>(), Err(AskError::TableName(_))), "{text}");
    }
    let twice = [NamedFile::new("a", "x").unwrap(), NamedFile::new("A", "y").unwrap()];
    let error = ask("SELECT 1", &twice, Format::Csv, &two_threads(), &mut Vec::new()).unwrap_err();
    assert!(matches!(error, AskError::TwiceNamed(_)));
}

#[test]
fn csv_has_full_precision_and_guards_texts_only() {
    let files = Files::new("orders", ORDERS);
    assert_eq!(
        files.csv("SELECT note, amount, '+x' AS \"=a\" FROM orders ORDER BY amount"),
        "note,amount,'=a\n'=1+1,-3.0,'+x\nfirst,10.5,'+x\n"
    );
    let third: f64 = files.csv("SELECT 1.0 / 3.0 AS t").lines().nth(1).unwrap().parse().unwrap();
    assert_eq!(third, 1.0 / 3.0);
    for (sql, cell) in [
        ("NULL", ""),
        ("''", ""),
        ("true", "true"),
        ("DATE '2024-03-31'", "2024-03-31"),
        ("TIMESTAMP '2024-03-31 10:00:00.5'", "2024-03-31T10:00:00.500"),
        ("CAST(1.5 AS DECIMAL(9,4))", "1.5000"),
        ("9223372036854775807", "9223372036854775807"),
        ("[1, NULL, 3]", "\"[1,null,3]\""),
        ("'a,\"b\"'", "\"a,\"\"b\"\"\""),
        ("1e-300", "1e-300"),
    ] {
        assert_eq!(files.csv(&format!("SELECT {sql} AS v, 1 AS n")), format!("v,n\n{cell},1\n"), "{sql}");
    }
}

#[test]
fn csv_and_json_tell_the_same() {
    let files = Files::new("orders", ORDERS);
    let sql = "SELECT \"Customer\" AS c, day, amount, sqrt(amount + 3) AS root FROM orders ORDER BY c";
    let rows = files.rows(sql);
    assert_eq!(rows[0], json!({"c": "00004", "day": "2024-01-05", "amount": 10.5, "root": 13.5_f64.sqrt()}));
    assert_eq!(rows[1], json!({"c": "00018", "day": "2024-02-01", "amount": -3.0, "root": 0.0}));
    let csv = files.csv(sql);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    for (record, row) in reader.records().zip(&rows) {
        let record = record.unwrap();
        assert_eq!(&record[0], row["c"].as_str().unwrap());
        assert_eq!(record[3].parse::<f64>().unwrap(), row["root"].as_f64().unwrap());
    }
    assert_eq!(files.rows("SELECT CAST('NaN' AS DOUBLE) AS a, NULL AS b"), [json!({"a": null, "b": null})]);
    assert!(files.rows("SELECT * FROM orders WHERE false").is_empty());
}

#[test]
fn an_answer_read_back_is_the_same_table() {
    let files = Files::new("orders", ORDERS);
    let sql = "SELECT \"Customer\" AS customer, day, amount / 7 AS a FROM orders ORDER BY customer";
    let first = files.csv(sql);
    assert_eq!(Files::new("again", &first).csv("SELECT * FROM again ORDER BY customer"), first);
}

#[test]
fn the_table_is_for_people_and_cannot_steer_the_terminal() {
    let files = Files::new("t", "a\n\"x\u{1b}[2Jy\"\n");
    let text = files.ask_with("SELECT a FROM t", Format::Table, &two_threads()).unwrap();
    assert!(!text.contains('\u{1b}') && text.ends_with("1 row\n"), "{text}");
    let many =
        files.ask_with("SELECT * FROM generate_series(1, 5000)", Format::Table, &two_threads()).unwrap();
    assert!(many.ends_with("5000 rows, of which the first 1000 are shown; all with csv or json\n"));
    assert_eq!(many.lines().count(), 1_000 + 5);
}

#[test]
fn rows_time_memory_and_scratch_have_limits() {
    let files = Files::new("orders", ORDERS);
    let two = Limits { rows: Some(2), ..two_threads() };
    let mut out = Vec::new();
    let answered = ask("SELECT * FROM generate_series(1, 100000)", &[], Format::Csv, &two, &mut out).unwrap();
    assert_eq!((answered.rows, answered.complete), (2, false));
    assert_eq!(out.iter().filter(|b| **b == b'\n').count(), 3);

    let short = Limits { time: Duration::from_millis(300), ..two_threads() };
    let endless = "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 100000000) b \
                   WHERE a.value * b.value % 7 = 3";
    assert!(matches!(files.ask_with(endless, Format::Csv, &short), Err(AskError::TooSlow(_))));
    let ten = "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 10) SELECT sum(n) AS s FROM r";
    assert_eq!(files.csv(ten), "s\n55\n");
    let recursive =
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r";
    let error = files.ask_with(recursive, Format::Csv, &short).unwrap_err();
    assert!(matches!(error, AskError::TooSlow(_) | AskError::TooLarge(_)), "{error:?}");

    let small = Limits { memory_bytes: 4 << 20, scratch_bytes: 1 << 20, ..two_threads() };
    let wide = "SELECT value, count(*) FROM generate_series(1, 3000000) GROUP BY value ORDER BY value";
    let error = files.ask_with(wide, Format::Csv, &small).unwrap_err();
    assert!(matches!(error, AskError::TooLarge(_)), "{error:?}");
    let gathered = "SELECT string_agg(CAST(value AS VARCHAR), ',') FROM generate_series(1, 3000000)";
    for sql in [
        gathered,
        &format!("{gathered} GROUP BY value % 2"),
        &gathered.replace("string_agg(CAST(value AS VARCHAR), ',')", "array_agg(value)"),
    ] {
        let error = files.ask_with(sql, Format::Csv, &small).unwrap_err();
        assert!(matches!(error, AskError::TooLarge(_)), "{sql}: {error:?}");
    }

    let bomb = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(b"a\n").unwrap();
        (0..4_000).for_each(|_| gzip.write_all(&[b'1'; 1000]).unwrap());
        Files::new("bomb", gzip.finish().unwrap())
    };
    let said = bomb.ask_with("SELECT * FROM bomb", Format::Csv, &small).unwrap_err().to_string();
    assert!(said.contains("scratch space"), "{said}");
}

#[test]
fn functions_that_take_memory_by_a_number_are_not_there() {
    let files = Files::none();
    for call in [
        "range(1, 1000000000000)",
        "generate_series(1, 1000000000000)",
        "array_repeat(1, 1000000000000)",
        "repeat('x', 1000000000000)",
        "lpad('x', 1000000000000)",
        "rpad('x', 1000000000000, 'y')",
    ] {
        assert!(files.refusal(&format!("SELECT {call}")).contains("Invalid function"), "{call}");
    }
}

#[test]
fn deep_questions_do_not_overflow_the_stack() {
    let files = Files::none();
    let chain = |n: usize, operator: &str| vec!["1"; n].join(operator);
    assert_eq!(files.csv(&format!("SELECT {} AS s", chain(1_000, "+"))), "s\n1000\n");
    assert!(files.refusal(&format!("SELECT {}", chain(3_000, "+"))).contains("3000 operators"));
    assert!(files.refusal(&format!("SELECT {}", chain(3_000, "=1 OR 1="))).contains("operators"));
    assert!(files.refusal(&vec!["SELECT 1"; 3_000].join(" UNION ALL ")).contains("operators"));
    let parentheses = format!("SELECT {}1{}", "(".repeat(3_000), ")".repeat(3_000));
    assert!(files.refusal(&parentheses).starts_with("the question is nested too deeply"));
    assert!(!files.refusal(&format!("SELECT {} true", "NOT ".repeat(900))).is_empty());
    let list = chain(50_000, ",");
    assert_eq!(files.csv(&format!("SELECT 1 IN ({list}) AS v")), "v\ntrue\n");
}
