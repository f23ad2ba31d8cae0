//! When two numbers count as equal.
//!
//! An entry is right if it lies within `atol + rtol·|key|` of the key, or if it is a correct
//! rounding of the key to the digits as written, provided that they are enough. `atol` is
//! relative to the key's largest entry, since gradients come in every magnitude: a fixed one
//! would take 0 for a saturated sigmoid's 6.8e-18.

use super::answer::number::Digits;
use crate::engine::Array;
use crate::exercise::{Question, Task, Tolerance};

/// How near an entry is to the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// It is another number.
    Wrong,
    /// Within ten times the relative tolerance, or a correct rounding to too few digits.
    Imprecise,
    /// It counts as equal.
    Right,
}

/// The absolute tolerance as a share of the key's largest entry.
const SHARE: f64 = 1e-6;

/// The absolute tolerance where the key has no entry but zeros.
const AT_ZERO: f64 = 1e-9;

/// Half a unit of the last place, with slack for keys that lie on the edge of two roundings.
const HALF_UNIT: f64 = 0.505;

/// How much wider the relative tolerance is for an answer that is only imprecise.
const IMPRECISE: f64 = 10.0;

/// A tolerance made ready for one key.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    rtol: f64,
    atol: f64,
    digits: u32,
}

impl Rule {
    /// The rule for the entries of a key.
    pub fn new(tolerance: &Tolerance, key: &Array) -> Self {
        let largest = key.largest();
        let natural = if largest == 0.0 { AT_ZERO } else { SHARE * largest };
        Self {
            rtol: tolerance.rtol,
            atol: tolerance.atol.unwrap_or(natural),
            digits: tolerance.digits,
        }
    }

    /// The largest distance from its key at which some way of writing an entry is right: for
    /// programs that know a distance alone.
    pub fn margin(&self, key: f64) -> f64 {
        let key = key.abs();
        let within = self.atol + self.rtol * key;
        let exponent = format!("{key:e}").split_once('e').and_then(|(_, power)| power.parse().ok());
        let (Some(exponent), true) = (exponent, key > 0.0) else { return within };
        let digits = i32::try_from(self.digits).unwrap_or(i32::MAX);
        let unit = |exponent: i32| 10.0_f64.powi(exponent.saturating_add(1).saturating_sub(digits));
        // What is rounded up to the next power of ten is written more coarsely.
        let up = 10.0_f64.powi(exponent + 1) - key;
        let coarse = if up <= HALF_UNIT * unit(exponent + 1) { up } else { 0.0 };
        within.max(HALF_UNIT * unit(exponent)).max(coarse)
    }

    /// Compares an entry with its key. What is not finite is never right.
    pub fn compare(&self, found: f64, digits: Digits, key: f64) -> Nearness {
        let error = (found - key).abs();
        if !error.is_finite() {
            return Nearness::Wrong;
        }
        let within = |rtol: f64| error <= self.atol + rtol * key.abs();
        if within(self.rtol) {
            return Nearness::Right;
        }
        // A zero is no rounding of anything: it has no significant digit.
        let rounded = digits
            .of(found)
            .filter(|written| written.digits > 0 && error <= HALF_UNIT * written.unit);
        if rounded.is_some_and(|written| written.digits >= self.digits) {
            Nearness::Right
        } else if within(IMPRECISE * self.rtol) || rounded.is_some() {
            Nearness::Imprecise
        } else {
            Nearness::Wrong
        }
    }
}

