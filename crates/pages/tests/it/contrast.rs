//! What is read can be read: WCAG 2.2 contrast of the colours, in light, dark and print.

use std::collections::BTreeMap;

use pages::assets::REPORT_STYLE;

/// The variables of each `:root` block: light, dark, print.
fn schemes() -> Vec<BTreeMap<&'static str, String>> {
    let blocks = REPORT_STYLE.split(":root{").skip(1).map(|rest| rest.split('}').next().unwrap());
    let variables = |block: &'static str| {
        block
            .split(';')
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
            .filter(|(_, value)| value.starts_with('#'))
            .map(|(name, value)| (name, full(value)))
            .collect()
    };
    blocks.map(variables).collect()
}

/// `#abc` as `#aabbcc`.
fn full(colour: &str) -> String {
    if colour.len() == 4 {
        colour.chars().flat_map(|c| if c == '#' { vec![c] } else { vec![c, c] }).collect()
    } else {
        colour.to_owned()
    }
}

fn luminance(colour: &str) -> f64 {
    let channel = |i: usize| {
        let c = f64::from(u8::from_str_radix(&colour[i..i + 2], 16).unwrap()) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_and_borders_of_controls_stand_out() {
    let schemes = schemes();
    assert_eq!(schemes.len(), 3);
    // Text needs 4.5, borders of controls and states need 3.
    let pairs = [
        ("ink", "paper", 4.5),
        ("ink", "sheet", 4.5),
        ("ink", "ground", 4.5),
        ("ink", "h1", 4.5),
        ("ink", "h2", 4.5),
        ("soft", "paper", 4.5),
        ("soft", "sheet", 4.5),
        ("soft", "ground", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "sheet", 4.5),
        ("accent", "ground", 4.5),
        ("accent", "stop-paper", 4.5),
        ("on-accent", "accent", 4.5),
        ("warn", "warn-paper", 4.5),
        ("stop", "stop-paper", 4.5),
        ("stop", "paper", 4.5),
        ("zero", "paper", 3.0),
        ("zero", "sheet", 3.0),
        ("ink", "h4", 4.5),
        ("on-accent", "h5", 4.5),
        ("on-accent", "h6", 4.5),
        ("on-accent", "h7", 4.5),
    ];
    let mut faint = Vec::new();
    for (scheme, colours) in ["light", "dark", "print"].iter().zip(&schemes) {
        for (front, back, least) in pairs {
            let found = contrast(&colours[front], &colours[back]);
            if found < least {
                faint.push(format!("{scheme}: {front} on {back} has {found:.2}, needs {least}"));
            }
        }
    }
    assert!(faint.is_empty(), "{faint:#?}");
}

#[test]
fn black_on_white_has_twenty_one() {
    assert!((contrast("#000000", &full("#fff")) - 21.0).abs() < 1e-9);
}
