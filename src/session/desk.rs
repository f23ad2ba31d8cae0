//! One exercise that was opened: its variants, and the steps that can be taken on it.

use std::collections::BTreeMap;

use super::action::{Action, Command, Context, Enter};
use super::draft::{Direction, Draft};
use super::line::Line;
use super::sheet::{Notice, Progress, Sheet, Work};
use crate::diagnostic::Diagnostic;
use crate::engine::Shape;
use crate::exercise::{Exercise, Question, Variant};
use crate::grading::{self, Answer, answer};

/// A question beside the one that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    None,
    Next,
    Previous,
}

/// An exercise that was opened.
#[derive(Clone, Debug)]
pub struct Desk {
    seed: u64,
    sheets: BTreeMap<u64, Result<Sheet, Diagnostic>>,
    question: usize,
    /// Whether letters are typed, not commands.
    typing: bool,
    scroll: usize,
}

impl Desk {
    /// The exercise's first variant, ready to type.
    pub fn new(exercise: &Exercise) -> Self {
        let mut desk =
            Self { seed: 0, sheets: BTreeMap::new(), question: 0, typing: true, scroll: 0 };
        desk.turn_to(exercise, 0);
        desk
    }

    /// The seed of the variant that is shown.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The variant that is shown and the work on it, or why it cannot be drawn.
    pub fn sheet(&self) -> Result<&Sheet, &Diagnostic> {
        self.sheets[&self.seed].as_ref()
    }

    /// The question that is shown, counted from 0.
    pub fn question(&self) -> usize {
        self.question
    }

    /// How far the statement is scrolled.
    pub fn scroll(&self) -> usize {
        self.scroll
    }

    /// How far the learner is; that of the best variant.
    pub fn progress(&self) -> Progress {
        let known = self.sheets.values().flatten();
        known.map(Sheet::progress).max().unwrap_or(Progress::New)
    }

    /// What the best variant earned.
    pub fn points(&self) -> f64 {
        self.sheets.values().flatten().map(Sheet::points).fold(0.0, f64::max)
    }

    /// What keys mean.
    pub fn context(&self) -> Context {
        match self.sheet().map(|sheet| sheet.work(self.question).draft()) {
            Err(_) => Context::Fault,
            Ok(Draft::Options(_)) => Context::Choice,
            Ok(_) if !self.typing => Context::Commands,
            Ok(Draft::Grid(_)) => Context::Grid,
            Ok(Draft::Field(_)) => Context::Field,
        }
    }

    /// What Enter does.
    pub fn enter(&self) -> Enter {
        let Ok(sheet) = self.sheet() else { return Enter::Leave };
        let work = sheet.work(self.question);
        match work.draft() {
            _ if work.is_settled() => match sheet.next_open(self.question) {
                Some(_) => Enter::NextQuestion,
                None => Enter::Leave,
            },
            Draft::Options(_) => Enter::Grade,
            _ if !self.typing => Enter::Answer,
            Draft::Grid(grid) if !grid.current().is_blank() && grid.empty().is_some() => {
                Enter::NextCell
            }
            _ => Enter::Grade,
        }
    }

    /// Takes a step; whether the exercise is left.
    pub fn apply(&mut self, exercise: &Exercise, action: &Action) -> bool {
        match action {
            Action::ScrollTo(row) => self.scroll = *row,
            Action::Do(Command::NextVariant) => self.turn(exercise, self.seed.checked_add(1)),
            Action::Do(Command::PreviousVariant) => self.turn(exercise, self.seed.checked_sub(1)),
            Action::Do(Command::Back) => match self.context() {
                Context::Field | Context::Grid => self.typing = false,
                _ => return true,
            },
            Action::Do(Command::Confirm) => return self.confirm(exercise),
            Action::Do(Command::NextQuestion) => self.ask(self.question + 1, exercise),
            Action::Do(Command::PreviousQuestion) => {
                self.ask(self.question.saturating_sub(1), exercise);
            }
            _ => self.work(exercise, action),
        }
        false
    }

    /// Shows another variant of an exercise that draws its numbers.
    fn turn(&mut self, exercise: &Exercise, seed: Option<u64>) {
        if let Some(seed) = seed
            && exercise.is_drawn()
        {
            self.turn_to(exercise, seed);
        }
    }

    fn turn_to(&mut self, exercise: &Exercise, seed: u64) {
        self.seed = seed;
        let draw = || exercise.variant(seed).map(|variant| Sheet::new(exercise, variant));
        self.sheets.entry(seed).or_insert_with(draw);
    }

    fn ask(&mut self, question: usize, exercise: &Exercise) {
        self.question = question.min(exercise.questions.len().saturating_sub(1));
    }

