//! Exam files, and the papers that seeds draw from them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use gradus::cli::report;
use gradus::exercise::exam::{Card, Exam, Item, Part, Slot, Wanted, Wish};
use gradus::exercise::library::Library;
use gradus::exercise::library::exams::{self, LoadedExam, Shelf};
use gradus::source::{Source, Span};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exams")
}

fn final_exam() -> LoadedExam {
    exams::find(&folder().join("pack/exams/final.toml").display().to_string()).expect("it is there")
}

fn gradus(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.args(arguments).current_dir(folder()).output().expect("the program runs")
}

/// After a report has changed on purpose, `UPDATE_GOLDEN=1` writes it anew.
#[test]
fn every_wrong_exam_has_its_report() {
    for name in ["keys", "exercises"] {
        let file = folder().join("wrong").join(name).with_extension("toml");
        let text = fs::read_to_string(&file).expect("it is there");
        let shelf = Shelf::new(vec![Library::open(&[folder().join("pack")]).expect("it is there")]);
        let loaded = LoadedExam::read(Source::new(format!("{name}.toml"), text), name, shelf);
        assert!(loaded.exam.is_none(), "{name} is taken for sound");
        let found = report::report(&loaded.source, &loaded.diagnostics, false);
        let golden = file.with_extension("txt");
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &found).expect("it can be written");
        }
        assert_eq!(found, fs::read_to_string(golden).unwrap_or_default(), "{name}");
    }
}

#[test]
fn a_paper_has_the_points_of_its_items_and_the_same_numbers_for_the_same_seed() {
    let loaded = final_exam();
    assert_eq!(loaded.diagnostics, []);
    let exam = loaded.exam.expect("it is sound");
    let paper = loaded.shelf.paper(&exam, 7).expect("it can be drawn");
    let ids: Vec<_> = paper.parts.iter().map(|part| part.record.exercise.as_str()).collect();
    assert_eq!(ids[0], "a/01-line");
    assert!(["a/02-line", "a/03-line"].contains(&ids[1]), "{ids:?}");
    assert_eq!(ids[2], "two-layer-nonlinear/01-sigmoid");
    let first = &paper.parts[0].exercise.questions;
    assert_eq!(first.iter().map(|question| question.points).collect::<Vec<_>>(), [2.5, 2.5, 5.0]);
    assert!((paper.parts[1].record.points - 4.0).abs() < 1e-12, "its own points");
    let again = loaded.shelf.paper(&exam, 7).expect("it can be drawn");
    for (one, other) in paper.parts.iter().zip(&again.parts) {
        assert_eq!(one.record, other.record);
        let restored = Part::restore(one.record.clone()).expect("a record is enough");
        let given = |part: &Part| part.exercise.variant(part.seed).expect("it was drawn").given;
        assert_eq!(given(one), given(&restored));
    }
    let picked: std::collections::BTreeSet<String> = (0..20)
        .map(|seed| loaded.shelf.paper(&exam, seed).expect("it can be drawn"))
        .map(|paper| paper.parts[1].record.exercise.clone())
        .collect();
    assert_eq!(picked.len(), 2, "seeds draw different exercises");
}

fn card(id: &str, level: u8) -> Card {
    let topic = id.split('/').next().unwrap_or_default().to_owned();
    Card { id: id.to_owned(), topic, level, questions: 4 }
}

fn cards() -> Vec<Card> {
    let ids = ["a/1", "a/2", "a/3", "a/4", "a/5", "b/1", "b/2", "b/3"];
    ids.iter().map(|id| card(id, if id.starts_with('a') { 2 } else { 3 })).collect()
}

fn exam(shuffle: bool) -> Exam {
    let pick = |count, topic: &str| Item {
        wanted: Wanted::Pick {
            count,
            topic: topic.to_owned(),
            level: (1, 5),
            span: Span::at(0),
            place: Span::at(0),
        },
        points: None,
        span: Span::at(0),
    };
    let named = |id: &str| Item {
        wanted: Wanted::Exercise { id: id.to_owned(), span: Span::at(0) },
        points: Some(5.0),
        span: Span::at(0),
    };
    Exam {
        id: "exams/test".to_owned(),
        title: "Test".to_owned(),
        title_span: Span::at(0),
        minutes: 10,
        scratch: false,
        shuffle,
        items: vec![pick(3, "a"), named("a/2"), pick(2, "b"), named("a/2")],
    }
}

fn ids(slots: &[Slot]) -> Vec<String> {
    slots.iter().map(|slot| format!("{}#{}", slot.exercise, slot.turn)).collect()
}

