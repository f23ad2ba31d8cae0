//! What is typed: a field, a grid of cells, or options to choose from.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::statement::derivative;
use super::{mending, questions};
use crate::exercise::{Exercise, Question, Task};
use crate::grading::answer::number::literal;
use crate::grading::{Answer, Verdict};
use crate::grading::{answer, formula};
use crate::markup::{Markup, Role};
use crate::session::Action;
use crate::session::desk::Desk;
use crate::session::draft::{Draft, Grid, Options};
use crate::session::line::Line;
use crate::session::mending::Mending;
use crate::session::sheet::{Sheet, Work};
use crate::tui::prose;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{print, split_rows};
use crate::tui::widget::number::number;
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{self, cells, cut, fitted, line, padded, window};
use crate::tui::words;

/// The narrowest and the widest text of a cell.
const CELL: (usize, usize) = (7, 20);
/// The columns of a cell besides its text: the sign before it and the mark behind it.
const AROUND: usize = 3;

/// Draws what is typed; the cursor is where typing goes.
pub fn draw(
    exercise: &Exercise,
    desk: &Desk,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) -> Option<Position> {
    let sheet = desk.sheet().ok()?;
    let question = &exercise.questions[desk.question()];
    let work = sheet.work(desk.question());
    match work.draft() {
        Draft::Options(options) => {
            let rows = options_rows(question, options, theme, area.width.into());
            list(rows, options.at(), theme, area, buffer, spots);
            None
        }
        Draft::Mend(mending) => {
            let mend = sheet.variant().mend(question)?;
            let Some(value) = mending.value() else {
                let rows = mending::choice(mend, mending, theme, area.width.into());
                list(rows, mending.at(), theme, area, buffer, spots);
                return None;
            };
            let rows = mending::named(mend, mending, theme, area.width.into());
            let (above, below) = split_rows(area, cells(rows.len()));
            print(&rows, theme, above, buffer);
            let name = mending_name(sheet, question, mending, theme);
            typed(&name, question, (sheet, work), value, theme, below, (buffer, spots))
        }
        value => {
            let name = questions::name(question, theme);
            typed(&name, question, (sheet, work), value, theme, area, (buffer, spots))
        }
    }
}

/// Prints rows of a list, the one under the cursor among them.
fn list(
    rows: Vec<(usize, Markup)>,
    at: usize,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    let at = rows.iter().position(|(place, _)| *place == at).unwrap_or(0);
    let first = window(at, rows.len(), area.height.into());
    spots.add_rows(area, rows.iter().skip(first).map(|(place, _)| Action::Choose(*place)));
    let rows: Vec<Markup> = rows.into_iter().skip(first).map(|(_, row)| row).collect();
    print(&rows, theme, area, buffer);
}

/// The gradient of the line that is named.
fn mending_name(sheet: &Sheet, question: &Question, mending: &Mending, theme: Theme) -> String {
    let mend = sheet.variant().mend(question);
    let line = mend.and_then(|mend| mend.lines.get(mending.at()));
    line.map_or_else(String::new, |line| derivative(&line.of, &line.wrt, theme))
}

/// Draws a field or a grid.
fn typed(
    name: &str,
    question: &Question,
    (sheet, work): (&Sheet, &Work),
    value: &Draft,
    theme: Theme,
    area: Rect,
    (buffer, spots): (&mut Buffer, &mut Spots),
) -> Option<Position> {
    match value {
        Draft::Field(line) => {
            let (above, below) = split_rows(area, 1);
            let said = live(question, sheet, line, theme);
            let said = fitted(said, below.width.into(), theme.glyphs().cut);
            print(&[said], theme, below, buffer);
            field(name, work, line, theme, above, buffer)
        }
        Draft::Grid(grid) => {
            let (above, below) = split_rows(area, area.height.saturating_sub(1));
            let (row, col) = grid.place();
            let mut said = live(question, sheet, grid.current(), theme);
            if !said.is_empty() {
                said = Markup::new().with(Role::Dim, words::cell(row, col) + " ");
                said.extend(live(question, sheet, grid.current(), theme));
            }
            let said = fitted(theme.markup(&said), below.width.into(), theme.glyphs().cut);
            print(&[said], theme, below, buffer);
            self::grid(work, grid, theme, above, buffer, spots)
        }
        Draft::Options(_) | Draft::Mend(_) => None,
    }
}

/// The columns that what is typed would like to have.
pub fn width(question: &Question, sheet: &Sheet, work: &Work, theme: Theme) -> u16 {
    match work.draft().typed().unwrap_or(work.draft()) {
        _ if sheet.variant().mend(question).is_some() => u16::MAX,
        Draft::Options(_) | Draft::Mend(_) => u16::MAX,
        Draft::Field(_) if matches!(question.task, Task::Formula { .. }) => u16::MAX,
        Draft::Field(line) => {
            let name = questions::name(question, theme).width();
            cells(name + line.text().width() + 8).max(36)
        }
        Draft::Grid(grid) => cells(label(grid) + grid.cols() * (cell_width(grid, theme) + 1) + 2),
    }
}

