//! A line that answers a question: what it does to the draft, until that is graded.

use super::{Tutor, text};
use crate::engine::Shape;
use crate::exercise::Task;
use crate::grading::answer;
use crate::grading::answer::options::options;
use crate::session::draft::{Draft, Grid};
use crate::session::sheet::Notice;
use crate::session::{Action, Command, Context, Enter};
use crate::tui::words;

/// What a line is to the grid that is asked for.
enum Part {
    /// One cell.
    Cell,
    /// A whole matrix, as far as one can tell.
    Whole,
    /// The beginning of one.
    Beginning,
}

impl Tutor {
    /// Takes an answer, or a part of one.
    pub(super) fn answer(&mut self, line: &str) {
        let Some((exercise, desk)) = self.session.current() else {
            return self.say(words::not_understood(line));
        };
        let (Context::Choice | Context::Field | Context::Grid | Context::Commands, Ok(sheet)) =
            (desk.context(), desk.sheet())
        else {
            return self.say(words::not_understood(line));
        };
        let draft = sheet.work(desk.question()).draft();
        match draft.typed().unwrap_or(draft) {
            Draft::Options(chosen) => {
                let Task::Choice { options: texts, .. } = &exercise.questions[desk.question()].task
                else {
                    return;
                };
                match options(line, texts.len()) {
                    Ok(wanted) => {
                        let chosen = chosen.chosen();
                        let differ =
                            |option: &usize| wanted.contains(option) != chosen.contains(option);
                        let changes: Vec<usize> = (0..texts.len()).filter(differ).collect();
                        for one in changes {
                            self.apply(Action::Choose(one));
                        }
                        self.grade();
                    }
                    Err(fault) => self.say(words::fault(&fault)),
                }
            }
            Draft::Mend(_) => self.name_line(line),
            Draft::Field(_) => {
                self.step(Command::EraseLine);
                self.apply(Action::Paste(line.to_owned()));
                self.say_all(text::live(&self.session, self.theme));
                self.grade();
            }
            Draft::Grid(grid) => match part(line, grid) {
                Part::Cell => self.fill_cell(line),
                Part::Whole => self.paste(line),
                Part::Beginning => {
                    line.clone_into(&mut self.rows);
                    self.rows.push('\n');
                }
            },
        }
    }

    /// Takes a further row of a matrix; an empty line ends it.
    pub(super) fn take_row(&mut self, line: &str) {
        if line.trim().is_empty() {
            return self.end_rows();
        }
        self.rows.push_str(line);
        self.rows.push('\n');
        let complete = match text::draft(&self.session).and_then(Draft::typed) {
            Some(Draft::Grid(grid)) => !matches!(part(&self.rows, grid), Part::Beginning),
            _ => true,
        };
        if complete || self.rows.len() > LONGEST {
            self.end_rows();
        }
    }

    /// Hands in the rows that were typed.
    pub(super) fn end_rows(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.paste(&rows);
    }

    /// Puts a whole matrix into the cells, and grades it.
    fn paste(&mut self, text: &str) {
        self.apply(Action::Paste(text.to_owned()));
        let filled = matches!(self.notice(), Some(Notice::Filled));
        if filled {
            self.grade();
        } else {
            self.say_all(text::notice(&self.session));
        }
    }

    /// Fills the cell that is asked for; the last one is graded.
    fn fill_cell(&mut self, text: &str) {
        if let Err(fault) = answer::cell(text) {
            return self.say(format!("{}{}", words::NOT_YET, words::fault(&fault)));
        }
        self.step(Command::EraseLine);
        text.chars().for_each(|letter| self.apply(Action::Type(letter)));
        self.say_all(text::live(&self.session, self.theme));
        if self.session.enter() == Enter::NextCell {
            self.step(Command::Confirm);
            self.say_all(text::cell(&self.session));
        } else {
            self.grade();
        }
    }

    /// Goes to a cell, and fills it.
    pub(super) fn cell(&mut self, (row, col): (usize, usize), value: &str) {
        let wanted = (row - 1, col - 1);
        let grid = |tutor: &Self| match text::draft(&tutor.session).and_then(Draft::typed) {
            Some(Draft::Grid(grid)) => Some((grid.place(), grid.rows() * grid.cols())),
            _ => None,
        };
        let Some((_, count)) = grid(self) else { return self.say(words::NO_CELLS) };
        for _ in 0..count {
            if grid(self).is_some_and(|(place, _)| place == wanted) {
                return if value.is_empty() {
                    self.say_all(text::cell(&self.session));
                } else {
                    self.fill_cell(value);
                };
            }
            self.step(Command::NextField);
        }
        self.say(words::no_such_cell(row, col));
    }

    /// Names the line of a backward pass that is wrong.
    fn name_line(&mut self, line: &str) {
        let Some((exercise, desk)) = self.session.current() else { return };
        let question = &exercise.questions[desk.question()];
        let mend = desk.sheet().ok().and_then(|sheet| sheet.variant().mend(question));
        let count = mend.map_or(0, |mend| mend.lines.len());
        match line.parse::<usize>() {
            Ok(number @ 1..) if number <= count => {
                self.apply(Action::Choose(number - 1));
                self.step(Command::Confirm);
                self.say_all(text::named_line(&self.session, self.theme));
            }
            Ok(number) => self.say(words::no_such_number(number, count)),
            Err(_) => self.say(words::A_LINE_FIRST),
        }
    }

    /// Grades what is typed, and says how it was found.
    fn grade(&mut self) {
        if matches!(self.notice(), Some(Notice::TooLong)) {
            return self.say_all(text::notice(&self.session));
        }
        if self.in_exam() {
            return self.noted();
        }
        if self.session.enter() == Enter::Grade {
            self.step(Command::Confirm);
        }
        self.say_all(text::said(&self.session));
        if matches!(self.session.enter(), Enter::NextQuestion | Enter::Leave) {
            self.say(words::plain_enter(self.session.enter(), self.session.context()));
        }
    }

    fn notice(&self) -> Option<&Notice> {
        let (_, desk) = self.session.current()?;
        desk.sheet().ok()?.work(desk.question()).notice()
    }
}

/// The most bytes of a matrix that is typed in lines.
const LONGEST: usize = 1 << 20;

/// What a text is to a grid.
fn part(text: &str, grid: &Grid) -> Part {
    let depth = text.chars().fold(0_i64, |depth, letter| match letter {
        '[' | '(' => depth + 1,
        ']' | ')' => depth - 1,
        _ => depth,
    });
    if depth > 0 {
        return Part::Beginning;
    }
    let shape = Shape::Matrix(grid.rows(), grid.cols());
    let listed = text.contains('[');
    match answer::cells(text, shape) {
        Ok(rows) if !listed && rows.len() == 1 && rows[0].len() == 1 => {
            let one = text.lines().count() == 1;
            if one { Part::Cell } else { Part::Whole }
        }
        Ok(rows) if !listed && rows.len() < grid.rows() && !text.contains(';') => Part::Beginning,
        Err(_) if !listed && answer::cell(text).is_ok() => Part::Cell,
        Ok(_) | Err(_) => Part::Whole,
    }
}
