//! `gradus grade --stream`: a line for each line, the same verdicts as one by one, whatever the
//! other lines are.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gradus::exercise::{Exercise, Task};
use serde_json::{Map, Value, json};

#[path = "sheets/mixed.rs"]
mod mixed_sheets;

use mixed_sheets::{by_turns, exercises, key};

const SIGMOID: &str = "two-layer-nonlinear/01-sigmoid";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a command prints that reads this input; it has to answer all of it.
fn run(arguments: &[&str], input: &[u8]) -> String {
    let mut child = command(arguments).spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("the program reads its input");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("writing does not panic").expect("the program reads all of its input");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {said}");
    assert_eq!(said, "", "{arguments:?}");
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

fn stream(arguments: &[&str], input: &str) -> Vec<Value> {
    let text = run(&[&["grade", "--stream"], arguments].concat(), input.as_bytes());
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// JSON without the blanks between its parts.
fn packed(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let kept = text.chars().filter(|c| {
        let blank = !quoted && c.is_whitespace();
        quoted ^= *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        !blank
    });
    kept.collect()
}

/// Answers of many kinds to one variant.
fn mixed(exercise: &Exercise, seed: u64) -> Vec<Map<String, Value>> {
    let (right, wrong) = (key(exercise, seed, |x| x), key(exercise, seed, |x| 2.0 * x + 0.25));
    let half = |from: usize| by_turns(&right, &wrong, from);
    let mut typed = Map::new();
    for question in &exercise.questions {
        let text = match &question.task {
            Task::Value { of } => exercise.forward.lines().find_map(|line| {
                let (name, formula) = line.split_once('=')?;
                (name.trim() == of).then(|| formula.trim().to_owned())
            }),
            Task::Gradient { .. } => Some(format!("2 * {} + 1", exercise.given[0].name)),
            _ => Some("not \"an\" answer".to_owned()),
        };
        typed.insert(question.id.clone(), json!(text));
    }
    vec![half(0), half(1), half(2), typed, Map::new(), key(exercise, seed, |x| -x)]
}

#[test]
fn verdicts_are_byte_for_byte_those_of_one_sheet() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("stream-one-sheet.json");
    let mut lines = String::new();
    let mut alone = Vec::new();
    for (at, (id, exercise)) in exercises().into_iter().enumerate() {
        let seed = at as u64 % 3;
        let mut sheets = mixed(&exercise, seed);
        let sheet = sheets.swap_remove(at % sheets.len());
        std::fs::write(&path, json!(sheet).to_string()).unwrap();
        let (seed_, file) = (seed.to_string(), path.display().to_string());
        let arguments = ["grade", &id, "--seed", &seed_, "--answers", &file, "--format", "json"];
        alone.push(packed(&run(&arguments, b"")));
        let line =
            json!({ "learner": "a \"b\" ŷ", "seed": seed, "exercise": id, "answers": sheet });
        writeln!(lines, "{line}").unwrap();
    }
    let together = run(&["grade", "--stream"], lines.as_bytes());
    assert_eq!(together.lines().count(), alone.len());
    for (line, alone) in together.lines().zip(&alone) {
        let wanted = alone.strip_suffix('}').unwrap().to_owned();
        let wanted = wanted + r#","learner":"a \"b\" ŷ"}"#;
        assert_eq!(packed(line), wanted);
    }
}

#[test]
fn a_verdict_depends_on_nothing_but_its_line() {
    let mut lines = Vec::new();
    for (id, exercise) in exercises().into_iter().step_by(3) {
        for sheet in mixed(&exercise, 1) {
            let learner = lines.len();
            let line = json!({ "learner": learner, "seed": 1, "exercise": id, "answers": sheet });
            lines.push(line.to_string());
        }
    }
    let joined = |lines: &[String]| lines.join("\n");
    let one = stream(&["--jobs", "1"], &joined(&lines));
    assert_eq!(one.len(), lines.len());
    let learners: Vec<_> = one.iter().map(|line| line["learner"].as_u64().unwrap()).collect();
    assert_eq!(learners, (0..lines.len() as u64).collect::<Vec<_>>());
    let verdicts = |verdict: &str| {
        let all = one.iter().flat_map(|line| line["questions"].as_array().unwrap());
        all.filter(|question| question["verdict"] == verdict).count()
    };
    for verdict in ["correct", "wrong", "missing", "unreadable", "shape", "follows"] {
        assert!(verdicts(verdict) > 0, "no answer is {verdict}");
    }
    lines.reverse();
    let mut backwards = stream(&["--jobs", "3"], &joined(&lines));
    backwards.reverse();
    assert_eq!(one, backwards);
}

#[test]
fn broken_lines_are_answered_and_those_after_them_graded() {
    let good = r#"{"learner": "ada", "answers": {"dL/dw2": [[0.384, 0.213, 0.698]]}}"#;
    let deep = format!("{{\"answers\": {{\"Z\": {}", "[".repeat(100_000));
    let long = format!("{{\"learner\": \"{}\"}}", "x".repeat(2 << 20));
    let nan = r#"{"answers": {"Z": [["nan", "inf", "1e999", "0/0"]], "L": "nan"}}"#;
    let table: [(&str, &str); 21] = [
        ("", "the line is empty"),
        ("   ", "the line is empty"),
        ("[1]", "expected an object with"),
        ("{\"learner\": \"ada\", ", "this is no JSON: it ends within"),
        ("{\"answers\": {\"Z\": [[NaN, 1]]}}", "this is no JSON: `NaN` is no number in JSON"),
        ("{\"answers\": {\"Z\": [[1, -Infinity]]}}", "`-Infinity` is no number in JSON"),
        ("{\"answers\": {\"L\": NaN}}", "`NaN` is no number in JSON"),
        ("{\"learner\": nan}", "expected"),
        ("{\"answers\": {}} {}", "trailing characters"),
        ("{\"learner\": \"ada\"}", "the line has no `answers`"),
        ("{\"answers\": [1, 2]}", "expected an object of answers"),
        ("{\"learner\": [1], \"answers\": {}}", "neither a text nor a number"),
        ("{\"seed\": -1, \"answers\": {}}", "`seed` is -1; a whole number"),
        ("{\"seed\": \"1\", \"answers\": {}}", "`seed` is \"1\"; a whole number"),
        ("{\"sed\": 1, \"answers\": {}}", "no key `sed`; did you mean `seed`?"),
        ("{\"seed\": 1, \"seed\": 2, \"answers\": {}}", "`seed` is there twice"),
        ("{\"answers\": {\"dL/dw3\": 1}}", "no question has the id `dL/dw3`; did you mean"),
        ("{\"answers\": {\"Z\": 1, \"Z\": 2}}", "`Z` is answered a second time"),
        ("{\"exercise\": \"x\", \"answers\": {}}", "the command grades"),
        (&deep, "recursion limit"),
        (&long, "longer than 1048576 bytes"),
    ];
    let mut input = String::new();
    for (line, _) in &table {
        writeln!(input, "{line}\n{good}").unwrap();
    }
    let found = stream(&[SIGMOID], &format!("{input}{nan}\n{good}"));
    assert_eq!(found.len(), 2 * table.len() + 2);
    for (at, (line, said)) in table.iter().enumerate() {
        let (broken, right) = (&found[2 * at], &found[2 * at + 1]);
        assert_eq!(broken["line"], 2 * at + 1);
        let error = broken["error"].as_str().unwrap_or_else(|| panic!("{broken}"));
        let line = line.get(..60).unwrap_or(line);
        assert!(error.contains(said) && !error.contains('\n'), "{line}: {error}");
        let keys: Vec<_> = broken.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["format", "line", "error"]);
        assert_eq!((&right["points"], &right["learner"]), (&json!(2), &json!("ada")), "{right}");
    }
    let answered = &found[2 * table.len()];
    assert_eq!((&answered["points"], &answered["learner"]), (&json!(0), &Value::Null));
    for (at, verdict) in [(0, "unreadable"), (1, "missing"), (2, "unreadable")] {
        assert_eq!(answered["questions"][at]["verdict"], verdict, "{answered}");
    }
}

