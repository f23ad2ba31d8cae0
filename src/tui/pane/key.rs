//! The key beside a preview: every answer of the variant that is shown, for its author alone.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::fault;
use super::feedback;
use super::questions::name;
use crate::exercise::library::Loaded;
use crate::exercise::{Exercise, Key, Question, Task, Variant};
use crate::grading;
use crate::markup::{Markup, Role};
use crate::session::Session;
use crate::session::desk::Desk;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{
    Frame, height, inside, most, page, print, split_columns, split_rows,
};
use crate::tui::widget::matrix;
use crate::tui::widget::wrap::wrap;
use crate::tui::words;

/// The widest key.
const WIDEST: u16 = 60;
/// How far formulas and values stand in.
const INDENT: usize = 2;

/// The places of a preview: the report of a version that cannot be used, the tutor, the key.
///
/// ```text
/// ┌──────────────────────┐
/// │ report, if any       │
/// │ tutor        │ key   │
/// └──────────────────────┘
/// ```
pub struct Parts {
    report: Rect,
    /// What is left for the tutor.
    pub tutor: Rect,
    key: Rect,
}

impl Parts {
    /// Divides the area between header and bar; all of it is the tutor's where there is no
    /// preview, or no version was sound yet.
    pub fn new(session: &Session, theme: Theme, area: Rect) -> Self {
        let nothing = Rect { width: 0, height: 0, ..area };
        let Some((preview, _)) = session.previewed().zip(session.current()) else {
            return Self { report: nothing, tutor: area, key: nothing };
        };
        let wanted = preview
            .unsound()
            .map_or(0, |loaded| height(&report(loaded, theme, area.width)).saturating_add(2));
        let (report, rest) = split_rows(area, wanted.min(area.height / 2));
        let key = (rest.width * 2 / 5).min(WIDEST);
        let (tutor, key) = split_columns(rest, rest.width - key);
        Self { report, tutor, key }
    }

    /// Draws what stands around the tutor.
    pub fn draw(&self, session: &Session, theme: Theme, buffer: &mut Buffer) {
        let Some((preview, (exercise, desk))) = session.previewed().zip(session.current()) else {
            return;
        };
        if let Some(loaded) = preview.unsound() {
            let rows = report(loaded, theme, self.report.width);
            page(words::LAST_SAVED.to_owned(), &rows, 0, theme, self.report, buffer);
        }
        let (rows, first) = rows(exercise, desk, theme, inside(self.key.width).into());
        let room = usize::from(self.key.height.saturating_sub(2));
        let first = first.min(most(rows.len(), room));
        let note = words::beyond(first, rows.len().saturating_sub(first + room));
        let inner = Frame { title: words::KEY.to_owned(), note }.draw(theme, self.key, buffer);
        print(&rows[first..], theme, inner, buffer);
    }
}

fn report(loaded: &Loaded, theme: Theme, pane: u16) -> Vec<Markup> {
    wrap(&theme.markup(&fault::text(loaded)), inside(pane).into())
}

/// The whole key, and the row that the question that is shown begins at.
fn rows(exercise: &Exercise, desk: &Desk, theme: Theme, room: usize) -> (Vec<Markup>, usize) {
    let mut rows = Vec::new();
    let mut first = 0;
    let Ok(sheet) = desk.sheet() else { return (rows, first) };
    for (index, question) in exercise.questions.iter().enumerate() {
        let current = index == desk.question();
        if current {
            first = rows.len();
        }
        let sign = if current { theme.glyphs().selected } else { " " };
        let role = if current { Role::Strong } else { Role::Heading };
        let head = Markup::new()
            .with(Role::Strong, format!("{sign} "))
            .with(Role::Dim, format!("{} ", index + 1))
            .with(role, theme.text(&name(question, theme)));
        rows.extend(wrap(&head, room));
        rows.extend(answer(question, sheet.variant(), theme, room.saturating_sub(INDENT)));
        rows.push(Markup::new());
    }
    rows.pop();
    (rows, first)
}

fn answer(question: &Question, variant: &Variant, theme: Theme, room: usize) -> Vec<Markup> {
    let mut rows = Vec::new();
    if let Some(node) = variant.node(question) {
        let formula = variant.program.formula(node, theme.writing());
        let formula = Markup::new().text("= ").with(Role::Math, theme.text(&formula));
        rows.extend(wrap(&formula, room));
    }
    match variant.key(question) {
        Key::Array(key) if !matches!(question.task, Task::Formula { .. }) => {
            let short = match &question.task {
                Task::Gradient { wrt, .. } => format!("d{wrt}"),
                Task::Value { of } => of.clone(),
                _ => question.id.clone(),
            };
            rows.extend(matrix::flow(matrix::blocks(&short, &key, theme, room), room));
        }
        Key::Array(_) => {}
        Key::Mend(line, value) => {
            rows.extend(mended(question, variant, line, &value, theme, room));
        }
        Key::Shape(_) | Key::Choice(_) => {
            rows.extend(wrap(&theme.markup(&feedback::key(question, variant)), room));
        }
    }
    let indented = |row: Markup| {
        let mut line = Markup::new().text(" ".repeat(INDENT));
        line.extend(row);
        line
    };
    rows.into_iter().map(indented).collect()
}

/// Which line is wrong, and what it should be.
fn mended(
    question: &Question,
    variant: &Variant,
    line: usize,
    right: &crate::engine::Array,
    theme: Theme,
    room: usize,
) -> Vec<Markup> {
    let Some(mend) = variant.mend(question) else { return Vec::new() };
    let symbol = grading::mend::written(mend, &mend.lines[line]).0.symbol(theme.writing());
    let said = words::wrong_line(line + 1, mend.rule.name());
    let mut rows = wrap(&Markup::new().text(said), room);
    rows.extend(matrix::flow(matrix::blocks(&symbol, right, theme, room), room));
    rows
}
