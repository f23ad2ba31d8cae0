//! What the primer holds, and the exercises that practise it: `docs/curriculum.toml` against the
//! library, and `docs/curriculum.md`, which is made of both.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

use gradus::exercise::Exercise;
use gradus::exercise::exam::Exam;
use gradus::exercise::library::Library;
use gradus::exercise::library::exams::Shelf;
use toml::{Table, Value};

fn docs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// A part of the primer: its title, and each item with the ids of its exercises.
struct Part {
    title: String,
    items: Vec<(String, Vec<String>)>,
}

fn parts() -> Vec<Part> {
    let text = fs::read_to_string(docs().join("curriculum.toml")).expect("it can be read");
    let table: Table = text.parse().expect("it is TOML");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let item = |item: &Value| {
        (text(&item["what"]), list(&item["exercises"]).iter().map(text).collect::<Vec<_>>())
    };
    let part = |part: &Value| Part {
        title: text(&part["title"]),
        items: list(&part["item"]).iter().map(item).collect(),
    };
    list(&table["part"]).iter().map(part).collect()
}

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

/// The page, as items, exercises and exams say it.
fn page() -> String {
    let (parts, exercises, exams) = (parts(), exercises(), exams());
    let mut page = format!(
        "# Curriculum\n\n\
         The built-in library practises the primer *Gradient Descent and Backprop* with its extended\n\
         notes: {} exercises, {} minutes in all, and {} exams. This page is made from\n\
         [curriculum.toml](curriculum.toml) and the exercises themselves, by\n\
         `UPDATE_GOLDEN=1 cargo test --test curriculum`.\n",
        exercises.len(),
        exercises.iter().map(|exercise| exercise.minutes).sum::<u32>(),
        exams.len()
    );
    for part in &parts {
        page.extend(["\n## ", &part.title, "\n| of the primer | exercises |\n|---|---|\n"]);
        for (what, ids) in &part.items {
            let ids: Vec<_> = ids.iter().map(|id| format!("`{id}`")).collect();
            page.extend(["| ", what, " | ", &ids.join(", "), " |\n"]);
        }
    }
    page += "\n## The path\nIn this order each exercise comes after those that it asks for.\n\n\
             | exercise | | level | minutes | after |\n|---|---|---|---|---|\n";
    for exercise in &exercises {
        let after: Vec<_> = exercise.requires.iter().map(|id| format!("`{id}`")).collect();
        let line = format!(
            "| `{}` | {} | {} | {} | {} |\n",
            exercise.id,
            exercise.title,
            exercise.level,
            exercise.minutes,
            after.join(", ")
        );
        page.extend([line]);
    }
    page += "\n## Exams\n| exam | | minutes | points |\n|---|---|---|---|\n";
    for exam in &exams {
        let points: f64 = paper_points(exam, 0);
        let (id, title, minutes) = (&exam.id, &exam.title, exam.minutes);
        page.extend([format!("| `{id}` | {title} | {minutes} | {points} |\n")]);
    }
    page
}

fn paper_points(exam: &Exam, seed: u64) -> f64 {
    let paper = Shelf::built_in().paper(exam, seed).expect("it can be drawn");
    let points: f64 = paper.parts.iter().map(|part| part.record.points).sum();
    (points * 1e9).round() / 1e9
}

#[test]
fn the_page_is_what_the_library_holds() {
    let (path, page) = (docs().join("curriculum.md"), page());
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    assert_eq!(fs::read_to_string(path).unwrap_or_default(), page);
}

#[test]
fn every_item_of_the_primer_has_exercises_and_every_exercise_an_item() {
    let there: BTreeSet<_> = exercises().into_iter().map(|exercise| exercise.id).collect();
    let mut named = BTreeSet::new();
    for part in parts() {
        assert!(!part.items.is_empty(), "{} has no item", part.title);
        for (what, ids) in part.items {
            assert!(!ids.is_empty(), "nothing practises {what}");
            for id in ids {
                assert!(there.contains(&id), "{what}: there is no exercise {id}");
                named.insert(id);
            }
        }
    }
    let left: Vec<_> = there.difference(&named).collect();
    assert!(left.is_empty(), "curriculum.toml does not name {left:?}");
}

/// Each equation that the primer prints, part by part.
#[test]
fn every_equation_of_the_primer_is_an_item() {
    let equations = [
        ("Univariate regression", "ŷ = wx + b"),
        ("Univariate regression", "L = 1/m ‖ŷ − y‖²"),
        ("Univariate regression", "∂L/∂w = 2/m (ŷ − y) xᵀ"),
        ("Univariate regression", "∂L/∂b = 2/m (ŷ − y) 1⃗"),
        ("Multivariate regression", "ŷ = wX + b"),
        ("Multivariate regression", "L = 1/m ‖ŷ − y‖²"),
        ("Multivariate regression", "∂L/∂w = 2/m (ŷ − y) Xᵀ"),
        ("Multivariate regression", "∂L/∂b = 2/m (ŷ − y) 1⃗"),
        ("Two-layer linear network", "Z = W₁X + b₁"),
        ("Two-layer linear network", "ŷ = w₂Z + b₂"),
        ("Two-layer linear network", "L = 1/m ‖ŷ − y‖²"),
        ("Two-layer linear network", "∂L/∂W₁ = w₂ᵀ 2/m (ŷ − y) Xᵀ"),
        ("Two-layer linear network", "∂L/∂b₁ = w₂ᵀ 2/m (ŷ − y) 1⃗"),
        ("Two-layer linear network", "∂L/∂w₂ = 2/m (ŷ − y) Zᵀ"),
        ("Two-layer linear network", "∂L/∂b₂ = 2/m (ŷ − y) 1⃗"),
        ("Two-layer nonlinear network", "Z = W₁X + b₁"),
        ("Two-layer nonlinear network", "A = σ(Z)"),
        ("Two-layer nonlinear network", "ŷ = w₂A + b₂"),
        ("Two-layer nonlinear network", "L = 1/m ‖ŷ − y‖²"),
        ("Two-layer nonlinear network", "∂L/∂W₁ = ((w₂ᵀ 2/m (ŷ − y)) ⊙ A ⊙ (1 − A)) Xᵀ"),
        ("Two-layer nonlinear network", "∂L/∂b₁ = ((w₂ᵀ 2/m (ŷ − y)) ⊙ A ⊙ (1 − A)) 1⃗"),
        ("Two-layer nonlinear network", "∂L/∂w₂ = 2/m (ŷ − y) Aᵀ"),
        ("Two-layer nonlinear network", "∂L/∂b₂ = 2/m (ŷ − y) 1⃗"),
    ];
    let parts = parts();
    for (title, equation) in equations {
        let part = parts.iter().find(|part| part.title == title).expect("the part is there");
        assert!(part.items.iter().any(|(what, _)| what == equation), "{title}: {equation}");
    }
    for words in ["scalar operations", "logistic regression", "perceptron", "optimisation"] {
        let title = format!("Extended notes: {words}");
        let is_it = |part: &Part| part.title.replace("the two-layer ", "").starts_with(&title);
        assert!(parts.iter().any(is_it), "{title}");
    }
}
