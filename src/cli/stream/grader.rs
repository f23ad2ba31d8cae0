//! Lines and files to verdicts. A verdict depends on nothing but the sheet: not on those before
//! it, nor on who else grades.

use std::cell::RefCell;
use std::path::{Component, Path};
use std::sync::Arc;

use serde_json::{Value, json};

use super::lines::{Batch, MOST_BYTES};
use super::recent::Recent;
use super::submission;
use crate::cli::breakdown::before_report;
use crate::cli::output::{note, visible};
use crate::cli::seeds::{self, Seeds};
use crate::cli::{answers, json, verdict};
use crate::diagnostic::Diagnostic;
use crate::exercise::library;
use crate::exercise::{Exercise, Task, Variant};
use crate::grading::{self, Answer, Grade};

/// How many exercises are kept.
const MOST_EXERCISES: usize = 32;

/// How many variants are kept.
const MOST_VARIANTS: usize = 32;

/// What a thread grades.
enum Work {
    Line(u64),
    Learner(String),
}

thread_local! {
    static AT_WORK: RefCell<Option<Work>> = const { RefCell::new(None) };
}

/// Does a piece of work, which a breakdown meanwhile is put down to.
fn at_work<T>(work: Work, task: impl FnOnce() -> T) -> T {
    AT_WORK.set(Some(work));
    let done = task();
    AT_WORK.set(None);
    done
}

/// Should gradus break down over a sheet, it is told which: the others can be graded without it.
pub fn tell_breakdowns() {
    before_report(|| note(&breakdown()));
}

/// What is to be told if gradus breaks down in this thread.
fn breakdown() -> String {
    let sheet = AT_WORK.with_borrow(|work| match work {
        Some(Work::Line(number)) => Some(format!("line {number}")),
        Some(Work::Learner(learner)) => Some(format!("what {learner} handed in")),
        None => None,
    });
    let told = |sheet: String| {
        let sheet = visible(&sheet);
        format!("gradus broke down over {sheet}, a fault of its own; grade the others without it\n")
    };
    sheet.map_or_else(String::new, told)
}

/// What all sheets have in common.
#[derive(Clone, Debug)]
pub struct Common {
    /// The exercise, where the command names it.
    pub exercise: Option<String>,
    /// The variant of sheets that name none.
    pub seed: u64,
    /// The variants that are assigned to learners.
    pub seeds: Arc<Seeds>,
}

/// One who grades, with what was read and drawn before.
pub struct Grader {
    common: Common,
    exercises: Recent<String, Result<(Arc<Exercise>, u64), String>>,
    variants: Recent<(String, u64), Result<Desk, String>>,
}

/// A variant, and a copy to work with: an answer that is an expression adds nodes to it.
struct Desk {
    exercise: Arc<Exercise>,
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
    pub fn batch(&mut self, batch: &Batch) -> Vec<u8> {
        let mut out = Vec::new();
        for (number, line) in (batch.first..).zip(batch.lines()) {
            self.line(number, line, &mut out);
            out.push(b'\n');
        }
        out
    }

    /// Writes the verdict on a line, which is `None` if it was too long, or an object that says why
    /// there is none.
    pub fn line(&mut self, number: u64, line: Option<&[u8]>, out: &mut Vec<u8>) {
        let too_long = || format!("the line is longer than {MOST_BYTES} bytes and was passed over");
        let grade = |line: &[u8]| {
            let found = submission::read(line)?;
            let answers = found.answers.ok_or("the line has no `answers`")?;
            let sheet = (found.exercise, found.seed, found.learner);
            let read = |exercise: &Exercise| {
                answers::of_object(answers, exercise).map_err(|faults| told(&faults))
            };
            self.graded(sheet, read, out)
        };
        let verdict = at_work(Work::Line(number), || line.ok_or_else(too_long).and_then(grade));
        if let Err(error) = verdict {
            json::push(&json!({ "format": 1, "line": number, "error": error }), out);
        }
    }

    /// Writes the verdict on what a learner handed in as files, or an object that says why there is
    /// none.
    pub fn files(
        &mut self,
        learner: &str,
        read: impl FnOnce(&Exercise) -> Result<Vec<Option<Answer>>, String>,
        out: &mut Vec<u8>,
    ) {
        let sheet = (None, None, json!(learner));
        let work = Work::Learner(learner.to_owned());
        if let Err(error) = at_work(work, || self.graded(sheet, read, out)) {
            json::push(&json!({ "format": 1, "learner": learner, "error": error }), out);
        }
    }

    /// Writes the verdict on a sheet that names, or does not, an exercise, a seed and a learner; the
    /// error says why there is none.
    fn graded(
        &mut self,
        (exercise, seed, learner): (Option<String>, Option<u64>, Value),
        read: impl FnOnce(&Exercise) -> Result<Vec<Option<Answer>>, String>,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        let name = self.common.name(exercise)?;
        let seed = self.common.seed_of(seed, &learner)?;
        let exercise = self.exercise(&name)?;
        let answers = read(&exercise)?;
        let desk = self.desk(&name, &exercise, seed)?;
        let grades = desk.grades(answers);
        let grades: Vec<_> = exercise.questions.iter().zip(grades).collect();
        let mut sheet = verdict::sheet(&name, seed, &grades);
        sheet.learner = Some(&learner);
        json::push(&sheet, out);
        Ok(())
    }

