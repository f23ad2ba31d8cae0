//! An exam that is taken: its clock, what was marked, and the report once it is handed in.
//!
//! A session that sits an exam has the exercises of the paper for a library, and the map of all
//! questions for a home. What happens is recorded, event by event; [`Session::sit`] goes on from
//! whatever was recorded.

mod answers;
pub mod clock;
pub mod event;
pub mod kept;
pub mod report;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use super::desk::Desk;
use super::draft::extent::Extent;
use super::home::Home;
use super::{Effect, Place, Session};
use crate::exercise::exam::Paper;
use crate::exercise::library::{Library, Loaded};
use crate::source::Source;
use clock::{Clock, Moment};
use event::{Event, Record};
use report::Report;

/// A question of a paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The exercise, counted from 0.
    pub part: usize,
    /// The question of the exercise, counted from 0.
    pub question: usize,
}

/// How far an exam is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being taken.
    Taking,
    /// The learner was asked whether it is to be handed in.
    Confirming,
    /// It is handed in.
    Over,
}

/// An exam that is taken.
#[derive(Clone, Debug)]
pub struct Sitting {
    title: String,
    /// What the answers to each exercise are remembered under.
    parts: Vec<answers::Remembered>,
    scratch: bool,
    clock: Clock,
    stage: Stage,
    /// The question that the learner is at, or that the map or the report is about.
    at: Spot,
    flags: BTreeSet<Spot>,
    /// Milliseconds at each question.
    times: BTreeMap<Spot, i64>,
    /// What had passed when time was last given to a question.
    counted: i64,
    /// What happened and is not kept yet.
    records: Vec<Record>,
    report: Option<Report>,
}

/// An exam that was begun before, as it was kept.
#[derive(Clone, Debug)]
pub struct Begun {
    /// What the wall clock said at the beginning.
    pub started: i64,
    /// What happened, in order.
    pub records: Vec<Record>,
    /// What the wall clock said at the last of them, or at the beginning.
    pub wall: i64,
}

impl Sitting {
    /// The exam's title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether the calculator is allowed.
    pub fn allows_scratch(&self) -> bool {
        self.scratch
    }

    /// What has passed of its time.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How far it is.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The question that the learner is at, or that the map or the report is about.
    pub fn at(&self) -> Spot {
        self.at
    }

    /// Whether a question was marked to come back to.
    pub fn is_flagged(&self, spot: Spot) -> bool {
        self.flags.contains(&spot)
    }

    /// What came of it, once it is handed in.
    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    /// The minutes that the learner is to be warned of now.
    pub fn warning(&self) -> Option<i64> {
        self.clock.warning().filter(|_| self.stage != Stage::Over)
    }

    /// Gives the time since the last event to the question that the learner was at.
    fn account(&mut self, record: &Record) {
        let passed = record.spent.saturating_sub(self.counted);
        self.counted = record.spent;
        // While the program did not run nobody knows what the learner did.
        if record.event != Event::Resumed {
            let time = self.times.entry(self.at).or_default();
            *time = time.saturating_add(passed.max(0));
        }
        match record.event {
            Event::Seen(spot) => self.at = spot,
            Event::Flagged(spot, true) => drop(self.flags.insert(spot)),
            Event::Flagged(spot, false) => drop(self.flags.remove(&spot)),
            _ => {}
        }
    }

    /// Is at a question; while the exam is taken, that is noted.
    fn move_to(&mut self, spot: Spot) {
        if self.stage == Stage::Over {
            self.at = spot;
        } else if self.at != spot {
            self.note(Event::Seen(spot));
        }
    }

    fn note(&mut self, event: Event) {
        let record = Record { spent: self.clock.spent(), event };
        self.account(&record);
        self.records.push(record);
    }
}

