//! A program in a pseudo-terminal, and what a person sees of it.
#![allow(dead_code, reason = "each test uses the part of it that it needs")]

use std::io::{Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, PtyPair, PtySize, native_pty_system};

use super::folder::Folder;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_gradus");
pub const PATIENCE: Duration = Duration::from_secs(30);

pub fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// A program in a terminal.
pub struct Terminal {
    pub pair: PtyPair,
    pub child: Box<dyn Child + Send + Sync>,
    pub keyboard: Box<dyn Write + Send>,
    pub screen: Arc<Mutex<Screen>>,
    /// The modes of the line before the program came.
    pub modes: String,
    /// What it remembers.
    pub data: Folder,
}

pub struct Screen {
    pub parser: vt100::Parser,
    /// Everything that was written.
    pub bytes: Vec<u8>,
}

impl Screen {
    fn process(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        // On tiny screens the emulator may panic, which is no fault of the program: it begins anew.
        let drawn = panic::catch_unwind(AssertUnwindSafe(|| self.parser.process(bytes)));
        if drawn.is_err() {
            let (rows, cols) = self.parser.screen().size();
            self.parser = vt100::Parser::new(rows, cols, 0);
        }
    }
}

impl Terminal {
    /// Opens a program in a terminal; what it remembers is its own, unless a variable says
    /// otherwise.
    pub fn open(program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(size(80, 24)).expect("there are pseudo-terminals");
        let modes = modes(&pair);
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        for name in ["LC_ALL", "LC_CTYPE", "NO_COLOR"] {
            command.env_remove(name);
        }
        let data = Folder::new();
        command.env("GRADUS_DATA", data.path());
        command.env("GRADUS_CONFIG", "");
        for (name, value) in
            [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")].iter().chain(variables)
        {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let keyboard = pair.master.take_writer().expect("it is taken once");
        let mut output = pair.master.try_clone_reader().expect("it can be read");
        let parser = vt100::Parser::new(24, 80, 0);
        let screen = Arc::new(Mutex::new(Screen { parser, bytes: Vec::new() }));
        let drawn = Arc::clone(&screen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                let mut drawn = drawn.lock().expect("nobody panicked");
                drawn.process(&buffer[..count]);
            }
        });
        Self { pair, child, keyboard, screen, modes, data }
    }

    pub fn gradus(variables: &[(&str, &str)]) -> Self {
        let mut terminal = Self::open(Path::new(PROGRAM), &[], variables);
        terminal.wait("The product rule");
        terminal
    }

    pub fn send(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it listens");
        self.keyboard.flush().expect("it listens");
    }

    pub fn contents(&self) -> String {
        self.screen.lock().expect("nobody panicked").parser.screen().contents()
    }

    /// Waits until something holds.
    pub fn until(&mut self, what: &str, holds: impl Fn(&mut Self) -> bool) {
        let begin = Instant::now();
        while !holds(self) {
            assert!(begin.elapsed() < PATIENCE, "never: {what}\n{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until a text is on the screen, in any case of letters.
    pub fn wait(&mut self, text: &str) {
        let wanted = text.to_lowercase();
        self.until(text, |terminal| terminal.contents().to_lowercase().contains(&wanted));
    }

    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.screen.lock().expect("nobody panicked").parser.screen_mut().set_size(rows, cols);
        self.pair.master.resize(size(cols, rows)).expect("it can be resized");
    }

    /// Whether the terminal itself shows what it showed before the program.
    pub fn shows_the_shell(&mut self) -> bool {
        let guard = self.screen.lock().expect("nobody panicked");
        let screen = guard.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// Whether every mode is as it was before.
    pub fn is_given_back(&mut self) -> bool {
        self.shows_the_shell() && modes(&self.pair) == self.modes
    }

    pub fn is_taken(&self) -> bool {
        let guard = self.screen.lock().expect("nobody panicked");
        let screen = guard.parser.screen();
        let mouse = screen.mouse_protocol_mode() == vt100::MouseProtocolMode::ButtonMotion;
        screen.alternate_screen()
            && screen.bracketed_paste()
            && mouse
            && modes(&self.pair) != self.modes
    }

    /// Looks through what was written so far, and forgets it.
    pub fn expect_no_panic(&mut self) {
        let mut screen = self.screen.lock().expect("nobody panicked");
        let bytes = std::mem::take(&mut screen.bytes);
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("panicked"), "{text}");
    }

    pub fn end(&mut self) -> ExitStatus {
        let mut status = None;
        let begin = Instant::now();
        while status.is_none() {
            assert!(begin.elapsed() < PATIENCE, "it does not end\n{}", self.contents());
            status = self.child.try_wait().expect("it is our child");
            thread::sleep(Duration::from_millis(5));
        }
        self.until("the terminal is given back", Self::is_given_back);
        status.expect("it ended")
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().expect("it runs").to_string();
        assert!(
            Command::new("kill").args([name, &id]).status().expect("there is `kill`").success()
        );
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has mostly ended by now.
        let _ = self.child.kill();
    }
}

pub fn modes(pair: &PtyPair) -> String {
    format!("{:?}", pair.master.get_termios().expect("it is a terminal"))
}
