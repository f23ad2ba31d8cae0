//! Random keys, pastes, mouse events and sizes at the real program.

use std::env;
use std::io::Write;

use crate::terminal::Terminal;

/// Numbers that look random: `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % count as u64).expect("it is small")
    }

    /// What a keyboard, a clipboard or a mouse might send; never what ends or suspends.
    fn input(&mut self) -> String {
        const KEYS: [&str; 26] = [
            "\r", "\r", "\x1b", "\t", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~",
            "\x1b[6~", "\x1b[H", "\x1b[F", "\x7f", "\x1b[3~", "\x1bOP", "\x1bOQ", "\x1bOR",
            "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x0e", "\x10", "\x0c",
        ];
        const LETTERS: &str = "0123456789.-+*/()[],;= abcdefghijklmnoprstuvwxyzUV?:@^−½σ∂日";
        match self.below(10) {
            0..=3 => KEYS[self.below(KEYS.len())].to_owned(),
            4 => {
                let button = [0, 0, 32, 64, 65, 2][self.below(6)];
                let (x, y) = (1 + self.below(130), 1 + self.below(45));
                format!("\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m")
            }
            5 => {
                let texts = ["1 2 3\r4 5 6", "[[1, 2], [3, 4]]", "", "\x07\x1b[2J", "2/3", "))))"];
                format!("\x1b[200~{}\x1b[201~", texts[self.below(texts.len())])
            }
            _ => {
                let letters: Vec<char> = LETTERS.chars().collect();
                letters[self.below(letters.len())].to_string()
            }
        }
    }
}

/// Ends whatever sequence was begun.
const SETTLED: &str = "\x1b\x1b[<0;1;1m";

#[test]
fn a_storm_ends_with_the_terminal_as_it_was() {
    let count = env::var("GRADUS_STORM").map_or(1_000, |count| count.parse().expect("a number"));
    let mut chance = Chance(11);
    let mut tutor = Terminal::gradus(&[]);
    for step in 0..count {
        // The menu and the last line have a way to leave.
        if tutor.child.try_wait().expect("it is our child").is_some() {
            assert!(tutor.end().success(), "after {step}");
            tutor = Terminal::gradus(&[]);
        }
        if step % 100 == 99 {
            tutor.expect_no_panic();
            let _ = tutor.keyboard.write_all(format!("{SETTLED}\x0c").as_bytes());
            tutor.until("it has caught up", |tutor| {
                let bytes = &tutor.screen.lock().expect("nobody panicked").bytes;
                let drawn = String::from_utf8_lossy(bytes).contains("\x1b[?1049h");
                drawn || tutor.child.try_wait().expect("it is our child").is_some()
            });
        }
        if chance.below(40) == 0 {
            let (cols, rows) = (1 + chance.below(130), 1 + chance.below(45));
            let short = |size| u16::try_from(size).expect("it is small");
            tutor.resize(short(cols), short(rows));
        } else {
            // It may have left between the two.
            let _ = tutor.keyboard.write_all(chance.input().as_bytes());
        }
    }
    tutor.resize(80, 24);
    // Clicks may have left it before; else nothing but this key leaves.
    let _ = tutor.keyboard.write_all(format!("{SETTLED}\x11").as_bytes());
    assert!(tutor.end().success());
    tutor.expect_no_panic();
}
