//! Slips of arithmetic in a wrong answer: they say nothing of the rules.

use super::answer::Reading;
use super::answer::number::Written;
use super::feedback::place;
use super::misconception::{Diagnosis, Terms};
use crate::engine::Array;

/// What counts as the same number: half a unit of the last place that was written, or this.
const CLOSE: f64 = 1e-3;

/// A transposition in fewer digits than these may be chance.
const LEAST_DIGITS: u32 = 3;

/// The slip that explains all wrong entries of an answer in the key's shape; `wrong` are their
/// rows and columns, and all other entries are right.
pub fn recognise(
    key: &Array,
    reading: &Reading,
    wrong: &[(usize, usize)],
    asked: usize,
) -> Option<Diagnosis> {
    let cols = key.shape().cols();
    let at = |(row, col): (usize, usize)| row * cols + col;
    let entry = |place: (usize, usize)| {
        let found = reading.array.data()[at(place)];
        (found, key.data()[at(place)], reading.digits[at(place)].of(found))
    };
    match *wrong {
        [one] => {
            let (found, wanted, written) = entry(one);
            let mistake = if transposed(written, found, wanted) {
                "digits-transposed"
            } else if asked > 1 && same(written, found, -wanted) {
                "sign-of-entry"
            } else {
                return None;
            };
            let value = if asked == 1 { "the number".to_owned() } else { place(one) };
            Some(Terms { value, ..Terms::default() }.diagnosis(mistake))
        }
        [one, other] if asked > 2 => {
            let (found, wanted, written) = entry(one);
            let (other_found, other_wanted, other_written) = entry(other);
            let swapped =
                same(written, found, other_wanted) && same(other_written, other_found, wanted);
            let terms = Terms { value: place(one), operand: place(other), ..Terms::default() };
            swapped.then(|| terms.diagnosis("entries-swapped"))
        }
        _ => None,
    }
}

fn same(written: Option<Written>, found: f64, wanted: f64) -> bool {
    let unit = written.map_or(0.0, |written| written.unit);
    (found - wanted).abs() <= (0.505 * unit).max(CLOSE * wanted.abs())
}

/// Whether two neighbouring digits of the number as written are exchanged.
fn transposed(written: Option<Written>, found: f64, wanted: f64) -> bool {
    let Some(written) = written.filter(|written| written.digits >= LEAST_DIGITS) else {
        return false;
    };
    // More digits than a person writes are no typing.
    if written.digits > 9 || found.signum() != wanted.signum() {
        return false;
    }
    let digits = format!("{:.0}", (found / written.unit).abs()).into_bytes();
    (1..digits.len()).any(|at| {
        let mut digits = digits.clone();
        digits.swap(at - 1, at);
        let text = String::from_utf8_lossy(&digits);
        let number: f64 = text.parse().unwrap_or(f64::NAN);
        (number * written.unit - wanted.abs()).abs() <= 0.505 * written.unit
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Shape;
    use crate::grading::answer::number::{Digits, literal};

    fn told(key: &[f64], answer: &[&str]) -> Option<&'static str> {
        let read = |text: &&str| literal(text).expect("a number");
        let shape = Shape::Matrix(1, key.len());
        let reading = Reading {
            array: Array::new(shape, answer.iter().map(|text| read(text).0).collect()),
            digits: answer.iter().map(|text| Digits::Written(read(text).1)).collect(),
        };
        let near =
            |at: &usize| !same(Some(read(&answer[*at]).1), reading.array.data()[*at], key[*at]);
        let wrong: Vec<_> = (0..key.len()).filter(near).map(|at| (0, at)).collect();
        let found = recognise(&Array::new(shape, key.to_vec()), &reading, &wrong, key.len());
        found.map(|diagnosis| diagnosis.mistake)
    }

    #[test]
    fn each_slip_is_told_as_such() {
        let key = [0.1234, -2.5, 3.75];
        assert_eq!(told(&key, &["0.1243", "-2.5", "3.75"]), Some("digits-transposed"));
        assert_eq!(told(&key, &["0.1234", "2.5", "3.75"]), Some("sign-of-entry"));
        assert_eq!(told(&key, &["0.1234", "-2.5", "3.57"]), Some("digits-transposed"));
        assert_eq!(told(&key, &["0.1234", "-2.5", "9"]), None);
        assert_eq!(told(&key, &["-2.5", "0.1234", "3.75"]), Some("entries-swapped"));
        assert_eq!(told(&key, &["7", "8", "3.75"]), None);
        assert_eq!(told(&[0.1234], &["0.1243"]), Some("digits-transposed"));
        assert_eq!(told(&[0.1234], &["0.5"]), None);
    }
}
