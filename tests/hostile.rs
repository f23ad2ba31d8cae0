//! Exercise files made to keep `gradus check` busy or to fill the memory: each is one clear error,
//! soon, and in little memory.
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The most addresses that a check may ask for, in KiB.
const ADDRESSES: u32 = 1 << 20;

/// The most memory that it may fill, in KiB.
const MEMORY: u64 = 256 << 10;

/// For files whose limits are counted, so that a busy machine is no reason of another error.
const PATIENT: [&str; 2] = ["--most-seconds", "100"];

/// How long a check of a hostile file may take, by a build without optimisation on a busy machine.
const TIME: Duration = Duration::from_secs(30);

const HEAD: &str = "format = 1\ntitle = \"Hostile\"\nlevel = 4\nconventions = \"none\"\n";
const ASK: &str = "[[question]]\nkind = \"gradient\"\nwrt = \"x\"\n";

/// What a check said, how long it took, and how much memory, in KiB, where the system tells.
struct Checked {
    output: Output,
    time: Duration,
    memory: u64,
}

fn check(name: &str, text: &str, more: &[&str]) -> Checked {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join(format!("{name}.toml"));
    fs::write(&file, text).expect("it can be written");
    let begin = Instant::now();
    let mut child = Command::new("/bin/sh")
        .args(["-c", &format!("ulimit -v {ADDRESSES}; exec \"$0\" check \"$@\"")])
        .args([Path::new(env!("CARGO_BIN_EXE_gradus")), &file])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let status = format!("/proc/{}/status", child.id());
    let reader = std::thread::spawn({
        let mut stdout = child.stdout.take().expect("it is piped");
        move || {
            let mut said = Vec::new();
            stdout.read_to_end(&mut said).map(|_| said)
        }
    });
    let mut memory = 0;
    while child.try_wait().expect("it is our child").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let seen = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        memory = seen.unwrap_or(0).max(memory);
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut output = child.wait_with_output().expect("it ended");
    output.stdout = reader.join().expect("reading does not panic").expect("it can be read");
    Checked { output, time: begin.elapsed(), memory }
}

/// Lines made of numbers.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}

fn model(given: &str, forward: &str, more: &str) -> String {
    format!("{HEAD}[given]\n{given}\n[model]\nforward = \"\"\"\n{forward}\n\"\"\"\n{more}\n{ASK}")
}

/// Names, files that are too large in one way each, and what is said of it.
fn too_large() -> Vec<(&'static str, String, &'static str)> {
    let x = "x = { integers = [1, 9] }";
    let nested = |count: usize| format!("L = {}x{}", "(".repeat(count), ")".repeat(count));
    vec![
        (
            "huge",
            model("x = { shape = [1000, 1000], integers = [1, 2] }", "L = sum(x)", ""),
            "would be [1000, 1000]; a value has at most 10000 entries",
        ),
        (
            "many-entries",
            model(
                &lines(11, |at| format!("x{at} = {{ shape = [99, 99], integers = [1, 2] }}")),
                "x = x0 * 1\nL = sum(x)",
                "",
            ),
            "with `x10` the given values have over 100000 entries",
        ),
        (
            "outer-product",
            model("x = { shape = [1000, 1], integers = [1, 2] }", "L = sum((x @ x.T)^2)", ""),
            "make a value of shape [1000, 1000]",
        ),
        (
            "never-met",
            model(
                "x = { shape = [50, 50], integers = [1, 2] }",
                "Y = x @ x\nL = sum(Y)",
                "require = [\"L < 0\"]",
            ),
            "no draw of 1000 met every condition",
        ),
        ("deep", model(x, &nested(1_000), ""), "nested more than 256 deep"),
        (
            "long",
            model(
                x,
                &format!(
                    "a0 = x\n{}L = a150",
                    lines(150, |at| format!("a{} = tanh(a{at})", at + 1))
                ),
                "",
            ),
            "lines of equations are too many: 60 are the most",
        ),
        (
            "wide",
            model(x, &format!("L = {}", (0..6_000).map(|_| "x").collect::<Vec<_>>().join("*")), ""),
            "characters of equations are too many",
        ),
        (
            "many-given",
            model(&format!("{x}\n{}", lines(500, |at| format!("y{at} = 1"))), "L = x^2", ""),
            "given values are too many: 200 are the most",
        ),
        (
            "many-questions",
            model(
                x,
                "L = x^2",
                &lines(1_000, |at| {
                    format!("[[question]]\nid = \"q{at}\"\nkind = \"value\"\nof = \"L\"")
                }),
            ),
            "questions are too many: 200 are the most",
        ),
        (
            "much-work",
            model(
                "x = { shape = [100, 100], range = [0, 0.1] }",
                &format!("L = sum(x{})", " @ x".repeat(100)),
                "",
            ),
            "operations on numbers; 10000000 are the most",
        ),
        (
            "long-passes",
            model(
                x,
                &format!("a0 = x\n{}L = a40", lines(40, |at| format!("a{} = tanh(a{at})", at + 1))),
                &lines(150, |at| {
                    format!("[[question]]\nid = \"m{at}\"\nkind = \"mend\"\nwrt = \"x\"")
                }),
            ),
            "150 questions of kind `mend` are too many for 42 equations",
        ),
        (
            "large-file",
            format!("{}# {}", model(x, "L = x^2", ""), "#".repeat(1 << 20)),
            "at most 1048576 bytes",
        ),
    ]
}

