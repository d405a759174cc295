//! What can be refused here.

/// Why something was refused. The messages are shown to people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccessError {
    /// A password is too short.
    #[error("the password is too short: at least {0} characters")]
    TooShort(usize),
    /// A password is too long.
    #[error("the password is too long: at most {0} characters")]
    TooLong(usize),
    /// A password is among those that are tried first.
    #[error(
        "the password is one of those that are tried first: take a few words that nobody else puts together"
    )]
    Common,
    /// A password is the person's name or address.
    #[error("the password is made of your own name or address: take something else")]
    Personal,
    /// A password is one piece again and again.
    #[error("the password repeats itself: take something longer or less even")]
    Repeated,
    /// Hashing failed.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
    /// A webhook's secret is none.
    #[error("a secret begins with whsec_ and holds 24 to 64 bytes in base64")]
    Secret,
    /// A signature does not fit.
    #[error("the signature does not fit")]
    Signature,
    /// A message is too old or from the future.
    #[error("the message is more than five minutes off")]
    Stale,
    /// An address outside is no address.
    #[error("this is no address: {0}")]
    NoAddress(String),
    /// An address outside is of a kind that is not called.
    #[error("only http:// and https:// addresses are called, not {0}:")]
    Scheme(String),
    /// An address outside carries a name or password.
    #[error("an address with a name or password in it is not called: leave out what stands before the @")]
    UserInfo,
    /// An address outside names no host.
    #[error("the address names no host")]
    NoHost,
    /// An address outside leads into a network that is not public.
    #[error("{0} is no public address: systems inside a network are not called")]
    NotPublic(String),
    /// A port that other protocols use.
    #[error("port {0} is not called: use 80, 443, or one from 1024 upwards")]
    Port(u16),
}
