//! The steps that can be taken in an exam.

use super::event::Event;
use super::report::Report;
use super::{Spot, Stage};
use crate::grading::Answer;
use crate::session::action::{Action, Command, Context, Effect, Enter};
use crate::session::landscape::Landscape;
use crate::session::palette::Palette;
use crate::session::{Place, Session};

/// How many questions a page up or down skips.
const PAGE: usize = 10;

impl Session {
    /// A step in an exam.
    pub(in crate::session) fn apply_in_exam(&mut self, action: &Action) -> Vec<Effect> {
        let Some(exam) = &mut self.exam else { return Vec::new() };
        let mut effects = Vec::new();
        match action {
            Action::Clock(now) => {
                if exam.stage != Stage::Over {
                    exam.clock.advance(*now);
                }
                self.check_clock();
            }
            Action::Do(Command::Quit) => effects.push(Effect::Quit),
            Action::Do(Command::Suspend) => effects.push(Effect::Suspend),
            Action::Do(Command::Redraw) => effects.push(Effect::Redraw),
            Action::Run(command) => {
                self.palette = None;
                return self.apply_in_exam(&Action::Do(*command));
            }
            Action::Do(Command::Palette) => {
                self.help = None;
                self.palette = self.palette.is_none().then(Palette::default);
            }
            action if self.palette.is_some() => {
                if self.palette.as_mut().is_some_and(|palette| palette.apply(action)) {
                    self.palette = None;
                }
            }
            action if self.help.is_some() => self.in_help(action),
            Action::Do(Command::Help) => self.help = Some(0),
            action => match exam.stage {
                Stage::Taking => self.take_exam(action),
                Stage::Confirming => self.confirm_hand_in(action),
                Stage::Over => effects.extend(self.look_back(action)),
            },
        }
        let asks = match self.place {
            Place::Exercise(part) => {
                self.desks.get_mut(&part).and_then(|desk| desk.landscape_mut())
            }
            Place::Home => None,
        };
        if asks.is_some_and(Landscape::asks) {
            effects.push(Effect::Survey);
        }
        effects.splice(0..0, self.happened());
        effects
    }

    /// Hands the exam in if its time is up.
    pub(super) fn check_clock(&mut self) {
        let up = |exam: &super::Sitting| exam.stage != Stage::Over && exam.clock.is_over();
        if self.exam.as_deref().is_some_and(up) {
            self.hand_in(true);
        }
    }

    fn take_exam(&mut self, action: &Action) {
        let Some(exam) = &mut self.exam else { return };
        let at = exam.at;
        match (action, self.place) {
            (Action::Do(Command::HandIn), _) => exam.stage = Stage::Confirming,
            (Action::Do(Command::Flag), _) => {
                let on = !exam.flags.contains(&at);
                exam.note(Event::Flagged(at, on));
            }
            (Action::Do(Command::Overview | Command::Back | Command::Confirm), Place::Home) => {
                self.go_to(at);
            }
            (Action::Select(number), _) => self.go_to_number(*number),
            (Action::Do(command), Place::Home) => self.move_on_map(*command),
            (Action::Do(Command::Overview), Place::Exercise(_)) => self.place = Place::Home,
            (action, Place::Exercise(part)) => self.answer_in_exam(part, action),
            _ => {}
        }
    }

