//! Roles and rights in words.

use access::{Right, Role};

use crate::Reader;

/// A role's name.
pub fn role(reader: &Reader, role: Role) -> String {
    match role {
        Role::Owner => reader.t("settings-role-owner"),
        Role::Analyst => reader.t("settings-role-analyst"),
        Role::Desk => reader.t("settings-role-desk"),
        Role::Reader => reader.t("settings-role-reader"),
    }
}

/// What a role is for, in a sentence.
pub fn role_hint(reader: &Reader, role: Role) -> String {
    match role {
        Role::Owner => reader.t("settings-role-owner-hint"),
        Role::Analyst => reader.t("settings-role-analyst-hint"),
        Role::Desk => reader.t("settings-role-desk-hint"),
        Role::Reader => reader.t("settings-role-reader-hint"),
    }
}

/// What a right lets somebody do.
pub fn right(reader: &Reader, right: Right) -> String {
    match right {
        Right::ValuesRead => reader.t("settings-right-values-read"),
        Right::CustomersRead => reader.t("settings-right-customers-read"),
        Right::IdentityRead => reader.t("settings-right-identity-read"),
        Right::NotesWrite => reader.t("settings-right-notes-write"),
        Right::SegmentsWrite => reader.t("settings-right-segments-write"),
        Right::StrategyWrite => reader.t("settings-right-strategy-write"),
        Right::Export => reader.t("settings-right-export"),
        Right::DataRead => reader.t("settings-right-data-read"),
        Right::DataWrite => reader.t("settings-right-data-write"),
        Right::SettingsWrite => reader.t("settings-right-settings-write"),
        Right::PeopleWrite => reader.t("settings-right-people-write"),
        Right::KeysWrite => reader.t("settings-right-keys-write"),
        Right::WebhooksWrite => reader.t("settings-right-webhooks-write"),
        Right::AuditRead => reader.t("settings-right-audit-read"),
    }
}

/// A month's name, 1 to 12.
pub fn month(reader: &Reader, number: u8) -> String {
    match number {
        1 => reader.t("settings-month-january"),
        2 => reader.t("settings-month-february"),
        3 => reader.t("settings-month-march"),
        4 => reader.t("settings-month-april"),
        5 => reader.t("settings-month-may"),
        6 => reader.t("settings-month-june"),
        7 => reader.t("settings-month-july"),
        8 => reader.t("settings-month-august"),
        9 => reader.t("settings-month-september"),
        10 => reader.t("settings-month-october"),
        11 => reader.t("settings-month-november"),
        _ => reader.t("settings-month-december"),
    }
}

/// A weekday's name, 1 (Monday) to 7.
pub fn weekday(reader: &Reader, number: u8) -> String {
    match number {
        1 => reader.t("settings-weekday-monday"),
        2 => reader.t("settings-weekday-tuesday"),
        3 => reader.t("settings-weekday-wednesday"),
        4 => reader.t("settings-weekday-thursday"),
        5 => reader.t("settings-weekday-friday"),
        6 => reader.t("settings-weekday-saturday"),
        _ => reader.t("settings-weekday-sunday"),
    }
}
