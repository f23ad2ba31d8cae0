//! Grading, from outside: scenarios of answers and verdicts, and what is said of answers that
//! cannot be read.
//!
//! `tests/grading/*.toml` holds the scenarios: an exercise of `tests/grading/exercises`, and
//! answers with the verdicts that they get. `tests/answers` holds malformed answers, by the
//! question that they answer, each with its report beside it in a file `.txt`. After a report
//! has changed on purpose, `UPDATE_GOLDEN=1 cargo test --test grading` writes them anew; read
//! them as a learner would before they are kept.

#[path = "support/golden.rs"]
mod golden;

use std::fs;
use std::path::{Path, PathBuf};

use golden::differs;
use gradus::cli::{answers, report};
use gradus::engine::{Array, Shape};
use gradus::exercise::library::Loaded;
use gradus::exercise::{Exercise, Variant};
use gradus::grading::{Answer, Grade, Verdict, find, grade, tolerance_words};
use gradus::source::Source;
use proptest::prelude::*;
use toml::{Table, Value};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let mut files: Vec<_> =
        entries.map(|entry| entry.expect("the folder can be listed").path()).collect();
    files.retain(|file| {
        extensions.iter().any(|wanted| file.extension().is_some_and(|found| found == *wanted))
    });
    files.sort();
    files
}

fn exercise(name: &str) -> Exercise {
    let file = folder("grading/exercises").join(name).with_extension("toml");
    let Loaded { source, exercise, diagnostics } =
        Loaded::open(&file, name).expect("the exercise can be read");
    exercise.unwrap_or_else(|| panic!("{}", report::report(&source, &diagnostics, false)))
}

fn variant(exercise: &Exercise) -> Variant {
    exercise.variant(0).unwrap_or_else(|fault| panic!("{}", fault.message))
}

fn number(value: &Value) -> f64 {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64)).expect("a number")
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().expect("a list");
    items.iter().map(|item| item.as_str().expect("a string").to_owned()).collect()
}

fn answer(case: &Table) -> Answer {
    let rows = |value: &Value| value.as_array().expect("a list").clone();
    let (key, value) = case
        .iter()
        .find(|(key, _)| {
            ["text", "expression", "cells", "value", "options"].contains(&key.as_str())
        })
        .expect("a case has an answer");
    match key.as_str() {
        "text" => Answer::Text(value.as_str().expect("a string").to_owned()),
        "expression" => Answer::Expression(value.as_str().expect("a string").to_owned()),
        "cells" => Answer::Cells(rows(value).iter().map(strings).collect()),
        "options" => {
            let option = |item: &Value| number(item).to_string().parse().expect("a whole number");
            Answer::Options(rows(value).iter().map(option).collect())
        }
        _ if value.is_array() => {
            let rows: Vec<Vec<f64>> = rows(value)
                .iter()
                .map(|row| row.as_array().expect("rows").iter().map(number).collect())
                .collect();
            Answer::Value(Array::from_rows(&rows).expect("even rows"))
        }
        _ => Answer::Value(Array::scalar(number(value))),
    }
}

/// What a case expects and did not get.
fn complaints(case: &Table, grade: &Grade) -> Vec<String> {
    let mut found = Vec::new();
    let feedback = grade.feedback.to_string();
    for (key, value) in case {
        match key.as_str() {
            "verdict" if value.as_str() != Some(grade.verdict.as_str()) => {
                found.push(format!("verdict {}", grade.verdict.as_str()));
            }
            "points" if (number(value) - grade.points).abs() > 1e-12 => {
                found.push(format!("points {}", grade.points));
            }
            "entries" => {
                let rows = |row: &Value| -> Vec<bool> {
                    row.as_array()
                        .expect("rows of true and false")
                        .iter()
                        .map(|entry| entry.as_bool().expect("rows of true and false"))
                        .collect()
                };
                let wanted: Vec<_> = value.as_array().expect("rows").iter().map(rows).collect();
                if grade.entries.as_ref() != Some(&wanted) {
                    found.push(format!("entries {:?}", grade.entries));
                }
            }
            "says" => found.extend(
                strings(value)
                    .iter()
                    .filter(|part| !feedback.contains(*part))
                    .map(|part| format!("does not say `{part}`")),
            ),
            "silent" => found.extend(
                strings(value)
                    .iter()
                    .filter(|part| feedback.contains(*part))
                    .map(|part| format!("says `{part}`")),
            ),
            "verdict" | "points" | "question" | "text" | "expression" | "cells" | "value"
            | "options" => {}
            unknown => panic!("a case has no key `{unknown}`"),
        }
    }
    found
}

