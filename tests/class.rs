//! `gradus grade --submissions`: a class from a folder or from lines, whatever strangers hand in.

#[path = "support/arrays.rs"]
mod arrays;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use arrays::{archive, npy};

#[path = "sheets/mixed.rs"]
mod mixed_sheets;

const SIGMOID: &str = "two-layer-nonlinear/01-sigmoid";
const RIGHT: &str = "\"dL/dw2\" = [[0.384, 0.213, 0.698]]\n";

/// An empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("class").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the test made it so");
    }
    fs::create_dir_all(&folder).expect("the test made it so");
    folder
}

fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("the test made it so")).expect("the test made it so");
    fs::write(path, bytes).expect("the test made it so");
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the test made it so")
}

/// Grades what lies in `folder/in`, or `folder/in.jsonl`, into `folder/out`.
fn grade(folder: &Path, more: &[&str]) -> Output {
    let lines = folder.join("in.jsonl");
    let submissions = if lines.exists() { lines } else { folder.join("in") };
    let (submissions, out) = (submissions.display().to_string(), folder.join("out"));
    let out = out.display().to_string();
    let own = ["grade", "--submissions", &submissions, "--out", &out];
    program(&[&own, more].concat()).output().expect("the test made it so")
}

/// The rows of the grades, by the columns' names.
fn grades(folder: &Path) -> Vec<Value> {
    let mut reader =
        csv::Reader::from_path(folder.join("out/grades.csv")).expect("the test made it so");
    let header = reader.headers().expect("the test made it so").clone();
    let row = |row: csv::StringRecord| {
        let cells = header.iter().zip(row.iter());
        cells.map(|(name, cell)| (name.to_owned(), json!(cell))).collect()
    };
    reader
        .records()
        .map(|record| Value::Object(row(record.expect("the test made it so"))))
        .collect()
}

fn row<'r>(rows: &'r [Value], learner: &str) -> &'r Value {
    rows.iter().find(|row| row["learner"] == learner).unwrap_or_else(|| panic!("{learner}"))
}

fn file(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("out").join(name)).expect("the test made it so")
}

