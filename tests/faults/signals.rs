//! Signals, terminals that are closed, and terminals without room.

use std::path::Path;
use std::process::Command;

use gradus::progress::Draft;
use gradus::progress::store::Store;
use gradus::session::{Effect, Session};
use gradus::tui::keeper::Keeper;

use crate::EXERCISE;
use crate::folder::Folder;
use crate::terminal::{PROGRAM, Terminal, modes, size};

/// What was typed last, as it is kept.
fn kept(folder: &Path) -> Option<String> {
    let (store, trouble) = Store::open(folder);
    assert_eq!(trouble, None);
    let key = Path::new(env!("CARGO_MANIFEST_DIR")).join(EXERCISE).display().to_string();
    store.drafts_of(&key).expect("it can be read").pop().map(|draft| draft.typed)
}

fn lesson(variables: &[(&str, &str)]) -> Terminal {
    let mut tutor = Terminal::open(Path::new(PROGRAM), &[EXERCISE], variables);
    tutor.wait("Question 1 of");
    tutor
}

#[test]
fn whatever_signal_ends_it_gives_the_terminal_back_and_keeps_what_is_typed() {
    for name in ["-HUP", "-TERM", "-INT", "-QUIT", "-ALRM", "-USR1", "-USR2", "-XCPU"] {
        let mut tutor = lesson(&[]);
        tutor.send("12.5");
        tutor.wait("12.5");
        tutor.signal(name);
        assert!(!tutor.end().success(), "{name}");
        tutor.expect_no_panic();
        assert_eq!(kept(tutor.data.path()).as_deref(), Some("{\"text\":\"12.5\"}"), "{name}");
    }
}

#[test]
fn a_panic_keeps_what_is_typed() {
    let folder = Folder::new();
    let draft = Draft {
        exercise: Path::new(env!("CARGO_MANIFEST_DIR")).join(EXERCISE).display().to_string(),
        version: String::new(),
        seed: 0,
        question: "f".into(),
        typed: "{\"text\":\"12.5\"}".into(),
        graded: String::new(),
        solved: false,
        seen: false,
        hints: 0,
        tries: 0,
        best: 0.0,
        spent: 0,
        at: 1,
    };
    let mut keeper = Keeper::open(folder.path());
    let mut session = Session::new(gradus::exercise::library::Library::built_in());
    let left = keeper.carry_out(Effect::Keep(Box::new(draft)), &mut session);
    assert!(left.is_ok() && keeper.waits());
    assert_eq!(kept(folder.path()), None);
    // The keeper is neither dropped nor asked: nothing unwinds in a program that is released.
    let panics = std::thread::spawn(|| panic!("on purpose, before anything is written"));
    assert!(panics.join().is_err());
    assert_eq!(kept(folder.path()).as_deref(), Some("{\"text\":\"12.5\"}"));
}

#[test]
fn a_stop_from_outside_gives_the_terminal_back_until_it_goes_on() {
    let mut shell =
        Terminal::open(Path::new("/bin/sh"), &["-i"], &[("PS1", "shell> "), ("ENV", "")]);
    shell.wait("shell>");
    shell.send(&format!("sh -c 'echo is $$; exec {PROGRAM} {EXERCISE}'\n"));
    shell.wait("Question 1 of");
    let written =
        String::from_utf8_lossy(&shell.screen.lock().expect("nobody panicked").bytes).into_owned();
    let id: String = written
        .rsplit("is ")
        .find_map(|rest| Some(rest.split_once(['\r', '\n'])?.0.to_owned()))
        .filter(|id| id.parse::<u32>().is_ok())
        .expect("the shell tells it");
    let signal = |name: &str| {
        assert!(Command::new("kill").args([name, &id]).status().expect("there is one").success());
    };
    shell.send("12.5");
    shell.wait("12.5");
    signal("-TSTP");
    shell.until("the shell is back", Terminal::shows_the_shell);
    shell.until("the shell asks", |shell| shell.contents().trim_end().ends_with("shell>"));
    shell.send("echo back $((40 + 2))\n");
    shell.wait("back 42");
    assert_eq!(kept(shell.data.path()).as_deref(), Some("{\"text\":\"12.5\"}"));
    // The size changes while it is stopped.
    shell.resize(100, 30);
    shell.send("fg\n");
    shell.until("it is drawn for the new size", |shell| {
        let contents = shell.contents();
        let width = |line: &str| line.trim_end().chars().count();
        contents.contains("12.5") && contents.lines().any(|line| width(line) > 90)
    });
    assert!(shell.is_taken());
    signal("-TERM");
    shell.until("the shell is back", Terminal::shows_the_shell);
    shell.send("exit\n");
    shell.until("the shell ends", |shell| shell.child.try_wait().expect("it is ours").is_some());
}

#[test]
fn a_terminal_without_room_costs_nothing() {
    let mut tutor = lesson(&[]);
    tutor.send("12");
    tutor.wait("12");
    for (cols, rows) in [(0, 0), (1, 1), (2, 2), (0, 24), (80, 0), (1, 500), (500, 1)] {
        tutor.pair.master.resize(size(cols, rows)).expect("it can be resized");
        tutor.send(".");
        tutor.send("\x7f");
    }
    // The emulator of this test has kept its size.
    tutor.pair.master.resize(size(80, 24)).expect("it can be resized");
    tutor.send(".5");
    tutor.wait("12.5");
    tutor.send("\x11");
    assert!(tutor.end().success());
    tutor.expect_no_panic();

    let script = format!("stty cols 0 rows 0; exec {PROGRAM} {EXERCISE}");
    let mut tutor = Terminal::open(Path::new("/bin/sh"), &["-c", &script], &[]);
    tutor.until("it runs", |tutor| tutor.is_taken());
    tutor.resize(80, 24);
    tutor.wait("Question 1 of");
    tutor.send("\x11");
    assert!(tutor.end().success());
}

#[test]
fn a_terminal_that_nobody_describes_is_taken_for_a_common_one() {
    for term in ["", "no-such-terminal", "vt100"] {
        let mut tutor = lesson(&[("TERM", term), ("TERMINFO", "/dev/null"), ("COLUMNS", "0")]);
        assert!(tutor.is_taken(), "{term}");
        tutor.send("\x11");
        assert!(tutor.end().success(), "{term}");
    }
}

#[test]
fn the_calculator_gives_the_terminal_back_as_it_found_it() {
    let mut calculator = Terminal::open(Path::new(PROGRAM), &["eval"], &[]);
    calculator.wait("> ");
    calculator.send("6 * 7\r");
    calculator.wait("ans = 42");
    calculator.send("\x04");
    assert!(calculator.end().success());
    for name in ["-TERM", "-HUP", "-QUIT"] {
        let mut calculator = Terminal::open(Path::new(PROGRAM), &["eval"], &[]);
        calculator.wait("> ");
        calculator
            .until("it edits a line", |calculator| modes(&calculator.pair) != calculator.modes);
        calculator.send("6 * 7");
        calculator.wait("6 * 7");
        calculator.signal(name);
        assert!(!calculator.end().success(), "{name}");
    }
}
