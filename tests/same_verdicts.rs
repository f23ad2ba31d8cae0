//! The tutor, `grade`, `--submissions` and `--stream` give the same verdicts, byte for byte.
//!
//! `GRADUS_SHEETS=1000` says how many sheets are compared; fewer if nothing is said.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use clap::Parser;
use gradus::cli::output::Colour;
use gradus::cli::{Arguments, Command as Subcommand, grade, json as written, verdict};
use gradus::exercise::library::Library;
use gradus::exercise::{Exercise, Key, Question, Task};
use gradus::grading::{Grade, Verdict, missing};
use gradus::session::{Action, Command, Effect, Session};
use serde_json::{Map, Value, json};

#[path = "sheets/mixed.rs"]
mod mixed_sheets;

use mixed_sheets::{by_turns, exercises, key};

/// One sheet of answers, such as can be typed in the tutor.
struct Sheet {
    learner: String,
    id: String,
    seed: u64,
    answers: Map<String, Value>,
}

fn sheets(count: usize) -> Vec<(Sheet, Exercise)> {
    let exercises = exercises();
    let sheet = |at: usize| {
        let (id, exercise) = exercises[at * 7 % exercises.len()].clone();
        let seed = if exercise.is_drawn() { at as u64 % 3 } else { 0 };
        let right = key(&exercise, seed, |x| x);
        let rounded = || key(&exercise, seed, |x| format!("{x:.3e}").parse().unwrap_or(x));
        let answers = match at % 8 {
            0 | 1 => right,
            2 => rounded(),
            3 => by_turns(&rounded(), &Map::new(), 0),
            4 => by_turns(&right, &key(&exercise, seed, |x| -x), at / 8 % 2),
            5 => by_turns(&right, &key(&exercise, seed, |x| x * 1.004), 1),
            6 => spoiled(&right, &exercise, seed),
            _ => right.into_iter().step_by(2).collect(),
        };
        (Sheet { learner: format!("learner-{at:04} \"ŷ\""), id, seed, answers }, exercise)
    };
    (0..count).map(sheet).collect()
}

/// Texts in the place of some answers: expressions, words, too many numbers for one.
fn spoiled(right: &Map<String, Value>, exercise: &Exercise, seed: u64) -> Map<String, Value> {
    let variant = exercise.variant(seed).expect("it can be drawn");
    let spoil = |(at, question): (usize, &Question)| {
        let answer = match (variant.key(question), &question.task) {
            (Key::Array(key), Task::Value { .. } | Task::Gradient { .. })
                if key.shape().is_scalar() =>
            {
                json!(["1 +", "[[1, 2]]", "2/3", "nan", "3 * x7"][at % 5])
            }
            (Key::Array(key), Task::Value { .. } | Task::Gradient { .. }) => {
                let texts = ["1/8", "inf", "0,5", "-2*exp(1)"];
                let row = |row: usize| {
                    (0..key.shape().cols())
                        .map(|col| json!(texts[(at + row + col) % texts.len()]))
                        .collect::<Value>()
                };
                (0..key.shape().rows()).map(row).collect()
            }
            (Key::Shape(_), _) => json!("7x7"),
            _ => right[&question.id].clone(),
        };
        (question.id.clone(), answer)
    };
    exercise.questions.iter().enumerate().map(spoil).collect()
}

/// A learner in the tutor.
struct Tutor {
    session: Session,
    questions: Vec<Question>,
}

impl Tutor {
    fn at(exercise: &Exercise, file: &Path, seed: u64) -> Self {
        let library = Library::open(&[file.to_path_buf()]).expect("the file is there");
        let mut session = Session::new(library);
        for effect in session.start() {
            let Effect::Load(index) = effect else { continue };
            let loaded = session.library().load(session.entry(index));
            session.apply(Action::Loaded(index, Box::new(loaded)));
        }
        for _ in 0..seed {
            session.apply(Action::Do(Command::NextVariant));
        }
        Self { session, questions: exercise.questions.clone() }
    }

    fn go(&mut self, to: usize) {
        loop {
            let (_, desk) = self.session.current().expect("an exercise is open");
            let command = match desk.question() {
                at if at < to => Command::NextQuestion,
                at if at > to => Command::PreviousQuestion,
                _ => break,
            };
            self.session.apply(Action::Do(command));
        }
    }

    fn grade(&self, question: usize) -> Option<Grade> {
        let (_, desk) = self.session.current().expect("an exercise is open");
        let work = desk.sheet().expect("it can be drawn").work(question);
        work.attempt().map(|attempt| attempt.grade.clone())
    }

