//! The questions: what was answered, and how well.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::statement::derivative;
use crate::exercise::{Exercise, Key, Question, Task, Variant};
use crate::grading::Verdict;
use crate::markup::{Markup, Role};
use crate::session::Action;
use crate::session::desk::Desk;
use crate::session::sheet::Work;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, print};
use crate::tui::widget::{cut, padded, window};
use crate::tui::words;

/// The columns before the name: signs and number.
const BEFORE: usize = 7;

/// Draws the questions, so that the current one is among those that are shown.
pub fn draw(
    exercise: &Exercise,
    desk: &Desk,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    let height = usize::from(area.height.saturating_sub(2));
    let count = exercise.questions.len();
    let first = window(desk.question(), count, height);
    let note = words::beyond(first, count.saturating_sub(first + height));
    let inner = Frame { title: words::QUESTIONS.to_owned(), note }.draw(theme, area, buffer);
    let rows: Vec<Markup> = (first..count.min(first + height))
        .map(|index| row(exercise, desk, index, theme, inner.width.into()))
        .collect();
    print(&rows, theme, inner, buffer);
    spots.add_rows(inner, (first..count).map(Action::Ask));
}

fn row(exercise: &Exercise, desk: &Desk, index: usize, theme: Theme, room: usize) -> Markup {
    let question = &exercise.questions[index];
    let Ok(sheet) = desk.sheet() else { return Markup::new() };
    let work = sheet.work(index);
    let current = index == desk.question();
    let (sign, sign_role) = Standing::of(work).sign(theme);
    let points = if work.is_seen() && work.best() == 0.0 {
        words::SEEN.to_owned()
    } else if work.is_counted() {
        format!("{}/{}", words::short(work.best()), words::short(question.points))
    } else {
        words::short(question.points)
    };
    let name = name(question, theme);
    let size = size(question, sheet.variant());
    let role = if current { Role::Strong } else { Role::Text };
    let text = if size.is_empty() { name } else { format!("{name}  {size}") };
    let free = room.saturating_sub(points.len() + 1);
    let text = cut(&theme.text(&text), free.saturating_sub(BEFORE), theme.glyphs().cut);
    let row = Markup::new()
        .with(Role::Strong, if current { theme.glyphs().selected } else { " " })
        .text(" ")
        .with(sign_role, sign)
        .with(Role::Dim, format!(" {:>2} ", index + 1))
        .with(role, text);
    let mut row = padded(row, free);
    row.push(Role::Dim, format!(" {points}"));
    row
}

/// How far a question is: by the best that was answered, or by what is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was typed.
    Open,
    /// Something was, and not graded.
    Begun,
    /// Answered right.
    Right,
    /// Answered nearly right.
    Near,
    /// Answered wrong.
    Wrong,
    /// Answered with what cannot be read, or has another shape.
    Fault,
}

impl Standing {
    /// The standing of a question.
    pub fn of(work: &Work) -> Self {
        let verdict = work.attempt().map(|attempt| attempt.grade.verdict);
        match verdict {
            _ if work.is_solved() => Self::Right,
            Some(Verdict::Correct) => Self::Right,
            Some(Verdict::Wrong) => Self::Wrong,
            Some(Verdict::Imprecise | Verdict::Follows) => Self::Near,
            Some(Verdict::Unreadable | Verdict::Shape) => Self::Fault,
            _ if work.draft().is_blank() => Self::Open,
            _ => Self::Begun,
        }
    }

    /// Its sign.
    pub fn sign(self, theme: Theme) -> (&'static str, Role) {
        let glyphs = theme.glyphs();
        match self {
            Self::Open => (" ", Role::Text),
            Self::Begun => (glyphs.begun, Role::Notice),
            Self::Right => (glyphs.right, Role::Correct),
            Self::Near => (glyphs.near, Role::Notice),
            Self::Wrong => (glyphs.wrong, Role::Wrong),
            Self::Fault => (glyphs.fault, Role::Notice),
        }
    }

    /// The same in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => words::OPEN,
            Self::Begun => words::BEGUN,
            Self::Right => words::RIGHT,
            Self::Near => words::NEAR,
            Self::Wrong => words::WRONG,
            Self::Fault => words::FAULT,
        }
    }
}

/// What a question asks for, in a few letters.
pub fn name(question: &Question, theme: Theme) -> String {
    match &question.task {
        Task::Value { of } => theme.name(of),
        Task::Gradient { of, wrt } | Task::Formula { of, wrt, .. } => derivative(of, wrt, theme),
        Task::Shape { of } => {
            let inside = question.id.strip_prefix("shape(d").and_then(|rest| rest.split_once("/d"));
            match inside {
                Some((loss, _)) => words::shape_of(&derivative(loss, of, theme)),
                None => words::shape_of(&theme.name(of)),
            }
        }
        Task::Mend { of, wrt, .. } => words::mend(&derivative(of, wrt, theme)),
        Task::Choice { .. } => {
            crate::tui::prose::markup(&question.prompt).to_string().replace('\n', " ")
        }
    }
}

/// The shape of the answer, unless that is what is asked for.
pub fn size(question: &Question, variant: &Variant) -> String {
    match variant.key(question) {
        Key::Array(key) if !key.shape().is_scalar() => {
            format!("{}×{}", key.shape().rows(), key.shape().cols())
        }
        _ => String::new(),
    }
}
