//! When two formulas are the same: if their values agree at random points, and at the
//! exercise's own.
//!
//! Points are drawn around the exercise's given values; what follows from these follows at
//! every point, so that a formula in terms of A may be compared with one in terms of σ(Z).

mod point;

use super::answer::Reading;
use super::answer::number::{Digits, normalised};
use super::comparison::transposed;
use super::misconception::{self, Finding};
use super::{Answer, Grade, Verdict, feedback};
use crate::diagnostic::Diagnostic;
use crate::engine::{Array, NodeId, Program, Scope, Shape, Style};
use crate::exercise::{Question, Task, Variant};
use crate::markup::{Markup, Role};
use point::Points;

/// How many random points are tried.
const POINTS: usize = 20;

/// How near two values count as equal, relative to the larger of them.
const RTOL: f64 = 1e-6;

/// A formula that was read, in a program with its own names.
struct Typed {
    program: Program,
    node: NodeId,
    right: NodeId,
}

/// Where two formulas differ.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// The names that the formulas are made of, as they print, and small numbers for them.
    pub given: Vec<(String, Array)>,
    /// What the learner's formula gives.
    pub found: Array,
    /// What the right one gives.
    pub wanted: Array,
}

/// Grades a formula; the error is that it cannot be read.
pub fn grade(
    question: &Question,
    variant: &Variant,
    answer: &Answer,
    blank: &Grade,
) -> Result<Grade, Vec<Diagnostic>> {
    let (Answer::Text(text) | Answer::Expression(text)) = answer else {
        let fault = Diagnostic::error("not-a-formula", "a formula is asked for, not numbers");
        return Err(vec![fault.help("write it with names, such as `2 / m * (yhat - y)`")]);
    };
    let Typed { mut program, node, right } = read(question, variant, text)?;
    let found = own_value(&mut program, variant, node);
    if program.shape(node) != program.shape(right) {
        return Ok(other_shape(question, &mut program, variant, node, right, blank));
    }
    let points = Points::around(variant);
    if points.agree(&mut program, node, right, POINTS) {
        let long = longer(&program, text, right);
        let mut feedback = feedback::correct();
        if let Some(shorter) = long {
            feedback.push(Role::Text, " It can be said in fewer signs: ");
            feedback.push(Role::Math, shorter);
            feedback.push(Role::Text, ".");
        }
        return Ok(Grade {
            verdict: Verdict::Correct,
            points: question.points,
            read: Some(found),
            feedback,
            ..blank.clone()
        });
    }
    let finding = diagnose(question, variant, &found);
    let mut feedback = Markup::new()
        .with(Role::Wrong, "Not the same.")
        .text(" Read as ")
        .with(Role::Math, program.formula(node, Style::Unicode))
        .text(".");
    if let Some(example) = points.counterexample(&mut program, node, right) {
        feedback.extend(told(&example));
    }
    feedback.extend(feedback::likely(&finding));
    Ok(Grade { verdict: Verdict::Wrong, read: Some(found), finding, feedback, ..blank.clone() })
}

/// A formula as it was read, for people.
pub fn preview(
    question: &Question,
    variant: &Variant,
    text: &str,
) -> Result<String, Vec<Diagnostic>> {
    read(question, variant, text).map(|typed| typed.program.formula(typed.node, Style::Unicode))
}