    /// Gives an answer as a person would, and has it graded.
    fn answer(&mut self, question: usize, answer: &Value) {
        self.go(question);
        let choose = |session: &mut Session, option: &Value| {
            let option = option.as_u64().expect("options are counted");
            session.apply(Action::Choose(usize::try_from(option).expect("there are few")));
        };
        match (&self.questions[question].task, answer) {
            (Task::Choice { .. }, Value::Array(options)) => {
                for option in options {
                    choose(&mut self.session, option);
                }
            }
            (Task::Mend { .. }, Value::Object(mended)) => {
                let line = mended["line"].as_u64().expect("lines are counted") - 1;
                choose(&mut self.session, &json!(line));
                self.session.apply(Action::Do(Command::Confirm));
                self.session.apply(Action::Paste(typed(&mended["value"])));
            }
            (_, Value::Array(rows)) if matches!(rows.first(), Some(Value::Array(_))) => {
                for cell in rows.iter().flat_map(|row| row.as_array().expect("rows are lists")) {
                    for letter in typed(cell).chars() {
                        self.session.apply(Action::Type(letter));
                    }
                    self.session.apply(Action::Do(Command::NextField));
                }
            }
            _ => drop(self.session.apply(Action::Paste(typed(answer)))),
        }
        self.confirm(question);
    }

    fn confirm(&mut self, question: usize) {
        self.go(question);
        self.session.apply(Action::Do(Command::Confirm));
    }

    /// The grades of all questions, after those that were wrong were graded once more: by then
    /// all answers are there from which they may follow.
    fn grades(&mut self) -> Vec<Grade> {
        for at in 0..self.questions.len() {
            let wrong = |grade: Grade| matches!(grade.verdict, Verdict::Wrong | Verdict::Follows);
            if self.grade(at).is_some_and(wrong) {
                self.confirm(at);
            }
        }
        let grade = |at: usize| self.grade(at).unwrap_or_else(|| missing(&self.questions[at]));
        (0..self.questions.len()).map(grade).collect()
    }
}

/// A JSON value as it is typed.
fn typed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The verdict of the tutor.
fn in_the_tutor(sheet: &Sheet, exercise: &Exercise, file: &Path) -> Value {
    let mut tutor = Tutor::at(exercise, file, sheet.seed);
    for (at, question) in exercise.questions.iter().enumerate() {
        if let Some(answer) = sheet.answers.get(&question.id) {
            // A partial question has cells that cannot be typed.
            let answer = asked(answer, question);
            tutor.answer(at, &answer);
        }
    }
    let grades = exercise.questions.iter().zip(tutor.grades()).collect::<Vec<_>>();
    verdict::object(&sheet.id, sheet.seed, &grades)
}

/// The cells that a question asks for.
fn asked(answer: &Value, question: &Question) -> Value {
    let (Some(entries), Value::Array(rows)) = (&question.entries, answer) else {
        return answer.clone();
    };
    json!([entries.iter().map(|(row, col)| rows[*row][*col].clone()).collect::<Vec<_>>()])
}

/// The verdict of `gradus grade`.
fn alone(sheet: &Sheet, file: &Path) -> Value {
    fs::write(file, json!(sheet.answers).to_string()).expect("the file can be written");
    let (seed, file) = (sheet.seed.to_string(), file.display().to_string());
    let arguments =
        ["gradus", "grade", &sheet.id, "--answers", &file, "--seed", &seed, "--format", "json"];
    let parsed = Arguments::try_parse_from(arguments).expect("the arguments are sound");
    let Some(Subcommand::Grade(args)) = parsed.command else { panic!("it is `grade`") };
    let outcome = grade::run(&args, Colour { stdout: false, stderr: false });
    assert_eq!(outcome.stderr, "", "{}", sheet.id);
    serde_json::from_str(&outcome.stdout).expect("it is JSON")
}

