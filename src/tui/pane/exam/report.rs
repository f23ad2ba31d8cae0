//! What came of an exam, question by question; beside it what the grader says of one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Listed, named};
use crate::grading::Verdict;
use crate::markup::{Markup, Role};
use crate::session::Session;
use crate::session::exam::Sitting;
use crate::session::exam::report::{Line, Report};
use crate::tui::pane::questions::Standing;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, inside, page, print, split_columns, split_rows};
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{cells, cut, padded, width};
use crate::tui::words;

/// From this width on, what the grader says stands beside the list.
const BESIDE: u16 = 100;
/// The columns of points and time.
const POINTS: usize = 11;
const TIME: usize = 7;
/// From this width on, there is room for the time beside a question's name.
const WITH_TIME: usize = 36;

/// Draws the report.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer, spots: &mut Spots) {
    let Some(report) = session.exam().and_then(|exam| exam.report()) else { return };
    let above = head(report);
    let (top, body) = split_rows(area, cells(above.len() + 2));
    let inner = Frame::new(words::REPORT).draw(theme, top, buffer);
    let above: Vec<Markup> = above.iter().map(|row| theme.markup(row)).collect();
    print(&above, theme, inner, buffer);
    let said = |room: u16| wrap(&theme.markup(&feedback(session)), usize::from(room).min(96));
    let (list, about) = if area.width >= BESIDE {
        split_columns(body, body.width * 11 / 20)
    } else {
        let wanted = cells(said(inside(body.width)).len() + 2).min(body.height / 2).max(3);
        split_rows(body, body.height - wanted)
    };
    listed(session, report, theme, list, buffer, spots);
    page(words::FEEDBACK.to_owned(), &said(inside(about.width)), 0, theme, about, buffer);
}

/// Draws the list of questions alone.
pub fn draw_beside(
    session: &Session,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    if let Some(report) = session.exam().and_then(|exam| exam.report()) {
        listed(session, report, theme, area, buffer, spots);
    }
}

fn listed(
    session: &Session,
    report: &Report,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    let room = inside(area.width).into();
    let points = |part: usize| {
        let (points, out_of) = report.part(part);
        words::points_of(points, out_of)
    };
    let at = session.exam().map(Sitting::at);
    let row = |spot, number: usize| {
        let line = report.lines.get(number);
        line.map(|line| row(session, theme, (line, number), room, at == Some(spot)))
            .unwrap_or_default()
    };
    let listed = Listed::new(session, theme, room, points, row);
    listed.draw(words::QUESTIONS, theme, area, buffer, spots);
}

/// What was earned in all, and how it was handed in.
pub fn head(report: &Report) -> Vec<Markup> {
    let result = words::result(report.points(), report.out_of(), report.spent);
    let mut rows = vec![Markup::new().with(Role::Strong, result)];
    if report.automatic {
        rows.push(Markup::new().with(Role::Notice, words::TIME_IS_UP));
    }
    rows
}

fn row(
    session: &Session,
    theme: Theme,
    (line, number): (&Line, usize),
    room: usize,
    selected: bool,
) -> Markup {
    let glyphs = theme.glyphs();
    let (sign, role) = standing(line.verdict).sign(theme);
    let mut row = Markup::new()
        .with(Role::Strong, if selected { glyphs.selected } else { " " })
        .text(" ")
        .with(role, sign)
        .with(Role::Dim, format!("{:>3} ", number + 1));
    let points = words::points_slash(line.points, line.out_of);
    let right = if room < WITH_TIME {
        format!(" {points}")
    } else {
        format!("{points:>POINTS$}{:>TIME$}", words::time(line.spent))
    };
    let free = room.saturating_sub(right.len());
    let name = named(session, theme, line.spot).0;
    let name = cut(&name, free.saturating_sub(width(&row)), glyphs.cut);
    row.push(if selected { Role::Strong } else { Role::Text }, name);
    let mut row = padded(row, free);
    row.push(Role::Dim, right);
    row
}

/// How a question stands, by its verdict alone.
pub fn standing(verdict: Verdict) -> Standing {
    match verdict {
        Verdict::Missing => Standing::Open,
        Verdict::Unreadable | Verdict::Shape => Standing::Fault,
        Verdict::Correct => Standing::Right,
        Verdict::Imprecise | Verdict::Follows => Standing::Near,
        Verdict::Wrong => Standing::Wrong,
    }
}

/// What the grader says of the selected question.
fn feedback(session: &Session) -> Markup {
    let Some(exam) = session.exam() else { return Markup::new() };
    let lines = exam.report().map(|report| report.lines.as_slice()).unwrap_or_default();
    let line = lines.iter().find(|line| line.spot == exam.at());
    let Some(line) = line else { return Markup::new() };
    if line.verdict == Verdict::Missing {
        return Markup::new().with(Role::Dim, words::sentence(words::verdict(line.verdict)));
    }
    line.feedback.clone()
}
