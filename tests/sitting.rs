//! An exam that is taken, without a screen: time is handed in, and what happened is handed out.

use gradus::exercise::exam::Paper;
use gradus::exercise::library::exams;
use gradus::grading::{Answer, Verdict};
use gradus::progress::{Attempt, Outcome, Rating, typed};
use gradus::session::draft::extent::Extent;
use gradus::session::exam::clock::Moment;
use gradus::session::exam::event::{Event, Record};
use gradus::session::exam::{Begun, Sitting, Spot, Stage};
use gradus::session::{Action, Command, Context, Effect, Place, Session};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

fn paper(name: &str) -> Paper {
    let loaded = exams::find(&format!("tests/exams/pack/exams/{name}.toml")).expect("it is there");
    loaded.shelf.paper(&loaded.exam.expect("it is sound"), 3).expect("it can be drawn")
}

/// An exam, the time, and everything that was to be kept.
struct Room {
    session: Session,
    paper: Paper,
    now: i64,
    records: Vec<Record>,
    answers: Vec<Attempt>,
    wall: i64,
    left: bool,
}

impl Room {
    fn new(name: &str) -> Self {
        let paper = paper(name);
        let now = 1_000 * MINUTE;
        let session = Session::sit(&paper, None, Moment { wall: now, steady: now });
        Self {
            session,
            paper,
            now,
            records: Vec::new(),
            answers: Vec::new(),
            wall: now,
            left: false,
        }
    }

    fn apply(&mut self, action: Action) {
        for effect in self.session.apply(action) {
            match effect {
                Effect::Happened(record, answers) => {
                    self.records.push(*record);
                    self.answers.extend(answers);
                    self.wall = self.now;
                }
                Effect::Quit => self.left = true,
                _ => {}
            }
        }
    }

    fn act(&mut self, action: Action) {
        self.apply(Action::Clock(Moment { wall: self.now, steady: self.now }));
        self.apply(action);
    }

    fn press(&mut self, commands: &[Command]) {
        for command in commands {
            self.act(Action::Do(*command));
        }
    }

    fn types(&mut self, text: &str) {
        text.chars().for_each(|letter| self.act(Action::Type(letter)));
    }

    fn wait(&mut self, time: i64) {
        self.now += time;
    }

    /// Kills the program, and starts it again a while later.
    fn kill_and_resume(&mut self, later: i64) {
        self.now += later;
        let begun =
            Begun { started: 1_000 * MINUTE, records: self.records.clone(), wall: self.wall };
        let now = Moment { wall: self.now, steady: self.now };
        self.session = Session::sit(&self.paper, Some(&begun), now);
        self.apply(Action::Clock(now));
    }

    fn spent(&self) -> i64 {
        self.session.exam().expect("an exam is taken").clock().spent()
    }

    fn stage(&self) -> Stage {
        self.session.exam().expect("an exam is taken").stage()
    }

    /// All that must not be lost.
    fn state(&self) -> (Spot, Vec<(String, Extent, bool)>) {
        let exam = self.session.exam().expect("an exam is taken");
        let one = |spot: Spot| {
            let sheet = self.session.desk(spot.part).expect("it is open").sheet().expect("drawn");
            let answer = typed(&sheet.work(spot.question).draft().answer());
            (answer, self.session.extent(spot), exam.is_flagged(spot))
        };
        (exam.at(), self.session.asked().into_iter().map(one).collect())
    }

    /// The right answer to a question.
    fn right(&self, spot: Spot) -> String {
        let exercise = self.session.exercise(spot.part).expect("it is sound");
        let sheet = self.session.desk(spot.part).expect("it is open").sheet().expect("drawn");
        let key = sheet.variant().key_array(&exercise.questions[spot.question]);
        key.expect("a value is asked for").data()[0].to_string()
    }
}

fn spot(part: usize, question: usize) -> Spot {
    Spot { part, question }
}