fn program(arguments: &[&str], input: &str) -> String {
    let mut child = Process::new(env!("CARGO_BIN_EXE_gradus"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("it reads");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        // Who reads no input closes it.
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("writing does not panic");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}");
    String::from_utf8(output.stdout).expect("it is text")
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

#[test]
fn all_ways_give_the_same_verdicts_byte_for_byte() {
    let count = std::env::var("GRADUS_SHEETS").ok().and_then(|n| n.parse().ok()).unwrap_or(128);
    let folder = folder("same-verdicts");
    let sheets = sheets(count);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Library::built_in();
    let mut wanted = Vec::new();
    for (sheet, exercise) in &sheets {
        let file = root.join(&library.find(&sheet.id).expect("it is there").file);
        let mut tutor = in_the_tutor(sheet, exercise, &file);
        let alone = alone(sheet, &folder.join("answers.json"));
        assert_eq!(tutor.to_string(), alone.to_string(), "{} {}", sheet.id, sheet.learner);
        tutor["learner"] = json!(sheet.learner);
        wanted.push(written::on_one_line(&tutor));
    }
    for verdict in ["correct", "wrong", "missing", "unreadable", "shape", "imprecise", "follows"] {
        let word = format!("\"verdict\": \"{verdict}\"");
        assert!(wanted.iter().any(|line| line.contains(&word)), "no answer is {verdict}");
    }
    for kind in ["value", "gradient", "shape", "formula", "choice", "mend"] {
        let is_asked =
            |exercise: &Exercise| exercise.questions.iter().any(|q| q.task.kind() == kind);
        assert!(sheets.iter().any(|(_, exercise)| is_asked(exercise)), "no {kind} is asked for");
    }
    let wanted = wanted.join("\n") + "\n";
    let lines = sheets.iter().enumerate().map(line).chain(broken()).collect::<Vec<_>>().join("\n");
    let streamed = program(&["grade", "--stream"], &lines);
    let errors = streamed.strip_prefix(&wanted).expect("the stream differs");
    assert_eq!(errors.matches("\"error\": ").count(), broken().count(), "{errors}");
    let (class, out) = (folder.join("class.jsonl"), folder.join("out"));
    fs::write(&class, lines).expect("the file can be written");
    let [class, to] = [&class, &out].map(|path| path.display().to_string());
    program(&["grade", "--submissions", &class, "--out", &to, "--due", "2026-11-25T12:00Z"], "");
    let found = |name: &str| fs::read_to_string(out.join(name)).expect("it is there");
    assert!(found("verdicts.jsonl") == streamed, "the class differs");
    for status in ["graded", "late", "refused"] {
        assert!(found("grades.csv").contains(&format!(",{status},")), "no sheet is {status}");
    }
    as_folders(&folder, &sheets, &wanted);
}

/// A sheet as a line; every third was handed in late.
fn line((at, (sheet, _)): (usize, &(Sheet, Exercise))) -> String {
    let Sheet { learner, id, seed, answers } = sheet;
    let submitted = if at % 3 == 2 { "2026-11-25T12:00:01Z" } else { "2026-11-25T11:59:59Z" };
    json!({ "learner": learner, "exercise": id, "seed": seed, "submitted": submitted,
            "answers": answers })
    .to_string()
}

/// Lines that cannot be graded.
fn broken() -> impl Iterator<Item = String> {
    let lines = [
        "",
        "{\"learner\": \"cut off\", \"answers\": {\"L\": [[1,",
        "[1, 2]",
        "{\"learner\": 1, \"exercise\": \"univariate-regression/01\"}",
        "{\"exercise\": \"univariate-regression/01\", \"answers\": {\"L\": NaN}}",
        "{\"exercise\": \"univariate-regression/01\", \"answers\": {\"no question\": 1}}",
        "{\"exercise\": \"../exercises/univariate-regression/01\", \"answers\": {}}",
        "{\"exercise\": \"no-exercise\", \"seed\": 3, \"answers\": {\"L\": 1}}",
    ];
    lines.into_iter().map(str::to_owned)
}

/// A folder a learner: an exercise and a seed at a time.
fn as_folders(folder: &Path, sheets: &[(Sheet, Exercise)], wanted: &str) {
    let (id, seed) = (&sheets[0].0.id, sheets[0].0.seed);
    let own = |(sheet, _): &&(Sheet, Exercise)| sheet.id == *id && sheet.seed == seed;
    let class = folder.join("class");
    for (sheet, _) in sheets.iter().filter(own) {
        let folder = class.join(&sheet.learner);
        fs::create_dir_all(&folder).expect("the folder can be made");
        let text = json!(sheet.answers).to_string();
        fs::write(folder.join("answers.json"), text).expect("the file can be written");
    }
    let (class, out) = (class.display().to_string(), folder.join("graded"));
    let (seed, to) = (seed.to_string(), out.display().to_string());
    program(&["grade", id, "--submissions", &class, "--seed", &seed, "--out", &to], "");
    let found = fs::read_to_string(out.join("verdicts.jsonl")).expect("it is there");
    let pairs = sheets.iter().zip(wanted.split_inclusive('\n'));
    let wanted: String = pairs.filter(|(sheet, _)| own(sheet)).map(|(_, line)| line).collect();
    assert!(!wanted.is_empty() && found == wanted, "the folders differ");
}
