//! What is said of an answer: the grader's words, hints, the author's explanation.

use crate::exercise::{Key, Question, Task, Variant};
use crate::grading::Verdict;
use crate::grading::solution::text;
use crate::markup::{Markup, Role};
use crate::session::sheet::{Notice, Sheet, Work};
use crate::tui::prose;
use crate::tui::theme::Theme;
use crate::tui::widget::wrap::wrap;
use crate::tui::words;

/// What is to be said, newest first, in rows of a width.
pub fn rows(
    question: &Question,
    sheet: &Sheet,
    work: &Work,
    theme: Theme,
    room: usize,
) -> Vec<Markup> {
    let said = said(question, sheet, work, words::PRESS_SOLUTION);
    let parts = said.into_iter().chain(hints(question, sheet, work, theme));
    parts.flat_map(|part| wrap(&theme.markup(&part), room)).collect()
}

/// What is to be said of the last step, and of the last answer that was graded; `solution` says
/// how that is shown.
pub fn said(question: &Question, sheet: &Sheet, work: &Work, solution: &str) -> Vec<Markup> {
    let mut parts = Vec::new();
    let notice = work.notice();
    parts.extend(notice.map(|one| self::notice(one, question, sheet.variant(), solution)));
    if let Some(attempt) = work.attempt() {
        parts.push(graded(question, work));
        if let (Verdict::Correct, Some(explain)) = (attempt.grade.verdict, &question.explain) {
            parts.push(prose::markup(explain));
        }
    }
    parts
}

/// The hints that were shown. The newest goes first: it is what was just asked for.
pub fn hints(question: &Question, sheet: &Sheet, work: &Work, theme: Theme) -> Vec<Markup> {
    let mut parts = Vec::new();
    if let Some(solution) = sheet.solution() {
        let steps = solution.hints(question);
        let shown = work.hints().saturating_sub(question.hints.len()).min(steps.len());
        parts.extend(steps[..shown].iter().enumerate().rev().map(|(index, place)| {
            let head = words::step_as_hint(index, steps.len());
            let mut hint = Markup::new().with(Role::Notice, head);
            hint.extend(text::step(&solution.steps[*place], theme.writing(), ""));
            hint
        }));
    }
    let shown = question.hints.iter().enumerate().take(work.hints());
    parts.extend(shown.rev().map(|(index, hint)| {
        let head = words::hint(index + 1, question.hints.len(), hint.cost);
        let mut text = Markup::new().with(Role::Notice, head);
        text.extend(prose::markup(&hint.text));
        text
    }));
    parts
}

/// What is to be said of the last answer that was graded.
pub fn graded(question: &Question, work: &Work) -> Markup {
    let Some(attempt) = work.attempt() else { return Markup::new() };
    let grade = &attempt.grade;
    let mut text = grade.feedback.clone();
    if work.is_seen() {
        text.push(Role::Dim, words::seen_first(work.best(), question.points));
    } else if work.is_counted() {
        text.push(Role::Dim, format!(" {}.", words::points_of(work.best(), question.points)));
    }
    text
}

/// What is to be said of the last step; `solution` says how that is shown.
pub fn notice(notice: &Notice, question: &Question, variant: &Variant, solution: &str) -> Markup {
    let (role, text) = match notice {
        Notice::Unfit(grade) => {
            let mut text = Markup::new().with(Role::Notice, words::UNFIT);
            text.extend(grade.feedback.clone());
            return text;
        }
        Notice::Nudge(said) => return said.clone(),
        Notice::Key => return key(question, variant),
        Notice::NoNudge => (Role::Dim, words::NO_NUDGE),
        Notice::Filled => (Role::Dim, words::FILLED),
        Notice::OtherShape => (Role::Notice, words::OTHER_SHAPE),
        Notice::TooLong => (Role::Notice, words::TOO_LONG),
        Notice::NoHint => {
            let said = words::no_hint(question.hints.len(), solution);
            return Markup::new().with(Role::Dim, said);
        }
    };
    Markup::new().with(role, text)
}

/// The right answer to a question about a shape or with options, and why.
pub fn key(question: &Question, variant: &Variant) -> Markup {
    let right = match (variant.key(question), &question.task) {
        (Key::Shape(sizes), _) => match sizes[..] {
            [rows, cols] => format!("{rows}×{cols}"),
            _ => "[]".to_owned(),
        },
        (Key::Choice(correct), Task::Choice { .. }) => {
            let numbers: Vec<String> = correct.iter().map(|one| (one + 1).to_string()).collect();
            numbers.join(", ")
        }
        _ => String::new(),
    };
    let mut text = Markup::new().with(Role::Notice, words::RIGHT_IS).with(Role::Strong, right);
    if let Some(explain) = &question.explain {
        text.push(Role::Text, "\n");
        text.extend(prose::markup(explain));
    }
    text
}
