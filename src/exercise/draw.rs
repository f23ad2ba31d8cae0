//! Drawn values: what may be drawn, and how bits become numbers.
//!
//! # The mapping
//! The same file, format and seed give the same numbers on every platform and in every
//! later version. Therefore the whole way from seed to number is laid down here and in
//! [`random`], uses no operation whose result a platform may choose, and is held by stored
//! vectors in the tests below.
//!
//! - Every name has its own stream of bits for every seed and attempt (see [`random`]).
//!   Adding, removing or moving other given values leaves its numbers alone. An attempt is
//!   one draw of all values; `require` starts the next.
//! - Entries are drawn row by row, from the first.
//! - `integers = [low, high]`: `low` plus an unbiased integer below `high − low + 1`.
//! - `range` with `decimals = d`: the integers `k` with `low ≤ k/10^d ≤ high` are drawn from
//!   as above, and the entry is `k/10^d`, which is the number that the decimal reads as.
//! - `range` alone: `low + (high − low)·u`, with `u` a multiple of 2⁻⁵³ in `[0, 1)`.
//! - `normal = [mean, sd]`: `mean + sd·n`, with `n` a standard normal; with `decimals` it is
//!   rounded to them, halves away from zero.
//! - `choose`: the entry at an unbiased index. A number listed twice is twice as likely.
//! - `nonzero`, `distinct`: an entry that is zero, or equal to one before it, is drawn again.
//! - There is no negative zero.

pub mod random;

use std::collections::HashSet;

use crate::engine::{Array, Shape};
use crate::exercise::document::Text;

use random::Stream;

/// The largest number of decimals that a draw may ask for.
pub const MOST_DECIMALS: u32 = 12;

/// How often one entry is drawn again before the draw is given up.
const TRIES: usize = 10_000;

/// How often all entries are drawn again: so many times for each, and as often besides.
const TRIES_EACH: usize = 1_000;
const TRIES_BESIDES: usize = 100_000;

/// A value that is drawn anew for each variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// Rows and columns; `None` for a scalar.
    pub shape: Option<[Size; 2]>,
    /// Where the entries come from.
    pub from: Distribution,
    /// Whether no entry may be zero.
    pub nonzero: bool,
    /// Whether all entries must differ.
    pub distinct: bool,
}

/// A number of rows or columns.
#[derive(Clone, Debug, PartialEq)]
pub enum Size {
    /// The number itself.
    Fixed(usize),
    /// An expression over the given values above.
    Expression(Text),
}

/// Where drawn entries come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Integers from `low` to `high`, both included, equally likely.
    Integers {
        /// The smallest.
        low: i64,
        /// The largest.
        high: i64,
    },
    /// `k/10^decimals` for the integers `k` from `low` to `high`, both included.
    Decimals {
        /// The smallest, times a power of ten.
        low: i64,
        /// The largest, times a power of ten.
        high: i64,
        /// The power of ten.
        decimals: u32,
    },
    /// Any number from `low` up to `high`.
    Range {
        /// The smallest.
        low: f64,
        /// The bound above.
        high: f64,
    },
    /// Normally distributed numbers.
    Normal {
        /// The middle.
        mean: f64,
        /// The standard deviation.
        deviation: f64,
        /// To how many decimals they are rounded.
        decimals: Option<u32>,
    },
    /// Numbers from a list.
    Choose(Vec<f64>),
}

impl Distribution {
    /// The multiples of `10^-decimals` from `low` to `high`; `None` if they are too many to
    /// be told apart.
    pub fn decimals(low: f64, high: f64, decimals: u32) -> Option<Self> {
        let scale = power_of_ten(decimals);
        // A bound that is written with these decimals is met exactly, whatever the product
        // was rounded to.
        let scaled = |bound: f64, outward: fn(f64) -> f64| {
            let nearest = (bound * scale).round();
            let number = if nearest / scale == bound { nearest } else { outward(bound * scale) };
            whole(number)
        };
        Some(Self::Decimals {
            low: scaled(low, f64::ceil)?,
            high: scaled(high, f64::floor)?,
            decimals,
        })
    }

    /// How many different numbers may come; `None` if there is no useful bound.
    pub fn support(&self, nonzero: bool) -> Option<usize> {
        let integers = |low: i64, high: i64| {
            let all = i128::from(high) - i128::from(low) + 1;
            let zero = i128::from(nonzero && low <= 0 && 0 <= high);
            usize::try_from((all - zero).max(0)).unwrap_or(usize::MAX)
        };
        match self {
            Self::Integers { low, high } | Self::Decimals { low, high, .. } => {
                Some(integers(*low, *high))
            }
            Self::Range { low, high } => {
                (low == high).then_some(usize::from(!(nonzero && *low == 0.0)))
            }
            Self::Normal { .. } => None,
            Self::Choose(numbers) => {
                let kept = numbers.iter().filter(|number| !nonzero || **number != 0.0);
                Some(kept.map(|number| bits(*number)).collect::<HashSet<_>>().len())
            }
        }
    }

