//! One exercise that was opened: its variants, and the steps that can be taken on it.

mod exam;
mod follow;
mod moved;

use std::collections::BTreeMap;

use super::action::{Action, Command, Context, Enter};
use super::draft::Draft;
use super::landscape::Landscape;
use super::scratch::Scratch;
use super::sheet::{Notice, Progress, Sheet, Work};
use super::tour::Tour;
use super::typing::{Neighbour, by_letters, edit, insert, paste};
use crate::diagnostic::Diagnostic;
use crate::exercise::{Exercise, Question, Task, Variant};
use crate::progress;

/// An exercise that was opened.
#[derive(Clone, Debug)]
pub struct Desk {
    seed: u64,
    sheets: BTreeMap<u64, Result<Sheet, Diagnostic>>,
    question: usize,
    /// Whether letters are typed, not commands.
    typing: bool,
    scroll: usize,
    /// The step of the worked solution that is shown, and how far it is scrolled.
    walk: Option<(usize, usize)>,
    landscape: Option<Box<Landscape>>,
    tour: Option<Tour>,
    /// Whether the calculator is shown.
    scratching: bool,
    /// What was kept of earlier runs, by the fingerprint of the file now.
    kept: (String, Vec<progress::Draft>),
    /// In an exam: how many questions come before, and how many there are in all.
    numbers: Option<(usize, usize)>,
}

impl Desk {
    /// The exercise's first variant, ready to type.
    pub fn new(exercise: &Exercise) -> Self {
        Self::open(exercise, 0, (String::new(), Vec::new()))
    }

    /// A variant of the exercise with the work that was kept, `kept`, put back: it is that of
    /// the fingerprint of the exercise's file.
    pub(super) fn open(
        exercise: &Exercise,
        seed: u64,
        kept: (String, Vec<progress::Draft>),
    ) -> Self {
        let mut desk = Self {
            seed,
            kept,
            sheets: BTreeMap::new(),
            question: 0,
            typing: true,
            scroll: 0,
            walk: None,
            landscape: None,
            tour: None,
            scratching: false,
            numbers: None,
        };
        desk.turn_to(exercise, seed);
        desk.resume(exercise);
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

    /// The step of the worked solution that is shown, counted from 0, and how far it is
    /// scrolled.
    pub fn walk(&self) -> Option<(usize, usize)> {
        self.walk
    }

    /// The loss over two parameters, while it is shown.
    pub fn landscape(&self) -> Option<&Landscape> {
        self.landscape.as_deref()
    }

    /// The walk on the computation graph, while it is shown.
    pub fn tour(&self) -> Option<&Tour> {
        self.tour.as_ref()
    }

    /// The work on the variant that is shown, if it can be drawn.
    pub(super) fn sheet_mut(&mut self) -> Option<&mut Sheet> {
        self.sheets.get_mut(&self.seed)?.as_mut().ok()
    }

    /// Counts milliseconds towards the question that is shown.
    pub(super) fn spend(&mut self, milliseconds: i64) {
        let question = self.question;
        if let Some(sheet) = self.sheet_mut() {
            sheet.work_mut(question).0.spend(milliseconds);
        }
    }

    /// The landscape, to be asked what it needs.
    pub(super) fn landscape_mut(&mut self) -> Option<&mut Landscape> {
        self.landscape.as_deref_mut()
    }

    /// The calculator, if it is shown.
    pub fn scratch(&self) -> Option<&Scratch> {
        self.sheet().ok().filter(|_| self.scratching).map(Sheet::scratch)
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
            Ok(_) if self.walk.is_some() => Context::Solution,
            Ok(_) if self.landscape.is_some() => Context::Landscape,
            Ok(_) if self.tour.is_some() => Context::Graph,
            Ok(_) if self.scratching => Context::Scratch,
            Ok(draft) => match draft.typed() {
                None => Context::Choice,
                Some(_) if !self.typing => Context::Commands,
                Some(Draft::Grid(_)) => Context::Grid,
                Some(_) => Context::Field,
            },
        }
    }

