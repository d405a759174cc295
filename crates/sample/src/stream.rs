//! Chance: one stream per customer and purpose, so that nobody's dice change another's.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What a stream of chance is for. The number is part of the stream's key: never reuse one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Life = 0,
    Basket = 1,
    Guest = 2,
    Person = 3,
    Costs = 4,
    Contract = 5,
    Donor = 6,
    Beyond = 7,
    Contact = 8,
    Gesture = 9,
    InTouch = 10,
    Offer = 11,
}

/// All streams of one seed.
#[derive(Debug, Clone)]
pub(crate) struct Streams(ChaCha8Rng);

impl Streams {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// The stream of one purpose for one customer (or month, or guest).
    pub(crate) fn of(&self, purpose: Purpose, number: u64) -> ChaCha8Rng {
        let mut rng = self.0.clone();
        rng.set_stream(((purpose as u64) << 56) | number);
        rng
    }
}
