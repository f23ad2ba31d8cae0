//! The blanks of a cloze question: `{2:NUMERICAL:=0.5:0.0005~%0%1:0.001#what was done}`.
//!
//! A number counts within its own margin, which is absolute. Behind it stand the known wrong
//! answers of the same entry, each with what is to be said of it.

use std::fmt::Write as _;

use super::super::html::Formulas;
use super::super::paper::{Answer, Cells, Item, Question, Span};
use super::super::words;
use crate::tex::mathml::text;

/// The most known wrong answers of one entry.
const MOST_WRONG: usize = 5;

/// The most mistakes that are told of one number.
const MOST_ALIKE: usize = 2;

/// Weights are whole numbers; points are told apart down to this share of one.
const FINEST: f64 = 0.01;

/// What a right line of a wrong backward pass earns, as a share of the points.
const LINE: f64 = 0.5;

/// The blanks of an exercise.
#[derive(Clone, Copy, Debug)]
pub struct Blanks {
    /// Into how many parts a hundredth of a point is divided.
    unit: u64,
    /// What divides all weights.
    common: u64,
}

impl Blanks {
    /// The blanks of an exercise: their weights are in the proportion of what they earn.
    pub fn of(item: &Item) -> Self {
        let shares: Vec<(u64, u64)> = item.questions.iter().flat_map(shares).collect();
        let unit = shares.iter().map(|(_, parts)| *parts).fold(1, lcm);
        let common = shares.iter().map(|(points, parts)| points * unit / parts).fold(0, gcd);
        Self { unit, common: common.max(1) }
    }

    /// The weight of one of `parts` blanks that earn `points` together.
    fn weight(self, points: f64, parts: usize) -> u64 {
        let whole = hundredths(points) * self.unit;
        whole / parts.max(1) as u64 / self.common
    }

    /// The blanks of a question; nothing if Moodle cannot grade it.
    pub fn html(self, question: &Question) -> Option<String> {
        let formulas = Formulas::MathMl;
        Some(match &question.answer {
            Answer::Formula(_) => return None,
            Answer::Cells(cells, _) => {
                let weight = self.weight(question.points, asked(cells));
                let name = super::encoded_outside(&formulas.named(question.symbol.as_ref()));
                name + &formulas.cells(None, cells, |row, col| numerical(cells, row, col, weight))
            }
            Answer::Shape(sizes) => {
                let weight = self.weight(question.points, 2);
                let size = |at: usize| {
                    let size = sizes.get(at).copied().unwrap_or(1);
                    format!("{{{weight}:NUMERICAL:={size}:0}}")
                };
                format!("{} × {}", size(0), size(1))
            }
            Answer::Options(options, correct) => {
                let weight = self.weight(question.points, 1);
                options_of(formulas, options, correct, weight)
            }
            Answer::Mend(pass, broken, right) => {
                let line = self.weight(question.points * LINE, 1);
                let cell = self.weight(question.points * (1.0 - LINE), asked(right));
                let number = |at: usize| {
                    let sign = if at == *broken { "=" } else { "" };
                    format!("{sign}{}", at + 1)
                };
                let lines: Vec<String> = (0..pass.len()).map(number).collect();
                format!(
                    "{}{} {{{line}:MULTICHOICE:{}}}, {} {}",
                    super::encoded_outside(&formulas.pass(pass, None)),
                    words::LINE,
                    lines.join("~"),
                    words::RIGHT_VALUE,
                    formulas.cells(None, right, |row, col| numerical(right, row, col, cell))
                )
            }
        })
    }
}

/// What each blank of a question is worth: hundredths of points over the number of blanks.
fn shares(question: &Question) -> Vec<(u64, u64)> {
    let points = hundredths(question.points);
    match &question.answer {
        Answer::Formula(_) => Vec::new(),
        Answer::Cells(cells, _) => vec![(points, asked(cells) as u64)],
        Answer::Shape(_) => vec![(points, 2)],
        Answer::Options(..) => vec![(points, 1)],
        Answer::Mend(_, _, right) => {
            let line = hundredths(question.points * LINE);
            let value = hundredths(question.points * (1.0 - LINE));
            vec![(line, 1), (value, asked(right) as u64)]
        }
    }
}

