//! The summary of a class, drawn as text.

use unicode_width::UnicodeWidthStr;

use super::summary::{Mistake, Question, RANGES, Summary};
use crate::grading::Verdict;
use crate::grading::misconception::AUTHORS;
use crate::markup::{Markup, Role};

/// The longest bar, in columns.
const BAR: usize = 40;

/// What the numbers beside a question mean.
pub const MEANINGS: [&str; 2] = [
    "Earned is the mean share of the points.",
    "A question discriminates as its points correlate with those of all other questions: near 0 or \
     below, look at the question.",
];

/// How many mistakes are told.
pub const MOST_MISTAKES: usize = 20;

/// The summary in lines.
pub fn summary(summary: &Summary, title: &str) -> Markup {
    let mut out = Markup::new().with(Role::Heading, title).text("\n");
    out.push(Role::Text, counts(summary) + "\n");
    if let Some(spread) = summary.spread() {
        let [low, middle, high] = spread.quartiles.map(percent);
        let (mean, deviation) = (percent(spread.mean), percent(spread.deviation));
        out.push(Role::Heading, "\nScores\n");
        out.push(
            Role::Text,
            format!("  mean {mean} ± {deviation}; quartiles {low}, {middle}, {high}\n"),
        );
        let ranges = summary.ranges();
        let most = ranges.iter().copied().max().unwrap_or_default().max(1);
        for (range, count) in ranges.iter().enumerate() {
            out.push(Role::Dim, format!("  {:>9} ", tenth(range)));
            out.push(Role::Number, bar(*count as f64 / most as f64));
            out.push(Role::Text, format!(" {count}\n"));
        }
    }
    if !summary.questions.is_empty() {
        out.push(Role::Heading, "\nQuestions\n");
        let widths = summary.questions.iter().map(|question| summary.label(question).width());
        let width = widths.max().unwrap_or_default();
        out.push(Role::Dim, format!("  {:width$}  earned  discriminates  verdicts\n", ""));
        for question in &summary.questions {
            let label = summary.label(question);
            out.push(Role::Strong, format!("  {label}{}", " ".repeat(width - label.width())));
            let earned = percent(question.difficulty());
            out.push(Role::Number, format!("  {earned:>6}  {:>13}", discrimination(question)));
            out.push(Role::Text, format!("  {}\n", verdicts(question)));
        }
        for meaning in MEANINGS {
            out.push(Role::Dim, format!("  {meaning}\n"));
        }
    }
    let mistakes = summary.mistakes();
    if !mistakes.is_empty() {
        out.push(Role::Heading, "\nMistakes\n");
        for mistake in mistakes.iter().take(MOST_MISTAKES) {
            let question = summary.label(&summary.questions[mistake.question]);
            out.push(Role::Number, format!("  {:>5}  ", mistake.count));
            out.push(Role::Strong, format!("{question}  {}", name(mistake)).trim_end());
            out.push(Role::Text, format!("\n         {}\n", mistake.say.replace('\n', " ")));
            if !mistake.examples.is_empty() {
                out.push(Role::Dim, format!("         {}\n", who(mistake)));
            }
        }
        if mistakes.len() > MOST_MISTAKES {
            let more = mistakes.len() - MOST_MISTAKES;
            out.push(Role::Dim, format!("         and {more} others\n"));
        }
    }
    listed(&mut out, summary);
    out
}

/// Who is missing, and what could not be graded.
fn listed(out: &mut Markup, summary: &Summary) {
    if !summary.absent.is_empty() {
        out.push(Role::Heading, "\nMissing\n");
        out.push(Role::Text, format!("  {}\n", summary.absent.join(", ").replace('\n', " ")));
    }
    if !summary.refusals.is_empty() {
        out.push(Role::Heading, "\nNot graded\n");
        for (whose, error) in &summary.refusals {
            out.push(Role::Strong, format!("  {}", whose.replace('\n', " ")));
            out.push(Role::Text, format!("  {}\n", error.replace('\n', " ")));
        }
        let more = summary.refused - summary.refusals.len() as u64;
        if more > 0 {
            out.push(Role::Dim, format!("  and {more} others\n"));
        }
    }
}

/// How many sheets there are of each kind, in a sentence.
pub fn counts(summary: &Summary) -> String {
    let sheets = |count: u64| if count == 1 { "sheet" } else { "sheets" };
    let mut text = format!("{} {} graded", summary.graded, sheets(summary.graded));
    for (count, what) in [
        (summary.late, "of them late"),
        (summary.refused, "refused"),
        (summary.superseded, "superseded by a later one"),
        (summary.absent.len() as u64, "missing"),
        (summary.strangers, "not on the roster"),
        (summary.resumed, "graded before an interruption"),
    ] {
        if count > 0 {
            text.extend([", ", &count.to_string(), " ", what]);
        }
    }
    text + "."
}

/// How often each verdict was given.
pub fn verdicts(question: &Question) -> String {
    let given = Verdict::ALL.iter().zip(question.verdicts).filter(|(_, count)| *count > 0);
    let words = given.map(|(verdict, count)| format!("{count} {}", verdict.as_str()));
    words.collect::<Vec<_>>().join(", ")
}

/// How a question discriminates, if it can be said.
pub fn discrimination(question: &Question) -> String {
    question.discrimination().map_or("–".to_owned(), |found| format!("{found:+.2}"))
}

/// A mistake's name in the catalogue; nothing if it is an author's, of which the words say all.
pub fn name(mistake: &Mistake) -> &str {
    if mistake.name == AUTHORS { "" } else { &mistake.name }
}

/// Who made a mistake.
pub fn who(mistake: &Mistake) -> String {
    let others = mistake.count - mistake.examples.len() as u64;
    let more = match others {
        0 => String::new(),
        1 => " and 1 other".to_owned(),
        _ => format!(" and {others} others"),
    };
    mistake.examples.join(", ") + &more
}

/// The scores of a range.
pub fn tenth(range: usize) -> String {
    let step = 100 / RANGES;
    format!("{}–{} %", range * step, (range + 1) * step)
}

/// A share in whole percents.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// A bar in eighths of a column.
fn bar(share: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let wanted = share * (8 * BAR) as f64;
    let eighths = (0..=8 * BAR).rev().find(|count| *count as f64 <= wanted + 0.5).unwrap_or(0);
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_end_in_eighths() {
        assert_eq!(bar(0.0), "");
        assert_eq!(bar(1.0), "█".repeat(BAR));
        assert_eq!(bar(1.5 / BAR as f64), "█▌");
    }
}