/// The same of files that are small and take long.
fn too_long() -> Vec<(&'static str, String, &'static str)> {
    let x = "x = { integers = [1, 9] }";
    vec![
        (
            "wide-pass",
            model(
                x,
                &format!(
                    "a = x * 1\nb = a * x\nL = {}0",
                    lines(230, |at| format!("tanh(a*{at})*b +")).replace('\n', " ")
                ),
                "[[question]]\nkind = \"mend\"\nwrt = \"x\"",
            ),
            "operations is too long for a question of kind `mend`",
        ),
        (
            "functions",
            model(
                "x = { shape = [100, 100], range = [0, 0.1] }",
                &format!("L = sum({}x{})", "tanh(".repeat(60), ")".repeat(60)),
                "",
            ),
            "operations on numbers; 10000000 are the most",
        ),
        (
            "redrawn",
            model(
                &format!(
                    "x = {{ shape = [100, 100], choose = [{}1], nonzero = true }}",
                    "0, ".repeat(3_000)
                ),
                "L = sum(x)",
                "",
            ),
            "`x` cannot be drawn",
        ),
        (
            "redrawn-each-time",
            model(
                &format!(
                    "x = {{ shape = [50, 50], choose = [{}1], nonzero = true }}",
                    "0, ".repeat(500)
                ),
                "L = sum(x)",
                "require = [\"L < 0\"]",
            ),
            "met every condition of `require`",
        ),
    ]
}

#[test]
fn hostile_files_are_one_error_each() {
    for (name, text, said) in too_large().into_iter().chain(too_long()) {
        let Checked { output, time, memory } = check(name, &text, &PATIENT);
        let (reports, errors) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(1), "{name}: {errors}");
        assert!(reports.contains("1 file, 1 error\n"), "{name}: {reports}");
        assert!(reports.contains(said), "{name}: {reports}");
        assert!(time < TIME, "{name} took {time:?}");
        assert!(memory < MEMORY, "{name} took {memory} KiB");
    }
}

#[test]
fn of_many_faults_the_first_are_told() {
    let cases = [
        ("keys", format!("{HEAD}{}", lines(5_000, |at| format!("k{at} = 1")))),
        ("tables", format!("{HEAD}{}", lines(2_000, |at| format!("[k{at}]")))),
        ("lines", format!("{HEAD}{}", lines(1_000, |_| "= 1".to_owned()))),
        ("tests", model("x = 2", "L = x^2", "") + &lines(500, |_| "[[test]]\nsede = 1".to_owned())),
    ];
    for (name, text) in cases {
        let Checked { output, time, memory } = check(name, &text, &PATIENT);
        let reports = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(reports.matches("error[too-many-faults]").count(), 1, "{name}: {reports}");
        assert!(reports.matches("\nerror[").count() <= 102, "{name}");
        assert!(time < TIME && memory < MEMORY, "{name} took {time:?} and {memory} KiB");
    }
}

