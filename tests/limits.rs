//! What is too large is one clear error: where the limit is passed, what it is, and what helps.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gradus::cli::report;
use gradus::engine::{Program, Shape};
use gradus::source::Source;

/// Texts that pass one limit each, the line where that is, and the error.
fn too_large() -> Vec<(&'static str, String, usize, &'static str, &'static str)> {
    let steps = |count: usize, step: &dyn Fn(usize) -> String| -> String {
        (0..count).map(|at| step(at) + "\n").collect()
    };
    let inside = |open: &str, close: &str| {
        format!("a = 1\nL = {}x{}\nb = 2", open.repeat(10_000), close.repeat(10_000))
    };
    let nested = "this is nested more than 256 deep";
    let name = "give a part of it a name on a line of its own";
    let fewer = "give fewer rows or columns";
    vec![
        (
            "text",
            format!("a = 1\n# {}", "a".repeat(1 << 20)),
            2,
            "these equations are longer than 1 MiB",
            "leave some of them out",
        ),
        (
            "operations",
            format!("a = 1\nL = {}x\nb = 2", "x + ".repeat(50_001)),
            2,
            "these are more than 100000 operations",
            "leave some of them out, or write a sum as a product of matrices",
        ),
        ("parentheses", inside("(", ")"), 2, nested, name),
        ("calls", inside("sin(", ")"), 2, nested, name),
        ("literals", inside("[", "]"), 2, nested, name),
        ("norms", inside("‖", "‖"), 2, nested, name),
        ("signs", inside("-", ""), 2, nested, name),
        ("powers", inside("x^", ""), 2, nested, name),
        ("unclosed", inside("(", ""), 2, nested, name),
        (
            "a matrix",
            "a = 1\nL = ones(1024, 1025)\nb = 2 * L\nc = 3 * b".to_owned(),
            2,
            "a matrix of 1024 by 1025; it must have 1 to 1048576 entries",
            "give fewer rows or columns, and at least one of each",
        ),
        (
            "an empty matrix",
            "a = 1\nL = ones(0, 3)\nb = 2 * L".to_owned(),
            2,
            "a matrix of 0 by 3; it must have 1 to 1048576 entries",
            "give fewer rows or columns, and at least one of each",
        ),
        (
            "a value",
            "a = ones(1025, 1)\nb = ones(1, 1025)\nc = a @ b\nd = 2 * c".to_owned(),
            3,
            "this value has 1050625 entries; the limit is 1048576",
            fewer,
        ),
        (
            "all values",
            steps(30, &|at| format!("a{at} = ones(1024, 1024) + {at}")),
            5,
            "the values up to here have more than 10000000 entries together",
            "give fewer rows or columns, or compute less at once",
        ),
        (
            "gradients of gradients",
            format!(
                "L0 = x^9\n{}",
                steps(40, &|at| format!("L{} = grad(L{at}^2 * sin(L{at}), x)", at + 1))
            ),
            0,
            "the gradients up to here take more than 2000000 operations",
            "differentiate less often, or shorter equations",
        ),
    ]
}

#[test]
fn every_limit_is_one_clear_error() {
    for (what, text, line, message, help) in too_large() {
        let mut program = Program::new();
        program.input("x", Shape::Scalar);
        let faults = program.read(&text);
        let messages: Vec<_> = faults.iter().map(|fault| &fault.message).collect();
        assert_eq!(messages, [message], "{what}");
        let (fault, source) = (&faults[0], Source::new("large", text));
        assert_eq!(fault.code, "limit", "{what}");
        assert_eq!(fault.help.as_deref(), Some(help), "{what}");
        let place = source.position(fault.span().start).line;
        assert!(line == 0 || place == line, "{what} is in line {place}");
        let told = report::report(&source, &faults, false);
        assert!(told.contains(message) && told.contains(help), "{what}: {told}");
        assert!(told.lines().count() <= 8 && told.len() < 2_000, "{what}: {told}");
    }
}

#[test]
fn what_is_as_large_as_may_be_is_read() {
    let sum = format!("L = {}x", "x + ".repeat(49_999));
    let deep = format!("L = {}x{}", "(".repeat(255), ")".repeat(255));
    let long = format!("L = x\n#{}", "a".repeat((1 << 20) - 7));
    let large = "L = ones(1024, 1024)".to_owned();
    for text in [sum, deep, long, large] {
        let mut program = Program::new();
        program.input("x", Shape::Scalar);
        assert_eq!(program.read(&text), [], "{}", &text[..20]);
    }
}

