//! The last lines: the keys that do something now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::exam;
use crate::exercise::Task;
use crate::markup::{Markup, Role};
use crate::picture::terrain::{Axes, Terrain};
use crate::session::{Action, Command, Context, Dial, Session};
use crate::tui::keymap::{Binding, bindings};
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::print;
use crate::tui::widget::{cells, width};
use crate::tui::words;

/// The most lines that the bar takes.
const MOST_LINES: usize = 2;
/// Between two keys.
const GAP: usize = 3;

/// A key and what it does, and the column that it begins in.
struct Item {
    at: usize,
    text: Markup,
    command: Command,
}

/// How many lines the bar takes in a width.
pub fn height(session: &Session, theme: Theme, room: u16) -> u16 {
    cells(lines(session, theme, room.into()).len())
}

/// Draws the keys; a click on one does the same.
pub fn draw(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer, spots: &mut Spots) {
    for (line, y) in lines(session, theme, area.width.into()).into_iter().zip(area.y..) {
        for item in line {
            let (x, wide) = (area.x + cells(item.at), cells(width(&item.text)));
            let place = Rect { x, y, width: wide, height: 1 }.intersection(area);
            print(&[item.text], theme, place, buffer);
            spots.add(place, Action::Do(item.command));
        }
    }
}

/// The keys in lines of a width. Where there is no room for all, the last are left out, but
/// never those that lead to all others.
fn lines(session: &Session, theme: Theme, room: usize) -> Vec<Vec<Item>> {
    let context = session.context();
    let useful = |binding: &&Binding| binding.bar && is_useful(binding, session);
    let mut items: Vec<(Markup, Command)> = bindings(context)
        .filter(useful)
        .map(|binding| {
            let label = label(binding, context, session);
            let item = Markup::new().with(Role::Strong, binding.shown).text(format!(" {label}"));
            (theme.markup(&item), binding.command)
        })
        .collect();
    loop {
        let lines = flow(&items, room);
        let leads_on =
            |command: Command| matches!(command, Command::Help | Command::Palette | Command::Back);
        let spare = items.iter().rposition(|(_, command)| !leads_on(*command));
        match spare {
            Some(spare) if lines.len() > MOST_LINES => drop(items.remove(spare)),
            _ => return lines,
        }
    }
}

fn flow(items: &[(Markup, Command)], room: usize) -> Vec<Vec<Item>> {
    let mut lines = vec![Vec::new()];
    let mut at = 1;
    for (text, command) in items {
        let wide = width(text);
        if at > 1 && at + wide > room {
            lines.push(Vec::new());
            at = 1;
        }
        let line = lines.last_mut().expect("there is always one line");
        line.push(Item { at, text: text.clone(), command: *command });
        at += wide + GAP;
    }
    lines
}

/// What a key does, in a word or two.
pub fn label(binding: &Binding, context: Context, session: &Session) -> &'static str {
    if let Some(label) = exam::label(binding.command, context, session) {
        return label;
    }
    let typed = matches!(context, Context::Field | Context::Grid);
    let mending = session.current().is_some_and(|(exercise, desk)| {
        matches!(exercise.questions[desk.question()].task, Task::Mend { .. })
    });
    if binding.command == Command::Back && typed && mending {
        return words::LINES;
    }
    let covered = context != session.context();
    let enter = if covered { session.screen_enter() } else { session.enter() };
    words::label(binding.command, context, enter)
}

/// Whether a key would do anything in this exercise.
pub fn is_useful(binding: &Binding, session: &Session) -> bool {
    if let Some(useful) = exam::is_useful(binding.command, session) {
        return useful;
    }
    let Some((exercise, desk)) = session.current() else {
        return !matches!(binding.command, Command::NextVariant | Command::PreviousVariant);
    };
    match binding.command {
        Command::NextVariant => exercise.is_drawn(),
        Command::PreviousVariant => exercise.is_drawn() && desk.seed() > 0,
        Command::Hint => {
            let question = &exercise.questions[desk.question()];
            !question.hints.is_empty() || matches!(question.task, Task::Gradient { .. })
        }
        Command::Nudge => desk.can_nudge(exercise),
        Command::Landscape => {
            desk.sheet().is_ok_and(|sheet| Terrain::exists(exercise, sheet.variant()))
        }
        Command::Turn(Dial::Directions) => {
            desk.landscape().is_some_and(|landscape| landscape.choices() > 2)
        }
        Command::Turn(Dial::Across | Dial::Upward) => desk.landscape().is_some_and(|landscape| {
            landscape.choices() > 2 && landscape.axes() != Axes::Directions
        }),
        Command::NextQuestion | Command::PreviousQuestion => exercise.questions.len() > 1,
        _ => true,
    }
}
