//! Questions of kind `mend`: one line of a backward pass is wrong, all others follow.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use gradus::engine::{Array, Broken, Program, Scope, Style};

use gradus::exercise::draw::random::Stream;
use gradus::exercise::library::Library;
use gradus::exercise::mend::{Mend, Subject};
use gradus::exercise::{Exercise, Key, Question, Task, Variant};
use gradus::grading::misconception::catalogue::CATALOGUE;
use gradus::grading::solution::{Solution, What};
use gradus::grading::{self, Answer, Verdict, mend::written};
use gradus::source::Source;
use serde_json::Value;

fn library_exercise() -> Exercise {
    let library = Library::built_in();
    let entry = library.find("two-layer-nonlinear/06-mend").expect("the exercise is there");
    library.load(entry).exercise.expect("the exercise is sound")
}

/// The exercise's questions and variants for some seeds, each with its wrong pass.
fn cases() -> Vec<(Exercise, Question, Variant, Mend)> {
    let exercise = library_exercise();
    let mut cases = Vec::new();
    for seed in 0..10 {
        let variant = exercise.variant(seed).expect("every seed has a variant");
        for question in &exercise.questions {
            let mend = variant.mend(question).expect("every question mends").clone();
            cases.push((exercise.clone(), question.clone(), variant.clone(), mend));
        }
    }
    cases
}

fn near(found: &Array, expected: &Array, tolerance: f64) -> bool {
    let allowed = tolerance * expected.largest().max(found.largest());
    let pairs = || found.data().iter().zip(expected.data());
    found.shape() == expected.shape() && pairs().all(|(a, b)| (a - b).abs() <= allowed)
}

/// The value of a printed formula over given values, forward values and the lines above.
fn evaluate(variant: &Variant, mend: &Mend, above: usize, formula: &str) -> Array {
    let lines = mend.lines[..above].iter().map(|line| (format!("d{}", line.wrt), &line.value));
    let names = variant.given.iter().chain(&variant.values);
    let known = names.map(|(name, value)| (name.clone(), value)).chain(lines);
    let mut program = Program::new();
    let known: Vec<_> =
        known.map(|(name, value)| (program.input(&name, value.shape()), value)).collect();
    let node = program
        .expression(formula, Scope { names: None, grad: false })
        .unwrap_or_else(|faults| panic!("{formula}: {faults:?}"));
    program.evaluate(&known, &[node]).remove(0)
}

/// The wrong passes that could be drawn for every gradient that the library asks for.
fn possible() -> Vec<(Exercise, Question, Variant, Mend)> {
    let mut cases = Vec::new();
    let library = Library::built_in();
    for entry in library.entries() {
        let exercise = library.load(entry).exercise.expect("every exercise is sound");
        for seed in 0..3 {
            let variant = exercise.variant(seed).expect("every seed has a variant");
            for question in &exercise.questions {
                let Task::Gradient { of, wrt } = &question.task else { continue };
                let node = |name: &str| variant.program.node(name).expect("the name is there");
                let subject = Subject { program: &variant.program, of: node(of), wrt: node(wrt) };
                for rule in subject.mistakes() {
                    let mut stream = Stream::new(seed, 0, &question.id);
                    let mend = subject.mend(Some(rule), &variant.known(), &[], &mut stream);
                    assert!(mend.iter().all(|mend| mend.rule == rule), "{}", exercise.id);
                    let case = |mend| (exercise.clone(), question.clone(), variant.clone(), mend);
                    cases.extend(mend.map(case));
                }
            }
        }
    }
    cases
}

