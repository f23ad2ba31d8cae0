//! What there is to see, in lines: each says what it is, and none needs another beside it.

pub use super::pictures::{descent, graph, landscape};

use crate::cli::progress::text::reason;
use crate::engine::{Array, Shape};
use crate::exercise::{Exercise, Question, Task};
use crate::grading::mend::written;
use crate::grading::solution::text as solution_text;
use crate::markup::Markup;
use crate::session::desk::Desk;
use crate::session::draft::{Draft, Grid};
use crate::session::sheet::{Sheet, Work};
use crate::session::{Enter, Place, Session};
use crate::tui::pane::questions::Standing;
use crate::tui::pane::{answer, entry, fault, feedback, questions, solution, statement};
use crate::tui::prose;
use crate::tui::theme::Theme;
use crate::tui::widget::number::number;
use crate::tui::words;

/// The exercises that are shown, under their topics.
pub fn home(session: &Session, theme: Theme) -> Vec<String> {
    let (shown, next) = (session.shown(), session.next());
    let mut lines: Vec<String> =
        session.waiting_exam().map(words::exam_waits).into_iter().collect();
    if !session.home().filter().is_open() {
        lines.push(words::plain_narrowed(session.home().filter()));
    }
    if shown.is_empty() {
        let home = session.home();
        lines.push(words::nothing_listed(home.query().text(), home.filter()));
    }
    let mut topic = None;
    for index in shown {
        let due = session.due(index);
        let here = due.map_or_else(
            || words::topic(&session.topic(index)),
            |_| words::progress::DUE.to_owned(),
        );
        if topic.as_ref() != Some(&here) {
            lines.push(here.clone());
            topic = Some(here);
        }
        let listed = listed(session, index, theme, next);
        let why = due.map_or_else(String::new, |item| format!("; {}", reason(item)));
        lines.push(format!("{}. {listed}{why}", index + 1));
    }
    let whole = session.home().query().is_blank() && session.home().filter().is_open();
    let exams = session.exams();
    if whole && !exams.is_empty() {
        lines.push(words::EXAMS.to_owned());
        lines.extend(exams.iter().map(|called| words::exam_command(called)));
    }
    lines
}

/// The exercise that was just left, and how to see the others.
pub fn left(session: &Session, theme: Theme) -> Vec<String> {
    let index = session.home().selected();
    let exercise = format!("{}. {}", index + 1, listed(session, index, theme, session.next()));
    vec![exercise, words::PLAIN_LIST.to_owned()]
}

fn listed(session: &Session, index: usize, theme: Theme, next: Option<usize>) -> String {
    let Some(exercise) = session.exercise(index) else {
        return format!("{}: {}", session.entry(index).id, words::UNUSABLE);
    };
    let effort = words::effort(exercise.level, exercise.minutes, exercise.questions.len());
    let points = session.points(index);
    let next = next == Some(index);
    let state = words::state(session.progress(index), points, exercise.points(), next);
    format!("{}: {effort}, {state}", theme.text(&exercise.title))
}

