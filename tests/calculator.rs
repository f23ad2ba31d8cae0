//! `gradus eval` without equations: a calculator in a terminal, and the same from a pipe.
#![cfg(unix)]

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The calculator in a terminal.
struct Terminal {
    /// Kept open while the program runs.
    _master: Box<dyn MasterPty>,
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl Terminal {
    fn open(arguments: &[&str]) -> Self {
        let size = PtySize { rows: 40, cols: 100, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("there are pseudo-terminals");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gradus"));
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("NO_COLOR", "1");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let keyboard = pair.master.take_writer().expect("it is taken once");
        let mut output = pair.master.try_clone_reader().expect("it can be read");
        let screen = Arc::new(Mutex::new(vt100::Parser::new(40, 100, 0)));
        let drawn = Arc::clone(&screen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                drawn.lock().expect("nobody panicked").process(&buffer[..count]);
            }
        });
        Self { _master: pair.master, child, keyboard, screen }
    }

    fn contents(&self) -> String {
        self.screen.lock().expect("nobody panicked").screen().contents()
    }

    /// Types, and waits until a text is on the screen.
    fn types(&mut self, keys: &str, then: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it listens");
        self.keyboard.flush().expect("it listens");
        let begun = Instant::now();
        while !self.contents().contains(then) {
            assert!(begun.elapsed() < Duration::from_secs(30), "no {then}:\n{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn lines_are_edited_completed_remembered_and_go_on_while_brackets_are_open() {
    let mut terminal = Terminal::open(&["eval", "--let", "start=5"]);
    terminal.types("", "`quit` leaves");
    terminal.types("sta\t + 1\r", "ans = 6");
    terminal.types("X = [1, 2;\r", "X = [1, 2;");
    terminal.types("3, 4]\r", "⎣ 3  4 ⎦");
    terminal.types("L = sum(start * X^2)\r", "L = 150");
    terminal.types("grad(L, start)\r", "central differences give the same");
    terminal.types("start = 1\r", "start = 1\n");
    // Three lines back, the equation of L.
    terminal.types("\u{1b}[A\u{1b}[A\u{1b}[A + 1\r", "L = 31");
    terminal.types("L = mean(\u{3}", "L = mean(");
    terminal.types("names\r", "  2×2\nL = 31\n");
    terminal.types("sigmod(1)\r", "did you mean `sigmoid`?");
    terminal.types("\u{4}", "");
    let begun = Instant::now();
    while terminal.child.try_wait().expect("it can be waited for").is_none() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", terminal.contents());
        thread::sleep(Duration::from_millis(5));
    }
    assert!(terminal.child.wait().expect("it ended").success());
}

#[test]
fn a_pipe_is_answered_line_by_line() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .arg("eval")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("it reads");
    let input = "w = 3\nL = (w - 1)^2; grad(L, w)\nv = u\nL * 2\nquit\nw\n";
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("it is text");
    assert!(text.starts_with("w = 3\nL = 4\n∂L/∂w = 2(w − 1)\n  ∂L/∂w = 4\n"), "{text}");
    assert!(text.ends_with("ans = 8\n"), "{text}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("`u`"));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_needs_equations_says_so() {
    let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["eval", "--format", "json"])
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there are no EQUATIONS"));
}
