//! The shop's products, by stage of life, and what a customer puts into a basket.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// A stage of a customer's life, by age at the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Up to 27 years.
    StartingOut,
    /// 28 to 37 years.
    FirstHome,
    /// 38 to 52 years.
    FullHouse,
    /// From 53 years.
    Settled,
}

impl Stage {
    /// The stage of a customer of this age in years.
    #[must_use]
    pub const fn at_age(years: i32) -> Self {
        match years {
            ..28 => Self::StartingOut,
            28..38 => Self::FirstHome,
            38..53 => Self::FullHouse,
            _ => Self::Settled,
        }
    }

    /// Its name in the files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::StartingOut => "starting out",
            Self::FirstHome => "first home",
            Self::FullHouse => "full house",
            Self::Settled => "settled",
        }
    }
}

/// A product of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// Code; some begin with zeros, as real ones do.
    pub id: &'static str,
    /// Name, without commas and quotes.
    pub name: &'static str,
    /// Product line.
    pub line: &'static str,
    /// The stage of life that buys it most.
    pub stage: Stage,
    /// List price in cents.
    pub price_minor: i64,
    /// Cost of goods in cents.
    pub cost_minor: i64,
}

const fn product(
    id: &'static str,
    name: &'static str,
    line: &'static str,
    stage: Stage,
    price_minor: i64,
    cost_minor: i64,
) -> Product {
    Product { id, name, line, stage, price_minor, cost_minor }
}

use Stage::{FirstHome, FullHouse, Settled, StartingOut};

/// The catalogue of the sample company, a shop for coffee, kitchen and table. Margins at list
/// price lie between 25 and 55 %.
pub const PRODUCTS: [Product; 30] = [
    product("00101", "Espresso beans 250 g", "coffee", StartingOut, 690, 480),
    product("00102", "House blend beans 1 kg", "coffee", FullHouse, 2190, 1595),
    product("00103", "Decaf beans 500 g", "coffee", Settled, 1390, 965),
    product("00104", "Single origin beans 500 g", "coffee", FirstHome, 1690, 1155),
    product("00105", "Paper filters", "coffee", StartingOut, 390, 205),
    product("00106", "Subscription tasting box", "coffee", Settled, 3490, 2585),
    product("00201", "Moka pot", "brewing", StartingOut, 2990, 2035),
    product("00202", "Hand grinder", "brewing", StartingOut, 4490, 3190),
    product("00203", "Pour-over set", "brewing", FirstHome, 3890, 2585),
    product("00204", "Electric kettle", "brewing", FirstHome, 6490, 4835),
    product("00205", "Electric grinder", "brewing", FullHouse, 12900, 9610),
    product("00206", "Filter machine", "brewing", FullHouse, 15900, 11845),
    product("00207", "Espresso machine", "brewing", Settled, 39900, 29725),
    product("00301", "Pan 20 cm", "kitchen", StartingOut, 2490, 1625),
    product("00302", "Chef's knife", "kitchen", FirstHome, 5990, 3850),
    product("00303", "Chopping board", "kitchen", FirstHome, 2790, 1650),
    product("00304", "Cast iron pot", "kitchen", FullHouse, 11900, 8470),
    product("00305", "Baking set", "kitchen", FullHouse, 3290, 2090),
    product("00306", "Storage jars", "kitchen", FullHouse, 1890, 1100),
    product("00307", "Kitchen scale", "kitchen", StartingOut, 1990, 1395),
    product("00308", "Carving set", "kitchen", Settled, 8990, 6160),
    product("00401", "Mug", "table", StartingOut, 890, 460),
    product("00402", "Set of four plates", "table", FirstHome, 3990, 2475),
    product("00403", "Children's tableware", "table", FullHouse, 2290, 1330),
    product("00404", "Set of six glasses", "table", FirstHome, 2590, 1605),
    product("00405", "Linen table cloth", "table", Settled, 5490, 3190),
    product("00406", "Porcelain service", "table", Settled, 18900, 13090),
    product("00407", "Tea towel", "table", StartingOut, 590, 315),
    product("00501", "Descaler", "care", FullHouse, 790, 440),
    product("00502", "Knife sharpening", "care", Settled, 1290, 790),
];

/// What is launched beyond the core, in the order of the launches: [`LAUNCH_PRODUCTS`] of each new
/// line.
pub(crate) const BEYOND: [Product; 12] = [
    product("00601", "Desk lamp", "lighting", StartingOut, 3990, 2390),
    product("00602", "Floor lamp", "lighting", FirstHome, 8990, 5840),
    product("00603", "Pendant lamp", "lighting", FullHouse, 6490, 4090),
    product("00701", "Pillow case", "bedding", StartingOut, 1490, 820),
    product("00702", "Duvet cover", "bedding", FirstHome, 5990, 3590),
    product("00703", "Wool blanket", "bedding", Settled, 9490, 6170),
    product("00801", "Herb planter", "garden", FirstHome, 1990, 1190),
    product("00802", "Watering can", "garden", Settled, 2790, 1670),
    product("00803", "Picnic basket", "garden", FullHouse, 6990, 4540),
    product("00901", "Wooden blocks", "toys", FullHouse, 2490, 1490),
    product("00902", "Play kitchen", "toys", FullHouse, 11900, 8330),
    product("00903", "Card game", "toys", StartingOut, 1290, 710),
];
/// New products of one launch.
pub(crate) const LAUNCH_PRODUCTS: usize = 3;

