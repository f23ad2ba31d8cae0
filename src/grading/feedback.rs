//! What the learner is told: the grader's sentences, all in one place.

use super::answer::Reading;
use super::first_error::FirstError;
use super::misconception::Finding;
use super::tolerance::{Nearness, tolerance_words};
use crate::diagnostic::Diagnostic;
use crate::engine::{Program, Shape, Style};
use crate::exercise::{Question, Task};
use crate::markup::{Markup, Role};

/// How many faults or entries are named at most.
const MOST_NAMED: usize = 4;

/// What can be said of an answer in the wrong shape without giving numbers away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeRemark {
    /// Its transpose is right.
    Transposed,
    /// Summed over its rows, its columns or both, it is right.
    Unsummed {
        /// The sum runs over the rows, down each column.
        rows: bool,
        /// The sum runs over the columns, along each row.
        cols: bool,
    },
}

/// Nothing was typed.
pub fn missing() -> Markup {
    Markup::new().with(Role::Dim, "No answer yet.")
}

/// The answer counts as equal to the key.
pub fn correct() -> Markup {
    Markup::new().with(Role::Correct, "Correct.")
}

/// The answer cannot be read: a line for each fault, and how to mend it.
pub fn unreadable(faults: &[Diagnostic]) -> Markup {
    let mut markup = Markup::new().with(Role::Notice, "This cannot be read yet.");
    for fault in faults.iter().take(MOST_NAMED) {
        markup.push(Role::Text, format!("\n{}", sentence(&fault.message)));
        if let Some(help) = &fault.help {
            markup.push(Role::Dim, format!(" {}", sentence(help)));
        }
    }
    if faults.len() > MOST_NAMED {
        markup.push(Role::Dim, format!("\nAnd {} more like these.", faults.len() - MOST_NAMED));
    }
    markup
}

/// The answer has another shape than the key.
pub fn shape(task: &Task, found: Shape, expected: Shape, remark: Option<ShapeRemark>) -> Markup {
    let mut markup = Markup::new()
        .with(Role::Notice, "Another shape is asked for.")
        .text(" Your answer is ")
        .with(Role::Math, size(found))
        .text("; ")
        .with(Role::Math, symbol(task))
        .text(" is ")
        .with(Role::Math, size(expected))
        .text(".");
    match remark {
        Some(ShapeRemark::Transposed) => {
            markup.push(Role::Strong, " Its transpose is right.");
            if expected.cols() == 1 && expected.rows() > 1 {
                markup.push(Role::Text, " A column is written one entry a row: `[[1], [2]]`.");
            }
        }
        Some(ShapeRemark::Unsummed { rows, cols }) => {
            let axes = match (rows, cols) {
                (true, true) => "all its entries",
                (true, false) => "its rows, down each column,",
                _ => "its columns, along each row,",
            };
            markup.push(Role::Strong, format!(" Summed over {axes} it is right."));
            if let Task::Gradient { wrt, .. } = task {
                let name = Program::print_name(wrt, Style::Unicode);
                markup.push(
                    Role::Text,
                    format!(" Where the forward pass stretches {name}, the backward pass sums."),
                );
            }
        }
        None if expected.is_scalar() && found.size() == 1 => {
            markup.push(Role::Text, " Leave the brackets out.");
        }
        None => {}
    }
    markup
}

/// The answer is near, or has too few digits.
pub fn imprecise(
    question: &Question,
    shape: Shape,
    nearness: &[Vec<Nearness>],
    reading: &Reading,
) -> Markup {
    let places = places(nearness, Nearness::Imprecise);
    let needed = question.tolerance.digits;
    let cols = shape.cols();
    let too_few = places.iter().all(|(row, col)| {
        let at = row * cols + col;
        let written = reading.digits[at].of(reading.array.data()[at]);
        written.is_some_and(|written| written.digits < needed)
    });
    let mut markup = Markup::new().with(Role::Notice, "Nearly: not precise enough yet.");
    if too_few {
        let digits = if needed == 1 { "digit" } else { "digits" };
        markup.push(Role::Text, format!(" Give {needed} significant {digits} or more"));
    } else {
        markup.push(Role::Text, " Calculate with more digits");
    }
    if !shape.is_scalar() && places.len() < shape.size() {
        markup.push(Role::Text, format!(" in {}", listed(&places)));
    }
    markup.text(format!(": {} is asked for.", tolerance_words(question)))
}