/// The whole exercise, or why it cannot be shown.
pub fn exercise(session: &Session, theme: Theme) -> Vec<String> {
    let Some((exercise, desk)) = session.current() else {
        let Place::Exercise(index) = session.place() else { return Vec::new() };
        let loaded = session.loaded(index);
        return loaded.map(|loaded| fault::text(loaded).to_string()).into_iter().collect();
    };
    let mut title = exercise.title.clone();
    if exercise.is_drawn() {
        title = format!("{title}, {}", words::variant(desk.seed()));
    }
    let mut lines = vec![title, prose::markup(&exercise.statement).to_string()];
    match desk.sheet() {
        Ok(sheet) => {
            let variant = sheet.variant();
            let equations = exercise.equations(variant).map(|name| {
                let formula = statement::definition(exercise, variant, name, theme);
                format!("{} = {formula}", theme.name(name))
            });
            let equations: Vec<_> = equations.collect();
            if !equations.is_empty() {
                lines.push(words::EQUATIONS.to_owned());
                lines.extend(equations);
            }
            lines.push(words::GIVEN.to_owned());
            let shown = variant.values.iter().filter(|(name, _)| exercise.show.contains(name));
            for (name, value) in variant.given.iter().chain(shown) {
                lines.extend(self::value(&theme.name(name), value, theme));
            }
        }
        Err(fault) => lines.push(format!("{} {}", words::NOT_DRAWN, fault.message)),
    }
    if let Some(conventions) = &exercise.conventions {
        lines.push(format!("{}: {}", words::CONVENTIONS, prose::markup(conventions)));
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// A named value: a number in one line, a matrix in a line for each row.
fn value(name: &str, value: &Array, theme: Theme) -> Vec<String> {
    let row =
        |row: &[f64]| row.iter().map(|entry| number(*entry, theme)).collect::<Vec<_>>().join(", ");
    match value.shape() {
        Shape::Scalar => vec![format!("{name} = {}", row(value.data()))],
        Shape::Matrix(rows, cols) => {
            let mut lines = vec![format!("{name}, {rows}×{cols}")];
            lines.extend(
                value
                    .rows()
                    .enumerate()
                    .map(|(place, entries)| format!("  {}: {}", words::row(place), row(entries))),
            );
            lines
        }
    }
}

/// What is at hand: the exercise, the work on it, the question, and the work on that.
struct Here<'s> {
    exercise: &'s Exercise,
    desk: &'s Desk,
    sheet: &'s Sheet,
    question: &'s Question,
    work: &'s Work,
}

impl<'s> Here<'s> {
    fn new(session: &'s Session) -> Option<Self> {
        let (exercise, desk) = session.current()?;
        let sheet = desk.sheet().ok()?;
        let question = &exercise.questions[desk.question()];
        Some(Self { exercise, desk, sheet, question, work: sheet.work(desk.question()) })
    }
}

/// How all questions stand.
pub fn questions(session: &Session, theme: Theme) -> Vec<String> {
    let Some(Here { exercise, sheet, .. }) = Here::new(session) else { return Vec::new() };
    let line = |(index, question): (usize, &Question)| {
        let work = sheet.work(index);
        let name = questions::name(question, theme);
        let size = questions::size(question, sheet.variant());
        let points = match (work.is_seen(), work.is_counted()) {
            (true, _) if work.best() == 0.0 => words::SEEN.to_owned(),
            (_, true) => words::points_of(work.best(), question.points),
            _ => words::points_alone(question.points),
        };
        let parts = [name, size, Standing::of(work).words().to_owned(), points];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}. {}", index + 1, parts.join(", "))
    };
    exercise.questions.iter().enumerate().map(line).collect()
}

