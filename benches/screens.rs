//! What the tutor's screens cost: drawing, keys, the first frame, waiting, memory.
//!
//! `cargo bench --bench screens` measures the program in a pseudo-terminal of 200×60, and ends
//! with status 1 if one of the budgets is not kept.

#[path = "../tests/screens/player.rs"]
mod player;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    let mut kept = measure::drawing();
    kept &= measure::first_frames();
    kept &= measure::keys();
    kept &= measure::waiting();
    if kept { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

#[cfg(not(unix))]
fn main() {
    println!("screens are measured in a pseudo-terminal, on Unix alone");
}

#[cfg(unix)]
mod measure {
    use std::fs;
    use std::io::{Read, Write};
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;
    use std::time::{Duration, Instant};

    use gradus::exercise::library::Library;
    use gradus::tui::screen;
    use gradus::tui::theme::{Colours, Depth, Theme};
    use portable_pty::{Child, CommandBuilder, PtyPair, PtySize, native_pty_system};
    use ratatui::buffer::Buffer;

    use super::player::Player;

    const SIZE: (u16, u16) = (200, 60);
    const EXERCISE: &str = "exercises/60-two-layer-nonlinear/01-sigmoid.toml";
    /// How long nothing has to come for a frame to be over.
    const QUIET: Duration = Duration::from_millis(3);

    /// Durations in order: the median, the one of a hundred that is exceeded once, the longest.
    fn told(what: &str, mut times: Vec<Duration>, budget: Duration) -> bool {
        times.sort_unstable();
        let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)];
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let kept = at(99) <= budget;
        println!(
            "{what:<44} p50 {:>7.3} ms  p99 {:>7.3} ms  most {:>7.3} ms  of {}  {}",
            milliseconds(at(50)),
            milliseconds(at(99)),
            milliseconds(at(100)),
            milliseconds(budget),
            if kept { "kept" } else { "NOT KEPT" },
        );
        kept
    }

    /// Every screen drawn again and again.
    pub fn drawing() -> bool {
        let scenes = [
            ("home", ""),
            ("home, narrowed and searched", "type t\ntype /e"),
            ("exercise", "press Enter"),
            ("wrong answer", "press Enter\npaste 1 1 1 1; 1 1 1 1; 1 1 1 1\npress Enter F2"),
            ("help", "press Enter F1"),
            ("menu", "press Enter\ntype :"),
            ("scratch", "press Enter F9\ntype W1 @ X\npress Enter"),
            ("solution", "press Enter F5"),
            ("graph", "press Enter F8"),
            ("landscape", "press Enter F7\ntype a\npress Enter Enter Enter Enter Enter Enter"),
        ];
        let theme = Theme { colours: Colours::Dark, depth: Depth::True, unicode: true };
        let mut kept = true;
        for (name, scene) in scenes {
            let library = Library::built_in();
            let mut player = Player::with(library, theme, SIZE);
            if scene.starts_with("press Enter") {
                player.play("type /nonlinear/01-sigmoid");
            }
            player.play(scene);
            let mut times = Vec::new();
            for _ in 0..500 {
                let mut buffer = Buffer::empty(player.area);
                let begin = Instant::now();
                screen::draw(&player.session, theme, player.area, &mut buffer);
                times.push(begin.elapsed());
            }
            kept &= told(&format!("drawing {name}"), times, Duration::from_millis(2));
        }
        kept
    }

    /// The program in a pseudo-terminal, and when what came from it.
    struct Tutor {
        child: Box<dyn Child + Send + Sync>,
        keyboard: Box<dyn Write + Send>,
        output: Receiver<(Instant, Vec<u8>)>,
        started: Instant,
        _pair: PtyPair,
    }

    impl Tutor {
        fn open(arguments: &[&str]) -> Self {
            let size = PtySize { rows: SIZE.1, cols: SIZE.0, pixel_width: 0, pixel_height: 0 };
            let pair = native_pty_system().openpty(size).expect("there are pseudo-terminals");
            let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gradus"));
            command.args(arguments);
            command.cwd(env!("CARGO_MANIFEST_DIR"));
            for (name, value) in
                [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")]
            {
                command.env(name, value);
            }
            let mut reader = pair.master.try_clone_reader().expect("it can be read");
            let keyboard = pair.master.take_writer().expect("it is taken once");
            let (send, output) = channel();
            thread::spawn(move || {
                let mut buffer = vec![0; 1 << 16];
                while let Ok(count @ 1..) = reader.read(&mut buffer) {
                    if send.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                        break;
                    }
                }
            });
            let started = Instant::now();
            let child = pair.slave.spawn_command(command).expect("the program starts");
            Self { child, keyboard, output, started, _pair: pair }
        }

        fn send(&mut self, keys: &str) -> Instant {
            let sent = Instant::now();
            self.keyboard.write_all(keys.as_bytes()).expect("it listens");
            self.keyboard.flush().expect("it listens");
            sent
        }

        /// When the last of what comes now has come, and all of it; nothing if none comes.
        fn frame(&self, patience: Duration) -> Option<(Instant, Vec<u8>)> {
            let (mut last, mut bytes) = self.output.recv_timeout(patience).ok()?;
            while let Ok((at, more)) = self.output.recv_timeout(QUIET) {
                last = at;
                bytes.extend(more);
            }
            Some((last, bytes))
        }

        /// Waits until nothing comes for a while.
        fn settle(&self) {
            while self.frame(Duration::from_millis(300)).is_some() {}
        }

        fn status(&self, file: &str, field: &str) -> u64 {
            let id = self.child.process_id().expect("it runs");
            let tasks = fs::read_dir(format!("/proc/{id}/task")).expect("it is Linux");
            let paths = tasks.map(|task| task.expect("it is there").path().join(file));
            let read = |path: std::path::PathBuf| {
                let text = fs::read_to_string(path).unwrap_or_default();
                let line = text.lines().find_map(|line| line.strip_prefix(field))?;
                line.split_whitespace().next()?.parse::<u64>().ok()
            };
            paths.filter_map(read).sum()
        }

        fn memory(&self, field: &str) -> f64 {
            let id = self.child.process_id().expect("it runs");
            let text = fs::read_to_string(format!("/proc/{id}/status")).expect("it is Linux");
            let line = text.lines().find_map(|line| line.strip_prefix(field));
            let kilobytes = line.and_then(|line| line.split_whitespace().next());
            kilobytes.and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
        }
    }

    impl Drop for Tutor {
        fn drop(&mut self) {
            // It is no longer needed, whatever it was doing.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    /// From the start of the process to its first whole frame.
    pub fn first_frames() -> bool {
        let mut times = Vec::new();
        for _ in 0..40 {
            let tutor = Tutor::open(&[]);
            let mut seen = Vec::new();
            let came = loop {
                let (at, bytes) =
                    tutor.output.recv_timeout(Duration::from_secs(10)).expect("a frame comes");
                seen.extend(bytes);
                // The last line of the screen ends with the key of the menu.
                if String::from_utf8_lossy(&seen).contains("menu") {
                    break at;
                }
            };
            times.push(came - tutor.started);
            tutor.settle();
        }
        told("first frame", times, Duration::from_millis(20))
    }

    /// From a key to the frame that it leads to, as the terminal gets it.
    pub fn keys() -> bool {
        let mut kept = true;
        let cases: [(&str, &[&str], &str, [&str; 2]); 5] = [
            ("key at home", &[], "", ["j", "k"]),
            ("key in a grid", &[EXERCISE], "", ["7", "\x7f"]),
            ("key in the solution", &[EXERCISE], "\x1b[15~", ["n", "p"]),
            ("key in the graph", &[EXERCISE], "\x1b[19~", ["k", "j"]),
            ("key in the landscape", &[EXERCISE], "\x1b[18~", ["\x1b[C", "\x1b[D"]),
        ];
        for (name, arguments, way, keys) in cases {
            let mut tutor = Tutor::open(arguments);
            tutor.settle();
            if !way.is_empty() {
                tutor.send(way);
                tutor.settle();
            }
            let mut times = Vec::new();
            for key in keys.iter().cycle().take(400) {
                let sent = tutor.send(key);
                let Some((came, _)) = tutor.frame(Duration::from_secs(1)) else { continue };
                times.push(came - sent);
            }
            assert!(times.len() > 390, "{name}: {} keys changed the screen", times.len());
            kept &= told(name, times, Duration::from_millis(5));
        }
        kept
    }

    /// What waiting costs, and what is kept in memory after every screen was seen.
    pub fn waiting() -> bool {
        let mut tutor = Tutor::open(&[]);
        tutor.settle();
        let switches = |tutor: &Tutor| tutor.status("status", "voluntary_ctxt_switches:");
        thread::sleep(Duration::from_secs(1));
        let before = switches(&tutor);
        thread::sleep(Duration::from_secs(5));
        let woken = switches(&tutor) - before;
        println!("{:<44} {woken} in 5 s  of 0", "wake-ups while nothing happens");
        let start = tutor.memory("VmRSS:");
        tutor.send("/nonlinear/01-sigmoid");
        tutor.settle();
        for keys in ["\r", "\x1b[15~", "\x1b", "\x1b[19~", "\x1b", "\x1b[18~", "\r\r\r", "\x1b"] {
            tutor.send(keys);
            tutor.settle();
        }
        let (now, most) = (tutor.memory("VmRSS:"), tutor.memory("VmHWM:"));
        println!(
            "{:<44} {start:.1} MiB at home, {now:.1} after every screen, {most:.1} at most  of 20",
            "resident memory"
        );
        woken == 0 && most <= 20.0
    }
}
