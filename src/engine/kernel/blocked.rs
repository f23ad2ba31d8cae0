//! The product of large matrices, block by block: what is multiplied is laid out first, so that
//! the innermost loop reads one entry after the other from the nearest caches and keeps all its
//! sums in registers (K. Goto and R. A. van de Geijn, *Anatomy of High-Performance Matrix
//! Multiplication*, 2008).

use std::array::from_fn;

use pulp::{Arch, Simd, WithSimd};

/// How many products of each entry are added up at a time.
const DEEP: usize = 256;

/// How many rows of the first factor lie ready at a time.
const ROWS: usize = 96;

/// How many columns of the second.
const COLS: usize = 512;

/// Multiples of the sizes that tiles have, whatever the vectors are.
const TALLEST: usize = 6;
const BROADEST: usize = 32;

/// Entries of a cache line.
const LINE: usize = 8;

/// Lines of numbers, which are rows of the first factor or columns of the second.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    /// All entries.
    pub data: &'a [f64],
    /// How far it is from one line to the next.
    pub across: usize,
    /// How far it is from one entry of a line to its next.
    pub along: usize,
}

impl Lines<'_> {
    /// The same without the first lines, and without the first entries of each.
    fn from(self, line: usize, entry: usize) -> Self {
        Self { data: &self.data[line * self.across + entry * self.along..], ..self }
    }
}

/// How many numbers a product of this size lays out, if so many cores share it.
pub fn room((rows, inner, cols): (usize, usize, usize), cores: usize) -> usize {
    let height = ROWS.min(rows.next_multiple_of(TALLEST));
    let breadth = COLS.min(cols.next_multiple_of(BROADEST));
    cores * (LINE + DEEP.min(inner) * (height + breadth)).next_multiple_of(LINE)
}

/// Writes the product of `a`, given by its rows, and `b`, given by its columns, row by row. Its
/// rows are shared out among as many of `cores` as there is room for.
pub fn product(
    a: Lines,
    b: Lines,
    size: (usize, usize, usize),
    out: &mut [f64],
    space: &mut [f64],
    cores: usize,
) {
    let (rows, inner, cols) = size;
    let cores = cores.min(rows).min(space.len() / room(size, 1));
    if cores < 2 {
        return Arch::new().dispatch(Product { a, b, inner, cols, out, space });
    }
    let few = cores / 2;
    let above = rows * few / cores;
    let (out, below) = out.split_at_mut(above * cols);
    let (space, other) = space.split_at_mut(few * room(size, 1));
    rayon::join(
        || product(a, b, (above, inner, cols), out, space, few),
        || product(a.from(above, 0), b, (rows - above, inner, cols), below, other, cores - few),
    );
}

/// What one core does.
struct Product<'a> {
    a: Lines<'a>,
    b: Lines<'a>,
    inner: usize,
    cols: usize,
    out: &'a mut [f64],
    space: &'a mut [f64],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F64_LANES {
            8 => self.run::<S, 6, 4, 32>(simd),
            4 => self.run::<S, 6, 2, 8>(simd),
            2 => self.run::<S, 6, 4, 8>(simd),
            _ => self.run::<S, 2, 4, 4>(simd),
        }
    }
}

