//! The answers of an exam that was handed in, as practice is remembered: they feed mastery and
//! reviews like any other.

use super::{Sitting, Spot};
use crate::exercise::Exercise;
use crate::exercise::exam::Part;
use crate::grading::Verdict;
use crate::progress::{Attempt, Outcome, rating};
use crate::session::Session;
use crate::session::keeping::{Name, allowed, shown_by};
use crate::session::sheet::{News, Sheet};
use crate::source::Source;

/// What the answers to an exercise of an exam are remembered under.
#[derive(Clone, Debug)]
pub struct Remembered {
    name: Name,
    seed: u64,
    /// What a point of the exercise earns in the exam.
    scale: f64,
    /// How many questions of the exercise are not asked.
    left_out: usize,
}

impl Remembered {
    /// What those of a part are remembered under.
    pub fn of(part: &Part) -> Self {
        let version = Source::new(&part.record.exercise, &part.record.text).fingerprint();
        Self {
            name: Name { key: part.record.key.clone(), version },
            seed: part.seed,
            scale: part.scale,
            left_out: part.left_out,
        }
    }
}

impl Session {
    /// The answers that were handed in, as they were graded; who recorded them sets the time and
    /// the exam. What was not answered is none.
    pub(super) fn handed_in(&self) -> Vec<Attempt> {
        let Some(exam) = &self.exam else { return Vec::new() };
        let slips = self.memory.as_ref().map(|memory| memory.misconceptions()).unwrap_or_default();
        let parts = self.desks.iter().filter_map(|(part, desk)| {
            let exercise = self.loaded[*part].as_ref()?.exercise.as_ref()?;
            Some(exam.answers(*part, exercise, desk.sheet().ok()?, &slips))
        });
        parts.flatten().collect()
    }
}

impl Sitting {
    fn answers(
        &self,
        part: usize,
        exercise: &Exercise,
        sheet: &Sheet,
        slips: &[&str],
    ) -> Vec<Attempt> {
        let Some(under) = self.parts.get(part) else { return Vec::new() };
        let count = exercise.questions.len() + under.left_out;
        let mut open = u32::try_from(count).unwrap_or(u32::MAX);
        let mut unsolved = open;
        let mut earned = 0.0;
        let mut answers = Vec::new();
        for (index, question) in exercise.questions.iter().enumerate() {
            let Some(attempt) = sheet.work(index).attempt() else { continue };
            let verdict = attempt.grade.verdict;
            if verdict == Verdict::Missing {
                continue;
            }
            let spot = Spot { part, question: index };
            let spent = self.times.get(&spot).copied().unwrap_or_default();
            let rating = rating::in_exam(verdict, spent, allowed(exercise, question));
            // They are recorded one after the other: only the last may close the exercise.
            open -= u32::from(rating.is_some());
            unsolved -= u32::from(verdict == Verdict::Correct);
            earned += attempt.grade.points / under.scale;
            let news = News { outcome: Outcome::Graded(verdict), tries: 0, was_open: true };
            let answer = sheet.recorded(exercise, index, news, &under.name);
            answers.push(Attempt {
                seed: under.seed,
                points: answer.points / under.scale,
                out_of: answer.out_of / under.scale,
                avoided: shown_by(question, sheet.variant(), slips, rating),
                spent,
                rating,
                open,
                unsolved,
                earned,
                ..answer
            });
        }
        answers
    }
}
