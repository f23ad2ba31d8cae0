//! When something should come back: the memory model FSRS-6, with its default parameters.
//!
//! Exercises, skills and misconceptions are scheduled alike. A skill is a kind of question in a
//! topic; a misconception is reviewed when it is made, and when a question was answered right
//! whose numbers would have shown it.

use std::sync::LazyLock;

use fsrs::{FSRS, MemoryState};

use super::Rating;

/// The share of what is due that should still be remembered.
pub const RETENTION: f32 = 0.9;

/// The milliseconds of a day.
pub const DAY: i64 = 86_400_000;

/// The longest interval in days.
const LONGEST: f32 = 3_650.0;

static MODEL: LazyLock<FSRS> = LazyLock::new(FSRS::default);

/// What is scheduled.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// An exercise, by its key.
    Exercise(String),
    /// A kind of question in a topic.
    Skill {
        /// The topic.
        topic: String,
        /// The kind of question.
        kind: String,
    },
    /// A misconception, by its stable name.
    Misconception(String),
}

/// The memory of an item, and when it is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// The days after which it is remembered with a chance of nine in ten.
    pub stability: f32,
    /// From 1, easy, to 10, hard.
    pub difficulty: f32,
    /// When it was reviewed last.
    pub last: i64,
    /// When it is due.
    pub due: i64,
    /// How often it was reviewed.
    pub reviews: u32,
    /// How often it was forgotten.
    pub lapses: u32,
}

impl Schedule {
    /// The schedule after a review: the first one where there is none before.
    pub fn after(before: Option<&Self>, rating: Rating, at: i64) -> Self {
        let memory = before.map(|before| MemoryState {
            stability: before.stability,
            difficulty: before.difficulty,
        });
        let elapsed = before.map_or(0, |before| days(before.last, at));
        let next = MODEL
            .next_states(memory, RETENTION, elapsed)
            .expect("the model takes every state that it gave");
        let next = match rating {
            Rating::Again => next.again,
            Rating::Hard => next.hard,
            Rating::Good => next.good,
            Rating::Easy => next.easy,
        };
        #[allow(clippy::cast_possible_truncation, reason = "whole days between 1 and LONGEST")]
        let interval = next.interval.round().clamp(1.0, LONGEST) as i64;
        let forgotten = u32::from(rating == Rating::Again);
        Self {
            stability: next.memory.stability,
            difficulty: next.memory.difficulty,
            last: at,
            due: at.saturating_add(interval * DAY),
            reviews: before.map_or(0, |before| before.reviews).saturating_add(1),
            lapses: before.map_or(0, |before| before.lapses).saturating_add(forgotten),
        }
    }

    /// The chance that it is remembered at a time.
    pub fn recall(&self, at: i64) -> f64 {
        let state = MemoryState { stability: self.stability, difficulty: self.difficulty };
        #[allow(clippy::cast_possible_truncation, reason = "days, far below 2^24")]
        let elapsed = (at.saturating_sub(self.last).max(0) as f64 / DAY as f64) as f32;
        fsrs::current_retrievability(state, elapsed, fsrs::FSRS6_DEFAULT_DECAY).into()
    }
}

/// The whole days from one time to another.
fn days(from: i64, to: i64) -> u32 {
    u32::try_from(to.saturating_sub(from).max(0) / DAY).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reviewed(reviews: &[(Rating, i64)]) -> Schedule {
        let mut at = 1_700_000_000_000;
        let mut schedule = None;
        for (rating, elapsed) in reviews {
            at += elapsed * DAY;
            schedule = Some(Schedule::after(schedule.as_ref(), *rating, at));
        }
        schedule.expect("there was a review")
    }

    #[test]
    fn schedules_are_the_reference_vectors_of_the_model() {
        use Rating::{Again, Good};
        // From the model's own tests (fsrs 6.6.2, `test_memory_state`).
        let schedule =
            reviewed(&[(Again, 0), (Good, 0), (Good, 1), (Good, 3), (Good, 8), (Good, 21)]);
        assert!((schedule.stability - 53.62691).abs() < 1e-4, "{schedule:?}");
        assert!((schedule.difficulty - 6.357_486_7).abs() < 1e-4, "{schedule:?}");
        assert_eq!((schedule.due - schedule.last) / DAY, 54);
        assert_eq!((schedule.reviews, schedule.lapses), (6, 1));
    }

    #[test]
    fn first_intervals_are_the_published_parameters() {
        // The first four parameters are the stabilities after a first review.
        for (rating, stability, days) in [
            (Rating::Again, 0.212, 1),
            (Rating::Hard, 1.2931, 1),
            (Rating::Good, 2.3065, 2),
            (Rating::Easy, 8.2956, 8),
        ] {
            let schedule = reviewed(&[(rating, 0)]);
            assert!((schedule.stability - stability).abs() < 1e-4, "{schedule:?}");
            assert_eq!((schedule.due - schedule.last) / DAY, days);
        }
    }

    #[test]
    fn nine_in_ten_is_remembered_when_it_is_due() {
        let schedule = reviewed(&[(Rating::Good, 0), (Rating::Good, 3)]);
        let due = schedule.recall(schedule.due);
        assert!((due - 0.9).abs() < 0.01, "{due}, {schedule:?}");
        assert_eq!(schedule.recall(schedule.last), 1.0);
        assert!(schedule.recall(schedule.due + 300 * DAY) < 0.7);
    }

    #[test]
    fn a_clock_that_goes_backwards_does_no_harm() {
        let schedule = reviewed(&[(Rating::Good, 0), (Rating::Good, -40)]);
        assert!(schedule.stability.is_finite() && schedule.due > schedule.last);
    }

    #[test]
    fn times_that_no_clock_tells_do_no_harm() {
        for (first, then) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (i64::MAX, i64::MAX)] {
            let before = Schedule::after(None, Rating::Good, first);
            let after = Schedule::after(Some(&before), Rating::Again, then);
            assert!(after.stability.is_finite() && after.due >= after.last);
            assert!((0.0..=1.0).contains(&after.recall(first)));
        }
    }
}