    /// What Enter does.
    pub fn enter(&self) -> Enter {
        let Ok(sheet) = self.sheet() else { return Enter::Leave };
        if let Some((step, _)) = self.walk {
            let last = sheet.solution().is_none_or(|solution| step + 1 >= solution.steps.len());
            return if last { Enter::Leave } else { Enter::NextStep };
        }
        if self.landscape.is_some() {
            return Enter::Descend;
        }
        if self.scratching {
            return Enter::Calculate;
        }
        let work = sheet.work(self.question);
        let draft = work.draft();
        match draft.typed().unwrap_or(draft) {
            _ if work.is_settled() => match sheet.next_open(self.question) {
                Some(_) => Enter::NextQuestion,
                None => Enter::Leave,
            },
            Draft::Options(_) => Enter::Grade,
            Draft::Mend(_) => Enter::NameLine,
            _ if !self.typing => Enter::Answer,
            Draft::Grid(grid) if !grid.current().is_blank() && grid.empty().is_some() => {
                Enter::NextCell
            }
            _ => Enter::Grade,
        }
    }

    /// Takes a step; whether the exercise is left.
    pub fn apply(&mut self, exercise: &Exercise, action: &Action) -> bool {
        if let Some(landscape) = &mut self.landscape {
            if landscape.apply(action) {
                self.landscape = None;
            }
            return false;
        }
        if let Some(tour) = &mut self.tour {
            if tour.apply(action) {
                self.tour = None;
            }
            return false;
        }
        match action {
            _ if self.walk.is_some() => self.step(exercise, action),
            Action::Do(Command::Graph) => {
                if let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) {
                    sheet.solve(exercise);
                    self.tour = Tour::new(sheet.variant());
                }
            }
            Action::Do(Command::Landscape) => {
                let landscape = self.sheet().ok().and_then(|sheet| {
                    Landscape::new(exercise, sheet.variant(), &sheet.own_gradients(exercise))
                });
                self.landscape = landscape.map(Box::new);
            }
            Action::Do(Command::Solution) => self.solve(exercise),
            Action::ScrollTo(row) => self.scroll = *row,
            Action::Do(Command::Scratch) => self.scratching = !self.scratching,
            Action::Ask(question) => {
                self.scratching = false;
                self.ask(*question, exercise);
            }
            _ if self.scratching => self.calculate(exercise, action),
            Action::Type('=') if !self.takes_equals(exercise) => self.scratching = true,
            Action::Do(Command::NextVariant) => self.turn(exercise, self.seed.checked_add(1)),
            Action::Do(Command::PreviousVariant) => self.turn(exercise, self.seed.checked_sub(1)),
            Action::Do(Command::Back) => match self.context() {
                Context::Field | Context::Grid if !self.unname() => self.typing = false,
                Context::Field | Context::Grid => {}
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

    /// Goes back from the value of a line to the lines; whether there was one.
    fn unname(&mut self) -> bool {
        let question = self.question;
        let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) else { return false };
        match sheet.work_mut(question).0.draft_mut() {
            Draft::Mend(mending) => {
                mending.unname();
                true
            }
            _ => false,
        }
    }

    /// Opens the worked solution at the step that answers the question, or tells the answer
    /// where no step does.
    fn solve(&mut self, exercise: &Exercise) {
        let question = self.question;
        let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) else { return };
        let place = sheet.solve(exercise).place(&exercise.questions[question]);
        if let Some(step) = place {
            self.walk = Some((step, 0));
            sheet.see_step(exercise, step);
        } else {
            let (work, _) = sheet.work_mut(question);
            work.see();
            work.notify(Some(Notice::Key));
        }
    }

    /// A step through the worked solution.
    fn step(&mut self, exercise: &Exercise, action: &Action) {
        let (Some((step, _)), Some(Ok(sheet))) = (self.walk, self.sheets.get_mut(&self.seed))
        else {
            return;
        };
        let last = sheet.solve(exercise).steps.len().saturating_sub(1);
        let to = match action {
            Action::Do(Command::Back | Command::Solution) => None,
            Action::Do(Command::Confirm) if step == last => None,
            Action::ScrollTo(row) => {
                self.walk = Some((step, *row));
                return;
            }
            Action::Do(Command::Confirm | Command::Right | Command::Down | Command::NextField) => {
                Some(step + 1)
            }
            Action::Do(Command::Left | Command::Up | Command::PreviousField) => {
                Some(step.saturating_sub(1))
            }
            Action::Do(Command::First) => Some(0),
            Action::Do(Command::Last) => Some(last),
            Action::Choose(step) => Some(*step),
            _ => return,
        };
        self.walk = to.map(|to| (to.min(last), 0));
        if let Some((step, _)) = self.walk {
            sheet.see_step(exercise, step);
        }
    }

    /// Whether an equals sign may be part of what is typed: within a formula, as in `axis = 1`.
    fn takes_equals(&self, exercise: &Exercise) -> bool {
        let Ok(sheet) = self.sheet() else { return true };
        matches!(exercise.questions[self.question].task, Task::Formula { .. })
            && !sheet.work(self.question).draft().is_blank()
    }

