//! What columns are called, in the exports of shops and in several languages.

use std::sync::LazyLock;

use super::Field;

/// How sure a name makes us, from 3 (means nothing else) to 1 (only where nothing better is).
pub(super) type Strength = u8;

/// A column's name taken for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) field: Field,
    pub(super) strength: Strength,
    /// Whether the name only comes near a known one.
    pub(super) near: Option<&'static str>,
}

/// Field, strength, names in the form that [`plain`] gives them, separated by `|`.
const NAMES: &[(Field, Strength, &str)] = &[
    (
        Field::Customer,
        3,
        "customer id|customerid|customer|cust id|custid|cust|customer key|customer number|customer no|\
         customer nr|cust no|customer code|customer unique id|customer ref|customer reference|\
         customer identifier|customer account|client id|client|client number|clientid|buyer id|\
         buyer|user id|userid|member id|account id|accountid|account number|master id|person id|donor id|\
         household id|household key|shopper id|kunden nr|kundennr|kundennummer|kunden id|kundenid|kunde|\
         id client|numero client|no client|code client|cliente|id cliente|cliente id|codigo cliente|\
         codice cliente|numero cliente|numero de cliente",
    ),
    (
        Field::Customer,
        2,
        "email|e mail|customer email|customer e mail|email address|buyer email|billing email|shopper email|\
         client email|customer email address|courriel|correo|correo electronico|user|username|user name|\
         member|account|donor|household|shopper|billing email address|email billing|adresse e mail|indirizzo email",
    ),
    (
        Field::Customer,
        1,
        "customer name|billing name|client name|kundenname|nom client|nome cliente|nombre cliente|\
         bill to name|buyer name|billing phone|phone|id|uid|customer user|customer user id",
    ),
    (
        Field::Time,
        3,
        "order date|orderdate|order time|order timestamp|date of order|ordered at|ordered on|order datetime|\
         order date key|order created at|order created|order placed|order placed at|order purchase timestamp|\
         purchase date|purchase time|purchase timestamp|purchased at|purchased on|invoice date|invoicedate|\
         transaction date|transaction time|transaction timestamp|order day|date ordered|bestelldatum|\
         bestellt am|auftragsdatum|rechnungsdatum|kaufdatum|belegdatum|date de commande|date commande|\
         date achat|date d achat|date facture|date de facture|fecha pedido|fecha de pedido|fecha del pedido|\
         fecha compra|fecha de compra|fecha factura|data ordine|data dell ordine|data acquisto|data fattura|\
         data pedido|data do pedido|data compra|data da compra|sale date|sales date|sold at",
    ),
    (
        Field::Time,
        2,
        "created at|created|created utc|created date utc|date created|creation date|created on|date|time|\
         timestamp|datetime|date time|datum|fecha|data|zeitpunkt|jour|event time|event date|\
         available on utc|posting date|booking date|date created gmt",
    ),
    (Field::Time, 1, "day|paid at|payment date|date paid|paid date|paid on|invoice created at|processed at"),
    (
        Field::Amount,
        3,
        "total|order total|grand total|total amount|amount|order amount|order value|net amount|net total|\
         total price|sales amount|revenue|sales|net sales|line total|line amount|order total amount|item total|\
         payment value|transaction amount|purchase amount|spend|spent|dollars|amount paid|paid amount|\
         total paid|turnover|extended price|umsatz|betrag|gesamtbetrag|gesamtsumme|gesamt|summe|bestellwert|\
         nettobetrag|nettoumsatz|montant|montant total|total ttc|montant ttc|chiffre d affaires|importe|\
         importe total|monto|monto total|importo|totale|totale ordine|importo totale|valor|valor total|\
         valor pago|grand total purchased|amount cents|total cents|amount in cents|total in cents|amount minor|value cents|gmv",
    ),
    (
        Field::Amount,
        2,
        "gross amount|gross sales|value|sum|paid|order price|gross total|grand total base|donation|total incl tax",
    ),
    (Field::Amount, 1, "subtotal|sub total|cart subtotal|order subtotal|net|gross"),
    (
        Field::Price,
        3,
        "price|unit price|unitprice|item price|preis|einzelpreis|stuckpreis|stueckpreis|prix|prix unitaire|\
         precio|precio unitario|prezzo|prezzo unitario|preco|preco unitario|lineitem price|line item price|\
         price per unit|price each|item cost price|selling price",
    ),
    // WooCommerce calls what it charges for a piece its cost.
    (Field::Price, 1, "item cost"),
    (
        Field::Quantity,
        3,
        "quantity|qty|units|menge|anzahl|stuck|stueck|quantite|qte|cantidad|quantita|quantidade|qtd|\
         item quantity|order quantity|lineitem quantity|line item quantity|quantity ordered|\
         quantity purchased|pieces|order qty|pcs",
    ),
    (
        Field::Order,
        3,
        "order id|orderid|order number|order no|order nr|order name|order key|order ref|order reference|\
         sales order number|sales order id|invoice|invoice no|invoiceno|invoice number|invoice id|invoice nr|\
         transaction id|transactionid|transaction number|document number|document no|receipt|receipt number|\
         receipt id|receipt no|basket id|basket|amazon order id|purchase id|bestellnummer|bestell nr|\
         bestellung|auftragsnummer|auftrag|rechnungsnummer|rechnungs nr|belegnummer|numero commande|\
         no commande|commande|numero de commande|id commande|numero facture|numero de facture|numero pedido|\
         numero de pedido|pedido|id pedido|numero ordine|ordine|id ordine|numero do pedido|increment id",
    ),
    (Field::Order, 2, "order|name|charge id|payment id|payment intent id|sale id"),
    (Field::Order, 1, "id"),
    (
        Field::Currency,
        3,
        "currency|currency code|order currency|order currency code|wahrung|waehrung|devise|moneda|divisa|\
         valuta|moeda|iso currency|currency iso",
    ),
    (
        Field::Currency,
        2,
        "total currency|total currency code|amount currency|amount currency code|order total currency|\
         total price currency|price currency|price currency code|grand total currency|value currency",
    ),
    (
        Field::Discount,
        3,
        "discount|discount amount|discounts|rabatt|rabattbetrag|remise|descuento|sconto|desconto|\
         item discount|line discount|order discount|lineitem discount|total discount|cart discount|\
         cart discount amount|order discount amount",
    ),
    (
        Field::Refund,
        3,
        "refund|refunds|refunded|refunded amount|amount refunded|refund amount|total refunded|\
         order refund amount|erstattung|erstattet|erstattungsbetrag|rembourse|montant rembourse|\
         remboursement|reembolso|importe reembolsado|rimborso|importo rimborsato|valor reembolsado|\
         total refunded amount",
    ),
    (
        Field::Cost,
        3,
        "cost|costs|cost of goods|cost of goods sold|cogs|cost price|unit cost|product cost|total product cost|\
         kosten|einstandspreis|einkaufspreis|wareneinsatz|cout|cout d achat|coste|costo|custo",
    ),
    (
        Field::Product,
        3,
        "product id|productid|product key|product code|sku|item id|item code|item number|item no|stock code|\
         stockcode|article number|article no|artikelnummer|artikel nr|produktnummer|lineitem sku|asin|upc|\
         ean|product number|codigo producto|codice prodotto|codigo produto|reference produit",
    ),
    (
        Field::Product,
        2,
        "product|item|article|artikel|produkt|produit|producto|prodotto|produto|product name|item name|\
         lineitem name|description|product title|artikelname",
    ),
    (
        Field::Status,
        3,
        "financial status|payment status|order status|order state|status|zahlungsstatus|bestellstatus|\
         statut|stato|stato ordine|estado pedido|estado del pedido|situacao|status do pedido|item status|\
         transaction status|charge status",
    ),
    (
        Field::Cancelled,
        3,
        "cancelled at|canceled at|cancelled|canceled|cancelled on|cancellation date|is cancelled|\
         is canceled|storniert|storniert am|annule|annule le|cancelado|annullato",
    ),
    (Field::Orders, 3, "orders|order count|number of orders"),
];

