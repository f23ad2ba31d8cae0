//! `gradus exam`: an exam is begun or gone on with, or those that were taken are shown.

mod past;

use std::io::IsTerminal;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args as ClapArgs;

use super::output::{Outcome, visible};
use super::{Format, place, report};
use crate::exercise::exam::{Paper, Wish};
use crate::exercise::library::exams::{self, Shelf};
use crate::progress::store::Store;
use crate::progress::{Exam, ExamEvent};
use crate::session::Session;
use crate::session::exam::event::Record;
use crate::session::exam::{Begun, Stage, kept};
use crate::tui::recorder::{RUNNING, Recorder};
use crate::tui::theme::Theme;
use crate::tui::{self, clock, words};

/// The id of an exam that has no file.
const DRAWN: &str = "drawn";

/// Take an exam against the clock, go on with one, or look at those that were taken
#[derive(ClapArgs, Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = "\
Examples:
  gradus exam exams/midterm.toml                        one from a file
  gradus exam --questions 8 --minutes 45                one that is drawn from all topics
  gradus exam --topics two-layer-linear,optimisers --level 2-3 --questions 8 --minutes 45 --seed 7
  gradus exam                                           go on after the program was left or killed
  gradus exam --history                                 the exams that were taken
  gradus exam --report 3 --steps                        the third, with its worked solutions

Nothing is graded until the exam is handed in; at its end it is handed in by itself. Everything
typed is kept as it is typed. The clock goes on while the program does not run.

Exit status: 0 left or shown, 2 it could not be done.")]
pub struct Args {
    /// An exam file, or the id of an exam of the built-in library; none to go on with the one that
    /// is running
    #[arg(value_name = "EXAM", conflicts_with_all = ["topics", "questions", "minutes", "level"])]
    pub exam: Option<String>,
    /// Draw an exam from these topics, separated by commas
    #[arg(long, value_name = "TOPICS", value_delimiter = ',')]
    pub topics: Vec<String>,
    /// How many questions are drawn
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=200))]
    pub questions: Option<u16>,
    /// How long a drawn exam takes; five minutes a question unless said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub minutes: Option<u32>,
    /// The levels of a drawn exam: one, or the lowest and the highest
    #[arg(long, value_name = "LEVELS", default_value = "1-5", value_parser = levels)]
    pub level: (u8, u8),
    /// Allow the calculator in a drawn exam
    #[arg(long, conflicts_with = "exam")]
    pub scratch: bool,
    /// What draws the paper: the same seed always draws the same; else the time of day
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The exam as lines of text, for screen readers and dumb terminals
    #[arg(long)]
    pub plain: bool,
    /// List the exams that were taken
    #[arg(long, conflicts_with_all = ["exam", "topics", "questions", "minutes", "report"])]
    pub history: bool,
    /// Show what came of the exam of this number in the history
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["exam", "topics", "questions", "minutes"])]
    pub report: Option<usize>,
    /// In a report, the worked solution of each exercise too
    #[arg(long, requires = "report")]
    pub steps: bool,
    /// How the history or a report is written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
}

/// `2`, or `2-3`.
fn levels(text: &str) -> Result<(u8, u8), String> {
    let level = |text: &str| text.trim().parse().ok().filter(|level| (1..=5).contains(level));
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let found = level(low).zip(level(high)).filter(|(low, high)| low <= high);
    found.ok_or_else(|| "a level from 1 to 5, or two of them as in 2-3".to_owned())
}

/// An exam as it was kept.
pub struct Kept {
    /// Its row.
    pub exam: Exam,
    /// Its paper, or why it cannot be read.
    pub paper: Result<Paper, String>,
    /// What happened, and what the wall clock said at the last event.
    pub begun: Begun,
}

