//! The words of what was practised and what is due.

/// Nothing was practised yet.
pub const NOTHING: &str = "Nothing was practised yet.";
/// Above the topics.
pub const MASTERY: &str = "Mastery";
/// What mastery is, below the topics.
pub const MASTERY_MEANS: &str = "  the chance that the next question is right at once, and the range \
     that it is in nine times in ten";
/// Above the calendar.
pub const CALENDAR: &str = "Minutes a day";
/// The head of the calendar's columns.
pub const WEEKDAYS: &str = "  week of      Mon  Tue  Wed  Thu  Fri  Sat  Sun";
/// Above the misconceptions that came back.
pub const MISTAKES: &str = "What went wrong more than once";
/// An exercise is due as a whole.
pub const WHOLE: &str = "the whole exercise";
/// The pane of what was practised.
pub const PROGRESS: &str = "Progress";
/// Above the exercises that are due, in the list of exercises.
pub const DUE: &str = "Due today";

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A time in hours and minutes.
pub fn time(milliseconds: i64) -> String {
    let minutes = (milliseconds + 30_000) / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "less than 1 min".to_owned(),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}

/// All that was practised.
pub fn practised(answers: u32, milliseconds: i64) -> String {
    let answers = usize::try_from(answers).unwrap_or(usize::MAX);
    format!("{} in {}", plural(answers, "answer", "answers"), time(milliseconds))
}

/// A topic's mastery: the mean and the range.
pub fn mastery(mean: f64, low: f64, high: f64) -> String {
    let percent = |share: f64| (100.0 * share).round();
    format!("  {:>3} % ({:>2} to {:>2} %)", percent(mean), percent(low), percent(high))
}

/// How much a topic was practised.
pub fn practised_topic(answers: u32, milliseconds: i64) -> String {
    format!("  {}", practised(answers, milliseconds))
}

/// How many exercises are due.
pub fn due_today(count: usize) -> String {
    match count {
        0 => "Nothing is due today".to_owned(),
        count => format!("{DUE}: {}", plural(count, "exercise", "exercises")),
    }
}

/// More than is named.
pub fn more(count: usize) -> String {
    format!("  and {count} more")
}

/// What is due later.
pub fn ahead(week: usize, later: usize) -> String {
    format!("  {} within a week, {later} later", plural(week, "review", "reviews"))
}

/// A kind of question is due.
pub fn skill(kind: &str) -> String {
    format!("questions of the kind {kind}")
}

/// A misconception is due.
pub fn slip(done: &str) -> String {
    format!("where {done}")
}

/// How often a misconception was made, and on which day last.
pub fn made(count: u32, last: &str) -> String {
    format!("  {count} times, last on {last}")
}

/// Where a misconception can be practised.
pub fn practise(exercise: &str, question: &str) -> String {
    format!("    practise it in {exercise}, question {question}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_minutes_and_none_is_nothing() {
        assert_eq!(practised(1, 20_000), "1 answer in less than 1 min");
        assert_eq!(time(90 * 60_000), "1 h 30 min");
        assert_eq!(time(120_000), "2 min");
    }
}
