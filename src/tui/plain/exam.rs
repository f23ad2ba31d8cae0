//! An exam in lines: nothing is graded until it is handed in.

use super::order::Order;
use super::{Tutor, text};
use crate::session::draft::extent::Extent;
use crate::session::exam::report::{Line, Report};
use crate::session::exam::{Sitting, Spot, Stage};
use crate::session::{Action, Command, Place, Session};
use crate::tui::pane::exam::report::head;
use crate::tui::pane::exam::{hand_in, named};
use crate::tui::theme::Theme;
use crate::tui::words;

impl Tutor {
    /// Whether an exam is taken.
    pub(super) fn in_exam(&self) -> bool {
        self.session.exam().is_some()
    }

    fn stage(&self) -> Option<Stage> {
        self.session.exam().map(Sitting::stage)
    }

    /// Says what there is at the beginning of an exam, or where one goes on.
    pub(super) fn say_exam(&mut self) {
        self.read_clock();
        if self.stage() == Some(Stage::Over) {
            return self.say_all(report(&self.session, self.theme));
        }
        if let Some(exam) = self.session.exam() {
            let questions = self.session.asked().len();
            let all: f64 = (0..self.session.library().entries().len())
                .filter_map(|part| self.session.exercise(part))
                .map(crate::exercise::Exercise::points)
                .sum();
            let left = words::left(exam.clock().shown());
            let opened = words::exam_opened(exam.title(), &left, questions, all);
            self.say(opened);
            self.say(words::PLAIN_EXAM_WELCOME);
        }
        self.say_place();
    }

    /// Reads the clock; whether it has just handed the exam in.
    pub(super) fn look_at_clock(&mut self) -> bool {
        let before = (self.stage(), self.session.exam().and_then(Sitting::warning));
        self.read_clock();
        let after = (self.stage(), self.session.exam().and_then(Sitting::warning));
        if after.0 == Some(Stage::Over) && before.0 != after.0 {
            self.rows.clear();
            self.say_all(report(&self.session, self.theme));
            return true;
        }
        if let Some(minutes) = after.1.filter(|_| before.1 != after.1) {
            self.say(words::warned(minutes));
        }
        false
    }

    /// Takes a line in an exam.
    pub(super) fn take_in_exam(&mut self, line: &str, order: Order<'_>) {
        match self.stage() {
            Some(Stage::Confirming) => self.confirm(line),
            Some(Stage::Over) => self.look_back(&order),
            _ => self.take_exam(line.trim(), order),
        }
    }

    fn take_exam(&mut self, line: &str, order: Order<'_>) {
        match (line, order) {
            ("hand in", _) => {
                self.step(Command::HandIn);
                self.say(words::SURE);
                self.say_all(hand_in::left(&self.session));
                self.say(words::PLAIN_HAND_IN);
            }
            ("flag", _) => {
                self.step(Command::Flag);
                let at = self.spot();
                self.say_all(overview_line(&self.session, self.theme, at).into_iter().collect());
            }
            ("overview" | "questions" | "list", _) | (_, Order::Questions | Order::Search(_)) => {
                self.say_all(overview(&self.session, self.theme));
            }
            (_, Order::Enter) => self.go(Command::NextQuestion),
            (_, Order::Number(number)) => self.go_to_question(number),
            (_, Order::Step(command)) => match command {
                Command::NextQuestion | Command::PreviousQuestion => self.go(command),
                Command::Undo | Command::Redo => {
                    self.step(command);
                    self.say_here();
                }
                Command::Quit => self.step(command),
                Command::Help => self.say_all(help()),
                Command::Back => self.say_all(overview(&self.session, self.theme)),
                _ => self.say(words::not_understood(line)),
            },
            (_, Order::Again) => self.say_place(),
            (_, Order::Cell(place, value)) => self.cell(place, value),
            (_, Order::Calculate(text)) => self.calculate(text),
            (_, Order::Answer(text)) => self.answer(text),
            (_, Order::Filter(_) | Order::Start(_)) => self.say(words::not_understood(line)),
        }
    }

    /// Says that an answer was noted, and goes on.
    pub(super) fn noted(&mut self) {
        self.say_all(text::notice(&self.session));
        self.say(words::NOTED);
        self.go(Command::NextQuestion);
    }

    /// Goes to the next question or the one before; a new exercise is said whole.
    fn go(&mut self, command: Command) {
        let before = self.session.place();
        self.step(command);
        match self.session.place() {
            Place::Home => {
                self.say_all(overview(&self.session, self.theme));
                // Lines have no map to stay on: typing goes to the last question.
                self.step(Command::Overview);
            }
            place if place == before => self.say_here(),
            Place::Exercise(_) => self.say_place(),
        }
    }

    fn spot(&self) -> Spot {
        self.session.exam().map(Sitting::at).unwrap_or_default()
    }