    fn entry(&self, stream: &mut Stream) -> f64 {
        let entry = match self {
            Self::Integers { low, high } => stream.between(*low, *high) as f64,
            Self::Decimals { low, high, decimals } => {
                stream.between(*low, *high) as f64 / power_of_ten(*decimals)
            }
            Self::Range { low, high } => low + (high - low) * stream.unit(),
            Self::Normal { mean, deviation, decimals } => {
                let entry = mean + deviation * stream.normal();
                decimals.map_or(entry, |decimals| {
                    let scale = power_of_ten(decimals);
                    (entry * scale).round() / scale
                })
            }
            Self::Choose(numbers) => {
                let index = stream.below(numbers.len() as u64);
                numbers[usize::try_from(index).expect("an index of a list fits")]
            }
        };
        entry + 0.0
    }
}

/// The integer that a number is; `None` for a fraction, and beyond ±2⁵³, where numbers no
/// longer tell integers apart.
pub fn whole(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
    exact.then(|| format!("{number:.0}").parse().ok()).flatten()
}

fn power_of_ten(exponent: u32) -> f64 {
    10_u64.pow(exponent.min(MOST_DECIMALS)) as f64
}

/// Equal numbers have equal bits, once negative zero is out of the way.
fn bits(number: f64) -> u64 {
    (number + 0.0).to_bits()
}

impl Draw {
    /// Whether the shape is the same in every variant.
    pub fn has_fixed_shape(&self) -> bool {
        let fixed = |size: &Size| matches!(size, Size::Fixed(_));
        self.shape.as_ref().is_none_or(|sizes| sizes.iter().all(fixed))
    }

