//! Where the names of points are written, so that they cover neither a line nor each other.

use super::{
    Size, label_width,
    line::{Mark, Place},
    note_width,
};

/// Room between words in one row.
const GAP: f64 = 6.0;

/// A box in the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The box of a line of text, or two, that begin, end or are centred at `x`; `row` is the first
    /// line of writing.
    pub(super) fn of(x: f64, row: f64, side: &str, label: &str, note: &str) -> Self {
        let width = label_width(label).max(note_width(note));
        let left = match side {
            "end" => x - width,
            "middle" => x - width / 2.0,
            _ => x,
        };
        let rows = if label.is_empty() || note.is_empty() { 0.0 } else { 15.0 };
        Self { left, top: row - 11.0, right: left + width, bottom: row + rows + 4.0 }
    }

    fn covers(&self, (x, y): (f64, f64)) -> bool {
        (self.left - 2.0..=self.right + 2.0).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// How much of it another takes away; two that stand closer than a gap in one row touch.
    fn shares(&self, other: &Self) -> f64 {
        let wide = self.right.min(other.right) - self.left.max(other.left) + GAP;
        let high = self.bottom.min(other.bottom) - self.top.max(other.top);
        if wide > 0.0 && high > 0.0 { wide * high } else { 0.0 }
    }

    fn within(&self, other: &Self) -> bool {
        self.left >= other.left
            && self.right <= other.right
            && self.top >= other.top
            && self.bottom <= other.bottom
    }
}

/// Where the words of a point go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f64,
    /// Row of the first words.
    pub(super) row: f64,
    pub(super) side: &'static str,
    /// Whether they stand so far off that a thin line leads to them.
    pub(super) far: bool,
}

/// What stands in the way of labels: lines as close points, and what is written already.
#[derive(Debug, Default)]
pub(super) struct InTheWay {
    drawn: Vec<(f64, f64)>,
    written: Vec<Area>,
}

impl InTheWay {
    /// A line through points of the drawing.
    pub(super) fn line(&mut self, points: &[(f64, f64)]) {
        for pair in points.windows(2) {
            let ((a, b), (c, d)) = (pair[0], pair[1]);
            let steps = ((c - a).hypot(d - b) / 4.0).ceil().clamp(1.0, 400.0);
            for i in 0..steps as u32 {
                let share = f64::from(i) / steps;
                self.drawn.push((a + share * (c - a), b + share * (d - b)));
            }
        }
        self.drawn.extend(points.last());
    }

    /// The line of zero: words had better not stand on it.
    pub(super) fn zero(&mut self, [from, to]: [(f64, f64); 2]) {
        let steps = ((to.0 - from.0) / 20.0).ceil().clamp(1.0, 100.0);
        self.drawn.extend((0..=steps as u32).map(|i| {
            let share = f64::from(i) / steps;
            (from.0 + share * (to.0 - from.0), from.1)
        }));
    }

    /// Words that stand already.
    pub(super) fn words(&mut self, area: Area) {
        self.written.push(area);
    }

    fn cost(&self, area: &Area) -> f64 {
        let crossed = self.drawn.iter().filter(|&&at| area.covers(at)).count();
        let over: f64 = self.written.iter().map(|other| area.shares(other)).sum();
        60.0 * f64::from(u32::try_from(crossed.min(100)).unwrap_or(100)) + 20.0 * over
    }