impl Session {
    /// A session that sits an exam: one that begins, or one that was begun before.
    pub fn sit(paper: &Paper, begun: Option<&Begun>, now: Moment) -> Self {
        let mut session = Self::new(Library::of_parts(&paper.parts));
        session.awaited = None;
        session.home = Home::default();
        let all = paper.questions();
        let mut before = 0;
        for (index, part) in paper.parts.iter().enumerate() {
            session.loaded[index] = Some(Loaded {
                source: Source::new(&part.record.exercise, &part.record.text),
                exercise: Some(part.exercise.clone()),
                diagnostics: Vec::new(),
            });
            let desk = Desk::at_seed(&part.exercise, part.seed, (before, all));
            before += part.exercise.questions.len();
            session.desks.insert(index, desk);
        }
        let clock = match begun {
            None => Clock::new(paper.minutes, now),
            Some(begun) => {
                let over = |record: &&Record| matches!(record.event, Event::HandedIn { .. });
                let handed_in = begun.records.iter().find(over);
                let spent = begun.records.last().map_or(0, |record| record.spent);
                let now = match handed_in {
                    // Its clock stands still.
                    Some(_) => Moment { wall: begun.wall, ..now },
                    None => now,
                };
                Clock::resumed(paper.minutes, begun.started, (spent, begun.wall), now)
            }
        };
        session.exam = Some(Box::new(Sitting {
            title: paper.title.clone(),
            parts: paper.parts.iter().map(answers::Remembered::of).collect(),
            scratch: paper.scratch,
            clock,
            stage: Stage::Taking,
            at: Spot::default(),
            flags: BTreeSet::new(),
            times: BTreeMap::new(),
            counted: 0,
            records: Vec::new(),
            report: None,
        }));
        session.place = Place::Exercise(0);
        match begun {
            Some(begun) => session.go_on(begun),
            None => session.note(Event::Seen(Spot::default())),
        }
        session
    }

    /// Goes on from what was kept.
    fn go_on(&mut self, begun: &Begun) {
        let mut over = None;
        let asked = self.asked();
        for record in begun.records.iter().filter(|record| record.event.fits(&asked)) {
            if let Some(exam) = &mut self.exam {
                exam.account(record);
            }
            match &record.event {
                Event::Typed(spot, answer) => {
                    if let Some(desk) = self.desks.get_mut(&spot.part) {
                        desk.restore(spot.question, answer);
                    }
                }
                Event::Calculated(part, text) => {
                    let exercise =
                        self.loaded[*part].as_ref().and_then(|one| one.exercise.as_ref());
                    if let (Some(desk), Some(exercise)) = (self.desks.get_mut(part), exercise) {
                        desk.recalculate(exercise, text);
                    }
                }
                Event::HandedIn { automatic, .. } => over = Some(*automatic),
                _ => {}
            }
        }
        if let Some(automatic) = over {
            return self.finish(automatic);
        }
        self.note(Event::Resumed);
        let at = self.exam.as_ref().map(|exam| exam.at).unwrap_or_default();
        self.go_to(at);
        self.check_clock();
    }

    /// The exam that is taken, if one is.
    pub fn exam(&self) -> Option<&Sitting> {
        self.exam.as_deref()
    }

    /// Sets the title of an exam that was begun and is not handed in.
    pub fn await_exam(&mut self, title: Option<String>) {
        self.waiting = title;
    }

    /// The title of an exam that was begun and is not handed in, while none is taken.
    pub fn waiting_exam(&self) -> Option<&str> {
        self.waiting.as_deref()
    }

    /// What happened in the exam and has to be kept.
    pub(super) fn happened(&mut self) -> Vec<Effect> {
        let records = self.exam.as_mut().map(|exam| std::mem::take(&mut exam.records));
        let records = records.into_iter().flatten();
        let happened = |record: Record| {
            let over = matches!(record.event, Event::HandedIn { .. });
            let answers = if over { self.handed_in() } else { Vec::new() };
            Effect::Happened(Box::new(record), answers)
        };
        records.map(happened).collect()
    }

    /// How long what is shown of the clock stays true, in milliseconds, while an exam is taken.
    pub fn until_change(&self) -> Option<u64> {
        let exam = self.exam.as_ref().filter(|exam| exam.stage != Stage::Over)?;
        u64::try_from(exam.clock.until_change()).ok()
    }

    /// Every question of the exam, in order.
    pub fn asked(&self) -> Vec<Spot> {
        let parts = self.loaded.iter().enumerate();
        let questions = |(part, loaded): (usize, &Option<Loaded>)| {
            let exercise = loaded.as_ref().and_then(|loaded| loaded.exercise.as_ref());
            let count = exercise.map_or(0, |exercise| exercise.questions.len());
            (0..count).map(move |question| Spot { part, question })
        };
        parts.flat_map(questions).collect()
    }

    /// How much of the answer to a question of the exam is there.
    pub fn extent(&self, spot: Spot) -> Extent {
        let sheet = self.desks.get(&spot.part).and_then(|desk| desk.sheet().ok());
        sheet.map_or(Extent::Nothing, |sheet| sheet.work(spot.question).draft().extent())
    }

    fn note(&mut self, event: Event) {
        if let Some(exam) = &mut self.exam {
            exam.note(event);
        }
    }
}
