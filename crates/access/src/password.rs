//! Passwords: which are taken, how they are kept, how they are compared.
//!
//! Length is what counts (NIST SP 800-63B): 12 to 256 characters of any kind, no rules of
//! composition, but none that is tried first. Kept is a PHC string of Argon2id with OWASP's least
//! settings: 19 MiB, two passes, one lane.

use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};

use crate::AccessError;

/// The least number of characters.
pub const LEAST_CHARACTERS: usize = 12;

/// The greatest number of characters.
pub const MOST_CHARACTERS: usize = 256;

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Cost {
    /// For people's passwords.
    pub const STANDARD: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// For tests of everything else: as little as there is.
    pub const WEAK: Self = Self { memory_kib: 8, passes: 1 };
}

/// Tried first wherever somebody tries passwords; those of 12 and more characters, and the pieces that
/// shorter ones are made long with. Compared in lower case without spaces and marks.
const COMMON: [&str; 100] = [
    "password",
    "passwort",
    "motdepasse",
    "contrasena",
    "contraseña",
    "parola",
    "jelszo",
    "jelszó",
    "katalaluan",
    "wachtwoord",
    "haslo",
    "senha",
    "secret",
    "secreto",
    "segreto",
    "geheim",
    "letmein",
    "letmeinnow",
    "openthedoor",
    "opensesame",
    "welcome",
    "willkommen",
    "benvenuto",
    "bienvenue",
    "bienvenido",
    "selamatdatang",
    "admin",
    "administrator",
    "root",
    "superuser",
    "owner",
    "manager",
    "user",
    "guest",
    "test",
    "testing",
    "default",
    "changeme",
    "changethis",
    "pleasechange",
    "changeit",
    "temporary",
    "example",
    "sample",
    "demo",
    "goodwill",
    "login",
    "signin",
    "access",
    "access14",
    "system",
    "server",
    "database",
    "company",
    "customer",
    "internet",
    "computer",
    "master",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "basketball",
    "superman",
    "batman",
    "starwars",
    "pokemon",
    "princess",
    "sunshine",
    "iloveyou",
    "loveyou",
    "trustno1",
    "whatever",
    "qwerty",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsx",
    "qazwsxedc",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "q1w2e3r4t5y6",
    "zaq12wsx",
    "abcdefghijkl",
    "abcdefghijklm",
    "abc",
    "michael",
    "jessica",
    "charlie",
    "jordan",
    "ashley",
    "andrea",
    "juventus",
    "forzainter",
    "liverpool",
    "barcelona",
    "manchester",
    "correcthorsebatterystaple",
];

/// Whether a password may be used.
///
/// # Errors
///
/// If it is too short or too long, common, repeated, or the person's own name or address.
pub fn check(password: &str, email: &str, name: &str) -> Result<(), AccessError> {
    let characters = password.chars().count();
    if characters < LEAST_CHARACTERS {
        return Err(AccessError::TooShort(LEAST_CHARACTERS));
    }
    if characters > MOST_CHARACTERS {
        return Err(AccessError::TooLong(MOST_CHARACTERS));
    }
    let plain = plain(password);
    if is_repeated(&plain) || is_run(&plain) {
        return Err(AccessError::Repeated);
    }
    let stem = plain.trim_matches(|c: char| c.is_ascii_digit());
    if COMMON.iter().any(|common| plain == *common || stem == *common || is_made_of(stem, common)) {
        return Err(AccessError::Common);
    }
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    let own =
        [email, local, domain, name, &format!("{name}{local}"), &format!("{local}{name}")].map(self::plain);
    if own
        .iter()
        .any(|own| own.chars().count() >= 3 && (plain == *own || stem == own || is_made_of(stem, own)))
    {
        return Err(AccessError::Personal);
    }
    Ok(())
}

/// Lower case, letters and digits only; marks alone where there is nothing else.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let kept: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    if kept.is_empty() { lower } else { kept }
}

/// Whether a text is one piece of at most six characters, again and again.
fn is_repeated(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    (1..=6.min(characters.len() / 2))
        .any(|length| characters.iter().enumerate().all(|(i, c)| *c == characters[i % length]))
}

/// Whether a text is one way through digits or the alphabet: `123456789012`, `abcdefghijkl`.
fn is_run(text: &str) -> bool {
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    let steps = |up: bool| {
        codes.windows(2).all(|pair| {
            let (from, to) = if up { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            to == from + 1
                || (from == u32::from('9') && to == u32::from('0'))
                || (from == u32::from('z') && to == u32::from('a'))
        })
    };
    codes.len() > 1 && (steps(true) || steps(false))
}

/// Whether a text is a piece again and again, with digits between and around.
fn is_made_of(text: &str, piece: &str) -> bool {
    !piece.is_empty() && text.contains(piece) && text.replace(piece, "").chars().all(|c| c.is_ascii_digit())
}

/// The PHC string under which a password is kept. `salt` is 16 random bytes.
///
/// # Errors
///
/// If the costs are none Argon2 knows.
pub fn hash(password: &str, salt: &[u8; 16], cost: Cost) -> Result<String, AccessError> {
    let failed = |e: &dyn std::fmt::Display| AccessError::Hash(e.to_string());
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|e| failed(&e))?;
    let hash: PasswordHash =
        Argon2::from(params).hash_password_with_salt(password.as_bytes(), salt).map_err(|e| failed(&e))?;
    Ok(hash.to_string())
}

/// Whether a password is the one that is kept. What is no PHC string of Argon2 fits nothing.
pub fn fits(password: &str, kept: &str) -> bool {
    // No more work than a password that could have been set, whoever asks.
    password.chars().count() <= MOST_CHARACTERS
        && PasswordHash::new(kept)
            .is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
}
