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
    answer, bar, exam, fault, graph, header, help, home, key, landscape, overview, palette,
    questions, scratch, solution, statement,
};
use super::spot::Spots;
use super::theme::Theme;
use super::widget::frame::{height, print, split_columns, split_rows};
use super::widget::wrap::wrap;
use super::widget::{cells, width};
use super::words;
use crate::exercise::Exercise;
use crate::markup::{Markup, Role, is_hidden};
use crate::session::desk::Desk;
use crate::session::{Context, Place, Session};

/// The smallest terminal, in columns and rows.
pub const LEAST: (u16, u16) = (60, 20);

/// From this width on, the questions stand beside the statement.
const MEDIUM: u16 = 76;
/// From this width on, the answer stands beside the statement too.
const WIDE: u16 = 150;
/// The rows that the statement keeps: while one answers, and while the grader says something.
const STATEMENT: [u16; 2] = [5, 3];

/// Draws the screen; the cursor is where typing goes.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    paint(session, theme, area, buffer, &mut Spots::default())
}

/// What can be pointed at on the screen.
pub fn spots(session: &Session, theme: Theme, area: Rect) -> Spots {
    let mut spots = Spots::default();
    paint(session, theme, area, &mut Buffer::empty(area), &mut spots);
    spots
}

fn paint(
    session: &Session,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) -> Option<Position> {
    buffer.set_style(area, theme.ground());
    let cursor = if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(theme, area, buffer);
        None
    } else {
        let (top, body, bottom) = regions(session, theme, area);
        let (top, below) = split_rows(top, 1);
        header::draw(session, theme, top, buffer);
        print(&warning(session, theme, area.width), theme, below, buffer);
        bar::draw(session, theme, bottom, buffer, spots);
        let below = self::body(session, theme, body, buffer, spots);
        match session.palette() {
            Some(_) => palette::draw(session, theme, body, buffer, spots),
            None => below,
        }
    };
    only_seen(theme, area, buffer);
    cursor
}

/// The header, what is between, and the bar.
fn regions(session: &Session, theme: Theme, area: Rect) -> (Rect, Rect, Rect) {
    let (top, rest) = split_rows(area, 1 + height(&warning(session, theme, area.width)));
    let bar = bar::height(session, theme, area.width);
    let (body, bottom) = split_rows(rest, rest.height.saturating_sub(bar));
    (top, body, bottom)
}

/// What has to be said on every screen, in as many rows as it takes.
fn warning(session: &Session, theme: Theme, room: u16) -> Vec<Markup> {
    let mut rows: Vec<Markup> = exam::warning(session, theme).into_iter().collect();
    if session.place() == Place::Home
        && let Some(title) = session.waiting_exam()
    {
        let text = Markup::new().with(Role::Notice, words::exam_waits(title));
        rows.extend(wrap(&theme.markup(&text), room.into()));
    }
    if let Some(warning) = session.warning() {
        let text = Markup::new().with(Role::Wrong, words::warning(warning));
        rows.extend(wrap(&theme.markup(&text), room.into()));
    }
    rows
}

