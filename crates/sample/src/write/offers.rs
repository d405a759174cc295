//! What competitors were seen to offer: `competitor_offers.csv`.

use rand::RngExt;

use super::files::Files;
use super::{CURRENCY, Cents};
use crate::books::{OFFER_DAY, OFFER_MONTHS, OFFER_SWING, RIVALS};
use crate::company::months_after;
use crate::stream::{Purpose, Streams};
use crate::{Company, PRODUCTS, SampleError};

/// Writes what each competitor asked for each product of the core in the last months.
pub(super) fn write(company: &Company, streams: &Streams, files: &mut Files) -> Result<(), SampleError> {
    let mut file = files.create("competitor_offers.csv")?;
    file.line(format_args!("competitor,product_id,day,price,currency"))?;
    let months = OFFER_MONTHS.min(company.months);
    for after in company.months - months..company.months {
        let day = months_after(company.first_day, after).plus(OFFER_DAY);
        for (number, rival) in (0u64..).zip(&RIVALS) {
            for (place, product) in (0u64..).zip(&PRODUCTS) {
                // How dear a rival is stays with product and rival; what changes with the month is little.
                let rng = &mut streams.of(Purpose::Offer, (number << 16) | place);
                let usual = rng.random_range(rival.least..rival.most);
                let swing: f64 = streams
                    .of(Purpose::Offer, (u64::from(after + 1) << 32) | (number << 16) | place)
                    .random_range(-OFFER_SWING..OFFER_SWING);
                let price = (product.price_minor as f64 * (usual + swing)).round().max(1.0) as i64;
                file.line(format_args!("{},{},{day},{},{CURRENCY}", rival.name, product.id, Cents(price)))?;
            }
        }
    }
    file.close()
}
