//! What is typed or pasted for an answer: numbers, matrices as programs print them, formulas.

use gradus::engine::{Shape, calculate};
use gradus::grading::{Answer, answer};
use gradus::source::Source;

use super::{sheet, told};

/// Reads a text as a cell, as cells and as the answer to every question.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = Source::new("paste", text);
    match answer::cell(text) {
        Ok(number) => assert!(number.is_finite(), "{text:?} is {number}"),
        Err(fault) => told::check(&source, &[fault]),
    }
    for shape in [Shape::Scalar, Shape::Matrix(3, 2), Shape::Matrix(1, 4), Shape::Matrix(3, 1)] {
        let whole = answer::read(&Answer::Text(text.to_owned()), shape, None, &mut calculate);
        if let Err(faults) = &whole {
            told::check(&source, faults);
        }
        match answer::cells(text, shape) {
            Err(fault) => told::check(&source, &[fault]),
            Ok(cells) if cells.len() > 1 || cells.iter().any(|row| row.len() > 1) => {
                // What is pasted into a grid means what it means as one text.
                let cells = Answer::Cells(cells);
                let apart = answer::read(&cells, shape, None, &mut calculate);
                if let (Ok(whole), Ok(apart)) = (&whole, &apart) {
                    assert_eq!(whole.array, apart.array, "{text:?} for {shape}");
                    assert_eq!(whole.digits, apart.digits, "{text:?} for {shape}");
                }
                assert_eq!(whole.is_ok(), apart.is_ok(), "{text:?} for {shape}");
            }
            Ok(_) => {}
        }
    }
    let all = |answer: Answer| vec![answer; sheet::exercise().questions.len()];
    sheet::graded(&all(Answer::Text(text.to_owned())));
    sheet::graded(&all(Answer::Expression(text.to_owned())));
}
