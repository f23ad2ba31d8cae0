//! Every word of the interface, so that it can be translated in one place.
//!
//! What the grader says is in `grading::feedback`, what a file's faults are in its diagnostics.

mod exam;
mod pictures;
mod plain;
mod preview;

pub use exam::*;
pub use pictures::*;
pub mod progress;

pub use plain::*;
pub use preview::*;

use crate::session::home::Filter;
use crate::session::sheet::Progress;
use crate::session::{Command, Context, Dial, Enter, Facet};

/// The name of the program.
pub const NAME: &str = "gradus";
/// What it is for.
pub const PURPOSE: &str = "gradients and backpropagation by hand";
/// The pane of the list of exercises.
pub const EXERCISES: &str = "Exercises";
/// The pane of an exercise's statement.
pub const EXERCISE: &str = "Exercise";
/// The pane of the questions.
pub const QUESTIONS: &str = "Questions";
/// The pane of the commands to choose from.
pub const COMMANDS: &str = "Commands";
/// The pane of the keys.
pub const HELP: &str = "Help";
/// Before what is searched for.
pub const SEARCH: &str = "Search: ";
/// Before an exercise's conventions.
pub const CONVENTIONS: &str = "Conventions";
/// Above the equations.
pub const EQUATIONS: &str = "Forward pass";
/// Above the values.
pub const GIVEN: &str = "Given";
/// Before what should be known.
pub const REQUIRES: &str = "First do";
/// Of the exercise that comes next.
pub const NEXT: &str = "Next on the path";
/// When nothing comes next.
pub const PATH_DONE: &str = "The path is done: take an exam";
/// Above the exams.
pub const EXAMS: &str = "Exams, against the clock";
/// Before the tags.
pub const TAGS: &str = "About";
/// Above the keys in the help.
pub const KEYS: &str = "Keys";
/// Above what the mouse does in the help.
pub const MOUSE: &str = "Mouse";
/// Above the signs in the help.
pub const SIGNS: &str = "Signs";
/// Above what may be typed in the help.
pub const TYPING: &str = "Answers";
/// A file that cannot be used.
pub const UNUSABLE: &str = "This exercise cannot be used.";
/// Numbers that cannot be drawn.
pub const NOT_DRAWN: &str = "These numbers cannot be drawn.";
/// A pasted matrix was taken.
pub const FILLED: &str = "The pasted matrix is in the cells.";
/// A pasted text was not taken; why follows.
pub const UNFIT: &str = "The pasted text was not taken. ";
/// A pasted text has another shape, and nothing more is said of it.
pub const OTHER_SHAPE: &str = "The pasted text was not taken: it has another shape.";
/// Too much text.
pub const TOO_LONG: &str = "There is no room for so much text.";
/// Before what is typed, where it cannot be read.
pub const NOT_YET: &str = "not a number yet: ";
/// More below what is shown.
pub const CUT: &str = "… more: a larger window shows it";

/// The pane of the calculator.
pub const SCRATCH: &str = "Scratch";
/// In the calculator, before anything was calculated.
pub const SCRATCH_HELP: &str =
    "A calculator over the given names: W1 @ X, sum(y), exp(-2)/3. ↑ brings an earlier line back.";
/// The pane of the steps of a worked solution.
pub const STEPS: &str = "Solution";
/// Above a backward pass of which one line is wrong.
pub const MENDING: &str = "Backward pass with one wrong line";
/// In the place of points that can no longer be earned.
pub const SEEN: &str = "seen";
/// How the solution is shown while an answer is typed, and while none is.
pub const PRESS_SOLUTION: &str = "press F5";
/// There is nothing to nudge.
pub const NO_NUDGE: &str = "A nudge is for a gradient that was graded and found wrong.";
/// Before the right answer.
pub const RIGHT_IS: &str = "Right is: ";
/// At the first step that the learner answered otherwise.
pub const LEFT_HERE: &str = "Here your answer left the path:";
/// At the other steps that the learner answered otherwise.
pub const ALSO_WRONG: &str = "Your answer was another one:";
/// Back from the value of a line to the lines.
pub const LINES: &str = "lines";
/// The name of the learner's own value.
pub const YOURS: &str = "yours";

/// A question to which nothing was typed.
pub const OPEN: &str = "open";

