//! What an author is told of a sound exercise.

use gradus::exercise::Exercise;
use gradus::grading::author_test;
use gradus::source::Source;

/// A small exercise with more text behind it.
fn read(more: &str) -> (Source, Exercise) {
    let text = format!(
        "format = 1\ntitle = \"A line\"\nlevel = 1\nconventions = \"L = 1/m ‖ŷ − y‖²\"\n\
         [given]\nx = [1, 2, 3]\ny = [2, 1, 4]\nw = {{ integers = [2, 9] }}\n\
         [model]\nforward = \"\"\"\nyhat = w * x\nL = mean((yhat - y)^2)\n\"\"\"\n\
         [[question]]\nkind = \"value\"\nof = \"yhat\"\n\
         [[question]]\nkind = \"gradient\"\nwrt = \"w\"\n{more}"
    );
    let source = Source::new("line.toml", text);
    let (exercise, faults) = Exercise::read(&source, "line");
    assert_eq!(faults, []);
    (source, exercise.expect("the exercise is sound"))
}

#[test]
fn tests_that_hold_are_silent() {
    let (_, exercise) = read(
        "[[test]]\nseed = 3\nanswers = { yhat = \"w * x\", dw = \"2 / 3 * sum((yhat - y) * x)\" }\n\
         expect = { yhat = \"correct\", dw = \"correct\" }\n\
         [[test]]\nseed = 3\nanswers = { yhat = \"w + x\", dw = \"2 / 3 * sum((w + x - y) * x)\" }\n\
         expect = { yhat = \"wrong\", dw = \"follows\" }\n\
         [[test]]\nseed = 4\nanswers = { yhat = [1, 2] }\n\
         expect = { yhat = \"shape\", dw = \"missing\" }\n",
    );
    assert_eq!(author_test::failures(&exercise), []);
}

#[test]
fn a_test_that_fails_says_where_and_what_the_grader_says() {
    let (source, exercise) = read(
        "[[test]]\nseed = 3\nanswers = { yhat = \"w + x\", dw = \"2 * sum((yhat - y) * x)\" }\n\
         [test.expect]\nyhat = \"correct\"\ndw = \"correct\"\n",
    );
    let failures = author_test::failures(&exercise);
    let places: Vec<_> =
        failures.iter().map(|failure| &source.text()[failure.span().range()]).collect();
    assert_eq!(places, ["yhat = \"correct\"", "dw = \"correct\""]);
    assert!(failures.iter().all(|failure| failure.is_error() && failure.code == "test-failed"));
    assert!(failures[1].message.contains("`wrong`"), "{}", failures[1].message);
    let help = failures[1].help.as_deref().unwrap_or_default();
    assert!(help.contains("1/3"), "the diagnosis of the missing count is shown: {help}");
}