    /// A step at a question.
    fn answer_in_exam(&mut self, part: usize, action: &Action) {
        let Some(exercise) = self.loaded[part].as_ref().and_then(|one| one.exercise.as_ref())
        else {
            return;
        };
        let (Some(desk), Some(exam)) = (self.desks.get_mut(&part), &self.exam) else { return };
        let scratch = exam.scratch;
        let at = Spot { part, question: desk.question() };
        let answer = desk.answer(at.question);
        let calculated = desk.calculated();
        match action {
            Action::Do(command) if command.helps() => return,
            Action::Do(Command::Scratch) if !scratch => return,
            Action::Type('=') if !scratch && !desk.is_equals_typed(exercise) => return,
            Action::Do(Command::NextQuestion) => return self.go_by(at, 1),
            Action::Do(Command::PreviousQuestion) => return self.go_by(at, -1),
            Action::Do(Command::Confirm) => match desk.enter() {
                Enter::Grade | Enter::NextQuestion | Enter::Leave => return self.go_by(at, 1),
                _ => {
                    desk.apply(exercise, action);
                }
            },
            action => {
                if desk.apply(exercise, action) {
                    self.place = Place::Home;
                }
            }
        }
        desk.keep_quiet();
        let now = desk.answer(at.question);
        let more = desk.calculated();
        let to = Spot { part, question: desk.question() };
        self.note_changes(at, answer.as_ref(), now);
        if more != calculated
            && let Some(text) = more.last()
        {
            self.note(Event::Calculated(part, text.clone()));
        }
        if to != at {
            self.note(Event::Seen(to));
        }
    }

    fn note_changes(&mut self, at: Spot, before: Option<&Answer>, now: Option<Answer>) {
        if let Some(now) = now
            && before != Some(&now)
        {
            self.note(Event::Typed(at, now));
        }
    }

    /// Goes to the question so many on, or to the map behind the last.
    fn go_by(&mut self, at: Spot, by: isize) {
        let spots = self.asked();
        let place = spots.iter().position(|spot| *spot == at).unwrap_or_default();
        match place.checked_add_signed(by).map(|to| spots.get(to)) {
            Some(Some(to)) => self.go_to(*to),
            Some(None) => self.place = Place::Home,
            None => {}
        }
    }

    /// Goes to the question of a number in the exam, counted from 0.
    fn go_to_number(&mut self, number: usize) {
        if let Some(spot) = self.asked().get(number) {
            self.go_to(*spot);
        }
    }

    /// Goes to a question.
    pub(super) fn go_to(&mut self, to: Spot) {
        let exercise = self.loaded.get(to.part).and_then(|one| one.as_ref()?.exercise.as_ref());
        if let (Some(desk), Some(exercise)) = (self.desks.get_mut(&to.part), exercise) {
            desk.go(exercise, to.question);
        }
        self.place = Place::Exercise(to.part);
        if let Some(exam) = &mut self.exam {
            exam.move_to(to);
        }
    }

    /// A step on the map or in the report.
    fn move_on_map(&mut self, command: Command) {
        let spots = self.asked();
        let Some(exam) = &mut self.exam else { return };
        let last = spots.len().saturating_sub(1);
        let at = spots.iter().position(|spot| *spot == exam.at).unwrap_or_default();
        let to = match command {
            Command::Up | Command::PreviousQuestion | Command::PreviousField => {
                at.saturating_sub(1)
            }
            Command::Down | Command::NextQuestion | Command::NextField => at + 1,
            Command::PageUp => at.saturating_sub(PAGE),
            Command::PageDown => at + PAGE,
            Command::First => 0,
            Command::Last => last,
            _ => return,
        };
        if let Some(to) = spots.get(to.min(last)) {
            exam.move_to(*to);
        }
    }

    fn confirm_hand_in(&mut self, action: &Action) {
        match action {
            Action::Do(Command::HandIn) => self.hand_in(false),
            Action::Do(Command::Back) => {
                if let Some(exam) = &mut self.exam {
                    exam.stage = Stage::Taking;
                }
            }
            _ => {}
        }
    }

    /// Hands the exam in, and notes what came of it.
    fn hand_in(&mut self, automatic: bool) {
        // The time at the last question counts too.
        let at = self.exam.as_ref().map(|exam| exam.at).unwrap_or_default();
        self.note(Event::Seen(at));
        self.finish(automatic);
        let report = self.exam.as_ref().and_then(|exam| exam.report.as_ref());
        let (points, out_of) =
            report.map_or((0.0, 0.0), |report| (report.points(), report.out_of()));
        self.note(Event::HandedIn { automatic, points, out_of });
    }