/// The rows that what is typed would like to have.
pub fn height(question: &Question, sheet: &Sheet, work: &Work, theme: Theme, width: u16) -> u16 {
    let lines = match (work.draft(), sheet.variant().mend(question)) {
        (Draft::Mend(mending), Some(mend)) if mending.value().is_some() => {
            mending::named(mend, mending, theme, width.into()).len()
        }
        (Draft::Mend(mending), Some(mend)) => {
            return cells(mending::choice(mend, mending, theme, width.into()).len());
        }
        _ => 0,
    };
    let value = match work.draft().typed().unwrap_or(work.draft()) {
        Draft::Options(options) => {
            cells(options_rows(question, options, theme, width.into()).len())
        }
        Draft::Field(_) | Draft::Mend(_) => 2,
        Draft::Grid(grid) => cells(grid.rows() + 2),
    };
    value.saturating_add(cells(lines))
}

/// The value of what is typed, where that is more than a number.
pub fn live(question: &Question, sheet: &Sheet, line: &Line, theme: Theme) -> Markup {
    let text = line.text();
    if matches!(question.task, Task::Formula { .. }) && !line.is_blank() {
        return match formula::preview(question, sheet.variant(), text) {
            Ok(formula) => Markup::new().with(Role::Math, format!("= {formula}")),
            Err(faults) => {
                let fault = faults.first().map_or("", |fault| fault.message.as_str());
                Markup::new().with(Role::Dim, format!("{}{fault}", words::NOT_YET))
            }
        };
    }
    let is_value =
        matches!(question.task, Task::Value { .. } | Task::Gradient { .. } | Task::Mend { .. });
    if !is_value || line.is_blank() || literal(text.trim()).is_some() {
        return Markup::new();
    }
    match answer::cell(text) {
        Ok(value) => Markup::new().with(Role::Number, format!("= {}", number(value, theme))),
        Err(fault) => Markup::new().with(Role::Dim, format!("{}{}", words::NOT_YET, fault.message)),
    }
}

fn field(
    name: &str,
    work: &Work,
    line: &Line,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let head = format!("{name} = ");
    let start = head.width();
    let room = usize::from(area.width).saturating_sub(start + AROUND);
    let (text, at) = line::visible(line, room, theme);
    let graded = work.attempt().filter(|attempt| attempt.answer == work.draft().answer());
    let (mark, role) = match graded {
        Some(_) => mark(work),
        None => (Mark::None, Role::Text),
    };
    let row = Markup::new()
        .with(Role::Math, head)
        .with(Role::Strong, text)
        .text("  ")
        .with(role, mark.shown(theme));
    print(&[row], theme, area, buffer);
    let x = area.x.saturating_add(cells(start + at));
    (x < area.right() && area.height > 0).then_some(Position { x, y: area.y })
}

/// How a part of an answer was found.
#[derive(Clone, Copy)]
enum Mark {
    None,
    Right,
    Wrong,
    Near,
}

impl Mark {
    fn shown(self, theme: Theme) -> &'static str {
        match self {
            Self::None => " ",
            Self::Right => theme.glyphs().right,
            Self::Wrong => theme.glyphs().wrong,
            Self::Near => theme.glyphs().near,
        }
    }
}

/// The mark of the whole answer.
fn mark(work: &Work) -> (Mark, Role) {
    match work.attempt().map(|attempt| attempt.grade.verdict) {
        Some(Verdict::Correct) => (Mark::Right, Role::Correct),
        Some(Verdict::Wrong) => (Mark::Wrong, Role::Wrong),
        Some(Verdict::Imprecise | Verdict::Follows) => (Mark::Near, Role::Notice),
        _ => (Mark::None, Role::Text),
    }
}

/// The mark of a cell, as long as it holds what was graded.
fn cell_mark(work: &Work, grid: &Grid, row: usize, col: usize) -> (Mark, Role) {
    let none = (Mark::None, Role::Text);
    let Some(attempt) = work.attempt().filter(|_| grid.is_asked(row, col)) else { return none };
    let Some(entries) = &attempt.grade.entries else { return none };
    let graded = match &attempt.answer {
        Answer::Mended(_, value) => &**value,
        answer => answer,
    };
    let Answer::Cells(graded) = graded else { return none };
    if graded.len() != grid.rows() || graded.iter().any(|row| row.len() != grid.cols()) {
        return none;
    }
    if graded[row][col] != grid.cell(row, col).text() {
        return none;
    }
    match entries[row][col] {
        true => (Mark::Right, Role::Correct),
        false if matches!(attempt.grade.verdict, Verdict::Imprecise | Verdict::Follows) => {
            (Mark::Near, Role::Notice)
        }
        false => (Mark::Wrong, Role::Wrong),
    }
}

