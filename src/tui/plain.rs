//! The tutor as lines of text, for screen readers and dumb terminals: a line in, lines out.
//! Nothing is redrawn, and no escape sequence is written.
//!
//! It drives the same [`Session`] as the screens, and says it with the same words.

mod answer;
pub mod exam;
mod order;
mod pictures;
mod text;

use std::io::{self, BufRead, Read, Write};

use super::keeper::{self, Keeper};
use super::recorder::Recorder;
use super::theme::Theme;
use super::words;
use crate::exercise::library::Library;
use crate::markup::visible;
use crate::picture::surface::GRIDS;
use crate::progress::store::Trouble;
use crate::session::overview::Overview;
use crate::session::{Action, Command, Context, Dial, Effect, Enter, Place, Session};
use order::Order;

/// The steps that the ways down take at once.
const RUN: usize = 10;
/// The most bytes that are read as one line.
const LONGEST: u64 = 1 << 20;

/// Runs the tutor until the learner leaves it, or the input ends.
///
/// # Errors
/// The input cannot be read or the output cannot be written.
pub fn run(
    library: Library,
    theme: Theme,
    keeper: Keeper,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<()> {
    Tutor::new(library, theme, keeper).run(input, output)
}

/// Runs an exam until the learner leaves it, or the input ends; the session is given back as it
/// was left.
///
/// # Errors
/// The input cannot be read or the output cannot be written.
pub fn sit(
    session: Session,
    theme: Theme,
    recorder: Recorder,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<Session> {
    let mut tutor = Tutor::at(session, theme, Keeper::of_exam(recorder));
    tutor.say_exam();
    tutor.run(input, output)?;
    Ok(tutor.session)
}

struct Tutor {
    session: Session,
    theme: Theme,
    keeper: Keeper,
    /// What was said of the database last.
    warned: Option<Trouble>,
    /// The rows of a matrix that is not complete yet, a line each.
    rows: String,
    /// What is to be written.
    out: String,
    left: bool,
}

impl Tutor {
    fn new(library: Library, theme: Theme, mut keeper: Keeper) -> Self {
        let mut session = Session::new(library);
        keeper.begin(&mut session);
        let mut tutor = Self::at(session, theme, keeper);
        tutor.carry_out(tutor.session.start());
        tutor.say(words::plain_welcome());
        tutor.say_place();
        tutor
    }

    fn at(session: Session, theme: Theme, keeper: Keeper) -> Self {
        let (rows, out) = (String::new(), String::new());
        Self { session, theme, keeper, warned: None, rows, out, left: false }
    }

    fn run(&mut self, input: &mut impl BufRead, output: &mut impl Write) -> io::Result<()> {
        while !self.left {
            self.keeper.flush();
            self.warn();
            output.write_all(visible(&self.out).as_bytes())?;
            self.out.clear();
            write!(output, "{}> ", self.prompt())?;
            output.flush()?;
            let mut line = Vec::new();
            if input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
                self.out.push('\n');
                break;
            }
            self.take(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
        }
        output.write_all(visible(&self.out).as_bytes())?;
        output.flush()
    }

    /// Before the sign that a line is awaited: which row, while a matrix is typed.
    fn prompt(&self) -> String {
        match self.rows.lines().count() {
            0 => String::new(),
            rows => words::row(rows),
        }
    }

    /// Writes a line, or several; those without text are left out.
    fn say(&mut self, text: impl AsRef<str>) {
        for line in self.theme.text(text.as_ref()).lines().filter(|line| !line.trim().is_empty()) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    fn say_all(&mut self, lines: Vec<String>) {
        for line in lines {
            self.say(line);
        }
    }

    /// Says what stands in the way of keeping what is done, once.
    fn warn(&mut self) {
        let trouble = self.keeper.trouble().cloned();
        if trouble != self.warned {
            if let Some(trouble) = &trouble {
                self.say(words::warning(&trouble.to_string()));
            }
            self.warned = trouble;
        }
    }

    fn apply(&mut self, action: Action) {
        self.session.clock(keeper::now());
        let before = self.session.place();
        let effects = self.session.apply(action);
        self.carry_out(effects);
        self.keeper.come_home(before, &mut self.session);
    }

    fn step(&mut self, command: Command) {
        self.apply(Action::Do(command));
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let Err(effect) = self.keeper.carry_out(effect, &mut self.session) else { continue };
            match effect {
                Effect::Load(index) => {
                    let loaded = self.session.library().load(self.session.entry(index));
                    self.apply(Action::Loaded(index, Box::new(loaded)));
                }
                Effect::Quit => self.left = true,
                // Lines tell a few losses: the coarse grid is enough.
                Effect::Survey => {
                    if let Some(mut survey) = self.session.survey() {
                        let surface = survey.surface(GRIDS[0]);
                        self.apply(Action::Surveyed(Box::new(surface)));
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes a line.
    fn take(&mut self, line: &str) {
        if self.in_exam() && self.look_at_clock() {
            return;
        }
        let order = order::read(line, &self.session);
        if !self.rows.is_empty() {
            if !matches!(order, Order::Step(_)) {
                return self.take_row(line);
            }
            self.end_rows();
        }
        if self.in_exam() {
            return self.take_in_exam(line, order);
        }
        match order {
            Order::Enter => self.enter(),
            Order::Step(command) => self.command(command),
            Order::Again => self.say_place(),
            Order::Questions => self.say_all(text::questions(&self.session, self.theme)),
            Order::Number(number) => self.go_to(number),
            Order::Search(wanted) => self.search(wanted),
            Order::Filter(filter) => {
                self.session.set_filter(filter);
                self.say_all(text::home(&self.session, self.theme));
            }
            Order::Start(point) => {
                self.apply(Action::Start(point));
                self.say_all(text::descent(&self.session, self.theme));
            }
            Order::Cell(place, value) => self.cell(place, value),
            Order::Calculate(text) => self.calculate(text),
            Order::Answer(text) => self.answer(text),
        }
    }

    /// The empty line: what the key Enter does, unless it would grade what was graded.
    fn enter(&mut self) {
        let enter = match self.session.place() {
            Place::Home => Enter::Open,
            Place::Exercise(_) => self.session.enter(),
        };
        match enter {
            Enter::NextStep => self.walk(Command::Confirm),
            Enter::Descend => self.descend(Command::Confirm),
            Enter::NextQuestion | Enter::Leave => {
                self.step(Command::Confirm);
                self.say_after();
            }
            _ => self.say_here(),
        }
    }

    fn command(&mut self, command: Command) {
        match (command, self.session.context()) {
            (Command::Help, _) => self.say_all(order::help(&self.session)),
            (Command::Quit, _) => self.step(Command::Quit),
            (Command::Back, Context::Home | Context::Search) => {
                self.step(Command::Back);
                self.say_all(text::home(&self.session, self.theme));
            }
            (Command::Back, _) => self.back(),
            (Command::Landscape, _) => {
                self.step(command);
                match self.session.context() {
                    Context::Landscape => self.say_place(),
                    _ => self.say(words::NO_LANDSCAPE),
                }
            }
            (Command::Graph, _) => {
                self.step(command);
                self.say_all(text::graph(&self.session, self.theme));
                self.step(Command::Back);
            }
            (_, Context::Landscape) => self.descend(command),
            (Command::Left | Command::Right | Command::First | Command::Last, _) => {
                self.walk(command);
            }
            (Command::Hint, _) => {
                self.step(command);
                self.say_all(text::hint(&self.session, self.theme));
            }
            (Command::Solution, _) => {
                self.step(command);
                match self.session.context() {
                    Context::Solution => self.say_here(),
                    _ => self.say_all(text::notice(&self.session)),
                }
            }
            (Command::Progress, _) => {
                self.step(command);
                let rows = self.session.overview().map_or(&[][..], Overview::rows);
                let lines = rows.iter().map(|row| row.text.to_string()).collect();
                self.say_all(lines);
                self.step(Command::Back);
            }
            (Command::Nudge, _) => {
                self.step(command);
                self.say_all(text::notice(&self.session));
            }
            (Command::NextVariant | Command::PreviousVariant, _) => self.turn(command),
            _ => {
                self.step(command);
                self.say_here();
            }
        }
    }

    /// One level up: out of the solution, the value of a line, the exercise.
    fn back(&mut self) {
        let before = (self.session.context(), text::is_line_named(&self.session));
        self.step(Command::Back);
        let after = (self.session.context(), text::is_line_named(&self.session));
        // On the screen, the first step back only ends the typing.
        let looked = matches!(before.0, Context::Solution | Context::Landscape);
        if after.0 == Context::Commands && !looked {
            self.step(Command::Back);
        }
        self.say_after();
    }

    fn walk(&mut self, command: Command) {
        self.step(command);
        self.say_here();
    }

    /// A step in the landscape; running takes ten.
    fn descend(&mut self, command: Command) {
        match command {
            Command::Toggle => (0..RUN).for_each(|_| self.step(Command::Confirm)),
            command => self.step(command),
        }
        // What goes across and up, and how far one sees, changes the whole picture.
        match command {
            Command::Turn(
                Dial::Across | Dial::Upward | Dial::Directions | Dial::Closer | Dial::Farther,
            ) => self.say_all(text::landscape(&self.session, self.theme)),
            _ => self.say_all(text::descent(&self.session, self.theme)),
        }
    }

    fn turn(&mut self, command: Command) {
        let seed = |session: &Session| session.current().map(|(_, desk)| desk.seed());
        let before = seed(&self.session);
        self.step(command);
        if seed(&self.session) == before {
            self.say(words::SAME_NUMBERS);
        } else {
            self.say_place();
        }
    }

    /// Calculates on the side. What is typed as an answer stays.
    fn calculate(&mut self, text: &str) {
        self.step(Command::Scratch);
        if self.session.context() != Context::Scratch {
            return self.say(words::not_understood(text));
        }
        self.step(Command::EraseLine);
        self.apply(Action::Paste(text.to_owned()));
        self.step(Command::Confirm);
        self.say_all(text::calculated(&self.session, self.theme));
        self.step(Command::Back);
    }

    /// Opens the exercise of a number, or goes to the question.
    fn go_to(&mut self, number: usize) {
        let (count, at) = match self.session.current() {
            Some((exercise, desk)) => (exercise.questions.len(), Some(desk.question())),
            None => (self.session.library().entries().len(), None),
        };
        let Some(wanted) = number.checked_sub(1).filter(|wanted| *wanted < count) else {
            return self.say(words::no_such_number(number, count));
        };
        let Some(at) = at else { return self.open(wanted) };
        let command = if wanted < at { Command::PreviousQuestion } else { Command::NextQuestion };
        (0..at.abs_diff(wanted)).for_each(|_| self.step(command));
        self.say_here();
    }

    fn open(&mut self, index: usize) {
        if !self.session.shown().contains(&index) {
            self.step(Command::Back);
        }
        let place = self.session.shown().iter().position(|shown| *shown == index);
        self.step(Command::First);
        (0..place.unwrap_or_default()).for_each(|_| self.step(Command::Down));
        self.step(Command::Confirm);
        self.say_place();
    }

    /// Shows the exercises that have all the words.
    fn search(&mut self, wanted: &str) {
        self.step(Command::Back);
        if !wanted.is_empty() {
            self.step(Command::Search);
            self.apply(Action::Paste(wanted.to_owned()));
        }
        self.say_all(text::home(&self.session, self.theme));
    }

    /// Says everything that there is where the learner is.
    fn say_place(&mut self) {
        if self.session.context() == Context::Landscape {
            return self.say_all(text::landscape(&self.session, self.theme));
        }
        if self.session.place() != Place::Home {
            self.say_all(text::exercise(&self.session, self.theme));
        }
        self.say_here();
    }

    /// Says where a step back, or on, has led.
    fn say_after(&mut self) {
        match self.session.place() {
            Place::Home => self.say_all(text::left(&self.session, self.theme)),
            Place::Exercise(_) => self.say_here(),
        }
    }

    /// Says what is to be done where the learner is.
    fn say_here(&mut self) {
        match self.session.place() {
            Place::Home => self.say_all(text::home(&self.session, self.theme)),
            Place::Exercise(_) if self.session.context() == Context::Solution => {
                self.say_all(text::step(&self.session, self.theme));
            }
            Place::Exercise(_) if self.session.context() == Context::Landscape => {
                self.say_all(text::descent(&self.session, self.theme));
            }
            Place::Exercise(_) => self.say_all(text::question(&self.session, self.theme)),
        }
    }
}
