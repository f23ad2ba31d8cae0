//! Exams: what one asks, and the paper that a seed draws from it.
//!
//! A file goes through `validate::exam` (text to [`Exam`]), then
//! [`Exam::faults`] (does it fit the exercises that there are) and [`Exam::draw`] (seed to
//! [`Slot`]s). The exercises are read only then, and make a [`Paper`].

mod card;
mod choose;
mod paper;
mod wish;

pub use card::Card;
pub use paper::{Paper, Part, Record};
pub use wish::Wish;

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::nearest::suggestion;
use crate::source::Span;
use choose::{Pool, rank};

/// An exam as its file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Exam {
    /// `exams/midterm` in a pack, else the path as it was given.
    pub id: String,
    /// What the learner reads first.
    pub title: String,
    /// Where the file says so.
    pub title_span: Span,
    /// How long it takes.
    pub minutes: u32,
    /// Whether the calculator is allowed.
    pub scratch: bool,
    /// Whether the seed draws the order too.
    pub shuffle: bool,
    /// What is asked, in order; never empty.
    pub items: Vec<Item>,
}

/// One exercise of an exam, or some that are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it asks for.
    pub wanted: Wanted,
    /// What each of its exercises earns; as much as its questions unless the author says so.
    pub points: Option<f64>,
    /// Where the file begins it.
    pub span: Span,
}

/// What an item asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// The exercise of an id, or of an unambiguous prefix of one.
    Exercise {
        /// The id.
        id: String,
        /// Where the file names it.
        span: Span,
    },
    /// Some exercises that the seed draws.
    Pick {
        /// How many.
        count: usize,
        /// Of this topic, or one below it.
        topic: String,
        /// From this level to that, both included.
        level: (u8, u8),
        /// Where the file says how many.
        span: Span,
        /// Where the file names the topic.
        place: Span,
    },
}

/// An exercise that was drawn for an exam.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Its id, in full.
    pub exercise: String,
    /// How often the same exercise comes before.
    pub turn: u64,
    /// What it earns; as much as its questions if nothing is said.
    pub points: Option<f64>,
    /// How many of its questions are asked; all if nothing is said.
    pub questions: Option<usize>,
}

impl Exam {
    /// What does not fit the exercises that there are; `catalogue` has those of the exam's own
    /// pack first.
    pub fn faults(&self, catalogue: &[Vec<Card>]) -> Vec<Diagnostic> {
        self.take(0, catalogue).1
    }

    /// The exercises that a seed draws, in their order.
    ///
    /// Each exercise has a rank that depends on the seed and its id alone, and a pick takes
    /// those of the highest rank that the exam does not have yet: what other exercises a later
    /// version brings does not change the rank of any.
    pub fn draw(&self, seed: u64, catalogue: &[Vec<Card>]) -> Result<Vec<Slot>, Diagnostic> {
        let (mut slots, faults) = self.take(seed, catalogue);
        if let Some(fault) = faults.into_iter().next() {
            return Err(fault);
        }
        if self.shuffle {
            slots.sort_by_cached_key(|slot| rank(seed, slot.turn, "place", &slot.exercise));
        }
        Ok(slots)
    }

    fn take(&self, seed: u64, catalogue: &[Vec<Card>]) -> (Vec<Slot>, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let mut named: Vec<Option<String>> = Vec::new();
        for item in &self.items {
            named.push(match &item.wanted {
                Wanted::Exercise { id, span } => match card::find(id, catalogue) {
                    Ok(card) => Some(card.id.clone()),
                    Err(said) => {
                        faults
                            .push(Diagnostic::error("unknown-exercise", said).at(*span, "").help(
                            "name an exercise of this pack or of the built-in library by its id",
                        ));
                        None
                    }
                },
                Wanted::Pick { .. } => None,
            });
        }
        let mut taken: BTreeSet<String> = named.iter().flatten().cloned().collect();
        let mut slots: Vec<Slot> = Vec::new();
        for (item, named) in self.items.iter().zip(named) {
            let ids = match &item.wanted {
                Wanted::Exercise { .. } => named.into_iter().collect(),
                Wanted::Pick { count, topic, level, span, place } => {
                    let pool = Pool::new(seed, topic, *level, catalogue, &taken);
                    if pool.topic.is_empty() {
                        faults.push(unknown_topic(topic, *place, catalogue));
                        continue;
                    }
                    if pool.free.len() < *count {
                        faults.push(unfilled(*count, topic, *level, &pool).at(*span, ""));
                        continue;
                    }
                    pool.free.iter().take(*count).map(|card| card.id.clone()).collect::<Vec<_>>()
                }
            };
            for exercise in ids {
                taken.insert(exercise.clone());
                let before = slots.iter().filter(|slot| slot.exercise == exercise).count();
                let turn = before as u64;
                slots.push(Slot { exercise, turn, points: item.points, questions: None });
            }
        }
        (slots, faults)
    }
}

/// The error that no exercise is of a topic.
fn unknown_topic(topic: &str, place: Span, catalogue: &[Vec<Card>]) -> Diagnostic {
    let fault =
        Diagnostic::error("unknown-topic", format!("no exercise is of the topic `{topic}`"))
            .at(place, "this topic is not known");
    let named = catalogue.iter().flatten().map(|card| card.topic.as_str());
    let topics: BTreeSet<&str> = named.filter(|topic| !topic.is_empty()).collect();
    match suggestion(topic, topics) {
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// The error that a pick asks for more exercises than there are.
fn unfilled(count: usize, topic: &str, (low, high): (u8, u8), pool: &Pool<'_>) -> Diagnostic {
    let levels =
        if low == high { format!("level {low}") } else { format!("levels {low} to {high}") };
    let free = pool.free.len();
    let are = if free == 1 { "is" } else { "are" };
    let levels_there: BTreeSet<u8> = pool.topic.iter().map(|card| card.level).collect();
    let there: Vec<String> = levels_there.iter().map(u8::to_string).collect();
    Diagnostic::error(
        "unfillable-pick",
        format!("`pick` asks for {count} exercises of `{topic}`, {levels}, but there {are} {free}"),
    )
    .help(format!(
        "ask for fewer, or for other levels; the topic's {} exercises are of level {}, and none is \
         taken twice",
        pool.topic.len(),
        crate::nearest::list(&there)
    ))
}