/// What may be typed, in the help.
pub const MAY_TYPE: &[&str] = &[
    "A number, or arithmetic: 2/3, -0.5*exp(1), sigmoid(2)*(1 - sigmoid(2)). Its value is shown \
     while you type.",
    "A matrix cell by cell, or pasted whole from NumPy, MATLAB, a list, or a table.",
    "A shape as 3x2 or (3, 2); a single number has the shape [].",
    "What you type is kept when you leave a question, a variant or an exercise.",
];

/// What the signs mean, in the help: the name of the sign is its field in the theme.
pub const RIGHT: &str = "right";
/// See [`RIGHT`].
pub const WRONG: &str = "wrong";
/// See [`RIGHT`].
pub const NEAR: &str = "nearly right: not precise enough, or right after an earlier slip";
/// See [`RIGHT`].
pub const BEGUN: &str = "begun, not graded yet";
/// See [`RIGHT`].
pub const FAULT: &str = "cannot be read, or has another shape; costs nothing";

/// What stands in the way of keeping what is done.
pub fn warning(trouble: &str) -> String {
    format!("! {trouble}")
}

/// The terminal is too small.
pub fn too_small(needed: (u16, u16), found: (u16, u16)) -> [String; 3] {
    [
        format!("{NAME} needs {}×{}.", needed.0, needed.1),
        format!("This terminal is {}×{}.", found.0, found.1),
        "Make it larger, or leave with Ctrl-Q.".to_owned(),
    ]
}

/// Nothing fits what is searched for.
pub fn nothing_fits(query: &str) -> String {
    if query.trim().is_empty() {
        return "Nothing fits.".to_owned();
    }
    format!("Nothing fits “{query}”.")
}

/// Why no exercise is listed.
pub fn nothing_listed(query: &str, filter: &Filter) -> String {
    if query.trim().is_empty() && filter.is_open() {
        return "There is no exercise here.".to_owned();
    }
    nothing_fits(query)
}

/// What the list of exercises is narrowed to, and how to see all again.
pub fn narrowed(filter: &Filter) -> String {
    format!("{} (Esc: all)", narrowed_to(filter))
}

/// What the list of exercises is narrowed to.
pub fn narrowed_to(filter: &Filter) -> String {
    let topic = filter.topic.as_deref().map(topic);
    let level = filter.level.map(|level| format!("level {level}"));
    let state = filter.state.map(|state| state_name(state).to_owned());
    let parts: Vec<String> = topic.into_iter().chain(level).chain(state).collect();
    format!("Only {}", parts.join(", "))
}

/// How far one is with an exercise, in a word.
pub fn state_name(progress: Progress) -> &'static str {
    match progress {
        Progress::New => "new",
        Progress::Started => "started",
        Progress::Done => "done",
    }
}

