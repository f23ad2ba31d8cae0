//! The tutor on the screen: keys become actions, actions change the session, the session is
//! drawn. Effects are carried out here and nowhere else.
//!
//! Nothing is drawn until a key, a signal or a resize comes: the loop waits, and idle costs no
//! time. Only while a landscape's ways go on by themselves the loop wakes up for each step.
//!
//! ```
//! use gradus::exercise::library::Library;
//! use gradus::session::Session;
//! use gradus::tui::screen::draw;
//! use gradus::tui::theme::{Choice, Theme};
//! use ratatui::buffer::Buffer;
//! use ratatui::layout::Rect;
//!
//! let area = Rect::new(0, 0, 80, 24);
//! let mut screen = Buffer::empty(area);
//! draw(&Session::new(Library::built_in()), Theme::from_environment(Choice::None), area, &mut screen);
//! assert_eq!(&screen[(1, 0)].symbol(), &"g");
//! ```

pub(crate) mod clock;
pub mod keeper;
pub mod keymap;
pub mod meaning;
pub(crate) mod pane;
pub mod plain;
pub(crate) mod prose;
pub mod recorder;
pub mod screen;
pub(crate) mod spelling;
pub(crate) mod spot;
mod terminal;
pub mod theme;
pub mod widget;
pub(crate) mod words;

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind};
use crossterm::style::force_color_output;
use signal_hook::consts::{SIGCONT, SIGTSTP};
use signal_hook::low_level::emulate_default_handler;

use crate::exercise::library::Library;
use crate::picture::surface::GRIDS;
use crate::progress::store::Trouble;
use crate::session::{Action, Effect, Session};
use keeper::Keeper;
use recorder::Recorder;
use terminal::{Input, Terminal};
use theme::{Colours, Theme};

/// How long a step stays on the screen while something moves.
const MOMENT: Duration = Duration::from_millis(80);

/// Shows the tutor until the learner leaves it. A library of one exercise opens it.
///
/// What could not be kept is told: it is gone now.
///
/// # Errors
/// The terminal cannot be read or written.
pub fn run(library: Library, theme: Theme, mut keeper: Keeper) -> io::Result<Option<Trouble>> {
    let (sender, inputs) = terminal::listen()?;
    let mut session = Session::new(library);
    keeper.begin(&mut session);
    open(session, theme, keeper, sender, &inputs).map(|(_, unkept)| unkept)
}

/// Shows the one exercise of a library to its author; the file is read again each time that
/// `saved`, which waits for that, says so, until it says no. Nothing of it is remembered.
///
/// # Errors
/// The terminal cannot be read or written.
pub fn preview(
    library: Library,
    theme: Theme,
    saved: impl Fn() -> bool + Send + 'static,
) -> io::Result<()> {
    let (sender, inputs) = terminal::listen()?;
    let told = sender.clone();
    thread::spawn(move || while saved() && told.send(Input::Saved).is_ok() {});
    let keeper = Keeper::in_memory();
    open(Session::preview(library), theme, keeper, sender, &inputs).map(drop)
}

fn open(
    session: Session,
    theme: Theme,
    keeper: Keeper,
    sender: Sender<Input>,
    inputs: &Receiver<Input>,
) -> io::Result<(Session, Option<Trouble>)> {
    // The theme has weighed `NO_COLOR` already: whoever asks for colours gets them.
    force_color_output(theme.colours != Colours::None);
    let mut terminal = Terminal::open()?;
    let unread = session.start().into();
    let mut tutor = Tutor { session, theme, keeper, unread, sender };
    if tutor.unread.len() == 1 {
        tutor.carry_out_one();
    }
    tutor.look_at_clock();
    let end = tutor.run(&mut terminal, inputs);
    // What is not written yet is written before the terminal is given back, and the process ends.
    let Tutor { session, keeper, .. } = tutor;
    let unkept = keeper.close();
    drop(terminal);
    if let Some(signal) = end? {
        emulate_default_handler(signal)?;
    }
    Ok((session, unkept))
}

/// Shows an exam until the learner leaves it; the session is given back as it was left, and what
/// could not be kept of it is told.
///
/// # Errors
/// The terminal cannot be read or written.
pub fn sit(
    session: Session,
    theme: Theme,
    recorder: Recorder,
) -> io::Result<(Session, Option<Trouble>)> {
    let (sender, inputs) = terminal::listen()?;
    open(session, theme, Keeper::of_exam(recorder), sender, &inputs)
}

