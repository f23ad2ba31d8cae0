//! How many questions a second `gradus grade --stream` grades, and in how much memory: the sigmoid
//! network at tiny size, JSON both ways, the real binary with its input and output in pipes.
//!
//! `LINES=1000000` says how many lines are sent; 200,000 if nothing is said.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use gradus::engine::Array;
use gradus::exercise::library::Library;
use gradus::exercise::{Exercise, Key};
use serde_json::{Map, Value, json};

const EXERCISE: &str = "two-layer-nonlinear/01-sigmoid";

/// The key as answers, six decimals each, every number multiplied by `factor`.
fn answers(exercise: &Exercise, factor: f64) -> Map<String, Value> {
    let variant = exercise.variant(0).expect("it can be drawn");
    let decimals = |x: &f64| json!((x * factor * 1e6).round() / 1e6);
    let matrix = |array: &Array| -> Value {
        let rows = array.rows().map(|row| row.iter().map(decimals).collect::<Value>());
        if array.shape().is_scalar() { decimals(&array.data()[0]) } else { rows.collect() }
    };
    let answer = |question: &gradus::exercise::Question| {
        let answer = match variant.key(question) {
            Key::Array(key) => matrix(&key),
            Key::Shape(sizes) => json!(sizes),
            Key::Choice(options) => json!(options),
            Key::Mend(..) => unreachable!("the exercise has no such question"),
        };
        (question.id.clone(), answer)
    };
    exercise.questions.iter().map(answer).collect()
}

/// The most memory that a process had, in MiB; 0 where the system does not say.
fn memory(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// Sends a line so often, and gives the seconds until all are answered, and the memory.
fn run(line: &str, count: usize, jobs: usize) -> (f64, f64) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["grade", EXERCISE, "--stream", "--jobs", &jobs.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("it reads");
    let stdout = child.stdout.take().expect("it writes");
    let begun = Instant::now();
    let reader = thread::spawn(move || BufReader::new(stdout).split(b'\n').count());
    let block = line.repeat(100);
    for _ in 0..count / 100 {
        stdin.write_all(block.as_bytes()).expect("it reads");
    }
    let most = memory(child.id());
    drop(stdin);
    assert_eq!(reader.join().expect("it is read"), count / 100 * 100);
    let seconds = begun.elapsed().as_secs_f64();
    assert!(child.wait().expect("it ends").success());
    (seconds, most)
}

fn main() {
    let count = std::env::var("LINES").ok().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let library = Library::built_in();
    let entry = library.find(EXERCISE).expect("it is there");
    let exercise = library.load(entry).exercise.expect("it is sound");
    let questions = exercise.questions.len();
    for (name, factor, count) in [("right", 1.0, count), ("wrong", 4.0, count / 100)] {
        let line = json!({ "learner": "learner-000001", "answers": answers(&exercise, factor) });
        let line = format!("{line}\n");
        for jobs in [1, 2] {
            let (seconds, most) = run(&line, count, jobs);
            let rate = (count / 100 * 100 * questions) as f64 / seconds;
            println!(
                "{name}, graders {jobs}: {count} lines of {} bytes, {questions} questions each, \
                 {seconds:.2} s, {rate:.0} questions a second, at most {most:.0} MiB",
                line.len()
            );
        }
    }
}
