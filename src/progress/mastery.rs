//! How well a topic is mastered, and how uncertain that is.
//!
//! Mastery is the chance that the next question of the topic is answered right at the first
//! attempt and without a hint. What is known of it is a Beta distribution: it starts even between
//! 0 and 1, and every question that was settled moves it, one that is [`HALF_LIFE`] old half as
//! much as one of today. The mean and the middle nine tenths are shown: after three questions the
//! range is wide, and it says so.

use super::Rating;
use super::schedule::DAY;

/// After how many days a question counts half.
pub const HALF_LIFE: f64 = 60.0;

/// What lies below and above the range.
const TAIL: f64 = 0.05;

/// The chance that the next question is answered right, as a Beta distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mastery {
    /// One more than the weight of questions answered right at once.
    pub right: f64,
    /// One more than the weight of the others.
    pub wrong: f64,
}

impl Default for Mastery {
    fn default() -> Self {
        Self { right: 1.0, wrong: 1.0 }
    }
}

impl Mastery {
    /// Takes in a question that was settled at a time, as it counts now.
    pub fn take(&mut self, rating: Rating, at: i64, now: i64) {
        let age = now.saturating_sub(at).max(0) as f64 / DAY as f64;
        let weight = libm::exp2(-age / HALF_LIFE);
        if rating >= Rating::Good {
            self.right += weight;
        } else {
            self.wrong += weight;
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.right / (self.right + self.wrong)
    }

    /// The middle nine tenths: from where to where.
    pub fn range(&self) -> (f64, f64) {
        (self.quantile(TAIL), self.quantile(1.0 - TAIL))
    }

    /// Below which value a share of the distribution lies.
    fn quantile(&self, share: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        // Far finer than what is shown.
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if below(middle, self.right, self.wrong) < share {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }
}

/// The share of the Beta distribution of `a` and `b` below `x`: the regularised incomplete beta
/// function, by its continued fraction.
fn below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    // The fraction converges fast on the side of the mean where x is small.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - below(1.0 - x, b, a);
    }
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta) / a;
    let tiny = 1e-300;
    let away = |x: f64| if x.abs() < tiny { tiny } else { x };
    let mut numerator = 1.0;
    let mut denominator = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = denominator;
    for step in 1..300 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        denominator = 1.0 / away(1.0 + even * denominator);
        numerator = away(1.0 + even / numerator);
        value *= denominator * numerator;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        denominator = 1.0 / away(1.0 + odd * denominator);
        numerator = away(1.0 + odd / numerator);
        let factor = denominator * numerator;
        value *= factor;
        if (factor - 1.0).abs() < 1e-14 {
            break;
        }
    }
    front * value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
    }

    #[test]
    fn shares_are_those_of_distributions_in_closed_form() {
        for x in [0.01, 0.2, 0.5, 0.77, 0.99] {
            near(below(x, 1.0, 1.0), x);
            near(below(x, 3.0, 1.0), x * x * x);
            near(below(x, 1.0, 4.0), 1.0 - (1.0 - x).powi(4));
            near(below(x, 2.0, 2.0), x * x * (3.0 - 2.0 * x));
            // The arcsine distribution.
            near(below(x, 0.5, 0.5), libm::asin(x.sqrt()) * 2.0 / std::f64::consts::PI);
        }
    }

    #[test]
    fn nothing_known_says_nothing_and_much_known_says_much() {
        let (low, high) = Mastery::default().range();
        near(low, 0.05);
        near(high, 0.95);
        let many = Mastery { right: 900.0, wrong: 100.0 };
        let (low, high) = many.range();
        assert!(low > 0.88 && high < 0.92, "{low} to {high}");
    }

    #[test]
    fn old_answers_count_less() {
        let now = 1_800_000_000_000;
        let mut mastery = Mastery::default();
        mastery.take(Rating::Easy, now, now);
        mastery.take(Rating::Good, now - 60 * DAY, now);
        mastery.take(Rating::Hard, now - 120 * DAY, now);
        near(mastery.right, 2.5);
        near(mastery.wrong, 1.25);
        near(mastery.mean(), 2.0 / 3.0);
    }
}
