//! Was it right, and if not, what was wrong.
//!
//! An answer is read ([`answer`]), its shape is compared, then its entries ([`tolerance`]);
//! what the learner is told is worded in `feedback`.
//!
//! ```
//! use gradus::exercise::library::Library;
//! use gradus::grading::{Answer, Verdict, grade_all};
//!
//! let library = Library::built_in();
//! let entry = library.find("two-layer-nonlinear/02").expect("it is there");
//! let exercise = library.load(entry).exercise.expect("it has no error");
//! let mut variant = exercise.variant(0).expect("it can be drawn");
//! let answers: Vec<Answer> = exercise.questions.iter().map(|question| {
//!     Answer::Expression(match question.id.as_str() {
//!         "Z" => "W1 @ X + b1".to_owned(),
//!         "dL/dZ" => "w2.T @ (2/m * (yhat - y))".to_owned(),
//!         _ => String::new(),
//!     })
//! }).collect();
//! let grades = grade_all(&exercise.questions, &mut variant, &answers);
//! assert_eq!(grades[0].verdict, Verdict::Correct);
//! let wrong = grades.iter().find(|grade| grade.verdict == Verdict::Wrong).expect("one is wrong");
//! assert!(wrong.finding.diagnoses[0].say.contains("multiply by A ⊙ (1 − A)"));
//! ```

pub mod answer;
pub(crate) mod arithmetic;
pub mod author_test;
mod comparison;
pub(crate) mod feedback;
pub mod first_error;
pub mod follow_through;
pub(crate) mod formula;
pub(crate) mod lookup;
pub mod mend;
pub mod misconception;
pub mod nudge;
pub(crate) mod relative_error;
pub mod solution;
pub(crate) mod survey;
pub mod tolerance;
mod verdict;

pub use lookup::find;
pub use tolerance::tolerance_words;
pub use verdict::Verdict;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Diagnostic;
use crate::engine::{self, Array, Program, Shape};
use crate::exercise::{Key, Question, Task, Variant};
use crate::markup::Markup;
use answer::Reading;
use answer::number::Digits;
use comparison::Comparison;
use follow_through::Earlier;
use misconception::Finding;
use tolerance::Nearness;

/// What the learner gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One text that a person typed: a number, an expression without names, a pasted matrix,
    /// a shape (`3x1`), chosen options counted from 1 (`1, 3`).
    Text(String),
    /// A text from an answer file: all that [`Answer::Text`] may be, and also an expression
    /// over the given names and those that are assigned before the name that is asked for
    /// (for a gradient, all of them). It may not call `grad`.
    Expression(String),
    /// The cells of a grid, row by row, as typed.
    Cells(Vec<Vec<String>>),
    /// A value.
    Value(Array),
    /// Options, counted from 0.
    Options(Vec<usize>),
    /// The line that is wrong, counted from 0, and the answer for its right value.
    Mended(usize, Box<Answer>),
}

/// A graded answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    /// What the grader says.
    pub verdict: Verdict,
    /// What the answer earns: everything if it is correct; for a wrong or imprecise value the
    /// share of right entries, if the question gives partial credit.
    pub points: f64,
    /// What a correct answer earns.
    pub out_of: f64,
    /// Which entries are right, row by row; there if the answer had the key's shape. A scalar
    /// is one row of one. Entries that are not asked for count as right.
    pub entries: Option<Vec<Vec<bool>>>,
    /// What was read, to be shown before and beside the verdict.
    pub read: Option<Array>,
    /// Why the answer is unreadable; places lie within its text, where it is one text.
    pub faults: Vec<Diagnostic>,
    /// Which rules were likely broken, if the answer is wrong and that explains all of it.
    pub finding: Finding,
    /// What the learner is told.
    pub feedback: Markup,
}

/// The grade of a question to which nothing was answered.
pub fn missing(question: &Question) -> Grade {
    Grade { feedback: feedback::missing(), ..blank(question) }
}

/// The same before it is known what is told.
fn blank(question: &Question) -> Grade {
    Grade {
        verdict: Verdict::Missing,
        points: 0.0,
        out_of: question.points,
        entries: None,
        read: None,
        faults: Vec::new(),
        finding: Finding::default(),
        feedback: Markup::new(),
    }
}

/// Grades one answer to a question of the variant's exercise by itself.
pub fn grade(question: &Question, variant: &mut Variant, answer: &Answer) -> Grade {
    grade_after(question, variant, answer, &[])
}

