//! An exam that is drawn without a file: so many questions, of these topics.

use std::collections::BTreeSet;

use super::choose::Pool;
use super::{Card, Slot};
use crate::nearest::suggestion;

/// How many questions of one exercise are asked, as long as there are other exercises.
const TOGETHER: usize = 3;

/// What is wished for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Topics; none for all.
    pub topics: Vec<String>,
    /// From this level to that, both included.
    pub level: (u8, u8),
    /// How many questions are asked.
    pub questions: usize,
}

/// An exercise that was taken, and how many of its questions are asked.
struct Taken<'c> {
    card: &'c Card,
    asked: usize,
}

impl Wish {
    /// The exercises that a seed draws: from each topic in turn the one of the highest rank, up
    /// to three questions of each until there are enough. The error says what is wrong with the
    /// wish.
    pub fn draw(&self, seed: u64, catalogue: &[Vec<Card>]) -> Result<Vec<Slot>, String> {
        let all = topics(catalogue);
        let topics = if self.topics.is_empty() { &all } else { &self.topics };
        let mut pools = Vec::new();
        for topic in topics {
            let pool = Pool::new(seed, topic, self.level, catalogue, &BTreeSet::new());
            if pool.topic.is_empty() {
                let help = suggestion(topic, all.iter().map(String::as_str));
                let help = help.map_or_else(String::new, |help| format!("; {help}"));
                return Err(format!("there is no topic `{topic}`{help}"));
            }
            pools.push(pool.free.into_iter());
        }
        let mut taken: Vec<Taken<'_>> = Vec::new();
        let mut wanted = self.questions;
        let mut exhausted = false;
        while wanted > 0 && !exhausted {
            exhausted = true;
            for pool in &mut pools {
                // A topic may lie within another one.
                let is_new = |card: &&Card| taken.iter().all(|known| known.card.id != card.id);
                let Some(card) = pool.find(is_new) else { continue };
                exhausted = false;
                let asked = card.questions.min(TOGETHER).min(wanted);
                wanted -= asked;
                if asked > 0 {
                    taken.push(Taken { card, asked });
                }
            }
        }
        while wanted > 0 {
            let before = wanted;
            for one in taken.iter_mut().filter(|one| one.asked < one.card.questions) {
                let more = wanted.min(1);
                one.asked += more;
                wanted -= more;
            }
            if wanted == before {
                let there = self.questions - wanted;
                return Err(format!(
                    "{} questions are asked for, but these topics and levels have {there}",
                    self.questions
                ));
            }
        }
        let slot = |one: Taken<'_>| Slot {
            exercise: one.card.id.clone(),
            turn: 0,
            points: None,
            questions: Some(one.asked),
        };
        Ok(taken.into_iter().map(slot).collect())
    }
}

/// Every topic, in the order of the exercises.
fn topics(catalogue: &[Vec<Card>]) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for card in catalogue.iter().flatten().filter(|card| !card.topic.is_empty()) {
        if !topics.contains(&card.topic) {
            topics.push(card.topic.clone());
        }
    }
    topics
}