impl Kept {
    /// Reads everything that was kept of an exam.
    pub fn read(store: &Store, exam: Exam) -> Result<Self, String> {
        let events = store.exam_events(&exam.id).map_err(|trouble| trouble.to_string())?;
        let wall = events.last().map_or(exam.started, |event| event.at);
        let record = |event: &ExamEvent| Record::read(&event.event);
        let records = events.iter().filter_map(record).collect();
        let begun = Begun { started: exam.started, records, wall };
        Ok(Self { paper: kept::read(&exam.paper), exam, begun })
    }

    /// Goes on with it.
    pub fn sit(&self) -> Result<Session, String> {
        let paper = self.paper.as_ref().map_err(Clone::clone)?;
        Ok(Session::sit(paper, Some(&self.begun), clock::now()))
    }
}

/// Runs the command.
pub fn run(
    args: &Args,
    data: Option<&Path>,
    (plain, theme): (bool, Theme),
    colour: super::Colour,
) -> Outcome {
    let folder = match place::data(data) {
        Ok(folder) => folder,
        Err(error) => return Outcome::failed(&error),
    };
    if args.history {
        return past::history(&folder, args.format);
    }
    if let Some(number) = args.report {
        return past::report(&folder, number, args, theme);
    }
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let plain = plain || args.plain || (terminal && dumb);
    if !terminal && !plain {
        return Outcome::failed("an exam needs a terminal; `gradus exam --plain` does not");
    }
    match begin_or_go_on(args, &folder, colour) {
        Ok((session, recorder)) => take(session, recorder, plain, theme),
        Err(outcome) => outcome,
    }
}

/// The session of the exam that is asked for, and where it is recorded.
fn begin_or_go_on(
    args: &Args,
    folder: &Path,
    colour: super::Colour,
) -> Result<(Session, Recorder), Outcome> {
    let (store, trouble) = Store::open(folder);
    if let Some(trouble) = trouble.as_ref().or(store.refusal()) {
        return Err(Outcome::failed(&format!("an exam has to be kept: {trouble}")));
    }
    let failed = |error: String| Outcome::failed(&error);
    let running = running(&store).map_err(failed)?;
    let asked = args.exam.is_some() || args.questions.is_some() || !args.topics.is_empty();
    if let Some(running) = running {
        let mut session = running.sit().map_err(failed)?;
        session.remember(store.memory().unwrap_or_default());
        let over = session.exam().is_none_or(|exam| exam.stage() == Stage::Over);
        if !asked || (over && is_same(args, &running)) || is_same(args, &running) {
            return Ok((session, Recorder::new(store, running.exam.id)));
        }
        if !over {
            return Err(Outcome::failed(&still_running(&session)));
        }
        let (store, _) = Store::open(folder);
        hand_in(session, Recorder::new(store, running.exam.id));
    } else if !asked {
        return Err(Outcome::failed(
            "no exam is running; name one, as in `gradus exam exams/midterm.toml`, or have one \
             drawn: `gradus exam --questions 8 --minutes 45`",
        ));
    }
    begin(args, store, colour)
}

/// Whether the exam that is asked for is the one that is running.
fn is_same(args: &Args, running: &Kept) -> bool {
    let Ok(paper) = &running.paper else { return false };
    let same_seed = args.seed.is_none_or(|seed| seed == paper.seed);
    let found = args.exam.as_ref().and_then(|target| exams::find(target).ok()?.exam);
    same_seed && found.is_some_and(|exam| exam.id == paper.exam)
}

fn still_running(session: &Session) -> String {
    let Some(exam) = session.exam() else { return String::new() };
    format!(
        "the exam “{}” is still running, {}; `gradus exam` goes on with it",
        exam.title(),
        words::left(exam.clock().shown())
    )
}

/// Keeps that an exam was handed in by the clock while nobody was there.
fn hand_in(mut session: Session, mut recorder: Recorder) {
    let effects = session.apply(crate::session::Action::Clock(clock::now()));
    for effect in effects {
        if let crate::session::Effect::Happened(record, answers) = effect {
            recorder.record(&record, answers);
        }
    }
}

