//! Lines to verdicts. A line's verdict depends on nothing but the line: not on those before it,
//! nor on who else grades.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path};
use std::rc::Rc;

use serde_json::{Value, json};

use super::lines::{Batch, MOST_BYTES};
use super::recent::Recent;
use super::submission;
use crate::cli::{answers, json, verdict};
use crate::diagnostic::Diagnostic;
use crate::exercise::library;
use crate::exercise::{Exercise, Task, Variant};
use crate::grading::{self, Answer};

/// How many exercises are kept.
const MOST_EXERCISES: usize = 32;

/// How many variants are kept.
const MOST_VARIANTS: usize = 32;

/// What all lines have in common.
#[derive(Clone, Debug)]
pub struct Common {
    /// The exercise, where the command names it.
    pub exercise: Option<String>,
    /// The variant of lines that name none.
    pub seed: u64,
}

/// One who grades, with what was read and drawn before.
pub struct Grader {
    common: Common,
    exercises: Recent<String, Result<Rc<Exercise>, String>>,
    variants: Recent<(String, u64), Result<Desk, String>>,
}

/// A variant, and a copy to work with: an answer that is an expression adds nodes to it.
struct Desk {
    exercise: Rc<Exercise>,
    clean: Variant,
    used: Variant,
}

impl Grader {
    /// One who has graded nothing yet.
    pub fn new(common: Common) -> Self {
        let exercises = Recent::new(MOST_EXERCISES);
        Self { common, exercises, variants: Recent::new(MOST_VARIANTS) }
    }

    /// One line of JSON for each line of a batch, in order.
    pub fn batch(&mut self, batch: &Batch) -> String {
        let mut out = String::new();
        for (number, line) in (batch.first..).zip(batch.lines()) {
            let answer = self
                .line(line)
                .unwrap_or_else(|error| json!({ "format": 1, "line": number, "error": error }));
            json::push(&answer, &mut out);
            out.push('\n');
        }
        out
    }

    /// The verdict on a line; the error says why there is none.
    fn line(&mut self, line: Option<&[u8]>) -> Result<Value, String> {
        let line = line.ok_or_else(|| {
            format!("the line is longer than {MOST_BYTES} bytes and was passed over")
        })?;
        // Whatever a line does to the grader, those after it are graded.
        catch_unwind(AssertUnwindSafe(|| self.graded(line))).unwrap_or_else(|_| {
            self.exercises.clear();
            self.variants.clear();
            Err("the grader broke down over this line, which is a fault of gradus".to_owned())
        })
    }

    fn graded(&mut self, line: &[u8]) -> Result<Value, String> {
        let found = submission::read(line)?;
        let name = match (&self.common.exercise, found.exercise) {
            (Some(common), Some(own)) if *common != own => {
                return Err(format!(
                    "the line is about `{own}`, but the command grades `{common}`; leave `exercise` \
                     out, or name no exercise in the command"
                ));
            }
            (Some(common), _) => common.clone(),
            (None, Some(own)) if is_below(&own) => own,
            (None, Some(own)) => {
                return Err(format!(
                    "`{own}` is no exercise of a line: that is an id of the library, or a file \
                     below the working directory"
                ));
            }
            (None, None) => return Err("the line names no `exercise`".to_owned()),
        };
        let answers = found.answers.ok_or("the line has no `answers`")?;
        let seed = found.seed.unwrap_or(self.common.seed);
        let exercise = self.exercise(&name)?;
        let answers = answers::of_object(answers, &exercise).map_err(|faults| told(&faults))?;
        let mut verdict = self.desk(&name, &exercise, seed)?.verdict(&name, seed, answers);
        verdict["learner"] = found.learner;
        Ok(verdict)
    }

    fn exercise(&mut self, name: &str) -> Result<Rc<Exercise>, String> {
        let read = |name: &String| {
            let loaded = library::find(name)?;
            let faults = || format!("`{name}`: {}", told(&loaded.diagnostics));
            loaded.exercise.map(Rc::new).ok_or_else(faults)
        };
        self.exercises.get(name.to_owned(), read).clone()
    }

    fn desk(
        &mut self,
        name: &str,
        exercise: &Rc<Exercise>,
        seed: u64,
    ) -> Result<&mut Desk, String> {
        let mends = |task: &Task| matches!(task, Task::Mend { .. });
        let varies =
            exercise.is_drawn() || exercise.questions.iter().any(|question| mends(&question.task));
        let draw = |(_, seed): &(String, u64)| {
            let clean = exercise.variant(*seed).map_err(|fault| told(&[fault]))?;
            let exercise = Rc::clone(exercise);
            Ok(Desk { exercise, used: clean.clone(), clean })
        };
        let key = (name.to_owned(), if varies { seed } else { 0 });
        self.variants.get(key, draw).as_mut().map_err(|error| error.clone())
    }
}

impl Desk {
    fn verdict(&mut self, name: &str, seed: u64, answers: Vec<Option<Answer>>) -> Value {
        let nothing = || Answer::Text(String::new());
        let answers: Vec<_> =
            answers.into_iter().map(|answer| answer.unwrap_or_else(nothing)).collect();
        let questions = &self.exercise.questions;
        let grades = grading::grade_all(questions, &mut self.used, &answers);
        let grades: Vec<_> = questions.iter().zip(grades).collect();
        if self.used.program.size() > self.clean.program.size() {
            self.used = self.clean.clone();
        }
        verdict::object(name, seed, &grades)
    }
}

/// Whether a stranger may name this exercise: no path that leaves the working directory.
fn is_below(name: &str) -> bool {
    Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The first fault, and how to mend it, on one line.
fn told(faults: &[Diagnostic]) -> String {
    let Some(first) = faults.iter().find(|fault| fault.is_error()) else { return String::new() };
    let help = first.help.as_ref().map(|help| format!("; {help}"));
    let more = match faults.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more like this)", count - 1),
    };
    first.message.clone() + &help.unwrap_or_default() + &more
}
