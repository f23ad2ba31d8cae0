//! What it costs to grade one answer: a 16 × 10 gradient of the sigmoid network with 64 examples,
//! right and wrong.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use gradus::engine::Array;
use gradus::exercise::{Exercise, Key};
use gradus::grading::{Answer, Verdict, find, grade};
use gradus::source::Source;

const EXERCISE: &str = r#"
format = 1
title = "Classroom size"
level = 4
minutes = 30
[given]
X = { shape = [10, 64], range = [-2, 2] }
y = { shape = [1, 64], range = [-1, 1] }
W1 = { shape = [16, 10], range = [-1, 1] }
b1 = { shape = [16, 1], range = [-1, 1] }
w2 = { shape = [1, 16], range = [-1, 1] }
b2 = { range = [-1, 1] }
[model]
forward = """
Z = W1 @ X + b1
A = sigmoid(Z)
yhat = w2 @ A + b2
L = mean((yhat - y)^2)
"""
[[question]]
kind = "gradient"
wrt = "W1"
"#;

fn grading(criterion: &mut Criterion) {
    let (exercise, faults) = Exercise::read(&Source::new("bench".to_owned(), EXERCISE), "bench");
    let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
    let mut variant = exercise.variant(1).expect("it can be drawn");
    let question = find(&exercise, "dW1").expect("it is asked");
    let Key::Array(key) = variant.key(question) else { panic!("a gradient is a value") };
    let scaled = |by: f64| {
        let data = key.data().iter().map(|x| x * by).collect();
        Answer::Value(Array::new(key.shape(), data))
    };
    let one_off = {
        let mut array = key.clone();
        array.data_mut()[3] += 1.0;
        Answer::Value(array)
    };
    for (name, answer, verdict) in [
        ("right", scaled(1.0), Verdict::Correct),
        ("wrong, one rule", scaled(64.0), Verdict::Wrong),
        ("wrong, two rules", scaled(-64.0), Verdict::Wrong),
        ("wrong, no rule", scaled(1.7), Verdict::Wrong),
        ("wrong in one entry", one_off, Verdict::Wrong),
    ] {
        assert_eq!(grade(question, &mut variant, &answer).verdict, verdict);
        criterion.bench_function(&format!("grade 16x10, {name}"), |bencher| {
            bencher.iter(|| grade(question, &mut variant, black_box(&answer)));
        });
    }
}

criterion_group!(benches, grading);
criterion_main!(benches);
