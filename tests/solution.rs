//! The worked solution: its numbers against JAX and central differences, its formulas read
//! again, its shapes, its renderings, and what a nudge shows.
//!
//! `tests/solution/*` are whole solutions in each rendering; `UPDATE_GOLDEN` writes them anew.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use gradus::engine::witness::central_difference;
use gradus::engine::{Array, Makeup, Program, Scope, Shape, Style};
use gradus::exercise::library::Library;
use gradus::exercise::{Exercise, Task, Variant};
use gradus::grading::nudge::nudge;
use gradus::grading::solution::{Solution, Step, What, latex, markdown, text};
use gradus::source::Source;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn exercises() -> Vec<Exercise> {
    let library = Library::built_in();
    let load = |entry| library.load(entry).exercise.expect("every exercise is sound");
    library.entries().iter().map(load).collect()
}

fn exercise(id: &str) -> Exercise {
    exercises().into_iter().find(|exercise| exercise.id == id).expect("the exercise is there")
}

fn read(text: &str) -> (Exercise, Variant) {
    let (exercise, faults) = Exercise::read(&Source::new("test.toml".to_owned(), text), "test");
    let exercise = exercise.unwrap_or_else(|| panic!("{faults:?}"));
    let variant = exercise.variant(0).expect("there is a variant");
    (exercise, variant)
}

fn near(found: &Array, expected: &Array, tolerance: f64) -> bool {
    let allowed = tolerance * expected.largest().max(f64::MIN_POSITIVE);
    let pairs = || found.data().iter().zip(expected.data());
    found.shape() == expected.shape() && pairs().all(|(a, b)| (a - b).abs() <= allowed)
}

/// The variants of every built-in exercise for some seeds, with their solutions.
fn solved() -> Vec<(String, Variant, Solution)> {
    let mut solved = Vec::new();
    for exercise in exercises() {
        for seed in if exercise.is_drawn() { 0..4 } else { 0..1 } {
            let variant = exercise.variant(seed).expect("the seed has a variant");
            let solution = Solution::new(&exercise, &variant);
            assert!(!solution.steps.is_empty(), "{}", exercise.id);
            solved.push((format!("{}, seed {seed}", exercise.id), variant, solution));
        }
    }
    solved
}

/// A value in the form in which recordings have it.
fn array(value: &Value) -> Array {
    let number = |value: &Value| value.as_f64().expect("an entry is a number");
    let rows = match &value["data"] {
        Value::Array(rows) => rows,
        scalar => return Array::scalar(number(scalar)),
    };
    let row = |row: &Value| row.as_array().expect("a row").iter().map(number).collect();
    Array::from_rows(&rows.iter().map(row).collect::<Vec<_>>()).expect("a matrix")
}

#[test]
fn every_number_is_what_jax_computed() {
    let library = Library::built_in();
    let mut compared = 0;
    for entry in fs::read_dir(root().join("tests/oracle")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let recording: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let id = recording["exercise"].as_str().expect("a recording names its exercise");
        let exercise = library.load(library.find(id).unwrap()).exercise.unwrap();
        let variant = exercise.variant(recording["seed"].as_u64().unwrap()).unwrap();
        for step in Solution::new(&exercise, &variant).steps {
            let expected = match &step.what {
                What::Value(name) => &recording["values"][name],
                What::Gradient { of, wrt } if *of == exercise.loss => &recording["gradients"][wrt],
                What::Gradient { .. } => continue,
            };
            compared += 1;
            let symbol = step.what.symbol(Style::NumPy);
            let agrees = near(&step.value, &array(expected), 1e-12);
            assert!(agrees, "{}: {symbol} is {:?}", path.display(), step.value);
        }
    }
    assert!(compared > 200, "only {compared} steps were compared");
}

