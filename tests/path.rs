//! The path through the built-in library, and the exams at its end.

use std::collections::{BTreeMap, BTreeSet};

use gradus::exercise::Exercise;
use gradus::exercise::exam::Exam;
use gradus::exercise::library::Library;
use gradus::exercise::library::exams::Shelf;

fn exercises() -> Vec<Exercise> {
    let library = Library::built_in();
    let load = |entry| library.load(entry).exercise.expect("every exercise is sound");
    library.entries().iter().map(load).collect()
}

fn exams() -> Vec<Exam> {
    let library = Library::built_in();
    let load = |entry| library.load_exam(entry).expect("it can be read");
    library.exams().iter().map(|entry| load(entry).exam.expect("every exam is sound")).collect()
}

/// From first contact on: who follows the order meets nothing before what it builds on, and no
/// exercise is more than two levels above all that came before it in its topic or was asked for.
#[test]
fn the_path_leads_from_first_contact_to_the_exam() {
    let exercises = exercises();
    let mut levels: BTreeMap<&str, u8> = BTreeMap::new();
    let first = &exercises[0];
    assert!(first.level == 1 && first.requires.is_empty(), "{} is no first contact", first.id);
    for exercise in &exercises {
        let id = &exercise.id;
        assert!(
            exercise.level == 1
                || !exercise.requires.is_empty()
                || id.starts_with("why-gradients/"),
            "{id} says of no exercise that it comes before"
        );
        let before = exercise.requires.iter().map(|required| {
            let level = levels.get(required.as_str());
            *level.unwrap_or_else(|| panic!("{id} requires {required}, which is not before it"))
        });
        let most = before.max().unwrap_or(0);
        assert!(
            exercise.level <= most + 2,
            "{id} of level {} follows level {most}",
            exercise.level
        );
        assert_eq!(levels.insert(id, exercise.level), None, "{id} is there twice");
    }
    assert!(exercises.iter().any(|exercise| exercise.level == 5), "nothing is as hard as an exam");
}

#[test]
fn six_papers_are_mixed_and_drawn_anew_and_fit_their_time() {
    let (exams, shelf) = (exams(), Shelf::built_in());
    assert!(exams.len() >= 6, "there are {}", exams.len());
    for exam in &exams {
        let id = &exam.id;
        assert!((45..=90).contains(&exam.minutes), "{id}");
        let mut papers = BTreeSet::new();
        for seed in 0..8 {
            let paper = shelf.paper(exam, seed).expect("it can be drawn");
            let topics: BTreeSet<_> = paper.parts.iter().map(|part| &part.exercise.topic).collect();
            assert!(topics.len() >= 2, "{id}, seed {seed} asks of {topics:?} alone");
            let minutes: u32 = paper.parts.iter().map(|part| part.exercise.minutes).sum();
            let within = exam.minutes / 2..=exam.minutes;
            assert!(within.contains(&minutes), "{id}, seed {seed} takes {minutes} minutes");
            assert!(
                (paper.points() - f64::from(exam.minutes)).abs() < 1e-9,
                "{id}, seed {seed}: a point is not a minute"
            );
            papers.insert(format!(
                "{:?}",
                paper.parts.iter().map(|part| &part.record).collect::<Vec<_>>()
            ));
        }
        assert_eq!(papers.len(), 8, "{id} draws the same paper twice");
    }
}
