//! What holds whatever comes in: one check an entrance, each of arbitrary bytes.
//!
//! `tests/entrances.rs` runs them over what is recorded, the targets in `fuzz/` over what they
//! think of.

#[path = "../support/watched.rs"]
mod watched;

pub mod answers;
pub mod arrays;
pub mod equations;
pub mod exercises;
pub mod keys;
pub mod pastes;
pub mod settings;
pub mod sheet;
pub mod submissions;
pub mod told;

/// A check of bytes; it panics if what has to hold does not.
pub type Check = fn(&[u8]);

/// Every entrance by name.
pub const ALL: [(&str, Check); 8] = [
    ("answers", answers::check),
    ("arrays", arrays::check),
    ("equations", equations::check),
    ("exercises", exercises::check),
    ("keys", keys::check),
    ("pastes", pastes::check),
    ("settings", settings::check),
    ("submissions", submissions::check),
];
