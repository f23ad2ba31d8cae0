//! Lines of a stream: as many come out as went in, each an object of JSON.

use std::io::{self, Read};
use std::sync::Arc;

use gradus::cli::seeds::Seeds;
use gradus::cli::stream::grader::{Common, Grader};
use gradus::cli::stream::lines::Lines;
use serde_json::Value;

use super::told;

/// The exercise of those lines that name none.
const EXERCISE: &str = "two-layer-nonlinear/01-sigmoid";

/// A source that gives its bytes in pieces of odd sizes.
struct Pieces<'b>(&'b [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = 1 + self.0.first().map_or(0, |byte| usize::from(*byte) * 7);
        let (piece, rest) = self.0.split_at(size.min(self.0.len()).min(buffer.len()));
        buffer[..piece.len()].copy_from_slice(piece);
        self.0 = rest;
        Ok(piece.len())
    }
}

/// Grades bytes as the lines of a stream.
pub fn check(bytes: &[u8]) {
    thread_local! {
        static GRADERS: std::cell::RefCell<[Grader; 2]> =
            std::cell::RefCell::new([Some(EXERCISE), None].map(|exercise| {
                Grader::new(Common {
                    exercise: exercise.map(str::to_owned),
                    seed: 1,
                    seeds: Arc::new(Seeds::default()),
                })
            }));
    }
    GRADERS.with_borrow_mut(|graders| graders.iter_mut().for_each(|grader| graded(grader, bytes)));
}

fn graded(grader: &mut Grader, bytes: &[u8]) {
    let mut lines = Lines::new(Pieces(bytes));
    let (mut sent, mut out) = (0, Vec::new());
    while let Some(batch) = lines.batch(16).expect("bytes can be read") {
        sent += batch.lines().count();
        out.extend(grader.batch(&batch));
    }
    let wanted = bytes.split_inclusive(|byte| *byte == b'\n').count();
    assert_eq!(sent, wanted, "lines are read");
    let out = String::from_utf8(out).expect("verdicts are UTF-8");
    assert_eq!(out.lines().count(), sent, "{out}");
    for line in out.lines() {
        told::harmless(line);
        let verdict: Value = serde_json::from_str(line).expect("a verdict is JSON");
        assert_eq!(verdict["format"], 1, "{line}");
    }
}
