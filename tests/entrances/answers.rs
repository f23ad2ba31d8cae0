//! An answer file: read as each of the kinds of text, and graded.

use gradus::cli::answers;
use gradus::grading::Answer;

use super::{sheet, told};

/// Reads bytes as every kind of answer file, and grades what is there.
pub fn check(bytes: &[u8]) {
    for name in ["mine.toml", "mine.json", "mine.csv", "mine.ipynb", "mine"] {
        match answers::read_bytes(name, bytes, sheet::exercise()) {
            Ok(found) => {
                let nothing = || Answer::Text(String::new());
                let found: Vec<_> =
                    found.into_iter().map(|answer| answer.unwrap_or_else(nothing)).collect();
                sheet::graded(&found);
            }
            Err((source, faults)) => {
                assert!(!faults.is_empty(), "{name} is refused without a word");
                told::check(&source, &faults);
            }
        }
    }
}
