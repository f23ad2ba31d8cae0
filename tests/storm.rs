//! Random keys, pastes, mouse events and sizes: nothing panics, and no draft is lost.
//!
//! The storm is the same in every run. `GRADUS_STORM=100000` makes it as long as that.

#[path = "support/watched.rs"]
mod watched;

use std::env;
use std::path::Path;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use gradus::exercise::library::Library;
use gradus::session::Action;
use gradus::tui::theme::{Colours, Depth, Theme};
use ratatui::layout::Rect;
use watched::Watched;

/// The steps of each storm, if the environment does not say otherwise.
const STEPS: usize = 1_000;

/// Numbers that look random: `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).expect("it is small")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn hits(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const KEYS: [KeyCode; 17] = [
    KeyCode::Enter,
    KeyCode::Esc,
    KeyCode::Tab,
    KeyCode::BackTab,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::Backspace,
    KeyCode::Delete,
    KeyCode::Insert,
    KeyCode::Null,
    KeyCode::CapsLock,
];
const LETTERS: &str =
    "0123456789.-+*/()[],;= \t\u{7f}abcdefghijklmnopqrstuvwxyzUV?:@^−½σ∂日\u{302}\u{202e}\u{1b}";
const TEXTS: [&str; 16] = [
    "[[1, 2], [3, 4]]",
    "1 2 3\n4 5 6",
    "1\t2\r\n3\t4\r\n",
    "np.array([[1., -0.5], [2/3, 1e9]])",
    "[1 -2; 3 4]",
    "",
    "\n\n\n",
    "sigmoid(0.5) * (1 - sigmoid(0.5))",
    "W1 @ X + b1",
    "2/m * (yhat - y) @ A.T",
    "[[[[[[[[",
    "))))",
    "1e999 nan inf -0",
    "1/0",
    "\u{1b}[2J\u{7}\u{9b}",
    "3x2",
];
const MODIFIERS: [KeyModifiers; 6] = [
    KeyModifiers::CONTROL,
    KeyModifiers::ALT,
    KeyModifiers::SHIFT,
    KeyModifiers::SUPER,
    KeyModifiers::CONTROL.union(KeyModifiers::ALT),
    KeyModifiers::CONTROL.union(KeyModifiers::SHIFT),
];

struct Storm {
    tutor: Watched,
    chance: Chance,
}

impl Storm {
    fn new(library: Library, seed: u64) -> Self {
        let theme = Theme {
            colours: [Colours::Terminal, Colours::Dark, Colours::Light]
                [usize::try_from(seed % 3).expect("it is small")],
            depth: Depth::True,
            unicode: !seed.is_multiple_of(3),
        };
        Self { tutor: Watched::new(library, theme), chance: Chance(seed) }
    }

    fn key(&mut self) -> KeyEvent {
        let code = match self.chance.below(10) {
            0..=3 => self.chance.one(&KEYS),
            4 => KeyCode::F(self.chance.one(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
            _ => KeyCode::Char(self.chance.one(&LETTERS.chars().collect::<Vec<_>>())),
        };
        let modified = self.chance.hits(12);
        let modifiers = if modified { self.chance.one(&MODIFIERS) } else { KeyModifiers::NONE };
        KeyEvent::new(code, modifiers)
    }

    /// A click, a pull or a turn of the wheel, mostly on the screen.
    fn mouse(&mut self) -> MouseEvent {
        let kind = self.chance.one(&[
            MouseEventKind::Down(MouseButton::Left),
            MouseEventKind::Down(MouseButton::Left),
            MouseEventKind::Down(MouseButton::Left),
            MouseEventKind::Drag(MouseButton::Left),
            MouseEventKind::Up(MouseButton::Left),
            MouseEventKind::Down(MouseButton::Right),
            MouseEventKind::ScrollUp,
            MouseEventKind::ScrollDown,
            MouseEventKind::Moved,
        ]);
        let (width, height) = (self.tutor.area.width.max(1) + 2, self.tutor.area.height.max(1) + 2);
        let column = short(self.chance.below(width.into()));
        let row = short(self.chance.below(height.into()));
        MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }
    }

    fn paste(&mut self) -> String {
        if self.chance.hits(20) {
            let count = self.chance.one(&[1, 10, 100, 2_000]);
            let letters: Vec<char> = LETTERS.chars().chain("\n\n\r".chars()).collect();
            return (0..count).map(|_| self.chance.one(&letters)).collect();
        }
        self.chance.one(&TEXTS).to_owned()
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            0..=5 => {
                let text = self.paste();
                self.act(Action::Paste(text));
            }
            6..=8 => {
                let size = if self.chance.hits(30) { (70, 30) } else { (220, 70) };
                let (width, height) = (self.chance.below(size.0), self.chance.below(size.1));
                self.tutor.area = Rect::new(0, 0, short(width), short(height));
                self.tutor.draw();
            }
            9..=18 => {
                let mouse = self.mouse();
                let action = self.tutor.pointed(mouse);
                self.act_or_draw(action);
            }
            _ => {
                let key = self.key();
                let action = self.tutor.pressed(key);
                self.act_or_draw(action);
            }
        }
        if self.chance.hits(2) {
            self.travel();
        }
    }

    /// Goes out of everything, and somewhere else.
    fn travel(&mut self) {
        let count = self.tutor.session.library().entries().len();
        let place = self.chance.below(count);
        for command in watched::way_to(place) {
            self.act(Action::Do(command));
        }
    }

    fn act_or_draw(&mut self, action: Option<Action>) {
        match action {
            Some(action) => self.act(action),
            None => self.tutor.draw(),
        }
    }

    fn act(&mut self, action: Action) {
        self.tutor.act(action);
        if self.chance.hits(25) {
            self.tutor.draw();
        }
    }
}

fn short(count: usize) -> u16 {
    u16::try_from(count).expect("it is small")
}

fn steps() -> usize {
    env::var("GRADUS_STORM").map_or(STEPS, |steps| steps.parse().expect("it is a number"))
}

fn rage(library: &Library, seed: u64, steps: usize, visited: usize) {
    let mut storm = Storm::new(library.clone(), seed);
    for _ in 0..steps {
        storm.step();
    }
    assert!(storm.tutor.changes > steps / 50, "{} changes: much is typed", storm.tutor.changes);
    let drafts = storm.tutor.drafts.len();
    assert!(drafts > visited, "{drafts} drafts: much is visited");
}

#[test]
fn a_storm_over_the_built_in_library_loses_nothing() {
    rage(&Library::built_in(), 1, steps(), 20);
}

#[test]
fn a_storm_over_odd_and_broken_exercises_loses_nothing() {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens/pack");
    rage(&Library::open(&[pack]).expect("the pack is there"), 3, steps(), 4);
}

#[test]
fn a_storm_at_one_exercise_of_lines_and_formulas_loses_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises/60-two-layer-nonlinear");
    let files = ["05-formulas.toml", "06-mend.toml"].map(|name| folder.join(name));
    rage(&Library::open(&files).expect("they are there"), 7, steps(), 8);
}