/// Grades the answers to all questions of an exercise, in their order. Each may follow from
/// the wrong ones among the others.
pub fn grade_all(questions: &[Question], variant: &mut Variant, answers: &[Answer]) -> Vec<Grade> {
    let pairs = questions.iter().zip(answers);
    let mut grades: Vec<Grade> =
        pairs.map(|(question, answer)| grade(question, variant, answer)).collect();
    let wrong: Vec<(usize, Array)> = grades
        .iter()
        .enumerate()
        .filter(|(_, grade)| grade.verdict == Verdict::Wrong)
        .filter_map(|(at, grade)| Some((at, grade.read.clone()?)))
        .collect();
    for (at, _) in &wrong {
        let others = wrong.iter().filter(|(other, _)| other != at);
        let earlier: Vec<_> =
            others.map(|(other, value)| Earlier { question: &questions[*other], value }).collect();
        if !earlier.is_empty() {
            grades[*at] = grade_after(&questions[*at], variant, &answers[*at], &earlier);
        }
    }
    grades
}

/// Grades one answer to a question of the variant's exercise, where wrong answers to others
/// were given before.
pub fn grade_after(
    question: &Question,
    variant: &mut Variant,
    answer: &Answer,
    earlier: &[Earlier],
) -> Grade {
    if answer::is_blank(answer) {
        return missing(question);
    }
    let blank = blank(question);
    let graded = match variant.key(question) {
        Key::Array(_) if matches!(question.task, Task::Formula { .. }) => {
            formula::grade(question, variant, answer, &blank)
        }
        Key::Array(key) => read(question, variant, answer, key.shape())
            .map(|reading| grade_value(question, variant, &key, &reading, earlier, &blank)),
        Key::Shape(key) => sizes(answer)
            .map(|found| plain(found == key, feedback::shape_answer(&found, found == key), &blank)),
        Key::Mend(..) => mend::grade(question, variant, answer, &blank),
        Key::Choice(key) => options(question, answer)
            .map(|found| plain(found == key, feedback::choice(&found, &key), &blank)),
    };
    graded.unwrap_or_else(|faults| unreadable(blank, faults))
}

/// The grade of an answer that cannot be read.
pub fn unreadable(blank: Grade, faults: Vec<Diagnostic>) -> Grade {
    let feedback = feedback::unreadable(&faults);
    Grade { verdict: Verdict::Unreadable, feedback, faults, ..blank }
}

/// The grade of an answer that is right or wrong as a whole.
fn plain(correct: bool, feedback: Markup, blank: &Grade) -> Grade {
    let verdict = if correct { Verdict::Correct } else { Verdict::Wrong };
    let points = if correct { blank.out_of } else { 0.0 };
    Grade { verdict, points, feedback, ..blank.clone() }
}

/// Reads an answer that is a value.
fn read(
    question: &Question,
    variant: &mut Variant,
    answer: &Answer,
    shape: Shape,
) -> Result<Reading, Vec<Diagnostic>> {
    let asked = question.entries.as_deref();
    let mut reading = match answer {
        Answer::Expression(text) if mentions(text, &variant.program) => {
            let names = usable(question, variant);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            answer::read_expression(text, &mut |text| variant.evaluate(text, &names))?
                .for_shape(shape)
        }
        _ => answer::read(answer, shape, asked, &mut engine::calculate)?,
    };
    if let Some(asked) = asked {
        spread(&mut reading, asked, shape);
    }
    Ok(reading)
}

/// Whether a text uses a name of the program.
fn mentions(text: &str, program: &Program) -> bool {
    let text: String = text.nfc().collect();
    let words = text.split(|c: char| !unicode_ident::is_xid_continue(c));
    let names: Vec<&str> = program.names().collect();
    words.into_iter().any(|word| names.contains(&word))
}

/// The names that an answer may use: those above the one that is asked for.
fn usable(question: &Question, variant: &Variant) -> Vec<String> {
    let names = variant.given.iter().chain(&variant.values).map(|(name, _)| name);
    let asked = match &question.task {
        Task::Value { of } => Some(of),
        _ => None,
    };
    names.take_while(|name| Some(*name) != asked).cloned().collect()
}

/// Where only some entries are asked for and just as many were given in a row or a column,
/// puts them in their places.
fn spread(reading: &mut Reading, asked: &[(usize, usize)], shape: Shape) {
    let found = reading.array.shape();
    let line = found.rows() == 1 || found.cols() == 1;
    if found == shape || !line || found.size() != asked.len() {
        return;
    }
    let mut array = Array::filled(shape, 0.0);
    let mut digits = vec![Digits::Unknown; shape.size()];
    for (index, (row, col)) in asked.iter().enumerate() {
        let place = row * shape.cols() + col;
        array.data_mut()[place] = reading.array.data()[index];
        digits[place] = reading.digits[index];
    }
    *reading = Reading { array, digits };
}

