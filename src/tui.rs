//! The tutor on the screen: keys become actions, actions change the session, the session is
//! drawn. Effects are carried out here and nowhere else.
//!
//! Nothing moves by itself, so nothing is drawn until a key, a signal or a resize comes: the
//! loop waits, and idle costs no time.

pub mod keymap;
pub mod pane;
pub mod plain;
pub mod prose;
pub mod screen;
pub mod spelling;
mod terminal;
pub mod tex;
pub mod theme;
pub mod widget;
pub mod words;

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::Receiver;

use crossterm::event::{Event, KeyEventKind};
use signal_hook::consts::SIGCONT;
use signal_hook::low_level::emulate_default_handler;

use crate::exercise::library::Library;
use crate::session::{Action, Effect, Session};
use terminal::{Input, Terminal};
use theme::Theme;

/// Shows the tutor until the learner leaves it. A library of one exercise opens it.
///
/// # Errors
/// The terminal cannot be read or written.
pub fn run(library: Library) -> io::Result<()> {
    let mut terminal = Terminal::open()?;
    let inputs = terminal::listen()?;
    let session = Session::new(library);
    let unread = session.start().into();
    let mut tutor = Tutor { session, theme: Theme::from_environment(), unread };
    if tutor.unread.len() == 1 {
        tutor.carry_out_one();
    }
    let end = tutor.run(&mut terminal, &inputs);
    drop(terminal);
    match end? {
        Some(signal) => emulate_default_handler(signal),
        None => Ok(()),
    }
}

struct Tutor {
    session: Session,
    theme: Theme,
    /// What is carried out when nothing else is to be done.
    unread: VecDeque<Effect>,
}

/// What comes after an input.
enum Next {
    GoOn,
    Leave(Option<i32>),
}

impl Tutor {
    /// Runs until the learner leaves, or a signal ends it.
    fn run(
        &mut self,
        terminal: &mut Terminal,
        inputs: &Receiver<Input>,
    ) -> io::Result<Option<i32>> {
        loop {
            terminal.draw(|area, buffer| screen::draw(&self.session, self.theme, area, buffer))?;
            let mut input = self.wait(inputs)?;
            // What is already there is taken in before the screen is drawn again.
            while let Some(here) = input {
                if let Next::Leave(signal) = self.take(here, terminal)? {
                    return Ok(signal);
                }
                input = inputs.try_recv().ok();
            }
        }
    }

    /// The next input; none if meanwhile all files were read. Files are read while no input
    /// waits.
    fn wait(&mut self, inputs: &Receiver<Input>) -> io::Result<Option<Input>> {
        while self.carry_out_one() {
            if let Ok(input) = inputs.try_recv() {
                return Ok(Some(input));
            }
            if self.unread.is_empty() {
                return Ok(None);
            }
        }
        inputs.recv().map(Some).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn carry_out_one(&mut self) -> bool {
        let Some(Effect::Load(index)) = self.unread.pop_front() else { return false };
        let loaded = self.session.library().load(self.session.entry(index));
        self.session.apply(Action::Loaded(index, Box::new(loaded)));
        true
    }

    fn take(&mut self, input: Input, terminal: &mut Terminal) -> io::Result<Next> {
        let action = match input {
            Input::Event(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                keymap::action(key, self.session.context())
            }
            Input::Event(Event::Paste(text)) => Some(Action::Paste(text)),
            Input::Event(_) => None,
            Input::Signal(SIGCONT) => {
                terminal.enter()?;
                None
            }
            Input::Signal(signal) => return Ok(Next::Leave(Some(signal))),
            Input::Lost(error) => return Err(error),
        };
        let Some(action) = action else { return Ok(Next::GoOn) };
        let action = match action {
            Action::Do(command) => {
                screen::scroll(&self.session, self.theme, terminal.area()?, command)
                    .unwrap_or(Action::Do(command))
            }
            other => other,
        };
        for effect in self.session.apply(action) {
            match effect {
                Effect::Quit => return Ok(Next::Leave(None)),
                Effect::Suspend => terminal.suspend()?,
                Effect::Redraw => terminal.enter()?,
                Effect::Load(_) => self.unread.push_back(effect),
            }
        }
        Ok(Next::GoOn)
    }
}
