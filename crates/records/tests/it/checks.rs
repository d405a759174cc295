//! What `check` finds: faults planted behind the program's back.

use records::{Place, Records};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

use crate::{dumps::filled, places::on_both};

on_both!(each_fault_is_named);

pub async fn behind(place: &Place) -> DatabaseConnection {
    let url = match place {
        Place::File(path) => format!("sqlite://{}", path.display()),
        Place::Url(url) => url.clone(),
    };
    Database::connect(url).await.unwrap()
}

async fn each_fault_is_named(place: Place) {
    let records = filled(&place).await;
    assert_eq!(records.check().await.unwrap(), [""; 0]);
    records.close().await;
    let faults = [
        ("update manifest set batch = 8", "belongs to batch 8, which is not listed"),
        ("update manifest set batch = 1", ""),
        ("update batch set state = 'undone'", "counts, but its batch 1 is undone"),
        ("update batch set state = 'live'", ""),
        ("update private_block set rows = 2", "has 1 rows, not 2"),
        ("update private_block set rows = 1", ""),
        ("update outside_id set id = 'b' where id = 'a'", "does not agree with its digest"),
        ("update outside_id set id = 'a' where id = 'b'", ""),
        ("update counter set value = 0 where name = 'inbox'", "the counter inbox stands at 0"),
        ("update counter set value = 9 where name = 'inbox'", ""),
        ("delete from outside_id where id = 'a'", "links name 1 customers nobody knows"),
        ("delete from manifest", "batch 1 (orders) counts 7 facts, but has no file"),
    ];
    for (change, said) in faults {
        let db = behind(&place).await;
        db.execute_unprepared(change).await.unwrap();
        db.close().await.unwrap();
        let records = Records::open(&place).await.unwrap();
        let wrong = records.check().await.unwrap();
        records.close().await;
        if said.is_empty() {
            assert_eq!(wrong, [""; 0], "after {change}");
        } else {
            assert!(wrong.iter().any(|one| one.contains(said)), "{change}: {wrong:?}");
        }
    }
}
