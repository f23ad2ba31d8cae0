//! The last lines: the keys that do something now.

use crate::exercise::Task;
use crate::markup::{Markup, Role};
use crate::picture::terrain::Terrain;
use crate::session::{Command, Context, Session};
use crate::tui::keymap::{Binding, bindings};
use crate::tui::theme::Theme;
use crate::tui::widget::width;
use crate::tui::words;

/// The most lines that the bar takes.
const MOST_LINES: usize = 2;

/// The bar in lines of a width.
pub fn rows(session: &Session, theme: Theme, room: usize) -> Vec<Markup> {
    let context = session.context();
    let mut rows = vec![Markup::new()];
    for binding in bindings(context).filter(|binding| binding.bar && is_useful(binding, session)) {
        let label = label(binding, session);
        let item = Markup::new().with(Role::Strong, binding.shown).text(format!(" {label}"));
        let item = theme.markup(&item);
        let row = rows.last_mut().expect("there is always one row");
        let gap = if row.is_empty() { " " } else { "   " };
        if width(row) + gap.len() + width(&item) <= room {
            row.push(Role::Text, gap);
            row.extend(item);
        } else if rows.len() < MOST_LINES {
            rows.push(Markup::new().text(" "));
            rows.last_mut().expect("a row was added").extend(item);
        }
    }
    rows
}

/// What a key does, in a word or two.
pub fn label(binding: &Binding, session: &Session) -> &'static str {
    let typed = matches!(session.context(), Context::Field | Context::Grid);
    let mending = session.current().is_some_and(|(exercise, desk)| {
        matches!(exercise.questions[desk.question()].task, Task::Mend { .. })
    });
    if binding.command == Command::Back && typed && mending {
        return words::LINES;
    }
    words::label(binding.command, session.context(), session.enter())
}

/// Whether a key would do anything in this exercise.
pub fn is_useful(binding: &Binding, session: &Session) -> bool {
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
        Command::NextQuestion | Command::PreviousQuestion => exercise.questions.len() > 1,
        _ => true,
    }
}
