//! The tutor played without a terminal: lines of a scene in, frames out.
#![allow(dead_code, reason = "each test uses the part of it that it needs")]

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use gradus::exercise::library::Library;
use gradus::picture::surface::GRIDS;
use gradus::session::sheet::Progress;
use gradus::session::{Action, Effect, Session};
use gradus::tui::theme::{Colours, Depth, Theme};
use gradus::tui::{keymap, meaning, screen};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub const UNICODE: Theme =
    Theme { colours: Colours::Terminal, depth: Depth::Indexed, unicode: true };
pub const ASCII: Theme = Theme { colours: Colours::None, depth: Depth::Sixteen, unicode: false };

/// The tutor without its terminal.
pub struct Player {
    pub session: Session,
    pub theme: Theme,
    pub area: Rect,
    pub left: bool,
    /// Whether the landscape's loss is to be computed.
    asked: bool,
}

impl Player {
    pub fn new(theme: Theme, (width, height): (u16, u16)) -> Self {
        Self::with(
            Library::open(&["tests/screens/pack".into()]).expect("the pack is there"),
            theme,
            (width, height),
        )
    }

    pub fn with(library: Library, theme: Theme, (width, height): (u16, u16)) -> Self {
        let mut player = Self::of(Session::new(library), theme, (width, height));
        player.carry_out(player.session.start());
        player
    }

    pub fn of(session: Session, theme: Theme, (width, height): (u16, u16)) -> Self {
        Self { session, theme, area: Rect::new(0, 0, width, height), left: false, asked: false }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Load(index) => {
                    let loaded = self.session.library().load(self.session.entry(index));
                    effects.extend(self.session.apply(Action::Loaded(index, Box::new(loaded))));
                }
                Effect::Survey => self.asked = true,
                Effect::Quit => self.left = true,
                Effect::Suspend
                | Effect::Redraw
                | Effect::Recall(_)
                | Effect::Record(_)
                | Effect::Keep(_)
                | Effect::Happened(..)
                | Effect::Tell => {}
            }
        }
    }

    pub fn apply(&mut self, action: Action) {
        let action = meaning::resolve(&self.session, self.theme, self.area, action);
        let effects = self.session.apply(action);
        self.carry_out(effects);
    }

    pub fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        if let Some(action) = keymap::action(KeyEvent::new(code, modifiers), self.session.context())
        {
            self.apply(action);
        }
    }

    pub fn typed(&mut self, text: &str) {
        text.chars().for_each(|c| self.key(KeyCode::Char(c), KeyModifiers::NONE));
    }

    /// Plays lines of a scene.
    pub fn play(&mut self, scene: &str) {
        for line in scene.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
            match kind {
                "type" => self.typed(rest),
                "paste" => self.apply(Action::Paste(
                    rest.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t"),
                )),
                "press" => rest.split_whitespace().for_each(|name| {
                    let (code, modifiers) = key(name);
                    self.key(code, modifiers);
                }),
                _ => panic!("a scene has no line `{line}`"),
            }
        }
        self.survey();
    }

    /// Computes what the landscape that is shown asked for last.
    fn survey(&mut self) {
        if !std::mem::take(&mut self.asked) {
            return;
        }
        let Some(mut survey) = self.session.survey() else { return };
        for grid in GRIDS {
            self.session.apply(Action::Surveyed(Box::new(survey.surface(grid))));
        }
    }

    pub fn buffer(&self) -> (Buffer, Option<Position>) {
        let mut buffer = Buffer::empty(self.area);
        let cursor = screen::draw(&self.session, self.theme, self.area, &mut buffer);
        (buffer, cursor)
    }

    pub fn frame(&self) -> String {
        let (buffer, cursor) = self.buffer();
        let mut out = String::new();
        for y in 0..self.area.height {
            let row: String =
                (0..self.area.width).map(|x| buffer[(x, y)].symbol().to_owned()).collect();
            out.push_str(row.trim_end());
            out.push('\n');
        }
        match cursor {
            Some(Position { x, y }) => out + &format!("cursor: column {x}, row {y}\n"),
            None => out + "no cursor\n",
        }
    }

    /// The exercises as (progress, points).
    pub fn progress(&self, index: usize) -> (Progress, f64) {
        let points = self.session.desk(index).map_or(0.0, gradus::session::desk::Desk::points);
        (self.session.progress(index), points)
    }

    pub fn shows(&self, text: &str) -> bool {
        self.frame().contains(text)
    }
}

fn key(name: &str) -> (KeyCode, KeyModifiers) {
    if let Some(letter) = name.strip_prefix("Ctrl-") {
        let letter = letter.chars().next().expect("a letter follows").to_ascii_lowercase();
        return (KeyCode::Char(letter), KeyModifiers::CONTROL);
    }
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Space" => KeyCode::Char(' '),
        _ => match name.strip_prefix('F').map(str::parse) {
            Some(Ok(number)) => KeyCode::F(number),
            _ => panic!("there is no key `{name}`"),
        },
    };
    (code, KeyModifiers::NONE)
}
