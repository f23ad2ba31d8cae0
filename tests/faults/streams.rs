//! Streams that nobody reads, that are full, and that are closed.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::{gradus, shelled, text, typed};

/// Commands that write to stdout, and what is typed to them.
const COMMANDS: [(&[&str], &str); 20] = [
    (&["list", "exercises/10-scalar-operations"], ""),
    (&["solve", "two-layer-nonlinear/01"], ""),
    (&["solve", "two-layer-nonlinear/01", "--steps"], ""),
    (&["grade", "two-layer-nonlinear/01", "--answers", "-"], "Z = 1\n"),
    (&["grade", "--stream"], "{\"exercise\": \"two-layer-nonlinear/01\", \"answers\": {}}\n"),
    (&["eval", "L = (w - 1)^2", "--let", "w=3", "--grad", "w"], ""),
    (&["eval"], "1 + 1\n2 + 2\n"),
    (&["check", crate::EXERCISE, "--seeds", "1"], ""),
    (&["check", crate::EXERCISE, "--seeds", "1", "--format", "json"], ""),
    (&["export", "html", "two-layer-nonlinear/02"], ""),
    (&["progress"], ""),
    (&["progress", "export"], ""),
    (&["exam", "--history"], ""),
    (&["schema"], ""),
    (&["completions", "zsh"], ""),
    (&["man", "grade"], ""),
    (&["--help"], ""),
    (&["help", "grade"], ""),
    (&["--version"], ""),
    (&["--plain", "--ascii", crate::EXERCISE], "900000\nhelp\nquit\n"),
];

/// A stream whose reader is gone.
fn unread() -> io::PipeWriter {
    let (reader, writer) = io::pipe().expect("there are pipes");
    drop(reader);
    writer
}

fn expect_no_panic(output: &Output, what: &[&str]) {
    let errors = text(&output.stderr);
    assert!(!errors.contains("panicked") && output.status.code() != Some(101), "{what:?} {errors}");
}

#[test]
fn every_command_ends_quietly_when_nobody_reads_it() {
    for (arguments, lines) in COMMANDS {
        let own = typed(&mut gradus(arguments), lines);
        let output = typed(gradus(arguments).stdout(unread()), lines);
        assert_eq!(text(&output.stderr), text(&own.stderr), "{arguments:?}");
        assert_eq!(output.status.code(), own.status.code(), "{arguments:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn every_command_says_that_its_output_cannot_be_written() {
    for (arguments, lines) in COMMANDS {
        let full = std::fs::File::create("/dev/full").expect("Linux has it");
        let output = typed(gradus(arguments).stdout(full), lines);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {errors}");
        let told = errors.lines().filter(|line| line.starts_with("error: ")).count();
        assert_eq!((told, errors.contains("No space left")), (1, true), "{arguments:?} {errors}");
    }
}

#[test]
fn errors_that_nobody_reads_change_nothing() {
    let faulty: [(&[&str], &str); 6] = [
        (&["eval"], "1 +\n3 * 4\n"),
        (&["check", "/dev/null/none.toml", "exercises/10-scalar-operations/01-product.toml"], ""),
        (&["solve", "no-such-exercise"], ""),
        (&["grade", "--stream"], "this is no JSON\n"),
        (&["--no-such-option"], ""),
        (&["list", "--theme"], ""),
    ];
    for (arguments, lines) in COMMANDS.into_iter().chain(faulty) {
        let own = typed(&mut gradus(arguments), lines);
        expect_no_panic(&own, arguments);
        let output = typed(gradus(arguments).stderr(unread()), lines);
        assert_eq!(output.status.code(), own.status.code(), "{arguments:?}");
        assert_eq!(text(&output.stdout), text(&own.stdout), "{arguments:?}");
    }
    let settings = crate::folder::Folder::new();
    let config = settings.path().join("config.toml");
    std::fs::write(&config, "theem = 1\n").expect("it can be written");
    let output = gradus(&["schema"]).env("GRADUS_CONFIG", &config).stderr(unread()).output();
    assert!(output.expect("it ends").status.success());
}

#[test]
fn every_command_runs_without_any_stream() {
    for (arguments, _) in COMMANDS {
        let own = typed(&mut gradus(arguments), "");
        let mut command = shelled("exec <&- >&- 2>&-", arguments);
        let status = command.status().expect("the program starts");
        assert_eq!(status.code(), own.status.code(), "{arguments:?}");
    }
    for (arguments, said) in [
        (&[][..], "the tutor needs a terminal; `gradus --plain` does not"),
        (&["exam", "--questions", "2"], "an exam needs a terminal; `gradus exam --plain` does not"),
        (&["preview", crate::EXERCISE], "a preview needs a terminal; `gradus check --watch` does"),
    ] {
        for prepare in ["exec <&-", "exec >&-", "TERM=dumb; export TERM"] {
            let output = shelled(prepare, arguments).output().expect("the program ends");
            let errors = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{errors}");
            assert!(errors.starts_with("error: ") && errors.contains(said), "{errors}");
        }
    }
}

/// Types lines as long as they are taken, reads one, and goes away.
fn read_one_line(mut command: Command, line: &'static str) -> Output {
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut keyboard = child.stdin.take().expect("it is piped");
    let typing = thread::spawn(move || while keyboard.write_all(line.as_bytes()).is_ok() {});
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("it is piped"))
        .read_line(&mut first)
        .expect("it answers");
    assert!(!first.is_empty());
    let output = child.wait_with_output().expect("the program ends");
    typing.join().expect("typing does not panic");
    output
}

#[test]
fn a_reader_that_goes_away_ends_an_endless_input() {
    for (arguments, line) in [
        (
            &["grade", "--stream"][..],
            "{\"exercise\": \"two-layer-nonlinear/01\", \"answers\": {\"Z\": \"1\"}}\n",
        ),
        (&["eval"], "1 + 1\n"),
        (&["--plain", crate::EXERCISE], "again\n"),
    ] {
        let output = read_one_line(gradus(arguments), line);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    }
}