#[test]
fn an_exam_is_taken_without_feedback_and_graded_when_it_is_handed_in() {
    let mut room = Room::new("final");
    let right = room.right(spot(0, 0));
    room.types(&right);
    room.wait(30 * SECOND);
    room.press(&[Command::Confirm]);
    assert_eq!(room.session.exam().map(Sitting::at), Some(spot(0, 1)));
    room.types("12345");
    let work = |room: &Room, spot: Spot| {
        let sheet = room.session.desk(spot.part).unwrap().sheet().unwrap();
        sheet.work(spot.question).clone()
    };
    for spot in room.session.asked() {
        assert!(work(&room, spot).attempt().is_none(), "nothing is graded");
    }
    for command in [
        Command::Hint,
        Command::Solution,
        Command::Nudge,
        Command::Landscape,
        Command::Graph,
        Command::NextVariant,
        Command::Scratch,
    ] {
        let before = room.session.current().map(|(_, desk)| (desk.seed(), desk.context()));
        room.press(&[command]);
        let after = room.session.current().map(|(_, desk)| (desk.seed(), desk.context()));
        assert_eq!(before, after, "{command:?} is not for exams");
        assert_eq!(work(&room, spot(0, 1)).hints(), 0);
    }
    room.types("=");
    assert_ne!(room.session.context(), Context::Scratch, "this exam allows no calculator");
    room.press(&[Command::HandIn]);
    assert_eq!((room.stage(), room.session.context()), (Stage::Confirming, Context::HandIn));
    room.press(&[Command::Confirm]);
    room.types("y");
    assert_eq!(room.stage(), Stage::Confirming, "only the key for it hands in");
    room.press(&[Command::Back]);
    assert_eq!(room.stage(), Stage::Taking);
    room.wait(10 * SECOND);
    room.press(&[Command::HandIn, Command::HandIn]);
    assert_eq!((room.stage(), room.session.context()), (Stage::Over, Context::Report));
    let report = room.session.exam().and_then(|exam| exam.report()).expect("it is graded");
    assert_eq!(report.lines[0].verdict, Verdict::Correct);
    assert_eq!((report.lines[0].points, report.lines[0].spent), (2.5, 30 * SECOND));
    assert_eq!((report.lines[1].verdict, report.lines[1].points), (Verdict::Wrong, 0.0));
    assert_eq!(report.lines[1].spent, 10 * SECOND);
    assert_eq!(report.lines[2].verdict, Verdict::Missing);
    assert_eq!((report.part(0), report.automatic), ((2.5, 10.0), false));
    assert!((report.out_of() - room.paper.points()).abs() < 1e-9);
    let Some(Record { event: Event::HandedIn { automatic: false, points, .. }, .. }) =
        room.records.last()
    else {
        panic!("{:?}", room.records.last())
    };
    assert_eq!(*points, 2.5);
    let before = room.state();
    room.press(&[Command::Confirm]);
    room.types("7");
    room.press(&[Command::Confirm]);
    assert_eq!(room.session.context(), Context::Solution, "now the solution is shown");
    room.press(&[Command::Back, Command::Back]);
    assert_eq!(room.session.place(), Place::Home);
    assert_eq!(room.state().1, before.1, "and nothing can be changed");
    room.press(&[Command::Back]);
    assert!(room.left);
}

#[test]
fn a_later_answer_that_follows_from_a_wrong_one_earns_its_points() {
    let mut room = Room::new("final");
    let value = |room: &Room, name: &str| {
        let sheet = room.session.desk(0).unwrap().sheet().unwrap();
        sheet.variant().value(name).unwrap().data()[0]
    };
    let (x, wrong) = (value(&room, "x"), value(&room, "yhat") + 3.0);
    room.types(&wrong.to_string());
    room.press(&[Command::Confirm]);
    room.types(&format!("2*({wrong} - 1)"));
    room.press(&[Command::Confirm]);
    room.types(&format!("2*({wrong} - 1)*{x}"));
    room.press(&[Command::HandIn, Command::HandIn]);
    let report = room.session.exam().and_then(|exam| exam.report()).expect("it is graded");
    let verdicts: Vec<_> = report.lines[..3].iter().map(|line| line.verdict).collect();
    assert_eq!(verdicts, [Verdict::Wrong, Verdict::Follows, Verdict::Follows]);
    assert_eq!(report.part(0), (7.5, 10.0));
}

#[test]
fn the_clock_hands_in_what_is_typed() {
    let mut room = Room::new("final");
    let right = room.right(spot(0, 0));
    room.types(&right);
    room.wait(30 * MINUTE - SECOND);
    room.types(" ");
    assert_eq!(room.stage(), Stage::Taking);
    room.wait(SECOND);
    room.types("99");
    assert_eq!(room.stage(), Stage::Over);
    let report = room.session.exam().and_then(|exam| exam.report()).expect("it is graded");
    assert!(report.automatic);
    assert_eq!((report.lines[0].points, report.spent), (2.5, 30 * MINUTE));
    assert!(matches!(
        room.records.last().map(|record| &record.event),
        Some(Event::HandedIn { automatic: true, .. })
    ));
}

