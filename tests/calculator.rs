//! `gradus eval` without equations: a calculator in a terminal, and the same from a pipe.
#![cfg(unix)]

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
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
    /// Opens it where things are remembered in a folder.
    fn open(arguments: &[&str], folder: &Path) -> Self {
        let size = PtySize { rows: 40, cols: 100, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("there are pseudo-terminals");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gradus"));
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("NO_COLOR", "1");
        command.env("GRADUS_DATA", folder);
        command.env("GRADUS_CONFIG", "");
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
        let terminal = Self { _master: pair.master, child, keyboard, screen };
        terminal.asks();
        terminal
    }

    fn contents(&self) -> String {
        self.screen.lock().expect("nobody panicked").screen().contents()
    }

    /// Types, and waits until a text is on the screen.
    fn types(&mut self, keys: &str, then: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it listens");
        self.keyboard.flush().expect("it listens");
        self.until(|terminal| terminal.contents().contains(then));
    }

    /// Enters a line, and waits for the reply and for being asked again.
    fn enters(&mut self, line: &str, reply: &str) {
        self.types(&format!("{line}\r"), reply);
        self.asks();
    }

    /// Waits until the next line is asked for.
    fn asks(&self) {
        self.until(|terminal| terminal.contents().trim_end().ends_with("\n>"));
    }

    /// Waits for something.
    fn until(&self, is_so: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !is_so(self) {
            assert!(begun.elapsed() < Duration::from_secs(30), "{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends the session as Ctrl-D does.
    fn leaves(mut self) {
        self.types("\u{4}", "");
        let begun = Instant::now();
        while self.child.try_wait().expect("it can be waited for").is_none() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        }
        assert!(self.child.wait().expect("it ended").success());
    }
}

/// A folder of that name which is not there.
fn absent(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    folder
}

#[test]
fn lines_are_edited_completed_remembered_and_go_on_while_brackets_are_open() {
    let mut terminal = Terminal::open(&["eval", "--let", "start=5"], &absent("calculator-lines"));
    terminal.enters("sta\t + 1", "ans = 6");
    terminal.types("X = [1, 2;\r", "X = [1, 2;");
    terminal.enters("3, 4]", "⎣ 3  4 ⎦");
    terminal.enters("L = sum(start * X^2)", "L = 150");
    terminal.enters("grad(L, start)", "✓ central differences give");
    terminal.enters("start = 1", "start = 1\n");
    // Three lines back, the equation of L.
    terminal.enters("\u{1b}[A\u{1b}[A\u{1b}[A + 1", "L = 31");
    terminal.types("L = mean(\u{3}", "L = mean(");
    terminal.enters("names", "  2×2\nL = 31\n");
    // An empty line leaves brackets that nothing closes.
    terminal.types("L = mean(X\r", "L = mean(X");
    terminal.enters("", "error[");
    terminal.enters("start + 1", "ans = 2");
    terminal.enters("sigmod(1)", "did you mean `sigmoid`?");
    terminal.leaves();
}

#[test]
fn what_was_entered_is_there_in_the_next_session_however_the_last_one_ended() {
    let folder = absent("calculator-remembers").join("gradus");
    let file = folder.join("calculator-history");
    let mut terminal = Terminal::open(&["eval"], &folder);
    terminal.enters("w = 2", "w = 2\n");
    terminal.enters(" hidden = 7", "hidden = 7\n");
    terminal.enters("X = [1, 2;\r3, 4]", "⎣ 3  4 ⎦");
    terminal.types("dropped\u{3}", "dropped");
    terminal.enters("w + 1", "ans = 3");
    terminal.child.kill().expect("it runs");
    let mode = fs::metadata(&file).expect("it was written").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "others could read what was entered");

    let mut terminal = Terminal::open(&["eval"], &folder);
    terminal.types("\u{1b}[A", "> w + 1");
    // A matrix of two lines comes back as it was typed.
    terminal.enters("\u{1b}[A", "⎣ 3  4 ⎦");
    // Ctrl-R looks for what is typed then.
    terminal.enters("\u{12}w =\u{5} * 5", "w = 10");
    terminal.leaves();
    let kept = fs::read_to_string(&file).expect("it is text");
    let entries = ["w = 2", "X = [1, 2;\\n3, 4]", "w + 1", "X = [1, 2;\\n3, 4]", "w = 2 * 5"];
    assert_eq!(kept.lines().skip(1).collect::<Vec<_>>(), entries);
}

#[test]
fn nothing_is_remembered_where_that_is_not_wanted() {
    let folder = absent("calculator-forgets");
    let mut terminal = Terminal::open(&["eval", "--no-history"], &folder);
    terminal.enters("w = 2", "w = 2\n");
    terminal.leaves();
    answered("w = 3\n", &folder);
    assert!(!folder.exists(), "{} was made", folder.display());
}

#[test]
fn a_folder_that_cannot_be_written_is_told_once_and_hinders_nothing() {
    let folder = absent("calculator-hindered");
    fs::create_dir_all(&folder).expect("it can be made");
    let file = folder.join("file");
    fs::write(&file, "in the way").expect("it can be written");
    let mut terminal = Terminal::open(&["eval"], &file);
    terminal.enters("w = 2", "w = 2\n");
    terminal.enters("w * 3", "ans = 6\n");
    let said = terminal.contents();
    assert_eq!(said.matches("warning: what you enter is not remembered").count(), 1, "{said}");
    terminal.leaves();
}

/// What the calculator answers to lines from a pipe.
fn answered(input: &str, folder: &Path) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .arg("eval")
        .env("GRADUS_DATA", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("it reads");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_pipe_is_answered_line_by_line() {
    let input = "w = 3\nL = (w - 1)^2; grad(L, w)\nv = u\nL * 2\nquit\nw\n";
    let output = answered(input, &absent("calculator-pipe"));
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
