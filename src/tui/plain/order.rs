//! What a line means: an order, or an answer.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::exercise::Task;
use crate::picture::terrain::Point;
use crate::session::home::Filter;
use crate::session::sheet::Progress;
use crate::session::{Action, Command, Context, Dial, Enter, Place, Session};
use crate::tui::{keymap, words};

/// What a line means.
#[derive(Clone, Debug, PartialEq)]
pub enum Order<'l> {
    /// The empty line.
    Enter,
    /// A command, as a key would give it.
    Step(Command),
    /// Say everything again.
    Again,
    /// Say how all questions stand.
    Questions,
    /// The exercise or question of a number, counted from 1.
    Number(usize),
    /// Look for exercises.
    Search(&'l str),
    /// A cell by row and column, counted from 1, and what is typed into it.
    Cell((usize, usize), &'l str),
    /// Show only some exercises.
    Filter(Filter),
    /// Begin the ways down elsewhere.
    Start(Point),
    /// What is calculated on the side.
    Calculate(&'l str),
    /// What is answered.
    Answer(&'l str),
}

/// The words for commands.
const WORDS: [(&str, Command); 31] = [
    ("progress", Command::Progress),
    ("hint", Command::Hint),
    ("solution", Command::Solution),
    ("nudge", Command::Nudge),
    ("undo", Command::Undo),
    ("redo", Command::Redo),
    ("next", Command::NextQuestion),
    ("previous", Command::PreviousQuestion),
    ("new", Command::NextVariant),
    ("old", Command::PreviousVariant),
    ("back", Command::Back),
    ("help", Command::Help),
    ("quit", Command::Quit),
    ("next", Command::Right),
    ("previous", Command::Left),
    ("first", Command::First),
    ("last", Command::Last),
    ("landscape", Command::Landscape),
    ("graph", Command::Graph),
    ("run", Command::Toggle),
    ("next", Command::NextField),
    ("previous", Command::PreviousField),
    ("faster", Command::Turn(Dial::RateUp)),
    ("slower", Command::Turn(Dial::RateDown)),
    ("more beta", Command::Turn(Dial::DecayUp)),
    ("less beta", Command::Turn(Dial::DecayDown)),
    ("across", Command::Turn(Dial::Across)),
    ("up", Command::Turn(Dial::Upward)),
    ("directions", Command::Turn(Dial::Directions)),
    ("closer", Command::Turn(Dial::Closer)),
    ("farther", Command::Turn(Dial::Farther)),
];

/// Reads a line.
pub fn read<'l>(line: &'l str, session: &Session) -> Order<'l> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let context = context(session);
    let home = session.place() == Place::Home;
    if line.is_empty() {
        return Order::Enter;
    }
    let known = command(line, context);
    if let Some(command) = known.or_else(|| rest.is_empty().then(|| letter(word, session))?) {
        return Order::Step(command);
    }
    if context == Context::Landscape {
        return match (word, rest.is_empty()) {
            ("again", true) => Order::Again,
            ("start", false) => start(rest).unwrap_or(Order::Answer(line)),
            _ => Order::Answer(line),
        };
    }
    if let Some(text) = line.strip_prefix('=').filter(|_| !home) {
        return Order::Calculate(text.trim());
    }
    match (word, rest.is_empty()) {
        ("list", true) if home => Order::Search(""),
        ("search", _) if home => Order::Search(rest),
        ("topic" | "level" | "state", false) if home => {
            filter(word, rest, session).unwrap_or(Order::Search(line))
        }
        _ if home => line.parse().map_or(Order::Search(line), Order::Number),
        ("again", true) => Order::Again,
        ("questions", true) => Order::Questions,
        ("question", false) => rest.parse().map_or(Order::Answer(line), Order::Number),
        ("cell", false) => cell(rest).unwrap_or(Order::Answer(line)),
        ("answer", false) => Order::Answer(rest),
        _ => Order::Answer(line),
    }
}

/// The command of a word.
fn command(word: &str, context: Context) -> Option<Command> {
    let known = WORDS.iter().filter(|(_, command)| is_meant(*command, context));
    known.into_iter().find(|(known, _)| *known == word).map(|(_, command)| *command)
}

/// `X Y`: where the ways down begin.
fn start(text: &str) -> Option<Order<'static>> {
    let (across, up) = text.split_once(|c: char| c.is_whitespace() || c == ',')?;
    let number = |text: &str| text.trim().replace('−', "-").parse::<f64>().ok();
    let point = [number(across)?, number(up.trim_start_matches([',', ' ']))?];
    point.iter().all(|part| part.is_finite()).then_some(Order::Start(point))
}

