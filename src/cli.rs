//! The command line: arguments, and which command they mean.
//!
//! Commands make an [`Outcome`]; it is printed here, data on stdout and errors on stderr.
//!
//! ```
//! use clap::Parser as _;
//! use gradus::cli::{Arguments, Command, report};
//! use gradus::exercise::Exercise;
//! use gradus::source::Source;
//!
//! let arguments = Arguments::parse_from(["gradus", "solve", "two-layer-nonlinear/01"]);
//! assert!(matches!(arguments.command, Some(Command::Solve(_))));
//!
//! let source = Source::new("mine.toml", "format = 1\ntitel = 'A line'");
//! let (_, faults) = Exercise::read(&source, "mine");
//! assert!(report::report(&source, &faults, false).contains("mine.toml:2:1"));
//! ```

pub mod answers;
pub(crate) mod autograder;
pub mod breakdown;
pub(crate) mod check;
pub mod class;
pub(crate) mod completions;
pub(crate) mod eval;
pub(crate) mod exam;
pub(crate) mod export;
pub mod grade;
pub mod input;
pub mod json;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod matrix;
pub mod new;
pub mod output;
pub(crate) mod place;
pub mod progress;
pub(crate) mod preview;
pub mod report;
pub(crate) mod roster;
pub(crate) mod schema;
pub mod seeds;
pub mod settings;
pub(crate) mod solve;
pub mod stream;
pub(crate) mod target;
pub mod verdict;
pub(crate) mod watch;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use signal_hook::consts::SIGXFSZ;
use signal_hook::flag;

use crate::exercise::library::Library;
use crate::nearest::nearest;
use crate::tui::keeper::Keeper;
use crate::tui::{
    self,
    theme::{Choice, Theme},
};
use output::{Colour, Outcome};
use settings::Settings;

/// The status of a command that could not do its work.
pub const FAILED: u8 = 2;

/// Learn gradients and backpropagation by hand, in the terminal
#[derive(Parser, Clone, Debug)]
#[command(
    name = "gradus",
    version,
    after_help = "\
Examples:
  gradus                                     the tutor with the built-in exercises
  gradus my-exercises/                       the tutor with those of a folder
  gradus --plain                             the tutor in lines, for a screen reader
  gradus list --topic two-layer-nonlinear    what there is
  gradus solve two-layer-nonlinear/01        the key of an exercise
  gradus grade two-layer-nonlinear/01 --answers mine.toml
  gradus eval 'L = (w - 1)^2' --let w=3 --grad w
  gradus exam --questions 8 --minutes 45     an exam, drawn from all topics
  gradus export pdf two-layer-nonlinear/02 -o sheet.pdf    a worksheet and its key
  gradus new my-first.toml                   for authors: an exercise to start from
  gradus preview my-first.toml               for authors: what learners will see, while you write
  gradus check my-exercises/                 for authors: what is wrong, and what is not fair

Exit status: 0 done and all right, 1 something was wrong, 2 it could not be done."
)]
pub struct Arguments {
    /// Exercise files, folders and packs for the tutor, instead of the built-in library
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The tutor as lines of text, for screen readers and dumb terminals; `help` in it says what
    /// may be typed
    #[arg(long)]
    pub plain: bool,
    /// The tutor's colours
    #[arg(long, value_enum, default_value_t, value_name = "THEME")]
    pub theme: Choice,
    /// No signs beyond ASCII in the tutor
    #[arg(long)]
    pub ascii: bool,
    /// The folder in which practice is remembered, instead of `GRADUS_DATA` or the system's
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// Whether output is coloured; `auto` follows the terminal and `NO_COLOR`
    #[arg(long, value_enum, default_value_t = When::Auto, global = true, value_name = "WHEN")]
    pub color: When,
    /// What to do instead of opening the tutor
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What there is to do besides the tutor.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// List exercises
    List(list::Args),
    /// Print the key of an exercise: values, gradients, answers
    Solve(solve::Args),
    /// Grade answers: of one learner from a file, of many from a stream, of a class from a folder
    Grade(grade::Args),
    /// Compute equations, their gradients, and an independent check of these
    Eval(eval::Args),
    /// Take an exam against the clock
    Exam(exam::Args),
    /// Check exercise and exam files
    Check(check::Args),
    /// Show an exercise as it is written, its key beside it
    Preview(preview::Args),
    /// Write exercises as sheets and keys for paper, or as questions for other programs
    Export(export::Args),
    /// Write a commented exercise to start from
    New(new::Args),
    /// Tell what was practised and what is due; write the history out, or take another in
    Progress(progress::Args),
    /// Print the JSON Schema of the exercise file
    Schema(schema::Args),
    /// Print a script by which a shell completes commands and options
    Completions(completions::Args),
    /// Print manual pages
    Man(man::Args),
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How a command writes what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON object, for programs
    Json,
}

