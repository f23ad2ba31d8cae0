//! What is due, and with which numbers it comes back.

use std::collections::BTreeSet;

use super::memory::Memory;
use super::schedule::Item;
use crate::exercise::Exercise;
use crate::grading::misconception;

/// How many variants are looked at for one that provokes a slip.
const SEEDS: u64 = 16;

/// An exercise that could come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<'k> {
    /// Its key.
    pub key: &'k str,
    /// Its topic.
    pub topic: &'k str,
    /// The kinds of its questions.
    pub kinds: BTreeSet<&'static str>,
}

/// An exercise that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its key.
    pub exercise: String,
    /// Why.
    pub reason: Item,
}

/// What is due before a time, of the exercises that there are: what is most likely forgotten
/// first, and each exercise once.
///
/// An exercise comes back itself. A misconception comes back where it was made last, a skill in
/// the exercise of its topic that asks for it and was practised the longest ago, a new one first.
pub fn due(memory: &Memory, until: i64, known: &[Known]) -> Vec<Due> {
    let mut found: Vec<Due> = Vec::new();
    for (item, _) in memory.due(until) {
        let exercise = match item {
            Item::Exercise(key) => known.iter().find(|one| one.key == key),
            Item::Misconception(name) => {
                let made = memory.slips.iter().filter(|slip| slip.mistake == *name);
                let here = made.filter_map(|slip| {
                    Some((slip.last, known.iter().find(|one| one.key == slip.exercise)?))
                });
                here.max_by_key(|(last, _)| *last).map(|(_, one)| one)
            }
            Item::Skill { topic, kind } => {
                let asking = known
                    .iter()
                    .filter(|one| one.topic == topic.as_str() && one.kinds.contains(kind.as_str()));
                let last = |one: &&Known| {
                    memory.standings.get(one.key).map_or(0, |standing| standing.last)
                };
                asking.min_by_key(last)
            }
        };
        if let Some(one) = exercise
            && !found.iter().any(|due| due.exercise == one.key)
        {
            found.push(Due { exercise: one.key.to_owned(), reason: item.clone() });
        }
    }
    found
}

/// The first seed from one on whose numbers would show a misconception at a question; that one
/// if none of the next would.
pub fn provoking(exercise: &Exercise, question: &str, mistake: &str, from: u64) -> u64 {
    let asked = exercise.questions.iter().find(|asked| asked.id == question);
    let Some(asked) = asked.filter(|_| exercise.is_drawn()) else { return from };
    let shows = |seed: &u64| {
        let variant = exercise.variant(*seed);
        variant.is_ok_and(|variant| misconception::shown(asked, &variant).contains(mistake))
    };
    (from..from.saturating_add(SEEDS)).find(shows).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Rating;
    use crate::progress::memory::{Slip, Standing};
    use crate::progress::schedule::{DAY, Schedule};
    use crate::source::Source;

    const NOW: i64 = 1_800_000_000_000;

    fn known<'k>(key: &'k str, topic: &'k str, kinds: &[&'static str]) -> Known<'k> {
        Known { key, topic, kinds: kinds.iter().copied().collect() }
    }

    fn memory(items: &[(Item, i64)]) -> Memory {
        let mut memory = Memory::default();
        for (item, days) in items {
            let schedule = Schedule::after(None, Rating::Good, NOW - days * DAY);
            memory.schedules.insert(item.clone(), schedule);
        }
        memory
    }

    #[test]
    fn what_is_most_likely_forgotten_comes_first_and_once() {
        let skill = Item::Skill { topic: "nets".into(), kind: "gradient".into() };
        let slip = Item::Misconception("missing-transpose".into());
        let one = Item::Exercise("nets/01".into());
        let mut memory =
            memory(&[(one.clone(), 5), (skill, 9), (slip, 20), (Item::Exercise("b".into()), 1)]);
        memory.slips.push(Slip {
            mistake: "missing-transpose".into(),
            exercise: "nets/01".into(),
            question: "dL/dW".into(),
            count: 1,
            last: NOW,
        });
        let standing = Standing { last: NOW, ..Standing::default() };
        memory.standings.insert("nets/01".into(), standing);
        let all =
            [known("nets/01", "nets", &["gradient"]), known("nets/02", "nets", &["gradient"])];
        let found = due(&memory, NOW, &all);
        let keys: Vec<&str> = found.iter().map(|due| due.exercise.as_str()).collect();
        // The misconception where it was made, the skill where nothing was done yet; the
        // exercise itself is there already, and `b` is not due.
        assert_eq!(keys, ["nets/01", "nets/02"]);
        assert!(matches!(found[0].reason, Item::Misconception(_)));
        assert_eq!(due(&memory, NOW - 30 * DAY, &all), []);
    }

    #[test]
    fn a_seed_is_chosen_by_which_the_slip_shows() {
        // With w = 1 leaving the square's factor out is invisible where the error is 0, and a
        // factor that is 1 hides that it is missing.
        let text = "format = 1\ntitle = \"t\"\n[given]\nx = { choose = [1, 5] }\nw = 3\n\
                    [model]\nforward = \"L = w * x\"\n[[question]]\nkind = \"gradient\"\nwrt = \"w\"\n";
        let exercise = Exercise::read(&Source::new("t", text), "t").0.expect("it is sound");
        let question = &exercise.questions[0];
        let shown = |seed: u64| {
            let variant = exercise.variant(seed).expect("it can be drawn");
            (
                variant.value("x").expect("it is given").data()[0],
                misconception::shown(question, &variant),
            )
        };
        // A misconception that x = 1 hides and x = 5 shows.
        let one = (0..50).find(|seed| shown(*seed).0 == 1.0).expect("half of them are");
        let five = (0..50).find(|seed| shown(*seed).0 == 5.0).expect("half of them are");
        let (hidden, visible) = (shown(one).1, shown(five).1);
        let mistake = visible.difference(&hidden).next().expect("x = 1 hides something");
        let seed = provoking(&exercise, &question.id, mistake, one);
        assert!(seed > one && shown(seed).0 == 5.0);
        assert_eq!(provoking(&exercise, &question.id, mistake, five), five);
        assert_eq!(provoking(&exercise, &question.id, "never-heard-of", one), one);
    }
}
