//! What is known of the past when the tutor opens: how far exercises are, what is due, what
//! went wrong.

use std::collections::HashMap;

use super::schedule::{Item, Schedule};
use super::{Attempt, Rating, rating};

/// What is known of the past; without the attempts themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// How far the learner is with each exercise, by its key.
    pub standings: HashMap<String, Standing>,
    /// What comes back, and when.
    pub schedules: HashMap<Item, Schedule>,
    /// Misconceptions, and where they were made.
    pub slips: Vec<Slip>,
    /// When today ends: what is due before is due today.
    pub today: i64,
}

/// How far a learner is with an exercise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// How many answers were graded.
    pub attempts: u32,
    /// Whether every question of one variant was answered right.
    pub done: bool,
    /// What the best variant earned.
    pub best: f64,
    /// Milliseconds spent.
    pub spent: i64,
    /// When the latest was; 0 if nothing was graded yet.
    pub last: i64,
}

/// A misconception that was made at a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Its stable name.
    pub mistake: String,
    /// The exercise's key.
    pub exercise: String,
    /// The question's id.
    pub question: String,
    /// How often.
    pub count: u32,
    /// When last.
    pub last: i64,
}

impl Standing {
    /// Takes an attempt in.
    pub fn take(&mut self, attempt: &Attempt) {
        self.attempts = self.attempts.saturating_add(1);
        self.done |= attempt.unsolved == 0;
        self.best = self.best.max(attempt.earned);
        self.spent = self.spent.saturating_add(attempt.spent);
        self.last = self.last.max(attempt.at);
    }
}

impl Attempt {
    /// Whether it settles the last open question of its variant.
    pub fn closes(&self) -> bool {
        self.rating.is_some() && self.open == 0
    }

    /// What it is a review of.
    pub fn items(&self) -> Vec<Item> {
        let mistakes = self.mistakes.iter().chain(&self.avoided);
        let mut items: Vec<_> =
            mistakes.map(|mistake| Item::Misconception(mistake.clone())).collect();
        if self.rating.is_some() {
            items.push(Item::Skill { topic: self.topic.clone(), kind: self.kind.clone() });
        }
        if self.closes() {
            items.push(Item::Exercise(self.exercise.clone()));
        }
        items
    }

    /// How the review of one of its items went.
    fn rating_of(&self, item: &Item, questions: &[(Rating, f64)]) -> Option<Rating> {
        match item {
            Item::Misconception(name) if self.mistakes.contains(name) => Some(Rating::Again),
            Item::Misconception(_) => Some(Rating::Good),
            Item::Skill { .. } => self.rating,
            Item::Exercise(_) => rating::exercise(questions),
        }
    }
}

impl Memory {
    /// Takes an attempt in; `questions` are the latest ratings of all questions of its variant
    /// and their points, this one's among them.
    pub fn take(&mut self, attempt: &Attempt, questions: &[(Rating, f64)]) {
        self.standings.entry(attempt.exercise.clone()).or_default().take(attempt);
        for mistake in &attempt.mistakes {
            let known = self.slips.iter_mut().find(|slip| slip.is_of(attempt, mistake));
            if let Some(slip) = known {
                slip.count = slip.count.saturating_add(1);
                slip.last = slip.last.max(attempt.at);
            } else {
                self.slips.push(Slip::new(attempt, mistake));
            }
        }
        for item in attempt.items() {
            let Some(rating) = attempt.rating_of(&item, questions) else { continue };
            let before = self.schedules.get(&item);
            // What was never made cannot be avoided.
            let is_new_slip = rating == Rating::Again || before.is_some();
            if matches!(item, Item::Misconception(_)) && !is_new_slip {
                continue;
            }
            let after = Schedule::after(before, rating, attempt.at);
            self.schedules.insert(item, after);
        }
    }

    /// What is due at a time, what is most likely forgotten first.
    pub fn due(&self, at: i64) -> Vec<(&Item, &Schedule)> {
        let mut due: Vec<_> =
            self.schedules.iter().filter(|(_, schedule)| schedule.due <= at).collect();
        due.sort_by(|(one, a), (other, b)| {
            a.recall(at).total_cmp(&b.recall(at)).then_with(|| one.cmp(other))
        });
        due
    }

    /// The names of all misconceptions that were ever made.
    pub fn misconceptions(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for item in self.schedules.keys() {
            if let Item::Misconception(name) = item {
                found.push(name.as_str());
            }
        }
        found
    }

    /// The schedule of an exercise, if it was ever finished.
    pub fn schedule(&self, exercise: &str) -> Option<&Schedule> {
        self.schedules.get(&Item::Exercise(exercise.to_owned()))
    }

    /// The misconceptions made in an exercise, the latest first.
    pub fn slips_in(&self, exercise: &str) -> Vec<&Slip> {
        let mut found: Vec<_> =
            self.slips.iter().filter(|slip| slip.exercise == exercise).collect();
        found.sort_by_key(|slip| std::cmp::Reverse(slip.last));
        found
    }
}

impl Slip {
    fn new(attempt: &Attempt, mistake: &str) -> Self {
        Self {
            mistake: mistake.to_owned(),
            exercise: attempt.exercise.clone(),
            question: attempt.question.clone(),
            count: 1,
            last: attempt.at,
        }
    }

    /// Whether it was made again.
    pub fn is_of(&self, attempt: &Attempt, mistake: &str) -> bool {
        self.mistake == mistake
            && self.exercise == attempt.exercise
            && self.question == attempt.question
    }
}