    /// Grades everything, and shows the report.
    pub(super) fn finish(&mut self, automatic: bool) {
        for (part, desk) in &mut self.desks {
            let exercise = self.loaded[*part].as_ref().and_then(|one| one.exercise.as_ref());
            if let Some(exercise) = exercise {
                desk.hand_in(exercise);
            }
        }
        let (desks, loaded) = (&self.desks, &self.loaded);
        let sheets = desks.iter().filter_map(|(part, desk)| {
            Some((loaded[*part].as_ref()?.exercise.as_ref()?, desk.sheet().ok()?))
        });
        let Some(exam) = &mut self.exam else { return };
        exam.report = Some(Report::new(sheets, &exam.times, (exam.clock.spent(), automatic)));
        exam.stage = Stage::Over;
        exam.at = Spot::default();
        self.place = Place::Home;
        self.help = None;
        self.palette = None;
    }

    /// A step in the report, or at a question that is looked at again.
    fn look_back(&mut self, action: &Action) -> Option<Effect> {
        let at = self.exam.as_ref()?.at;
        match (self.place, action) {
            (Place::Home, Action::Do(Command::Confirm)) => self.go_to(at),
            (Place::Home, Action::Do(Command::Back)) => return Some(Effect::Quit),
            (_, Action::Select(number)) => self.go_to_number(*number),
            (Place::Home, Action::Do(command)) => self.move_on_map(*command),
            (Place::Exercise(part), action) => self.review(part, action),
            _ => {}
        }
        None
    }

    fn review(&mut self, part: usize, action: &Action) {
        let Some(exercise) = self.loaded[part].as_ref().and_then(|one| one.exercise.as_ref())
        else {
            return;
        };
        let Some(desk) = self.desks.get_mut(&part) else { return };
        let at = Spot { part, question: desk.question() };
        let answering = matches!(desk.context(), Context::Commands | Context::Choice);
        match action {
            action if !answering => {
                desk.apply(exercise, action);
            }
            Action::Do(Command::NextQuestion | Command::NextField) => self.go_by(at, 1),
            Action::Do(Command::PreviousQuestion | Command::PreviousField) => self.go_by(at, -1),
            Action::Do(Command::Confirm | Command::Solution) => {
                desk.apply(exercise, &Action::Do(Command::Solution));
            }
            Action::Ask(question) => self.go_to(Spot { part, question: *question }),
            Action::ScrollTo(_) | Action::Do(Command::Graph | Command::Landscape) => {
                desk.apply(exercise, action);
            }
            Action::Do(Command::Back | Command::Overview) => self.place = Place::Home,
            _ => {}
        }
    }

    /// What keys mean in an exam, apart from the help.
    pub(in crate::session) fn exam_context(&self) -> Option<Context> {
        let exam = self.exam.as_ref()?;
        match (exam.stage, self.place) {
            (Stage::Confirming, _) => Some(Context::HandIn),
            (Stage::Taking, Place::Home) => Some(Context::Overview),
            (Stage::Over, Place::Home) => Some(Context::Report),
            (_, Place::Exercise(_)) => None,
        }
    }

    /// What Enter does in an exam, where that is something of its own.
    pub(in crate::session) fn exam_enter(&self) -> Option<Enter> {
        let exam = self.exam.as_ref()?;
        let Place::Exercise(part) = self.place else { return Some(Enter::Open) };
        let desk = self.desks.get(&part)?;
        match (exam.stage, desk.enter()) {
            (Stage::Over, Enter::NextStep | Enter::Descend | Enter::Calculate) => None,
            (Stage::Over, _) if desk.context() == Context::Solution => None,
            (Stage::Over, _) => Some(Enter::Solve),
            (_, Enter::Grade | Enter::NextQuestion | Enter::Leave) => {
                let last = self.asked().last().copied();
                let here = Some(Spot { part, question: desk.question() });
                Some(if last == here { Enter::Overview } else { Enter::NextQuestion })
            }
            _ => None,
        }
    }
}
