//! Words that stand for yes and no and for the choices of a schema.

use ::facts::schema::{Field, FieldKind, Kind};

use crate::import::{
    names,
    profile::Profile,
    status::{self, State},
};

/// Whether a column's words are few and most rows have one that is known.
pub(super) fn most_are(p: &Profile, known: impl Fn(&str) -> bool) -> bool {
    let Some(few) = &p.few else { return false };
    if few.is_empty() {
        // Typed numbers: 0 and 1.
        return p.filled > 0 && p.texts == 0 && p.smallest >= 0.0 && p.largest <= 1.0 && known("1");
    }
    let fit: u64 = few.iter().filter(|(word, _)| known(word)).map(|(_, count)| count).sum();
    fit * 2 >= few.values().sum::<u64>()
}

pub(super) fn yes_no(word: &str) -> Option<bool> {
    Some(match names::plain(word).as_str() {
        "yes" | "y" | "true" | "t" | "1" | "on" | "ja" | "si" | "oui" | "sim" | "vero" | "wahr" | "ya"
        | "igen" | "da" | "x" | "subscribed" | "opted in" | "opt in" | "granted" | "1 0" => true,
        "no" | "n" | "false" | "f" | "0" | "off" | "nein" | "non" | "nao" | "falso" | "falsch" | "tidak"
        | "nem" | "nu" | "unsubscribed" | "opted out" | "opt out" | "denied" | "never" | "0 0" => false,
        _ => return None,
    })
}

/// Words for the choices: kind, field, choice, words.
const WORDS: &[(Kind, &str, &str, &str)] = &[
    (
        Kind::Orders,
        "status",
        "pending",
        "pending|processing|on hold|open|created|new|unpaid|awaiting payment|authorized|in progress|in bearbeitung|offen",
    ),
    (
        Kind::Feedback,
        "kind",
        "complaint",
        "complaint|complain|claim|reclamo|reclamacao|beschwerde|plainte|queja|problem|incident|issue|panasz|keluhan",
    ),
    (Kind::Feedback, "kind", "review", "review|rating|recensione|bewertung|avis|resena|testimonial"),
    (Kind::Feedback, "kind", "survey", "survey|nps|csat|ces|questionnaire|poll|umfrage|sondaggio|response"),
    (Kind::Feedback, "kind", "question", "question|inquiry|enquiry|query|request|frage|domanda|pertanyaan"),
    (Kind::Feedback, "kind", "praise", "praise|compliment|thanks|kudos|lob|complimento"),
    (
        Kind::Feedback,
        "kind",
        "leaving",
        "leaving|exit|churn|cancellation|exit interview|kuendigung|kundigung",
    ),
    (Kind::Feedback, "measure", "nps", "nps|net promoter score"),
    (Kind::Feedback, "measure", "csat", "csat|satisfaction|customer satisfaction"),
    (Kind::Feedback, "measure", "ces", "ces|effort|customer effort score"),
    (Kind::Feedback, "measure", "stars", "stars|star|star rating|rating"),
    (Kind::Contracts, "period", "week", "week|weekly|w|wochentlich|7 days"),
    (
        Kind::Contracts,
        "period",
        "month",
        "month|monthly|m|mo|monat|monatlich|mensile|mensuel|30 days|1 month",
    ),
    (Kind::Contracts, "period", "quarter", "quarter|quarterly|q|3 months|quartal|trimestre"),
    (
        Kind::Contracts,
        "period",
        "year",
        "year|yearly|annual|annually|y|12 months|jahr|jahrlich|annuale|annuel",
    ),
    (Kind::Contacts, "direction", "in", "in|inbound|incoming|received|eingehend|entrante"),
    (Kind::Contacts, "direction", "out", "out|outbound|outgoing|sent|ausgehend|uscente"),
    (Kind::Costs, "kind", "acquisition", "acquisition|marketing|advertising|ads|ad spend|media|werbung|paid"),
    (Kind::Costs, "kind", "retention", "retention|loyalty|crm|bindung|winback|win back"),
    (Kind::Costs, "kind", "service", "service|support|care|customer service|kundendienst"),
    (Kind::Costs, "kind", "operating", "operating|operations|overhead|fixed|opex|betrieb"),
    (Kind::Events, "flag", "future", "future"),
    (Kind::Events, "flag", "past", "past"),
];

/// The choice that a word stands for.
pub(super) fn choice(kind: Kind, field: &Field, word: &str) -> Option<&'static str> {
    let FieldKind::Choice(choices) = field.kind else { return None };
    let plain = names::plain(word);
    let own = choices.iter().find(|c| **c == plain).copied();
    own.or_else(|| {
        let rows = WORDS.iter().filter(|(k, f, ..)| *k == kind && *f == field.name);
        rows.filter(|(.., words)| words.split('|').any(|w| w == plain))
            .find_map(|(_, _, choice, _)| choices.iter().find(|c| *c == choice).copied())
    })
}

/// The status of an order that stands.
pub(super) const COMPLETED: &str = "completed";

/// The status of an order in the words of its schema. What a shop calls it otherwise stands.
pub(super) fn order_status(text: &[u8]) -> &'static str {
    match status::state(text) {
        State::Cancelled => "cancelled",
        State::Failed => "failed",
        State::Refunded => COMPLETED,
        State::Order => {
            let plain = names::plain(&String::from_utf8_lossy(text));
            let pending =
                WORDS.iter().find(|(k, f, c, _)| (*k, *f, *c) == (Kind::Orders, "status", "pending"));
            if pending.is_some_and(|(.., words)| words.split('|').any(|w| w == plain)) {
                "pending"
            } else {
                COMPLETED
            }
        }
    }
}
