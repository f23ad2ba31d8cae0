//! The matrix product.

use std::array::from_fn;

use super::blocked::{self, Lines};
use super::cores;
use super::sums::dot_lanes;
use super::vectors::with_vectors;
use crate::engine::shape::Shape;

/// From this many multiplications on, a blocked product is faster than plain loops.
const BLOCKED: usize = 16_384;

/// From this many on, all cores share a product.
const SHARED: usize = 1 << 18;

/// Below this many multiplications it does not pay to ask which vectors there are.
const SMALL: usize = 64;

/// How many rows of a matrix are added up in one pass.
const AT_ONCE: usize = 4;

/// A matrix product: of which sizes, how the factors lie, and how it is computed.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    rows: usize,
    /// How many products are added up for each entry.
    inner: usize,
    cols: usize,
    /// Whether the transpose of what lies there is the factor.
    transposed: [bool; 2],
    way: Way,
}

/// How a product is computed.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// Without asking which vectors there are; the innermost loop has so many steps.
    Small(usize),
    /// As a combination of the second factor's rows.
    Row,
    /// As a combination of the first factor's columns.
    Column,
    /// By plain loops.
    Loops,
    /// Block by block.
    Blocked,
}

impl Product {
    /// The product of factors that lie with these shapes.
    pub fn new([a, b]: [Shape; 2], transposed: [bool; 2]) -> Self {
        // A row that is to be read as a column lies like that column.
        let straight = a.rows() == 1 && transposed[0];
        let turned = |shape: Shape, transposed| if transposed { shape.transposed() } else { shape };
        let (a, b) = (turned(a, transposed[0]), turned(b, transposed[1]));
        let (rows, inner, cols) = (a.rows(), a.cols(), b.cols());
        let transposed = [transposed[0] && !straight, transposed[1]];
        let both_transposed = transposed == [true, true];
        let multiplications = rows * inner * cols;
        let narrow = rows.min(inner).min(cols) < 4;
        let way = if multiplications < SMALL && !both_transposed {
            Way::Small(if transposed[1] { inner } else { cols })
        } else if rows == 1 {
            Way::Row
        } else if cols == 1 {
            Way::Column
        } else if both_transposed || multiplications >= if narrow { SHARED } else { BLOCKED } {
            Way::Blocked
        } else {
            Way::Loops
        };
        Self { rows, inner, cols, transposed, way }
    }

    fn cores(self) -> usize {
        cores(self.rows * self.inner * self.cols, SHARED)
    }

    /// How many numbers of room it needs besides its entries.
    pub fn room(self) -> usize {
        match self.way {
            Way::Blocked => blocked::room((self.rows, self.inner, self.cols), self.cores()),
            _ => 0,
        }
    }

    /// Writes the product, row by row, and what it needs meanwhile in `room`.
    #[inline]
    pub fn compute(self, [a, b]: [&[f64]; 2], out: &mut [f64], room: &mut [f64]) {
        match self.way {
            Way::Small(1) => self.small::<1>(a, b, out),
            Way::Small(2) => self.small::<2>(a, b, out),
            Way::Small(3) => self.small::<3>(a, b, out),
            Way::Small(4) => self.small::<4>(a, b, out),
            Way::Small(_) => self.loops(a, b, out),
            _ => self.compute_large(a, b, out, room),
        }
    }

