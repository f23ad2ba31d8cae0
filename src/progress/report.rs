//! What all attempts say together: by topic, by day, by misconception.

use std::collections::BTreeMap;

use super::Rating;
use super::mastery::Mastery;
use super::memory::Slip;

/// The milliseconds of a quarter of an hour: every time zone's days begin at one.
pub const QUARTER: i64 = 15 * 60_000;

/// What all attempts say together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// By topic.
    pub topics: BTreeMap<String, Topic>,
    /// By quarter of an hour since 1970, of which a calendar makes its days.
    pub quarters: BTreeMap<i64, Practice>,
    /// Misconceptions, those made most often first.
    pub mistakes: Vec<Mistake>,
}

/// How much was practised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Practice {
    /// Answers that were graded, and solutions that were looked up.
    pub answers: u32,
    /// Milliseconds.
    pub spent: i64,
}

/// What is known of a topic.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Topic {
    /// How much it was practised.
    pub practice: Practice,
    /// How many questions were settled.
    pub settled: u32,
    /// How well it is mastered.
    pub mastery: Mastery,
}

/// A misconception, and where it was made last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its stable name.
    pub name: String,
    /// How often it was made.
    pub count: u32,
    /// When last.
    pub last: i64,
    /// The key of the exercise in which it was made last.
    pub exercise: String,
    /// The question at which it was made last.
    pub question: String,
}

impl Practice {
    /// Adds some to it.
    pub fn add(&mut self, more: Self) {
        self.answers = self.answers.saturating_add(more.answers);
        self.spent = self.spent.saturating_add(more.spent);
    }
}

impl Report {
    /// Takes in an attempt: when, the topic, how it settled its question, milliseconds.
    pub fn take(&mut self, at: i64, topic: &str, rating: Option<Rating>, spent: i64, now: i64) {
        let practice = Practice { answers: 1, spent };
        self.quarters.entry(at.div_euclid(QUARTER)).or_default().add(practice);
        if !self.topics.contains_key(topic) {
            self.topics.insert(topic.to_owned(), Topic::default());
        }
        let topic = self.topics.get_mut(topic).expect("it is there now");
        topic.practice.add(practice);
        if let Some(rating) = rating {
            topic.settled = topic.settled.saturating_add(1);
            topic.mastery.take(rating, at, now);
        }
    }

    /// Takes in where misconceptions were made.
    pub fn take_slips(&mut self, slips: &[Slip]) {
        for slip in slips {
            let known = self.mistakes.iter_mut().find(|mistake| mistake.name == slip.mistake);
            let Some(mistake) = known else {
                self.mistakes.push(Mistake {
                    name: slip.mistake.clone(),
                    count: slip.count,
                    last: slip.last,
                    exercise: slip.exercise.clone(),
                    question: slip.question.clone(),
                });
                continue;
            };
            mistake.count = mistake.count.saturating_add(slip.count);
            if slip.last > mistake.last {
                mistake.last = slip.last;
                mistake.exercise.clone_from(&slip.exercise);
                mistake.question.clone_from(&slip.question);
            }
        }
        self.mistakes.sort_by(|one, other| {
            other
                .count
                .cmp(&one.count)
                .then(other.last.cmp(&one.last))
                .then(one.name.cmp(&other.name))
        });
    }

    /// Everything together.
    pub fn all(&self) -> Practice {
        let mut all = Practice::default();
        for topic in self.topics.values() {
            all.add(topic.practice);
        }
        all
    }
}
