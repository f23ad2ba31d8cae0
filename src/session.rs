//! What has happened: exercises opened, answers typed and graded, hints taken.
//!
//! A [`Session`] changes by [`Session::apply`] alone and reads neither file nor clock: what
//! needs the world outside comes back as an [`Effect`]. A whole lesson can be replayed.
//!
//! ```
//! use gradus::exercise::library::Library;
//! use gradus::session::{Action, Command, Session};
//!
//! let mut session = Session::new(Library::built_in());
//! session.apply(Action::Do(Command::Confirm));
//! assert!(session.current().is_none(), "it waits until its file was read");
//! let loaded = session.library().load(session.entry(0));
//! session.apply(Action::Loaded(0, Box::new(loaded)));
//! let (_, desk) = session.current().expect("the first exercise is open");
//! assert_eq!((desk.question(), desk.points()), (0, 0.0));
//! ```

pub mod action;
pub(crate) mod changes;
pub mod desk;
pub mod draft;
pub mod exam;
pub mod home;
mod keeping;
mod listing;
mod returning;
pub mod landscape;
pub mod line;
pub mod mending;
pub mod overview;
pub mod palette;
pub mod scratch;
pub mod preview;
pub mod sheet;
pub mod tour;
mod typing;

pub use action::{Action, Command, Context, Dial, Effect, Enter, Facet};

use std::collections::BTreeMap;