/// A topic's title, from the name of its folder.
pub fn topic(folder: &str) -> String {
    let words = folder.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// How many of a topic's exercises are done.
pub fn done_of(done: usize, all: usize) -> String {
    format!("{done} of {all} done")
}

/// Points that were earned, out of all.
pub fn points_of(points: f64, all: f64) -> String {
    format!("{} of {}", short(points), points_alone(all))
}

/// How an exam is begun.
pub fn exam_command(called: &str) -> String {
    format!("gradus exam {called}")
}

/// A number of points.
pub fn points_alone(points: f64) -> String {
    format!("{} point{}", short(points), if points == 1.0 { "" } else { "s" })
}

/// Points without digits that nobody reads.
pub fn short(points: f64) -> String {
    let rounded = (points * 100.0).round() / 100.0;
    rounded.to_string()
}

/// How far an exercise is, with its points.
pub fn state(progress: Progress, points: f64, all: f64, next: bool) -> String {
    match progress {
        Progress::New if next => format!("next, {}", points_alone(all)),
        Progress::New => format!("new, {}", points_alone(all)),
        Progress::Started => points_of(points, all),
        Progress::Done => format!("done, {} of {}", short(points), short(all)),
    }
}

/// How hard and long an exercise is.
pub fn effort(level: u8, minutes: u32, questions: usize) -> String {
    let plural = if questions == 1 { "" } else { "s" };
    format!("level {level} of 5, {minutes} min, {questions} question{plural}")
}

/// Which numbers are shown.
pub fn variant(seed: u64) -> String {
    format!("variant {seed}")
}

/// Which question is shown, and what is to be known of it.
pub fn question(question: usize, all: usize, about: &[String]) -> String {
    let about: Vec<&str> =
        about.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    format!("Question {} of {all}: {}", question + 1, about.join(", "))
}

/// A cell's row and column, counted from 1.
pub fn cell(row: usize, col: usize) -> String {
    format!("row {}, column {}", row + 1, col + 1)
}

/// A row's heading.
pub fn row(row: usize) -> String {
    format!("row {}", row + 1)
}

/// A column's heading.
pub fn column(col: usize) -> String {
    format!("col {}", col + 1)
}

/// Above some of a wide matrix's columns, counted from 1.
pub fn columns(first: usize, last: usize, all: usize) -> String {
    if first == last {
        format!("column {first} of {all}")
    } else {
        format!("columns {first} to {last} of {all}")
    }
}

/// A question about a shape.
pub fn shape_of(name: &str) -> String {
    format!("shape of {name}")
}

/// Rows that are hidden above and below, and the keys that show them.
pub fn hidden(above: usize, below: usize) -> String {
    let keys = match (above, below) {
        (0, 0) => return String::new(),
        (0, _) => "PgDn",
        (_, 0) => "PgUp",
        _ => "PgUp/PgDn",
    };
    format!("{}, {keys}", beyond(above, below))
}

/// Rows that are hidden above and below.
pub fn beyond(above: usize, below: usize) -> String {
    match (above, below) {
        (0, 0) => String::new(),
        (0, below) => format!("↓ {below} more"),
        (above, 0) => format!("↑ {above} more"),
        (above, below) => format!("↑ {above} more, ↓ {below} more"),
    }
}

/// A hint's number, and what it cost.
pub fn hint(number: usize, all: usize, cost: f64) -> String {
    let cost = if cost > 0.0 { format!(" (−{})", points_alone(cost)) } else { String::new() };
    format!("Hint {number} of {all}{cost}: ")
}

/// There is no further hint, and how the solution is shown.
pub fn no_hint(all: usize, solution: &str) -> String {
    let none = if all == 0 { "This question has no hints" } else { "There is no further hint" };
    format!("{none}; for the solution, {solution}.")
}

/// A step of the worked solution that is given as a hint.
pub fn step_as_hint(step: usize, all: usize) -> String {
    format!("Step {} of {all}: ", step + 1)
}

/// Behind the verdict on an answer that was shown before: what was earned until then.
pub fn seen_first(points: f64, all: f64) -> String {
    format!(" The solution was shown before: {}.", points_of(points, all))
}

/// Which step of the worked solution is shown.
pub fn step(step: usize, all: usize) -> String {
    format!("Step {} of {all}", step + 1)
}

/// A question about a wrong line of a backward pass.
pub fn mend(name: &str) -> String {
    format!("mend {name}")
}

/// A place in a file.
pub fn place(file: &str, line: usize, column: usize) -> String {
    format!("{file}, line {line}, column {column}")
}

/// What the mouse does.
pub fn mouse(context: Context) -> &'static str {
    match context {
        Context::Home | Context::Search => {
            "Click an exercise to select it, and again to open it. The wheel moves through the list."
        }
        Context::Landscape => "Click, or pull, to move the start. The wheel zooms.",
        Context::Graph => "Click a name to select it. The wheel scrolls what is told of it.",
        Context::Solution => "Click a step to go there. The wheel scrolls.",
        Context::Field | Context::Grid | Context::Choice | Context::Commands => {
            "Click a question, a cell, an option or a key in the last line. The wheel scrolls the \
             exercise. With Shift the terminal selects text as ever."
        }
        _ => "",
    }
}

/// What Enter does.
fn enter_label(enter: Enter) -> &'static str {
    match enter {
        Enter::Open => "open",
        Enter::Answer => "type",
        Enter::NextCell => "next empty cell",
        Enter::NameLine => "this line is wrong",
        Enter::NextStep => "next step",
        Enter::Descend => "step",
        Enter::Calculate => "calculate",
        Enter::Grade => "grade",
        Enter::NextQuestion => "next question",
        Enter::Run => "do it",
        Enter::Solve => "solution",
        Enter::Overview => "overview",
        Enter::Leave => "exercises",
    }
}

/// What setting something of a landscape does.
fn dial_label(dial: Dial) -> &'static str {
    match dial {
        Dial::Across => "entry across",
        Dial::Upward => "entry up",
        Dial::RateUp | Dial::RateDown => "rate",
        Dial::DecayUp | Dial::DecayDown => "β",
        Dial::Closer | Dial::Farther => "zoom",
        Dial::Compare => "all methods",
        Dial::Directions => "directions",
    }
}

