//! Several processes at one database, and histories of several machines.
//!
//! Eight processes record 150 answers each in `cargo test`; `GRADUS_TOGETHER=10000` for more.

#[path = "support/attempts.rs"]
mod attempts;
#[path = "support/folder.rs"]
mod folder;

use std::env;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use folder::Folder;
use gradus::grading::Verdict;
use gradus::progress::store::Store;
use gradus::progress::{Attempt, Draft, Exam, ExamEvent, Outcome};

const PROCESSES: u64 = 8;
const ANSWERS: u64 = 150;

fn answers() -> u64 {
    env::var("GRADUS_TOGETHER").map_or(ANSWERS, |count| count.parse().expect("a number"))
}

fn attempt(process: u64, number: u64) -> Attempt {
    let number = i64::try_from(number).expect("it is small");
    let exercise = format!("scalar-operations/{:02}", number % 7);
    Attempt {
        typed: format!("{{\"text\":\"{process}.{number}\"}}"),
        ..attempts::attempt(&exercise, "f", 1_790_000_000_000 + 1_000 * number)
    }
}

fn draft(typed: &str, at: i64) -> Draft {
    Draft {
        exercise: "scalar-operations/01".into(),
        version: "0".into(),
        seed: 3,
        question: "f".into(),
        typed: format!("{{\"text\":\"{typed}\"}}"),
        graded: String::new(),
        solved: false,
        seen: false,
        hints: 0,
        tries: 0,
        best: 0.0,
        spent: 0,
        at,
    }
}