    /// A step in the calculator.
    fn calculate(&mut self, exercise: &Exercise, action: &Action) {
        match (action, self.sheets.get_mut(&self.seed)) {
            (Action::Do(Command::Back), _) => self.scratching = false,
            (Action::Do(Command::Confirm), Some(Ok(sheet))) => sheet.calculate(exercise),
            (_, Some(Ok(sheet))) => sheet.scratch_mut().apply(action),
            _ => {}
        }
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
        let (version, kept) = &self.kept;
        let draw = || {
            let mut sheet = Sheet::new(exercise, exercise.variant(seed)?);
            let of_seed: Vec<_> = kept.iter().filter(|draft| draft.seed == seed).collect();
            sheet.restore(exercise, version, &of_seed);
            Ok(sheet)
        };
        self.sheets.entry(seed).or_insert_with(draw);
    }

    /// Goes to the question at which work was left: the one that was worked on last, or the next
    /// that is open.
    fn resume(&mut self, exercise: &Exercise) {
        let of_seed = self.kept.1.iter().filter(|draft| draft.seed == self.seed);
        let last = of_seed.max_by_key(|draft| draft.at).map(|draft| &draft.question);
        let questions = &exercise.questions;
        let Some(at) = questions.iter().position(|asked| Some(&asked.id) == last) else { return };
        let Ok(sheet) = self.sheet() else { return };
        let open = if sheet.work(at).is_open() { Some(at) } else { sheet.next_open(at) };
        self.question = open.unwrap_or(at);
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
                    && let Some(grid) = work.draft_mut().grid_mut()
                {
                    grid.next_empty();
                }
            }
            Enter::NameLine => {
                self.typing = true;
                if let Some((work, _, _)) = self.current(exercise)
                    && let Draft::Mend(mending) = work.draft_mut()
                {
                    mending.name();
                }
            }
            Enter::Solve => self.solve(exercise),
            Enter::Grade
            | Enter::Open
            | Enter::NextStep
            | Enter::Descend
            | Enter::Calculate
            | Enter::Run
            | Enter::Overview => {
                let question = self.question;
                if let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) {
                    sheet.grade(&exercise.questions, question);
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

    /// Shows the next hint: the author's, then steps of the worked solution.
    fn hint(&mut self, exercise: &Exercise) {
        let index = self.question;
        let Some(Ok(sheet)) = self.sheets.get_mut(&self.seed) else { return };
        let question = &exercise.questions[index];
        let steps = sheet.solve(exercise).hints(question).len();
        sheet.work_mut(index).0.hint(question, steps);
    }

    /// A step within the answer.
    fn work(&mut self, exercise: &Exercise, action: &Action) {
        if matches!(action, Action::Type(_) | Action::Paste(_) | Action::Cell(..)) {
            self.typing = true;
        }
        if let Action::Do(Command::Hint) = action {
            return self.hint(exercise);
        }
        if let Action::Do(Command::Nudge) = action {
            return self.nudge(exercise);
        }
        if let Action::Do(command @ (Command::Undo | Command::Redo)) = action {
            if let Some((work, _, _)) = self.current(exercise) {
                work.undo(*command == Command::Redo);
            }
            return;
        }
        let Some((work, question, variant)) = self.current(exercise) else { return };
        let before = work.draft().clone();
        let mut neighbour = Neighbour::None;
        match action {
            Action::Type(letter) => insert(work, letter.encode_utf8(&mut [0; 4])),
            // Terminals paste a newline as the key Enter sends it.
            Action::Paste(text) => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                paste(work, question, variant, &text);
            }
            Action::Choose(option) => match work.draft_mut() {
                Draft::Options(options) => options.toggle(*option),
                Draft::Mend(mending) => mending.go(*option),
                Draft::Field(_) | Draft::Grid(_) => {}
            },
            Action::Cell(row, col) => {
                if let Some(grid) = work.draft_mut().grid_mut() {
                    grid.visit(*row, *col);
                }
            }
            Action::Do(command) => neighbour = edit(work.draft_mut(), *command),
            _ => {}
        }
        let pasted = matches!(action, Action::Paste(_));
        if work.draft().answer() != before.answer() {
            work.remember(before, by_letters(action));
            if !pasted {
                work.notify(None);
            }
        }
        match neighbour {
            Neighbour::None => {}
            Neighbour::Next => self.ask(self.question + 1, exercise),
            Neighbour::Previous => self.ask(self.question.saturating_sub(1), exercise),
        }
    }
}