impl Product<'_> {
    /// In tiles whose sums fill the vector registers: `HIGH` rows of `BROAD` entries, which are
    /// `WIDE` vectors.
    #[inline(always)]
    fn run<S: Simd, const HIGH: usize, const WIDE: usize, const BROAD: usize>(self, simd: S) {
        let Self { a, b, inner, cols, out, space } = self;
        let skip = space.as_ptr().align_offset(LINE * size_of::<f64>()).min(LINE);
        let space = &mut space[skip..];
        for from in (0..inner).step_by(DEEP) {
            let deep = DEEP.min(inner - from);
            for first in (0..cols).step_by(COLS) {
                let broad = COLS.min(cols - first);
                let (panels, factors) = space.split_at_mut(broad.next_multiple_of(BROAD) * deep);
                let columns = b.from(first, from);
                if BROAD < LINE {
                    side_by_side::<BROAD, BROAD>(columns, broad, deep, panels);
                } else {
                    side_by_side::<BROAD, LINE>(columns, broad, deep, panels);
                }
                let (panels, _) = panels.as_chunks::<BROAD>();
                for (number, out) in out.chunks_mut(ROWS * cols).enumerate() {
                    let lines = a.from(number * ROWS, from);
                    side_by_side::<HIGH, HIGH>(lines, out.len() / cols, deep, factors);
                    let (factors, _) = factors.as_chunks::<HIGH>();
                    for (factors, out) in factors.chunks(deep).zip(out.chunks_mut(HIGH * cols)) {
                        for (panel, at) in panels.chunks(deep).zip((first..).step_by(BROAD)) {
                            let tile = tile::<S, HIGH, WIDE, BROAD>(simd, factors, panel);
                            let length = BROAD.min(first + broad - at);
                            for (sums, row) in tile.into_iter().zip(out.chunks_mut(cols)) {
                                let row = &mut row[at..at + length];
                                write::<S, WIDE, BROAD>(simd, sums, row, from > 0);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Lays lines side by side in panels of `BROAD`, of which `TURNED` are read at a time where their
/// entries lie one after the other; lines that are missing in the last one are 0.
#[inline(always)]
fn side_by_side<const BROAD: usize, const TURNED: usize>(
    lines: Lines,
    count: usize,
    deep: usize,
    room: &mut [f64],
) {
    static ZEROS: [f64; DEEP] = [0.0; DEEP];
    let (room, _) = room.as_chunks_mut::<BROAD>();
    for (panel, at) in room.chunks_mut(deep).zip((0..count).step_by(BROAD)) {
        let length = BROAD.min(count - at);
        if lines.across == 1 {
            let lines = lines.from(at, 0);
            for (index, entries) in panel.iter_mut().enumerate() {
                let line = &lines.data[index * lines.along..][..length];
                if let Ok(line) = <&[f64; BROAD]>::try_from(line) {
                    *entries = *line;
                } else {
                    entries[..length].copy_from_slice(line);
                    entries[length..].fill(0.0);
                }
            }
            continue;
        }
        for group in (0..BROAD).step_by(TURNED) {
            let line = |index| {
                if index < length {
                    &lines.from(at + index, 0).data[..deep]
                } else {
                    &ZEROS[..deep]
                }
            };
            let lines: [&[f64]; TURNED] = from_fn(|index| line(group + index));
            for (index, entries) in panel.iter_mut().enumerate() {
                let turned: [f64; TURNED] = from_fn(|line| lines[line][index]);
                entries[group..group + TURNED].copy_from_slice(&turned);
            }
        }
    }
}

/// The sums of a tile.
#[inline(always)]
fn tile<S: Simd, const HIGH: usize, const WIDE: usize, const BROAD: usize>(
    simd: S,
    factors: &[[f64; HIGH]],
    panel: &[[f64; BROAD]],
) -> [[S::f64s; WIDE]; HIGH] {
    let mut sums = [[simd.splat_f64s(0.0); WIDE]; HIGH];
    for (factors, entries) in factors.iter().zip(panel) {
        let (entries, _) = S::as_simd_f64s(entries);
        for (sums, factor) in sums.iter_mut().zip(factors) {
            let factor = simd.splat_f64s(*factor);
            for (sum, entries) in sums.iter_mut().zip(entries) {
                *sum = simd.mul_add_e_f64s(factor, *entries, *sum);
            }
        }
    }
    sums
}

/// Writes the sums of a row of a tile, or adds them to those before.
#[inline(always)]
fn write<S: Simd, const WIDE: usize, const BROAD: usize>(
    simd: S,
    sums: [S::f64s; WIDE],
    row: &mut [f64],
    add: bool,
) {
    if row.len() == BROAD {
        let (row, _) = S::as_mut_simd_f64s(row);
        for (entries, sums) in row.iter_mut().zip(sums) {
            *entries = if add { simd.add_f64s(*entries, sums) } else { sums };
        }
        return;
    }
    let mut whole = [0.0; BROAD];
    let (vectors, _) = S::as_mut_simd_f64s(&mut whole);
    for (entries, sums) in vectors.iter_mut().zip(sums) {
        *entries = sums;
    }
    for (entry, sum) in row.iter_mut().zip(whole) {
        *entry = if add { *entry + sum } else { sum };
    }
}
