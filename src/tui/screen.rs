//! Which pane goes where.
//!
//! ```text
//! narrow                 from 76 columns              from 150 columns
//! ┌──────────────────┐   ┌──────────────────────┐    ┌─────────────────────────────┐
//! │ header           │   │ header               │    │ header                      │
//! │ statement        │   │ statement │ questions│    │ statement        │ questions│
//! │                  │   │           │          │    │                  │          │
//! │ answer           │   │ answer               │    │                  │ answer   │
//! │ bar              │   │ bar                  │    │ bar                         │
//! └──────────────────┘   └──────────────────────┘    └─────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::pane::{
    answer, bar, fault, graph, header, help, home, landscape, questions, scratch, solution,
    statement,
};
use super::theme::Theme;
use super::widget::frame::{height, most, print, split_columns, split_rows};
use super::widget::{cells, width};
use super::words;
use crate::exercise::Exercise;
use crate::markup::{Markup, Role};
use crate::session::desk::Desk;
use crate::session::{Action, Command, Place, Session};

/// The smallest terminal, in columns and rows.
pub const LEAST: (u16, u16) = (60, 20);

/// From this width on, the questions stand beside the statement.
const MEDIUM: u16 = 76;
/// From this width on, the answer stands beside the statement too.
const WIDE: u16 = 150;
/// The rows that the statement keeps.
const STATEMENT: u16 = 5;

/// Draws the screen; the cursor is where typing goes.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let cursor = if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(theme, area, buffer);
        None
    } else {
        let (top, body, bottom) = regions(session, theme, area);
        header::draw(session, theme, top, buffer);
        print(&bar::rows(session, theme, bottom.width.into()), theme, bottom, buffer);
        self::body(session, theme, body, buffer)
    };
    if !theme.unicode {
        only_ascii(area, buffer);
    }
    cursor
}

/// The header, what is between, and the bar.
fn regions(session: &Session, theme: Theme, area: Rect) -> (Rect, Rect, Rect) {
    let (top, rest) = split_rows(area, 1);
    let bar = height(&bar::rows(session, theme, area.width.into()));
    let (body, bottom) = split_rows(rest, rest.height.saturating_sub(bar));
    (top, body, bottom)
}

fn body(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if session.help().is_some() {
        help::draw(session, theme, area, buffer);
        return None;
    }
    match (session.place(), session.current()) {
        (Place::Home, _) => home::draw(session, theme, area, buffer),
        (Place::Exercise(_), Some((exercise, desk))) if desk.walk().is_some() => {
            solution::draw(exercise, desk, theme, area, buffer);
            None
        }
        (Place::Exercise(_), Some((exercise, desk))) => {
            if let Some(shown) = desk.landscape() {
                landscape::draw(&exercise.loss, shown, theme, area, buffer);
                return None;
            }
            if desk.tour().is_some() {
                graph::draw(exercise, desk, theme, area, buffer);
                return None;
            }
            let parts = Parts::new(exercise, desk, theme, area);
            statement::draw(exercise, desk, theme, parts.statement, buffer);
            if let Some(area) = parts.questions {
                questions::draw(exercise, desk, theme, area, buffer);
            }
            match desk.scratch() {
                Some(scratch) => scratch::draw(scratch, theme, parts.answer?, buffer),
                None => answer::draw(exercise, desk, theme, parts.answer?, buffer),
            }
        }
        (Place::Exercise(index), None) => {
            if let Some(loaded) = session.loaded(index) {
                fault::draw(loaded, theme, area, buffer);
            }
            None
        }
    }
}

/// The panes of an exercise.
struct Parts {
    statement: Rect,
    questions: Option<Rect>,
    answer: Option<Rect>,
}

impl Parts {
    fn new(exercise: &Exercise, desk: &Desk, theme: Theme, area: Rect) -> Self {
        if desk.sheet().is_err() {
            return Self { statement: area, questions: None, answer: None };
        }
        let asked = cells(exercise.questions.len()).saturating_add(2);
        if area.width >= WIDE {
            let (statement, right) = split_columns(area, area.width * 11 / 20);
            let (questions, answer) = split_rows(right, asked.min(area.height / 2));
            return Self { statement, questions: Some(questions), answer: Some(answer) };
        }
        let wanted = match desk.scratch() {
            Some(_) => scratch::HEIGHT,
            None => answer::height(exercise, desk, theme, area.width),
        };
        let answer = wanted.min(area.height.saturating_sub(STATEMENT));
        let (above, answer) = split_rows(area, area.height - answer);
        if area.width < MEDIUM {
            return Self { statement: above, questions: None, answer: Some(answer) };
        }
        let list = (area.width * 3 / 8).min(44);
        let (statement, questions) = split_columns(above, area.width - list);
        Self { statement, questions: Some(questions), answer: Some(answer) }
    }
}

/// What scrolling means on this screen: a page of the statement or of the help. Other commands
/// mean what they are.
pub fn scroll(session: &Session, theme: Theme, area: Rect, command: Command) -> Option<Action> {
    let body = regions(session, theme, area).1;
    let (rows, pane, at) = match (session.help(), session.current()) {
        (Some(at), _) => (help::rows(session, theme, body.width).len(), body, at),
        (None, Some((exercise, desk))) if desk.walk().is_some() => {
            let (pane, rows) = solution::extent(exercise, desk, theme, body)?;
            (rows, pane, desk.walk()?.1)
        }
        (None, Some((_, desk))) if desk.landscape().is_some() || desk.tour().is_some() => {
            return None;
        }
        (None, Some((exercise, desk))) => {
            let pane = Parts::new(exercise, desk, theme, body).statement;
            let rows = statement::rows(exercise, desk, theme, pane.width).len();
            (rows, pane, desk.scroll())
        }
        (None, None) => return None,
    };
    let height = usize::from(pane.height.saturating_sub(2));
    let last = most(rows, height);
    let page = height.saturating_sub(1).max(1);
    let at = at.min(last);
    let to = match command {
        Command::PageUp => at.saturating_sub(page),
        Command::PageDown => at + page,
        Command::Up if session.help().is_some() => at.saturating_sub(1),
        Command::Down if session.help().is_some() => at + 1,
        _ => return None,
    };
    Some(Action::ScrollTo(to.min(last)))
}

fn too_small(theme: Theme, area: Rect, buffer: &mut Buffer) {
    let lines = words::too_small(LEAST, (area.width, area.height));
    let rows: Vec<Markup> =
        lines.into_iter().map(|line| Markup::new().with(Role::Strong, line)).collect();
    let above = area.height.saturating_sub(height(&rows)) / 2;
    for (row, y) in rows.iter().zip(area.y + above..area.bottom()) {
        let row = theme.markup(row);
        let left = usize::from(area.width).saturating_sub(width(&row)) / 2;
        let line = Rect { x: area.x + cells(left), y, height: 1, width: area.width - cells(left) };
        print(&[row], theme, line, buffer);
    }
}

/// The last resort where there is no Unicode.
fn only_ascii(area: Rect, buffer: &mut Buffer) {
    for position in area.positions() {
        if let Some(cell) = buffer.cell_mut(position)
            && !cell.symbol().is_ascii()
        {
            cell.set_symbol("?");
        }
    }
}
