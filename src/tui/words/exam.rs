//! The words of exams.

use super::{points_alone, points_of, short};
use crate::grading::Verdict;

/// The pane of what came of an exam.
pub const REPORT: &str = "Report";
/// The pane of the question whether an exam is to be handed in.
pub const HAND_IN: &str = "Hand in";
/// The pane of what the grader says of the selected question.
pub const FEEDBACK: &str = "Feedback";
/// From a question back to the map, or to the report.
pub const TO_OVERVIEW: &str = "overview";
/// See [`TO_OVERVIEW`].
pub const TO_REPORT: &str = "report";
/// To come back to a question no longer.
pub const UNFLAG: &str = "take the flag off";
/// The time is up.
pub const TIME_IS_UP: &str = "The time was up: what stood there was handed in.";
/// What is said of an answer of which nothing is graded yet.
pub const NOTED: &str = "Noted.";
/// A question that was marked, in words.
pub const FLAGGED: &str = "flagged";
/// Some cells of an answer are empty, in words.
pub const INCOMPLETE: &str = "incomplete";
/// An answer is there, in words.
pub const ANSWERED: &str = "answered";
/// In lines: how an exam is handed in.
pub const PLAIN_HAND_IN: &str = "Type yes to hand it in, anything else to go on.";
/// In lines: what helps in an exam.
pub const PLAIN_EXAM_WELCOME: &str =
    "Nothing is graded until you hand in. overview: all questions; help says what else.";
/// In lines: after a report.
pub const PLAIN_REPORT: &str = "A number shows what was said of that question; quit leaves.";
/// What may be typed in an exam, in lines, besides commands.
pub const PLAIN_EXAM: &[(&str, &str)] = &[
    ("anything else", "your answer, noted and not graded; a matrix in one line or row by row"),
    ("the empty line", "the next question"),
    ("cell 2 1 and a value", "fill row 2, column 1"),
    ("answer and text", "your answer, where it would be taken for a command"),
    ("= and arithmetic", "calculate over the given names, if the exam allows it"),
    ("again", "the whole exercise again"),
    ("question 3", "go to question 3 of the exam"),
    ("next, previous", "to the question after or before"),
    ("flag", "mark the question to come back to, or no longer"),
    ("overview", "all questions: which are answered, which are flagged"),
    ("hand in", "hand the exam in, after being asked"),
    ("undo, redo", "take back the last change of the answer, or do it again"),
    ("quit", "leave; the clock goes on, and gradus exam comes back"),
];

/// A title above an exam, how much time is left, and how much it asks.
pub fn exam_opened(title: &str, left: &str, questions: usize, points: f64) -> String {
    format!("{title}: {left}, {questions} questions, {}", points_alone(points))
}

/// An exam was begun and is not handed in.
pub fn exam_waits(title: &str) -> String {
    format!("The exam “{title}” is not handed in yet: gradus exam goes on with it.")
}

/// The time that is left.
pub fn left((minutes, seconds): (i64, Option<i64>)) -> String {
    match seconds {
        None => format!("{minutes} min left"),
        Some(seconds) => format!("{minutes}:{seconds:02} left"),
    }
}

/// The learner is warned that so many minutes are left.
pub fn warned(minutes: i64) -> String {
    match minutes {
        1 => "The last minute: when it is over, what stands there is handed in.".to_owned(),
        _ => format!("{minutes} minutes are left."),
    }
}

/// How many questions were answered.
pub fn answered(answered: usize, all: usize) -> String {
    format!("{answered} of {all} answered")
}

/// Before an exam is handed in: what is not answered, not complete, or marked.
pub fn asks_hand_in(open: usize, incomplete: usize, flagged: usize) -> Vec<String> {
    let count = |count: usize, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {more}")),
    };
    let left = [
        count(open, "question has no answer.", "questions have no answer."),
        count(incomplete, "answer has empty cells.", "answers have empty cells."),
        count(flagged, "question is flagged.", "questions are flagged."),
    ];
    let left = left.into_iter().flatten();
    let whole = (open + incomplete == 0).then(|| "Every question has an answer.".to_owned());
    whole.into_iter().chain(left).collect()
}

/// No exam was taken yet.
pub const NO_EXAMS: &str = "No exam was taken yet.";
/// An exam that is still being taken.
pub const NOT_HANDED_IN: &str = "not handed in";

/// The title of an exam that has no file.
pub fn drawn_exam(seed: u64) -> String {
    format!("Exam {seed}")
}

/// An exam was left without handing it in.
pub fn goes_on(left: &str) -> String {
    format!("the exam goes on, {left}; `gradus exam` goes back to it")
}

/// The question itself.
pub const SURE: &str = "Hand the exam in? Nothing can be changed afterwards.";

/// What was earned in all, and how long it took.
pub fn result(points: f64, out_of: f64, spent: i64) -> String {
    let share = if out_of > 0.0 { 100.0 * points / out_of } else { 0.0 };
    format!("{} ({share:.0} %) in {}", points_of(points, out_of), time(spent))
}

/// A time in minutes and seconds, from milliseconds.
pub fn time(milliseconds: i64) -> String {
    let seconds = milliseconds / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Points of one question in a report.
pub fn points_slash(points: f64, out_of: f64) -> String {
    format!("{}/{}", short(points), short(out_of))
}

/// An exercise's place in an exam, and its title.
pub fn part(part: usize, title: &str) -> String {
    format!("{}. {title}", part + 1)
}

/// A few words as a sentence.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// A verdict in a word or two, for a report.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Missing => "no answer",
        Verdict::Unreadable => "cannot be read",
        Verdict::Shape => "another shape",
        Verdict::Correct => "right",
        Verdict::Imprecise => "not precise enough",
        Verdict::Follows => "follows from an earlier slip",
        Verdict::Wrong => "wrong",
    }
}
