//! Which exercises of a topic a seed draws.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::Card;
use crate::exercise::draw::random::Stream;

/// Variants of drawn exams are named by seeds below this, short enough to be written down.
const SEEDS: u64 = 1_000_000;

/// The first word of the stream that a seed gives an exercise for one purpose.
pub fn rank(seed: u64, turn: u64, purpose: &str, id: &str) -> u64 {
    Stream::new(seed, turn, &name(purpose, id)).word()
}

/// What names a stream: the same text however a file system composes its letters.
fn name(purpose: &str, id: &str) -> String {
    format!("exam/{purpose}/{id}").nfc().collect()
}

/// The seed of an exercise's variant: the `attempt`-th that is tried, for its `turn`.
pub fn variant_seed(seed: u64, turn: u64, attempt: u64, id: &str) -> u64 {
    let mut stream = Stream::new(seed, turn, &name("variant", id));
    let first = stream.below(SEEDS);
    (0..attempt).fold(first, |_, _| stream.below(SEEDS))
}

/// The exercises of a topic.
pub struct Pool<'c> {
    /// All of them, of whatever level.
    pub topic: Vec<&'c Card>,
    /// Those of the levels that are asked for and not taken yet, by rank.
    pub free: Vec<&'c Card>,
}

impl<'c> Pool<'c> {
    /// The exercises of a topic in the first pack that has the topic.
    pub fn new(
        seed: u64,
        topic: &str,
        (low, high): (u8, u8),
        catalogue: &'c [Vec<Card>],
        taken: &BTreeSet<String>,
    ) -> Self {
        let of = |cards: &'c Vec<Card>| -> Vec<&'c Card> {
            cards.iter().filter(|card| card.is_of(topic)).collect()
        };
        let found = catalogue.iter().map(of).find(|cards| !cards.is_empty());
        let all = found.unwrap_or_default();
        let fits = |card: &&Card| (low..=high).contains(&card.level) && !taken.contains(&card.id);
        let mut free: Vec<&Card> = all.iter().copied().filter(fits).collect();
        free.sort_by_cached_key(|card| (Reverse(rank(seed, 0, "pick", &card.id)), card.id.clone()));
        Self { topic: all, free }
    }
}
