//! What has happened: exercises opened, answers typed and graded, hints taken.
//!
//! A [`Session`] changes by [`Session::apply`] alone and reads neither file nor clock: what
//! needs the world outside comes back as an [`Effect`]. A whole lesson can be replayed.

pub mod action;
pub mod changes;
pub mod desk;
pub mod draft;
pub mod home;
pub mod landscape;
pub mod line;
pub mod mending;
pub mod scratch;
pub mod sheet;
pub mod tour;
mod typing;

pub use action::{Action, Command, Context, Dial, Effect, Enter};

use std::collections::BTreeMap;

use crate::exercise::Exercise;
use crate::exercise::library::{Entry, Library, Loaded};
use crate::picture::surface::Survey;
use desk::Desk;
use home::Home;
use sheet::Progress;

/// One run of the tutor.
#[derive(Clone, Debug)]
pub struct Session {
    library: Library,
    /// What is known of each exercise of the library; `None` until its file was read.
    loaded: Vec<Option<Loaded>>,
    desks: BTreeMap<usize, Desk>,
    home: Home,
    place: Place,
    /// How far the help is scrolled, while it is shown.
    help: Option<usize>,
    /// An exercise to open as soon as its file was read.
    awaited: Option<usize>,
}

/// Where the learner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the exercises.
    Home,
    /// At one of them, by its number in the library.
    Exercise(usize),
}

impl Session {
    /// A session at Home in which nothing has happened.
    pub fn new(library: Library) -> Self {
        let count = library.entries().len();
        Self {
            library,
            loaded: vec![None; count],
            desks: BTreeMap::new(),
            home: Home::default(),
            place: Place::Home,
            help: None,
            awaited: (count == 1).then_some(0),
        }
    }

    /// What is to be done first: every file is read. A library of one exercise opens it.
    pub fn start(&self) -> Vec<Effect> {
        (0..self.loaded.len()).map(Effect::Load).collect()
    }

