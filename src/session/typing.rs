//! What typing, editing and pasting do to an answer.

use super::action::{Action, Command};
use super::draft::{Direction, Draft};
use super::sheet::{Notice, Work};
use crate::engine::{self, Shape};
use crate::exercise::{Question, Task, Variant};
use crate::grading::{self, Answer, Grade, answer};

/// A question beside the one that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbour {
    /// None.
    None,
    /// The next.
    Next,
    /// The one before.
    Previous,
}

/// Whether a change is one of many small ones that are undone together.
pub(super) fn by_letters(action: &Action) -> bool {
    matches!(action, Action::Type(_) | Action::Do(Command::EraseBefore | Command::EraseAfter))
}

pub(super) fn insert(work: &mut Work, text: &str) {
    let fits = work.draft_mut().line_mut().is_none_or(|line| line.insert(text));
    if !fits {
        work.notify(Some(Notice::TooLong));
    }
}

/// Carries out a command within an answer; the answer may be left for a neighbour.
pub(super) fn edit(draft: &mut Draft, command: Command) -> Neighbour {
    if let Draft::Mend(mending) = draft {
        let at = mending.at();
        if let Some(value) = mending.value_mut() {
            return edit(value, command);
        }
        match command {
            Command::Up => mending.go(at.saturating_sub(1)),
            Command::Down => mending.go(at + 1),
            Command::Toggle => mending.name(),
            Command::NextField => return Neighbour::Next,
            Command::PreviousField => return Neighbour::Previous,
            _ => {}
        }
        return Neighbour::None;
    }
    match (command, &mut *draft) {
        (Command::Up, Draft::Grid(grid)) => drop(grid.go(Direction::Up)),
        (Command::Down, Draft::Grid(grid)) => drop(grid.go(Direction::Down)),
        (Command::Up, Draft::Options(options)) => options.up(),
        (Command::Down, Draft::Options(options)) => options.down(),
        (Command::Toggle, Draft::Options(options)) => options.toggle(options.at()),
        (Command::Fill, Draft::Grid(grid)) => grid.fill_empty(),
        (Command::Clear, Draft::Grid(grid)) => grid.clear(),
        (Command::NextField, Draft::Grid(grid)) => grid.next(),
        (Command::PreviousField, Draft::Grid(grid)) => grid.previous(),
        (Command::Down | Command::NextField, _) => return Neighbour::Next,
        (Command::Up | Command::PreviousField, _) => return Neighbour::Previous,
        _ => {
            let inside = draft.line_mut().is_none_or(|line| line.command(command));
            if let (false, Draft::Grid(grid)) = (inside, draft) {
                grid.go(if command == Command::Left { Direction::Left } else { Direction::Right });
            }
        }
    }
    Neighbour::None
}

/// Puts a pasted text where it belongs: a matrix into the cells, all else at the cursor. What
/// cannot be put anywhere is told, and changes nothing.
pub(super) fn paste(work: &mut Work, question: &Question, variant: &mut Variant, text: &str) {
    let Some(grid) = work.draft_mut().grid_mut() else {
        return insert(work, text.trim());
    };
    let shape = Shape::Matrix(grid.rows(), grid.cols());
    match answer::cells(text, shape) {
        Ok(cells) if cells.len() == grid.rows() && cells[0].len() == grid.cols() => {
            grid.fill(&cells);
            return work.notify(Some(Notice::Filled));
        }
        Ok(cells) if cells.len() == 1 && cells[0].len() == 1 && !cells[0][0].contains('[') => {
            return insert(work, &cells[0][0]);
        }
        _ => {}
    }
    let answer = Answer::Text(text.to_owned());
    let grade = match answer::read(&answer, shape, None, &mut engine::calculate) {
        Ok(reading) if matches!(question.task, Task::Mend { .. }) => {
            let found = reading.array.shape();
            let feedback = grading::feedback::shape(&question.task, found, shape, None);
            Grade { read: Some(reading.array), feedback, ..grading::missing(question) }
        }
        Err(faults) if matches!(question.task, Task::Mend { .. }) => {
            grading::unreadable(grading::missing(question), faults)
        }
        _ => grading::grade(question, variant, &answer),
    };
    let read = grade.read.as_ref().filter(|read| read.shape() == shape);
    let Some(read) = read else {
        return work.notify(Some(Notice::Unfit(Box::new(grade))));
    };
    let texts = |row: &[f64]| row.iter().map(f64::to_string).collect();
    let rows = read.rows().map(texts).collect::<Vec<_>>();
    if let Some(grid) = work.draft_mut().grid_mut() {
        grid.fill(&rows);
    }
    work.notify(Some(Notice::Filled));
}
