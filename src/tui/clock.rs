//! What the clocks of this machine say.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::session::exam::clock::Moment;

/// Both clocks, now.
pub fn now() -> Moment {
    static BEGINNING: OnceLock<Instant> = OnceLock::new();
    let steady = BEGINNING.get_or_init(Instant::now).elapsed().as_millis();
    let wall = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
    };
    Moment { wall, steady: i64::try_from(steady).unwrap_or(i64::MAX) }
}