/// How precise an answer has to be, as a learner reads it before answering: "±0.1 % or 3
/// digits". Empty for a shape or a choice, which are right or not.
pub fn tolerance_words(question: &Question) -> String {
    if matches!(question.task, Task::Formula { .. } | Task::Shape { .. } | Task::Choice { .. }) {
        return String::new();
    }
    let Tolerance { rtol, atol, digits } = question.tolerance;
    let relative = (rtol > 0.0).then(|| format!("{} %", short(100.0 * rtol)));
    let absolute = atol.filter(|atol| *atol > 0.0).map(short);
    let digits = format!("{digits} digit{}", if digits == 1 { "" } else { "s" });
    match (absolute, relative) {
        (Some(absolute), Some(relative)) => format!("±({absolute} + {relative}) or {digits}"),
        (Some(margin), None) | (None, Some(margin)) => format!("±{margin} or {digits}"),
        (None, None) => digits,
    }
}

/// A tolerance without the dust of binary fractions.
fn short(number: f64) -> String {
    let rounded = format!("{number:.3e}").parse::<f64>().unwrap_or(number);
    if (1e-6..1e6).contains(&rounded) { rounded.to_string() } else { format!("{rounded:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Shape;
    use crate::exercise::Exercise;
    use crate::grading::answer::number::literal;
    use crate::source::Source;
    use Nearness::{Imprecise, Right, Wrong};

    fn tolerance() -> Tolerance {
        Tolerance { rtol: 1e-3, atol: None, digits: 3 }
    }

    /// Compares a typed number with a key of one entry.
    fn typed(text: &str, key: f64) -> Nearness {
        let (value, written) = literal(text).unwrap();
        Rule::new(&tolerance(), &Array::scalar(key)).compare(value, Digits::Written(written), key)
    }

    #[test]
    fn roundings_are_right_if_their_digits_are_enough() {
        assert_eq!(typed("0.333", 1.0 / 3.0), Right);
        assert_eq!(typed("0.33", 1.0 / 3.0), Imprecise);
        assert_eq!(typed("1.00", 1.0049), Right);
        assert_eq!(typed("1.0", 1.0049), Imprecise);
        assert_eq!(typed("0.334", 1.0 / 3.0), Imprecise, "within 1 %, but no rounding");
        assert_eq!(typed("0.34", 1.0 / 3.0), Wrong);
        assert_eq!(typed("0.2134", 0.21345), Right);
        assert_eq!(typed("0.2135", 0.21345), Right);
        assert_eq!(typed("-0.333", 1.0 / 3.0), Wrong);
    }

    #[test]
    fn a_margin_takes_in_every_right_answer_and_no_other_number() {
        for step in 1..600 {
            let key = 0.000_937 * f64::from(step) * 1.003_f64.powi(step);
            for digits in 1..6 {
                let tolerance = Tolerance { digits, ..tolerance() };
                let rule = Rule::new(&tolerance, &Array::scalar(key));
                let margin = rule.margin(key);
                for more in 0..3 {
                    let text = format!("{key:.0$e}", (digits - 1 + more) as usize);
                    let (found, written) = literal(&text).unwrap();
                    let nearness = rule.compare(found, Digits::Written(written), key);
                    assert_eq!(nearness, Right, "{text} for {key}");
                    assert!((found - key).abs() <= margin, "{text} for {key}: {margin}");
                }
                let beyond = key + 1.02 * margin;
                let (found, written) = literal(&format!("{beyond:.15e}")).unwrap();
                let nearness = rule.compare(found, Digits::Written(written), key);
                assert_ne!(nearness, Right, "{beyond} for {key}");
            }
        }
        let zero = Rule::new(&tolerance(), &Array::scalar(0.0));
        assert_eq!(zero.margin(0.0), 1e-9);
    }

    #[test]
    fn tiny_keys_are_not_taken_for_zero() {
        assert_eq!(typed("0", 6.8e-18), Wrong);
        assert_eq!(typed("0.000", 6.8e-18), Wrong);
        assert_eq!(typed("5e-9", -4e-9), Wrong);
        assert_eq!(typed("6.80e-18", 6.8e-18), Right);
        assert_eq!(typed("0", 0.0), Right);
        assert_eq!(typed("1e-10", 0.0), Right);
        assert_eq!(typed("1e-8", 0.0), Wrong);
    }

    #[test]
    fn beside_large_entries_a_tiny_one_may_be_zero() {
        let key = Array::new(Shape::Matrix(1, 2), vec![1.0, 6.8e-18]);
        let rule = Rule::new(&tolerance(), &key);
        assert_eq!(rule.compare(0.0, Digits::Unknown, 6.8e-18), Right);
        assert_eq!(rule.compare(1e-5, Digits::Unknown, 6.8e-18), Wrong);
    }

    #[test]
    fn what_is_not_finite_is_never_right() {
        let wide = Tolerance { rtol: 1.0, atol: Some(f64::MAX), digits: 1 };
        let rule = Rule::new(&wide, &Array::scalar(1.0));
        for found in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(rule.compare(found, Digits::Unknown, 1.0), Wrong);
        }
    }

    #[test]
    fn an_author_may_set_every_number() {
        let exact = Tolerance { rtol: 0.0, atol: Some(0.0), digits: 5 };
        let rule = Rule::new(&exact, &Array::scalar(2.0));
        let digits = |text: &str| Digits::from(literal(text).map(|(_, written)| written));
        assert_eq!(rule.compare(2.0, Digits::Unknown, 2.0), Right);
        assert_eq!(rule.compare(2.000_000_1, Digits::Unknown, 2.0), Wrong);
        assert_eq!(rule.compare(2.0001, digits("2.0001"), 2.000_08), Right);
        assert_eq!(rule.compare(2.0, digits("2.00"), 2.000_08), Imprecise);
    }

    #[test]
    fn a_margin_is_that_of_the_coarsest_right_answer() {
        let margin = |rtol, atol, digits, key| {
            Rule::new(&Tolerance { rtol, atol: Some(atol), digits }, &Array::scalar(key))
                .margin(key)
        };
        let near = |found: f64, wanted: f64| {
            assert!((found - wanted).abs() < 1e-12, "{found}, not {wanted}");
        };
        near(margin(0.1, 0.5, 9, 10.0), 1.5);
        near(margin(0.1, 0.5, 9, -10.0), 1.5);
        // To one digit, 5.5 may be written as 10, and 4.9 may not.
        near(margin(1e-3, 0.0, 1, 5.5), 4.5);
        near(margin(1e-3, 0.0, 1, 4.9), 0.505);
        near(margin(1e-3, 0.0, 1, 0.55), 0.45);
        near(margin(1e-3, 0.0, 2, 0.55), 0.005_05);
    }

    #[test]
    fn a_learner_reads_what_counts() {
        let words = |kind: &str, tolerance: &str| {
            let text = format!(
                "format = 1\ntitle = \"t\"\ngiven = {{ x = 2 }}\nmodel = {{ forward = \"L = x^2\" }}\n\
                 [[question]]\n{kind}\n{tolerance}\n"
            );
            let (exercise, faults) = Exercise::read(&Source::new("t", text), "t");
            let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
            tolerance_words(&exercise.questions[0])
        };
        let value = "kind = \"value\"\nof = \"L\"";
        assert_eq!(words(value, ""), "±0.1 % or 3 digits");
        assert_eq!(words(value, "rtol = 0\ndigits = 1"), "1 digit");
        assert_eq!(words(value, "rtol = 0\natol = 0"), "3 digits");
        assert_eq!(words(value, "rtol = 0\natol = 0.5"), "±0.5 or 3 digits");
        assert_eq!(words(value, "rtol = 0.02\natol = 0.5"), "±(0.5 + 2 %) or 3 digits");
        assert_eq!(words("kind = \"shape\"\nwrt = \"x\"", ""), "");
    }

    #[test]
    fn percentages_are_short() {
        assert_eq!(short(100.0 * 1e-3), "0.1");
        assert_eq!(short(100.0 * 7e-4), "0.07");
        assert_eq!(short(100.0 * 1e-9), "1e-7");
    }
}
