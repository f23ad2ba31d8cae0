//! The matrix product.

use pulp::Arch;

use super::View;
use super::blocked::{self, Lines};
use super::cores;
use super::sums::dot_lanes;
use crate::engine::shape::Shape;

/// From this many multiplications on, a blocked product is faster than plain loops.
const BLOCKED: usize = 16_384;

/// From this many on, all cores share a product.
const SHARED: usize = 1 << 18;

/// Below this many multiplications it does not pay to ask which vectors there are.
const SMALL: usize = 64;

/// How many rows of a matrix are added up in one pass.
const AT_ONCE: usize = 4;

/// A factor of a matrix product, read as it lies.
#[derive(Clone, Copy)]
pub struct Operand<'a> {
    /// The value as it lies.
    pub view: View<'a>,
    /// Whether its transpose is the factor.
    pub transposed: bool,
}

impl<'a> Operand<'a> {
    /// The rows of the factor.
    fn lines(self) -> Lines<'a> {
        let View { data, shape } = self.view;
        let (across, along) = if self.transposed { (1, shape.cols()) } else { (shape.cols(), 1) };
        Lines { data, across, along }
    }

    /// The transpose of the factor.
    fn turned(self) -> Self {
        Self { transposed: !self.transposed, ..self }
    }

    /// Rows and columns of the factor.
    fn size(self) -> (usize, usize) {
        let (rows, cols) = (self.view.shape.rows(), self.view.shape.cols());
        if self.transposed { (cols, rows) } else { (rows, cols) }
    }
}

/// What a product comes to.
#[derive(Clone, Copy)]
struct Work {
    /// Rows, the length of what is added up, and columns.
    size: (usize, usize, usize),
    /// Whether both factors are transposes of what lies there.
    both_transposed: bool,
}

impl Work {
    fn multiplications(self) -> usize {
        let (rows, inner, cols) = self.size;
        rows * inner * cols
    }

    fn is_small(self) -> bool {
        self.multiplications() < SMALL && !self.both_transposed
    }

    fn is_blocked(self) -> bool {
        let (rows, inner, cols) = self.size;
        let narrow = rows.min(inner).min(cols) < 4;
        let least = if narrow { SHARED } else { BLOCKED };
        rows > 1 && cols > 1 && (self.both_transposed || self.multiplications() >= least)
    }

    fn cores(self) -> usize {
        cores(self.multiplications(), SHARED)
    }
}

/// How many numbers of room the product of factors of these shapes needs besides its entries.
pub fn room(shapes: [Shape; 2], transposed: [bool; 2]) -> usize {
    let [a, b] = shapes;
    let turned = |shape: Shape, transposed| if transposed { shape.transposed() } else { shape };
    let (a, b) = (turned(a, transposed[0]), turned(b, transposed[1]));
    let size = (a.rows(), a.cols(), b.cols());
    let work = Work { size, both_transposed: transposed == [true, true] };
    if work.is_blocked() { blocked::room(size, work.cores()) } else { 0 }
}

/// Writes the product of `a` and `b`, row by row, and what it needs meanwhile in `room`.
pub fn matmul(a: Operand, b: Operand, out: &mut [f64], room: &mut [f64]) {
    let ((rows, inner), (_, cols)) = (a.size(), b.size());
    let size = (rows, inner, cols);
    let work = Work { size, both_transposed: a.transposed && b.transposed };
    if work.is_small() {
        small(a, b, out);
    } else if rows == 1 || cols == 1 {
        // A column is the row that the transposes give: (A b)ᵀ = bᵀ Aᵀ.
        let (vector, matrix) = if rows == 1 { (a, b) } else { (b, a.turned()) };
        combination(vector.view.data, Combined::new(matrix), out, work.cores());
    } else if work.is_blocked() {
        blocked::product(a.lines(), b.turned().lines(), size, out, room, work.cores());
    } else {
        Arch::new().dispatch(
            #[inline(always)]
            || loops(a, b, out),
        );
    }
}

/// A small product, its inner loop of a length that is known where that is at most 4.
fn small(a: Operand, b: Operand, out: &mut [f64]) {
    let ((_, inner), (_, cols)) = (a.size(), b.size());
    match if b.transposed { inner } else { cols } {
        1 => small_in::<1>(a, b, out),
        2 => small_in::<2>(a, b, out),
        3 => small_in::<3>(a, b, out),
        4 => small_in::<4>(a, b, out),
        _ => loops(a, b, out),
    }
}