#[test]
fn every_gradient_agrees_with_central_differences() {
    for (place, variant, solution) in solved() {
        for step in &solution.steps {
            let What::Gradient { of, wrt } = &step.what else { continue };
            let mut program = variant.program.clone();
            let (of, wrt) = (program.node(of).unwrap(), program.node(wrt).unwrap());
            let (estimate, bound) = central_difference(&mut program, of, wrt, &variant.known());
            for (index, found) in step.value.data().iter().enumerate() {
                let (estimate, bound) = (estimate.data()[index], bound.data()[index]);
                let allowed = bound + 1e-10 * step.value.largest();
                let symbol = step.what.symbol(Style::NumPy);
                assert!((found - estimate).abs() <= allowed, "{place}: {symbol}[{index}]");
            }
        }
    }
}

/// A program that knows values as inputs, and the value of an expression over them.
fn evaluate(known: &[(String, Array)], formula: &str) -> Result<Array, String> {
    let mut program = Program::new();
    let nodes: Vec<_> =
        known.iter().map(|(name, value)| program.input(name, value.shape())).collect();
    let scope = Scope { names: None, grad: false };
    let node = program.expression(formula, scope).map_err(|faults| format!("{faults:?}"))?;
    let values: Vec<_> = nodes.into_iter().zip(known.iter().map(|(_, value)| value)).collect();
    Ok(program.evaluate(&values, &[node]).remove(0))
}

#[test]
fn every_formula_reads_back_and_gives_its_numbers() {
    let mut read = 0;
    for (place, variant, solution) in solved() {
        for (index, step) in solution.steps.iter().enumerate() {
            let names: Vec<(String, Array)> =
                variant.given.iter().chain(&variant.values).cloned().collect();
            let before = solution.steps[..index].iter().filter(|other| match step.what {
                What::Gradient { .. } => is_of_the_same(step, other),
                What::Value(_) => false,
            });
            let gradients = before.map(|other| match &other.what {
                What::Gradient { wrt, .. } => (format!("d{wrt}"), other.value.clone()),
                What::Value(_) => unreachable!("only gradients are of the same scalar"),
            });
            let known: Vec<_> = names.iter().cloned().chain(gradients).collect();
            let local = step.local.get(Style::NumPy);
            let closed = step.closed.as_ref().map(|closed| closed.get(Style::NumPy));
            for (formula, known) in
                [(Some(local), &known), (closed, &names)].into_iter().filter_map(with_formula)
            {
                let found = evaluate(known, formula)
                    .unwrap_or_else(|faults| panic!("{place}: {formula}: {faults}"));
                assert!(
                    near(&found, &step.value, 1e-9),
                    "{place}: {} = {formula} is {found:?}, not {:?}",
                    step.what.symbol(Style::NumPy),
                    step.value
                );
                read += 1;
            }
        }
    }
    assert!(read > 500, "only {read} formulas were read");
}

fn with_formula<T>((formula, known): (Option<&str>, T)) -> Option<(&str, T)> {
    formula.map(|formula| (formula, known))
}

fn is_of_the_same(step: &Step, other: &Step) -> bool {
    match (&step.what, &other.what) {
        (What::Gradient { of: a, .. }, What::Gradient { of: b, .. }) => a == b,
        _ => false,
    }
}

#[test]
fn the_shapes_of_every_step_fit() {
    for (place, _, solution) in solved() {
        for step in &solution.steps {
            let told = format!(
                "{place}: {} {}",
                step.shapes(Style::Unicode),
                step.local.get(Style::Unicode)
            );
            match &step.makeup {
                Makeup::Whole => {}
                Makeup::MatMul(factors) => {
                    assert!(factors.windows(2).all(|two| two[0].cols() == two[1].rows()), "{told}");
                    let outer = (factors[0].rows(), factors[factors.len() - 1].cols());
                    assert_eq!((step.shape.rows(), step.shape.cols()), outer, "{told}");
                }
                Makeup::Entrywise(factors) => {
                    assert!(factors.iter().all(|factor| factor.stretches_to(step.shape)), "{told}");
                }
            }
        }
    }
}

#[test]
fn every_step_needs_only_those_before_it() {
    for (place, _, solution) in solved() {
        for (index, step) in solution.steps.iter().enumerate() {
            assert!(step.needs.iter().all(|needed| *needed < index), "{place}: step {index}");
        }
    }
}

