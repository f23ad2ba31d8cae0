//! The built-in library: every exercise is sound, right, and worth doing, for many seeds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use gradus::engine::witness::central_difference;
use gradus::engine::{Array, NodeId, Scope, Style};
use gradus::exercise::library::{Library, Loaded};
use gradus::exercise::{Exercise, Key, Rule, Task, Variant};
use gradus::grading::{self, Answer, Verdict, author_test};

/// The seeds whose variants are looked at closely; fixed exercises have one variant.
const SEEDS: u64 = 25;

fn loaded() -> Vec<Loaded> {
    let library = Library::built_in();
    library.entries().iter().map(|entry| library.load(entry)).collect()
}

fn exercises() -> Vec<Exercise> {
    loaded().into_iter().map(|loaded| loaded.exercise.expect("every exercise is sound")).collect()
}

/// The variants of an exercise for the first `count` seeds.
fn variants(exercise: &Exercise, count: u64) -> impl Iterator<Item = Variant> {
    let seeds = if exercise.is_drawn() { count } else { 1 };
    (0..seeds).map(|seed| {
        let variant = exercise.variant(seed);
        variant.unwrap_or_else(|fault| panic!("{}, seed {seed}: {fault:?}", exercise.id))
    })
}

#[test]
fn every_file_reads_without_a_diagnostic() {
    let loaded = loaded();
    assert!(loaded.len() >= 120, "there are {} exercises", loaded.len());
    for loaded in loaded {
        assert_eq!(loaded.diagnostics, [], "{}", loaded.source.name());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises");
    let pack = Loaded::open_pack(&folder).expect("the pack can be read").expect("it is a pack");
    assert_eq!(pack.diagnostics, []);
}

#[test]
fn ids_are_unique_and_numbers_are_enough_to_name_them() {
    let library = Library::built_in();
    let ids: BTreeSet<_> = library.entries().iter().map(|entry| &entry.id).collect();
    assert_eq!(ids.len(), library.entries().len());
    for id in ids {
        let (topic, file) = id.split_once('/').expect("an exercise lies in a topic");
        let (number, _) = file.split_once('-').expect("a file has a number");
        let short = format!("{topic}/{number}");
        assert_eq!(library.find(&short).map(|entry| &entry.id), Ok(id));
    }
}

#[test]
fn every_exercise_says_what_a_learner_has_to_know() {
    for exercise in exercises() {
        let id = &exercise.id;
        assert_eq!(Some(exercise.topic.as_str()), id.split('/').next());
        assert!(!exercise.statement.trim().is_empty() && !exercise.tags.is_empty(), "{id}");
        let conventions = exercise.conventions.as_deref().unwrap_or_default();
        assert!(!conventions.is_empty(), "{id} has no conventions");
        if exercise.given.iter().any(|given| given.name == "m") {
            for convention in ["examples in columns", "L = 1/m "] {
                assert!(conventions.contains(convention), "{id} does not say: {convention}");
            }
        }
        for question in &exercise.questions {
            let differentiates = matches!(question.task, Task::Gradient { .. });
            let helped = !question.hints.is_empty() && question.explain.is_some();
            assert!(!differentiates || helped, "{id}: {} lacks a hint or explain", question.id);
        }
    }
}

#[test]
fn no_place_holds_most_of_the_right_options() {
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for exercise in exercises() {
        for question in &exercise.questions {
            if let Task::Choice { correct, .. } = &question.task
                && let [right] = correct[..]
            {
                *places.entry(right).or_default() += 1;
            }
        }
    }
    let all: usize = places.values().sum();
    assert!(all >= 100, "there are {all} choices with one right option");
    for (place, count) in places {
        assert!(2 * count <= all, "option {} is right in {count} of {all} choices", place + 1);
    }
}

#[test]
fn what_an_exercise_requires_comes_before_it() {
    let library = Library::built_in();
    let ids: Vec<_> = library.entries().iter().map(|entry| &entry.id).collect();
    for exercise in exercises() {
        let place = |id: &str| ids.iter().position(|other| *other == id);
        for required in &exercise.requires {
            assert!(
                place(required).is_some_and(|before| Some(before) < place(&exercise.id)),
                "{} requires {required}, which does not come before it",
                exercise.id
            );
        }
    }
}

#[test]
fn gradients_agree_with_central_differences() {
    for exercise in exercises() {
        for variant in variants(&exercise, SEEDS) {
            let place = format!("{}, seed {}", exercise.id, variant.seed);
            let mut program = variant.program.clone();
            let node = |name: &str| variant.program.node(name).expect("the name is there");
            // What a given expression computes has to follow the values above it.
            let is_free = |name: &str| {
                let mut given = exercise.given.iter();
                given.any(|given| given.name == name && !matches!(given.rule, Rule::Derived(_)))
            };
            let free = variant.given.iter().filter(|(name, _)| is_free(name));
            let known: Vec<(NodeId, &Array)> =
                free.map(|(name, value)| (node(name), value)).collect();
            for (name, gradient) in &variant.gradients {
                let (estimate, bound) =
                    central_difference(&mut program, variant.loss, node(name), &known);
                assert_eq!(gradient.shape(), estimate.shape(), "{place}: {name}");
                let scale = estimate.largest().max(1.0);
                // Labels are only ever compared with: moved a little, they are no labels any more.
                let is_asked = |name: &str| {
                    let id = format!("dL/d{name}");
                    exercise.questions.iter().any(|question| question.id == id)
                };
                let is_flat = gradient.data().iter().all(|&slope| slope == 0.0);
                if is_flat && !is_asked(name) {
                    continue;
                }
                for (index, found) in gradient.data().iter().enumerate() {
                    let (estimate, bound) = (estimate.data()[index], bound.data()[index]);
                    assert!(bound <= 1e-7 * scale, "{place}: {name} is not smooth, ±{bound:e}");
                    let near = (found - estimate).abs() <= bound + 1e-12 * scale;
                    assert!(near, "{place}: {name}[{index}] is {found}, not {estimate}");
                }
            }
        }
    }
}

#[test]
fn every_seed_has_a_variant_with_a_key_that_is_graded_correct() {
    for exercise in exercises() {
        for mut variant in variants(&exercise, 200) {
            for question in &exercise.questions {
                let mut question = question.clone();
                if let Task::Formula { using, .. } = &mut question.task {
                    // The printed formula does not keep to some of the names.
                    *using = None;
                }
                let question = &question;
                let answer = match variant.key(question) {
                    Key::Array(_) if matches!(question.task, Task::Formula { .. }) => {
                        let node = variant.node(question).expect("a formula has a node");
                        Answer::Text(variant.program.formula(node, Style::NumPy))
                    }
                    Key::Array(key) => Answer::Value(key),
                    Key::Shape(sizes) => {
                        let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
                        Answer::Text(sizes.join("x"))
                    }
                    Key::Choice(options) => Answer::Options(options),
                    Key::Mend(line, value) => Answer::Mended(line, Box::new(Answer::Value(value))),
                };
                let grade = grading::grade(question, &mut variant, &answer);
                let place = format!("{}, seed {}: {}", exercise.id, variant.seed, question.id);
                assert_eq!(grade.verdict, Verdict::Correct, "{place}");
                assert_eq!(grade.points, question.points, "{place}");
            }
        }
    }
}

#[test]
fn drawn_exercises_draw_different_numbers() {
    let drawn: Vec<_> = exercises().into_iter().filter(Exercise::is_drawn).collect();
    assert!(drawn.len() >= 12);
    for exercise in drawn {
        let given: BTreeSet<_> =
            variants(&exercise, 50).map(|variant| format!("{:?}", variant.given)).collect();
        assert!(given.len() >= 20, "{} has {} variants of 50 seeds", exercise.id, given.len());
    }
}

/// A value as someone types it who gives all digits: no rounding makes it right.
fn typed(value: &Array) -> Answer {
    let cell = |entry: &f64| format!("{entry:.16e}");
    Answer::Cells(value.rows().map(|row| row.iter().map(cell).collect()).collect())
}

#[test]
fn no_mistake_of_an_author_gives_the_right_answer() {
    let mut mistakes = 0;
    let mut lenient = Vec::new();
    for exercise in exercises() {
        for mut variant in variants(&exercise, 100) {
            let given = variant.given.clone();
            for question in &exercise.questions {
                for mistake in &question.mistakes {
                    let node = variant.program.expression(&mistake.when, Scope::ALL);
                    let node = node.unwrap_or_else(|faults| panic!("{}: {faults:?}", exercise.id));
                    let known: Vec<(NodeId, &Array)> = given
                        .iter()
                        .map(|(name, value)| (variant.program.node(name).expect("a name"), value))
                        .collect();
                    let value = variant.program.evaluate(&known, &[node]).remove(0);
                    let grade = grading::grade(question, &mut variant, &typed(&value));
                    if grade.verdict != Verdict::Wrong {
                        let (id, seed) = (&exercise.id, variant.seed);
                        let verdict = grade.verdict.as_str();
                        let when = &mistake.when;
                        lenient.push(format!(
                            "{id}, seed {seed}: {}: `{when}` is {verdict}",
                            question.id
                        ));
                    }
                    mistakes += 1;
                }
            }
        }
    }
    assert!(lenient.is_empty(), "{}", lenient.join("\n"));
    assert!(mistakes > 1_000);
}

#[test]
fn the_tests_of_the_authors_hold() {
    for exercise in exercises() {
        let id = &exercise.id;
        assert!(exercise.tests.len() >= 2, "{id} has too few tests");
        let verdicts: BTreeSet<_> = exercise
            .tests
            .iter()
            .flat_map(|test| &test.expect)
            .map(|expected| &expected.verdict)
            .collect();
        assert!(verdicts.len() >= 2, "the tests of {id} do not tell right from wrong");
        for test in &exercise.tests {
            let asked = |name: &str| grading::find(&exercise, name).expect("the question is there");
            for (name, _) in &test.answers {
                let expected =
                    test.expect.iter().any(|one| asked(&one.question).id == asked(name).id);
                assert!(expected, "{id}: {name} is answered, but no verdict is expected");
            }
        }
        assert_eq!(author_test::failures(&exercise), [], "{id}");
    }
}

#[test]
fn the_whole_library_checks_clean() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    // The bound is for the program that people run; this one is not made fast.
    let output = command.args(["check", "exercises", "--strict", "--most-seconds", "600"]).output();
    let output = output.expect("the program runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
}