#[inline(always)]
fn small_in<const LENGTH: usize>(a: Operand, b: Operand, out: &mut [f64]) {
    let (lines, _) = b.view.data.as_chunks::<LENGTH>();
    if b.transposed {
        let (factors, _) = a.view.data.as_chunks::<LENGTH>();
        let mut entries = out.iter_mut();
        for factors in factors {
            for (line, entry) in lines.iter().zip(&mut entries) {
                *entry = factors.iter().zip(line).map(|(x, y)| x * y).sum();
            }
        }
        return;
    }
    let (rows, inner) = a.size();
    let (sums, _) = out.as_chunks_mut::<LENGTH>();
    if a.transposed {
        for (row, sums) in sums.iter_mut().enumerate() {
            *sums = combined(a.view.data[row..].iter().step_by(rows), lines);
        }
        return;
    }
    let mut rest = a.view.data;
    for sums in sums {
        let factors;
        (factors, rest) = rest.split_at(inner);
        *sums = combined(factors.iter(), lines);
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
    fn new(matrix: Operand<'a>) -> Self {
        let View { shape, data } = matrix.view;
        Self { data, stride: shape.cols(), from: 0, transposed: matrix.transposed }
    }

    /// Entries of the row as it lies.
    fn row(self, index: usize, from: usize, count: usize) -> &'a [f64] {
        &self.data[index * self.stride + from..][..count]
    }
}

/// A row times the columns of a matrix, shared out among `cores` in equal parts.
fn combination(row: &[f64], matrix: Combined, out: &mut [f64], cores: usize) {
    if cores < 2 || out.len() < cores {
        return Arch::new().dispatch(
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

#[inline(always)]
fn combine(row: &[f64], matrix: Combined, out: &mut [f64]) {
    if matrix.transposed {
        for (index, value) in out.iter_mut().enumerate() {
            *value = dot_lanes(row, matrix.row(matrix.from + index, 0, row.len()));
        }
        return;
    }
    let length = out.len();
    out.fill(0.0);
    let lie = |index| matrix.row(index, matrix.from, length);
    let whole = row.len() - row.len() % AT_ONCE;
    for at in (0..whole).step_by(AT_ONCE) {
        let factors = &row[at..at + AT_ONCE];
        let lines = lie(at).iter().zip(lie(at + 1)).zip(lie(at + 2).iter().zip(lie(at + 3)));
        for (sum, ((p, q), (r, s))) in out.iter_mut().zip(lines) {
            *sum += (factors[0] * p + factors[1] * q) + (factors[2] * r + factors[3] * s);
        }
    }
    for (at, factor) in row.iter().enumerate().skip(whole) {
        add_scaled(*factor, lie(at), out);
    }
}

/// The product by plain loops, the innermost along the entries as they lie.
#[inline(always)]
fn loops(a: Operand, b: Operand, out: &mut [f64]) {
    let ((rows, inner), (_, cols)) = (a.size(), b.size());
    let (a_data, b_data) = (a.view.data, b.view.data);
    if b.transposed || (cols == 1 && !a.transposed) {
        for row in 0..rows {
            let factors = &a_data[row * inner..][..inner];
            for col in 0..cols {
                out[row * cols + col] = dot_lanes(factors, &b_data[col * inner..][..inner]);
            }
        }
        return;
    }
    for row in 0..rows {
        let sums = &mut out[row * cols..][..cols];
        sums.fill(0.0);
        for at in 0..inner {
            let factor =
                if a.transposed { a_data[at * rows + row] } else { a_data[row * inner + at] };
            add_scaled(factor, &b_data[at * cols..][..cols], sums);
        }
    }
}

#[inline(always)]
fn add_scaled(factor: f64, row: &[f64], sums: &mut [f64]) {
    for (sum, entry) in sums.iter_mut().zip(row) {
        *sum += factor * entry;
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
                let operand = |transposed, straight, turned, rows, cols| Operand {
                    view: View {
                        shape: if transposed {
                            Shape::Matrix(cols, rows)
                        } else {
                            Shape::Matrix(rows, cols)
                        },
                        data: if transposed { turned } else { straight },
                    },
                    transposed,
                };
                let left = operand(a_transposed, a.as_slice(), a_turned.as_slice(), rows, inner);
                let right = operand(b_transposed, b.as_slice(), b_turned.as_slice(), inner, cols);
                let shapes = [left.view.shape, right.view.shape];
                let room = room(shapes, [a_transposed, b_transposed]);
                let mut found = vec![f64::NAN; rows * cols];
                matmul(left, right, &mut found, &mut vec![f64::NAN; room]);
                assert_eq!(found, expected, "{rows} {inner} {cols}");
            }
        }
    }
}
