//! The words that stand on every sheet.

use super::{Part, text};

/// Before the line for a name.
pub const NAME: &str = "Name";
/// Before the line for a date.
pub const DATE: &str = "Date";
/// Before the given values.
pub const GIVEN: &str = "Given";
/// Before the equations.
pub const EQUATIONS: &str = "Equations";
/// Before the conventions.
pub const CONVENTIONS: &str = "Conventions";
/// Before the box for the number of a line.
pub const LINE: &str = "Line";
/// Before the room for the value that a line should have.
pub const RIGHT_VALUE: &str = "its right value:";
/// Before what may have been done.
pub const LIKELY: &str = "Likely: ";
/// Between two things that may have been done.
pub const OR: &str = " Or: ";
/// The title of a sheet of several exercises.
pub const EXERCISES: &str = "Exercises";
/// Over a hint.
pub const HINT: &str = "Hint";
/// Before the reason of an answer.
pub const WHY: &str = "Why";

/// A number of points.
pub fn points(points: f64) -> String {
    format!("{} {}", text::short(points), if points == 1.0 { "point" } else { "points" })
}

/// How long a sheet should take.
pub fn minutes(minutes: u32) -> String {
    format!("about {minutes} min")
}

/// What a part of a document is called.
pub fn part(part: Part) -> &'static str {
    match part {
        Part::Sheet => "Worksheet",
        Part::Key => "Key",
        Part::Solution => "Worked solution",
    }
}

/// Which variant a sheet is.
pub fn variant(seed: u64) -> String {
    format!("variant {seed}")
}

/// What stands below the title: the part, the variant, and what there is to earn.
pub fn subtitle(head: &super::flow::Head) -> Vec<String> {
    let mut words = vec![part(head.part).to_owned()];
    words.extend(head.seed.map(variant));
    words.push(points(head.points));
    if head.part == Part::Sheet {
        words.push(minutes(head.minutes));
    }
    words
}

/// The letter of a question: a to z, then aa.
pub fn letter(index: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or_default());
    letter.to_string().repeat(index / 26 + 1)
}

/// Over the steps of a pass.
pub fn pass(is_backward: bool) -> &'static str {
    use crate::grading::solution::text::{BACKWARD, FORWARD};
    if is_backward { BACKWARD } else { FORWARD }
}

/// How precise answers have to be.
pub fn precision(precision: &str) -> String {
    format!("Answers count within {precision}.")
}

/// A shape.
pub fn shape(sizes: &[usize]) -> String {
    match sizes {
        [rows, cols] => format!("{rows} × {cols}"),
        _ => "1 × 1, a single number".to_owned(),
    }
}

/// Which line is wrong, counted from 0.
pub fn broken(line: usize) -> String {
    format!("Line {} is wrong; right is", line + 1)
}