struct Tutor {
    session: Session,
    theme: Theme,
    keeper: Keeper,
    /// What is carried out when nothing else is to be done.
    unread: VecDeque<Effect>,
    /// Where what is computed elsewhere is sent.
    sender: Sender<Input>,
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
            let banner = self.keeper.trouble().map(ToString::to_string);
            self.session.warn(banner);
            terminal.draw(|area, buffer| screen::draw(&self.session, self.theme, area, buffer))?;
            // What was typed is on the screen: now it is kept, before anything is waited for.
            self.keeper.flush();
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
        let ticks = self.session.until_change().map(Duration::from_millis);
        let waits = self.keeper.waits().then_some(keeper::AGAIN);
        let moves = self.session.is_moving().then_some(MOMENT);
        let Some(patience) = [moves, waits, ticks].into_iter().flatten().min() else {
            return inputs.recv().map(Some).map_err(|_| io::ErrorKind::BrokenPipe.into());
        };
        match inputs.recv_timeout(patience) {
            Ok(input) => Ok(Some(input)),
            Err(RecvTimeoutError::Timeout) => {
                if self.session.is_moving() {
                    self.session.apply(Action::Tick);
                }
                self.look_at_clock();
                Ok(None)
            }
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn carry_out_one(&mut self) -> bool {
        let Some(Effect::Load(index)) = self.unread.pop_front() else { return false };
        let loaded = self.session.library().load(self.session.entry(index));
        let effects = self.session.apply(Action::Loaded(index, Box::new(loaded)));
        self.remember(effects);
        true
    }

    /// Carries out what concerns the memory; what does not is left.
    fn remember(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut left = Vec::new();
        for effect in effects {
            if let Err(other) = self.keeper.carry_out(effect, &mut self.session) {
                left.push(other);
            }
        }
        left
    }

    /// Tells an exam what time it is.
    fn look_at_clock(&mut self) {
        if self.session.exam().is_some() {
            let effects = self.session.apply(Action::Clock(clock::now()));
            self.remember(effects);
        }
    }

    /// Computes the landscape's loss beside everything else, on the coarse grid first.
    fn survey(&self) {
        let Some(mut survey) = self.session.survey() else { return };
        let sender = self.sender.clone();
        thread::spawn(move || {
            // Nobody listens any more once the tutor was left.
            GRIDS
                .into_iter()
                .try_for_each(|grid| sender.send(Input::Surveyed(Box::new(survey.surface(grid)))))
        });
    }

    fn take(&mut self, input: Input, terminal: &mut Terminal) -> io::Result<Next> {
        let action = match input {
            Input::Event(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                keymap::action(key, self.session.context())
            }
            Input::Event(Event::Paste(text)) => Some(Action::Paste(text)),
            Input::Event(Event::Mouse(event)) => {
                meaning::pointed(&self.session, self.theme, terminal.area()?, event)
            }
            Input::Event(_) => None,
            Input::Signal(SIGCONT) => {
                terminal.enter()?;
                None
            }
            Input::Signal(SIGTSTP) => {
                self.keeper.flush();
                terminal.suspend()?;
                None
            }
            Input::Signal(signal) => return Ok(Next::Leave(Some(signal))),
            Input::Saved => {
                self.unread.push_back(Effect::Load(0));
                None
            }
            Input::Surveyed(surface) => Some(Action::Surveyed(surface)),
            Input::Lost(error) => return Err(error),
        };
        let Some(action) = action else { return Ok(Next::GoOn) };
        let action = meaning::resolve(&self.session, self.theme, terminal.area()?, action);
        self.session.clock(keeper::now());
        self.look_at_clock();
        let before = self.session.place();
        let effects = self.session.apply(action);
        self.keeper.come_home(before, &mut self.session);
        for effect in self.remember(effects) {
            match effect {
                Effect::Quit => return Ok(Next::Leave(None)),
                Effect::Suspend => terminal.suspend()?,
                Effect::Redraw => terminal.enter()?,
                Effect::Load(_) => self.unread.push_back(effect),
                Effect::Survey => self.survey(),
                Effect::Recall(_)
                | Effect::Record(_)
                | Effect::Keep(_)
                | Effect::Happened(..)
                | Effect::Tell => {}
            }
        }
        Ok(Next::GoOn)
    }
}
