//! gradus: a tutor for gradients and backpropagation by hand.
//!
//! The modules in reading order; each uses only those above it.

// 0  text
pub mod source;
pub mod diagnostic;
pub mod markup;
pub mod nearest;
pub mod tex;
pub mod prose;
// 1  engine: pure mathematics
pub mod engine;
// 2  exercise: what is asked
pub mod exercise;
// 3  grading: was it right, and if not, why
pub mod grading;
//    picture: what there is to draw
pub mod picture;
// 4  practice: what has happened
pub mod progress;
pub mod session;
// 5  interfaces
pub mod cli;
pub mod export;
pub mod tui;