/// Reads a formula over the names that the question allows.
fn read(question: &Question, variant: &Variant, text: &str) -> Result<Typed, Vec<Diagnostic>> {
    let right = variant.node(question).expect("a formula has a node");
    let mut program = variant.program.clone();
    let mut text = normalised(text.trim(), true);
    let mut names: Vec<String> =
        variant.given.iter().chain(&variant.values).map(|(name, _)| name.clone()).collect();
    for (of, wrt, node) in variant.asked_before(question) {
        let name = program.name_partial(of, wrt, node);
        for written in [format!("d{of}/d{wrt}"), format!("∂{of}/∂{wrt}")] {
            text = renamed(&text, &written, &name);
        }
        names.push(name);
    }
    if let Task::Formula { using: Some(using), .. } = &question.task {
        names.retain(|name| using.contains(name));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let scope = Scope { names: Some(&names), grad: false };
    let mut node = program.expression(&text, scope)?;
    // A row times a column is a number, where one is asked for.
    if program.shape(node) == Shape::Matrix(1, 1) && program.shape(right).is_scalar() {
        node = program.expression(&format!("({text})[0, 0]"), scope)?;
    }
    Ok(Typed { program, node, right })
}

/// The text with a derivative as a learner writes it, `dL/dZ`, under its name. It is as long as
/// before, so that places in it stay where they were.
fn renamed(text: &str, written: &str, name: &str) -> String {
    let in_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(written) {
        let (before, after) = (&rest[..at], &rest[at + written.len()..]);
        let last = before.chars().next_back().or_else(|| out.chars().next_back());
        out.push_str(before);
        if in_word(last) || in_word(after.chars().next()) {
            out.push_str(written);
        } else {
            out.push_str(name);
            out.extend(std::iter::repeat_n(' ', written.len().saturating_sub(name.len())));
        }
        rest = after;
    }
    out + rest
}

/// The value of a node at the exercise's own values.
fn own_value(program: &mut Program, variant: &Variant, node: NodeId) -> Array {
    let given = variant.given.iter();
    let known: Vec<_> =
        given.filter_map(|(name, value)| Some((program.node(name)?, value))).collect();
    program.evaluate(&known, &[node]).remove(0)
}

fn other_shape(
    question: &Question,
    program: &mut Program,
    variant: &Variant,
    node: NodeId,
    right: NodeId,
    blank: &Grade,
) -> Grade {
    let (found, wanted) = (program.shape(node), program.shape(right));
    let value = own_value(program, variant, node);
    let digits = vec![Digits::Unknown; found.size()];
    let turned = transposed(&Reading { array: value.clone(), digits }).array;
    let key = own_value(program, variant, right);
    let is_transpose =
        turned.shape() == key.shape() && turned.data().iter().zip(key.data()).all(same);
    let remark = is_transpose.then_some(feedback::ShapeRemark::Transposed);
    let feedback = feedback::shape(&question.task, found, wanted, remark);
    Grade { verdict: Verdict::Shape, read: Some(value), feedback, ..blank.clone() }
}

/// Whether two numbers count as one.
fn same((found, wanted): (&f64, &f64)) -> bool {
    (found - wanted).abs() <= RTOL * found.abs().max(wanted.abs())
}

/// The engine's own formula, if what was typed is needlessly long beside it.
fn longer(program: &Program, text: &str, right: NodeId) -> Option<String> {
    let length = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let own = program.formula(right, Style::NumPy);
    let needless = length(text) > length(&own) + length(&own) / 2 + 6;
    needless.then(|| program.formula(right, Style::Unicode))
}

/// Which rule was broken, as the numbers of the formula show it.
fn diagnose(question: &Question, variant: &Variant, found: &Array) -> Finding {
    let Task::Formula { of, wrt, .. } = &question.task else { return Finding::default() };
    let asked =
        Question { task: Task::Gradient { of: of.clone(), wrt: wrt.clone() }, ..question.clone() };
    let Some(key) = variant.key_array(question) else { return Finding::default() };
    let fits = found.shape() == key.shape() && found.data().iter().all(|x| x.is_finite());
    if !fits {
        return Finding::default();
    }
    let digits = vec![Digits::Unknown; found.shape().size()];
    let reading = Reading { array: found.clone(), digits };
    misconception::diagnose(&asked, variant, key, &reading, key.shape().size())
}

/// The most entries of a point that are written out.
const MOST_WRITTEN: usize = 40;

/// A point where two formulas differ, in words.
fn told(example: &Counterexample) -> Markup {
    let Counterexample { given, found, wanted } = example;
    let names: Vec<_> =
        given.iter().map(|(name, value)| format!("{name} = {}", written(value))).collect();
    let entries: usize = given.iter().map(|(_, value)| value.shape().size()).sum();
    let shape = found.shape();
    let at = found.data().iter().zip(wanted.data()).position(|pair| !same(pair));
    let at = at.unwrap_or_default();
    let place = if shape == Shape::Scalar {
        String::new()
    } else {
        format!(" in {}", feedback::place((at / shape.cols(), at % shape.cols())))
    };
    let mut markup = Markup::new().text("\n");
    if entries <= MOST_WRITTEN {
        markup = markup.text("At ").with(Role::Math, names.join(", ")).text(" it");
    } else {
        markup = markup.text("In small numbers it");
    }
    markup
        .text(" gives ")
        .with(Role::Math, short(found.data()[at]))
        .text(format!("{place}, where "))
        .with(Role::Math, short(wanted.data()[at]))
        .text(" is right.")
}

/// A small value on one line.
fn written(value: &Array) -> String {
    if value.shape() == Shape::Scalar {
        return short(value.data()[0]);
    }
    let rows: Vec<_> = value
        .rows()
        .map(|row| row.iter().map(|entry| short(*entry)).collect::<Vec<_>>().join(", "))
        .collect();
    format!("[{}]", rows.join("; "))
}

/// A number in at most four digits.
fn short(number: f64) -> String {
    let rounded = format!("{number:.3e}").parse::<f64>().unwrap_or(number);
    if rounded == 0.0 || (1e-4..1e6).contains(&rounded.abs()) {
        rounded.to_string().replace('-', "−")
    } else {
        format!("{rounded:e}").replace('-', "−")
    }
}