/// The answer is right given the learner's own wrong answer to an earlier question.
pub fn follows(origin: &Question, penalty: f64) -> Markup {
    let markup = Markup::new()
        .with(Role::Notice, "This follows.")
        .text(" It is right given your ")
        .with(Role::Math, symbol(&origin.task))
        .text(", where the error began: mend that one first.");
    if penalty > 0.0 { markup.text(" It earns a little less for it.") } else { markup }
}

/// Where the first error of a sheet is, and what is to be said of the later ones.
pub fn first_error(first: &FirstError) -> Markup {
    let names = |questions: &[&Question]| -> String {
        let names: Vec<_> = questions.iter().map(|question| symbol(&question.task)).collect();
        names.join(", ")
    };
    let mut markup = Markup::new()
        .with(Role::Strong, "The first error is in ")
        .with(Role::Math, symbol(&first.question.task))
        .text(".");
    if !first.follow.is_empty() {
        markup.push(
            Role::Text,
            format!(" Right given what was wrong before: {}.", names(&first.follow)),
        );
    }
    if !first.wrong.is_empty() {
        markup.push(Role::Text, format!(" With an error of their own: {}.", names(&first.wrong)));
    }
    markup
}

/// The places of the wrong entries.
pub fn wrong_places(nearness: &[Vec<Nearness>]) -> Vec<(usize, usize)> {
    places(nearness, Nearness::Wrong)
}

/// The answer is another value than the key. Entries that are `asked` for are counted. What a
/// finding explains is no slip, and what comes near the key with it does so by chance.
pub fn wrong(
    shape: Shape,
    nearness: &[Vec<Nearness>],
    asked: Option<&[(usize, usize)]>,
    finding: &Finding,
) -> Markup {
    let markup = Markup::new().with(Role::Wrong, "Not right.");
    if shape.is_scalar() {
        return markup;
    }
    let explained = !finding.diagnoses.is_empty();
    let mut wrong = places(nearness, Nearness::Wrong);
    let mut near = places(nearness, Nearness::Imprecise);
    if explained {
        wrong.append(&mut near);
        wrong.sort_unstable();
    }
    let count = asked.map_or(shape.size(), <[_]>::len);
    let right = count - (wrong.len() + near.len()).min(count);
    let mut markup = match (right, wrong.len()) {
        (0, all) if all == count => {
            markup.text(if count == 1 { "" } else { " No entry is right." })
        }
        (0, _) => markup.text(format!(" Wrong: {}.", listed(&wrong))),
        (right, _) => {
            let verb = if right == 1 { "is" } else { "are" };
            let text =
                format!(" {right} of {count} entries {verb} right; wrong: {}.", listed(&wrong));
            let slip = !explained && right > 1 && wrong.len() == 1 && right + 1 == count;
            markup.text(text + if slip { " A slip of arithmetic?" } else { "" })
        }
    };
    if !near.is_empty() {
        let text = format!(" Near, but not precise enough: {}.", listed(&near));
        markup.push(Role::Notice, text);
    }
    markup
}

/// What the learner likely did, on lines of its own; empty if nothing can be said.
pub fn likely(finding: &Finding) -> Markup {
    let mut markup = Markup::new();
    for (index, diagnosis) in finding.diagnoses.iter().enumerate() {
        let lead = match (index, finding.together) {
            (0, false) => "\nLikely: ",
            (0, true) => "\nLikely two things. First: ",
            (_, false) => "\nOr: ",
            (_, true) => "\nSecond: ",
        };
        markup.push(Role::Strong, lead.to_owned());
        markup.push(Role::Text, diagnosis.say.clone());
    }
    markup
}

