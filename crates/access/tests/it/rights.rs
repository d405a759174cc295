//! Roles and rights.

use access::{Right, Rights, Role};

#[test]
fn names_are_read_back() {
    for right in Right::ALL {
        assert_eq!(right.name().parse::<Right>(), Ok(right));
    }
    for role in Role::ALL {
        assert_eq!(role.name().parse::<Role>(), Ok(role));
    }
    assert!("customers:*".parse::<Right>().is_err() && "Owner".parse::<Role>().is_err());
}

#[test]
fn a_set_holds_what_was_put_in() {
    for right in Right::ALL {
        let one = Rights::NONE.and(right);
        for other in Right::ALL {
            assert_eq!(one.has(other), one.within(Rights::NONE.and(other)) == one, "{right} {other}");
        }
    }
    let all: Rights = Right::ALL.into_iter().collect();
    assert_eq!(all.iter().collect::<Vec<_>>(), Right::ALL);
    assert_eq!(Rights::NONE.iter().count(), 0);
}

#[test]
fn only_owners_change_who_may_what() {
    for role in [Role::Analyst, Role::Desk, Role::Reader] {
        for right in [
            Right::PeopleWrite,
            Right::KeysWrite,
            Right::SettingsWrite,
            Right::WebhooksWrite,
            Right::AuditRead,
        ] {
            assert!(!role.rights().has(right), "{role} {right}");
        }
    }
    for right in Right::ALL {
        assert!(Role::Owner.rights().has(right), "{right}");
    }
}

#[test]
fn a_reader_sees_no_names_and_changes_nothing() {
    let rights: Vec<Right> = Role::Reader.rights().iter().collect();
    assert_eq!(rights, [Right::ValuesRead, Right::CustomersRead]);
    assert!(!Role::Desk.rights().has(Right::ValuesRead) && Role::Desk.rights().has(Right::IdentityRead));
}

#[test]
fn owners_and_analysts_change_the_strategy() {
    let may: Vec<Role> = Role::ALL.into_iter().filter(|r| r.rights().has(Right::StrategyWrite)).collect();
    assert_eq!(may, [Role::Owner, Role::Analyst]);
}
