//! The clock of an exam: told the time, never asking for it.
//!
//! It counts what has passed, and only ever forward. Between two readings the steady clock counts;
//! a wall clock that is ahead of what is expected by then counts too, since a computer that slept
//! moves the wall clock alone. One that is set back counts for nothing, and so does setting it
//! right again. Over a restart only the wall clock is known.

/// A reading of both clocks, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Since 1970; may be set.
    pub wall: i64,
    /// Since any beginning, the same for the whole run of the program; never runs back.
    pub steady: i64,
}

/// Milliseconds in a minute.
const MINUTE: i64 = 60_000;

/// The minutes before the end at which the learner is told so.
pub const WARNINGS: [i64; 3] = [10, 5, 1];

/// From so much before the end on, seconds are shown.
const SECONDS: i64 = 5 * MINUTE;

/// What has passed of the time that there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    limit: i64,
    started: i64,
    /// What the wall clock should say; it stands still when that is set back.
    expected: i64,
    steady: Option<i64>,
}

impl Clock {
    /// The clock of an exam that begins.
    pub fn new(minutes: u32, now: Moment) -> Self {
        let limit = i64::from(minutes) * MINUTE;
        Self { limit, started: now.wall, expected: now.wall, steady: Some(now.steady) }
    }

    /// The clock of an exam that began at `started` and goes on now; so much had passed when the
    /// wall clock last said `wall`.
    pub fn resumed(minutes: u32, started: i64, (spent, wall): (i64, i64), now: Moment) -> Self {
        let limit = i64::from(minutes) * MINUTE;
        let away = now.wall.saturating_sub(wall).max(0);
        let expected = started.saturating_add(spent.max(0)).saturating_add(away);
        Self { limit, started, expected: expected.max(now.wall), steady: Some(now.steady) }
    }

    /// Reads the clocks.
    pub fn advance(&mut self, now: Moment) {
        let passed = self.steady.map_or(0, |steady| now.steady.saturating_sub(steady)).max(0);
        self.expected = self.expected.saturating_add(passed).max(now.wall);
        self.steady = Some(now.steady);
    }

    /// What has passed, in milliseconds; at most the whole time.
    pub fn spent(&self) -> i64 {
        self.expected.saturating_sub(self.started).clamp(0, self.limit)
    }

    /// What is left, in milliseconds.
    pub fn left(&self) -> i64 {
        self.limit - self.spent()
    }

    /// Whether the time is up.
    pub fn is_over(&self) -> bool {
        self.left() == 0
    }

    /// Minutes and seconds that are left, rounded up; no seconds while there is much time.
    pub fn shown(&self) -> (i64, Option<i64>) {
        if self.left() > SECONDS {
            return ((self.left() + MINUTE - 1) / MINUTE, None);
        }
        let seconds = (self.left() + 999) / 1_000;
        (seconds / 60, Some(seconds % 60))
    }

    /// The minutes that the learner is warned of: for one minute after so many are left.
    pub fn warning(&self) -> Option<i64> {
        let falls = |minutes: &i64| {
            let mark = minutes * MINUTE;
            mark < self.limit && (mark - MINUTE..=mark).contains(&self.left())
        };
        WARNINGS.into_iter().filter(falls).min()
    }

    /// How long what is shown stays true, in milliseconds.
    pub fn until_change(&self) -> i64 {
        let step = if self.left() > SECONDS { MINUTE } else { 1_000 };
        match self.left() % step {
            0 => step.min(self.left()).max(1),
            rest => rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall: i64, steady: i64) -> Moment {
        Moment { wall, steady }
    }

    #[test]
    fn a_wall_clock_that_is_set_back_does_not_lengthen_the_exam() {
        let mut clock = Clock::new(10, at(1_000_000, 0));
        clock.advance(at(1_060_000, 60_000));
        assert_eq!(clock.spent(), 60_000);
        clock.advance(at(-5_000_000, 120_000));
        assert_eq!(clock.spent(), 120_000, "the steady clock counts");
        clock.advance(at(1_180_000, 180_000));
        assert_eq!(clock.spent(), 180_000, "it is set right again");
        clock.advance(at(i64::MIN, i64::MIN));
        assert_eq!(clock.spent(), 180_000, "nothing runs back");
        clock.advance(at(i64::MAX, i64::MAX));
        assert!(clock.is_over());
    }

    #[test]
    fn sleep_and_restarts_count() {
        let mut clock = Clock::new(10, at(0, 0));
        clock.advance(at(240_000, 1_000));
        assert_eq!(clock.spent(), 240_000, "the computer slept");
        let mut clock = Clock::resumed(10, 0, (clock.spent(), 240_000), at(300_000, 77));
        assert_eq!(clock.left(), 300_000);
        let set_back = Clock::resumed(10, 0, (240_000, 240_000), at(-9_000, 77));
        assert_eq!(set_back.left(), 360_000);
        let set_back_before = Clock::resumed(10, 0, (240_000, -9_000), at(51_000, 77));
        assert_eq!(set_back_before.left(), 300_000);
        clock.advance(at(900_000_000, 78));
        assert_eq!((clock.spent(), clock.left()), (600_000, 0));
    }

    #[test]
    fn what_is_shown_changes_when_it_says() {
        let mut clock = Clock::new(11, at(0, 0));
        assert_eq!((clock.shown(), clock.warning()), ((11, None), None));
        let mut now = 0;
        let mut warned = Vec::new();
        let mut shown = vec![clock.shown()];
        while !clock.is_over() {
            now += clock.until_change();
            clock.advance(at(now, now));
            assert_ne!(shown.last(), Some(&clock.shown()), "at {now}");
            shown.push(clock.shown());
            warned.extend(clock.warning());
        }
        warned.dedup();
        assert_eq!(warned, [10, 5, 1]);
        assert_eq!(now, 660_000);
        assert_eq!(shown.len(), 6 + 300 + 1);
        assert_eq!(Clock::new(5, at(0, 0)).warning(), None, "nobody is warned at the beginning");
    }
}