#[test]
fn numbers_are_carried_through_and_one_line_does_not_follow() {
    let mut rules = BTreeSet::new();
    let possible = possible();
    assert!(possible.len() > 500, "only {} passes can be broken", possible.len());
    for (exercise, question, variant, mend) in cases().into_iter().chain(possible) {
        let place = format!("{}, seed {}", question.id, variant.seed);
        let solution = Solution::new(&exercise, &variant);
        for (index, line) in mend.lines.iter().enumerate() {
            let (what, formula) = written(&mend, line);
            let step = &solution.steps[solution.find(&what).expect("the solution has the line")];
            let printed = evaluate(&variant, &mend, index, formula.get(Style::NumPy));
            assert!(near(&printed, &line.value, 1e-9), "{place}: line {index} is not its formula");
            let right = evaluate(&variant, &mend, index, step.local.get(Style::NumPy));
            let follows = near(&right, &line.value, 1e-9);
            assert_eq!(follows, index != mend.broken, "{place}: line {index}");
            if index < mend.broken {
                assert!(near(&step.value, &line.value, 1e-9), "{place}: line {index} is right");
            }
            if index == mend.broken {
                assert!(near(&step.value, &mend.right, 1e-9), "{place}: the key is right");
                assert!(!near(&line.value, &mend.right, 0.04), "{place}: the fault is seen");
            }
        }
        rules.insert(mend.rule);
    }
    assert!(rules.len() >= 10, "only {rules:?} were drawn");
}

#[test]
fn a_seed_draws_one_wrong_pass() {
    let exercise = library_exercise();
    let mends = |seed| {
        let variant = exercise.variant(seed).unwrap();
        let key = |question| variant.key(question);
        exercise.questions.iter().map(key).collect::<Vec<_>>()
    };
    assert_eq!(mends(5), mends(5));
    assert!((0..10).any(|seed| mends(seed) != mends(5)));
    for seed in 0..10 {
        let Key::Mend(line, _) = &mends(seed)[0] else { panic!("the key names a line") };
        assert_eq!(*line, 2, "the derivative of the sigmoid is left out in the line of dL/dZ");
    }
}

#[test]
fn the_line_earns_half_and_the_value_the_rest() {
    for (_, question, mut variant, mend) in cases() {
        let place = format!("{}, seed {}", question.id, variant.seed);
        let mut grade = |line: usize, value: Answer| {
            grading::grade(&question, &mut variant, &Answer::Mended(line, Box::new(value)))
        };
        let right = grade(mend.broken, Answer::Value(mend.right.clone()));
        assert_eq!((right.verdict, right.points), (Verdict::Correct, question.points), "{place}");
        let other = grade((mend.broken + 1) % mend.lines.len(), Answer::Value(mend.right.clone()));
        assert_eq!((other.verdict, other.points), (Verdict::Wrong, 0.0), "{place}");
        let line = grade(mend.broken, Answer::Text(String::new()));
        assert_eq!((line.verdict, line.points), (Verdict::Wrong, question.points / 2.0), "{place}");
        let same = grade(mend.broken, Answer::Value(mend.lines[mend.broken].value.clone()));
        assert_eq!(same.points, question.points / 2.0, "{place}");
        assert!(same.feedback.to_string().contains("stands there"), "{place}");
        let text = |value: &Array| {
            let row = |row: &[f64]| row.iter().map(|e| format!("{e:.4e}")).collect::<Vec<_>>();
            let rows: Vec<_> = value.rows().map(|r| format!("[{}]", row(r).join(", "))).collect();
            format!("line {}: [{}]", mend.broken + 1, rows.join(", "))
        };
        let typed = Answer::Text(text(&mend.right));
        let typed = grading::grade(&question, &mut variant, &typed);
        assert_eq!(typed.verdict, Verdict::Correct, "{place}: {}", typed.feedback);
    }
}

#[test]
fn what_names_no_line_is_told_so() {
    let (_, question, mut variant, _) = cases().remove(0);
    let mut say = |text: &str| {
        let grade = grading::grade(&question, &mut variant, &Answer::Text(text.to_owned()));
        (grade.verdict, grade.points, grade.feedback.to_string())
    };
    for (text, said) in [
        ("[[1, 2], [3, 4]]", "names no line"),
        ("9: 1", "There is no line 9. The lines are 1 to 4."),
        ("0", "There is no line 0."),
        ("3: [[1, ", "[[1,"),
    ] {
        let (verdict, points, feedback) = say(text);
        assert_eq!((verdict, points), (Verdict::Unreadable, 0.0), "{text}: {feedback}");
        assert!(feedback.contains(said) || text.starts_with("3:"), "{text}: {feedback}");
    }
    assert_eq!(say(" ").0, Verdict::Missing);
    assert_eq!(say("3: [[1, 2]]").0, Verdict::Shape);
}

