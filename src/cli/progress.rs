//! `gradus progress`: what was practised, what is due, what keeps going wrong; and the history
//! out, in, and forgotten.

pub mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::output::{Colour, Outcome, styled};
use super::{Format, json, place};
use crate::exercise::library::Library;
use crate::progress::exchange::{self, Record};
use crate::progress::memory::Memory;
use crate::progress::report::{Practice, QUARTER, Report};
use crate::progress::review::{self, Due, Known};
use crate::progress::schedule::Item;
use crate::progress::store::{Store, Trouble};
use crate::tui::keeper::{end_of_day, now};

/// What was practised, how well it is mastered, what is due, what keeps going wrong
#[derive(ClapArgs, Clone, Debug)]
#[command(after_help = "\
Examples:
  gradus progress                       what was practised and what is due
  gradus progress --format json         the same for a program
  gradus progress export > mine.jsonl   the whole history, a record a line
  gradus progress import mine.jsonl     take in that of another machine; nothing comes twice
  gradus progress reset --yes           forget everything

Exit status: 0 done, 2 it could not be done.")]
pub struct Args {
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
    /// What to do with the history instead of telling it
    #[command(subcommand)]
    pub action: Option<Action>,
}

/// What can be done with the history.
#[derive(Subcommand, Clone, Debug)]
pub enum Action {
    /// Write the whole history to stdout as JSON Lines
    Export,
    /// Take in histories that `export` wrote; what is known already is left out
    Import {
        /// The files; `-` is stdin
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Forget everything that was practised
    Reset {
        /// Yes, everything
        #[arg(long)]
        yes: bool,
    },
}

/// What there is to tell.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// By topic and misconception.
    pub report: Report,
    /// By local day.
    pub days: BTreeMap<Date, Practice>,
    /// The exercises that are due today, by their ids or files.
    pub due: Vec<Due>,
    /// How many items are due on each later day.
    pub ahead: BTreeMap<Date, usize>,
    /// Today.
    pub today: Date,
}

impl Told {
    /// Brings together what is told; `library` is where exercises are looked for.
    pub fn new(report: Report, memory: &Memory, library: &Library) -> Self {
        let today = day(now());
        let mut days = BTreeMap::new();
        for (quarter, practice) in &report.quarters {
            let practised: &mut Practice =
                days.entry(day(quarter.saturating_mul(QUARTER))).or_default();
            practised.add(*practice);
        }
        let until = end_of_day();
        let mut ahead = BTreeMap::new();
        for schedule in memory.schedules.values().filter(|schedule| schedule.due > until) {
            *ahead.entry(day(schedule.due)).or_default() += 1;
        }
        Self { days, due: due(memory, library, until), ahead, today, report }
    }
}

/// The exercises of a library that are due before a time.
pub fn due(memory: &Memory, library: &Library, until: i64) -> Vec<Due> {
    if memory.due(until).is_empty() {
        return Vec::new();
    }
    let read = library.entries().iter().filter_map(|entry| {
        let exercise = library.load(entry).exercise?;
        let kinds: BTreeSet<_> = exercise.questions.iter().map(|asked| asked.task.kind()).collect();
        Some((entry.key(), exercise.topic, kinds))
    });
    let read: Vec<_> = read.collect();
    let known: Vec<Known> =
        read.iter().map(|(key, topic, kinds)| Known { key, topic, kinds: kinds.clone() }).collect();
    review::due(memory, until, &known)
}

/// The local day of a time.
fn day(at: i64) -> Date {
    let time = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned_datetime(TimeZone::system()).date()
}

/// Runs the command.
pub fn run(args: &Args, data: Option<&Path>, colour: Colour) -> Outcome {
    let folder = match place::data(data) {
        Ok(folder) => folder,
        Err(error) => return Outcome::failed(&error),
    };
    let done = match &args.action {
        None => tell(args.format, &folder, colour),
        Some(Action::Export) => export(&folder),
        Some(Action::Import { files }) => import(&folder, files),
        Some(Action::Reset { yes: false }) => Err(
            "this would forget every answer, draft, schedule and exam; say so with `--yes`, and \
             perhaps keep `gradus progress export` first"
                .to_owned(),
        ),
        Some(Action::Reset { yes: true }) => reset(&folder),
    };
    done.unwrap_or_else(|error| Outcome::failed(&error))
}

/// The store to read from; an empty one where nothing was kept yet, so that none is made.
fn opened(folder: &Path) -> (Store, Option<String>) {
    if !folder.join(crate::progress::store::FILE).exists() {
        return (Store::in_memory(), None);
    }
    let (store, trouble) = Store::open(folder);
    (store, trouble.map(|trouble| place::warning(&trouble)))
}

fn told(trouble: &Trouble) -> String {
    trouble.to_string()
}

