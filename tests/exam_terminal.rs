//! Exams with the real program: in a pseudo-terminal, killed and gone on with, and in lines.
#![cfg(unix)]

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs, thread};

use gradus::exercise::library::exams;
use gradus::grading::Answer;
use gradus::progress::store::Store;
use gradus::progress::{Attempt, Exam, ExamEvent};
use gradus::session::exam::event::{Event, Record};
use gradus::session::exam::{Spot, kept};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_gradus");
const PATIENCE: Duration = Duration::from_mins(1);
const EXAM: &str = "tests/exams/pack/exams/seen.toml";

/// A folder for the data of one test.
struct Data(PathBuf);

impl Data {
    fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("gradus-exam-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("it can be made");
        Self(folder)
    }

    fn gradus(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .env("GRADUS_DATA", &self.0)
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("it reads");
        // A program that refuses reads nothing.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("it ends")
    }

    fn said(&self, arguments: &[&str], input: &str) -> String {
        String::from_utf8(self.gradus(arguments, input).stdout).expect("it is UTF-8")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.said(arguments, "")).expect("it is JSON")
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An exam in a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl Terminal {
    fn open(data: &Data, arguments: &[&str]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("there are pseudo-terminals");
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env("GRADUS_DATA", &data.0);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env_remove("LC_ALL");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let keyboard = pair.master.take_writer().expect("it is taken once");
        let mut output = pair.master.try_clone_reader().expect("it can be read");
        let screen = Arc::new(Mutex::new(vt100::Parser::new(24, 80, 0)));
        let drawn = Arc::clone(&screen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                drawn.lock().expect("nobody panicked").process(&buffer[..count]);
            }
            drop(pair);
        });
        Self { child, keyboard, screen }
    }

    fn send(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it listens");
        self.keyboard.flush().expect("it listens");
    }

    fn contents(&self) -> String {
        self.screen.lock().expect("nobody panicked").screen().contents()
    }

    fn wait(&self, text: &str) {
        let begin = Instant::now();
        while !self.contents().contains(text) {
            assert!(begin.elapsed() < PATIENCE, "never: {text}\n{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Kills the program at once, so that it can do nothing more.
    fn kill(mut self) {
        let pid = self.child.process_id().expect("it runs").to_string();
        let killed = Command::new("kill").args(["-KILL", &pid]).status();
        assert!(killed.is_ok_and(|status| status.success()));
        self.child.wait().expect("it is our child");
    }

    fn end(mut self) {
        let begin = Instant::now();
        while self.child.try_wait().expect("it is our child").is_none() {
            assert!(begin.elapsed() < PATIENCE, "it does not end\n{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn an_exam_is_taken_end_to_end_with_a_kill_and_a_resumption_in_the_middle() {
    let data = Data::new("end-to-end");
    let mut terminal = Terminal::open(&data, &["exam", EXAM, "--seed", "1"]);
    terminal.wait("Question 1 of 9");
    terminal.wait("45 min left");
    for cell in ["7", "4", "-3", "-1", "6", "7"] {
        terminal.send(&format!("{cell}\t"));
    }
    terminal.wait("│ 7 ");
    terminal.send("\x0e");
    terminal.wait("Question 2 of 9");
    terminal.send("0.25\x06");
    terminal.wait("0.25");
    terminal.wait("⚑");
    terminal.kill();

    let refused = data.gradus(&["exam", "--plain", "--questions", "3"], "");
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("still running"), "{said}");

    let waits = "The exam “Midterm” is not handed in yet: gradus exam goes on with it.";
    assert!(data.said(&["--plain"], "quit\n").contains(waits));
    let home = Terminal::open(&data, &[]);
    home.wait(waits);
    home.kill();

    let mut terminal = Terminal::open(&data, &["exam"]);
    terminal.wait("Question 2 of 9");
    terminal.wait("0.25");
    terminal.wait("⚑");
    terminal.wait("min left");
    terminal.send("\x10");
    terminal.wait("Question 1 of 9");
    terminal.wait("│ 6");
    terminal.send("\x0e\x0e");
    terminal.wait("Question 3 of 9");
    terminal.send("1\x14");
    terminal.wait("Hand the exam in?");
    terminal.wait("6 questions have no answer.");
    terminal.send("y");
    terminal.wait("of 24 points");
    terminal.wait("Report");
    terminal.send("\r");
    terminal.wait("Question 1 of 9");
    terminal.wait("Correct.");
    terminal.send("\x1b");
    terminal.wait("Feedback");
    terminal.send("q");
    terminal.end();

    let history = data.json(&["exam", "--history", "--format", "json"]);
    let exams = history["exams"].as_array().expect("a list");
    assert_eq!(exams.len(), 1);
    assert_eq!((&exams[0]["state"], &exams[0]["points"]), (&Value::from("over"), &Value::from(8)));
    assert_eq!(exams[0]["seed"], 1);
    assert!(!data.said(&["--plain"], "quit\n").contains("not handed in"));
    let answers = recorded(&data);
    let outcomes: Vec<&str> = answers.iter().map(|answer| answer.outcome.as_str()).collect();
    assert_eq!(outcomes, ["correct", "unreadable", "correct"]);
    for answer in &answers {
        // An exercise of a pack is remembered under its file, as it is when it is practised.
        assert!(PathBuf::from(&answer.exercise).is_file(), "{answer:?}");
        assert!(answer.exam.is_some());
        assert_eq!(answer.topic, "a");
    }
    let progress = data.json(&["progress", "--format", "json"]);
    assert_eq!(progress["topics"][0]["settled"], 2, "{progress}");
    let report = data.json(&["exam", "--report", "1", "--format", "json"]);
    let verdicts: Vec<&str> = report["questions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|question| question["verdict"].as_str())
        .collect();
    assert_eq!(verdicts[..4], ["correct", "unreadable", "correct", "missing"]);
    let text = data.said(&["exam", "--report", "1", "--steps"], "");
    assert!(text.contains("8 of 24 points (33 %)"), "{text}");
    assert!(text.contains("Backward pass"), "the worked solutions are there: {text}");
    assert!(data.said(&["exam", "--history"], "").contains("Midterm: 8 of 24 points"));
    assert_eq!(recorded(&data), answers, "a report that is shown again adds nothing");
}

/// `GRADUS_EXAM_KILLS` sets how often; 4 unless it does.
#[test]
fn what_was_on_the_screen_is_there_after_a_kill_at_any_moment() {
    let kills: u64 = env::var("GRADUS_EXAM_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    let data = Data::new("kills");
    let mut arguments = vec!["exam", EXAM, "--seed", "1"];
    let mut typed = 0;
    for round in 0..kills {
        let mut terminal = Terminal::open(&data, &arguments);
        arguments = vec!["exam"];
        terminal.wait("Question 1 of 9");
        let there = shown(&terminal);
        assert!(there >= typed, "round {round}: {there} of {typed} are there");
        if there >= 8 {
            terminal.send("\x15");
        }
        let pause = Duration::from_micros(round * 7_919 % 40_000);
        for _ in 0..4 {
            terminal.send("9");
            thread::sleep(pause);
        }
        typed = shown(&terminal);
        terminal.kill();
        if there >= 8 {
            typed = 0;
        }
    }
}

/// How many nines stand in the first cell on the screen.
fn shown(terminal: &Terminal) -> usize {
    let contents = terminal.contents();
    let row = contents.lines().find(|line| line.contains("row 1"));
    row.map_or(0, |row| row.matches('9').count())
}

/// What is remembered as practice.
fn recorded(data: &Data) -> Vec<Attempt> {
    let (store, trouble) = Store::open(&data.0);
    assert!(trouble.is_none(), "{trouble:?}");
    store.attempts().expect("it can be read")
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    i64::try_from(since.as_millis()).expect("it is not that late")
}

/// Writes an exam into the database that began at a time, with an answer five minutes later.
fn began(data: &Data, started: i64) {
    let loaded = exams::find(EXAM).expect("it is there");
    let paper = loaded.shelf.paper(&loaded.exam.expect("it is sound"), 1).expect("it can be drawn");
    let (mut store, trouble) = Store::open(&data.0);
    assert!(trouble.is_none(), "{trouble:?}");
    let exam = Exam {
        id: String::new(),
        paper: kept::write(&paper),
        seed: 1,
        started,
        minutes: 45,
        state: "running".to_owned(),
    };
    let id = store.begin_exam(&exam).expect("it can be written");
    let spent = 5 * 60_000;
    let record = Record { spent, event: Event::Seen(Spot { part: 0, question: 2 }) };
    let event = ExamEvent { at: started + spent, event: record.write() };
    store.record_exam_event(&id, &event, None, &[]).expect("it can be written");
    let answer = Answer::Options(vec![0]);
    let record = Record { spent, event: Event::Typed(Spot { part: 0, question: 2 }, answer) };
    let event = ExamEvent { event: record.write(), ..event };
    store.record_exam_event(&id, &event, None, &[]).expect("it can be written");
}

/// The name of the exam that was taken.
fn history_id(data: &Data) -> String {
    let (store, _) = Store::open(&data.0);
    let exams = store.exams().expect("it can be read");
    exams.first().expect("one was taken").id.clone()
}

#[test]
fn a_clock_that_was_set_back_meanwhile_does_not_lengthen_the_exam() {
    let data = Data::new("set-back");
    began(&data, now() + 24 * 3_600_000);
    let terminal = Terminal::open(&data, &["exam"]);
    terminal.wait("Question 3 of 9");
    terminal.wait("40 min left");
    terminal.kill();
}

#[test]
fn an_exam_whose_time_ran_out_meanwhile_is_handed_in_by_itself() {
    let data = Data::new("ran-out");
    began(&data, now() - 24 * 3_600_000);
    let said = data.said(&["exam", "--plain"], "quit\n");
    assert!(said.contains("The time was up"), "{said}");
    let history = data.json(&["exam", "--history", "--format", "json"]);
    assert_eq!(history["exams"][0]["automatic"], true);
    assert_eq!(history["exams"][0]["seconds"], 45 * 60);
    let refused = data.gradus(&["exam", "--plain"], "");
    assert_eq!(refused.status.code(), Some(2), "nothing is running any more");
    let [answer] = &recorded(&data)[..] else { panic!("one was given") };
    assert_eq!(answer.exam, Some(history_id(&data)));
    let (mut store, _) = Store::open(&data.0);
    let event = ExamEvent { at: 1, event: "{}".to_owned() };
    let again = std::slice::from_ref(answer);
    store.record_exam_event(&history_id(&data), &event, None, again).expect("it can be written");
    assert_eq!(recorded(&data).len(), 1, "an answer that is known is not recorded again");
}

#[test]
fn an_exam_is_taken_in_lines() {
    let data = Data::new("lines");
    let lines = "7 4; -3 -1; 6 7\nhint\nflag\n2\nquestion 3\n1\nhand in\nno\nhand in\nyes\nquit\n";
    let said = data.said(&["exam", "--plain", EXAM, "--seed", "1"], lines);
    for part in [
        "Midterm: 45 min left, 9 questions, 24 points",
        "Noted.",
        "Question 2 of 9",
        "There is no command “hint” here",
        "2. ∂L/∂W, 3×2, open, 6 points, flagged",
        "Hand the exam in?",
        "Type yes to hand it in",
        "8 of 24 points (33 %)",
        "1. Z, 3×2: right, 6 of 6 points",
        "3. Which shape has the gradient with respect to X?: right, 2 of 2 points",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let before = said.split("Type yes").next().expect("there is a beginning");
    assert!(!before.contains("Correct"), "{before}");
    assert_eq!(data.json(&["exam", "--history", "--format", "json"])["exams"][0]["points"], 8);
}

#[test]
fn an_exam_is_drawn_from_topics_and_the_same_again_from_its_seed() {
    let data = Data::new("drawn");
    let arguments = [
        "exam",
        "--plain",
        "--topics",
        "scalar-operations,two-layer-linear",
        "--level",
        "1-3",
        "--questions",
        "8",
        "--minutes",
        "45",
        "--seed",
        "11",
    ];
    let first = data.said(&arguments, "overview\nhand in\nyes\nquit\n");
    assert!(first.contains("Exam 11: 45 min left, 8 questions"), "{first}");
    let again = data.said(&arguments, "overview\nhand in\nyes\nquit\n");
    let exercises = |said: &str| {
        let part = said.split("0 of 8 answered").nth(1).expect("the overview is there");
        part.lines().take(14).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(exercises(&first), exercises(&again));
    let refused = data.gradus(&["exam", "--plain", "--topics", "scalar-operation"], "");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("did you mean `scalar-operations`"), "{said}");
    assert_eq!(data.json(&["exam", "--history", "--format", "json"])["exams"][1]["exam"], "drawn");
}

#[test]
fn the_same_paper_is_exported_for_print() {
    let data = Data::new("export");
    let sheet = data.said(&["export", "markdown", EXAM, "--seeds", "1", "--parts", "sheet"], "");
    let loaded = exams::find(EXAM).expect("it is there");
    let paper = loaded.shelf.paper(&loaded.exam.expect("it is sound"), 1).expect("it can be drawn");
    assert!(sheet.contains("# Midterm") && sheet.contains("24 points"), "{sheet}");
    let sections: Vec<&str> = sheet.split("\n## ").skip(1).collect();
    assert_eq!(sections.len(), paper.parts.len());
    for (section, part) in sections.iter().zip(&paper.parts) {
        assert!(section.contains(&part.exercise.title), "{section}");
        let variant = part.exercise.variant(part.seed).expect("it was drawn");
        for (name, value) in variant.given.iter().filter(|(_, value)| value.shape().is_scalar()) {
            let set = format!("{name}={}", value.data()[0]);
            assert!(section.replace(' ', "").contains(&set), "{set}: {section}");
        }
    }
}

#[test]
fn what_cannot_be_done_is_told() {
    let data = Data::new("refused");
    for (arguments, part) in [
        (vec!["exam", "--plain"], "no exam is running"),
        (vec!["exam", "--plain", "nothing"], "there is no exam `nothing`"),
        (vec!["exam", "--plain", "tests/exams/wrong/keys.toml"], "an exam has no key `titel`"),
        (vec!["exam", "--report", "3"], "No exam was taken yet."),
        (vec!["exam"], "needs a terminal"),
    ] {
        let output = data.gradus(&arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    assert!(data.said(&["exam", "--history"], "").contains("No exam was taken yet."));
}