#[test]
fn a_folder_a_learner_is_graded_and_those_who_are_late_or_missing_are_told() {
    let folder = folder("folders");
    put(&folder.join("in/ada/answers.toml"), RIGHT);
    put(&folder.join("in/ada/notes.txt"), "not an answer");
    put(&folder.join("in/bo/one.toml"), RIGHT);
    put(&folder.join("in/bo/two.json"), "{\"Z\": \"W1 @ X + b1\"}");
    put(&folder.join("in/cy.csv"), "dL/dw2,0.384,0.213,1.698\n");
    put(&folder.join("in/.DS_Store"), "x");
    put(
        &folder.join("class.csv"),
        "learner,name,due\nada,Ada,2020-01-01T00:00:00Z\nbo,Bo,\nzed,Zed,\n",
    );
    let roster = folder.join("class.csv").display().to_string();
    let output = grade(&folder, &[SIGMOID, "--roster", &roster, "--due", "2120-01-01T00:00:00Z"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(
        said.contains("3 sheets graded, 1 of them late, 1 missing, 1 not on the roster."),
        "{said}"
    );
    assert!(said.contains("Missing\n  zed\n"), "{said}");
    assert!(said.starts_with(&file(&folder, "summary.txt")), "{said}");
    let rows = grades(&folder);
    let learners: Vec<_> =
        rows.iter().map(|row| row["learner"].as_str().expect("the test made it so")).collect();
    assert_eq!(learners, ["ada", "bo", "cy", "zed"]);
    let ada = row(&rows, "ada");
    assert_eq!((&ada["status"], &ada["name"]), (&json!("late"), &json!("Ada")));
    assert!(
        ada["late_minutes"]
            .as_str()
            .expect("the test made it so")
            .parse::<u64>()
            .expect("the test made it so")
            > 3_000_000
    );
    let bo = row(&rows, "bo");
    assert_eq!((&bo["points"], &bo["Z"], &bo["dL/dw2"]), (&json!("3"), &json!("1"), &json!("2")));
    assert_eq!((&bo["percent"], &bo["late_minutes"]), (&json!("18.8"), &json!("")));
    let cy = row(&rows, "cy");
    assert_eq!((&cy["roster"], &cy["status"]), (&json!("no"), &json!("graded")));
    assert_eq!(row(&rows, "zed")["status"], "missing");
    assert_eq!(file(&folder, "verdicts.jsonl").lines().count(), 3);
    assert!(!folder.join("out/verdicts.partial").exists());
    let summary: Value =
        serde_json::from_str(&file(&folder, "summary.json")).expect("the test made it so");
    assert_eq!((&summary["graded"], &summary["missing"]), (&json!(3), &json!(["zed"])));
}

#[test]
fn of_several_lines_by_a_learner_the_last_in_time_counts() {
    let folder = folder("lines");
    let line = |learner: &str, submitted: &str, wrong: bool| {
        let last = if wrong { 9.0 } else { 0.698 };
        json!({ "learner": learner, "submitted": submitted,
                "answers": { "dL/dw2": [[0.384, 0.213, last]] } })
        .to_string()
    };
    let lines = [
        line("ada", "2026-01-01T10:00:00Z", true),
        line("bo", "2026-01-01T13:00:30+01:00", true),
        line("ada", "2026-01-01T11:00:00Z", false),
        "{".to_owned(),
        line("ada", "2026-01-01T13:00:00Z", true),
        json!({ "learner": 7, "submitted": "noon", "answers": {} }).to_string(),
    ];
    put(&folder.join("in.jsonl"), lines.join("\n"));
    let output = grade(&folder, &[SIGMOID, "--due", "2026-01-01T12:00:00Z"]);
    assert_eq!(output.status.code(), Some(1));
    let rows = grades(&folder);
    let status: Vec<_> =
        rows.iter().map(|row| row["status"].as_str().expect("the test made it so")).collect();
    assert_eq!(status, ["superseded", "late", "graded", "refused", "superseded", "refused"]);
    assert_eq!((&rows[1]["late_minutes"], &rows[2]["points"]), (&json!("1"), &json!("2")));
    assert!(
        rows[5]["error"]
            .as_str()
            .expect("the test made it so")
            .contains("`noon` is no moment in time")
    );
    // The verdicts are those of the stream on the same lines.
    let lines = fs::File::open(folder.join("in.jsonl")).expect("the test made it so");
    let streamed = program(&["grade", SIGMOID, "--stream"])
        .stdin(lines)
        .output()
        .expect("the test made it so");
    assert_eq!(file(&folder, "verdicts.jsonl"), text(&streamed.stdout));
}

#[test]
fn seeds_are_assigned_and_nobody_chooses_another() {
    let folder = folder("seeds");
    let drawn = mixed_sheets::exercises().into_iter().find(|(_, exercise)| exercise.is_drawn());
    let (id, exercise) = drawn.expect("the test made it so");
    let answers = |seed: u64| mixed_sheets::key(&exercise, seed, |x| x);
    let (ada, bo) = (7, gradus::cli::seeds::seed("sheet-1", "bo"));
    let lines = [
        json!({ "learner": "ada", "answers": answers(ada) }),
        json!({ "learner": "bo", "seed": bo, "answers": answers(bo) }),
        json!({ "learner": "ada", "seed": 0, "answers": answers(0) }),
    ];
    put(&folder.join("in.jsonl"), lines.map(|line| line.to_string()).join("\n"));
    put(&folder.join("class.csv"), "learner,seed\nada,7\n");
    let roster = folder.join("class.csv").display().to_string();
    let seeds = ["--roster", &roster, "--seed-by-id", "sheet-1"];
    let output = grade(&folder, &[&[&*id], &seeds[..]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let verdicts = file(&folder, "verdicts.jsonl");
    let verdicts: Vec<Value> = verdicts
        .lines()
        .map(|line| serde_json::from_str(line).expect("the test made it so"))
        .collect();
    assert_eq!((&verdicts[0]["seed"], &verdicts[1]["seed"]), (&json!(ada), &json!(bo)));
    for verdict in &verdicts[..2] {
        let questions = verdict["questions"].as_array().expect("the test made it so");
        assert!(questions.iter().all(|question| question["verdict"] != "wrong"), "{verdict}");
    }
    let error = verdicts[2]["error"].as_str().expect("the test made it so");
    assert!(error.contains("seed 0, but seed 7 is assigned"), "{error}");
    // One sheet by itself, with the same assignment.
    put(&folder.join("ada.json"), json!(answers(ada)).to_string());
    let one = folder.join("ada.json").display().to_string();
    let alone = ["grade", &id, "--answers", &one, "--learner", "ada", "--format", "json"];
    let alone = program(&[&alone, &seeds[..]].concat()).output().expect("the test made it so");
    let alone: Value = serde_json::from_slice(&alone.stdout).expect("the test made it so");
    assert_eq!((&alone["seed"], &alone["points"]), (&json!(7), &verdicts[0]["points"]));
}

#[test]
fn hostile_sheets_get_a_clear_row_each_and_the_rest_are_graded() {
    let folder = folder("hostile");
    let sheet = |learner: &str, name: &str, bytes: &[u8]| {
        put(&folder.join("in").join(learner).join(name), bytes);
    };
    let zeros = vec![0; 9 << 20];
    sheet("bomb", "a.npz", &archive(&[("Z.npy", &npy("<f8", "(1179648, 1)", &zeros))]));
    sheet("bombs", "a.npz", &archive(&[("Z.npy", &npy("<f8", "(2, 1)", &zeros))]));
    sheet("climbs", "a.npz", &archive(&[("../../climbed.npy", &npy("<f8", "()", &[0; 8]))]));
    sheet("pickle", "Z.npy", &npy("|O", "(1,)", b"\x80\x04\x95cos\nsystem\n"));
    sheet("pickled", "a.npz", b"\x80\x04\x95\x00");
    sheet("large", "a.toml", &vec![b' '; (16 << 20) + 1]);
    sheet("nan", "a.json", b"{\"Z\": [[\"nan\", \"inf\"], [\"0/0\", \"1e999\"]], \"L\": \"nan\"}");
    sheet("python", "a.json", b"{\"L\": 1,\n\"Z\": [[1, -Infinity]]}");
    sheet("nans", "L.npy", &npy("<f8", "()", &f64::NAN.to_le_bytes()));
    sheet("binary", "a.toml", &[0, 159, 146, 150, 0, 255]);
    sheet("twice", "a.toml", b"L = 1\n");
    sheet("twice", "b.toml", b"L = 2\n");
    sheet("empty", "readme.md", b"");
    sheet("=HYPERLINK(1)", "a.toml", RIGHT.as_bytes());
    sheet("<script>alert(1)<\u{200b}", "a.toml", b"L = 1 2 3 =\n");
    sheet("deep", "a.json", format!("{{\"Z\": {}", "[".repeat(100_000)).as_bytes());
    sheet("good", "a.toml", RIGHT.as_bytes());
    let mut refused = 13;
    #[cfg(unix)]
    {
        let link = |from: &str, to: &Path| {
            std::os::unix::fs::symlink(to, from).expect("the test made it so");
        };
        let secret = folder.join("secret.toml");
        put(&secret, RIGHT);
        fs::create_dir_all(folder.join("in/links")).expect("the test made it so");
        link(&folder.join("in/links/a.toml").display().to_string(), &secret);
        link(&folder.join("in/linked").display().to_string(), &folder);
        refused += 2;
    }
    let output = grade(&folder, &[SIGMOID]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let rows = grades(&folder);
    for (learner, said) in [
        ("bomb", "1048576 entries are the most"),
        ("climbs", "no question has the id `../../climbed`"),
        ("pickle", "pickle"),
        ("pickled", "pickle, which is a program and is never run"),
        ("large", "too large"),
        ("binary", "no `.npy` or `.npz` file either"),
        ("twice", "answers `L`, which another file answers too"),
        ("empty", "there is no file of answers"),
        ("deep", "recursion limit"),
        (
            "python",
            "`a.json`, line 2, column 11: this is not a JSON object of answers: `-Infinity` is",
        ),
        #[cfg(unix)]
        ("links", "is a link"),
        #[cfg(unix)]
        ("linked", "is a link"),
    ] {
        let row = row(&rows, learner);
        assert_eq!(row["status"], "refused", "{row}");
        let error = row["error"].as_str().expect("the test made it so");
        assert!(error.contains(said) && !error.contains('\n'), "{learner}: {error}");
    }
    for learner in ["good", "'=HYPERLINK(1)"] {
        assert_eq!((&row(&rows, learner)["points"]), &json!("2"));
    }
    for learner in ["nan", "nans"] {
        assert_eq!((&row(&rows, learner)["points"]), &json!("0"));
    }
    let count = rows.iter().filter(|row| row["status"] == "refused").count();
    assert_eq!(count, refused - 2, "{rows:#?}");
    assert!(!folder.join("climbed.npy").exists());
    let page = file(&folder, "summary.html");
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)"));
}

/// The most memory that a process had, in MiB; `None` where the system does not say.
fn memory(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
}

/// `GRADUS_LONG_LINE=1073741824` says how long the line is, in bytes.
#[test]
fn a_line_of_any_length_costs_no_memory() {
    let length = std::env::var("GRADUS_LONG_LINE").ok().and_then(|n| n.parse().ok());
    let length: usize = length.unwrap_or(24 << 20);
    let good = json!({ "learner": "ada", "answers": { "dL/dw2": [[0.384, 0.213, 0.698]] } });
    let mut child = program(&["grade", SIGMOID, "--stream"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the test made it so");
    let mut stdin = child.stdin.take().expect("the test made it so");
    writeln!(stdin, "{good}").expect("the test made it so");
    let block = vec![b'['; 1 << 20];
    for _ in 0..length >> 20 {
        stdin.write_all(&block).expect("the test made it so");
    }
    write!(stdin, "\n{good}\n").expect("the test made it so");
    let most = memory(child.id());
    drop(stdin);
    let mut found = String::new();
    child
        .stdout
        .take()
        .expect("the test made it so")
        .read_to_string(&mut found)
        .expect("the test made it so");
    assert!(child.wait().expect("the test made it so").success());
    let found: Vec<Value> = found
        .lines()
        .map(|line| serde_json::from_str(line).expect("the test made it so"))
        .collect();
    assert_eq!(found.len(), 3);
    assert!(
        found[1]["error"]
            .as_str()
            .expect("the test made it so")
            .contains("longer than 1048576 bytes")
    );
    assert_eq!((&found[0]["points"], &found[2]["points"]), (&json!(2), &json!(2)));
    assert!(most.is_none_or(|most| most < 64.0), "{most:?} MiB");
    // The same as a file of a class, which has a hole where the line is.
    let folder = folder("long");
    let path = folder.join("in.jsonl");
    let mut file = fs::File::create(&path).expect("the test made it so");
    file.set_len(length as u64).expect("the test made it so");
    std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).expect("the test made it so");
    write!(file, "\n{good}\n").expect("the test made it so");
    grade(&folder, &[SIGMOID]);
    let rows = grades(&folder);
    assert_eq!((&rows[0]["status"], &rows[1]["points"]), (&json!("refused"), &json!("2")));
}

#[test]
fn what_an_interrupted_run_found_is_taken_over() {
    let folder = folder("resume");
    let answers = |at: usize| {
        json!({ "learner": format!("learner {at}"),
                "answers": { "dL/dW1": [[at, 1], [2, 3], [4, 5]], "dL/dw2": [[1, at, 3]] } })
    };
    let lines: Vec<String> = (0..72).map(|at| answers(at).to_string()).collect();
    put(&folder.join("in.jsonl"), lines.join("\n"));
    let (input, out) = (folder.join("in.jsonl"), folder.join("out"));
    let (input, out) = (input.display().to_string(), out.display().to_string());
    let arguments = ["grade", SIGMOID, "--submissions", &input, "--out", &out, "--jobs", "1"];
    let partial = folder.join("out/verdicts.partial");
    let mut child = program(&arguments).stdout(Stdio::null()).spawn().expect("the test made it so");
    let begun = Instant::now();
    while fs::metadata(&partial).map_or(0, |file| file.len()) == 0 {
        assert!(
            child.try_wait().expect("the test made it so").is_none(),
            "it ended before it was interrupted"
        );
        assert!(begun.elapsed() < Duration::from_mins(2), "nothing is kept");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("the test made it so");
    child.wait().expect("the test made it so");
    assert!(partial.exists() && !folder.join("out/verdicts.jsonl").exists());
    // Cut off within a line, as an interruption may.
    let kept = fs::read(&partial).expect("the test made it so");
    let cut = &kept[..kept.len() - 9];
    fs::write(&partial, cut).expect("the test made it so");
    let whole = cut.split(|byte| *byte == b'\n').count() - 1;
    let resumed = text(&grade(&folder, &[SIGMOID]).stdout);
    assert!(resumed.contains(&format!(", {whole} graded before an interruption")), "{resumed}");
    let found = ["verdicts.jsonl", "grades.csv"].map(|name| file(&folder, name));
    fs::remove_dir_all(&out).expect("the test made it so");
    grade(&folder, &[SIGMOID]);
    assert_eq!(["verdicts.jsonl", "grades.csv"].map(|name| file(&folder, name)), found);
    // What was handed in anew meanwhile is graded anew, and so is all behind it.
    let mut changed = lines.clone();
    changed[3] = json!({ "learner": "learner 3", "answers": {} }).to_string();
    put(&folder.join("in.jsonl"), changed.join("\n"));
    fs::write(&partial, &kept).expect("the test made it so");
    let resumed = text(&grade(&folder, &[SIGMOID]).stdout);
    assert!(resumed.contains(", 3 graded before an interruption"), "{resumed}");
    let verdicts = file(&folder, "verdicts.jsonl");
    assert_eq!(verdicts.lines().count(), 72);
    assert!(verdicts.lines().nth(3).expect("the test made it so").contains("\"points\": 0,"));
}

#[test]
fn what_cannot_be_graded_at_all_is_told() {
    let folder = folder("refused");
    put(&folder.join("in/ada/a.toml"), RIGHT);
    put(&folder.join("class.csv"), "id\nada\n");
    let roster = folder.join("class.csv").display().to_string();
    for (more, said) in [
        (&[][..], "name the EXERCISE"),
        (&["nowhere/01"], "nowhere/01"),
        (&[SIGMOID, "--due", "tomorrow"], "--due: `tomorrow` is no moment"),
        (&[SIGMOID, "--roster", &roster], "has no column `learner`"),
        (&[SIGMOID, "--roster", "nowhere.csv"], "nowhere.csv cannot be read"),
    ] {
        let output = grade(&folder, more);
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
}
