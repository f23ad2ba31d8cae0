//! gradus: a tutor for gradients and backpropagation by hand.
//!
//! A file is read to an exercise, a seed draws its numbers, and an answer is graded against the
//! gradient that follows from the equations; of a wrong one it is said which rule it broke:
//!
//! ```
//! use gradus::exercise::Exercise;
//! use gradus::grading::{Answer, Verdict, grade};
//! use gradus::source::Source;
//!
//! let text = r#"
//! format = 1
//! title = "A line through the origin"
//! given = { x = [1, 2, 3], y = [2, 3, 7], w = { decimals = 1, range = [1, 4] } }
//! model = { forward = "L = mean((w * x - y)^2)" }
//! question = [{ kind = "gradient", wrt = "w" }]
//! "#;
//! let (exercise, faults) = Exercise::read(&Source::new("line.toml", text), "line");
//! let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
//! let mut variant = exercise.variant(7).expect("it can be drawn");
//! let w = variant.value("w").expect("it is given").data()[0];
//! let halved = Answer::Text(format!("({w} * 14 - 29) / 3"));
//! let grade = grade(&exercise.questions[0], &mut variant, &halved);
//! assert_eq!(grade.verdict, Verdict::Wrong);
//! assert!(grade.feedback.to_string().contains("The factor 2 of the square is missing"));
//! ```
//!
//! The modules stand in reading order; each uses only those above it.

#![deny(missing_docs)]

// 0  text
pub mod source;
pub mod diagnostic;
pub mod markup;
pub(crate) mod nearest;
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
