//! Answers to questions of kind `mend`: the line that is wrong, then its right value.

use super::answer::is_blank;
use super::misconception::Finding;
use super::solution::{What, Written};
use super::{Answer, Grade, Verdict, grade_value, read};
use crate::diagnostic::Diagnostic;
use crate::engine::{Array, Style};
use crate::exercise::mend::{Line, Mend};
use crate::exercise::{Question, Task, Variant};
use crate::markup::{Markup, Role};
use crate::source::Span;

/// What the right line alone earns, as a share of the points.
const LINE: f64 = 0.5;

/// How far a value may be from the wrong one that is shown to count as the same.
const SAME: f64 = 1e-3;

/// A line as it is shown: its gradient and its formula.
pub fn written(mend: &Mend, line: &Line) -> (What, Written) {
    let what = What::Gradient { of: line.of.clone(), wrt: line.wrt.clone() };
    (what, Written::new(|style| mend.program.formula(line.node, style)))
}

/// Grades an answer; the faults say why it cannot be read.
pub fn grade(
    question: &Question,
    variant: &mut Variant,
    answer: &Answer,
    blank: &Grade,
) -> Result<Grade, Vec<Diagnostic>> {
    let mend = variant.mend(question).expect("a question of kind mend has a pass").clone();
    let (line, value) = parts(answer, mend.lines.len()).map_err(|fault| vec![fault])?;
    let share = if question.partial { LINE } else { 0.0 };
    let wrong = |points: f64, feedback| Grade {
        verdict: Verdict::Wrong,
        points,
        feedback,
        ..blank.clone()
    };
    if line != mend.broken {
        return Ok(wrong(0.0, other_line(line, &mend)));
    }
    let found = Markup::new().with(Role::Correct, format!("Line {} it is.", line + 1));
    if is_blank(&value) {
        let feedback = found.text(" Give its right value too.");
        return Ok(wrong(share * question.points, feedback));
    }
    let Line { of, wrt, value: shown, .. } = &mend.lines[line];
    let asked = Question {
        task: Task::Gradient { of: of.clone(), wrt: wrt.clone() },
        entries: None,
        mistakes: Vec::new(),
        ..question.clone()
    };
    let reading = read(&asked, variant, &value, mend.right.shape())?;
    let mut grade = grade_value(&asked, variant, &mend.right, &reading, &[], blank);
    if grade.verdict == Verdict::Wrong && is_same(&reading.array, shown) {
        grade.finding = Finding::default();
        let said = found.text(" But this is the value that stands there.");
        return Ok(wrong(share * question.points, said));
    }
    if grade.verdict != Verdict::Correct {
        grade.points = share * question.points + (1.0 - share) * grade.points;
        let mut said = found.text(" ");
        said.extend(grade.feedback);
        grade.feedback = said;
    }
    Ok(grade)
}

fn other_line(line: usize, mend: &Mend) -> Markup {
    let symbol = written(mend, &mend.lines[line]).0.symbol(Style::Unicode);
    let markup = Markup::new().with(Role::Wrong, "Not right.");
    if line == 0 {
        return markup
            .text(" Line 1 is right: ")
            .with(Role::Math, symbol)
            .text(" is as it should be.");
    }
    markup
        .text(format!(" Line {} follows from what stands above it: given that, ", line + 1))
        .with(Role::Math, symbol)
        .text(" is right.")
}

fn is_same(found: &Array, shown: &Array) -> bool {
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= SAME * shown.largest();
    found.shape() == shown.shape() && found.data().iter().zip(shown.data()).all(near)
}

/// The line, counted from 0, and the answer for its value.
fn parts(answer: &Answer, count: usize) -> Result<(usize, Answer), Diagnostic> {
    match answer {
        Answer::Mended(line, value) => Ok((within(*line + 1, count, None)?, (**value).clone())),
        Answer::Text(text) => {
            let (line, value) = split(text, count)?;
            Ok((line, Answer::Text(value)))
        }
        Answer::Expression(text) => {
            let (line, value) = split(text, count)?;
            Ok((line, Answer::Expression(value)))
        }
        _ => Err(no_line(None)),
    }
}

/// `3: [[1, 2]]` taken apart.
fn split(text: &str, count: usize) -> Result<(usize, String), Diagnostic> {
    let (head, value) = text.split_once(':').unwrap_or((text, ""));
    let span = Span::new(0, head.len());
    let number = head.trim().trim_start_matches("line").trim();
    let line = number.parse().map_err(|_| no_line(Some(span)))?;
    Ok((within(line, count, Some(span))?, value.trim().to_owned()))
}

fn within(line: usize, count: usize, span: Option<Span>) -> Result<usize, Diagnostic> {
    if (1..=count).contains(&line) {
        return Ok(line - 1);
    }
    let fault = Diagnostic::error("no-such-line", format!("there is no line {line}"));
    let fault = fault.help(format!("the lines are 1 to {count}"));
    Err(match span {
        Some(span) => fault.at(span, ""),
        None => fault,
    })
}

fn no_line(span: Option<Span>) -> Diagnostic {
    let message = "the answer names no line";
    let fault = Diagnostic::error("no-line", message)
        .help("first the line that is wrong, then its right value: `3: [[1, 2], [0, 4]]`");
    match span {
        Some(span) => fault.at(span, ""),
        None => fault,
    }
}
