//! Linear equations, dense: Gaussian elimination with partial pivoting.

/// A square matrix, factored once and used for any number of right sides.
#[derive(Debug, Clone)]
pub(crate) struct Factored {
    size: usize,
    /// Row after row: U on and above the diagonal, L below it.
    cells: Vec<f64>,
    /// Which row came to stand where.
    order: Vec<usize>,
}

impl Factored {
    /// Factors a matrix given row after row; `None` where it is singular to rounding.
    pub(crate) fn new(mut cells: Vec<f64>, size: usize) -> Option<Self> {
        let mut order: Vec<usize> = (0..size).collect();
        for column in 0..size {
            let at = |row: usize| cells[row * size + column].abs();
            // The first of equals, so that the answer is the same everywhere.
            let pivot = (column..size).fold(column, |best, row| if at(row) > at(best) { row } else { best });
            let usable = at(pivot) > 1e-300;
            if !usable {
                return None;
            }
            if pivot != column {
                order.swap(pivot, column);
                let (upper, lower) = cells.split_at_mut(pivot * size);
                upper[column * size..column * size + size].swap_with_slice(&mut lower[..size]);
            }
            let (upper, lower) = cells.split_at_mut((column + 1) * size);
            let top = &upper[column * size..];
            for row in lower.chunks_exact_mut(size) {
                let factor = row[column] / top[column];
                row[column] = factor;
                if factor != 0.0 {
                    for (cell, above) in row[column + 1..].iter_mut().zip(&top[column + 1..]) {
                        *cell -= factor * above;
                    }
                }
            }
        }
        Some(Self { size, cells, order })
    }

    /// The x with matrix x = `right`.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let n = self.size;
        let mut x: Vec<f64> = self.order.iter().map(|&row| right[row]).collect();
        for row in 0..n {
            let (done, rest) = x.split_at_mut(row);
            rest[0] -= dot(&self.cells[row * n..row * n + row], done);
        }
        for row in (0..n).rev() {
            let (left, done) = x.split_at_mut(row + 1);
            left[row] -= dot(&self.cells[row * n + row + 1..(row + 1) * n], done);
            left[row] /= self.cells[row * n + row];
        }
        x
    }
}

/// Sum of products, in the order of the places.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_on_the_diagonal_is_no_obstacle_and_a_singular_matrix_is_told() {
        // y = 3, 2x + y = 7.
        let x = Factored::new(vec![0.0, 1.0, 2.0, 1.0], 2).unwrap().solve(&[3.0, 7.0]);
        assert_eq!(x, [2.0, 3.0]);
        assert!(Factored::new(vec![1.0, 2.0, 2.0, 4.0], 2).is_none());
        assert!(Factored::new(vec![f64::NAN], 1).is_none());
    }
}