#[test]
fn every_scenario_gets_its_verdicts() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in files(&folder("grading"), &["toml"]) {
        let scenario: Table = fs::read_to_string(&file).unwrap().parse().unwrap();
        let exercise = exercise(scenario["exercise"].as_str().unwrap());
        let mut variant = variant(&exercise);
        for (index, case) in scenario["case"].as_array().unwrap().iter().enumerate() {
            let case = case.as_table().unwrap();
            assert!(case.contains_key("verdict") && case.contains_key("question"), "{case}");
            let question = find(&exercise, case["question"].as_str().unwrap()).unwrap();
            let grade = grade(question, &mut variant, &answer(case));
            count += 1;
            let complaints = complaints(case, &grade);
            if !complaints.is_empty() {
                wrong.push(format!(
                    "{}, case {}: {}\n{case}\n{}",
                    file.display(),
                    index + 1,
                    complaints.join("; "),
                    grade.feedback
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 70, "{count} cases");
}

/// Compares reports with those that are kept, and says which differ.
fn compare(reports: Vec<(PathBuf, String)>) {
    let mut differing = Vec::new();
    for (file, found) in reports {
        let extension = file
            .extension()
            .expect("the file has an extension")
            .to_str()
            .expect("the file has an extension");
        let golden = match extension {
            "answer" => file.with_extension("txt"),
            _ => file.with_extension(format!("{extension}.txt")),
        };
        differing.extend(differs(&golden, &found));
    }
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

#[test]
fn every_malformed_answer_has_its_report() {
    let exercise = exercise("weighted");
    let mut variant = variant(&exercise);
    let mut reports = Vec::new();
    for (kind, id) in
        [("matrix", "dL/dW"), ("scalar", "L"), ("shape", "shape(dL/db)"), ("choice", "choice")]
    {
        for file in files(&folder("answers").join(kind), &["answer"]) {
            let text = fs::read_to_string(&file).unwrap();
            let question = find(&exercise, id).unwrap();
            let grade = grade(question, &mut variant, &Answer::Text(text.clone()));
            assert_eq!(grade.verdict, Verdict::Unreadable, "{}", file.display());
            assert_eq!(grade.points, 0.0);
            let places = report::report(&Source::new("answer", text), &grade.faults, false);
            reports.push((file, format!("{}\n\n{places}", grade.feedback)));
        }
    }
    assert!(reports.len() >= 20);
    compare(reports);
}

#[test]
fn every_malformed_answer_file_has_its_report() {
    let exercise = exercise("weighted");
    let mut reports = Vec::new();
    for file in files(&folder("answers/file"), &["toml", "json"]) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let source = Source::new(name, fs::read_to_string(&file).unwrap());
        let faults = answers::read(&source, &exercise).expect_err("the file is malformed");
        reports.push((file, report::report(&source, &faults, false)));
    }
    assert!(reports.len() >= 7);
    compare(reports);
}

#[test]
fn ids_have_other_names() {
    let exercise = exercise("weighted");
    let id = |name: &str| find(&exercise, name).map(|question| question.id.as_str());
    for name in ["dL/dW", "dW", "∂L/∂W", " dL/dW "] {
        assert_eq!(id(name), Some("dL/dW"), "{name}");
    }
    assert_eq!(id("corners"), Some("corners"));
    for name in ["W", "dC", "dL", "", "dl/dw"] {
        assert_eq!(id(name), None, "{name}");
    }
}

#[test]
fn tolerances_are_told_before_the_answer() {
    let exercise = exercise("weighted");
    let words = |id: &str| tolerance_words(find(&exercise, id).unwrap());
    assert_eq!(words("dL/dW"), "±0.1 % or 3 digits");
    assert_eq!(words("strict"), "±0.0001 % or 5 digits");
    assert_eq!(words("choice"), "");
    assert_eq!(words("shape(L)"), "");
}

fn grade_text(id: &str, text: &str) -> Grade {
    let exercise = exercise("weighted");
    let mut variant = variant(&exercise);
    let question = find(&exercise, id).expect("the question is there");
    let typed = grade(question, &mut variant, &Answer::Text(text.to_owned()));
    for fault in &typed.faults {
        for label in &fault.labels {
            assert!(text.get(label.span.range()).is_some(), "{text:?}: {fault:?}");
        }
    }
    grade(question, &mut variant, &Answer::Expression(text.to_owned()));
    typed
}

/// A matrix in each of the forms that may be pasted.
fn forms(rows: &[Vec<f64>]) -> Vec<String> {
    let join = |between: &str, rows_between: &str, open: &str, close: &str| {
        let row = |row: &Vec<f64>| {
            let cells: Vec<_> = row.iter().map(f64::to_string).collect();
            format!("{open}{}{close}", cells.join(between))
        };
        rows.iter().map(row).collect::<Vec<_>>().join(rows_between)
    };
    vec![
        format!("[{}]", join(", ", ", ", "[", "]")),
        format!("array([{}])", join(", ", ",\n       ", "[", "]")),
        format!("[{}]", join(" ", "\n ", "[", "]")),
        format!("[{}]", join(" ", "; ", "", "")),
        join("\t", "\n", "", ""),
        join(", ", "\n", "", ""),
        join("  ", "\n", "", "").replace('-', "−"),
    ]
}

proptest! {
    #[test]
    fn any_text_is_graded_without_a_panic(text in "[-0-9a-zA-Z .,;:\\[\\](){}=+*/^@_\n\t'½−²ᵀŷ…]{0,60}") {
        for id in ["dL/dW", "dL/db", "L", "corners", "shape(L)", "choice"] {
            let grade = grade_text(id, &text);
            prop_assert_eq!(grade.verdict == Verdict::Missing, text.trim().is_empty());
            prop_assert!(grade.points <= grade.out_of);
        }
    }

    #[test]
    fn any_characters_are_graded_without_a_panic(text in any::<String>()) {
        for id in ["dL/dW", "L", "shape(L)", "choice"] {
            grade_text(id, &text);
        }
    }

    #[test]
    fn a_matrix_is_read_back_from_every_form(
        rows in (2..5_usize, 2..4_usize).prop_flat_map(|(rows, cols)| {
            proptest::collection::vec(proptest::collection::vec(-1e3..1e3_f64, cols), rows)
        }),
    ) {
        let array = Array::from_rows(&rows).unwrap();
        for text in forms(&rows) {
            let cells = gradus::grading::answer::cells(&text, array.shape()).unwrap();
            let read = gradus::grading::answer::read(
                &Answer::Text(text.clone()),
                array.shape(),
                None,
                &mut gradus::engine::calculate,
            );
            prop_assert_eq!(&read.unwrap().array, &array, "{}", text);
            prop_assert_eq!(Shape::Matrix(cells.len(), cells[0].len()), array.shape());
        }
    }
}

#[test]
fn right_answers_are_right_in_every_precision_that_is_asked_for() {
    let library = gradus::exercise::library::Library::built_in();
    let exercises: Vec<Exercise> =
        library.entries().iter().filter_map(|entry| library.load(entry).exercise).collect();
    let mut count = 0;
    for seed in 0.. {
        for exercise in &exercises {
            let mut variant = exercise.variant(seed).expect("it can be drawn");
            for question in &exercise.questions {
                let matrix = matches!(question.task.kind(), "value" | "gradient");
                let Some(key) = variant.key_array(question).cloned().filter(|_| matrix) else {
                    continue;
                };
                let digits = 3 + count % 13;
                let written = |entry: &f64| format!("{entry:.*e}", digits - 1);
                let rows: Vec<Vec<String>> =
                    key.rows().map(|row| row.iter().map(written).collect()).collect();
                let grade = grade(question, &mut variant, &Answer::Cells(rows.clone()));
                let place = format!("{} {} in {digits} digits: {rows:?}", exercise.id, question.id);
                assert_eq!(grade.verdict, Verdict::Correct, "{place}\n{}", grade.feedback);
                count += 1;
            }
        }
        if count >= 10_000 {
            return;
        }
    }
}