/// What a command does, in a word or two for the bar.
pub fn label(command: Command, context: Context, enter: Enter) -> &'static str {
    let listing = matches!(context, Context::Home | Context::Search | Context::Progress);
    match command {
        Command::Quit => "quit",
        Command::Suspend => "suspend",
        Command::Redraw => "draw anew",
        Command::Help => "help",
        Command::Confirm => enter_label(enter),
        Command::Back => match context {
            Context::Home | Context::Search => "end search",
            Context::Overview | Context::HandIn => "go on",
            Context::Report => "leave",
            Context::Field | Context::Grid => "commands",
            Context::Help
            | Context::Solution
            | Context::Landscape
            | Context::Graph
            | Context::Scratch
            | Context::Palette => "close",
            _ => "exercises",
        },
        Command::Up | Command::Down => match context {
            Context::Home
            | Context::Search
            | Context::Palette
            | Context::Overview
            | Context::Report => "choose",
            Context::Choice => "option",
            Context::Grid => "move",
            Context::Solution => "step",
            Context::Landscape => "start",
            Context::Graph => "select",
            Context::Scratch => "earlier line",
            Context::Field => "question",
            _ => "scroll",
        },
        Command::Left | Command::Right if context == Context::Solution => "step",
        Command::Left | Command::Right => "move",
        Command::PageUp | Command::PageDown if listing => "page",
        Command::PageUp | Command::PageDown => "scroll",
        Command::First if context == Context::Solution => "first step",
        Command::Last if context == Context::Solution => "last step",
        Command::First if context == Context::Landscape => "restart",
        Command::First if listing => "first",
        Command::Last if listing => "last",
        Command::First => "start of the line",
        Command::Last => "end of the line",
        Command::Progress => "progress",
        Command::NextField if context == Context::Progress => "next exercise",
        Command::NextField if context == Context::Landscape => "method",
        Command::PreviousField if context == Context::Landscape => "method before",
        Command::NextField if context == Context::Grid => "next cell",
        Command::PreviousField if context == Context::Grid => "cell before",
        Command::NextField | Command::NextQuestion => "next question",
        Command::PreviousField | Command::PreviousQuestion => "question before",
        Command::EraseBefore | Command::EraseAfter | Command::EraseLine => "erase",
        Command::Search => "search",
        Command::Toggle if context == Context::Landscape => "run/pause",
        Command::Toggle => "choose",
        Command::NextVariant => "new numbers",
        Command::PreviousVariant => "numbers before",
        Command::Hint => "hint",
        Command::Solution if context == Context::Solution => "close",
        Command::Solution => "solution",
        Command::Nudge => "nudge",
        Command::Landscape => "landscape",
        Command::Graph => "graph",
        Command::Turn(dial) => dial_label(dial),
        Command::Undo => "undo",
        Command::Redo => "do again",
        Command::Fill => "fill empty cells",
        Command::Clear => "clear all cells",
        Command::Flag => "flag",
        Command::Overview => "overview",
        Command::HandIn => "hand in",
        Command::Scratch if context == Context::Scratch => "close",
        Command::Scratch => "scratch",
        Command::Palette if context == Context::Palette => "close",
        Command::Palette => "menu",
        Command::Filter(facet) => facet_label(facet),
        Command::FilterBack(Facet::Topic) => "topic before",
        Command::FilterBack(Facet::Level) => "level before",
        Command::FilterBack(Facet::State) => "state before",
    }
}

fn facet_label(facet: Facet) -> &'static str {
    match facet {
        Facet::Topic => "topic",
        Facet::Level => "level",
        Facet::State => "state",
    }
}

/// The name of a command where its label would not tell it from another.
pub fn named(command: Command) -> Option<&'static str> {
    Some(match command {
        Command::Turn(Dial::RateUp) => "higher learning rate",
        Command::Turn(Dial::RateDown) => "lower learning rate",
        Command::Turn(Dial::DecayUp) => "higher β",
        Command::Turn(Dial::DecayDown) => "lower β",
        Command::Turn(Dial::Closer) => "zoom in",
        Command::Turn(Dial::Farther) => "zoom out",
        Command::Turn(Dial::Directions) => "two directions of all parameters",
        Command::Progress => "progress: what was practised, what is due",
        Command::Filter(Facet::Topic) => "only the next topic",
        Command::Filter(Facet::Level) => "only the next level",
        Command::Filter(Facet::State) => "only the next state: new, started, done",
        Command::FilterBack(Facet::Topic) => "only the topic before",
        Command::FilterBack(Facet::Level) => "only the level before",
        Command::FilterBack(Facet::State) => "only the state before",
        Command::Undo => "undo the last change",
        _ => return None,
    })
}
