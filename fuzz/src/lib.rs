//! The checks of `tests/entrances.rs`, for the fuzzers.

#[path = "../../tests/entrances/checks.rs"]
pub mod checks;