#[test]
fn bytes_that_are_no_text_are_one_broken_line() {
    let input = b"{\"learner\": \"\xff\"}\n{\"answers\": {}}\r\n\0\n";
    let text = run(&["grade", SIGMOID, "--stream"], input);
    let found: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(found[0]["error"].as_str().unwrap().contains("byte 14 does not fit"), "{}", found[0]);
    assert_eq!(found[1]["points"], 0);
    assert_eq!((found.len(), &found[2]["line"]), (3, &json!(3)));
}

#[test]
fn a_line_names_no_exercise_outside_of_where_it_is_graded() {
    let absolute = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/two-layer.toml");
    let exercises = [
        ("tests/commands/two-layer.toml", None),
        (SIGMOID, None),
        ("two-layer-nonlinear/01", None),
        ("../two-layer.toml", Some("no exercise of a line")),
        ("tests/../tests/commands/two-layer.toml", Some("no exercise of a line")),
        (absolute.to_str().unwrap(), Some("no exercise of a line")),
        ("two-layer-nonlinear/99", Some("no exercise")),
        ("Cargo.toml", Some("`Cargo.toml`: ")),
        ("", Some("")),
    ];
    let mut input = String::new();
    for (exercise, _) in &exercises {
        writeln!(input, "{}", json!({ "exercise": exercise, "answers": {} })).unwrap();
    }
    let found = stream(&[], &(input + "{\"answers\": {}}"));
    for (line, (exercise, error)) in found.iter().zip(&exercises) {
        match error {
            None => assert_eq!(&line["exercise"], exercise, "{line}"),
            Some(said) => assert!(line["error"].as_str().unwrap().contains(said), "{line}"),
        }
    }
    assert_eq!(found.last().unwrap()["error"], "the line names no `exercise`");
}

#[test]
fn an_answer_comes_before_the_next_line_is_asked_for() {
    let mut child = command(&["grade", SIGMOID, "--stream"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for learner in ["ada", "bo", "cy"] {
        writeln!(stdin, "{}", json!({ "learner": learner, "answers": {} })).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["learner"], learner);
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_exercise_that_is_not_there_is_told_before_a_line_is_read() {
    let output = command(&["grade", "nowhere/01", "--stream"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere/01"));
}