/// An answer to a question for a shape.
pub fn shape_answer(found: &[usize], correct: bool) -> Markup {
    if correct {
        return self::correct();
    }
    let found = match found {
        [rows, cols] => size(Shape::Matrix(*rows, *cols)),
        _ => size(Shape::Scalar),
    };
    Markup::new()
        .with(Role::Wrong, "Not right.")
        .text(" The shape is another than ")
        .with(Role::Math, found)
        .text(".")
}

/// An answer to a question with options; both lists are ascending.
pub fn choice(found: &[usize], key: &[usize]) -> Markup {
    if found == key {
        return correct();
    }
    let markup = Markup::new().with(Role::Wrong, "Not right.");
    let all_hold = found.iter().all(|option| key.contains(option));
    markup.text(match all_hold {
        true => " What you chose holds, but it is not all.",
        false if found.len() > key.len() => " You chose more options than hold.",
        false => "",
    })
}

/// The places of a nearness, rows and columns counted from 0.
fn places(nearness: &[Vec<Nearness>], wanted: Nearness) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (row, line) in nearness.iter().enumerate() {
        let here = line.iter().enumerate().filter(|(_, entry)| **entry == wanted);
        found.extend(here.map(|(col, _)| (row, col)));
    }
    found
}

/// Where an entry is, counted from 1.
pub fn place((row, col): (usize, usize)) -> String {
    format!("row {}, column {}", row + 1, col + 1)
}

/// `row 1, column 2; row 3, column 1; and 4 more`.
fn listed(places: &[(usize, usize)]) -> String {
    let named = places.iter().take(MOST_NAMED);
    let mut words: Vec<_> = named.map(|entry| place(*entry)).collect();
    if places.len() > MOST_NAMED {
        words.push(format!("and {} more", places.len() - MOST_NAMED));
    }
    words.join("; ")
}

/// A shape in words: `3×2`, `a single number`.
fn size(shape: Shape) -> String {
    match shape {
        Shape::Scalar => "a single number".to_owned(),
        Shape::Matrix(rows, cols) => format!("{rows}×{cols}"),
    }
}

/// What is asked for, as it prints.
fn symbol(task: &Task) -> String {
    let print = |name: &str| Program::print_name(name, Style::Unicode);
    match task {
        Task::Value { of } | Task::Shape { of } => print(of),
        Task::Gradient { of, wrt } | Task::Formula { of, wrt, .. } => {
            format!("∂{}/∂{}", print(of), print(wrt))
        }
        Task::Choice { .. } | Task::Mend { .. } => "the answer".to_owned(),
    }
}

/// A message as a sentence: a capital first, a full stop last.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Nearness::{Imprecise, Right, Wrong};

    #[test]
    fn wrong_entries_are_named_and_counted() {
        let two = Shape::Matrix(2, 2);
        let say = |nearness: &[Vec<Nearness>], asked| {
            wrong(two, nearness, asked, &Finding::default()).to_string()
        };
        assert_eq!(
            say(&[vec![Right, Right], vec![Wrong, Right]], None),
            "Not right. 3 of 4 entries are right; wrong: row 2, column 1. A slip of arithmetic?"
        );
        assert_eq!(
            say(&[vec![Wrong, Right], vec![Imprecise, Right]], Some(&[(0, 0), (1, 0)])),
            "Not right. Wrong: row 1, column 1. Near, but not precise enough: row 2, column 1."
        );
        assert_eq!(
            say(&[vec![Wrong, Wrong], vec![Wrong, Wrong]], None),
            "Not right. No entry is right."
        );
    }

    #[test]
    fn many_faults_are_counted() {
        let fault = Diagnostic::error("c", "row 1, column 1: there is no number").help("write 0");
        let text = unreadable(&vec![fault; 6]).to_string();
        assert!(text.contains("\nRow 1, column 1: there is no number. Write 0.\n"), "{text}");
        assert!(text.ends_with("And 2 more like these."), "{text}");
    }

    #[test]
    fn part_of_a_choice_is_told_from_a_wrong_one() {
        assert!(choice(&[1], &[1, 2]).to_string().contains("not all"));
        assert_eq!(choice(&[0, 1], &[1, 2]).to_string(), "Not right.");
        assert!(choice(&[0, 1], &[1]).to_string().contains("more options than hold"));
    }
}