/// Lower case, no accents, words by single spaces: `OrderDateKey` and `order_date-key` become
/// `order date key`.
pub(super) fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous = ' ';
    let chars: Vec<char> = name.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let next_lower = chars.get(i + 1).is_some_and(|n| n.is_lowercase());
        let new_word = c.is_uppercase()
            && (previous.is_lowercase()
                || previous.is_ascii_digit()
                || (previous.is_uppercase() && next_lower));
        if new_word && !out.ends_with(' ') {
            out.push(' ');
        }
        previous = c;
        for c in c.to_lowercase() {
            match bare(c) {
                Some(text) => out.push_str(text),
                None if c.is_alphanumeric() => out.push(c),
                None if !out.ends_with(' ') => out.push(' '),
                None => {}
            }
        }
    }
    out.trim().to_owned()
}

fn bare(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => "o",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ß' => "ss",
        _ => return None,
    })
}

/// A known name.
struct Known {
    field: Field,
    strength: Strength,
    name: &'static str,
    /// The name without blanks.
    letters: String,
    /// Which letters occur in the name.
    occurring: u32,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let names = NAMES.iter().flat_map(|&(field, strength, names)| {
        names.split('|').map(move |name| Known {
            field,
            strength,
            name,
            letters: name.replace(' ', ""),
            occurring: occurring(name),
        })
    });
    names.collect()
});