    #[inline(never)]
    fn compute_large(self, a: &[f64], b: &[f64], out: &mut [f64], room: &mut [f64]) {
        let Self { rows, inner, cols, transposed, .. } = self;
        match self.way {
            Way::Row => combination(a, self.second(b), out, self.cores()),
            Way::Column => {
                // A column is the row that the transposes give: (A b)ᵀ = bᵀ Aᵀ.
                let stride = if transposed[0] { rows } else { inner };
                let matrix = Combined { data: a, stride, from: 0, transposed: !transposed[0] };
                combination(b, matrix, out, self.cores());
            }
            Way::Blocked => {
                let lines = |data, transposed, lines, entries| {
                    let (across, along) = if transposed { (1, lines) } else { (entries, 1) };
                    Lines { data, across, along }
                };
                let a = lines(a, transposed[0], rows, inner);
                let b = lines(b, !transposed[1], cols, inner);
                blocked::product(a, b, (rows, inner, cols), out, room, self.cores());
            }
            Way::Small(_) | Way::Loops => with_vectors(
                #[inline(always)]
                || self.loops(a, b, out),
            ),
        }
    }

    /// A small product, whose innermost loop has `LENGTH` steps.
    #[inline(always)]
    fn small<const LENGTH: usize>(self, a: &[f64], b: &[f64], out: &mut [f64]) {
        let (lines, _) = b.as_chunks::<LENGTH>();
        if self.transposed[1] {
            let (factors, _) = a.as_chunks::<LENGTH>();
            let mut entries = out.iter_mut();
            for factors in factors {
                for (line, entry) in lines.iter().zip(&mut entries) {
                    *entry = factors.iter().zip(line).map(|(x, y)| x * y).sum();
                }
            }
            return;
        }
        let (sums, _) = out.as_chunks_mut::<LENGTH>();
        if self.transposed[0] {
            for (row, sums) in sums.iter_mut().enumerate() {
                *sums = combined(a[row..].iter().step_by(self.rows), lines);
            }
            return;
        }
        let mut rest = a;
        for sums in sums {
            let factors;
            (factors, rest) = rest.split_at(self.inner);
            *sums = combined(factors.iter(), lines);
        }
    }

    /// The product row by row, the innermost loop along the entries as they lie.
    #[inline(always)]
    fn loops(self, a: &[f64], b: &[f64], out: &mut [f64]) {
        let Self { rows, inner, cols, transposed, .. } = self;
        let matrix = self.second(b);
        for (index, out) in out.chunks_exact_mut(cols).enumerate() {
            if transposed[0] {
                add_lines(|at| a[at * rows + index], inner, matrix, out);
            } else {
                combine(&a[index * inner..][..inner], matrix, out);
            }
        }
    }

    fn second(self, b: &[f64]) -> Combined<'_> {
        let [_, transposed] = self.transposed;
        let stride = if transposed { self.inner } else { self.cols };
        Combined { data: b, stride, from: 0, transposed }
    }
}

/// Rows of a matrix, each times a factor, added up.
#[inline(always)]
fn combined<'a, const LENGTH: usize>(
    factors: impl Iterator<Item = &'a f64>,
    lines: &[[f64; LENGTH]],
) -> [f64; LENGTH] {
    let mut sums = [0.0; LENGTH];
    for (factor, line) in factors.zip(lines) {
        for (sum, entry) in sums.iter_mut().zip(line) {
            *sum += factor * entry;
        }
    }
    sums
}

/// Columns of a matrix that a row is multiplied by.
#[derive(Clone, Copy)]
struct Combined<'a> {
    /// The rows as they lie: of the matrix, or of its transpose.
    data: &'a [f64],
    /// How many entries lie from one row to the next.
    stride: usize,
    /// The first column.
    from: usize,
    transposed: bool,
}

impl<'a> Combined<'a> {
    /// Entries of the row as it lies.
    fn row(self, index: usize, from: usize, count: usize) -> &'a [f64] {
        &self.data[index * self.stride + from..][..count]
    }
}

/// A row times the columns of a matrix, shared out among `cores` in equal parts.
fn combination(row: &[f64], matrix: Combined, out: &mut [f64], cores: usize) {
    if cores < 2 || out.len() < cores {
        return with_vectors(
            #[inline(always)]
            || combine(row, matrix, out),
        );
    }
    let few = cores / 2;
    let (here, there) = out.split_at_mut(out.len() * few / cores);
    let rest = Combined { from: matrix.from + here.len(), ..matrix };
    rayon::join(
        || combination(row, matrix, here, few),
        || combination(row, rest, there, cores - few),
    );
}