/// What these seeds draw is promised for every platform and every later version.
#[test]
fn what_a_seed_draws_never_changes() {
    let draw =
        |shuffle, seed| ids(&exam(shuffle).draw(seed, &[cards()]).expect("it can be filled"));
    let found = [draw(false, 0), draw(false, 1), draw(false, u64::MAX), draw(true, 1)];
    assert_eq!(found.map(|ids| ids.join(" ")), VECTORS);
    let wish = Wish { topics: vec!["b".into(), "a".into()], level: (1, 5), questions: 8 };
    let drawn = wish.draw(1, &[cards()]).expect("there are enough");
    let asked: Vec<_> =
        drawn.iter().map(|slot| (slot.exercise.as_str(), slot.questions.unwrap_or(0))).collect();
    assert_eq!(asked, WISHED);
    let loaded = final_exam();
    let paper = loaded.shelf.paper(&loaded.exam.expect("it is sound"), 1).expect("it can be drawn");
    let seeds: Vec<_> =
        paper.parts.iter().map(|part| (part.record.exercise.as_str(), part.seed)).collect();
    assert_eq!(seeds, SEEDS);
}

const VECTORS: [&str; 4] = [
    "a/1#0 a/3#0 a/4#0 a/2#0 b/3#0 b/1#0 a/2#1",
    "a/1#0 a/3#0 a/4#0 a/2#0 b/2#0 b/3#0 a/2#1",
    "a/1#0 a/5#0 a/3#0 a/2#0 b/2#0 b/1#0 a/2#1",
    "a/1#0 a/2#1 a/4#0 b/2#0 a/2#0 a/3#0 b/3#0",
];
const WISHED: [(&str, usize); 3] = [("b/2", 3), ("a/1", 3), ("b/3", 2)];
const SEEDS: [(&str, u64); 3] =
    [("a/01-line", 335_019), ("a/03-line", 970_653), ("two-layer-nonlinear/01-sigmoid", 0)];

#[test]
fn an_exercise_that_is_named_is_not_picked_and_other_exercises_change_no_rank() {
    for seed in 0..50 {
        let slots = exam(false).draw(seed, &[cards()]).expect("it can be filled");
        assert_eq!((slots[3].turn, slots[6].turn), (0, 1), "the same exercise twice, two variants");
        assert!(slots[..3].iter().all(|slot| slot.exercise != "a/2"));
        let mut more = cards();
        more.insert(0, card("a/6", 2));
        more.reverse();
        let later = exam(false).draw(seed, &[more]).expect("it can be filled");
        let kept = later.iter().filter(|slot| slots.contains(slot)).count();
        let new = later.iter().filter(|slot| slot.exercise == "a/6").count();
        assert_eq!(kept + new, slots.len(), "seed {seed}: only the new one takes a place");
    }
}

#[test]
fn a_wish_is_filled_from_each_topic_in_turn_or_says_why_not() {
    let wish = |topics: &[&str], questions| Wish {
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        level: (1, 5),
        questions,
    };
    for questions in 1..=32 {
        let slots = wish(&[], questions).draw(3, &[cards()]).expect("there are 32");
        let asked: usize = slots.iter().filter_map(|slot| slot.questions).sum();
        assert_eq!(asked, questions);
    }
    let both = wish(&["a", "b"], 6).draw(3, &[cards()]).expect("there are enough");
    assert_eq!(both.iter().map(|slot| &slot.exercise[..1]).collect::<String>(), "ab");
    assert!(wish(&[], 33).draw(3, &[cards()]).unwrap_err().contains("have 32"));
    assert!(wish(&["c"], 3).draw(3, &[cards()]).unwrap_err().contains("no topic `c`"));
}

#[test]
fn questions_are_drawn_in_their_order_and_never_twice() {
    let shelf = Shelf::built_in();
    let wish = Wish { topics: vec!["two-layer-nonlinear".into()], level: (1, 5), questions: 8 };
    for seed in 0..4 {
        let parts = shelf.wished(&wish, seed).expect("there are enough");
        let asked: usize = parts.iter().map(|part| part.exercise.questions.len()).sum();
        assert_eq!(asked, 8);
        for part in &parts {
            let points: f64 = part.exercise.questions.iter().map(|question| question.points).sum();
            assert!((points - part.record.points).abs() < 1e-9);
            part.exercise.variant(part.seed).expect("its seed has a variant");
        }
    }
}

#[test]
fn check_reads_exams_in_packs_and_by_name() {
    let all = gradus(&["check", "pack"]);
    assert_eq!(String::from_utf8_lossy(&all.stdout), "8 files, 0 errors\n");
    let one = gradus(&["check", "pack/exams/final.toml"]);
    assert_eq!(String::from_utf8_lossy(&one.stdout), "1 file, 0 errors\n");
    let wrong = gradus(&["check", "wrong"]);
    assert_eq!(wrong.status.code(), Some(1));
    let said = String::from_utf8_lossy(&wrong.stdout).into_owned();
    for code in ["unknown-exercise", "unknown-topic", "unknown-key"] {
        assert!(said.contains(code), "{code}: {said}");
    }
}

#[test]
fn every_built_in_exam_can_be_drawn() {
    let library = Library::built_in();
    for entry in library.exams() {
        let loaded = library.load_exam(entry).expect("it can be read");
        assert_eq!(loaded.diagnostics, [], "{}", entry.id);
        let exam = loaded.exam.expect("it is sound");
        for seed in 0..3 {
            loaded
                .shelf
                .paper(&exam, seed)
                .unwrap_or_else(|fault| panic!("{}: {fault:?}", entry.id));
        }
    }
}