#[test]
fn a_question_gets_the_steps_that_it_needs() {
    let exercise = exercise("two-layer-nonlinear/01-sigmoid");
    let variant = exercise.variant(0).unwrap();
    let solution = Solution::new(&exercise, &variant);
    let symbols = |places: &[usize]| -> Vec<String> {
        places.iter().map(|place| solution.steps[*place].what.symbol(Style::Unicode)).collect()
    };
    let question = |id: &str| exercise.questions.iter().find(|one| one.id == id).unwrap();
    let needed = solution.needed(question("dL/dW1"));
    assert_eq!(symbols(&needed), ["∂L/∂ŷ", "∂L/∂A", "∂L/∂Z", "∂L/∂W₁"]);
    assert_eq!(symbols(&solution.hints(question("dL/dW1"))), ["∂L/∂ŷ", "∂L/∂A", "∂L/∂Z"]);
    assert_eq!(symbols(&solution.needed(question("yhat"))), ["Z", "A", "ŷ"]);
    assert!(solution.needed(question("choice")).is_empty());
    assert!(solution.gives_away(needed[3], question("shape(dL/dW1)")));
    assert!(!solution.gives_away(needed[2], question("dL/dW1")));
}

#[test]
fn paths_that_meet_are_added_and_names_that_are_taken_are_avoided() {
    let (exercise, variant) = read(
        r#"
format = 1
title = "Two paths"
[given]
x = [1, 2, 3]
dw = 2
w = 0.5
[model]
forward = """
u = w * x
L = sum(u^2) + dw * w^2 - w
"""
[[question]]
kind = "gradient"
wrt = "w"
[[question]]
kind = "gradient"
wrt = "dw"
"#,
    );
    let solution = Solution::new(&exercise, &variant);
    let told: Vec<String> =
        text::markup(&solution).to_string().lines().map(str::to_owned).collect();
    let has = |part: &str| told.iter().any(|line| line.contains(part));
    assert!(has("∂L/∂u = 2u"), "{told:#?}");
    assert!(has("w stands in several places, in u and L: the gradients of all paths are added."));
    let step = &solution.steps[solution.find(&gradient("w")).unwrap()];
    let (w, c) = (0.5, 2.0);
    let expected = 2.0 * w * 14.0 + 2.0 * c * w - 1.0;
    assert!(near(&step.value, &Array::scalar(expected), 1e-12), "{:?}", step.value);
    assert!(step.local.get(Style::NumPy).contains("du"), "{}", step.local.get(Style::NumPy));
}

fn gradient(wrt: &str) -> What {
    What::Gradient { of: "L".to_owned(), wrt: wrt.to_owned() }
}

#[test]
fn a_gradient_that_is_always_zero_is_said_to_be() {
    let (exercise, variant) = read(
        r#"
format = 1
title = "Held constant"
[given]
w = 2
v = 3
[model]
forward = "L = v * stop(w)"
[[question]]
kind = "gradient"
wrt = "w"
"#,
    );
    let solution = Solution::new(&exercise, &variant);
    let step = &solution.steps[solution.find(&gradient("w")).unwrap()];
    assert_eq!(step.value, Array::scalar(0.0));
    let said = step.rule.markup(Style::Unicode).to_string();
    assert_eq!(said, "L does not depend on w: its gradient is 0.");
}

