//! What came of an exam that was handed in, question by question.

use std::collections::BTreeMap;

use super::Spot;
use crate::exercise::Exercise;
use crate::grading::Verdict;
use crate::markup::Markup;
use crate::session::sheet::Sheet;

/// What came of an exam.
#[derive(Clone, Debug)]
pub struct Report {
    /// What came of each question, in order.
    pub lines: Vec<Line>,
    /// Milliseconds from the beginning until it was handed in.
    pub spent: i64,
    /// Whether the clock handed it in.
    pub automatic: bool,
}

/// What came of one question.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which one.
    pub spot: Spot,
    /// The grader's word.
    pub verdict: Verdict,
    /// What the answer earned.
    pub points: f64,
    /// What a right answer earns.
    pub out_of: f64,
    /// Milliseconds that the learner was at the question.
    pub spent: i64,
    /// What the grader says: where the error began, which rule was likely broken; nothing where
    /// nothing was answered.
    pub feedback: Markup,
}

impl Report {
    /// The report of sheets whose answers were graded.
    pub(super) fn new<'s>(
        sheets: impl Iterator<Item = (&'s Exercise, &'s Sheet)>,
        times: &BTreeMap<Spot, i64>,
        (spent, automatic): (i64, bool),
    ) -> Self {
        let mut lines = Vec::new();
        for (part, (exercise, sheet)) in sheets.enumerate() {
            for (question, asked) in exercise.questions.iter().enumerate() {
                let spot = Spot { part, question };
                let grade = sheet.work(question).attempt().map(|attempt| &attempt.grade);
                lines.push(Line {
                    spot,
                    verdict: grade.map_or(Verdict::Missing, |grade| grade.verdict),
                    points: grade.map_or(0.0, |grade| grade.points.clamp(0.0, asked.points)),
                    out_of: asked.points,
                    spent: times.get(&spot).copied().unwrap_or_default(),
                    feedback: grade
                        .filter(|grade| grade.verdict != Verdict::Missing)
                        .map(|grade| grade.feedback.clone())
                        .unwrap_or_default(),
                });
            }
        }
        Self { lines, spent, automatic }
    }

    /// What was earned.
    pub fn points(&self) -> f64 {
        self.lines.iter().map(|line| line.points).sum()
    }

    /// What could be earned.
    pub fn out_of(&self) -> f64 {
        self.lines.iter().map(|line| line.out_of).sum()
    }

    /// What was earned for one exercise, and what could be.
    pub fn part(&self, part: usize) -> (f64, f64) {
        let lines = self.lines.iter().filter(|line| line.spot.part == part);
        lines
            .fold((0.0, 0.0), |(points, out_of), line| (points + line.points, out_of + line.out_of))
    }
}
