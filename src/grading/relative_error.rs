//! How far an answer lies from the key, in the bands of Stanford's course CS231n: what people who
//! check a gradient against differences are used to read.

use crate::engine::Array;

/// Entries below this share of the key's largest are compared with that: beside it they are
/// rounding.
const FLOOR: f64 = 1e-8;

/// The largest relative error among the entries of an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RelativeError {
    /// `|found − key| / max(|found|, |key|)`.
    pub error: f64,
    /// Row and column, counted from 0.
    pub at: (usize, usize),
}

/// What a relative error says of code that computes a gradient in double precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// At most 1e-7.
    Same,
    /// At most 1e-4: small enough where there is a kink, large where all is smooth.
    Kink,
    /// At most 1e-2: not right, unless it was rounded.
    Doubtful,
    /// Above that.
    Wrong,
}

impl RelativeError {
    /// Compares an answer with a key of the same shape.
    pub fn of(found: &Array, key: &Array) -> Self {
        let largest = key.largest();
        let floor = if largest == 0.0 { FLOOR } else { FLOOR * largest };
        let cols = key.shape().cols();
        let mut worst = Self { error: 0.0, at: (0, 0) };
        for (at, (found, key)) in found.data().iter().zip(key.data()).enumerate() {
            let error = (found - key).abs() / found.abs().max(key.abs()).max(floor);
            if error > worst.error || !error.is_finite() {
                worst = Self { error, at: (at / cols, at % cols) };
            }
            if !error.is_finite() {
                break;
            }
        }
        worst
    }

    /// The band in which it lies.
    pub fn band(&self) -> Band {
        match self.error {
            error if error <= 1e-7 => Band::Same,
            error if error <= 1e-4 => Band::Kink,
            error if error <= 1e-2 => Band::Doubtful,
            _ => Band::Wrong,
        }
    }
}

impl Band {
    /// The bounds, and what they say.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Same => ("≤ 1e-7", "the same"),
            Self::Kink => ("≤ 1e-4", "fine at a kink or in single precision, else look again"),
            Self::Doubtful => ("≤ 1e-2", "not right, unless it was rounded"),
            Self::Wrong => ("> 1e-2", "probably wrong"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Shape;

    fn row(entries: &[f64]) -> Array {
        Array::new(Shape::Matrix(1, entries.len()), entries.to_vec())
    }

    #[test]
    fn the_largest_error_is_found_with_its_place() {
        let error = RelativeError::of(&row(&[1.0, 2.2, -3.0]), &row(&[1.0, 2.0, 3.0]));
        assert_eq!((error.error, error.at, error.band()), (2.0, (0, 2), Band::Wrong));
        assert_eq!(RelativeError::of(&row(&[1.0]), &row(&[1.0])).band(), Band::Same);
    }

    #[test]
    fn the_bands_are_those_of_the_course() {
        for (found, band) in [
            (1.0 + 9e-8, Band::Same),
            (1.0 + 2e-7, Band::Kink),
            (1.0 + 2e-4, Band::Doubtful),
            (1.02, Band::Wrong),
            (f64::NAN, Band::Wrong),
            (f64::INFINITY, Band::Wrong),
        ] {
            assert_eq!(RelativeError::of(&row(&[found]), &row(&[1.0])).band(), band, "{found}");
        }
    }

    #[test]
    fn rounding_beside_a_large_entry_and_around_zero_is_no_error() {
        assert_eq!(RelativeError::of(&row(&[1.0, 1e-18]), &row(&[1.0, 0.0])).band(), Band::Same);
        assert_eq!(RelativeError::of(&row(&[0.0]), &row(&[0.0])).band(), Band::Same);
        assert_eq!(RelativeError::of(&row(&[1e-3]), &row(&[0.0])).band(), Band::Wrong);
        let tiny = RelativeError::of(&row(&[7e-18]), &row(&[6.8e-18]));
        assert_eq!(tiny.band(), Band::Wrong);
    }
}
