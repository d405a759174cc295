//! Write keys while the server runs, and who may have a folder.

use super::{says, until, viewed};
use crate::{
    run::{command, error},
    serving::{Serving, post, write_key},
};

#[test]
fn a_new_key_works_at_once_and_a_revoked_one_ends() {
    let data = tempfile::tempdir().unwrap();
    let first = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    assert_eq!(post(&serving.address, &first, "/v1/track", &viewed("m1", "u")).unwrap().status, 200);
    assert_eq!(post(&serving.address, "gwk_no", "/v1/track", &viewed("m2", "u")).unwrap().status, 401);
    let second = write_key(data.path(), "app");
    assert_eq!(post(&serving.address, &second, "/v1/track", &viewed("m3", "u")).unwrap().status, 200);

    let keys: serde_json::Value =
        serde_json::from_str(&says(data.path(), &["key", "list", "--json"])).unwrap();
    assert_eq!(keys[0]["name"], "shop");
    assert_eq!(keys[0]["ends_in"].as_str().unwrap(), &first[first.len() - 4..]);
    assert!(!keys.to_string().contains(&first), "the key itself is not kept");
    says(data.path(), &["key", "revoke", &keys[0]["number"].to_string()]);
    until("the revoked key is refused", || {
        post(&serving.address, &first, "/v1/track", &viewed("m4", "u")).unwrap().status == 401
    });
    assert_eq!(post(&serving.address, &second, "/v1/track", &viewed("m5", "u")).unwrap().status, 200);
}

#[test]
fn the_token_is_in_no_file_of_the_folder() {
    let data = tempfile::tempdir().unwrap();
    let token = write_key(data.path(), "shop");
    let secret = token.trim_start_matches("gwk_").as_bytes();
    for entry in std::fs::read_dir(data.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{}", path.display());
        }
    }
}

#[test]
fn a_folder_has_one_server() {
    let data = tempfile::tempdir().unwrap();
    let serving = Serving::start(data.path());
    let second =
        command(&["serve", "--listen", "127.0.0.1:0"]).arg("--data").arg(data.path()).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let said = error(&second);
    assert!(said.contains("another server has the data folder") && said.contains(&serving.address), "{said}");
}

#[test]
fn a_key_needs_a_name_and_a_known_currency() {
    let data = tempfile::tempdir().unwrap();
    for words in [
        &["key", "add", "intake"][..],
        &["key", "add", "intake", "--name", " "],
        &["key", "add", "outtake", "--name", "shop"],
        &["key", "add", "intake", "--name", "shop", "--currency", "EURO"],
    ] {
        let output = command(words).arg("--data").arg(data.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", error(&output));
    }
}