#[test]
fn whole_solutions_are_rendered_as_recorded() {
    let exercise = exercise("two-layer-nonlinear/01-sigmoid");
    let variant = exercise.variant(0).unwrap();
    let solution = Solution::new(&exercise, &variant);
    let mut wrong = Vec::new();
    for (name, found) in [
        ("two-layer-nonlinear.txt", text::markup(&solution).to_string()),
        ("two-layer-nonlinear.md", markdown::write(&exercise.title, &solution)),
        ("two-layer-nonlinear.tex", latex::write(&exercise.title, &solution)),
    ] {
        let golden: PathBuf = root().join("tests/solution").join(name);
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &found).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_nudge_shows_the_slope_that_the_witness_finds() {
    let mut nudged = 0;
    for exercise in exercises() {
        let variant = exercise.variant(1).unwrap();
        for question in &exercise.questions {
            let Task::Gradient { of, wrt } = &question.task else { continue };
            let mut program = variant.program.clone();
            let (scalar, node) = (program.node(of).unwrap(), program.node(wrt).unwrap());
            let (estimate, _) = central_difference(&mut program, scalar, node, &variant.known());
            let cols = estimate.shape().cols();
            for (index, expected) in estimate.data().iter().enumerate() {
                let entry = (index / cols, index % cols);
                let nudge = nudge(&variant, of, wrt, entry).expect("there is such an entry");
                let near = (nudge.slope - expected).abs() <= 1e-2 * expected.abs() + 1e-3;
                assert!(near, "{}: {of} by {wrt}: {} for {expected}", exercise.id, nudge.slope);
                nudged += 1;
            }
            let outside = (estimate.shape().rows(), 0);
            assert!(nudge(&variant, of, wrt, outside).is_none(), "{}", exercise.id);
        }
    }
    assert!(nudged > 100, "only {nudged} entries were nudged");
}

#[test]
fn a_nudge_says_what_it_shows() {
    let (_, variant) = read(
        r#"
format = 1
title = "A square and a corner"
[given]
w = [[3, 0], [2, 1]]
[model]
forward = "L = sum(w^2) + 8 * abs(w[0, 1]) - 2 * w[1, 1]"
[[question]]
kind = "gradient"
wrt = "w"
"#,
    );
    let say = |row: usize, col: usize, yours: f64| {
        nudge(&variant, "L", "w", (row, col)).unwrap().say(yours).to_string()
    };
    assert_eq!(
        say(0, 0, 12.0),
        "Nudge: move w in row 1, column 1 by 0.0001, and L grows by about 0.0006: a slope of 6, \
         where your entry says 12. Yours is 2 times as steep."
    );
    assert!(say(0, 0, 3.0).ends_with("The true slope is 2 times as steep as yours."));
    assert!(say(0, 0, -6.0).ends_with("The size agrees, the sign does not."));
    assert!(say(0, 0, 6.01).ends_with("To this precision they agree."));
    assert!(say(0, 0, 0.0).ends_with("Your entry says that it would not change."));
    assert!(say(1, 0, -8.0).ends_with("Yours is 2 times as steep and points the other way."));
    assert!(say(0, 1, 0.0).contains("There is a kink here: to the other side the slope is -8."));
}

#[test]
fn scalars_have_no_shapes_to_fit() {
    let exercise = exercise("scalar-operations/01-product");
    let solution = Solution::new(&exercise, &exercise.variant(0).unwrap());
    for step in &solution.steps {
        assert_eq!((step.shape, step.shapes(Style::Unicode)), (Shape::Scalar, String::new()));
    }
}

#[test]
fn the_command_prints_all_steps_or_those_of_one_question() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
            .arg("solve")
            .arg("two-layer-nonlinear/01")
            .args(arguments)
            .output()
            .expect("the program runs");
        let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let recorded =
        |name: &str| fs::read_to_string(root().join("tests/solution").join(name)).unwrap();
    let (status, steps, _) = run(&["--steps"]);
    assert_eq!(status, Some(0));
    assert!(steps.ends_with(&recorded("two-layer-nonlinear.txt")), "{steps}");
    assert_eq!(run(&["--format", "markdown"]).1, recorded("two-layer-nonlinear.md"));
    assert_eq!(run(&["--format", "latex", "--steps"]).1, recorded("two-layer-nonlinear.tex"));
    let (status, some, _) = run(&["--question", "dW1"]);
    assert_eq!(status, Some(0));
    assert!(some.contains(" 4. ∂L/∂W₁ = ∂L/∂Z · Xᵀ") && !some.contains("Forward pass"), "{some}");
    for (arguments, said) in [
        (["--steps", "--format", "json"].as_slice(), "JSON holds the key alone"),
        (&["--question", "dL/dW"], "no question has the id `dL/dW`; did you mean"),
        (&["--question", "choice"], "no step of the solution answers `choice`"),
    ] {
        let (status, stdout, stderr) = run(arguments);
        assert_eq!((status, stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}