/// What the program says of equations in a file, with x = 1 and the gradient by it, and how long
/// that takes. Its main thread has the stack that the system gives.
fn eval(name: &str, equations: &str) -> (Option<i32>, String, Duration) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("limits-{name}"));
    std::fs::write(&file, equations).expect("it can be written");
    let begin = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["eval", "--let", "x=1", "--grad", "x", "--file"])
        .arg(&file)
        .output()
        .expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.code(), said, begin.elapsed())
}

/// `start`, and then a line for each step, with `#` for the name of the one before.
fn steps(count: usize, step: &str) -> String {
    let mut text = "d0 = x\n".to_owned();
    for at in 0..count {
        writeln!(text, "d{} = {}", at + 1, step.replace('#', &format!("d{at}"))).expect("it grows");
    }
    text + &format!("L = d{count}\n")
}

#[test]
fn the_program_takes_long_chains_wide_sums_and_many_paths() {
    let joined =
        |count: usize, sign: &str, term: &str| format!("L = {}\n", vec![term; count].join(sign));
    for (name, equations, gradient) in [
        ("chain", steps(10_000, "sin(#) + 0.1"), None),
        ("sum", joined(10_000, " + ", "x"), Some("∂L/∂x = 10000\n")),
        ("product", joined(10_000, " * ", "x"), Some("∂L/∂x = 10000\n")),
        ("quotient", format!("L = x{}", " / 2 * 2".repeat(5_000)), Some("∂L/∂x = 1\n")),
        ("used", joined(10_000, " + ", "0.5 * x"), Some("∂L/∂x = 5000\n")),
        ("doublings", steps(60, "# + #"), Some("∂L/∂x = 1.15292e18\n")),
        ("squarings", steps(60, "# * #"), Some("∂L/∂x = 1.15292e18\n")),
        ("shares", steps(60, "# / (1 + exp(-#)) + sigmoid(#) * #"), None),
    ] {
        let (status, said, time) = eval(name, &equations);
        assert!(matches!(status, Some(0 | 1)), "{name}: {said}");
        assert!(gradient.is_none_or(|wanted| said.contains(wanted)), "{name}: {said}");
        assert!(time < Duration::from_secs(20), "{name} took {time:?}");
    }
    let deep = format!("L = {}x{}", "sin(".repeat(10_000), ")".repeat(10_000));
    let (status, said, _) = eval("deep", &deep);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("nested more than 256 deep") && said.lines().count() < 10, "{said}");
}

/// Ten times as many operations take no more than some ten times as long.
#[test]
fn time_grows_with_the_operations() {
    for (name, sign, term) in [("sums", " + ", "sin(x)"), ("products", " * ", "x")] {
        let time = |count: usize| {
            let equations = format!("L = {}\n", vec![term; count].join(sign));
            (0..2).map(|_| eval(name, &equations).2).min().expect("there are two")
        };
        let (some, many) = (time(1_000), time(10_000));
        assert!(many < 40 * some, "{name}: {some:?} and {many:?}");
    }
}

#[test]
fn exercises_of_many_paths_are_checked_and_solved() {
    for (name, step) in [("doublings", "# + #"), ("squarings", "# * #")] {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("limits-{name}.toml"));
        let text = format!(
            "format = 1\ntitle = \"Paths\"\nlevel = 1\n[given]\nx = 1\n[model]\nforward = \"\"\"\n{}\"\"\"\n\
             [[question]]\nkind = \"gradient\"\nwrt = \"x\"\n",
            steps(57, step)
        );
        std::fs::write(&file, text).expect("it can be written");
        for arguments in [&["check"][..], &["solve"], &["solve", "--steps"]] {
            let begin = Instant::now();
            let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
            let output = command.arg(arguments[0]).arg(&file).args(&arguments[1..]).output();
            let output = output.expect("the program runs");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(0), "{name} {arguments:?}: {said}");
            assert!(arguments[0] == "check" || said.contains("1.44115e17"), "{name}: {said}");
            assert!(begin.elapsed() < Duration::from_secs(20), "{name} {arguments:?}");
        }
    }
}