    fn confirm(&mut self, exercise: &Exercise) -> bool {
        match self.enter() {
            Enter::Leave => return true,
            Enter::Answer => self.typing = true,
            Enter::NextQuestion => {
                let open = self.sheet().ok().and_then(|sheet| sheet.next_open(self.question));
                self.ask(open.unwrap_or(self.question), exercise);
                self.typing = true;
            }
            Enter::NextCell => {
                if let Some((work, _, _)) = self.current(exercise)
                    && let Draft::Grid(grid) = work.draft_mut()
                {
                    grid.next_empty();
                }
            }
            Enter::Grade | Enter::Open => {
                if let Some((work, question, variant)) = self.current(exercise) {
                    work.grade(question, variant);
                }
            }
        }
        false
    }

    /// The work on the question that is shown, the question, and the variant.
    fn current<'d>(
        &'d mut self,
        exercise: &'d Exercise,
    ) -> Option<(&'d mut Work, &'d Question, &'d mut Variant)> {
        let question = self.question;
        let sheet = self.sheets.get_mut(&self.seed)?.as_mut().ok()?;
        let (work, variant) = sheet.work_mut(question);
        Some((work, &exercise.questions[question], variant))
    }

    /// A step within the answer.
    fn work(&mut self, exercise: &Exercise, action: &Action) {
        if matches!(action, Action::Type(_) | Action::Paste(_)) {
            self.typing = true;
        }
        let Some((work, question, variant)) = self.current(exercise) else { return };
        let before = work.draft().answer();
        let mut neighbour = Neighbour::None;
        match action {
            Action::Type(letter) => insert(work, letter.encode_utf8(&mut [0; 4])),
            // Terminals paste a newline as the key Enter sends it.
            Action::Paste(text) => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                paste(work, question, variant, &text);
            }
            Action::Do(Command::Hint) => work.hint(question),
            Action::Choose(option) => {
                if let Draft::Options(options) = work.draft_mut() {
                    options.toggle(*option);
                }
            }
            Action::Do(command) => neighbour = edit(work.draft_mut(), *command),
            _ => {}
        }
        let pasted = matches!(action, Action::Paste(_));
        if !pasted && work.draft().answer() != before {
            work.notify(None);
        }
        match neighbour {
            Neighbour::None => {}
            Neighbour::Next => self.ask(self.question + 1, exercise),
            Neighbour::Previous => self.ask(self.question.saturating_sub(1), exercise),
        }
    }
}

fn insert(work: &mut Work, text: &str) {
    let fits = work.draft_mut().line_mut().is_none_or(|line| line.insert(text));
    if !fits {
        work.notify(Some(Notice::TooLong));
    }
}

/// Carries out a command within an answer; the answer may be left for a neighbour.
fn edit(draft: &mut Draft, command: Command) -> Neighbour {
    match (command, &mut *draft) {
        (Command::Up, Draft::Grid(grid)) => drop(grid.go(Direction::Up)),
        (Command::Down, Draft::Grid(grid)) => drop(grid.go(Direction::Down)),
        (Command::Up, Draft::Options(options)) => options.up(),
        (Command::Down, Draft::Options(options)) => options.down(),
        (Command::Toggle, Draft::Options(options)) => options.toggle(options.at()),
        (Command::NextField, Draft::Grid(grid)) => grid.next(),
        (Command::PreviousField, Draft::Grid(grid)) => grid.previous(),
        (Command::Down | Command::NextField, _) => return Neighbour::Next,
        (Command::Up | Command::PreviousField, _) => return Neighbour::Previous,
        _ => {
            let inside = draft.line_mut().is_none_or(|line| type_command(line, command));
            if let (false, Draft::Grid(grid)) = (inside, draft) {
                grid.go(if command == Command::Left { Direction::Left } else { Direction::Right });
            }
        }
    }
    Neighbour::None
}

/// Carries out a command within a line; `false` if the cursor would leave it.
fn type_command(line: &mut Line, command: Command) -> bool {
    match command {
        Command::Left => return line.left(),
        Command::Right => return line.right(),
        Command::First => line.first(),
        Command::Last => line.last(),
        Command::EraseBefore => line.erase_before(),
        Command::EraseAfter => line.erase_after(),
        Command::EraseLine => line.clear(),
        _ => {}
    }
    true
}

/// Puts a pasted text where it belongs: a matrix into the cells, all else at the cursor. What
/// cannot be put anywhere is told, and changes nothing.
fn paste(work: &mut Work, question: &Question, variant: &mut Variant, text: &str) {
    let Draft::Grid(grid) = work.draft_mut() else {
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
    let grade = grading::grade(question, variant, &Answer::Text(text.to_owned()));
    let read = grade.read.as_ref().filter(|read| read.shape() == shape);
    let Some(read) = read else {
        return work.notify(Some(Notice::Unfit(Box::new(grade))));
    };
    let texts = |row: &[f64]| row.iter().map(f64::to_string).collect();
    grid.fill(&read.rows().map(texts).collect::<Vec<_>>());
    work.notify(Some(Notice::Filled));
}