/// A row times the columns of a matrix.
#[inline(always)]
fn combine(row: &[f64], matrix: Combined, out: &mut [f64]) {
    if matrix.transposed {
        for (index, value) in out.iter_mut().enumerate() {
            *value = dot_lanes(row, matrix.row(matrix.from + index, 0, row.len()));
        }
    } else {
        add_lines(|at| row[at], row.len(), matrix, out);
    }
}

/// The rows of a matrix, each times a factor, added up.
#[inline(always)]
fn add_lines(factor: impl Fn(usize) -> f64, count: usize, matrix: Combined, out: &mut [f64]) {
    let length = out.len();
    out.fill(0.0);
    let lie = |index| matrix.row(index, matrix.from, length);
    let whole = count - count % AT_ONCE;
    for at in (0..whole).step_by(AT_ONCE) {
        let factors: [f64; AT_ONCE] = from_fn(|index| factor(at + index));
        let lines = lie(at).iter().zip(lie(at + 1)).zip(lie(at + 2).iter().zip(lie(at + 3)));
        for (sum, ((p, q), (r, s))) in out.iter_mut().zip(lines) {
            *sum += (factors[0] * p + factors[1] * q) + (factors[2] * r + factors[3] * s);
        }
    }
    for at in whole..count {
        let factor = factor(at);
        for (sum, entry) in out.iter_mut().zip(lie(at)) {
            *sum += factor * entry;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From a number to what all cores share, and more than one block each way.
    const SIZES: [(usize, usize, usize); 11] = [
        (1, 1, 1),
        (3, 2, 4),
        (1, 9, 17),
        (5, 1, 3),
        (30, 31, 32),
        (70, 80, 60),
        (1, 600, 500),
        (600, 500, 1),
        (7, 600, 530),
        (201, 258, 40),
        (3, 300, 600),
    ];

    #[test]
    fn all_four_ways_to_lie_give_the_same_product() {
        for (rows, inner, cols) in SIZES {
            let entry = |seed: usize| move |at: usize| ((at * 7 + seed) % 11) as f64 - 5.0;
            let a: Vec<f64> = (0..rows * inner).map(entry(1)).collect();
            let b: Vec<f64> = (0..inner * cols).map(entry(4)).collect();
            let turned = |data: &[f64], rows: usize, cols: usize| -> Vec<f64> {
                (0..cols).flat_map(|col| (0..rows).map(move |row| data[row * cols + col])).collect()
            };
            let (a_turned, b_turned) = (turned(&a, rows, inner), turned(&b, inner, cols));
            let mut expected = vec![0.0; rows * cols];
            for (at, value) in expected.iter_mut().enumerate() {
                let (row, col) = (at / cols, at % cols);
                *value = (0..inner).map(|k| a[row * inner + k] * b[k * cols + col]).sum();
            }
            for (a_transposed, b_transposed) in
                [(false, false), (true, false), (false, true), (true, true)]
            {
                let factor = |transposed, straight, turned, rows, cols| {
                    if transposed {
                        (turned, Shape::Matrix(cols, rows))
                    } else {
                        (straight, Shape::Matrix(rows, cols))
                    }
                };
                let left = factor(a_transposed, a.as_slice(), a_turned.as_slice(), rows, inner);
                let right = factor(b_transposed, b.as_slice(), b_turned.as_slice(), inner, cols);
                let product = Product::new([left.1, right.1], [a_transposed, b_transposed]);
                let mut found = vec![f64::NAN; rows * cols];
                let mut room = vec![f64::NAN; product.room()];
                product.compute([left.0, right.0], &mut found, &mut room);
                assert_eq!(found, expected, "{rows} {inner} {cols}");
            }
        }
    }
}
