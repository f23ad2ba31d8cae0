//! Several elementwise operations of one shape in one pass: block by block, so that what is
//! handed from one to the next stays in the nearest cache, and shared among cores where large.

use std::mem::take;

use super::step::{Lies, Member, Outside, Rule, Source, Sweep};
use super::{BLOCK, LANES, Memory, OUTSIDE};
use crate::engine::array::Array;
use crate::engine::kernel::{self, Entries};

/// From this many entries on, all cores share a sweep.
const SHARED: usize = 1 << 15;

/// What the members of a sweep compute: kept values whole, others a block at a time.
type Lanes<'a> = [&'a mut [f64]; LANES];

impl Outside {
    /// Its entries.
    #[inline]
    pub fn entries<'a>(self, kept: &'a [f64], values: &[&'a Array]) -> Entries<'a> {
        let data = self.place.data(kept, values);
        match self.lies {
            Lies::All => Entries::All(data),
            Lies::One => Entries::One(data[0]),
            Lies::Row => Entries::Row(data),
            Lies::Column => Entries::Column(data),
        }
    }
}

/// Applies a rule that gives one value to a block whose rows have `cols` entries.
#[inline]
pub fn apply<'a>(rule: Rule, operand: impl Fn(usize) -> Entries<'a>, cols: usize, out: &mut [f64]) {
    match rule {
        Rule::Map(rule) => kernel::each(rule, operand(0), cols, out),
        Rule::Binary(rule) => kernel::binary(rule, operand(0), operand(1), cols, out),
        Rule::Select => kernel::select([operand(0), operand(1), operand(2)], cols, out),
        Rule::Copy => kernel::copy(operand(0), cols, out),
        Rule::Sigmoids | Rule::Rest => {}
    }
}

impl Sweep {
    /// How many entries each value has.
    pub fn size(&self) -> usize {
        self.rows * self.cols
    }

    fn cores(&self) -> usize {
        kernel::cores(self.size(), SHARED).min(self.rows)
    }

    /// How many entries one core needs for values that are not kept.
    fn scratch_of_one(&self) -> usize {
        let passing = self.members.iter().filter(|member| !member.kept).count();
        passing * BLOCK.min(self.size())
    }

    /// How many entries a run needs for values that are not kept.
    pub fn scratch(&self) -> usize {
        self.scratch_of_one() * self.cores()
    }

    /// Computes all members.
    pub fn run(&self, memory: &mut Memory, values: &[&Array]) {
        let (before, mut mine) = memory.numbers.split_at_mut(self.start);
        let mut lanes: Lanes = Default::default();
        for (lane, member) in lanes.iter_mut().zip(&self.members) {
            if member.kept {
                (*lane, mine) = take(&mut mine).split_at_mut(self.size());
            }
        }
        let mut outside = [Entries::One(0.0); OUTSIDE];
        for (entries, operand) in outside.iter_mut().zip(&self.outside) {
            *entries = operand.entries(before, values);
        }
        // There is room for as many cores as there were when it was made.
        let room = memory.scratch.len().checked_div(self.scratch_of_one()).unwrap_or(usize::MAX);
        let cores = self.cores().min(room);
        self.share((0, self.rows), &outside, lanes, &mut memory.scratch, cores);
    }

    /// Computes some rows, shared out among cores; the lanes hold just these.
    fn share(
        &self,
        (first, rows): (usize, usize),
        outside: &[Entries; OUTSIDE],
        mut lanes: Lanes,
        scratch: &mut [f64],
        cores: usize,
    ) {
        if cores < 2 {
            return self.blocks((first, rows), outside, &mut lanes, scratch);
        }
        let few = cores / 2;
        let above = rows * few / cores;
        let mut rest: Lanes = Default::default();
        let lanes = {
            let mut index = 0;
            lanes.map(|lane| {
                let (here, there) = lane.split_at_mut(lane.len().min(above * self.cols));
                rest[index] = there;
                index += 1;
                here
            })
        };
        let (scratch, other) = scratch.split_at_mut(self.scratch_of_one() * few);
        rayon::join(
            || self.share((first, above), outside, lanes, scratch, few),
            || self.share((first + above, rows - above), outside, rest, other, cores - few),
        );
    }

    fn blocks(
        &self,
        (first, rows): (usize, usize),
        outside: &[Entries; OUTSIDE],
        lanes: &mut Lanes,
        scratch: &mut [f64],
    ) {
        let (most_rows, most_cols) = ((BLOCK / self.cols).max(1), BLOCK.min(self.cols));
        for row in (0..rows).step_by(most_rows) {
            let height = most_rows.min(rows - row);
            for col in (0..self.cols).step_by(most_cols) {
                let width = most_cols.min(self.cols - col);
                let mut parts = *outside;
                for part in &mut parts[..self.outside.len()] {
                    *part = part.block((first + row, col), (height, width), self.cols);
                }
                let length = height * width;
                let mut block: Lanes = Default::default();
                let mut passing = scratch.chunks_mut(BLOCK.min(self.size()).max(1));
                for ((part, lane), member) in block.iter_mut().zip(&mut *lanes).zip(&self.members) {
                    *part = if member.kept {
                        &mut lane[row * self.cols + col..][..length]
                    } else {
                        &mut passing.next().expect("every value has its room")[..length]
                    };
                }
                for (index, member) in self.members.iter().enumerate() {
                    member.compute(index, &parts, &mut block, width);
                }
            }
        }
    }
}

impl Member {
    /// Computes a block, whose rows have `cols` entries, from those before it.
    fn compute(&self, index: usize, outside: &[Entries; OUTSIDE], block: &mut Lanes, cols: usize) {
        let out = take(&mut block[index]);
        if self.rule == Rule::Sigmoids {
            let rest = take(&mut block[index + 1]);
            if let Entries::All(z) = self.operand(0, outside, block) {
                kernel::sigmoids(z, out, rest);
            }
            block[index + 1] = rest;
        } else {
            apply(self.rule, |number| self.operand(number, outside, block), cols, out);
        }
        block[index] = out;
    }

    fn operand<'a>(
        &self,
        number: usize,
        outside: &[Entries<'a>; OUTSIDE],
        block: &'a Lanes,
    ) -> Entries<'a> {
        match self.operands[number] {
            Source::Member(index) => Entries::All(&*block[index]),
            Source::Outside(index) => outside[index],
        }
    }
}