#[test]
fn eight_processes_record_into_one_database_and_nothing_is_lost() {
    let folder = Folder::new();
    let this = env::current_exe().expect("a test knows where it is");
    let start = |process: u64| {
        Command::new(&this)
            .args(["one_of_eight_records", "--exact", "--nocapture"])
            .env("GRADUS_TEST_PROCESS", process.to_string())
            .env("GRADUS_DATA", folder.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("the test starts")
    };
    let children: Vec<_> = (0..PROCESSES).map(start).collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    let (store, trouble) = Store::open(folder.path());
    assert_eq!((trouble, store.faults()), (None, Ok(Vec::new())));
    let all = store.attempts().expect("it can be read");
    assert_eq!(all.len() as u64, PROCESSES * answers());
    let mut typed: Vec<&str> = all.iter().map(|attempt| attempt.typed.as_str()).collect();
    typed.sort_unstable();
    typed.dedup();
    assert_eq!(typed.len(), all.len(), "one was recorded twice, and another not");
    let memory = store.memory().expect("it can be read");
    let counted: u64 = memory.standings.values().map(|standing| u64::from(standing.attempts)).sum();
    assert_eq!(counted, PROCESSES * answers(), "what follows from them follows from all");
}

/// The other half of the test above, in a process of its own.
#[test]
fn one_of_eight_records() {
    let Ok(process) = env::var("GRADUS_TEST_PROCESS") else { return };
    let process = process.parse().expect("a number");
    let folder = env::var_os("GRADUS_DATA").expect("it is set");
    let (mut store, trouble) = Store::open(Path::new(&folder));
    assert_eq!(trouble, None);
    for number in 0..answers() {
        store.record(&attempt(process, number), None).expect("it is recorded");
    }
}

fn gradus(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.env("GRADUS_DATA", folder).env("TZ", "UTC").env_remove("NO_COLOR");
    command.args(arguments).stdin(Stdio::null()).output().expect("the program runs")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("it is UTF-8")
}

/// The lines of a history but the first, sorted.
fn history(folder: &Path) -> Vec<String> {
    let exported = gradus(folder, &["progress", "export"]);
    assert!(exported.status.success());
    let mut lines: Vec<_> = text(exported.stdout).lines().skip(1).map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn two_histories_merge_without_loss_or_doubles() {
    let (one, other) = (Folder::new(), Folder::new());
    {
        let (mut here, _) = Store::open(one.path());
        let (mut there, _) = Store::open(other.path());
        let mut slipped = attempt(0, 1);
        slipped.mistakes = vec!["missing-square-factor".into(), "sign-flipped".into()];
        slipped.outcome = Outcome::Graded(Verdict::Wrong);
        slipped.rating = None;
        let exam = Exam {
            id: String::new(),
            paper: "{\"title\":\"Midterm\"}".into(),
            seed: u64::MAX,
            started: 7,
            minutes: 45,
            state: "running".into(),
        };
        let id = here.begin_exam(&exam).expect("it is recorded");
        let event = ExamEvent { at: 8, event: "{\"n\":1}".into() };
        here.record_exam_event(&id, &event, None, &[]).expect("it is recorded");
        for number in 0..20 {
            here.record(&attempt(0, number), Some(&draft("4", 100))).expect("it is recorded");
            there.record(&attempt(1, number), Some(&draft("5", 200))).expect("it is recorded");
        }
        there.record(&slipped, None).expect("it is recorded");
    }
    let (before_one, before_other) = (history(one.path()), history(other.path()));
    assert_eq!((before_one.len(), before_other.len()), (23, 22));

    let file = one.path().join("there.jsonl");
    let exported = gradus(other.path(), &["progress", "export"]);
    std::fs::write(&file, exported.stdout).expect("the file can be written");
    let file = file.display().to_string();
    for (round, said) in
        [(1, "22 taken in, 0 known already\n"), (2, "0 taken in, 22 known already\n")]
    {
        let imported = gradus(one.path(), &["progress", "import", &file]);
        assert_eq!(text(imported.stdout), said, "round {round}");
    }
    // And the merged one back: both machines then know the same.
    let merged = other.path().join("merged.jsonl");
    let exported = gradus(one.path(), &["progress", "export"]);
    std::fs::write(&merged, exported.stdout).expect("the file can be written");
    gradus(other.path(), &["progress", "import", &merged.display().to_string()]);
    assert_eq!(history(one.path()), history(other.path()));
    assert_eq!(history(one.path()).len(), 44, "41 attempts, a draft, an exam, an event");
    let draft = history(one.path()).into_iter().find(|line| line.starts_with("{\"draft\""));
    assert!(draft.expect("one is kept").contains("\\\"5\\\""), "the later draft is kept");
    let memory = |folder: &Folder| Store::open(folder.path()).0.memory().expect("it can be read");
    assert_eq!(memory(&one), memory(&other));
    assert_eq!(memory(&one).slips.len(), 2);
}

#[test]
fn a_history_with_a_wrong_line_is_refused_as_a_whole() {
    let folder = Folder::new();
    let (mut store, _) = Store::open(folder.path());
    store.record(&attempt(0, 0), None).expect("it is recorded");
    drop(store);
    let exported = text(gradus(folder.path(), &["progress", "export"]).stdout);
    let mut lines: Vec<&str> = exported.lines().collect();
    lines.push("{\"attempt\": \"x\", \"at\": \"noon\"}");
    let file = folder.path().join("wrong.jsonl");
    let refused = |text: String, said: &str| {
        std::fs::write(&file, text).expect("the file can be written");
        let other = Folder::new();
        let output = gradus(other.path(), &["progress", "import", &file.display().to_string()]);
        let stderr = String::from_utf8(output.stderr).expect("it is UTF-8");
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
        assert!(!other.path().join("gradus.db").exists());
    };
    refused(lines.join("\n"), "line 3: `verdict` is missing; nothing was taken in");
    refused(lines[1..].join("\n"), "is no history");
    refused("{\"gradus\":\"history\",\"format\":9}\n".into(), "not of format 1");
}

#[test]
fn progress_is_told_as_text_and_as_json_and_forgotten_on_demand() {
    let folder = Folder::new();
    let nothing = gradus(folder.path(), &["progress"]);
    assert_eq!(text(nothing.stdout), "Nothing was practised yet.\n");
    assert!(!folder.path().join("gradus.db").exists(), "reading makes nothing");

    let (mut store, _) = Store::open(folder.path());
    for number in 0..30 {
        let mut made = attempt(0, number);
        made.exercise = "scalar-operations/01-product".into();
        made.spent = 60_000;
        if number % 3 == 0 {
            made.outcome = Outcome::Graded(Verdict::Wrong);
            made.rating = None;
            made.mistakes = vec!["missing-square-factor".into()];
        }
        store.record(&made, None).expect("it is recorded");
    }
    drop(store);
    let told = text(gradus(folder.path(), &["progress"]).stdout);
    assert!(told.starts_with("30 answers in 30 min\n"), "{told}");
    assert!(told.contains("scalar-operations") && told.contains("missing-square-factor"), "{told}");
    assert!(told.contains("practise it in scalar-operations/01-product, question f"), "{told}");
    assert!(told.contains("week of"), "{told}");

    let json = gradus(folder.path(), &["progress", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("it is JSON");
    assert_eq!(json["format"], 1);
    assert_eq!((&json["answers"], &json["minutes"]), (&30.into(), &serde_json::json!(30.0)));
    let topic = &json["topics"][0];
    assert_eq!((&topic["topic"], &topic["settled"]), (&"scalar-operations".into(), &20.into()));
    let mastery = |name: &str| topic["mastery"][name].as_f64().expect("it is a number");
    assert!(mastery("low") < mastery("mean") && mastery("mean") < mastery("high"));
    assert_eq!(
        json["days"],
        serde_json::json!([{"day": "2026-09-21", "answers": 30, "minutes": 30.0}])
    );
    assert_eq!(json["mistakes"][0]["count"], 10);

    let listed = text(gradus(folder.path(), &["list", "--topic", "scalar-operations"]).stdout);
    assert!(
        listed.lines().any(|line| line.contains("01-product") && line.ends_with("done")),
        "{listed}"
    );
    let refused = gradus(folder.path(), &["progress", "reset"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(gradus(folder.path(), &["progress", "reset", "--yes"]).status.success());
    assert_eq!(text(gradus(folder.path(), &["progress"]).stdout), "Nothing was practised yet.\n");
}