/// Every field that a column of this name may be.
pub(super) fn matches(name: &str) -> Vec<Match> {
    let plain = plain(&without_hints(name));
    let found = same(&plain);
    if found.is_empty() { near(&plain).into_iter().collect() } else { found }
}

/// Whether a name is known as it stands.
pub(super) fn is_known(name: &str) -> bool {
    !same(&plain(&without_hints(name))).is_empty()
}

fn same(plain: &str) -> Vec<Match> {
    let found = |known: &Known| Match { field: known.field, strength: known.strength, near: None };
    let exact: Vec<_> = KNOWN.iter().filter(|known| known.name == plain).map(found).collect();
    if !exact.is_empty() {
        return exact;
    }
    // `customer_id_1`, `order date (utc)`, `CUSTOMERID`: the same letters.
    let letters: String = plain.split(' ').collect();
    KNOWN.iter().filter(|known| known.name.len() >= 5 && known.letters == letters).map(found).collect()
}

/// A bit for each letter that occurs, whatever its place.
fn occurring(text: &str) -> u32 {
    text.bytes().fold(0, |bits, byte| bits | 1 << (byte % 32))
}

/// The known name that a misspelt one comes nearest to.
fn near(plain: &str) -> Option<Match> {
    let length = plain.chars().count();
    if length < 5 {
        return None;
    }
    let allowed = if length < 8 { 1 } else { 2 };
    let letters = occurring(plain);
    KNOWN
        .iter()
        .filter(|known| known.name.len() >= 5 && known.name.len().abs_diff(plain.len()) <= 2)
        // A slip takes one letter away and brings one in: most names are out without more work.
        .filter(|known| (known.occurring ^ letters).count_ones() as usize <= 2 * allowed)
        .map(|known| (strsim::osa_distance(plain, known.name), known.field, known.strength, known.name))
        .filter(|(distance, ..)| *distance <= allowed)
        .min_by_key(|(distance, field, ..)| (*distance, *field))
        .map(|(_, field, strength, known)| Match {
            field,
            strength: strength.saturating_sub(1).max(1),
            near: Some(known),
        })
}

/// A name without what it says of zone and currency: `Amount (EUR)`, `Created (UTC)`, `total_usd`.
pub(super) fn without_hints(name: &str) -> String {
    let mut name = name;
    if let Some(open) = name.find(['(', '[']) {
        let inside = name[open + 1..].trim_end_matches([')', ']']);
        if inside.trim().eq_ignore_ascii_case("utc")
            || inside.trim().eq_ignore_ascii_case("gmt")
            || currency_word(inside).is_some()
        {
            name = &name[..open];
        }
    }
    let plain = plain(name);
    let words: Vec<&str> = plain.split(' ').collect();
    match words.as_slice() {
        [head @ .., last] if !head.is_empty() && currency_word(last).is_some() => head.join(" "),
        _ => plain,
    }
}

fn currency_word(word: &str) -> Option<&'static str> {
    Some(match word.trim().to_lowercase().as_str() {
        "eur" | "€" | "euro" | "euros" => "EUR",
        "usd" => "USD",
        "gbp" | "£" => "GBP",
        "chf" => "CHF",
        "jpy" => "JPY",
        "brl" | "r$" => "BRL",
        "cad" => "CAD",
        "aud" => "AUD",
        "sek" => "SEK",
        "nok" => "NOK",
        "dkk" => "DKK",
        "pln" => "PLN",
        "czk" => "CZK",
        "huf" => "HUF",
        "ron" => "RON",
        "inr" => "INR",
        "myr" => "MYR",
        "mxn" => "MXN",
        _ => return None,
    })
}