    /// A number that differs, as good as surely, where an exercise's file does.
    pub fn fingerprint(&mut self, exercise: Option<String>) -> u64 {
        let name = self.common.name(exercise);
        name.and_then(|name| self.read(&name)).map_or(0, |(_, fingerprint)| fingerprint)
    }

    fn exercise(&mut self, name: &str) -> Result<Arc<Exercise>, String> {
        self.read(name).map(|(exercise, _)| exercise)
    }

    fn read(&mut self, name: &str) -> Result<(Arc<Exercise>, u64), String> {
        let read = |name: &String| {
            let loaded = library::find(name)?;
            let fingerprint = seeds::fingerprint(loaded.source.text().as_bytes());
            let faults = || format!("`{name}`: {}", told(&loaded.diagnostics));
            loaded.exercise.map(|exercise| (Arc::new(exercise), fingerprint)).ok_or_else(faults)
        };
        self.exercises.get(name.to_owned(), read).clone()
    }

    fn desk(
        &mut self,
        name: &str,
        exercise: &Arc<Exercise>,
        seed: u64,
    ) -> Result<&mut Desk, String> {
        let mends = |task: &Task| matches!(task, Task::Mend { .. });
        let varies =
            exercise.is_drawn() || exercise.questions.iter().any(|question| mends(&question.task));
        let draw = |(_, seed): &(String, u64)| {
            let clean = exercise.variant(*seed).map_err(|fault| told(&[fault]))?;
            let exercise = Arc::clone(exercise);
            Ok(Desk { exercise, used: clean.clone(), clean })
        };
        let key = (name.to_owned(), if varies { seed } else { 0 });
        self.variants.get(key, draw).as_mut().map_err(|error| error.clone())
    }
}

impl Common {
    /// Which exercise a sheet is about.
    fn name(&self, own: Option<String>) -> Result<String, String> {
        match (&self.exercise, own) {
            (Some(common), Some(own)) if *common != own => Err(format!(
                "the line is about `{own}`, but the command grades `{common}`; leave `exercise` \
                 out, or name no exercise in the command"
            )),
            (Some(common), _) => Ok(common.clone()),
            (None, Some(own)) if is_below(&own) => Ok(own),
            (None, Some(own)) => Err(format!(
                "`{own}` is no exercise of a line: that is an id of the library, or a file below \
                 the working directory"
            )),
            (None, None) => Err("the line names no `exercise`".to_owned()),
        }
    }

    /// Which variant a sheet answers: nobody chooses another than the one assigned.
    fn seed_of(&self, own: Option<u64>, learner: &Value) -> Result<u64, String> {
        match (self.seeds.of(&submission::name(learner)), own) {
            (Some(assigned), Some(own)) if assigned != own => Err(format!(
                "the line answers the variant of seed {own}, but seed {assigned} is assigned to \
                 this learner"
            )),
            (Some(assigned), _) => Ok(assigned),
            (None, own) => Ok(own.unwrap_or(self.seed)),
        }
    }
}

impl Desk {
    fn grades(&mut self, answers: Vec<Option<Answer>>) -> Vec<Grade> {
        let nothing = || Answer::Text(String::new());
        let answers: Vec<_> =
            answers.into_iter().map(|answer| answer.unwrap_or_else(nothing)).collect();
        let questions = &self.exercise.questions;
        let grades = grading::grade_all(questions, &mut self.used, &answers);
        if self.used.program.size() > self.clean.program.size() {
            self.used = self.clean.clone();
        }
        grades
    }
}

/// Whether a stranger may name this exercise: no path that leaves the working directory.
fn is_below(name: &str) -> bool {
    Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The first fault, and how to mend it, on one line.
pub fn told(faults: &[Diagnostic]) -> String {
    let Some(first) = faults.iter().find(|fault| fault.is_error()) else { return String::new() };
    let help = first.help.as_ref().map(|help| format!("; {help}"));
    let more = match faults.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more like this)", count - 1),
    };
    first.message.clone() + &help.unwrap_or_default() + &more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breakdown_tells_over_which_sheet() {
        let exercise = Some("two-layer-nonlinear/01-sigmoid".to_owned());
        let common = Common { exercise, seed: 0, seeds: Arc::default() };
        let mut grader = Grader::new(common);
        let mut out = Vec::new();
        let learner = "Ada\u{1b}[2J";
        let read = |_: &Exercise| {
            assert!(breakdown().contains("over what Ada␛[2J handed in,"), "{}", breakdown());
            Err("nothing there".to_owned())
        };
        grader.files(learner, read, &mut out);
        assert!(String::from_utf8_lossy(&out).contains("nothing there"));
        assert_eq!(breakdown(), "");
        assert!(at_work(Work::Line(12), breakdown).contains("over line 12,"));
    }
}
