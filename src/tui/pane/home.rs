//! The list of exercises under their topics, and beside it more about the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::cli::progress::text::reason;
use crate::markup::{Markup, Role};
use crate::session::sheet::Progress;
use crate::session::{Action, Command, Session};
use crate::tui::prose;
use crate::tui::spot::Spots;
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
pub fn draw(
    session: &Session,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) -> Option<Position> {
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
    let List { rows, exercises, at } = rows(session, theme, inside(list.width).into());
    let searches = session.home().is_searching() || !session.home().query().is_blank();
    let narrowed = !session.home().filter().is_open();
    let above = 2 + u16::from(searches) + u16::from(narrowed);
    let height = usize::from(list.height.saturating_sub(above));
    let first = window(at, rows.len(), height);
    let note = words::hidden(first, rows.len().saturating_sub(first + height));
    let mut inner = Frame { title: words::EXERCISES.to_owned(), note }.draw(theme, list, buffer);
    let mut cursor = None;
    if searches {
        let (line, below) = split_rows(inner, 1);
        cursor = search(session, theme, line, buffer);
        inner = below;
    }
    if narrowed {
        let (line, below) = split_rows(inner, 1);
        let text = words::narrowed(session.home().filter());
        let room = line.width.into();
        let text = cut(&theme.text(&text), room, theme.glyphs().cut);
        print(&[Markup::new().with(Role::Notice, text)], theme, line, buffer);
        inner = below;
    }
    print(&rows[first..], theme, inner, buffer);
    for (exercise, y) in exercises[first..].iter().zip(inner.y..inner.bottom()) {
        let Some(index) = *exercise else { continue };
        let selected = index == session.home().selected();
        let action = if selected { Action::Do(Command::Confirm) } else { Action::Select(index) };
        spots.add(Rect { y, height: 1, ..inner }, action);
    }
    cursor
}

/// The list in rows: which exercise each shows, and the row of the selected one.
struct List {
    rows: Vec<Markup>,
    exercises: Vec<Option<usize>>,
    at: usize,
}

fn search(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let query = session.home().query();
    let line = Markup::new().with(Role::Dim, words::SEARCH).text(query.text());
    print(&[line], theme, area, buffer);
    let before = Markup::new().text(words::SEARCH).text(theme.text(query.before_cursor()));
    let x = area.x.saturating_add(cells(width(&before))).min(area.right().saturating_sub(1));
    session.home().is_searching().then_some(Position { x, y: area.y })
}

fn rows(session: &Session, theme: Theme, room: usize) -> List {
    let (shown, next) = (session.shown(), session.next());
    let mut list = List { rows: Vec::new(), exercises: Vec::new(), at: 0 };
    let push = |list: &mut List, row: Markup, exercise: Option<usize>| {
        list.rows.push(row);
        list.exercises.push(exercise);
    };
    if shown.is_empty() {
        let home = session.home();
        let said = words::nothing_listed(home.query().text(), home.filter());
        push(&mut list, Markup::new().with(Role::Notice, said), None);
    }
    let mut topic = None;
    for index in shown {
        let due = session.due(index).is_some();
        let here = if due { words::progress::DUE.to_owned() } else { session.topic(index) };
        if topic.as_ref() != Some(&here) {
            if topic.is_some() {
                push(&mut list, Markup::new(), None);
            }
            if due {
                push(&mut list, Markup::new().with(Role::Heading, &here), None);
            } else if !here.is_empty() {
                push(&mut list, heading(session, &here), None);
            }
            topic = Some(here);
        }
        if index == session.home().selected() {
            list.at = list.rows.len();
        }
        let row = row(session, theme, index, room, next == Some(index));
        push(&mut list, row, Some(index));
    }
    let exams = session.exams();
    if !exams.is_empty() && session.home().query().is_blank() && session.home().filter().is_open() {
        let is_last = list.at + 1 == list.rows.len();
        push(&mut list, Markup::new(), None);
        push(&mut list, Markup::new().with(Role::Heading, words::EXAMS), None);
        for exam in exams {
            let command = format!("    {}", words::exam_command(&exam));
            push(&mut list, Markup::new().with(Role::Dim, command), None);
        }
        if is_last {
            list.at = list.rows.len() - 1;
        }
    }
    list
}

fn heading(session: &Session, topic: &str) -> Markup {
    let all: Vec<usize> = (0..session.library().entries().len())
        .filter(|index| session.topic(*index) == topic)
        .collect();
    let done = all.iter().filter(|index| session.progress(**index) == Progress::Done).count();
    let mut heading = Markup::new().with(Role::Heading, words::topic(topic));
    if done > 0 {
        heading.push(Role::Dim, format!("  {}", words::done_of(done, all.len())));
    }
    heading
}

fn row(session: &Session, theme: Theme, index: usize, room: usize, next: bool) -> Markup {
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
        let points = session.points(index);
        let state = words::state(progress, points, exercise.points(), next);
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
    if let Some(item) = session.due(session.home().selected()) {
        text.push(Role::Notice, format!("\n{}: {}", words::progress::DUE, reason(item)));
    }
    match session.next() {
        Some(next) if next == session.home().selected() => {
            text.push(Role::Notice, format!("\n{}", words::NEXT));
        }
        None if !session.exams().is_empty() => {
            text.push(Role::Notice, format!("\n{}", words::PATH_DONE));
        }
        _ => {}
    }
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
