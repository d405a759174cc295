//! The ten signs.

use plan::{
    propose::{Evidence, Lack, Measured},
    spectrum::{Lines, Reading, Sign, SignKind, SignsCounted, spectrum},
    strategy::Source,
};

use crate::counted::steady;

fn measured(low: f64, value: f64, high: f64) -> Measured {
    Measured { value, low, high, n: 100, how: "counted".into(), source: Source::Measured }
}

#[test]
fn a_sign_points_only_where_its_whole_range_does() {
    let reading = |kind, low, value, high| Sign::of(kind, Some(measured(low, value, high))).reading;
    let kind = SignKind::ContactsBegun;
    assert_eq!(reading(kind, 0.1, 0.2, 0.29), Reading::Focused);
    assert_eq!(reading(kind, 0.1, 0.2, 0.31), Reading::Between);
    assert_eq!(reading(kind, 0.4, 0.5, 0.55), Reading::Between);
    assert_eq!(reading(kind, 0.59, 0.7, 0.8), Reading::Between);
    assert_eq!(reading(kind, 0.6, 0.7, 0.8), Reading::Centric);
    // Solving fast is the strength of the reactive way, solving slowly is nobody's.
    assert_eq!(reading(SignKind::SolvedFast, 0.72, 0.8, 0.9), Reading::Focused);
    assert_eq!(reading(SignKind::SolvedFast, 0.1, 0.2, 0.3), Reading::Between);
    let unknown = Sign::of(kind, None);
    assert_eq!((unknown.reading, unknown.missing), (Reading::NotKnown, Some(Lack::Contacts)));
}

#[test]
fn the_drawing_runs_from_focused_to_centric() {
    for kind in SignKind::ALL {
        let sign = Sign::of(kind, None);
        let limits = sign.limits;
        let place = |x: Option<f64>| x.map(|x| sign.place(x));
        if let (Some(focused), Some(centric)) = (place(limits.focused), place(limits.centric)) {
            assert!(focused < centric, "{kind:?}");
        }
        assert!((0.0..=1.0).contains(&sign.place(1e9)) && (0.0..=1.0).contains(&sign.place(-1e9)));
    }
}

#[test]
fn ten_signs_of_a_company_are_counted_and_the_unknown_have_a_name() {
    let counted = steady(40);
    let signs = SignsCounted {
        contacts: 1000.0,
        begun: 900.0,
        gestures: 0.0,
        unasked: 0.0,
        lines: Lines {
            customers: 500.0,
            lines: 520.0,
            squares: 560.0,
            dated: 3.0,
            launched: 0.0,
            core_is_one: true,
        },
    };
    let found = spectrum(&signs, Some(&counted), &Evidence::of(&counted));
    assert_eq!(found.signs.len(), 10);
    assert_eq!(found.known + 1, 10, "nothing is known of gestures");
    assert_eq!(found.focused + found.centric + found.between, found.known);
    assert_eq!(found.missing, [Lack::Gestures]);
    let of = |kind| found.signs.iter().find(|s| s.kind == kind).unwrap();
    assert_eq!(of(SignKind::ContactsBegun).reading, Reading::Centric);
    assert_eq!(of(SignKind::LinesPerCustomer).reading, Reading::Focused);
    assert_eq!(of(SignKind::LinesLaunched).reading, Reading::Focused);
    // 25 for a customer whose first order keeps 18.
    let cost = of(SignKind::CostOverFirstOrder).measured.as_ref().unwrap();
    assert!((cost.value - 25.0 / 18.0).abs() < 1e-9);
    // 18/0.9 + 3 with 90 % of them at age 1, 4 x 81 % at age 2: 20.7, 23.94, then past 25 in the third month.
    assert_eq!(of(SignKind::PaybackMonth).measured.as_ref().unwrap().value, 3.0);
    assert_eq!(of(SignKind::PaybackMonth).reading, Reading::Focused);
    for sign in &found.signs {
        if let Some(m) = &sign.measured {
            assert!(
                m.low <= m.value && m.value <= m.high && m.low.is_finite() && m.high.is_finite(),
                "{sign:?}"
            );
        }
    }
}

#[test]
fn a_company_of_which_nothing_is_known_has_no_sign() {
    let found = spectrum(&SignsCounted::default(), None, &Evidence::none(vec![Lack::Orders]));
    assert_eq!((found.known, found.signs.len()), (0, 10));
    assert!(found.signs.iter().all(|s| s.reading == Reading::NotKnown && s.missing.is_some()));
}