    /// Goes to a question by its number in the exam.
    fn go_to_question(&mut self, number: usize) {
        let asked = self.session.asked();
        let wanted = number.checked_sub(1).filter(|wanted| *wanted < asked.len());
        let Some(wanted) = wanted else {
            return self.say(words::no_such_number(number, asked.len()));
        };
        let before = self.session.place();
        let here = asked.iter().position(|spot| *spot == self.spot()).unwrap_or_default();
        let on_map = self.session.place() == Place::Home;
        let (back, on) = if on_map {
            (Command::Up, Command::Down)
        } else {
            (Command::PreviousQuestion, Command::NextQuestion)
        };
        let command = if wanted < here { back } else { on };
        (0..here.abs_diff(wanted)).for_each(|_| self.step(command));
        if on_map {
            self.step(Command::Confirm);
        }
        if self.session.place() == before { self.say_here() } else { self.say_place() }
    }

    fn confirm(&mut self, line: &str) {
        if matches!(line.trim().to_lowercase().as_str(), "yes" | "y") {
            self.step(Command::HandIn);
            self.say_all(report(&self.session, self.theme));
        } else {
            self.step(Command::Back);
            self.say_here();
        }
    }

    /// Takes a line after the exam was handed in.
    fn look_back(&mut self, order: &Order<'_>) {
        let walking = self.session.context() == crate::session::Context::Solution;
        match order {
            Order::Step(Command::Quit) => self.step(Command::Quit),
            Order::Number(number) if !walking => self.go_to_question(*number),
            Order::Enter if walking => self.walk(Command::Confirm),
            Order::Step(
                command @ (Command::Left | Command::Right | Command::First | Command::Last),
            ) if walking => {
                self.walk(*command);
            }
            Order::Step(Command::Solution) if self.session.place() != Place::Home => {
                self.step(Command::Solution);
                self.say_here();
            }
            Order::Step(Command::Back) if self.session.place() != Place::Home => {
                self.step(Command::Back);
                if self.session.place() == Place::Home {
                    self.say_all(report(&self.session, self.theme));
                } else {
                    self.say_here();
                }
            }
            Order::Answer(line) if !walking && line.trim().parse::<usize>().is_ok() => {
                self.go_to_question(line.trim().parse().unwrap_or_default());
            }
            _ if self.session.place() == Place::Home => {
                self.say_all(report(&self.session, self.theme));
            }
            _ => self.say_here(),
        }
    }

    fn read_clock(&mut self) {
        let now = crate::tui::clock::now();
        self.apply(Action::Clock(now));
    }
}

/// Every question of the exam, and how far it is.
pub fn overview(session: &Session, theme: Theme) -> Vec<String> {
    let Some(exam) = session.exam() else { return Vec::new() };
    let asked = session.asked();
    let whole = asked.iter().filter(|spot| session.extent(**spot) == Extent::Whole).count();
    let answered = words::answered(whole, asked.len());
    let mut lines =
        vec![format!("{}: {answered}, {}", exam.title(), words::left(exam.clock().shown()))];
    for spot in asked {
        if spot.question == 0 {
            let title = session.exercise(spot.part).map_or("", |exercise| &exercise.title);
            lines.push(title.to_owned());
        }
        lines.extend(overview_line(session, theme, spot));
    }
    lines
}

fn overview_line(session: &Session, theme: Theme, spot: Spot) -> Option<String> {
    let number = session.asked().iter().position(|known| *known == spot)? + 1;
    let (name, points) = named(session, theme, spot);
    let name = name.replace("  ", ", ");
    let extent = match session.extent(spot) {
        Extent::Nothing => words::OPEN,
        Extent::Part => words::INCOMPLETE,
        Extent::Whole => words::ANSWERED,
    };
    let flagged = session.exam()?.is_flagged(spot).then(|| format!(", {}", words::FLAGGED));
    let points = points.parse().map_or(points, words::points_alone);
    Some(format!("{number}. {name}, {extent}, {points}{}", flagged.unwrap_or_default()))
}

fn help() -> Vec<String> {
    words::PLAIN_EXAM.iter().map(|(line, does)| format!("{line}: {does}")).collect()
}

/// The whole report, question by question.
pub fn report(session: &Session, theme: Theme) -> Vec<String> {
    let Some(report) = session.exam().and_then(|exam| exam.report()) else { return Vec::new() };
    let mut lines = in_lines(session, theme, report);
    lines.push(words::PLAIN_REPORT.to_owned());
    lines
}

/// The report without a word of what to do next.
pub fn in_lines(session: &Session, theme: Theme, report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = head(report).iter().map(ToString::to_string).collect();
    for (number, line) in report.lines.iter().enumerate() {
        if line.spot.question == 0 {
            let (points, out_of) = report.part(line.spot.part);
            let title = session.exercise(line.spot.part).map_or("", |exercise| &exercise.title);
            lines.push(format!("{title}: {}", words::points_of(points, out_of)));
        }
        lines.push(report_line(session, theme, number, line));
        lines.extend(
            text::in_lines(std::slice::from_ref(&line.feedback))
                .into_iter()
                .map(|l| format!("  {l}")),
        );
    }
    lines
}

fn report_line(session: &Session, theme: Theme, number: usize, line: &Line) -> String {
    format!(
        "{}. {}: {}, {}, {}",
        number + 1,
        named(session, theme, line.spot).0.replace("  ", ", "),
        words::verdict(line.verdict),
        words::points_of(line.points, line.out_of),
        words::time(line.spent)
    )
}