#[test]
fn a_kill_costs_no_more_than_the_time_until_the_program_is_started_again() {
    let mut room = Room::new("final");
    room.wait(MINUTE);
    room.types("1");
    room.kill_and_resume(4 * MINUTE);
    assert_eq!(room.spent(), 5 * MINUTE);
    room.wait(MINUTE);
    room.press(&[Command::HandIn, Command::HandIn]);
    let report = room.session.exam().and_then(|exam| exam.report()).expect("it is graded");
    assert_eq!(report.lines[0].spent, 2 * MINUTE, "nobody knows what was done meanwhile");
    let points = report.points();
    room.kill_and_resume(MINUTE);
    assert_eq!(room.stage(), Stage::Over, "what is handed in stays so");
    let report = room.session.exam().and_then(|exam| exam.report()).expect("it is graded");
    assert_eq!((report.points(), report.spent), (points, 6 * MINUTE));

    let mut late = Room::new("final");
    late.types("1");
    late.kill_and_resume(100 * MINUTE);
    assert_eq!((late.stage(), late.spent()), (Stage::Over, 30 * MINUTE));
}

#[test]
fn a_clock_that_is_set_back_lengthens_nothing() {
    let mut room = Room::new("final");
    let mut steady = room.now;
    for (wall, passed) in [(-MINUTE, 5), (-10_000 * MINUTE, 5), (3, 5), (room.now, 10)] {
        steady += passed * MINUTE;
        room.apply(Action::Clock(Moment { wall, steady }));
    }
    assert_eq!(room.spent(), 25 * MINUTE);
    assert_eq!(room.stage(), Stage::Taking);
    steady += 5 * MINUTE;
    room.apply(Action::Clock(Moment { wall: i64::MIN, steady }));
    assert_eq!(room.stage(), Stage::Over);
}

/// A small generator of steps: the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from((self.0 >> 33) % bound).expect("it is small")
    }

    fn step(&mut self) -> Action {
        const COMMANDS: [Command; 19] = [
            Command::Confirm,
            Command::NextQuestion,
            Command::PreviousQuestion,
            Command::NextField,
            Command::Up,
            Command::Down,
            Command::Left,
            Command::EraseBefore,
            Command::EraseLine,
            Command::Undo,
            Command::Redo,
            Command::Fill,
            Command::Flag,
            Command::Overview,
            Command::Back,
            Command::Toggle,
            Command::Help,
            Command::Scratch,
            Command::Solution,
        ];
        match self.below(4) {
            0 => Action::Do(COMMANDS[self.below(19)]),
            1 if self.below(6) == 0 => Action::Paste("1 2; 3 4; 5 6".to_owned()),
            1 if self.below(6) == 0 => Action::Choose(self.below(4)),
            _ => Action::Type(char::from(b"0123456789./*=x"[self.below(15)])),
        }
    }
}

#[test]
fn a_kill_at_any_moment_loses_nothing() {
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut room = Room::new("open");
        room.act(Action::Do(Command::Redraw));
        for step in 0..150 {
            room.wait(SECOND);
            let action = dice.step();
            room.act(action.clone());
            if dice.below(10) == 0 {
                let (before, spent) = (room.state(), room.spent());
                room.kill_and_resume(0);
                assert_eq!(room.state(), before, "seed {seed}, step {step}, {action:?}");
                assert_eq!(room.spent(), spent);
            }
        }
        let written: Vec<_> = room.records.iter().map(Record::write).collect();
        let read: Option<Vec<Record>> = written.iter().map(|text| Record::read(text)).collect();
        assert_eq!(read.as_ref(), Some(&room.records));
    }
}

