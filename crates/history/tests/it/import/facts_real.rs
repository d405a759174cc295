//! Real files of facts, where they are at hand.

use facts::schema::Kind;
use history::import::{ReadOptions, Source, facts::FactOptions};

use super::{keep, kept_as, real::data};

/// Reads a file as it is and prints what a person would see.
fn seen(kind: Kind, name: &str, mapping: &str, joins: &[&str]) -> Option<String> {
    let path = data(name)?;
    let joins = joins.iter().filter_map(|j| data(j)).map(Source::path).collect();
    let options = FactOptions {
        mapping: mapping.parse().unwrap(),
        ..kept_as(&ReadOptions { joins, ..ReadOptions::default() })
    };
    println!("== {kind} {name} {mapping}");
    Some(match keep(kind, &[Source::path(path)], &options) {
        Ok(done) => {
            println!("{}\n{}", done.import.reading, done.import.counts);
            println!("facts: {:?}", done.import.counts.facts);
            for row in done.rows.iter().take(2) {
                println!("{:?} {:?} {:?}", row.values, row.customers, row.private.0);
            }
            for reject in done.rejects.iter().take(3) {
                println!("reject {}: {:?} {} {}", reject.line, reject.field, reject.reason, reject.detail);
            }
            format!("{} {}", done.rows.len(), done.rejects.len())
        }
        Err(e) => {
            println!("{e}");
            e.to_string()
        }
    })
}

#[test]
fn shared_files_read_as_they_are() {
    let files: &[(Kind, &str, &str, &[&str], &str)] = &[
        (Kind::Customers, "decisions/aw_customers.csv.gz", "", &[], "18484 0"),
        (Kind::Products, "decisions/aw_products.csv.gz", "", &[], "606 0"),
        (Kind::Orders, "decisions/aw_sales.csv.gz", "", &[], "83597 0"),
        (Kind::Contacts, "decisions/bank_marketing_full.csv.gz", "", &[], "--map customer="),
        (Kind::Customers, "olist/olist_customers_dataset.csv", "", &[], "--map customer=customer_unique_id"),
        (Kind::Customers, "olist/olist_customers_dataset.csv", "customer=customer_unique_id", &[], "8135 0"),
        (Kind::Products, "olist/olist_products_dataset.csv", "", &[], "5460 0"),
        (Kind::Orders, "olist/olist_orders_dataset.csv", "", &[], "8135 0"),
        (Kind::OrderLines, "olist/olist_order_items_dataset.csv", "", &[], "8365 0"),
        (Kind::Feedback, "olist/olist_order_reviews_dataset.csv", "", &[], "8225 0"),
        (Kind::Contacts, "olist/olist_marketing_qualified_leads_dataset.csv", "", &[], ""),
        (Kind::Events, "olist/olist_marketing_qualified_leads_dataset.csv", "", &[], ""),
        (Kind::Events, "journey/receipt.csv", "", &[], "8577 0"),
        (Kind::Events, "journey/retentioneering_ecom.csv.gz", "", &[], "31106 0"),
        (Kind::Events, "journey/helpdesk.xes.gz", "", &[], "21348 0"),
        (Kind::Events, "journey/running-example.xes", "", &[], "42 0"),
        (Kind::Events, "journey/bpic2013_closed.xes.gz", "", &[], "6660 0"),
        (Kind::Feedback, "feedback/banking77_train.csv", "", &[], "10003 0"),
        (Kind::Feedback, "feedback/complaints5_authored.tsv", "", &[], "160 0"),
        (Kind::Feedback, "feedback/xsid07_en_it_id_de.tsv", "", &[], "3200 0"),
        (Kind::Contracts, "clv/sbg_cohorts.csv", "", &[], "--map start="),
        (Kind::Orders, "clv/cdnow_sample.txt", "", &[], "6919 0"),
        (Kind::Orders, "clv/btydplus_grocery_elog.csv", "", &[], ""),
        (Kind::Customers, "clv/clvtools_apparel_static_cov.csv", "", &[], ""),
        (Kind::Orders, "clv/clvtools_apparel_trans.csv", "", &[], "3187 0"),
        (Kind::Orders, "clv/clvtools_apparel_dyn_cov.parquet", "", &[], ""),
        (Kind::Orders, "clv/example_transactions.csv", "", &[], ""),
        (Kind::Orders, "clv/btyd_discrete_sim_elog.csv", "", &[], ""),
    ];
    for (kind, name, mapping, joins, want) in files {
        let Some(got) = seen(*kind, name, mapping, joins) else { continue };
        if !want.is_empty() {
            assert!(got.contains(want), "{name}: {got}");
        }
    }
}