#[test]
fn time_and_memory_are_bounds_that_can_be_set() {
    let mistakes = |at: usize| {
        format!(
            "[[question]]\nid = \"q{at}\"\nkind = \"gradient\"\nwrt = \"a\"\n\
             [[question.mistake]]\nwhen = \"a * {at}\"\nsay = \"x\""
        )
    };
    let text = model(
        "x = { shape = [20, 20], range = [0.1, 0.2] }",
        "a = x @ x\nb = tanh(a) @ x\nL = sum(b^2)",
        &lines(100, mistakes),
    );
    let code = |name: &str, text: &str, more: &[&str], parts: [&str; 3]| {
        let Checked { output, time, memory } = check(name, text, more);
        let reports = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{reports}");
        assert_eq!(reports.matches("error[").count(), 1, "{reports}");
        for part in parts {
            assert!(reports.contains(part), "{part} is not in\n{reports}");
        }
        assert!(time < TIME && memory < MEMORY, "{name} took {time:?} and {memory} KiB");
    };
    let seeds = ["--seeds", "100000", "--most-seconds", "1"];
    let parts = ["error[out-of-time]", " of 100000 variants had been looked at", "--most-seconds"];
    code("time", &text, &seeds, parts);
    let numbers = format!("x = {{ choose = [{}1] }}", "1, ".repeat(300_000));
    let large = model(&numbers, "L = x^2", "");
    let parts = ["error[out-of-memory]", "while it was read", "--most-mib"];
    code("memory", &large, &["--most-mib", "24"], parts);
    let fine = check("fine", &text, &["--seeds", "1", "--most-seconds", "60", "--most-mib", "200"]);
    assert_eq!(fine.output.status.code(), Some(0));
}

/// A step that is long by itself ends in time, and what was found in files before is not lost.
#[test]
fn a_step_without_an_end_is_ended() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-step");
    fs::create_dir_all(&folder).expect("the folder can be made");
    // A report with many places in one long line takes its time.
    let slow = model("x = 2", "L = x^2", "")
        .replace("[given]", &format!("requires = [{}]\n[given]", "'no/no', ".repeat(100_000)));
    let quick =
        model("x = 2", "L = x^2", "").replace("[given]", "requires = [\"nothing/there\"]\n[given]");
    for (name, text) in [("1.toml", &quick), ("2.toml", &slow), ("3.toml", &quick)] {
        fs::write(folder.join(name), text).expect("it can be written");
    }
    let begin = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["check", "--most-seconds", "1"])
        .arg(&folder)
        .output()
        .expect("the program runs");
    let time = begin.elapsed();
    assert_eq!(output.status.code(), Some(2));
    let reports = String::from_utf8_lossy(&output.stdout);
    for part in
        ["warning[unknown-prerequisite]", "error[out-of-time]", "2 files, 1 error, 1 warning"]
    {
        assert!(reports.contains(part), "{part} is not in\n{reports}");
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("what comes after it was not looked at"), "{errors}");
    assert!(time < Duration::from_secs(3), "it took {time:?}");
}

/// What is long to draw is refused by every command that reads it, not only by the author's check.
#[test]
fn every_command_refuses_what_takes_long() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-solve");
    fs::create_dir_all(&folder).expect("the folder can be made");
    for (name, text, said) in too_long() {
        let file = folder.join(format!("{name}.toml"));
        fs::write(&file, text).expect("it can be written");
        let begin = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_gradus")).arg("solve").arg(&file).output();
        let output = output.expect("the program runs");
        assert_eq!(output.status.code(), Some(2), "{name}");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains(said), "{name}: {errors}");
        assert!(begin.elapsed() < TIME, "{name} took {:?}", begin.elapsed());
    }
}

#[test]
fn hostile_answers_are_told_soon() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-answers");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let many = lines(20_000, |at| format!("q{at} = 1"));
    let cases = [
        ("long", format!("L = \"{}\"", "x".repeat(2_000_000)), 1, "at most 262144 bytes of text"),
        (
            "large",
            format!("Z = \"{}ones(2, 2)\"", "ones(1000, 1) @ ones(1, 2000) + "),
            1,
            "the limit is 1048576",
        ),
        (
            "deep",
            format!("Z = \"{}1{}\"", "(".repeat(10_000), ")".repeat(10_000)),
            1,
            "nested more than 256 deep",
        ),
        ("many", many, 2, "there are more faults than 100"),
    ];
    for (name, text, status, said) in cases {
        let file = folder.join(format!("{name}.toml"));
        fs::write(&file, text).expect("it can be written");
        let begin = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
            .args(["grade", "two-layer-nonlinear/01", "--answers"])
            .arg(&file)
            .output()
            .expect("the program runs");
        let all = [output.stdout, output.stderr].concat();
        let all = String::from_utf8_lossy(&all);
        assert!(all.contains(said), "{name}: {all}");
        assert_eq!(output.status.code(), Some(status), "{name}: {all}");
        assert!(begin.elapsed() < TIME, "{name} took {:?}", begin.elapsed());
    }
}