use crate::exercise::Exercise;
use crate::exercise::library::{Entry, Library, Loaded};
use crate::picture::surface::Survey;
use crate::progress::Draft;
use crate::progress::memory::Memory;
use crate::progress::schedule::Item;
use desk::Desk;
use home::Home;
use overview::Overview;
use palette::Palette;
use preview::Preview;
use returning::{Work, coming_back};

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
    /// The commands to choose from, while they are shown.
    palette: Option<Palette>,
    /// An exercise to open as soon as its file was read.
    awaited: Option<usize>,
    /// What is known besides, while the author of the exercise writes it.
    preview: Option<Preview>,
    /// What is known of the past, if anything is kept at all.
    memory: Option<Memory>,
    /// The work on exercises that was kept, as far as it was asked for.
    recalled: BTreeMap<usize, Vec<Draft>>,
    /// The time of the last step.
    now: i64,
    /// What has to be said on every screen.
    warning: Option<String>,
    /// What is due today, by number in the library, and why.
    due: BTreeMap<usize, Item>,
    /// The exam that is taken.
    exam: Option<Box<exam::Sitting>>,
    /// The title of an exam that was begun and is not handed in, while none is taken.
    waiting: Option<String>,
    /// What was practised, while it is shown.
    overview: Option<Overview>,
    /// An exercise that is opened with other numbers than before, and the misconception that
    /// these should show.
    again: Option<(usize, String)>,
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
            palette: None,
            awaited: (count == 1).then_some(0),
            preview: None,
            memory: None,
            recalled: BTreeMap::new(),
            now: 0,
            warning: None,
            due: BTreeMap::new(),
            exam: None,
            waiting: None,
            overview: None,
            again: None,
        }
    }

    /// What is to be done first: every file is read. A library of one exercise opens it.
    pub fn start(&self) -> Vec<Effect> {
        let unread = self.loaded.iter().enumerate().filter(|(_, loaded)| loaded.is_none());
        unread.map(|(index, _)| Effect::Load(index)).collect()
    }

    /// Takes in what is known of the past.
    pub fn remember(&mut self, memory: Memory) {
        self.memory = Some(memory);
    }

    /// Sets, or takes away, what has to be said on every screen.
    pub fn warn(&mut self, warning: Option<String>) {
        self.warning = warning;
    }

    /// What has to be said on every screen.
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// Takes a step, and says what has to be done outside.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        if self.exam.is_some() {
            return self.apply_in_exam(&action);
        }
        let before = self.place;
        let mut effects = self.step(action);
        if let Place::Exercise(index) = before {
            effects.extend(self.report(index));
        }
        effects
    }

    fn step(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Loaded(index, loaded) => self.take(index, *loaded),
            Action::Remembered(memory) => {
                self.remember(*memory);
                self.settle_due();
                Vec::new()
            }
            Action::Told(rows) => {
                self.overview = Some(Overview::new(rows));
                Vec::new()
            }
            Action::Recalled(index, drafts) => {
                self.recalled.insert(index, drafts);
                if self.awaited == Some(index) { self.open(index) } else { Vec::new() }
            }
            Action::Do(Command::Quit) => vec![Effect::Quit],
            Action::Do(Command::Suspend) => vec![Effect::Suspend],
            Action::Do(Command::Redraw) => vec![Effect::Redraw],
            action @ (Action::Surveyed(_) | Action::Tick) => self.here(&action),
            Action::Run(command) => {
                self.palette = None;
                self.step(Action::Do(command))
            }
            Action::Do(Command::Palette) => {
                self.help = None;
                self.palette = self.palette.is_none().then(Palette::default);
                Vec::new()
            }
            action if self.palette.is_some() => {
                if self.palette.as_mut().is_some_and(|palette| palette.apply(&action)) {
                    self.palette = None;
                }
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
            action if self.overview.is_some() => self.in_overview(&action),
            Action::Do(Command::Progress) if self.place == Place::Home => vec![Effect::Tell],
            action => {
                let before = self.place;
                let mut effects = self.here(&action);
                if let Some(effect) = self.after_leaving(before) {
                    effects.push(effect);
                    return effects;
                }
                let landscape = match self.place {
                    Place::Home => None,
                    Place::Exercise(index) => {
                        self.desks.get_mut(&index).and_then(Desk::landscape_mut)
                    }
                };
                let asks = landscape.is_some_and(landscape::Landscape::asks);
                effects.extend(asks.then_some(Effect::Survey));
                effects
            }
        }
    }

    fn here(&mut self, action: &Action) -> Vec<Effect> {
        match self.place {
            Place::Home => {
                if let Action::Do(Command::Filter(facet)) = action {
                    self.narrow(*facet, false);
                } else if let Action::Do(Command::FilterBack(facet)) = action {
                    self.narrow(*facet, true);
                }
                let shown = self.shown();
                match self.home.apply(action, &shown) {
                    home::Outcome::Open(index) => return self.open(index),
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
                    self.leave(index);
                }
            }
        }
        Vec::new()
    }

    fn in_help(&mut self, action: &Action) {
        match action {
            Action::Do(Command::Back | Command::Help | Command::Confirm) => self.help = None,
            Action::ScrollTo(row) => self.help = Some(*row),
            _ => {}
        }
    }

    fn take(&mut self, index: usize, loaded: Loaded) -> Vec<Effect> {
        if self.preview.is_some() {
            self.renew(index, loaded);
            return Vec::new();
        }
        if let Some(place) = self.loaded.get_mut(index) {
            *place = Some(loaded);
        }
        if self.loaded.iter().all(Option::is_some) {
            self.settle_due();
        }
        if self.awaited == Some(index) { self.open(index) } else { Vec::new() }
    }

    /// Goes to an exercise, now or as soon as it and what was kept of it were read.
    fn open(&mut self, index: usize) -> Vec<Effect> {
        let name = self.name(index);
        let Some(Some(loaded)) = self.loaded.get(index) else {
            self.awaited = Some(index);
            return Vec::new();
        };
        let recalled = self.recalled.get(&index);
        if self.memory.is_some() && recalled.is_none() && loaded.exercise.is_some() {
            self.awaited = Some(index);
            return vec![Effect::Recall(index)];
        }
        self.awaited = None;
        if let Some(exercise) = &loaded.exercise {
            let kept = recalled.cloned().unwrap_or_default();
            let reason = self.comes_back(index);
            let desk = self.desks.get(&index);
            let again = reason.zip(self.memory.as_ref()).and_then(|(reason, memory)| {
                let work = Work { kept: &kept, seed: desk.map(Desk::seed) };
                coming_back(exercise, &name.key, memory, &work, &reason)
            });
            let opened = desk.is_some_and(|desk| !desk.is_finished());
            self.again = None;
            if let Some(again) = again.filter(|_| !opened) {
                self.desks
                    .insert(index, Desk::open(exercise, again.seed, (name.version, again.kept)));
            } else {
                self.desks.entry(index).or_insert_with(|| {
                    let seed = kept.last().map_or(0, |draft| draft.seed);
                    Desk::open(exercise, seed, (name.version, kept))
                });
            }
        }
        self.home.select(index);
        self.place = Place::Exercise(index);
        Vec::new()
    }

    /// Where the learner is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What keys mean now.
    pub fn context(&self) -> Context {
        match self.place {
            _ if self.palette.is_some() => Context::Palette,
            _ if self.help.is_some() => Context::Help,
            place => self.context_below_help(place),
        }
    }

    /// What keys mean on the screen that the help or the palette is about.
    pub fn screen_context(&self) -> Context {
        self.context_below_help(self.place)
    }

    fn context_below_help(&self, place: Place) -> Context {
        if let Some(context) = self.exam_context() {
            return context;
        }
        match place {
            _ if self.overview.is_some() => Context::Progress,
            Place::Home if self.home.is_searching() => Context::Search,
            Place::Home => Context::Home,
            Place::Exercise(index) => self.desks.get(&index).map_or(Context::Fault, Desk::context),
        }
    }

    /// What Enter does now.
    pub fn enter(&self) -> Enter {
        match self.place {
            _ if self.palette.is_some() => Enter::Run,
            _ if self.overview.is_some() => self.overview_enter(),
            _ if self.help.is_some() => Enter::Leave,
            place => self.enter_below(place),
        }
    }

    /// What Enter does on the screen that the help or the palette is about.
    pub fn screen_enter(&self) -> Enter {
        self.enter_below(self.place)
    }

    fn enter_below(&self, place: Place) -> Enter {
        if let Some(enter) = self.exam_enter() {
            return enter;
        }
        match place {
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
        let covered = self.help.is_some() || self.palette.is_some();
        !covered && landscape.is_some_and(landscape::Landscape::runs)
    }

    /// How far the help is scrolled, if it is shown.
    pub fn help(&self) -> Option<usize> {
        self.help
    }

    /// The commands to choose from, while they are shown.
    pub fn palette(&self) -> Option<&Palette> {
        self.palette.as_ref()
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
}
