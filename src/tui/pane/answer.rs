//! The answer to the current question: what is asked, what is typed, what the grader said.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{entry, feedback, questions};
use crate::exercise::{Exercise, Task};
use crate::grading::tolerance_words;
use crate::markup::Markup;
use crate::session::desk::Desk;
use crate::session::sheet::Sheet;
use crate::tui::prose;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{
    Frame, height as count, inside, print, print_or_cut, split_columns, split_rows,
};
use crate::tui::widget::wrap::wrap;
use crate::tui::words;

/// From this width on, what the grader said stands beside the answer.
const BESIDE: u16 = 84;
/// The columns between the two.
const GAP: u16 = 3;
/// The most rows that the question itself takes where it can be cut.
const PROMPT: usize = 4;

/// Draws the answer; the cursor is where typing goes.
pub fn draw(
    exercise: &Exercise,
    desk: &Desk,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) -> Option<Position> {
    let sheet = desk.sheet().ok()?;
    let parts = Parts::new(exercise, desk, sheet, theme, area.width);
    let inner = Frame::new(title(exercise, desk, sheet, theme)).draw(theme, area, buffer);
    let (above, body) = split_rows(inner, count(&parts.prompt));
    print(&parts.prompt, theme, above, buffer);
    let (own, said) = if let Some(left) = parts.beside {
        let (own, rest) = split_columns(body, left);
        (own, split_columns(rest, GAP).1)
    } else {
        let kept = count(&parts.feedback).min(body.height / 2);
        split_rows(body, parts.entry.min(body.height - kept))
    };
    let typing = !matches!(desk.context(), crate::session::Context::Commands);
    let cursor = entry::draw(exercise, desk, theme, own, buffer, spots);
    print_or_cut(&parts.feedback, theme, said, buffer);
    cursor.filter(|_| typing)
}

/// How many rows the whole needs, border and all.
pub fn height(exercise: &Exercise, desk: &Desk, theme: Theme, width: u16) -> u16 {
    let Ok(sheet) = desk.sheet() else { return 0 };
    let parts = Parts::new(exercise, desk, sheet, theme, width);
    let said = count(&parts.feedback);
    let body = if parts.beside.is_some() { parts.entry.max(said) } else { parts.entry + said };
    count(&parts.prompt) + body + 2
}

/// Whether there is something to read besides the question.
pub fn says(exercise: &Exercise, desk: &Desk, theme: Theme, width: u16) -> bool {
    let parts = desk.sheet().map(|sheet| Parts::new(exercise, desk, sheet, theme, width));
    parts.is_ok_and(|parts| !parts.feedback.is_empty())
}

/// The parts of the pane, measured.
struct Parts {
    prompt: Vec<Markup>,
    feedback: Vec<Markup>,
    /// The rows that the answer takes.
    entry: u16,
    /// The columns that the answer takes, where the feedback stands beside it.
    beside: Option<u16>,
}

impl Parts {
    fn new(exercise: &Exercise, desk: &Desk, sheet: &Sheet, theme: Theme, width: u16) -> Self {
        let room = inside(width);
        let question = &exercise.questions[desk.question()];
        let work = sheet.work(desk.question());
        let mut prompt = wrap(&theme.markup(&prose::markup(&question.prompt)), room.into());
        if !matches!(question.task, Task::Choice { .. }) {
            prompt.truncate(PROMPT);
        }
        let beside = (width >= BESIDE)
            .then(|| entry::width(question, sheet, work, theme).clamp(24, room * 3 / 5));
        let left = beside.map_or(room, |left| room - left - GAP);
        let feedback = feedback::rows(question, sheet, work, theme, left.into());
        let beside = beside.filter(|_| !feedback.is_empty());
        let entry = entry::height(question, sheet, work, theme, beside.unwrap_or(room));
        Self { prompt, feedback, entry, beside }
    }
}

/// Which question it is, and how its answer is compared.
pub fn title(exercise: &Exercise, desk: &Desk, sheet: &Sheet, theme: Theme) -> String {
    let question = &exercise.questions[desk.question()];
    let name = match question.task {
        Task::Choice { .. } => String::new(),
        _ => questions::name(question, theme),
    };
    let size = questions::size(question, sheet.variant());
    let points = words::points_alone(question.points);
    let about = [name, size, tolerance_words(question), points];
    let (number, all) = desk.number(exercise);
    words::question(number, all, &about)
}