    /// The best spot for the words of a point: where they are usual if nothing stands there. `level`
    /// is whether the point names a level line, along which a note may move.
    pub(super) fn spot(
        &mut self,
        mark: &Mark,
        (x, y): (f64, f64),
        usual: (f64, &'static str),
        (plot, level): (&Area, bool),
        size: Size,
    ) -> Spot {
        let rows = if mark.note.is_empty() || mark.label.is_empty() { 0.0 } else { 15.0 };
        let (over, under) =
            if mark.label.is_empty() { (y - 8.0, y + 17.0) } else { (y - 12.0 - rows, y + 22.0) };
        let below = mark.place == Place::BelowRight;
        let mut sides = vec![usual, (x + 6.0, "start"), (x - 6.0, "end"), (x, "middle")];
        if level {
            sides.extend([
                (plot.right - 2.0, "end"),
                (plot.left + 6.0, "start"),
                (f64::midpoint(plot.left, plot.right), "middle"),
            ]);
        }
        // All that is left of the plot's border are the numbers of the axis.
        let bounds = Area {
            left: plot.left + 1.0,
            right: size.width() - 1.0,
            top: plot.top - 20.0,
            bottom: plot.bottom - 2.0,
        };
        let mut best: Option<(f64, Spot, Area)> = None;
        for (n, (at, side)) in sides.into_iter().enumerate() {
            for (up, away) in
                [0.0, 14.0, 30.0, 48.0, 70.0].into_iter().flat_map(|d| [(!below, d), (below, d)])
            {
                let row = if up { over - away } else { under + away };
                let area = Area::of(at, row, side, &mark.label, &mark.note);
                // The usual spot is taken as it is: only what is covered counts against it.
                let as_usual = n == 0 && away == 0.0 && up != below;
                let outside = if as_usual || area.within(&bounds) { 0.0 } else { 1e6 };
                let other = if as_usual { 0.0 } else { 3.0 + n as f64 + if up == below { 2.0 } else { 0.0 } };
                let cost = self.cost(&area) + outside + other + away;
                if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
                    best = Some((cost, Spot { x: at, row, side, far: away > 20.0 && !level }, area));
                }
            }
        }
        let (_, spot, area) = best.unwrap_or_else(|| {
            let spot = Spot { x: usual.0, row: over, side: usual.1, far: false };
            (0.0, spot, Area::of(usual.0, over, usual.1, &mark.label, &mark.note))
        });
        self.words(area);
        spot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Mark {
        Mark {
            at: (0.0, 0.0),
            label: "paid back".to_owned(),
            note: "month 4".to_owned(),
            place: Place::AboveLeft,
        }
    }

    const PLOT: Area = Area { left: 58.0, top: 34.0, right: 620.0, bottom: 330.0 };

    fn put(way: &mut InTheWay, at: (f64, f64)) -> (Spot, Area) {
        let spot = way.spot(&mark(), at, (at.0 - 2.0, "end"), (&PLOT, false), Size::Wide);
        (spot, Area::of(spot.x, spot.row, spot.side, "paid back", "month 4"))
    }

    #[test]
    fn where_nothing_is_in_the_way_words_stand_as_usual() {
        let (spot, _) = put(&mut InTheWay::default(), (300.0, 200.0));
        assert_eq!(spot, Spot { x: 298.0, row: 173.0, side: "end", far: false });
    }

    #[test]
    fn words_in_one_row_keep_apart() {
        let one = Area::of(100.0, 50.0, "start", "paid back", "month 17");
        let beside = |gap: f64| Area::of(one.right + gap, 50.0, "start", "", "€45,000 spent");
        assert!(one.shares(&beside(2.0)) > 0.0, "they would be read as one");
        assert_eq!(one.shares(&beside(GAP)), 0.0);
        let below = Area::of(one.right + 2.0, one.bottom + 12.0, "start", "", "€45,000 spent");
        assert_eq!(one.shares(&below), 0.0);
    }

    #[test]
    fn words_cover_neither_lines_nor_other_words() {
        // Two curves rise steeply from the left border, as those that pay back in month 4 do.
        let curves: [Vec<(f64, f64)>; 2] = [
            (0..=60).map(f64::from).map(|m| (58.0 + 9.3 * m, 300.0 - 4.5 * m)).collect(),
            (0..=60).map(f64::from).map(|m| (58.0 + 9.3 * m, 300.0 - 2.0 * m)).collect(),
        ];
        let mut way = InTheWay::default();
        for curve in &curves {
            way.line(curve);
        }
        let areas: Vec<Area> = [(95.0, 300.0), (100.0, 290.0), (300.0, 200.0), (310.0, 210.0)]
            .into_iter()
            .map(|at| put(&mut way, at).1)
            .collect();
        for (n, area) in areas.iter().enumerate() {
            assert!(!way.drawn.iter().any(|&at| area.covers(at)), "{n}: {area:?}");
            assert!(areas[..n].iter().all(|other| other.shares(area) == 0.0), "{n}: {areas:?}");
        }
    }
}
