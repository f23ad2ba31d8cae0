//! The words of the tutor in lines, besides those of the screens.

use super::{NAME, PURPOSE, label, narrowed_to, steps};
use crate::diagnostic::Diagnostic;
use crate::session::home::Filter;
use crate::session::{Command, Context, Enter};

/// Before what was typed.
pub const TYPED: &str = "Typed";
/// Other numbers were asked for, where there are none.
pub const SAME_NUMBERS: &str = "There are no other numbers there.";
/// How the solution is shown.
pub const TYPE_SOLUTION: &str = "type solution";
/// A cell is named, where there is no grid.
pub const NO_CELLS: &str = "The answer here has no cells.";
/// A value is typed before a line is named.
pub const A_LINE_FIRST: &str = "First the number of the wrong line, then its right value.";
/// Out of a search, to all exercises.
pub const ALL_EXERCISES: &str = "all exercises";
/// The step before.
pub const STEP_BEFORE: &str = "step before";
/// The next step.
pub const NEXT_STEP: &str = "next step";
/// In the landscape, what running does.
pub const TEN_STEPS: &str = "ten steps";
/// There is no landscape here.
pub const NO_LANDSCAPE: &str = "There are not two parameters here for a landscape.";
/// What may be typed at a landscape, besides commands.
pub const PLAIN_LANDSCAPE: &[(&str, &str)] = &[
    ("the empty line", "a step"),
    ("start 1 -2", "begin the ways at these values"),
    ("again", "the whole landscape again"),
];

/// Only some exercises are listed.
pub fn plain_narrowed(filter: &Filter) -> String {
    format!("{}; back lists all again.", narrowed_to(filter))
}

/// Above the table of a landscape.
pub fn table(loss: &str, across: &str, values: &str) -> String {
    format!("{loss} where {across} is {values}:")
}

/// The losses of a landscape.
pub fn between(least: &str, most: &str) -> String {
    format!("From {least} to {most}, but for a few points.")
}

/// How far the ways down have come, and what is set.
pub fn plain_steps(count: usize, rate: &str, decay: f64) -> String {
    format!("{}, α = {rate}, β = {decay}", steps(count, false))
}

/// A partial derivative.
pub fn partial(of: &str, wrt: &str, unicode: bool) -> String {
    if unicode { format!("∂{of}/∂{wrt}") } else { format!("d{of}/d{wrt}") }
}

/// A name of the graph, and where it goes.
pub fn goes_into(name: &str, users: &str) -> String {
    if users.is_empty() { format!("{name}:") } else { format!("{name}, goes into {users}:") }
}

/// After the last step of a solution.
pub const LAST_STEP: &str = "This is the last step. Enter closes the solution.";
/// Keys that are typed as lines.
pub const PLAIN_KEYS: &str = "The letters that are keys on the screens do the same here, each in a line of its own, except \
     where a formula is asked for.";
/// After an exercise was left.
pub const PLAIN_LIST: &str = "list: all exercises; a number: open that one";
/// What may be typed as an answer.
pub const PLAIN_ANSWERS: &[&str] = &[
    "A number, or arithmetic: 2/3, -0.5*exp(1), sigmoid(2)*(1 - sigmoid(2)).",
    "A matrix entry by entry, row by row, or whole from NumPy, MATLAB, a list, or a table.",
    "A shape as 3x2 or (3, 2); a single number has the shape []. Options by number: 1, 3.",
    "What you type is kept when you leave a question, a variant or an exercise.",
];
/// What may be typed among the exercises, besides commands.
pub const PLAIN_HOME: &[(&str, &str)] = &[
    ("a number", "open that exercise"),
    ("words, or search and words", "list the exercises that have them"),
    ("list", "list all exercises"),
    ("topic and words, level 2, state new", "list only those; topic all ends it"),
];
/// What may be typed at an exercise, besides commands.
pub const PLAIN_EXERCISE: &[(&str, &str)] = &[
    ("anything else", "your answer, graded at once; a matrix in one line or row by row"),
    ("the empty line", "the question again; after a right answer, the next question"),
    ("cell 2 1 and a value", "fill row 2, column 1"),
    ("answer and text", "your answer, where it would be taken for a command"),
    ("= and arithmetic", "calculate over the given names, as in = W1 @ X"),
    ("again", "the whole exercise again"),
    ("questions", "how all questions stand"),
    ("question 3", "go to question 3"),
];

/// The first line.
pub fn plain_welcome() -> String {
    format!("{NAME}: {PURPOSE}. Type a number to open an exercise; help says what else.")
}

/// A number that names nothing.
pub fn no_such_number(number: usize, count: usize) -> String {
    format!("There is no number {number}; they go from 1 to {count}.")
}

/// A cell that is not there, or not asked for.
pub fn no_such_cell(row: usize, col: usize) -> String {
    format!("Row {row}, column {col} is not asked for.")
}

/// A line that is neither a command nor an answer.
pub fn not_understood(line: &str) -> String {
    format!("There is no command “{line}” here; help names them.")
}

/// A line of a backward pass was named, its right value is awaited.
pub fn named_line(line: usize, symbol: &str) -> String {
    format!("Line {}, {symbol}, is wrong. Its right value? back chooses another line.", line + 1)
}

/// What is wrong with what was typed, and what helps.
pub fn fault(fault: &Diagnostic) -> String {
    match &fault.help {
        Some(help) => format!("{}; {help}", fault.message),
        None => fault.message.clone(),
    }
}

/// What the empty line does next.
pub fn plain_enter(enter: Enter, context: Context) -> String {
    format!("Enter: {}", label(Command::Confirm, context, enter))
}