fn grade_value(
    question: &Question,
    variant: &Variant,
    key: &Array,
    reading: &Reading,
    earlier: &[Earlier],
    blank: &Grade,
) -> Grade {
    let read = Some(reading.array.clone());
    let comparison = Comparison::of(question, key);
    if reading.array.shape() != key.shape() {
        let remark = comparison.shape_remark(reading);
        let feedback = feedback::shape(&question.task, reading.array.shape(), key.shape(), remark);
        return Grade { verdict: Verdict::Shape, read, feedback, ..blank.clone() };
    }
    let nearness = comparison.entries(reading);
    let mut finding = Finding::default();
    let asked = question.entries.as_deref();
    let (verdict, mut feedback) = match nearness.iter().flatten().min() {
        Some(Nearness::Wrong) => {
            if let Some(origin) = followed(question, variant, key, reading, earlier) {
                let penalty = question.follow_penalty;
                return Grade {
                    verdict: Verdict::Follows,
                    points: (question.points - penalty).max(0.0),
                    entries: Some(rights(&nearness)),
                    read,
                    feedback: feedback::follows(origin, penalty),
                    ..blank.clone()
                };
            }
            let wrong = feedback::wrong_places(&nearness);
            finding = misconception::diagnose(question, variant, key, reading, wrong.len());
            let told = feedback::wrong(key.shape(), &nearness, asked, &finding);
            if finding.diagnoses.is_empty() {
                let count = asked.map_or(key.shape().size(), <[_]>::len);
                let slip = arithmetic::recognise(key, reading, &wrong, count);
                finding = slip.map_or(finding, Finding::of);
            }
            (Verdict::Wrong, told)
        }
        Some(Nearness::Imprecise) => {
            if comparison.is_coarse(reading) {
                finding = misconception::exactly(question, variant, key, reading);
            }
            if finding.diagnoses.is_empty() {
                let told = feedback::imprecise(question, key.shape(), &nearness, reading);
                (Verdict::Imprecise, told)
            } else {
                (Verdict::Wrong, feedback::wrong(key.shape(), &nearness, asked, &finding))
            }
        }
        Some(Nearness::Right) | None => (Verdict::Correct, feedback::correct()),
    };
    feedback.extend(feedback::likely(&finding));
    let entries = rights(&nearness);
    let points = match verdict {
        Verdict::Correct => question.points,
        _ if question.partial => question.points * comparison.share(&entries),
        _ => 0.0,
    };
    Grade { verdict, points, entries: Some(entries), read, finding, feedback, ..blank.clone() }
}

/// Which entries are right.
fn rights(nearness: &[Vec<Nearness>]) -> Vec<Vec<bool>> {
    let right = |row: &Vec<Nearness>| row.iter().map(|entry| *entry == Nearness::Right).collect();
    nearness.iter().map(right).collect()
}

/// The earlier question from whose wrong answer this one follows. Earlier answers were rounded
/// when they were typed, so that what is nearly right follows too.
fn followed<'e>(
    question: &Question,
    variant: &Variant,
    key: &Array,
    reading: &Reading,
    earlier: &[Earlier<'e>],
) -> Option<&'e Question> {
    let follows = |value: &Array| {
        let comparison = Comparison::of(question, value);
        let nearness = comparison.entries(reading);
        nearness.iter().flatten().all(|entry| *entry != Nearness::Wrong)
            && !comparison.is_coarse(reading)
    };
    let mut found = follow_through::consequences(question, variant, key, earlier).into_iter();
    let consequence = found.find(|consequence| follows(&consequence.value))?;
    Some(earlier[consequence.origin].question)
}

/// The sizes that an answer names.
fn sizes(answer: &Answer) -> Result<Vec<usize>, Vec<Diagnostic>> {
    answer::options::sizes(&as_text(answer)).map_err(|fault| vec![fault])
}

/// The options that an answer names, counted from 0, in ascending order.
fn options(question: &Question, answer: &Answer) -> Result<Vec<usize>, Vec<Diagnostic>> {
    let count = match &question.task {
        Task::Choice { options, .. } => options.len(),
        _ => 0,
    };
    let found = match answer {
        Answer::Options(chosen) => answer::options::chosen(chosen, count),
        Answer::Value(array) => match whole_numbers(array) {
            Some(chosen) => answer::options::chosen(&chosen, count),
            None => answer::options::options(&as_text(answer), count),
        },
        _ => answer::options::options(&as_text(answer), count),
    };
    found.map_err(|fault| vec![fault])
}

fn whole_numbers(array: &Array) -> Option<Vec<usize>> {
    let whole = |entry: &f64| entry.to_string().parse().ok();
    array.data().iter().map(whole).collect()
}

/// An answer as one line of text.
fn as_text(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) | Answer::Expression(text) => text.clone(),
        Answer::Cells(rows) => rows.concat().join(", "),
        Answer::Value(array) => {
            array.data().iter().map(f64::to_string).collect::<Vec<_>>().join(", ")
        }
        Answer::Options(options) => {
            options.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
        }
        Answer::Mended(line, value) => format!("{}: {}", line + 1, as_text(value)),
    }
}
