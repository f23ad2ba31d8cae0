//! Keys, pastes, the mouse and sizes, at the tutor.
//!
//! A letter stands for its key, a control character for what a terminal sends it for, and other
//! bytes for what [`Event::next`] says.

use std::path::Path;
use std::sync::LazyLock;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use gradus::exercise::library::Library;
use gradus::session::Action;
use gradus::tui::theme::{Colours, Depth, Theme};
use ratatui::layout::Rect;

use super::watched::{Watched, way_to};

/// More events than this are not looked at.
const MOST: usize = 256;

/// After how many events the screen is drawn anew.
const DRAWN: usize = 3;

const KEYS: [KeyCode; 16] = [
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Delete,
    KeyCode::BackTab,
    KeyCode::Insert,
    KeyCode::Null,
    KeyCode::F(1),
    KeyCode::F(2),
    KeyCode::F(5),
    KeyCode::F(10),
];

const OTHERS: [char; 16] = [
    '−',
    '½',
    'σ',
    '∂',
    '日',
    '\u{302}',
    '\u{202e}',
    '\u{1b}',
    '\u{9b}',
    '×',
    'ᵀ',
    '²',
    '⊙',
    '\u{200b}',
    '\u{1f600}',
    '\u{0}',
];

const MICE: [MouseEventKind; 6] = [
    MouseEventKind::Down(MouseButton::Left),
    MouseEventKind::Drag(MouseButton::Left),
    MouseEventKind::Up(MouseButton::Left),
    MouseEventKind::Down(MouseButton::Right),
    MouseEventKind::ScrollUp,
    MouseEventKind::ScrollDown,
];

/// Exercises of every kind, some of them odd or broken.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = root.ancestors().find(|root| root.join("exercises").is_dir()).expect("it is there");
    let paths = [
        "tests/entrances/sheet.toml",
        "exercises/60-two-layer-nonlinear/05-formulas.toml",
        "exercises/60-two-layer-nonlinear/06-mend.toml",
        "tests/screens/pack",
    ];
    Library::open(&paths.map(|path| root.join(path))).expect("they are there")
});

enum Event {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(String),
    Resize(u16, u16),
    Go(usize),
}

impl Event {
    fn next(bytes: &mut impl Iterator<Item = u8>) -> Option<Self> {
        let plain = |code| Self::Key(KeyEvent::new(code, KeyModifiers::NONE));
        let byte = bytes.next()?;
        Some(match byte {
            b'\r' => plain(KeyCode::Enter),
            b'\n' => Self::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::ALT)),
            b'\t' => plain(KeyCode::Tab),
            0x1b => plain(KeyCode::Esc),
            0x7f => plain(KeyCode::Backspace),
            0..=0x1f => {
                let letter = char::from(byte | 0x60);
                Self::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
            }
            0x20..=0x7e => plain(KeyCode::Char(char::from(byte))),
            0x80..=0x8f => plain(KEYS[usize::from(byte & 15)]),
            0x90..=0x9f => plain(KeyCode::Char(OTHERS[usize::from(byte & 15)])),
            0xa0..=0xaf => {
                let modifiers = KeyModifiers::from_bits_truncate(byte & 15);
                let code = match bytes.next()? {
                    key @ 0x80..=0x8f => KEYS[usize::from(key & 15)],
                    letter => KeyCode::Char(char::from(letter)),
                };
                Self::Key(KeyEvent::new(code, modifiers))
            }
            0xb0..=0xbf => Self::Resize(bytes.next()?.into(), u16::from(bytes.next()?) / 3),
            0xc0..=0xcf => Self::Mouse(MouseEvent {
                kind: MICE[usize::from(byte & 15) % MICE.len()],
                column: bytes.next()?.into(),
                row: u16::from(bytes.next()?) / 2,
                modifiers: KeyModifiers::NONE,
            }),
            0xd0..=0xdf => Self::Go(usize::from(byte & 15)),
            0xe0..=0xff => {
                let length = usize::from(bytes.next()?);
                let text: Vec<u8> = bytes.take(length).collect();
                Self::Paste(String::from_utf8_lossy(&text).into_owned())
            }
        })
    }
}

/// Does what bytes say, at a tutor that is watched.
pub fn check(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let theme = Theme {
        colours: [Colours::Terminal, Colours::Dark, Colours::Light, Colours::Terminal]
            [usize::from(first & 3)],
        depth: Depth::True,
        unicode: first & 4 == 0,
    };
    let mut tutor = Watched::new(LIBRARY.clone(), theme);
    let mut bytes = rest.iter().copied();
    for number in 0..MOST {
        let Some(event) = Event::next(&mut bytes) else { break };
        let action = match event {
            Event::Key(key) => tutor.pressed(key),
            Event::Mouse(mouse) => tutor.pointed(mouse),
            Event::Paste(text) => Some(Action::Paste(text)),
            Event::Resize(width, height) => {
                tutor.area = Rect::new(0, 0, width, height);
                None
            }
            Event::Go(place) => {
                way_to(place).for_each(|command| tutor.act(Action::Do(command)));
                None
            }
        };
        if let Some(action) = action {
            tutor.act(action);
        }
        if number % DRAWN == 0 {
            tutor.draw();
        }
    }
    tutor.draw();
}