/// One line of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) product: &'static Product,
    pub(crate) quantity: i64,
    /// Price of one piece in cents, after the order's discount or surcharge.
    pub(crate) unit_price: i64,
}

impl Line {
    pub(crate) const fn amount(&self) -> i64 {
        self.quantity * self.unit_price
    }

    pub(crate) const fn cost(&self) -> i64 {
        self.quantity * self.product.cost_minor
    }
}

const MOST_LINES: usize = 5;

/// Fills a basket that costs `amount` cents exactly.
///
/// Products are drawn by stage until little is left of the amount; then all prices are scaled
/// alike, and the first line, always one piece, takes the odd cents.
pub(crate) fn basket(
    rng: &mut ChaCha8Rng,
    goods: &'static [Product],
    stage: Stage,
    amount: i64,
) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(3);
    let mut rest = amount;
    while lines.len() < MOST_LINES {
        let Some(product) = draw(rng, goods, stage, rest, &lines) else { break };
        let quantity = if lines.is_empty() {
            1
        } else {
            // The last line takes as many pieces as the rest pays for.
            let fits = (rest / product.price_minor).max(1);
            if lines.len() + 1 == MOST_LINES { fits } else { rng.random_range(1..=fits.min(3)) }
        };
        lines.push(Line { product, quantity, unit_price: product.price_minor });
        rest -= quantity * product.price_minor;
    }
    let listed: i64 = lines.iter().map(Line::amount).sum();
    let factor = amount as f64 / listed as f64;
    for line in &mut lines {
        line.unit_price = (line.unit_price as f64 * factor).floor() as i64;
    }
    let others: i64 = lines[1..].iter().map(Line::amount).sum();
    lines[0].unit_price = amount - others;
    lines
}

/// A product that the rest can pay for and that is not in the basket yet. The first product may be
/// dearer than the amount by a tenth, and is the cheapest one if nothing fits.
fn draw(
    rng: &mut ChaCha8Rng,
    goods: &'static [Product],
    stage: Stage,
    rest: i64,
    lines: &[Line],
) -> Option<&'static Product> {
    let weight = |product: &Product| {
        let fits = product.price_minor * 10 <= rest * 11;
        if !fits || lines.iter().any(|line| line.product.id == product.id) {
            return 0.0;
        }
        let steps = (product.stage as i32 - stage as i32).abs();
        // Dear goods are drawn more where they fit, or a large order would be a heap of mugs.
        [4.0, 2.0, 1.0, 0.5][steps as usize] * (product.price_minor as f64).sqrt()
    };
    let total: f64 = goods.iter().map(weight).sum();
    if total <= 0.0 {
        let cheapest = || goods.iter().min_by_key(|product| product.price_minor);
        return if lines.is_empty() { cheapest() } else { None };
    }
    let mut left = rng.random::<f64>() * total;
    let drawn = goods.iter().find(|product| {
        left -= weight(product);
        left < 0.0
    });
    drawn.or_else(|| goods.iter().rfind(|product| weight(product) > 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;

    #[test]
    fn margins_lie_between_25_and_55_percent_and_texts_need_no_quotes() {
        for p in PRODUCTS.iter().chain(&BEYOND) {
            let margin = 1.0 - p.cost_minor as f64 / p.price_minor as f64;
            assert!((0.25..=0.55).contains(&margin), "{} {margin}", p.name);
            assert!(!p.name.contains([',', '"', '\n']), "{}", p.name);
        }
        assert!(BEYOND.chunks(LAUNCH_PRODUCTS).all(|line| line.iter().all(|p| p.line == line[0].line)));
    }

    proptest! {
        #[test]
        fn a_basket_costs_the_amount_to_the_cent(
            amount in prop_oneof![1i64..20_000, 1i64..100_000_000_000],
            age in 18i32..90,
            seed: u64,
            few: bool,
        ) {
            let goods = if few { &BEYOND[..LAUNCH_PRODUCTS] } else { &PRODUCTS[..] };
            let lines = basket(&mut ChaCha8Rng::seed_from_u64(seed), goods, Stage::at_age(age), amount);
            prop_assert_eq!(lines.iter().map(Line::amount).sum::<i64>(), amount);
            prop_assert!(!lines.is_empty() && lines.len() <= MOST_LINES);
            prop_assert!(lines.iter().all(|l| l.quantity >= 1 && l.unit_price >= 0));
            prop_assert_eq!(lines[0].quantity, 1);
        }
    }
}