    /// Takes a step, and says what has to be done outside.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Loaded(index, loaded) => {
                self.take(index, *loaded);
                Vec::new()
            }
            Action::Do(Command::Quit) => vec![Effect::Quit],
            Action::Do(Command::Suspend) => vec![Effect::Suspend],
            Action::Do(Command::Redraw) => vec![Effect::Redraw],
            action @ (Action::Surveyed(_) | Action::Tick) => {
                self.here(&action);
                Vec::new()
            }
            action if self.help.is_some() => {
                self.in_help(&action);
                Vec::new()
            }
            Action::Do(Command::Help) => {
                self.help = Some(0);
                Vec::new()
            }
            action => {
                self.here(&action);
                let landscape = match self.place {
                    Place::Home => None,
                    Place::Exercise(index) => {
                        self.desks.get_mut(&index).and_then(Desk::landscape_mut)
                    }
                };
                let asks = landscape.is_some_and(landscape::Landscape::asks);
                if asks { vec![Effect::Survey] } else { Vec::new() }
            }
        }
    }

    fn here(&mut self, action: &Action) {
        match self.place {
            Place::Home => {
                let shown = self.shown();
                match self.home.apply(action, &shown) {
                    home::Outcome::Open(index) => self.open(index),
                    home::Outcome::Stay => self.keep_selection(),
                }
            }
            Place::Exercise(index) => {
                let exercise =
                    self.loaded[index].as_ref().and_then(|found| found.exercise.as_ref());
                let leave = match (self.desks.get_mut(&index), exercise) {
                    (Some(desk), Some(exercise)) => desk.apply(exercise, action),
                    _ => matches!(action, Action::Do(Command::Back | Command::Confirm)),
                };
                if leave {
                    self.place = Place::Home;
                }
            }
        }
    }

    /// Selects the first exercise that is shown, if the selected one no longer is.
    fn keep_selection(&mut self) {
        let shown = self.shown();
        if let Some(first) = shown.first().filter(|_| !shown.contains(&self.home.selected())) {
            self.home.select(*first);
        }
    }

    fn in_help(&mut self, action: &Action) {
        match action {
            Action::Do(Command::Back | Command::Help | Command::Confirm) => self.help = None,
            Action::ScrollTo(row) => self.help = Some(*row),
            _ => {}
        }
    }

    fn take(&mut self, index: usize, loaded: Loaded) {
        if let Some(place) = self.loaded.get_mut(index) {
            *place = Some(loaded);
        }
        if self.awaited == Some(index) {
            self.open(index);
        }
    }

    /// Goes to an exercise, now or as soon as it was read.
    fn open(&mut self, index: usize) {
        let Some(Some(loaded)) = self.loaded.get(index) else {
            self.awaited = Some(index);
            return;
        };
        self.awaited = None;
        if let Some(exercise) = &loaded.exercise {
            self.desks.entry(index).or_insert_with(|| Desk::new(exercise));
        }
        self.home.select(index);
        self.place = Place::Exercise(index);
    }

    /// Where the learner is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What keys mean now.
    pub fn context(&self) -> Context {
        match self.place {
            _ if self.help.is_some() => Context::Help,
            place => self.context_below_help(place),
        }
    }

    /// What keys mean on the screen that the help is about.
    pub fn screen_context(&self) -> Context {
        self.context_below_help(self.place)
    }

    fn context_below_help(&self, place: Place) -> Context {
        match place {
            Place::Home if self.home.is_searching() => Context::Search,
            Place::Home => Context::Home,
            Place::Exercise(index) => self.desks.get(&index).map_or(Context::Fault, Desk::context),
        }
    }

    /// What Enter does now.
    pub fn enter(&self) -> Enter {
        match self.place {
            _ if self.help.is_some() => Enter::Leave,
            Place::Home => Enter::Open,
            Place::Exercise(index) => self.desks.get(&index).map_or(Enter::Leave, Desk::enter),
        }
    }

    /// What is to be computed for the landscape that is shown.
    pub fn survey(&self) -> Option<Survey> {
        Some(self.current()?.1.landscape()?.survey())
    }

    /// Whether something moves by itself, one [`Action::Tick`] after the other.
    pub fn is_moving(&self) -> bool {
        let landscape = self.current().and_then(|(_, desk)| desk.landscape());
        self.help.is_none() && landscape.is_some_and(landscape::Landscape::runs)
    }

    /// How far the help is scrolled, if it is shown.
    pub fn help(&self) -> Option<usize> {
        self.help
    }

    /// The list of exercises.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The files of the library.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The file of an exercise.
    pub fn entry(&self, index: usize) -> &Entry {
        &self.library.entries()[index]
    }

    /// What was read of an exercise, if it was read yet.
    pub fn loaded(&self, index: usize) -> Option<&Loaded> {
        self.loaded.get(index)?.as_ref()
    }

    /// An exercise, if it was read and has no error.
    pub fn exercise(&self, index: usize) -> Option<&Exercise> {
        self.loaded(index)?.exercise.as_ref()
    }

    /// The exercise that the learner is at, and the work on it.
    pub fn current(&self) -> Option<(&Exercise, &Desk)> {
        let Place::Exercise(index) = self.place else { return None };
        Some((self.exercise(index)?, self.desks.get(&index)?))
    }

    /// The work on an exercise, if it was opened.
    pub fn desk(&self, index: usize) -> Option<&Desk> {
        self.desks.get(&index)
    }

    /// How far the learner is with an exercise.
    pub fn progress(&self, index: usize) -> Progress {
        self.desks.get(&index).map_or(Progress::New, Desk::progress)
    }

    /// The exercises that Home shows, in order: those that fit what is searched for.
    pub fn shown(&self) -> Vec<usize> {
        (0..self.loaded.len())
            .filter(|index| self.home.fits(self.entry(*index), self.exercise(*index)))
            .collect()
    }
}
