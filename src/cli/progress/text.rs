//! Progress for people: the same rows on stdout and in the tutor.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Told, day};
use crate::grading::misconception::catalogue;
use crate::markup::{Markup, Role};
use crate::progress::report::Topic;
use crate::progress::schedule::Item;
use crate::session::overview::{Link, Row};
use crate::tui::words::progress as words;

/// How many weeks the calendar shows.
const WEEKS: usize = 8;
/// How many misconceptions are told.
const MOST_MISTAKES: usize = 8;
/// How many exercises that are due are named.
const MOST_DUE: usize = 10;

/// Everything that is told, in rows.
pub fn rows(told: &Told) -> Vec<Row> {
    let all = told.report.all();
    if all.answers == 0 && told.due.is_empty() {
        return vec![Row::of(Markup::new().text(words::NOTHING))];
    }
    let mut rows = vec![Row::of(Markup::new().text(words::practised(all.answers, all.spent)))];
    rows.extend(topics(told).into_iter().map(Row::of));
    rows.extend(due(told));
    rows.extend(calendar(told).into_iter().map(Row::of));
    rows.extend(mistakes(told));
    rows
}

fn heading(rows: &mut Vec<Markup>, text: &str) {
    rows.push(Markup::new());
    rows.push(Markup::new().with(Role::Heading, text));
}

fn topics(told: &Told) -> Vec<Markup> {
    let mut rows = Vec::new();
    heading(&mut rows, words::MASTERY);
    let width = told.report.topics.keys().map(String::len).max().unwrap_or(0);
    for (name, topic) in &told.report.topics {
        let mut row = Markup::new().text(format!("  {name:<width$}  "));
        row.extend(bar(topic));
        let (low, high) = topic.mastery.range();
        row.push(Role::Text, words::mastery(topic.mastery.mean(), low, high));
        row.push(Role::Dim, words::practised_topic(topic.practice.answers, topic.practice.spent));
        rows.push(row);
    }
    rows.push(Markup::new().with(Role::Dim, words::MASTERY_MEANS));
    rows
}

/// The range of a topic's mastery on a line from 0 to 1, the mean in it.
fn bar(topic: &Topic) -> Markup {
    const COLUMNS: usize = 20;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share is between 0 and 1"
    )]
    let column = |share: f64| ((share * COLUMNS as f64) as usize).min(COLUMNS - 1);
    let (low, high) = topic.mastery.range();
    let (low, mean, high) = (column(low), column(topic.mastery.mean()), column(high));
    let line: String = (0..COLUMNS)
        .map(|at| match at {
            at if at == mean => '●',
            at if (low..=high).contains(&at) => '─',
            _ => '.',
        })
        .collect();
    Markup::new().with(Role::Math, line)
}

fn due(told: &Told) -> Vec<Row> {
    let mut head = Vec::new();
    heading(&mut head, &words::due_today(told.due.len()));
    let mut rows: Vec<Row> = head.into_iter().map(Row::of).collect();
    let width = told.due.iter().take(MOST_DUE).map(|due| due.exercise.len()).max().unwrap_or(0);
    for due in told.due.iter().take(MOST_DUE) {
        let name = format!("  {:<width$}  ", due.exercise);
        let text = Markup::new().text(name).with(Role::Dim, reason(&due.reason));
        let link = Link { exercise: due.exercise.clone(), mistake: None };
        rows.push(Row { text, link: Some(link) });
    }
    if told.due.len() > MOST_DUE {
        rows.push(Row::of(Markup::new().with(Role::Dim, words::more(told.due.len() - MOST_DUE))));
    }
    let week = told.today.saturating_add(7.days());
    let soon: usize = told.ahead.range(..=week).map(|(_, count)| count).sum();
    let later: usize = told.ahead.values().sum::<usize>() - soon;
    rows.push(Row::of(Markup::new().with(Role::Dim, words::ahead(soon, later))));
    rows
}

/// Why an exercise is due.
pub fn reason(item: &Item) -> String {
    match item {
        Item::Exercise(_) => words::WHOLE.to_owned(),
        Item::Skill { kind, .. } => words::skill(kind),
        Item::Misconception(name) => {
            words::slip(catalogue::find(name).map_or(name, |known| known.done))
        }
    }
}

/// Weeks as rows, the minutes of each day in them.
fn calendar(told: &Told) -> Vec<Markup> {
    let Some((first, _)) = told.days.first_key_value() else { return Vec::new() };
    let mut rows = Vec::new();
    heading(&mut rows, words::CALENDAR);
    rows.push(Markup::new().with(Role::Dim, words::WEEKDAYS));
    let mut monday = monday(told.today);
    let mut weeks = Vec::new();
    for _ in 0..WEEKS {
        weeks.push(monday);
        if monday <= *first {
            break;
        }
        monday = monday.saturating_sub(7.days());
    }
    for monday in weeks.into_iter().rev() {
        let mut row = Markup::new().with(Role::Dim, format!("  {monday}"));
        for offset in 0..7 {
            let day = monday.saturating_add(i64::from(offset).days());
            let spent = told.days.get(&day).map(|practice| (practice.spent + 30_000) / 60_000);
            match spent {
                Some(minutes) => row.push(Role::Number, format!("{:>5}", minutes.max(1))),
                None if day <= told.today => row.push(Role::Dim, "    ."),
                None => row.push(Role::Text, "     "),
            }
        }
        rows.push(row);
    }
    rows
}

fn monday(day: Date) -> Date {
    let since = i64::from(day.weekday().to_monday_zero_offset());
    day.saturating_sub(since.days())
}

fn mistakes(told: &Told) -> Vec<Row> {
    let again: Vec<_> = told
        .report
        .mistakes
        .iter()
        .filter(|mistake| mistake.count > 1)
        .take(MOST_MISTAKES)
        .collect();
    if again.is_empty() {
        return Vec::new();
    }
    let mut head = Vec::new();
    heading(&mut head, words::MISTAKES);
    let mut rows: Vec<Row> = head.into_iter().map(Row::of).collect();
    for mistake in again {
        let last = day(mistake.last).to_string();
        let name = Markup::new().with(Role::Strong, format!("  {}", mistake.name));
        rows.push(Row::of(name.with(Role::Dim, words::made(mistake.count, &last))));
        if let Some(known) = catalogue::find(&mistake.name) {
            let said = Markup::new().text(format!("    {}: {}", known.done, known.instead));
            rows.push(Row::of(said));
        }
        let practise = words::practise(&mistake.exercise, &mistake.question);
        let link = Link { exercise: mistake.exercise.clone(), mistake: Some(mistake.name.clone()) };
        rows.push(Row { text: Markup::new().with(Role::Dim, practise), link: Some(link) });
    }
    rows
}
