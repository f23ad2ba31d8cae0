//! `gradus list`: the exercises that there are.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::output::{Colour, Outcome, styled, visible};
use super::{FAILED, Format, json, place, progress};
use crate::exercise::Exercise;
use crate::exercise::library::Library;
use crate::markup::{Markup, Role};
use crate::nearest::suggestion;
use crate::progress::memory::Memory;
use crate::session::sheet::Progress;
use crate::tui::keeper::end_of_day;

/// List exercises: id, title, level, minutes and state
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus list                                the built-in library
  gradus list --topic scalar-operations      one topic of it
  gradus list --due                          what should be practised today
  gradus list my-exercises/ --format json    those of a folder, for a program

Exit status: 0 listed, 1 an exercise has errors and was left out, 2 it could not be done.")]
pub struct Args {
    /// Exercise files, folders and packs, instead of the built-in library
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only the exercises of this topic
    #[arg(long, value_name = "TOPIC")]
    pub topic: Option<String>,
    /// Only what is due today, what is most likely forgotten first
    #[arg(long)]
    pub due: bool,
    /// How the list is written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
}

/// An exercise, and how far the learner is with it.
struct Listed {
    key: String,
    exercise: Exercise,
    state: &'static str,
}

/// Runs the command.
pub fn run(args: &Args, data: Option<&Path>, colour: Colour) -> Outcome {
    let library =
        if args.paths.is_empty() { Ok(Library::built_in()) } else { Library::open(&args.paths) };
    let library = match library {
        Ok(library) => library,
        Err(error) => return Outcome::failed(&error),
    };
    let (memory, trouble) = match place::remembered(data) {
        Ok(found) => found,
        Err(error) => return Outcome::failed(&error),
    };
    let (mut exercises, faulty) = read(&library, &memory);
    if args.due {
        let due = progress::due(&memory, &library, end_of_day());
        let place = |listed: &Listed| due.iter().position(|due| due.exercise == listed.key);
        exercises.retain(|listed| place(listed).is_some());
        exercises.sort_by_key(place);
    }
    if let Some(topic) = &args.topic {
        let topics: Vec<String> =
            exercises.iter().map(|listed| listed.exercise.topic.clone()).collect();
        exercises.retain(|listed| is_of(&listed.exercise, topic));
        if exercises.is_empty() && !args.due {
            return no_topic(topic, topics);
        }
    }
    let stdout = match args.format {
        Format::Text if args.due && exercises.is_empty() => {
            "Nothing is due today; `gradus progress` says what comes back, and when.\n".to_owned()
        }
        Format::Text => table(&exercises, colour.stdout),
        Format::Json => {
            let list: Vec<Value> = exercises.iter().map(entry).collect();
            json::text(&json!({ "format": 1, "exercises": list }))
        }
    };
    let line = |id: &String| {
        format!("error: {} has errors; `gradus check` shows them in its file\n", visible(id))
    };
    Outcome {
        stdout,
        status: u8::from(!faulty.is_empty()),
        stderr: faulty.iter().map(line).chain(trouble).collect(),
    }
}

/// The exercises, and the ids of those whose files have errors.
fn read(library: &Library, memory: &Memory) -> (Vec<Listed>, Vec<String>) {
    let mut exercises = Vec::new();
    let mut faulty = Vec::new();
    for entry in library.entries() {
        match library.load(entry).exercise {
            Some(exercise) => {
                let standing = memory.standings.get(&entry.key());
                let state = standing.map_or(Progress::New, Progress::of).as_str();
                exercises.push(Listed { key: entry.key(), exercise, state });
            }
            None => faulty.push(entry.id.clone()),
        }
    }
    (exercises, faulty)
}

/// Whether an exercise is of a topic, or of a topic below it.
fn is_of(exercise: &Exercise, topic: &str) -> bool {
    let topic = topic.trim_matches('/');
    let below = exercise.topic.strip_prefix(topic);
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn no_topic(topic: &str, mut topics: Vec<String>) -> Outcome {
    topics.dedup();
    let help = suggestion(topic, topics.iter().map(String::as_str));
    let help = help.map_or_else(String::new, |help| format!("; {help}"));
    Outcome { status: FAILED, ..Outcome::failed(&format!("there is no topic `{topic}`{help}")) }
}

fn entry(listed: &Listed) -> Value {
    let exercise = &listed.exercise;
    json!({
        "id": exercise.id,
        "title": exercise.title,
        "topic": exercise.topic,
        "level": exercise.level,
        "minutes": exercise.minutes,
        "tags": exercise.tags,
        "questions": exercise.questions.len(),
        "points": json::number(exercise.points()),
        "state": listed.state,
    })
}

/// The list in columns, under a line that names them.
fn table(exercises: &[Listed], colour: bool) -> String {
    let head = ["EXERCISE", "TITLE", "LEVEL", "MINUTES", "STATE"].map(str::to_owned);
    let row = |Listed { exercise, state, .. }: &Listed| {
        [
            visible(&exercise.id).into_owned(),
            visible(&exercise.title).into_owned(),
            exercise.level.to_string(),
            exercise.minutes.to_string(),
            (*state).to_owned(),
        ]
    };
    let rows: Vec<_> = exercises.iter().map(row).collect();
    let width = |col: usize| {
        let cells = rows.iter().chain([&head]).map(|row| row[col].width());
        cells.max().unwrap_or_default()
    };
    let widths: [usize; 5] = std::array::from_fn(width);
    let line = |row: &[String; 5], roles: [Role; 5]| {
        let mut line = Markup::new();
        for (col, cell) in row.iter().enumerate() {
            let last = col + 1 == row.len();
            let blank = if last { 0 } else { widths[col] - cell.width() + 2 };
            line.push(roles[col], cell);
            line.push(Role::Text, " ".repeat(blank));
        }
        styled(&line, colour) + "\n"
    };
    let roles = [Role::Strong, Role::Text, Role::Text, Role::Text, Role::Dim];
    let body = rows.iter().map(|row| line(row, roles));
    std::iter::once(line(&head, [Role::Dim; 5])).chain(body).collect()
}
