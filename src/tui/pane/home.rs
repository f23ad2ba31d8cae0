//! The list of exercises under their topics, and beside it more about the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::markup::{Markup, Role};
use crate::session::Session;
use crate::session::sheet::Progress;
use crate::tui::prose;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, inside, page, print, split_columns, split_rows};
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{cells, cut, padded, width, window};
use crate::tui::words;

/// From this width on, the selected exercise is described beside the list.
const WIDE: u16 = 100;
/// The columns of an exercise's state, and of its level.
const STATE: usize = 16;
const LEVEL: usize = 5;
/// The most columns of a title, so that its state does not stand far away.
const TITLE: usize = 56;

/// Draws the list; the cursor is in the search while that is typed.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let list = if area.width >= WIDE {
        let (list, about) = split_columns(area, area.width * 3 / 5);
        if let Some(rows) = describe(session, theme, inside(about.width).into()) {
            page(
                session.entry(session.home().selected()).id.clone(),
                &rows,
                0,
                theme,
                about,
                buffer,
            );
        }
        list
    } else {
        area
    };
    let (rows, at) = rows(session, theme, inside(list.width).into());
    let searches = session.home().is_searching() || !session.home().query().is_blank();
    let height = usize::from(list.height.saturating_sub(2 + u16::from(searches)));
    let first = window(at, rows.len(), height);
    let note = words::hidden(first, rows.len().saturating_sub(first + height));
    let mut inner = Frame { title: words::EXERCISES.to_owned(), note }.draw(theme, list, buffer);
    let mut cursor = None;
    if searches {
        let (line, below) = split_rows(inner, 1);
        cursor = search(session, theme, line, buffer);
        inner = below;
    }
    print(&rows[first..], theme, inner, buffer);
    cursor
}

fn search(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let query = session.home().query();
    let line = Markup::new().with(Role::Dim, words::SEARCH).text(query.text());
    print(&[line], theme, area, buffer);
    let before = Markup::new().text(words::SEARCH).text(theme.text(query.before_cursor()));
    let x = area.x.saturating_add(cells(width(&before))).min(area.right().saturating_sub(1));
    session.home().is_searching().then_some(Position { x, y: area.y })
}

/// The list, and the row of the selected exercise in it.
fn rows(session: &Session, theme: Theme, room: usize) -> (Vec<Markup>, usize) {
    let shown = session.shown();
    if shown.is_empty() {
        let query = session.home().query().text();
        return (vec![Markup::new().with(Role::Notice, words::nothing_fits(query))], 0);
    }
    let mut rows = Vec::new();
    let mut at = 0;
    let mut topic = None;
    for index in shown {
        let here = topic_of(session, index);
        if topic.as_ref() != Some(&here) {
            if topic.is_some() {
                rows.push(Markup::new());
            }
            if !here.is_empty() {
                rows.push(heading(session, &here));
            }
            topic = Some(here);
        }
        if index == session.home().selected() {
            at = rows.len();
        }
        rows.push(row(session, theme, index, room));
    }
    (rows, at)
}

/// The topic that an exercise is listed under.
pub fn topic_of(session: &Session, index: usize) -> String {
    let folder = &session.entry(index).topic;
    match session.exercise(index) {
        Some(exercise) if folder.is_empty() => exercise.topic.clone(),
        _ => folder.clone(),
    }
}

fn heading(session: &Session, topic: &str) -> Markup {
    let all: Vec<usize> = (0..session.library().entries().len())
        .filter(|index| topic_of(session, *index) == topic)
        .collect();
    let done = all.iter().filter(|index| session.progress(**index) == Progress::Done).count();
    let mut heading = Markup::new().with(Role::Heading, words::topic(topic));
    if done > 0 {
        heading.push(Role::Dim, format!("  {}", words::done_of(done, all.len())));
    }
    heading
}

fn row(session: &Session, theme: Theme, index: usize, room: usize) -> Markup {
    let glyphs = theme.glyphs();
    let selected = index == session.home().selected();
    let id = &session.entry(index).id;
    let number = id.rsplit('/').next().and_then(|name| name.split('-').next()).unwrap_or_default();
    let number = if number.chars().all(|c| c.is_ascii_digit()) { number } else { "" };
    let progress = session.progress(index);
    let (sign, role) = match (session.loaded(index), progress) {
        (Some(loaded), _) if loaded.exercise.is_none() => (glyphs.fault, Role::Wrong),
        (_, Progress::New) => (" ", Role::Text),
        (_, Progress::Started) => (glyphs.begun, Role::Notice),
        (_, Progress::Done) => (glyphs.right, Role::Correct),
    };
    let title = session.exercise(index).map_or(id.as_str(), |exercise| &exercise.title);
    let name_role = if selected { Role::Strong } else { Role::Text };
    let mut row = Markup::new()
        .with(Role::Strong, if selected { glyphs.selected } else { " " })
        .text(" ")
        .with(role, sign)
        .text(" ")
        .with(Role::Dim, format!("{number:<3}"));
    let name = room.saturating_sub(width(&row) + LEVEL + STATE + 2).min(TITLE);
    let mut name_part = Markup::new();
    name_part.push(name_role, cut(&theme.text(title), name, glyphs.cut));
    row.extend(padded(name_part, name + 1));
    if let Some(exercise) = session.exercise(index) {
        let level = usize::from(exercise.level).min(LEVEL);
        row.push(Role::Dim, glyphs.level[0].repeat(level) + &glyphs.level[1].repeat(LEVEL - level));
        let points = session.desk(index).map_or(0.0, crate::session::desk::Desk::points);
        let state = words::state(progress, points, exercise.points());
        row.push(Role::Text, format!(" {state:>STATE$}"));
    }
    row
}

/// What there is to know of the selected exercise before it is opened.
fn describe(session: &Session, theme: Theme, room: usize) -> Option<Vec<Markup>> {
    let exercise = session.exercise(session.home().selected())?;
    let effort = words::effort(exercise.level, exercise.minutes, exercise.questions.len());
    let mut text = Markup::new().with(Role::Strong, &exercise.title).text("\n");
    text.push(Role::Dim, effort);
    text.push(Role::Text, "\n\n");
    text.extend(prose::markup(&exercise.statement));
    for (label, list) in [(words::REQUIRES, &exercise.requires), (words::TAGS, &exercise.tags)] {
        if !list.is_empty() {
            text.push(Role::Dim, format!("\n\n{label}: "));
            text.push(Role::Text, list.join(", "));
        }
    }
    Some(wrap(&theme.markup(&text), room))
}