fn body(
    session: &Session,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) -> Option<Position> {
    if session.help().is_some() {
        help::draw(session, theme, area, buffer);
        return None;
    }
    if let Some(shown) = session.overview() {
        overview::draw(shown, theme, area, buffer, spots);
        return None;
    }
    match session.screen_context() {
        Context::HandIn => {
            exam::hand_in::draw(session, theme, area, buffer);
            return None;
        }
        Context::Overview => {
            exam::draw(session, theme, area, buffer, spots);
            return None;
        }
        Context::Report => {
            exam::report::draw(session, theme, area, buffer, spots);
            return None;
        }
        _ => {}
    }
    let around = key::Parts::new(session, theme, area);
    around.draw(session, theme, buffer);
    let area = around.tutor;
    match (session.place(), session.current()) {
        (Place::Home, _) => home::draw(session, theme, area, buffer, spots),
        (Place::Exercise(_), Some((exercise, desk))) if desk.walk().is_some() => {
            solution::draw(exercise, desk, theme, area, buffer, spots);
            None
        }
        (Place::Exercise(_), Some((exercise, desk))) => {
            if let Some(shown) = desk.landscape() {
                landscape::draw(&exercise.loss, shown, theme, area, buffer, spots);
                return None;
            }
            if desk.tour().is_some() {
                graph::draw(exercise, desk, theme, area, buffer, spots);
                return None;
            }
            let parts = Parts::new(exercise, desk, theme, area);
            statement::draw(exercise, desk, theme, parts.statement, buffer);
            if let Some(area) = parts.questions.filter(|_| session.exam().is_some()) {
                exam::draw_beside(session, theme, area, buffer, spots);
            } else if let Some(area) = parts.questions {
                questions::draw(exercise, desk, theme, area, buffer, spots);
            }
            match desk.scratch() {
                Some(scratch) => scratch::draw(scratch, theme, parts.answer?, buffer),
                None => answer::draw(exercise, desk, theme, parts.answer?, buffer, spots),
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
        let asked = cells(desk.number(exercise).1).saturating_add(2);
        if area.width >= WIDE {
            let (statement, right) = split_columns(area, area.width * 11 / 20);
            let (questions, answer) = split_rows(right, asked.min(area.height / 2));
            return Self { statement, questions: Some(questions), answer: Some(answer) };
        }
        let wanted = match desk.scratch() {
            Some(_) => scratch::HEIGHT,
            None => answer::height(exercise, desk, theme, area.width),
        };
        let said = desk.scratch().is_none() && answer::says(exercise, desk, theme, area.width);
        let kept = STATEMENT[usize::from(said)];
        let answer = wanted.min(area.height.saturating_sub(kept));
        let (above, answer) = split_rows(area, area.height - answer);
        if area.width < MEDIUM {
            return Self { statement: above, questions: None, answer: Some(answer) };
        }
        let list = (area.width * 3 / 8).min(44);
        let (statement, questions) = split_columns(above, area.width - list);
        Self { statement, questions: Some(questions), answer: Some(answer) }
    }
}

/// What can be scrolled on this screen: its rows, the height it is seen in, and how far it is
/// scrolled.
pub(super) fn scrolled(
    session: &Session,
    theme: Theme,
    area: Rect,
) -> Option<(usize, usize, usize)> {
    let mut body = regions(session, theme, area).1;
    if session.help().is_none() {
        body = key::Parts::new(session, theme, body).tutor;
    }
    let (rows, pane, at) = match (session.help(), session.current()) {
        (Some(at), _) => (help::rows(session, theme, body.width).len(), body, at),
        (None, Some((exercise, desk))) if desk.walk().is_some() => {
            let (pane, rows) = solution::extent(exercise, desk, theme, body)?;
            (rows, pane, desk.walk()?.1)
        }
        (None, Some((_, desk))) if desk.landscape().is_some() => return None,
        (None, Some((exercise, desk))) if desk.tour().is_some() => {
            let (pane, rows) = graph::extent(exercise, desk, theme, body)?;
            (rows, pane, desk.tour()?.scroll())
        }
        (None, Some((exercise, desk))) => {
            let pane = Parts::new(exercise, desk, theme, body).statement;
            let rows = statement::rows(exercise, desk, theme, pane.width).len();
            (rows, pane, desk.scroll())
        }
        (None, None) => return None,
    };
    Some((rows, usize::from(pane.height.saturating_sub(2)), at))
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

/// The last resort for what is hidden, and, where there is no Unicode, for what is not ASCII.
fn only_seen(theme: Theme, area: Rect, buffer: &mut Buffer) {
    for position in area.positions() {
        let Some(cell) = buffer.cell_mut(position) else { continue };
        if !theme.unicode && !cell.symbol().is_ascii() {
            cell.set_symbol("?");
        } else if cell.symbol().contains(is_hidden) {
            cell.set_symbol("\u{fffd}");
        }
    }
}