/// The question, what may be answered, and what was answered so far.
pub fn question(session: &Session, theme: Theme) -> Vec<String> {
    let Some(Here { exercise, desk, sheet, question, work }) = Here::new(session) else {
        return Vec::new();
    };
    let mut lines = vec![answer::title(exercise, desk, sheet, theme)];
    lines.push(prose::markup(&question.prompt).to_string());
    let draft = work.draft();
    match (draft, &question.task) {
        (Draft::Options(chosen), Task::Choice { options, .. }) => {
            for (index, option) in options.iter().enumerate() {
                lines.push(format!("{}. {}", index + 1, prose::markup(option)));
            }
            let chosen: Vec<String> =
                chosen.chosen().iter().map(|one| (one + 1).to_string()).collect();
            if !chosen.is_empty() {
                lines.push(format!("{}: {}", words::TYPED, chosen.join(", ")));
            }
        }
        (Draft::Mend(_), _) => {
            let Some(mend) = sheet.variant().mend(question) else { return lines };
            let style = theme.writing();
            for (index, line) in mend.lines.iter().enumerate() {
                let (what, formula) = written(mend, line);
                let symbol = what.symbol(style);
                lines.push(format!("{}. {symbol} = {}", index + 1, formula.get(style)));
                lines.extend(self::value(&symbol, &line.value, theme));
            }
            lines.extend(named_line(session, theme));
        }
        _ => lines.extend(typed(draft)),
    }
    if !draft.is_blank() {
        lines.extend(in_lines(&[feedback::graded(question, work)]));
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The line of a backward pass that is named, and what was typed for it.
pub fn named_line(session: &Session, theme: Theme) -> Vec<String> {
    let Some(Here { sheet, question, work, .. }) = Here::new(session) else { return Vec::new() };
    let (Draft::Mend(mending), Some(mend)) = (work.draft(), sheet.variant().mend(question)) else {
        return Vec::new();
    };
    let (Some(value), Some(line)) = (mending.value(), mend.lines.get(mending.at())) else {
        return Vec::new();
    };
    let symbol = written(mend, line).0.symbol(theme.writing());
    let mut lines = vec![words::named_line(mending.at(), &symbol)];
    lines.extend(typed(value));
    lines
}

/// The value of what is typed, where that is more than a number.
pub fn live(session: &Session, theme: Theme) -> Vec<String> {
    let Some(Here { sheet, question, work, .. }) = Here::new(session) else { return Vec::new() };
    let line = work.draft().line();
    in_lines(line.map(|line| entry::live(question, sheet, line, theme)).as_slice())
}

/// What was calculated last, or why nothing came of the line.
pub fn calculated(session: &Session, theme: Theme) -> Vec<String> {
    let scratch = session.current().and_then(|(_, desk)| desk.scratch());
    match scratch.map(|scratch| (scratch.fault(), scratch.done().last())) {
        Some((Some(fault), _)) => vec![words::fault(fault)],
        Some((None, Some(done))) => value(&done.text, &done.value, theme),
        _ => vec![words::SCRATCH_HELP.to_owned()],
    }
}

/// What was typed, if anything was.
fn typed(draft: &Draft) -> Vec<String> {
    match draft {
        _ if draft.is_blank() => Vec::new(),
        Draft::Field(line) => vec![format!("{}: {}", words::TYPED, line.text())],
        Draft::Grid(grid) => {
            let rows = grid.texts();
            let rows = rows.iter().enumerate();
            let mut lines = vec![format!("{}:", words::TYPED)];
            lines.extend(
                rows.map(|(place, row)| format!("  {}: {}", words::row(place), row.join(", "))),
            );
            lines
        }
        Draft::Options(_) | Draft::Mend(_) => Vec::new(),
    }
}

/// The answer that is being given.
pub fn draft(session: &Session) -> Option<&Draft> {
    Some(Here::new(session)?.work.draft())
}

/// Whether a line of a backward pass is named.
pub fn is_line_named(session: &Session) -> bool {
    matches!(draft(session), Some(Draft::Mend(mending)) if mending.value().is_some())
}

/// The cell that is asked for.
pub fn cell(session: &Session) -> Vec<String> {
    let cell = |grid: &Grid| {
        let (row, col) = grid.place();
        let text = grid.cell(row, col).text();
        let place = words::cell(row, col);
        if text.is_empty() { format!("{place}?") } else { format!("{place}: {text}") }
    };
    match draft(session).and_then(Draft::typed) {
        Some(Draft::Grid(grid)) => vec![cell(grid)],
        _ => Vec::new(),
    }
}

/// What is to be said of the last step and the last answer.
pub fn said(session: &Session) -> Vec<String> {
    let Some(here) = Here::new(session) else { return Vec::new() };
    in_lines(&feedback::said(here.question, here.sheet, here.work, words::TYPE_SOLUTION))
}

/// What is to be said of the last step alone.
pub fn notice(session: &Session) -> Vec<String> {
    let Some(here) = Here::new(session) else { return Vec::new() };
    let variant = here.sheet.variant();
    let notice = here
        .work
        .notice()
        .map(|one| feedback::notice(one, here.question, variant, words::TYPE_SOLUTION));
    in_lines(notice.as_slice())
}

/// The newest hint, or that there is none.
pub fn hint(session: &Session, theme: Theme) -> Vec<String> {
    let notice = notice(session);
    if !notice.is_empty() {
        return notice;
    }
    let Some(here) = Here::new(session) else { return Vec::new() };
    let mut hints = feedback::hints(here.question, here.sheet, here.work, theme);
    hints.truncate(1);
    in_lines(&hints)
}

/// The step of the worked solution, and where the learner's own answer left the path.
pub fn step(session: &Session, theme: Theme) -> Vec<String> {
    let Some(Here { exercise, desk, .. }) = Here::new(session) else { return Vec::new() };
    let walk = desk.walk().zip(solution::View::new(exercise, desk, theme));
    let Some(((place, _), view)) = walk else { return Vec::new() };
    let steps = view.steps();
    let Some(step) = steps.get(place) else { return Vec::new() };
    let part = if step.is_backward() { solution_text::BACKWARD } else { solution_text::FORWARD };
    let style = theme.writing();
    let mut lines = vec![format!("{}, {part}", words::step(place, steps.len()))];
    lines.extend(in_lines(&[solution_text::step(step, style, "")]));
    lines.extend(value(&step.what.symbol(style), &step.value, theme));
    for (said, read) in view.wrong(place) {
        lines.push(said.to_owned());
        lines.extend(read.into_iter().flat_map(|read| value(words::YOURS, read, theme)));
    }
    lines.extend(in_lines(&view.explanations(place).collect::<Vec<_>>()));
    if desk.enter() == Enter::Leave {
        lines.push(words::LAST_STEP.to_owned());
    }
    lines
}

/// Parts of what is said, in lines.
pub fn in_lines(parts: &[Markup]) -> Vec<String> {
    let lines = parts.iter().flat_map(Markup::lines).map(|line| line.to_string());
    lines.filter(|line| !line.trim().is_empty()).collect()
}
