//! The map of an exam's questions: which are answered, which are flagged, and where one is.

pub mod hand_in;
pub mod report;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::questions;
use crate::exercise::Exercise;
use crate::markup::{Markup, Role};
use crate::session::draft::extent::Extent;
use crate::session::exam::{Sitting, Spot};
use crate::session::{Action, Command, Context, Session};
use crate::tui::prose;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, inside, page, print, split_columns};
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{cut, padded, width, window};
use crate::tui::words;

/// From this width on, the selected question is shown beside the map.
const BESIDE: u16 = 100;

/// A list of questions under their exercises, and the row of the one that is selected.
pub struct Listed {
    rows: Vec<Markup>,
    at: usize,
    /// The number of the question in each row, where there is one.
    numbers: Vec<Option<usize>>,
}

impl Listed {
    /// Lists every question; `row` makes the line of one, `points` what stands at the right of
    /// an exercise's line.
    fn new(
        session: &Session,
        theme: Theme,
        room: usize,
        points: impl Fn(usize) -> String,
        row: impl Fn(Spot, usize) -> Markup,
    ) -> Self {
        let at = session.exam().map(Sitting::at).unwrap_or_default();
        let mut listed = Self { rows: Vec::new(), at: 0, numbers: Vec::new() };
        for (number, spot) in session.asked().into_iter().enumerate() {
            if spot.question == 0 {
                let title = session.exercise(spot.part).map_or("", |exercise| &exercise.title);
                let points = points(spot.part);
                let free = room.saturating_sub(width(&Markup::new().text(&*points)) + 1);
                let title = theme.text(&words::part(spot.part, title));
                let title = cut(&title, free, theme.glyphs().cut);
                let mut heading = padded(Markup::new().with(Role::Heading, title), free);
                heading.push(Role::Dim, format!(" {points}"));
                listed.rows.push(heading);
                listed.numbers.push(None);
            }
            if spot == at {
                listed.at = listed.rows.len();
            }
            listed.rows.push(row(spot, number));
            listed.numbers.push(Some(number));
        }
        listed
    }

    /// Draws as much of the list as there is room for, the selected row among it.
    fn draw(&self, title: &str, theme: Theme, area: Rect, buffer: &mut Buffer, spots: &mut Spots) {
        let height = usize::from(area.height.saturating_sub(2));
        let first = window(self.at, self.rows.len(), height);
        let note = words::beyond(first, self.rows.len().saturating_sub(first + height));
        let inner = Frame { title: title.to_owned(), note }.draw(theme, area, buffer);
        print(&self.rows[first..], theme, inner, buffer);
        for (number, y) in self.numbers[first..].iter().zip(inner.y..inner.bottom()) {
            if let Some(number) = number {
                spots.add(Rect { y, height: 1, ..inner }, Action::Select(*number));
            }
        }
    }
}

/// Draws the map on the whole screen.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer, spots: &mut Spots) {
    let list = if area.width >= BESIDE {
        let (list, about) = split_columns(area, area.width / 2);
        describe(session, theme, about, buffer);
        list
    } else {
        area
    };
    draw_beside(session, theme, list, buffer, spots);
}

/// Draws the map as a pane beside others.
pub fn draw_beside(
    session: &Session,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    if session.exam().is_some_and(|exam| exam.report().is_some()) {
        return report::draw_beside(session, theme, area, buffer, spots);
    }
    let asked = session.asked();
    let whole = asked.iter().filter(|spot| session.extent(**spot) == Extent::Whole).count();
    let title = words::answered(whole, asked.len());
    let map = map(session, theme, inside(area.width).into());
    map.draw(&title, theme, area, buffer, spots);
}

fn map(session: &Session, theme: Theme, room: usize) -> Listed {
    let points = |part: usize| {
        let points = session.exercise(part).map_or(0.0, Exercise::points);
        words::points_alone(points)
    };
    Listed::new(session, theme, room, points, |spot, number| {
        row(session, theme, spot, number, room)
    })
}

