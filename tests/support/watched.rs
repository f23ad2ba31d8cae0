//! A tutor that is watched: no step changes a draft but the one that is edited, and no frame holds
//! a character that a terminal would obey.

use std::collections::BTreeMap;

use crossterm::event::{KeyEvent, MouseEvent};
use gradus::exercise::library::Library;
use gradus::grading::Answer;
use gradus::session::draft::Draft;
use gradus::session::{Action, Command, Effect, Place, Session};
use gradus::tui::theme::Theme;
use gradus::tui::{keymap, meaning, screen};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The place of a draft: exercise, seed, question.
type Key = (usize, u64, usize);

pub struct Watched {
    pub session: Session,
    pub area: Rect,
    /// How often what is typed has changed.
    pub changes: usize,
    /// Every draft as it was seen last.
    pub drafts: BTreeMap<Key, Answer>,
    theme: Theme,
}

impl Watched {
    pub fn new(library: Library, theme: Theme) -> Self {
        let mut session = Session::new(library);
        for effect in session.start() {
            let Effect::Load(index) = effect else { continue };
            let loaded = session.library().load(session.entry(index));
            session.apply(Action::Loaded(index, Box::new(loaded)));
        }
        let area = Rect::new(0, 0, 80, 24);
        Self { session, area, changes: 0, drafts: BTreeMap::new(), theme }
    }

    /// What a key means.
    pub fn pressed(&self, key: KeyEvent) -> Option<Action> {
        keymap::action(key, self.session.context())
    }

    /// What the mouse means.
    pub fn pointed(&self, mouse: MouseEvent) -> Option<Action> {
        meaning::pointed(&self.session, self.theme, self.area, mouse)
    }

    pub fn act(&mut self, action: Action) {
        // Leaving would only end it.
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

    pub fn draw(&self) {
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

/// The commands that go out of everything, and to an exercise.
pub fn way_to(place: usize) -> impl Iterator<Item = Command> {
    let out = std::iter::repeat_n(Command::Back, 6).chain([Command::First]);
    out.chain(std::iter::repeat_n(Command::Down, place)).chain([Command::Confirm])
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
