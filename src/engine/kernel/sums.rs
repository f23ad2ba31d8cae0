//! Sums of entries and of products of entries.
//!
//! They are added up in lanes, as many as it takes to hide how long one addition waits for the one
//! before it.

use super::View;
use super::cores;
use super::vectors::with_vectors;
use crate::engine::op::Axis;

/// From this many entries on, it pays to ask which vectors there are.
const LONG: usize = 32;

/// Fewer entries are added up one after another.
const SHORT: usize = 8;

/// From this many entries on, all cores share the sums of rows.
const SHARED: usize = 1 << 15;

/// Σ a b.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    if a.len() < LONG {
        return dot_lanes(a, b);
    }
    with_vectors(
        #[inline(always)]
        || dot_lanes(a, b),
    )
}

/// Σ a b, for callers that have asked which vectors there are.
#[inline(always)]
pub fn dot_lanes(a: &[f64], b: &[f64]) -> f64 {
    match a.len() {
        0..SHORT => a.iter().zip(b).map(|(x, y)| x * y).sum(),
        SHORT..128 => dot_in::<8>(a, b),
        _ => dot_in::<32>(a, b),
    }
}

#[inline(always)]
fn dot_in<const LANES: usize>(a: &[f64], b: &[f64]) -> f64 {
    let ((chunks, left), (others, right)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let rest: f64 = left.iter().zip(right).map(|(x, y)| x * y).sum();
    let mut lanes = [0.0; LANES];
    for (chunk, other) in chunks.iter().zip(others) {
        for ((lane, x), y) in lanes.iter_mut().zip(chunk).zip(other) {
            *lane += x * y;
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// Sums, along the entries as they lie.
pub fn sums(axis: Axis, a: View, out: &mut [f64]) {
    match axis {
        Axis::All => out[0] = total(a.data),
        Axis::Cols => {
            of_rows(a.data, a.shape.cols(), out, cores(a.data.len(), SHARED));
        }
        Axis::Rows => {
            out.fill(0.0);
            for row in a.rows() {
                for (value, entry) in out.iter_mut().zip(row) {
                    *value += entry;
                }
            }
        }
    }
}

/// The sum of every row, shared out among `cores` in equal parts.
fn of_rows(data: &[f64], cols: usize, out: &mut [f64], cores: usize) {
    if cols < SHORT {
        let mut rest = data;
        for value in out {
            let row;
            (row, rest) = rest.split_at(cols);
            *value = row.iter().sum();
        }
        return;
    }
    if cores < 2 || out.len() < cores {
        for (value, row) in out.iter_mut().zip(data.chunks(cols)) {
            *value = total(row);
        }
        return;
    }
    let few = cores / 2;
    let (here, there) = out.split_at_mut(out.len() * few / cores);
    let (data, rest) = data.split_at(here.len() * cols);
    rayon::join(|| of_rows(data, cols, here, few), || of_rows(rest, cols, there, cores - few));
}

/// Σ a.
#[inline]
fn total(a: &[f64]) -> f64 {
    if a.len() < LONG {
        return total_lanes(a);
    }
    with_vectors(
        #[inline(always)]
        || total_lanes(a),
    )
}

#[inline(always)]
fn total_lanes(a: &[f64]) -> f64 {
    match a.len() {
        0..SHORT => a.iter().sum(),
        SHORT..128 => total_in::<8>(a),
        _ => total_in::<32>(a),
    }
}

#[inline(always)]
fn total_in<const LANES: usize>(a: &[f64]) -> f64 {
    let (chunks, left) = a.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += x;
        }
    }
    lanes.iter().sum::<f64>() + left.iter().sum::<f64>()
}