fn row(session: &Session, theme: Theme, spot: Spot, number: usize, room: usize) -> Markup {
    let Some(exam) = session.exam() else { return Markup::new() };
    let glyphs = theme.glyphs();
    let (sign, role) = match session.extent(spot) {
        Extent::Nothing => (" ", Role::Text),
        Extent::Part => (glyphs.begun, Role::Notice),
        Extent::Whole => (glyphs.level[0], Role::Strong),
    };
    let selected = spot == exam.at();
    let flag = if exam.is_flagged(spot) { flag(theme) } else { " " };
    let mut row = Markup::new()
        .with(Role::Strong, if selected { glyphs.selected } else { " " })
        .text(" ")
        .with(role, sign)
        .with(Role::Notice, flag)
        .with(Role::Dim, format!("{:>3} ", number + 1));
    let (name, points) = named(session, theme, spot);
    let free = room.saturating_sub(points.len() + 1);
    let name = cut(&name, free.saturating_sub(width(&row)), glyphs.cut);
    row.push(if selected { Role::Strong } else { Role::Text }, name);
    let mut row = padded(row, free);
    row.push(Role::Dim, format!(" {points}"));
    row
}

/// The sign of a question that was marked to come back to.
pub fn flag(theme: Theme) -> &'static str {
    if theme.unicode { "⚑" } else { "!" }
}

/// What a question asks for in a few letters, and what it earns.
pub fn named(session: &Session, theme: Theme, spot: Spot) -> (String, String) {
    let exercise = session.exercise(spot.part);
    let question = exercise.and_then(|exercise| exercise.questions.get(spot.question));
    let sheet = session.desk(spot.part).and_then(|desk| desk.sheet().ok());
    let (Some(question), Some(sheet)) = (question, sheet) else { return Default::default() };
    let name = questions::name(question, theme);
    let size = questions::size(question, sheet.variant());
    let name = if size.is_empty() { name } else { format!("{name}  {size}") };
    (theme.text(&name), words::short(question.points))
}

/// The selected question: its exercise, and what it asks.
fn describe(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let Some(exam) = session.exam() else { return };
    let Some(exercise) = session.exercise(exam.at().part) else { return };
    let Some(question) = exercise.questions.get(exam.at().question) else { return };
    let mut text = prose::markup(&question.prompt);
    text.push(Role::Text, "\n\n");
    text.extend(prose::markup(&exercise.statement));
    let rows = wrap(&theme.markup(&text), usize::from(inside(area.width)).min(96));
    page(exercise.title.clone(), &rows, 0, theme, area, buffer);
}

/// Where one is in an exam, for the header.
pub fn path(session: &Session, exam: &Sitting) -> String {
    match session.current() {
        Some((exercise, _)) => {
            format!("{}: {}", exam.title(), words::part(exam.at().part, &exercise.title))
        }
        None => exam.title().to_owned(),
    }
}

/// The time that is left or, once it is handed in, what was earned.
pub fn right(exam: &Sitting) -> String {
    match exam.report() {
        Some(report) => words::points_of(report.points(), report.out_of()),
        None => words::left(exam.clock().shown()),
    }
}

/// Whether a command does anything in an exam, where that is not as in practice; outside of
/// exams, those that are for exams alone do nothing.
pub fn is_useful(command: Command, session: &Session) -> Option<bool> {
    let own = matches!(command, Command::Flag | Command::Overview | Command::HandIn);
    let Some(exam) = session.exam() else { return own.then_some(false) };
    match command {
        Command::Hint | Command::Nudge | Command::NextVariant | Command::PreviousVariant => {
            Some(false)
        }
        command if command.helps() && exam.report().is_none() => Some(false),
        Command::NextQuestion | Command::PreviousQuestion => Some(true),
        Command::Scratch => Some(exam.report().is_none() && exam.allows_scratch()),
        Command::Toggle | Command::Undo | Command::Redo if exam.report().is_some() => Some(false),
        _ => own.then(|| exam.report().is_none()),
    }
}

/// What a command is called in an exam, where that is not as in practice.
pub fn label(command: Command, context: Context, session: &Session) -> Option<&'static str> {
    let exam = session.exam()?;
    let at_question = matches!(context, Context::Choice | Context::Commands);
    match (command, exam.report()) {
        (Command::Back, None) if at_question => Some(words::TO_OVERVIEW),
        (Command::Back, Some(_)) if at_question => Some(words::TO_REPORT),
        (Command::Flag, _) if exam.is_flagged(exam.at()) => Some(words::UNFLAG),
        _ => None,
    }
}

/// The warning that the end is near.
pub fn warning(session: &Session, theme: Theme) -> Option<Markup> {
    let minutes = session.exam()?.warning()?;
    let text = Markup::new().with(Role::Notice, format!(" {}", words::warned(minutes)));
    Some(theme.markup(&text))
}