#[test]
fn lines_that_follow_are_cleared_of_blame() {
    let (_, question, mut variant, mend) = cases().remove(0);
    let line = mend.lines.len() - 1;
    let answer = Answer::Mended(line, Box::new(Answer::Text("1".to_owned())));
    let said = grading::grade(&question, &mut variant, &answer).feedback.to_string();
    let symbol = What::Gradient { of: "L".into(), wrt: "W1".into() }.symbol(Style::Unicode);
    assert!(
        said.contains(&format!("Line {} follows", line + 1)) && said.contains(&symbol),
        "{said}"
    );
}

#[test]
fn a_mistake_that_changes_nothing_is_refused() {
    let text = |mistake: &str, w: &str| {
        format!(
            "format = 1\ntitle = \"T\"\n[given]\nx = [1, 2]\ny = [0, 1]\nw = {w}\n[model]\n\
             forward = \"yhat = w * x\\nL = mean((yhat - y)^2)\"\n[[question]]\nkind = \"mend\"\n\
             wrt = \"w\"\nmistake = \"{mistake}\"\n"
        )
    };
    let codes = |text: &str| {
        let source = Source::new("t.toml".to_owned(), text);
        let (exercise, faults) = Exercise::read(&source, "t");
        (exercise.is_some(), faults.iter().map(|fault| fault.code).collect::<Vec<_>>())
    };
    assert_eq!(codes(&text("missing-square-factor", "3")), (true, vec![]));
    assert_eq!(codes(&text("missing-transpose", "3")), (false, vec!["mistake-does-not-apply"]));
    assert_eq!(codes(&text("missing-square-facto", "3")), (false, vec!["unknown-mistake"]));
    // With ŷ = y the gradient is zero whatever is left out.
    let still = text("missing-square-factor", "3").replace("y = [0, 1]", "y = [3, 6]");
    assert_eq!(codes(&still), (false, vec!["mend-invisible"]));
}

#[test]
fn the_printed_key_is_graded_as_correct() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gradus")).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let id = "two-layer-nonlinear/06";
    for seed in ["0", "7"] {
        let (status, key) = run(&["solve", id, "--seed", seed, "--format", "json"]);
        assert_eq!(status, Some(0));
        let key: Value = serde_json::from_str(&key).unwrap();
        let answers: serde_json::Map<String, Value> = key["questions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|question| {
                assert_eq!(question["kind"], "mend");
                (question["id"].as_str().unwrap().to_owned(), question["answer"].clone())
            })
            .collect();
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("mend.json");
        fs::write(&path, Value::Object(answers).to_string()).unwrap();
        let path = path.display().to_string();
        let (status, said) = run(&["grade", id, "--seed", seed, "--answers", &path]);
        assert_eq!((status, said.lines().last()), (Some(0), Some("7 of 7 points")), "{said}");
    }
}

#[test]
fn every_rule_of_the_catalogue_can_be_asked_for_by_its_name() {
    let chapter = &CATALOGUE[0];
    assert_eq!(chapter.title, "Rules of the backward pass");
    for entry in chapter.entries {
        assert!(Broken::named(entry.name).is_some(), "{}", entry.name);
    }
    assert_eq!(chapter.entries.len(), Broken::ALL.len());
}

/// Two sheets of one exercise that break the same line would ask for the same answer twice.
#[test]
fn the_sheets_of_one_exercise_break_other_lines() {
    let library = Library::built_in();
    let ids = [
        "two-layer-linear/08-mend",
        "two-layer-nonlinear/06-mend",
        "two-layer-nonlinear/14-mend-tanh",
        "perceptron/06-mend",
    ];
    for entry in library.entries().iter().filter(|entry| ids.contains(&entry.id.as_str())) {
        let exercise = library.load(entry).exercise.expect("the exercise is sound");
        for seed in 0..10 {
            let variant = exercise.variant(seed).expect("it can be drawn");
            let mends = exercise.questions.iter().filter_map(|question| variant.mend(question));
            let places: Vec<_> = mends.map(Mend::place).collect();
            let others: BTreeSet<_> = places.iter().collect();
            assert!(
                places.len() > 1 && others.len() == places.len(),
                "{} {seed}: {places:?}",
                entry.id
            );
        }
    }
}