fn asked(cells: &Cells) -> usize {
    cells.asked.iter().filter(|asked| **asked).count()
}

fn hundredths(points: f64) -> u64 {
    format!("{:.0}", points / FINEST).parse().unwrap_or(1)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn lcm(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { a / gcd(a, b) * b }
}

/// The blank of one entry.
fn numerical(cells: &Cells, row: usize, col: usize, weight: u64) -> String {
    let at = row * cells.size().1 + col;
    let key = cells.key.data()[at];
    let margin = margin(cells, key);
    let mut out = format!("{{{weight}:NUMERICAL:={}:{}", number(key), number(margin));
    for (wrong, said) in wrong(cells, at) {
        let margin = self::margin(cells, wrong);
        let _ = write!(out, "~%0%{}:{}#{}", number(wrong), number(margin), encoded(&text(&said)));
    }
    out + "}"
}

/// How far a number may be off, in four digits and rounded up.
fn margin(cells: &Cells, of: f64) -> f64 {
    let margin = cells.rule.margin(of);
    format!("{:.3e}", 1.0005 * margin).parse().unwrap_or(margin)
}

/// The known wrong answers of one entry, apart from the right one, each with what may have been
/// done; nothing where that is too much. The author's own word stands alone.
fn wrong(cells: &Cells, at: usize) -> Vec<(f64, String)> {
    let near = |a: f64, b: f64| (a - b).abs() <= margin(cells, a) + margin(cells, b);
    let key = cells.key.data()[at];
    let mut found: Vec<(f64, Vec<&str>, bool)> = Vec::new();
    for wrong in &cells.wrong {
        let number = wrong.numbers.data()[at];
        // A 0 stands where something was done, and where nothing was.
        if near(number, key) || (number == 0.0 && !wrong.is_authors) {
            continue;
        }
        match found.iter_mut().find(|(other, ..)| near(*other, number)) {
            None => found.push((number, vec![&wrong.say], wrong.is_authors)),
            Some((_, said, is_authors)) => {
                let is_new = !said.contains(&wrong.say.as_str());
                if is_new && (wrong.is_authors || !*is_authors) {
                    said.push(&wrong.say);
                }
            }
        }
    }
    found.retain(|(_, said, _)| said.len() <= MOST_ALIKE);
    found.truncate(MOST_WRONG);
    let told = |(number, said, is_authors): (f64, Vec<&str>, bool)| {
        let likely = if is_authors { "" } else { words::LIKELY };
        (number, format!("{likely}{}", said.join(words::OR)))
    };
    found.into_iter().map(told).collect()
}

/// The options of a choice, one below the other; each wrong one that is ticked takes away what a
/// right one gives.
fn options_of(formulas: Formulas, options: &[Vec<Span>], correct: &[usize], weight: u64) -> String {
    let option = |(at, option): (usize, &Vec<Span>)| {
        let sign = if correct.contains(&at) { "=" } else { "" };
        format!("{sign}{}", encoded(&formulas.spans(option)))
    };
    let options: Vec<String> = options.iter().enumerate().map(option).collect();
    format!("{{{weight}:MULTIRESPONSE:{}}}", options.join("~"))
}

/// A number that Moodle reads: all its digits, and no sign but a minus, a point and an `e`.
pub fn number(number: f64) -> String {
    if number == 0.0 {
        "0".to_owned()
    } else if (1e-5..1e15).contains(&number.abs()) {
        format!("{number}")
    } else {
        format!("{number:e}")
    }
}

/// HTML within a blank, which Moodle decodes once: every sign that ends a part of a blank, or that
/// HTML knows, as a reference.
pub fn encoded(html: &str) -> String {
    let mut out = String::new();
    for c in html.chars() {
        if "&<>\"'{}~#=%/\\".contains(c) {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