/// The currency that a column's name says, as in `Amount (EUR)` or `total_usd`.
pub(super) fn currency_in(name: &str) -> Option<&'static str> {
    if let Some(open) = name.find(['(', '['])
        && let Some(code) = currency_word(name[open + 1..].trim_end_matches([')', ']']))
    {
        return Some(code);
    }
    plain(name).split(' ').next_back().and_then(currency_word)
}

/// Whether the name says that amounts are in minor units.
pub(super) fn in_minor_units(name: &str) -> bool {
    plain(name).split(' ').any(|w| w == "cents" || w == "minor")
}

/// Whether the name is that of an order's total, which an export of lines may repeat on each.
pub(super) fn is_of_the_order(name: &str) -> bool {
    matches!(
        without_hints(name).as_str(),
        "total"
            | "order total"
            | "grand total"
            | "order amount"
            | "order value"
            | "order total amount"
            | "total paid"
            | "total price"
            | "subtotal"
            | "sub total"
            | "order subtotal"
            | "cart subtotal"
            | "total amount"
            | "gesamtbetrag"
            | "gesamtsumme"
            | "gesamt"
            | "bestellwert"
            | "montant total"
            | "total ttc"
            | "importe total"
            | "totale"
            | "totale ordine"
            | "importo totale"
            | "valor total"
            | "amount paid"
    )
}

/// Whether the name is that of a cost for each piece.
pub(super) fn is_per_piece(name: &str) -> bool {
    matches!(
        plain(name).as_str(),
        "unit cost" | "cost price" | "einkaufspreis" | "einstandspreis" | "product cost"
    )
}

/// Whether a column may be the person by its name.
pub(super) fn may_be_a_person(name: &str) -> bool {
    const WORDS: [&str; 13] = [
        "customer", "client", "user", "person", "email", "mail", "buyer", "member", "account", "kunde",
        "kunden", "cliente", "shopper",
    ];
    const OTHER: [&str; 12] = [
        "zip", "city", "state", "country", "date", "time", "type", "group", "segment", "order", "status",
        "amount",
    ];
    let plain = plain(name);
    plain.split(' ').any(|w| WORDS.contains(&w)) && !plain.split(' ').any(|w| OTHER.contains(&w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(name: &str) -> Option<(Field, Strength)> {
        matches(name).into_iter().max_by_key(|m| m.strength).map(|m| (m.field, m.strength))
    }

    #[test]
    fn names_are_compared_as_plain_words() {
        assert_eq!(plain("OrderDateKey"), "order date key");
        assert_eq!(plain("CustomerID"), "customer id");
        assert_eq!(plain("  Währung / Code "), "wahrung code");
        assert_eq!(plain("order_purchase-timestamp"), "order purchase timestamp");
    }

    #[test]
    fn columns_of_common_exports_are_known() {
        let shops = [
            ("Created (UTC)", Field::Time),
            ("Amount (EUR)", Field::Amount),
            ("total_usd", Field::Amount),
            ("InvoiceNo", Field::Order),
            ("CUSTOMERID", Field::Customer),
            ("Kunden-Nr.", Field::Customer),
            ("Montant TTC", Field::Amount),
            ("Preço unitário", Field::Price),
            ("Financial Status", Field::Status),
            ("SalesOrderNumber", Field::Order),
            ("Cancelled at", Field::Cancelled),
            ("amount_cents", Field::Amount),
        ];
        for (name, field) in shops {
            assert_eq!(best(name).map(|b| b.0), Some(field), "{name}");
        }
        // What a shop charges for a piece is no cost of goods.
        assert_eq!(best("Item Cost"), Some((Field::Price, 1)));
        assert_eq!(best("Einkaufspreis").map(|b| b.0), Some(Field::Cost));
        assert_eq!(best("total.currency").map(|b| b.0), Some(Field::Currency));
        for name in ["Total Cost", "Shipping Cost", "Item #"] {
            assert!(matches(name).iter().all(|m| m.field != Field::Cost), "{name}");
        }
        for name in ["DueDateKey", "ShipDateKey", "review_score", "Shipping", "Taxes", "customer_city"] {
            assert_eq!(best(name), None, "{name}");
        }
    }

    #[test]
    fn trap_19_misspelt_headers_are_mapped_by_nearness() {
        let near = matches("custmer_id");
        assert_eq!((near[0].field, near[0].near), (Field::Customer, Some("customer id")));
        assert_eq!(best("ordre date"), Some((Field::Time, 2)));
        assert_eq!(best("amuont"), Some((Field::Amount, 2)));
    }
}