/// Reads the arguments of the process, does what they ask for, and tells the exit status.
pub fn main() -> ExitCode {
    breakdown::end_with_panics();
    // A limit on the size of files is then an error of the write, which is told, and no sudden end.
    // Where it cannot be asked for, it ends as before.
    let _ = flag::register(SIGXFSZ, Arc::default());
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            return output::finish(&refused(&error), Colour::choose(When::Auto));
        }
    };
    let colour = Colour::choose(arguments.color);
    let (settings, faults) = Settings::open(colour.stderr);
    output::note(&output::sealed(&faults, colour.stderr));
    let arguments = settings.complete(arguments);
    let data = arguments.data.as_deref();
    match &arguments.command {
        None => output::finish(&tutor(&arguments), colour),
        Some(Command::List(args)) => output::finish(&list::run(args, data, colour), colour),
        Some(Command::Solve(args)) => output::finish(&solve::run(args, colour), colour),
        Some(Command::Grade(args)) => output::finish(&grade::run(args, colour), colour),
        Some(Command::Eval(args)) => output::finish(&eval::run(args, data, colour), colour),
        Some(Command::Exam(args)) => {
            let look = (arguments.plain, theme(&arguments));
            output::finish(&exam::run(args, data, look, colour), colour)
        }
        Some(Command::Check(args)) => check::run(args, colour.stdout),
        Some(Command::Preview(args)) => {
            output::finish(&preview::run(args, theme(&arguments)), colour)
        }
        Some(Command::Export(args)) => output::finish(&export::run(args, colour), colour),
        Some(Command::New(args)) => output::finish(&new::run(args), colour),
        Some(Command::Progress(args)) => output::finish(&progress::run(args, data, colour), colour),
        Some(Command::Schema(args)) => output::finish(&schema::run(args), colour),
        Some(Command::Completions(args)) => output::finish(&completions::run(args), colour),
        Some(Command::Man(args)) => output::finish(&man::run(args), colour),
    }
}

/// Help that was asked for, or what is wrong with the arguments; these may be names of files that
/// a stranger chose.
fn refused(error: &clap::Error) -> Outcome {
    let colour = Colour::choose(When::Auto);
    let text = |colour: bool| {
        let text = error.render();
        if colour { text.ansi().to_string() } else { text.to_string() }
    };
    let status = u8::try_from(error.exit_code()).unwrap_or(FAILED);
    if error.use_stderr() {
        Outcome { stderr: text(colour.stderr), status, ..Outcome::default() }
    } else {
        Outcome { stdout: text(colour.stdout), status, ..Outcome::default() }
    }
}

/// The theme that is asked for, or that the terminal has.
fn theme(arguments: &Arguments) -> Theme {
    let found = Theme::from_environment(match arguments.color {
        When::Never => Choice::None,
        When::Always if arguments.theme == Choice::Auto => Choice::Terminal,
        _ => arguments.theme,
    });
    Theme { unicode: found.unicode && !arguments.ascii, ..found }
}

/// Opens the tutor.
fn tutor(arguments: &Arguments) -> Outcome {
    let paths = &arguments.paths;
    let theme = theme(arguments);
    let library = if paths.is_empty() { Ok(Library::built_in()) } else { Library::open(paths) };
    let library = match library {
        Ok(library) => library,
        Err(error) => return Outcome::failed(&format!("{error}{}", command_meant(paths))),
    };
    let data = match place::data(arguments.data.as_deref()) {
        Ok(data) => data,
        Err(error) => return Outcome::failed(&error),
    };
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if arguments.plain || (terminal && dumb) {
        return in_lines(library, theme, Keeper::open(&data));
    }
    if !terminal {
        return Outcome::failed(
            "the tutor needs a terminal; `gradus --plain` does not, nor do the commands that \
             `gradus --help` names",
        );
    }
    match tui::run(library, theme, Keeper::open(&data)) {
        Ok(left) => Outcome { stderr: place::unkept(left.as_ref()), ..Outcome::default() },
        Err(error) => Outcome::failed(&format!("the terminal cannot be used: {error}")),
    }
}

/// The tutor in lines. Whoever stops reading has read enough: that is no failure.
fn in_lines(library: Library, theme: Theme, keeper: Keeper) -> Outcome {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    match tui::plain::run(library, theme, keeper, &mut input, &mut output) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Outcome::failed(&format!("the tutor cannot go on: {error}"))
        }
        _ => Outcome::default(),
    }
}

/// "; did you mean `gradus solve`?", where a path looks like a slip for a command, or where to find
/// the exercise of the library whose id it is.
fn command_meant(paths: &[PathBuf]) -> String {
    let first = paths.first().and_then(|path| path.to_str()).unwrap_or_default();
    if let Ok(entry) = Library::built_in().find(first) {
        return format!("; it is in the library: open `gradus`, and type `/{}` there", entry.id);
    }
    let all = Arguments::command();
    nearest(first, all.get_subcommands().map(clap::Command::get_name))
        .map_or_else(String::new, |command| format!("; did you mean `gradus {command}`?"))
}
