//! Every key of the built-in exercises against that of a transcription of its statement, which
//! `tests/oracle/keys.py` recorded in `tests/oracle/keys/*.json`.

use std::collections::BTreeMap;

use gradus::engine::{Array, Shape};
use gradus::exercise::library::Library;
use gradus::exercise::mend::Mend;
use gradus::exercise::{Exercise, Key, Question, Variant};
use recorded::{array, difference, read_all, section};
use serde_json::{Value, json};

#[path = "oracle/recorded.rs"]
mod recorded;

/// How far a key may be from the recorded one, relative to the largest entry of its matrix.
const TOLERANCE: f64 = 1e-9;

/// How many variants of a drawn exercise are recorded.
const SEEDS: usize = 5;

/// The recordings of each exercise, by its id.
fn recordings() -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for (_, topic) in read_all("tests/oracle/keys") {
        let Value::Object(exercises) = topic else { panic!("a topic has exercises") };
        found.extend(exercises.into_iter().filter(|(id, _)| id != "versions"));
    }
    found
}

fn exercises() -> Vec<Exercise> {
    let library = Library::built_in();
    let load = |entry| library.load(entry).exercise.expect("the exercise is sound");
    library.entries().iter().map(load).collect()
}

/// Why a question's key is not the recorded one.
fn disagreement(variant: &Variant, question: &Question, recorded: &Value) -> Option<String> {
    match variant.key(question) {
        Key::Array(key) => difference(&key, &array(recorded), TOLERANCE),
        Key::Mend(broken, right) => {
            let mend = variant.mend(question).expect("a pass to mend has lines");
            mended(mend, broken, &right, &recorded["lines"])
        }
        Key::Shape(sizes) => unequal(&json!(sizes), recorded),
        Key::Choice(options) => unequal(&json!(options), recorded),
    }
}

fn unequal(found: &Value, recorded: &Value) -> Option<String> {
    (found != recorded).then(|| format!("{found} for {recorded}"))
}

/// Above the broken line the sheet agrees with the recorded gradients, in that line it does not, and
/// its right value does.
fn mended(mend: &Mend, broken: usize, right: &Array, lines: &Value) -> Option<String> {
    let apart = |line: usize, value: &Array| {
        difference(value, &array(&lines[&mend.lines[line].wrt]), TOLERANCE)
    };
    let above = (0..broken).find_map(|line| apart(line, &mend.lines[line].value));
    if above.is_some() {
        return above.map(|why| format!("above the broken line: {why}"));
    }
    if apart(broken, &mend.lines[broken].value).is_none() {
        return Some(format!("line {} is not broken", broken + 1));
    }
    apart(broken, right)
}

#[test]
fn every_key_is_that_of_a_transcription_of_the_statement() {
    let recordings = recordings();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    let all = exercises();
    for exercise in &all {
        let id = &exercise.id;
        let Some(seeds) = recordings.get(id).and_then(Value::as_object) else {
            wrong.push(format!("{id} is not recorded"));
            continue;
        };
        let enough = if exercise.is_drawn() { SEEDS } else { 1 };
        if seeds.len() < enough {
            wrong.push(format!("{id} is recorded at {} seeds, not {enough}", seeds.len()));
        }
        for (seed, recording) in seeds {
            let place = format!("{id}, seed {seed}");
            let seed = seed.parse().expect("a seed is a number");
            let variant = exercise.variant(seed).expect("the seed has a variant");
            if variant.given != section(recording, "given") {
                wrong.push(format!("{place}: other numbers were drawn"));
                continue;
            }
            for question in &exercise.questions {
                let Some(recorded) = recording["keys"].get(&question.id) else {
                    wrong.push(format!("{place}: {} is not recorded", question.id));
                    continue;
                };
                let why = disagreement(&variant, question, recorded);
                wrong.extend(why.map(|why| format!("{place}: {}: {why}", question.id)));
                compared += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 1_000, "only {compared} keys were compared");
    let known = |id: &&String| all.iter().any(|exercise| exercise.id == **id);
    let gone: Vec<_> = recordings.keys().filter(|id| !known(id)).collect();
    assert!(gone.is_empty(), "{gone:?} are recorded, but not in the library");
}

/// The recorded key of one question of an exercise, and that question at that seed.
fn one(id: &str, seed: u64, question: &str) -> (Variant, Question, Value) {
    let library = Library::built_in();
    let entry = library.find(id).expect("the exercise is there");
    let exercise = library.load(entry).exercise.expect("the exercise is sound");
    let variant = exercise.variant(seed).expect("the seed has a variant");
    let asked = exercise.questions.iter().find(|asked| asked.id == question);
    let recorded = recordings()[&entry.id][seed.to_string()]["keys"][question].clone();
    (variant, asked.expect("the question is there").clone(), recorded)
}

#[test]
fn another_value_option_size_or_line_is_seen() {
    let (variant, question, recorded) = one("multivariate-regression/02", 7, "dL/dw");
    assert_eq!(disagreement(&variant, &question, &recorded), None);
    let mut array = array(&recorded);
    array.data_mut()[0] *= 1.0 + 1e-6;
    let moved = json!({ "shape": recorded["shape"], "data": [array.data()] });
    assert!(disagreement(&variant, &question, &moved).is_some());

    let (variant, question, recorded) = one("multivariate-regression/02", 7, "shape(dL/dw)");
    assert_eq!(disagreement(&variant, &question, &recorded), None);
    assert!(disagreement(&variant, &question, &json!([2, 1])).is_some());

    let (variant, question, recorded) = one("why-gradients/02", 7, "choice");
    assert_eq!(disagreement(&variant, &question, &recorded), None);
    assert!(disagreement(&variant, &question, &json!([0, 1])).is_some());

    let (variant, question, recorded) = one("logistic-regression/08", 7, "mend(dL/dw)");
    assert_eq!(disagreement(&variant, &question, &recorded), None);
    let mut unbroken = recorded;
    let c = &variant.mend(&question).expect("it is a pass to mend").lines[0].value;
    unbroken["lines"]["c"]["data"] = json!([c.data()]);
    assert!(disagreement(&variant, &question, &unbroken).is_some());
}

#[test]
fn a_difference_in_the_last_digits_is_seen() {
    let recorded = Array::new(Shape::Matrix(1, 2), vec![1.0, -2.0]);
    let moved = |by: f64| Array::new(Shape::Matrix(1, 2), vec![1.0 + by, -2.0]);
    assert_eq!(difference(&moved(1e-10), &recorded, TOLERANCE), None);
    assert!(difference(&moved(1e-8), &recorded, TOLERANCE).is_some());
    assert!(difference(&moved(f64::NAN), &recorded, TOLERANCE).is_some());
    assert!(difference(&Array::scalar(1.0), &recorded, TOLERANCE).is_some());
}