    /// A value of `shape`, and how many numbers were drawn for it; `None` if an entry that
    /// `nonzero` and `distinct` allow did not come in ten thousand tries, or all of them did not in
    /// a thousand for each.
    pub fn sample(&self, shape: Shape, stream: &mut Stream) -> Option<(Array, usize)> {
        let most = TRIES_BESIDES + TRIES_EACH * shape.size();
        let mut tries = 0;
        let mut seen = HashSet::new();
        let mut allowed = |entry: f64| {
            !(self.nonzero && entry == 0.0) && (!self.distinct || seen.insert(bits(entry)))
        };
        let mut entry = || {
            let one = (0..TRIES.min(most - tries)).map(|_| {
                tries += 1;
                self.from.entry(stream)
            });
            one.into_iter().find(|entry| allowed(*entry))
        };
        let entries: Option<Vec<_>> = (0..shape.size()).map(|_| entry()).collect();
        entries.map(|entries| (Array::new(shape, entries), tries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draw(from: Distribution) -> Draw {
        Draw { shape: None, from, nonzero: false, distinct: false }
    }

    fn entries(draw: &Draw, rows: usize, cols: usize, seed: u64) -> Vec<f64> {
        let mut stream = Stream::new(seed, 0, "W1");
        draw.sample(Shape::Matrix(rows, cols), &mut stream).expect("possible").0.into_data()
    }

    /// Computed by a second implementation, from the description above, in another language.
    /// These numbers are a promise to every file that exists: they never change.
    #[test]
    fn stored_vectors() {
        let integers = draw(Distribution::Integers { low: -2, high: 2 });
        assert_eq!(entries(&integers, 2, 4, 7), VECTORS.0);
        let decimals = draw(Distribution::decimals(-1.0, 1.0, 1).unwrap());
        assert_eq!(entries(&decimals, 2, 4, 7), VECTORS.1);
        let range = draw(Distribution::Range { low: -1.0, high: 3.0 });
        assert_eq!(entries(&range, 1, 3, 7), VECTORS.2);
        let normal = Distribution::Normal { mean: 0.0, deviation: 1.0, decimals: None };
        assert_eq!(entries(&draw(normal), 1, 4, 7), VECTORS.3);
        let rounded = Distribution::Normal { mean: 1.0, deviation: 0.5, decimals: Some(2) };
        assert_eq!(entries(&draw(rounded), 1, 4, 7), VECTORS.4);
        let choose = draw(Distribution::Choose(vec![-0.5, 0.0, 0.5]));
        assert_eq!(entries(&choose, 1, 8, 7), VECTORS.5);
        let permutation =
            Draw { distinct: true, ..draw(Distribution::Integers { low: 1, high: 6 }) };
        assert_eq!(entries(&permutation, 1, 6, u64::MAX), VECTORS.6);
    }

    type Vectors = ([f64; 8], [f64; 8], [f64; 3], [f64; 4], [f64; 4], [f64; 8], [f64; 6]);
    const VECTORS: Vectors = (
        [-2.0, 0.0, -2.0, -1.0, 2.0, 1.0, 0.0, 1.0],
        [0.0, 0.1, -0.8, -0.4, 0.0, -0.7, 0.1, 0.1],
        [1.264_553_719_615_345_8, 0.639_539_788_708_644_7, -0.093_073_124_174_406_27],
        [
            -0.935_199_109_991_454_4,
            0.524_319_386_828_367_7,
            0.969_720_621_337_870_7,
            0.546_233_938_430_213_5,
        ],
        [0.53, 1.26, 1.48, 1.27],
        [0.0, 0.5, 0.5, -0.5, 0.0, -0.5, 0.5, 0.5],
        [6.0, 4.0, 2.0, 5.0, 3.0, 1.0],
    );

    #[test]
    fn decimal_bounds_are_met_exactly() {
        let bounds = |low, high, decimals| match Distribution::decimals(low, high, decimals) {
            Some(Distribution::Decimals { low, high, .. }) => Some((low, high)),
            _ => None,
        };
        assert_eq!(bounds(0.29, 0.57, 2), Some((29, 57)));
        assert_eq!(bounds(-0.29, 1.15, 2), Some((-29, 115)));
        assert_eq!(bounds(-0.04, 0.04, 1), Some((0, 0)));
        assert_eq!(bounds(0.01, 0.04, 1), Some((1, 0)), "empty");
        assert_eq!(bounds(0.0, 1e9, 12), None);
    }

    #[test]
    fn support_counts_what_can_come() {
        let integers = Distribution::Integers { low: -2, high: 2 };
        assert_eq!((integers.support(false), integers.support(true)), (Some(5), Some(4)));
        let choose = Distribution::Choose(vec![0.0, -0.0, 1.0, 1.0]);
        assert_eq!((choose.support(false), choose.support(true)), (Some(2), Some(1)));
        let all = Distribution::Integers { low: i64::MIN, high: i64::MAX };
        assert_eq!(all.support(true), Some(usize::MAX));
        assert_eq!(Distribution::Range { low: 0.0, high: 0.0 }.support(true), Some(0));
        assert_eq!(Distribution::Range { low: 0.0, high: 1.0 }.support(true), None);
    }

    #[test]
    fn an_impossible_draw_is_given_up() {
        let draw = Draw {
            distinct: true,
            ..draw(Distribution::Normal { mean: 0.0, deviation: 0.01, decimals: Some(1) })
        };
        assert_eq!(draw.sample(Shape::Matrix(3, 3), &mut Stream::new(0, 0, "X")), None);
    }

    #[test]
    fn every_choice_comes_about_as_often() {
        let draw = draw(Distribution::Integers { low: 1, high: 6 });
        let rolls = entries(&draw, 100, 600, 1);
        for face in 1..=6 {
            let count = rolls.iter().filter(|roll| **roll == f64::from(face)).count();
            assert!((9_600..=10_400).contains(&count), "{face} came {count} times");
        }
    }

    proptest! {
        #[test]
        fn entries_keep_to_the_rules(
            low in -20_i64..20, width in 0_i64..30, seed: u64, nonzero: bool, distinct: bool,
            rows in 1..4_usize, cols in 1..4_usize,
        ) {
            let from = Distribution::Integers { low, high: low + width };
            let possible = from.support(nonzero).unwrap();
            prop_assume!(possible >= if distinct { rows * cols } else { 1 });
            let draw = Draw { shape: None, from, nonzero, distinct };
            let entries = entries(&draw, rows, cols, seed);
            prop_assert!(entries.iter().all(|entry| (low as f64..=(low + width) as f64).contains(entry)));
            prop_assert!(entries.iter().all(|entry| entry.fract() == 0.0 && !(nonzero && *entry == 0.0)));
            let different: HashSet<_> = entries.iter().map(|entry| bits(*entry)).collect();
            prop_assert!(!distinct || different.len() == entries.len());
        }

        #[test]
        fn decimals_print_as_decimals(seed: u64, decimals in 0..6_u32) {
            let draw = draw(Distribution::decimals(-3.0, 3.0, decimals).unwrap());
            for entry in entries(&draw, 3, 3, seed) {
                prop_assert!((-3.0..=3.0).contains(&entry));
                let text = format!("{entry}");
                let written = text.split_once('.').map_or(0, |(_, digits)| digits.len());
                prop_assert!(written <= decimals as usize, "{}", text);
                prop_assert!(entry != 0.0 || entry.is_sign_positive());
            }
        }
    }
}
