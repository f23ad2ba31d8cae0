//! Random keys, pastes, mouse events and sizes: nothing panics, and no draft is lost.
//!
//! The storm is the same in every run. `GRADUS_STORM=100000` makes it as long as that.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use gradus::exercise::library::Library;
use gradus::grading::Answer;
use gradus::session::draft::Draft;
use gradus::session::{Action, Command, Effect, Place, Session};
use gradus::tui::theme::{Colours, Depth, Theme};
use gradus::tui::{keymap, meaning, screen};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

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

/// The place of a draft: exercise, seed, question.
type Key = (usize, u64, usize);

struct Storm {
    session: Session,
    theme: Theme,
    area: Rect,
    chance: Chance,
    /// Every draft as it was seen last.
    drafts: BTreeMap<Key, Answer>,
    changes: usize,
}

impl Storm {
    fn new(library: Library, seed: u64) -> Self {
        let mut storm = Self {
            session: Session::new(library),
            theme: Theme {
                colours: [Colours::Terminal, Colours::Dark, Colours::Light]
                    [usize::try_from(seed % 3).expect("it is small")],
                depth: Depth::True,
                unicode: !seed.is_multiple_of(3),
            },
            area: Rect::new(0, 0, 80, 24),
            chance: Chance(seed),
            drafts: BTreeMap::new(),
            changes: 0,
        };
        for effect in storm.session.start() {
            let Effect::Load(index) = effect else { continue };
            let loaded = storm.session.library().load(storm.session.entry(index));
            storm.session.apply(Action::Loaded(index, Box::new(loaded)));
        }
        storm
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
        let (width, height) = (self.area.width.max(1) + 2, self.area.height.max(1) + 2);
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
        let action = match self.chance.below(100) {
            0..=5 => Some(Action::Paste(self.paste())),
            6..=8 => {
                let size = if self.chance.hits(30) { (70, 30) } else { (220, 70) };
                let (width, height) = (self.chance.below(size.0), self.chance.below(size.1));
                self.area = Rect { width: short(width), height: short(height), ..self.area };
                None
            }
            9..=18 => {
                let mouse = self.mouse();
                meaning::pointed(&self.session, self.theme, self.area, mouse)
            }
            _ => keymap::action(self.key(), self.session.context()),
        };
        match action {
            Some(action) => self.act(action),
            None => self.draw(),
        }
        if self.chance.hits(2) {
            self.travel();
        }
    }

    /// Goes out of everything, and somewhere else.
    fn travel(&mut self) {
        (0..6).for_each(|_| self.act(Action::Do(Command::Back)));
        self.act(Action::Do(Command::First));
        let count = self.session.library().entries().len();
        for _ in 0..self.chance.below(count) {
            self.act(Action::Do(Command::Down));
        }
        self.act(Action::Do(Command::Confirm));
    }

    fn act(&mut self, action: Action) {
        // Leaving would only end the storm.
        let leaves = |command| matches!(command, Command::Quit | Command::Suspend);
        if matches!(action, Action::Do(command) | Action::Run(command) if leaves(command)) {
            return;
        }
        let action = meaning::resolve(&self.session, self.theme, self.area, action);
        let before = self.current();
        let said = format!("{action:?}");
        let edits = edits(&action);
        self.session.apply(action);
        self.compare(before, edits, &said);
        if self.chance.hits(25) {
            self.draw();
        }
    }

    /// The draft that is shown.
    fn current(&self) -> Option<Key> {
        let Place::Exercise(index) = self.session.place() else { return None };
        let (_, desk) = self.session.current()?;
        Some((index, desk.seed(), desk.question()))
    }

    /// Compares all drafts of the variant that is shown with what they were: only the one that
    /// was shown may have changed, and only by editing.
    fn compare(&mut self, before: Option<Key>, edits: bool, said: &str) {
        let Place::Exercise(index) = self.session.place() else { return };
        let Some((exercise, desk)) = self.session.current() else { return };
        let Ok(sheet) = desk.sheet() else { return };
        for question in 0..exercise.questions.len() {
            let key = (index, desk.seed(), question);
            let draft = sheet.work(question).draft();
            let answer = draft.answer();
            let known = self.drafts.insert(key, answer.clone());
            let Some(known) = known.filter(|known| *known != answer) else { continue };
            // Which line of a backward pass is named is part of that answer.
            let named = matches!(draft, Draft::Mend(_));
            assert!(
                before == Some(key) && (edits || named),
                "{said} changed {known:?} to {answer:?} in {key:?}, shown was {before:?}"
            );
            self.changes += 1;
        }
    }

    fn draw(&self) {
        let mut buffer = Buffer::empty(self.area);
        let cursor = screen::draw(&self.session, self.theme, self.area, &mut buffer);
        if let Some(cursor) = cursor {
            assert!(self.area.contains(cursor), "{cursor:?} in {:?}", self.area);
        }
        for cell in &buffer.content {
            let harmful = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}');
            assert!(!cell.symbol().contains(harmful), "{:?}", cell.symbol());
        }
    }
}

fn short(count: usize) -> u16 {
    u16::try_from(count).expect("it is small")
}

/// Whether a step may change what is typed.
fn edits(action: &Action) -> bool {
    match action {
        Action::Type(_) | Action::Paste(_) | Action::Choose(_) => true,
        Action::Do(command) | Action::Run(command) => matches!(
            command,
            Command::EraseBefore
                | Command::EraseAfter
                | Command::EraseLine
                | Command::Toggle
                | Command::Undo
                | Command::Redo
                | Command::Fill
                | Command::Clear
        ),
        _ => false,
    }
}

fn steps() -> usize {
    env::var("GRADUS_STORM").map_or(STEPS, |steps| steps.parse().expect("it is a number"))
}

fn rage(library: &Library, seed: u64, steps: usize, visited: usize) {
    let mut storm = Storm::new(library.clone(), seed);
    for _ in 0..steps {
        storm.step();
    }
    assert!(storm.changes > steps / 50, "{} changes: much is typed", storm.changes);
    assert!(storm.drafts.len() > visited, "{} drafts: much is visited", storm.drafts.len());
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