#[test]
fn a_history_that_tells_nonsense_does_no_harm() {
    let mut room = Room::new("seen");
    let spots = room.session.asked();
    let nowhere = [Spot { part: 99, question: 0 }, Spot { part: 0, question: 99 }];
    let answers = [
        Answer::Text("W1".to_owned()),
        Answer::Options(vec![99, 0]),
        Answer::Cells(vec![vec![String::new(); 40]; 3]),
        Answer::Cells(vec![vec!["1".to_owned()], Vec::new()]),
        Answer::Cells(Vec::new()),
        Answer::Mended(99, Box::new(Answer::Options(vec![7]))),
    ];
    let mut events = vec![Event::Calculated(99, "1".to_owned())];
    for spot in spots.iter().copied().chain(nowhere) {
        events.extend([Event::Seen(spot), Event::Flagged(spot, true)]);
        events.extend(answers.iter().map(|answer| Event::Typed(spot, answer.clone())));
    }
    let times = [0, i64::MAX, i64::MIN, -1].into_iter().cycle();
    room.records = times.zip(events).map(|(spent, event)| Record { spent, event }).collect();
    room.records.push(Record { spent: SECOND, event: Event::Seen(nowhere[0]) });
    room.kill_and_resume(SECOND);
    assert!(spots.contains(&room.session.exam().expect("an exam is taken").at()));
    for _ in &spots {
        room.types("1");
        room.press(&[Command::Confirm, Command::NextQuestion]);
    }
    room.press(&[Command::HandIn, Command::HandIn]);
    assert_eq!(room.stage(), Stage::Over);
}

#[test]
fn what_was_calculated_is_there_again() {
    let mut room = Room::new("open");
    room.press(&[Command::Scratch]);
    room.types("2/3");
    room.press(&[Command::Confirm]);
    room.kill_and_resume(0);
    room.press(&[Command::Scratch]);
    let texts: Vec<_> = room
        .session
        .current()
        .and_then(|(_, desk)| desk.scratch())
        .map(|scratch| scratch.done().iter().map(|done| done.text.clone()).collect())
        .unwrap_or_default();
    assert_eq!(texts, ["2/3"]);
}

#[test]
fn a_pasted_matrix_of_another_shape_is_told_no_more_than_that() {
    let mut room = Room::new("open");
    let grid = |room: &Room| {
        let spots = room.session.asked().into_iter();
        spots
            .filter(|spot| {
                let sheet = room.session.desk(spot.part).unwrap().sheet().unwrap();
                matches!(sheet.work(spot.question).draft().answer(), Answer::Cells(_))
            })
            .collect::<Vec<_>>()
    };
    let wanted = grid(&room)[0];
    for _ in 0..20 {
        if room.session.exam().map(Sitting::at) == Some(wanted) {
            break;
        }
        room.press(&[Command::NextQuestion]);
    }
    room.act(Action::Paste("[[1, 2, 3, 4, 5, 6, 7]]".to_owned()));
    let sheet = room.session.desk(wanted.part).unwrap().sheet().unwrap();
    let notice = sheet.work(wanted.question).notice();
    assert!(
        matches!(notice, Some(gradus::session::sheet::Notice::OtherShape)),
        "no word of a transpose: {notice:?}"
    );
}

#[test]
fn answers_are_handed_out_once_as_practice_is_remembered() {
    let mut room = Room::new("final");
    let right = room.right(spot(0, 0));
    room.types(&right);
    room.press(&[Command::Confirm]);
    room.wait(20 * SECOND);
    room.types("123456");
    room.press(&[Command::HandIn]);
    assert!(room.answers.is_empty(), "nothing is graded before");
    room.press(&[Command::HandIn]);
    let part = &room.paper.parts[0];
    let asked = &part.exercise.questions;
    let [first, second] = &room.answers[..] else { panic!("two: {:?}", room.answers) };
    assert_eq!((&first.exercise, first.seed), (&part.record.key, part.seed));
    assert_eq!((&first.question, &second.question), (&asked[0].id, &asked[1].id));
    assert_eq!(first.outcome, Outcome::Graded(Verdict::Correct));
    assert_eq!(first.rating, Some(Rating::Easy));
    // A point is one of the exercise, whatever it earns in the exam.
    assert!((first.points * part.scale - asked[0].points).abs() < 1e-12, "{first:?}");
    assert_eq!(second.rating, Some(Rating::Again), "there is no other attempt");
    assert_eq!(second.spent, 20 * SECOND);
    let all = u32::try_from(asked.len() + part.left_out).expect("they are few");
    assert_eq!((first.open, second.open), (all - 1, all - 2));
    assert_eq!((first.unsolved, second.unsolved), (all - 1, all - 1));
    room.kill_and_resume(MINUTE);
    room.press(&[Command::Confirm, Command::Back]);
    assert_eq!(room.answers.len(), 2, "a report that is shown again hands nothing out");
}
