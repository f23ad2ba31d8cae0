//! What is said of an answer: the grader's words, hints, the author's explanation.

use crate::exercise::Question;
use crate::grading::Verdict;
use crate::markup::{Markup, Role};
use crate::session::sheet::{Notice, Work};
use crate::tui::prose;
use crate::tui::theme::Theme;
use crate::tui::widget::wrap::wrap;
use crate::tui::words;

/// What is to be said, newest first, in rows of a width.
pub fn rows(question: &Question, work: &Work, theme: Theme, room: usize) -> Vec<Markup> {
    let mut parts = Vec::new();
    parts.extend(work.notice().map(|notice| self::notice(notice, question)));
    if let Some(attempt) = work.attempt() {
        parts.push(graded(question, work));
        if let (Verdict::Correct, Some(explain)) = (attempt.grade.verdict, &question.explain) {
            parts.push(prose::markup(explain));
        }
    }
    // The newest hint goes first: it is what was just asked for.
    let shown = question.hints.iter().enumerate().take(work.hints());
    parts.extend(shown.rev().map(|(index, hint)| {
        let head = words::hint(index + 1, question.hints.len(), hint.cost);
        let mut text = Markup::new().with(Role::Notice, head);
        text.extend(prose::markup(&hint.text));
        text
    }));
    parts.iter().flat_map(|part| wrap(&theme.markup(part), room)).collect()
}

fn graded(question: &Question, work: &Work) -> Markup {
    let Some(attempt) = work.attempt() else { return Markup::new() };
    let grade = &attempt.grade;
    let mut text = grade.feedback.clone();
    if work.is_counted() {
        text.push(Role::Dim, format!(" {}.", words::points_of(work.best(), question.points)));
    }
    text
}

fn notice(notice: &Notice, question: &Question) -> Markup {
    let (role, text) = match notice {
        Notice::Unfit(grade) => {
            let mut text = Markup::new().with(Role::Notice, words::UNFIT);
            text.extend(grade.feedback.clone());
            return text;
        }
        Notice::Filled => (Role::Dim, words::FILLED),
        Notice::TooLong => (Role::Notice, words::TOO_LONG),
        Notice::NoHint => (Role::Dim, words::no_hint(question.hints.len())),
    };
    Markup::new().with(role, text)
}