/// What the list is narrowed to besides: `topic WORDS`, `level 2`, `state new`; `all` for each
/// is none.
fn filter(facet: &str, wanted: &str, session: &Session) -> Option<Order<'static>> {
    let mut filter = session.home().filter().clone();
    let all = wanted == "all";
    match facet {
        "topic" => {
            let wanted = wanted.to_lowercase().replace(' ', "-");
            let topic = session.topics().into_iter().find(|topic| topic.contains(&wanted));
            filter.topic = if all { None } else { Some(topic?) };
        }
        "level" => filter.level = if all { None } else { Some(wanted.parse().ok()?) },
        _ => {
            let states = Progress::ALL;
            let state = states.into_iter().find(|state| words::state_name(*state) == wanted);
            filter.state = if all { None } else { Some(state?) };
        }
    }
    Some(Order::Filter(filter))
}

/// The command of a key that is typed as a line. Where a formula is asked for, a letter is a
/// name.
fn letter(word: &str, session: &Session) -> Option<Command> {
    let mut letters = word.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
    let formula = session.current().is_some_and(|(exercise, desk)| {
        matches!(exercise.questions[desk.question()].task, Task::Formula { .. })
    });
    let context = context(session);
    let looking = matches!(context, Context::Solution | Context::Landscape);
    if formula && letter.is_alphabetic() && !looking {
        return None;
    }
    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
    match keymap::action(key, context) {
        Some(Action::Do(command)) if is_meant(command, context) => Some(command),
        _ => None,
    }
}

/// What letters mean: where one types, lines that are no answers are commands.
fn context(session: &Session) -> Context {
    match session.context() {
        Context::Field | Context::Grid => Context::Commands,
        Context::Search => Context::Home,
        context => context,
    }
}

/// Whether a command is one of the words here.
fn is_meant(command: Command, context: Context) -> bool {
    let always = matches!(command, Command::Back | Command::Help | Command::Quit);
    let walking =
        matches!(command, Command::Left | Command::Right | Command::First | Command::Last);
    let descending = matches!(
        command,
        Command::Toggle
            | Command::NextField
            | Command::PreviousField
            | Command::First
            | Command::Turn(_)
    );
    match context {
        Context::Home => always || command == Command::Progress,
        Context::Solution => always || walking,
        Context::Landscape => always || descending,
        Context::Fault => {
            always || matches!(command, Command::NextVariant | Command::PreviousVariant)
        }
        _ if command == Command::Progress => false,
        _ => !walking && !descending && WORDS.iter().any(|(_, known)| *known == command),
    }
}

/// `ROW COLUMN VALUE`.
fn cell(text: &str) -> Option<Order<'_>> {
    let (row, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let (col, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let number = |text: &str| text.parse().ok().filter(|number: &usize| *number > 0);
    Some(Order::Cell((number(row)?, number(col)?), value.trim()))
}

/// What may be typed where the learner is.
pub fn help(session: &Session) -> Vec<String> {
    let context = context(session);
    let mut lines = Vec::new();
    let others: &[(&str, &str)] = match context {
        Context::Home => words::PLAIN_HOME,
        Context::Solution => &[],
        Context::Landscape => words::PLAIN_LANDSCAPE,
        _ => words::PLAIN_EXERCISE,
    };
    lines.extend(others.iter().map(|(line, does)| format!("{line}: {does}")));
    let enter = match context {
        Context::Solution => Enter::NextStep,
        _ => session.enter(),
    };
    for (word, command) in WORDS.iter().filter(|(_, command)| is_meant(*command, context)) {
        let does = words::named(*command)
            .filter(|_| context == Context::Landscape)
            .unwrap_or_else(|| words::label(*command, context, enter));
        let does = match (context, command) {
            (Context::Home, Command::Back) => words::ALL_EXERCISES,
            (Context::Solution, Command::Left) => words::STEP_BEFORE,
            (Context::Solution, Command::Right) => words::NEXT_STEP,
            (Context::Landscape, Command::Toggle) => words::TEN_STEPS,
            _ => does,
        };
        lines.push(if *word == does { (*word).to_owned() } else { format!("{word}: {does}") });
    }
    lines.push(words::PLAIN_KEYS.to_owned());
    if !matches!(context, Context::Home | Context::Solution | Context::Landscape) {
        lines.extend(words::PLAIN_ANSWERS.iter().map(|text| (*text).to_owned()));
    }
    lines
}