fn tell(format: Format, folder: &Path, colour: Colour) -> Result<Outcome, String> {
    let (store, warning) = opened(folder);
    let report = store.report(now()).map_err(|trouble| told(&trouble))?;
    let memory = store.memory().map_err(|trouble| told(&trouble))?;
    let told = Told::new(report, &memory, &Library::built_in());
    let stdout = match format {
        Format::Text => text::rows(&told)
            .iter()
            .map(|row| styled(&row.text, colour.stdout).trim_end().to_owned() + "\n")
            .collect(),
        Format::Json => json::text(&object(&told)),
    };
    Ok(Outcome { stdout, stderr: warning.unwrap_or_default(), status: 0 })
}

fn object(told: &Told) -> Value {
    let practice = |practice: &Practice| json!({ "answers": practice.answers, "minutes": minutes(practice.spent) });
    let topics: Vec<Value> = told
        .report
        .topics
        .iter()
        .map(|(name, topic)| {
            let (low, high) = topic.mastery.range();
            json!({
                "topic": name,
                "answers": topic.practice.answers,
                "settled": topic.settled,
                "minutes": minutes(topic.practice.spent),
                "mastery": {
                    "mean": rounded(topic.mastery.mean()),
                    "low": rounded(low),
                    "high": rounded(high),
                },
            })
        })
        .collect();
    let days: Vec<Value> = told
        .days
        .iter()
        .map(|(day, one)| {
            let mut day = json!({ "day": day.to_string() });
            if let (Value::Object(day), Value::Object(rest)) = (&mut day, practice(one)) {
                day.extend(rest);
            }
            day
        })
        .collect();
    let due: Vec<Value> = told
        .due
        .iter()
        .map(|due| json!({ "exercise": due.exercise, "reason": reason(&due.reason) }))
        .collect();
    let ahead: Vec<Value> = told
        .ahead
        .iter()
        .map(|(day, count)| json!({ "day": day.to_string(), "count": count }))
        .collect();
    let mistakes: Vec<Value> = told
        .report
        .mistakes
        .iter()
        .map(|mistake| {
            json!({
                "mistake": mistake.name, "count": mistake.count,
                "last": day(mistake.last).to_string(),
                "exercise": mistake.exercise, "question": mistake.question,
            })
        })
        .collect();
    let all = told.report.all();
    json!({
        "format": 1, "answers": all.answers, "minutes": minutes(all.spent), "topics": topics,
        "days": days, "due": due, "ahead": ahead, "mistakes": mistakes,
    })
}

/// Why an exercise is due, for a program.
pub fn reason(item: &Item) -> Value {
    match item {
        Item::Exercise(_) => json!({ "kind": "exercise" }),
        Item::Skill { topic, kind } => json!({ "kind": "skill", "topic": topic, "of": kind }),
        Item::Misconception(name) => json!({ "kind": "misconception", "mistake": name }),
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1_000.0).round() / 1_000.0
}

/// Milliseconds as minutes, to a tenth.
fn minutes(milliseconds: i64) -> f64 {
    (milliseconds as f64 / 6_000.0).round() / 10.0
}

fn export(folder: &Path) -> Result<Outcome, String> {
    let (store, warning) = opened(folder);
    let mut stdout = exchange::head() + "\n";
    store
        .each_record(|record| {
            writeln!(stdout, "{}", record.line()).expect("a string can be written to");
        })
        .map_err(|trouble| told(&trouble))?;
    Ok(Outcome { stdout, stderr: warning.unwrap_or_default(), status: 0 })
}

fn import(folder: &Path, files: &[PathBuf]) -> Result<Outcome, String> {
    let mut records = Vec::new();
    for file in files {
        let name = file.display();
        let mut text = String::new();
        if file.as_os_str() == "-" {
            std::io::stdin().lock().read_to_string(&mut text).map(drop)
        } else {
            fs::read_to_string(file).map(|found| text = found)
        }
        .map_err(|error| format!("{name} cannot be read: {error}"))?;
        let mut lines = text.lines().enumerate();
        let head = lines.next().map_or(Ok(false), |(_, line)| exchange::is_head(line))?;
        if !head {
            return Err(format!(
                "{name} is no history: its first line is not `{}`, which `gradus progress export` \
                 writes",
                exchange::head()
            ));
        }
        for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let record = Record::read(line).map_err(|error| {
                format!("{name}, line {}: {error}; nothing was taken in", index + 1)
            })?;
            records.push(record);
        }
    }
    let (mut store, trouble) = Store::open(folder);
    if let Some(refusal) = store.refusal() {
        return Err(told(refusal));
    }
    let imported = store.import(&records).map_err(|trouble| told(&trouble))?;
    Ok(Outcome {
        stdout: format!("{} taken in, {} known already\n", imported.new, imported.known),
        stderr: trouble.map(|trouble| place::warning(&trouble)).unwrap_or_default(),
        status: 0,
    })
}

fn reset(folder: &Path) -> Result<Outcome, String> {
    let (mut store, trouble) = Store::open(folder);
    if let Some(refusal) = store.refusal() {
        return Err(told(refusal));
    }
    store.reset().map_err(|trouble| told(&trouble))?;
    Ok(Outcome {
        stdout: "Everything is forgotten.\n".to_owned(),
        stderr: trouble.map(|trouble| place::warning(&trouble)).unwrap_or_default(),
        status: 0,
    })
}
