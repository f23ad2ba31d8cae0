//! Exercises on paper and in other programs: a [`Paper`] is made once, and each format writes it in
//! its own way.
//!
//! Nothing that a stranger wrote reaches a format raw: text is cleaned when a paper is made and
//! escaped when it is written, mathematics is read into a tree and written anew.
//!
//! ```
//! use gradus::exercise::library::Library;
//! use gradus::export::{Paper, Part, Piece, markdown};
//!
//! let library = Library::built_in();
//! let entry = library.find("two-layer-nonlinear/01").expect("it is there");
//! let exercise = library.load(entry).exercise.expect("it has no error");
//! let variant = exercise.variant(0).expect("it can be drawn");
//! let mut paper = Paper::new("Homework 3");
//! paper.add(0, &[Piece { exercise: &exercise, variant: &variant }], None);
//! let text = markdown::write(&paper, &[Part::Sheet, Part::Key]);
//! assert!(text.starts_with("# Homework 3"), "{text}");
//! ```

pub(crate) mod words;
pub mod text;
pub(crate) mod wrong;
pub mod paper;
pub(crate) mod build;
pub(crate) mod flow;
pub mod html;
pub mod typst;
pub mod latex;
pub mod markdown;
pub mod moodle;
pub mod anki;
pub(crate) mod pdf;

pub use build::Piece;
pub use paper::Paper;

use clap::ValueEnum;

/// What there is to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A PDF document, made by an installed `typst`
    Pdf,
    /// The source of a Typst document
    Typst,
    /// The source of a LaTeX document
    Latex,
    /// Markdown with TeX mathematics
    Markdown,
    /// One HTML page that needs nothing else
    Html,
    /// Questions for Moodle, as Moodle XML
    Moodle,
    /// Cards for Anki, as a text to import
    Anki,
}

/// A part of a document on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// What learners get: the questions, with boxes for the answers
    Sheet,
    /// The answers, of the same variants
    Key,
    /// The worked solution, step by step
    Solution,
}