/// The exam that was begun last and is not handed in.
fn running(store: &Store) -> Result<Option<Kept>, String> {
    let running = store.last_exam(RUNNING).map_err(|trouble| trouble.to_string())?;
    running.map(|exam| Kept::read(store, exam)).transpose()
}

/// Begins an exam.
fn begin(
    args: &Args,
    mut store: Store,
    colour: super::Colour,
) -> Result<(Session, Recorder), Outcome> {
    let paper = paper(args, colour)?;
    let now = clock::now();
    let exam = Exam {
        id: String::new(),
        paper: kept::write(&paper),
        seed: paper.seed,
        started: now.wall,
        minutes: paper.minutes,
        state: RUNNING.to_owned(),
    };
    let id = store.begin_exam(&exam).map_err(|trouble| Outcome::failed(&trouble.to_string()))?;
    let mut session = Session::sit(&paper, None, now);
    session.remember(store.memory().unwrap_or_default());
    Ok((session, Recorder::new(store, id)))
}

/// The paper that is asked for, of a file or drawn.
pub fn paper(args: &Args, colour: super::Colour) -> Result<Paper, Outcome> {
    let seed = args.seed.unwrap_or_else(some_seed);
    if let Some(target) = &args.exam {
        return of_file(target, seed, colour);
    }
    let questions = args.questions.unwrap_or(8);
    let wish = Wish {
        topics: args.topics.iter().map(|topic| topic.trim().to_owned()).collect(),
        level: args.level,
        questions: questions.into(),
    };
    let parts = Shelf::built_in().wished(&wish, seed).map_err(|error| Outcome::failed(&error))?;
    Ok(Paper {
        exam: DRAWN.to_owned(),
        title: words::drawn_exam(seed),
        minutes: args.minutes.unwrap_or(5 * u32::from(questions)),
        scratch: args.scratch,
        seed,
        parts,
    })
}

/// The paper that a seed draws of an exam that a person named.
pub fn of_file(target: &str, seed: u64, colour: super::Colour) -> Result<Paper, Outcome> {
    let loaded = exams::find(target).map_err(|error| Outcome::failed(&error))?;
    let told =
        |faults: &[_]| Outcome::unable(report::report(&loaded.source, faults, colour.stderr));
    let Some(exam) = &loaded.exam else { return Err(told(&loaded.diagnostics)) };
    loaded.shelf.paper(exam, seed).map_err(|fault| told(&[fault.at(exam.title_span, "")]))
}

/// A seed that nobody chose, short enough to be written down.
fn some_seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (u64::from(since.subsec_nanos()) ^ since.as_secs()) % 1_000_000
}

/// Takes an exam until the learner leaves it, and says how it stands then.
fn take(session: Session, recorder: Recorder, plain: bool, theme: Theme) -> Outcome {
    let left = if plain {
        let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
        tui::plain::sit(session, theme, recorder, &mut input, &mut output)
            .map(|session| (session, None))
    } else {
        tui::sit(session, theme, recorder)
    };
    match left {
        Ok((session, unkept)) => Outcome {
            stdout: farewell(&session),
            stderr: place::unkept(unkept.as_ref()),
            ..Outcome::default()
        },
        Err(error) if plain && error.kind() == std::io::ErrorKind::BrokenPipe => Outcome::default(),
        Err(error) => Outcome::failed(&format!("the terminal cannot be used: {error}")),
    }
}

fn farewell(session: &Session) -> String {
    let Some(exam) = session.exam() else { return String::new() };
    let said = match exam.report() {
        Some(report) => words::result(report.points(), report.out_of(), report.spent),
        None => words::goes_on(&words::left(exam.clock().shown())),
    };
    visible(&format!("{}: {said}\n", exam.title())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::levels;

    #[test]
    fn levels_are_one_or_two() {
        assert_eq!(levels("2"), Ok((2, 2)));
        assert_eq!(levels("2-4"), Ok((2, 4)));
        for wrong in ["", "0", "4-2", "1-6", "-2", "easy"] {
            assert!(levels(wrong).is_err(), "{wrong}");
        }
    }
}
