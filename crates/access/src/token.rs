//! Tokens: 256 random bits that open something. They are shown once; kept is their SHA-256, under
//! which they are found, so that neither the records nor the time of a look-up give one away.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The pages, for a person who signed in.
    Session,
    /// A page that is opened once: setting up, an invitation, a new password.
    OneTime,
    /// The API, for a program.
    ApiKey,
}

impl Kind {
    /// What its tokens begin with: a scanner of files finds a key that was left lying.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "gws_",
            Self::OneTime => "gwo_",
            Self::ApiKey => "gwa_",
        }
    }
}

/// Random bytes as text, without their prefix: 43 characters.
const CHARACTERS: usize = 43;

/// The token of 32 random bytes.
pub fn make(kind: Kind, bytes: &[u8; 32]) -> String {
    format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(bytes))
}

/// The digest under which a token is kept; none where the text cannot be a token of this kind.
pub fn digest(kind: Kind, text: &str) -> Option<[u8; 32]> {
    let random = text.strip_prefix(kind.prefix())?;
    let well_formed =
        random.len() == CHARACTERS && URL_SAFE_NO_PAD.decode(random).is_ok_and(|b| b.len() == 32);
    well_formed.then(|| Sha256::digest(text).into())
}
