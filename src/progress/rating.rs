//! How well something was remembered: from what came of it, attempts, hints and time.
//!
//! A question is rated once, when it is settled:
//!
//! | what happened | rating |
//! |---|---|
//! | the solution was shown first | again |
//! | right after three or more wrong attempts and hints together | again |
//! | right after one or two of them | hard |
//! | right at the first attempt, without a hint, but in more than three times the time | hard |
//! | right at the first attempt, without a hint | good |
//! | the same in at most half the time that the exercise allows for it | easy |
//!
//! An exam has one attempt alone: there a wrong answer settles its question too, as forgotten.
//! An answer that cannot be read, has another shape or too few digits is no wrong attempt. The
//! time that an exercise allows is shared among its questions by their points.

use super::{Outcome, Rating};
use crate::grading::Verdict;

/// From this many wrong attempts and hints on, a right answer was not remembered.
const MOST_HELP: u32 = 3;

/// The rating of a question, if the outcome settles it: `spent` milliseconds were spent on it,
/// `allowed` are what it should take.
pub fn question(
    outcome: Outcome,
    tries: u32,
    hints: u32,
    spent: i64,
    allowed: i64,
) -> Option<Rating> {
    match outcome {
        Outcome::Seen => Some(Rating::Again),
        Outcome::Graded(Verdict::Correct) => Some(match tries.saturating_add(hints) {
            0 if spent > allowed.saturating_mul(3) => Rating::Hard,
            0 if spent.saturating_mul(2) <= allowed => Rating::Easy,
            0 => Rating::Good,
            help if help < MOST_HELP => Rating::Hard,
            _ => Rating::Again,
        }),
        Outcome::Graded(_) => None,
    }
}

/// The rating of a question of an exam that was handed in, if the answer settles it: there is no
/// other attempt after a wrong one.
pub fn in_exam(verdict: Verdict, spent: i64, allowed: i64) -> Option<Rating> {
    let settled = question(Outcome::Graded(verdict), 0, 0, spent, allowed);
    settled.or_else(|| (verdict == Verdict::Wrong).then_some(Rating::Again))
}

/// The rating of an exercise of which every question is settled: the mean of their ratings,
/// weighed by points, to the nearest. `None` where there is nothing to weigh.
pub fn exercise(questions: &[(Rating, f64)]) -> Option<Rating> {
    let weight: f64 = questions.iter().map(|(_, points)| points).sum();
    let sum: f64 =
        questions.iter().map(|(rating, points)| f64::from(rating.number()) * points).sum();
    (1..=4)
        .filter_map(Rating::of)
        .min_by(|one, other| {
            let distance = |rating: &Rating| (f64::from(rating.number()) - sum / weight).abs();
            distance(one).total_cmp(&distance(other))
        })
        .filter(|_| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_rated_by_verdict_attempts_hints_and_time() {
        let right = Outcome::Graded(Verdict::Correct);
        let minute = 60_000;
        let rated = |tries, hints, spent| question(right, tries, hints, spent, minute);
        assert_eq!(rated(0, 0, minute / 2), Some(Rating::Easy));
        assert_eq!(rated(0, 0, minute / 2 + 1), Some(Rating::Good));
        assert_eq!(rated(0, 0, 3 * minute), Some(Rating::Good));
        assert_eq!(rated(0, 0, 3 * minute + 1), Some(Rating::Hard));
        assert_eq!(rated(1, 0, 0), Some(Rating::Hard));
        assert_eq!(rated(0, 2, 0), Some(Rating::Hard));
        assert_eq!(rated(2, 1, 0), Some(Rating::Again));
        assert_eq!(question(Outcome::Seen, 0, 0, 0, minute), Some(Rating::Again));
    }

    #[test]
    fn only_what_settles_a_question_rates_it() {
        use Verdict::{Follows, Imprecise, Missing, Shape, Unreadable, Wrong};
        for verdict in [Follows, Imprecise, Missing, Shape, Unreadable, Wrong] {
            assert_eq!(question(Outcome::Graded(verdict), 0, 0, 0, 60_000), None);
        }
    }

    #[test]
    fn a_wrong_answer_in_an_exam_settles_its_question() {
        use Verdict::{Correct, Follows, Imprecise, Shape, Unreadable, Wrong};
        assert_eq!(in_exam(Wrong, 0, 60_000), Some(Rating::Again));
        assert_eq!(in_exam(Correct, 60_000, 60_000), Some(Rating::Good));
        for verdict in [Follows, Imprecise, Shape, Unreadable] {
            assert_eq!(in_exam(verdict, 0, 60_000), None);
        }
    }

    #[test]
    fn an_exercise_is_rated_by_the_mean_of_its_questions() {
        use Rating::{Again, Easy, Good, Hard};
        assert_eq!(exercise(&[(Good, 1.0), (Good, 2.0)]), Some(Good));
        assert_eq!(exercise(&[(Again, 3.0), (Easy, 1.0)]), Some(Hard));
        assert_eq!(exercise(&[(Easy, 3.0), (Again, 1.0)]), Some(Good));
        assert_eq!(exercise(&[(Again, 1.0)]), Some(Again));
        assert_eq!(exercise(&[]), None);
    }
}
