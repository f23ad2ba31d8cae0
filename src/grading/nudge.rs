//! Explain by nudging: one entry is moved a little, and the change of the scalar is shown beside
//! what the learner answered for that entry.

use super::solution::What;
use super::solution::numbers::short;
use super::{Grade, Verdict};
use crate::engine::{Array, NodeId, Style};
use crate::exercise::{Question, Task, Variant};
use crate::markup::{Markup, Role};

/// How far an entry is moved, relative to its size where that is above 1.
const STEP: f64 = 1e-4;

/// How far apart the slopes to both sides may be, relative to the larger, where there is no
/// kink.
const SMOOTH: f64 = 0.02;

/// How near two slopes are that count as agreeing.
const NEAR: f64 = 0.05;

/// One entry moved a little.
#[derive(Clone, Debug, PartialEq)]
pub struct Nudge {
    /// The scalar and the name one of whose entries is moved.
    of: String,
    wrt: String,
    /// The entry's row and column; `None` for a scalar.
    entry: Option<(usize, usize)>,
    /// How far it is moved.
    pub step: f64,
    /// How the scalar changes.
    pub change: f64,
    /// The change for each unit of the step.
    pub slope: f64,
    /// The same for a step to the other side.
    pub backward: f64,
}

/// Moves an entry, by its row and column from 0, of a name and evaluates a scalar again. `None`
/// if there is no such name or entry.
pub fn nudge(variant: &Variant, of: &str, wrt: &str, entry: (usize, usize)) -> Option<Nudge> {
    let mut program = variant.program.clone();
    let (scalar, node) = (program.node(of)?, program.node(wrt)?);
    let (value, before) = (variant.value(wrt)?, variant.value(of)?.data().first().copied()?);
    let shape = value.shape();
    if entry.0 >= shape.rows() || entry.1 >= shape.cols() {
        return None;
    }
    let index = entry.0 * shape.cols() + entry.1;
    let from = value.data()[index];
    let step = STEP * 10_f64.powf(from.abs().max(1.0).log10().floor());
    let mut at = |to: f64| {
        let mut moved = value.clone();
        moved.data_mut()[index] = to;
        let mut known: Vec<(NodeId, &Array)> =
            variant.known().into_iter().filter(|(id, _)| *id != node).collect();
        known.push((node, &moved));
        program.evaluate(&known, &[scalar]).first().and_then(|found| found.data().first().copied())
    };
    let change = at(from + step)? - before;
    let other = before - at(from - step)?;
    Some(Nudge {
        of: of.to_owned(),
        wrt: wrt.to_owned(),
        entry: (!shape.is_scalar()).then_some(entry),
        step,
        change,
        slope: change / step,
        backward: other / step,
    })
}

/// What a nudge shows about a wrong answer to a question for a gradient: at an entry, by its
/// row and column from 0, if it is wrong, else at the first that is. `None` if nothing is.
pub fn explain(
    question: &Question,
    variant: &Variant,
    grade: &Grade,
    here: Option<(usize, usize)>,
) -> Option<Markup> {
    let Task::Gradient { of, wrt } = &question.task else { return None };
    let entries = grade.entries.as_ref().filter(|_| grade.verdict == Verdict::Wrong)?;
    let all = entries.iter().enumerate();
    let wrong: Vec<(usize, usize)> = all
        .flat_map(|(row, line)| {
            let wrong = line.iter().enumerate().filter(|(_, right)| !**right);
            wrong.map(move |(col, _)| (row, col))
        })
        .collect();
    let place = here.filter(|place| wrong.contains(place)).or_else(|| wrong.first().copied())?;
    let yours = grade.read.as_ref()?.rows().nth(place.0)?.get(place.1).copied()?;
    Some(nudge(variant, of, wrt, place)?.say(yours))
}

/// A number in two significant digits: enough to see, too few to be an answer.
fn rough(number: f64) -> String {
    short(format!("{number:.1e}").parse().unwrap_or(number))
}

impl Nudge {
    /// Whether the slopes to the two sides differ.
    pub fn is_kink(&self) -> bool {
        let (a, b) = (self.slope, self.backward);
        (a - b).abs() > SMOOTH * a.abs().max(b.abs()) + f64::EPSILON / self.step
    }

    /// What was done and what came of it, beside the learner's entry.
    pub fn say(&self, yours: f64) -> Markup {
        let value = What::Value(self.wrt.clone()).symbol(Style::Unicode);
        let scalar = What::Value(self.of.clone()).symbol(Style::Unicode);
        let place = self.entry.map_or_else(String::new, |(row, col)| {
            format!(" in row {}, column {}", row + 1, col + 1)
        });
        let direction = if self.change < 0.0 { "falls" } else { "grows" };
        let mut out = Markup::new().with(Role::Strong, "Nudge: ").text("move ");
        out = out.with(Role::Math, &value).text(format!("{place} by {}", rough(self.step)));
        out.push(Role::Text, ", and ");
        out.push(Role::Math, &scalar);
        let slope = rough(self.slope);
        out.push(
            Role::Text,
            format!(" {direction} by about {}: a slope of ", rough(self.change.abs())),
        );
        out = out.with(Role::Number, slope).text(", where your entry says ");
        out = out.with(Role::Number, short(yours)).text(". ");
        out.text(self.shows(yours))
    }

    /// What the slope shows about an entry.
    fn shows(&self, yours: f64) -> String {
        let near = |a: f64, b: f64| (a - b).abs() <= NEAR * a.abs().max(b.abs());
        let ratio = yours / self.slope;
        if self.is_kink() {
            return format!(
                "There is a kink here: to the other side the slope is {}.",
                rough(self.backward)
            );
        }
        if near(yours, self.slope) {
            return "To this precision they agree.".to_owned();
        }
        if near(yours, -self.slope) {
            return "The size agrees, the sign does not.".to_owned();
        }
        if self.slope == 0.0 {
            return "This entry does not move the value at all.".to_owned();
        }
        let sign = if ratio < 0.0 { " and points the other way" } else { "" };
        let size = ratio.abs();
        if yours == 0.0 {
            "Your entry says that it would not change.".to_owned()
        } else if size > 1.0 {
            format!("Yours is {} times as steep{sign}.", rough(size))
        } else {
            format!("The true slope is {} times as steep as yours{sign}.", rough(1.0 / size))
        }
    }
}