fn grid(
    work: &Work,
    grid: &Grid,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) -> Option<Position> {
    let (label, wide) = (label(grid), cell_width(grid, theme));
    let (at_row, at_col) = grid.place();
    let height = usize::from(area.height.saturating_sub(1)).max(1);
    let across = (usize::from(area.width).saturating_sub(label + 2) / (wide + 1)).max(1);
    let first_row = window(at_row, grid.rows(), height);
    let first_col = window(at_col, grid.cols(), across);
    let shown_cols = first_col..grid.cols().min(first_col + across);
    let mut heading = Markup::new().text(" ".repeat(label + 2));
    for col in shown_cols.clone() {
        let role = if col == at_col { Role::Strong } else { Role::Dim };
        heading
            .extend(padded(Markup::new().with(role, format!(" {}", words::column(col))), wide + 1));
    }
    let mut rows = vec![heading];
    let mut cursor = None;
    for row in first_row..grid.rows().min(first_row + height) {
        let role = if row == at_row { Role::Strong } else { Role::Dim };
        let mut line = padded(Markup::new().with(role, words::row(row)), label + 1);
        line.push(Role::Dim, theme.glyphs().bar);
        for (place, col) in shown_cols.clone().enumerate() {
            let here = (row, col) == (at_row, at_col);
            let (cell, at) = cell(work, grid, row, col, theme, wide);
            if here {
                let x = label + 2 + place * (wide + 1) + 1 + at;
                cursor = Some((x, rows.len()));
            }
            let (x, y) = (widget::width(&line), rows.len());
            let place = Rect {
                x: area.x.saturating_add(cells(x)),
                y: area.y.saturating_add(cells(y)),
                width: cells(wide),
                height: 1,
            };
            spots.add(place.intersection(area), Action::Cell(row, col));
            line.extend(cell);
            line.push(Role::Dim, theme.glyphs().bar);
        }
        rows.push(line);
    }
    print(&rows, theme, area, buffer);
    let (x, y) = cursor?;
    let position = Position { x: area.x + cells(x), y: area.y + cells(y) };
    area.contains(position).then_some(position)
}

/// A cell of a width: its sign, its text, its mark; and where the cursor stands in its text.
fn cell(
    work: &Work,
    grid: &Grid,
    row: usize,
    col: usize,
    theme: Theme,
    wide: usize,
) -> (Markup, usize) {
    let room = wide - AROUND;
    if !grid.is_asked(row, col) {
        let text = Markup::new().text(" ").with(Role::Dim, theme.glyphs().unasked);
        return (padded(text, wide), 0);
    }
    let here = grid.place() == (row, col);
    let typed = grid.cell(row, col);
    // Behind the last character the cursor stands where the mark's distance is.
    let (text, at) = if here {
        line::visible(typed, room + 1, theme)
    } else {
        (cut(&theme.text(typed.text()), room, theme.glyphs().cut), 0)
    };
    let (mark, role) = cell_mark(work, grid, row, col);
    let sign = if here { theme.glyphs().selected } else { " " };
    let text_role = if here { Role::Strong } else { Role::Text };
    let front = Markup::new().with(Role::Strong, sign).with(text_role, text);
    let cell = padded(front, room + 2).with(role, mark.shown(theme));
    (cell, at)
}

/// The columns of the rows' headings.
fn label(grid: &Grid) -> usize {
    words::row(grid.rows().saturating_sub(1)).width()
}

/// The columns of a cell.
fn cell_width(grid: &Grid, theme: Theme) -> usize {
    let places = (0..grid.rows()).flat_map(|row| (0..grid.cols()).map(move |col| (row, col)));
    let texts = places.map(|(row, col)| grid.cell(row, col).text());
    let widest = texts.filter(|text| !text.is_empty()).map(|text| theme.text(text).width()).max();
    widest.unwrap_or_default().clamp(CELL.0, CELL.1) + AROUND
}

/// The options in rows, each with the number of its option.
fn options_rows(
    question: &Question,
    options: &Options,
    theme: Theme,
    room: usize,
) -> Vec<(usize, Markup)> {
    let Task::Choice { options: texts, .. } = &question.task else { return Vec::new() };
    let chosen = options.chosen();
    let mut rows = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let here = index == options.at();
        let sign = if here { theme.glyphs().selected } else { " " };
        let tick = if chosen.contains(&index) { "[x]" } else { "[ ]" };
        let head = format!("{sign} {tick} {} ", index + 1);
        let hanging = head.width();
        let lines = wrap(&theme.markup(&prose::markup(text)), room.saturating_sub(hanging));
        for (line, content) in lines.into_iter().enumerate() {
            let head = if line == 0 { head.clone() } else { " ".repeat(hanging) };
            let mut row = Markup::new().with(Role::Strong, head);
            row.extend(content);
            rows.push((index, row));
        }
    }
    rows
}
