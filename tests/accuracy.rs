//! Stable forms and their derivatives against 50 digits, as `tests/oracle/accuracy.py`
//! recorded them: within 4 units of the last place, written directly and through a name.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use gradus::engine::{Array, Program, Shape};
use serde_json::Value;

/// How many units of the last place a value may be off.
const MOST_ULPS: f64 = 4.0;

fn recorded() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/accuracy/forms.json");
    let text = fs::read_to_string(file).expect("the recording can be read");
    serde_json::from_str(&text).expect("the recording is JSON")
}

/// How far two numbers are apart, in units of the last place of the wanted one.
fn ulps(found: f64, wanted: f64) -> f64 {
    if found == wanted {
        return 0.0;
    }
    let size = wanted.abs();
    let ulp = f64::from_bits(size.to_bits() + 1) - size;
    (found - wanted).abs() / ulp
}

/// The value of `L` and its derivative by z.
fn pass(equations: &str, z: f64) -> (f64, f64) {
    let mut program = Program::new();
    let input = program.input("z", Shape::Scalar);
    assert_eq!(program.read(equations), [], "{equations}");
    let loss = program.node("L").expect("the loss has a name");
    let gradient = program.gradients(loss, &[input])[0];
    let value = Array::scalar(z);
    let found = program.evaluate(&[(input, &value)], &[loss, gradient]);
    (found[0].data()[0], found[1].data()[0])
}

/// The form with its innermost functions under names of their own.
fn through_names(form: &str) -> Option<String> {
    let inner = ["sigmoid(z)", "exp(-z)", "exp(z)", "exp([[z, 0]])", "sumsq([[z, 0]])"];
    let mut named = String::new();
    let mut rest = form.to_string();
    for (inner, name) in inner.into_iter().zip(["P", "Q", "R", "S", "T"]) {
        if rest.contains(inner) && form != inner {
            writeln!(named, "{name} = {inner}").expect("text takes all");
            rest = rest.replace(inner, name);
        }
    }
    (rest != form).then(|| format!("{named}L = {rest}"))
}

fn check(equations: impl Fn(&str) -> Option<String>) {
    let wrong = wrong(&recorded(), equations);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is off, for those of the recorded forms that equations are given for.
fn wrong(recorded: &Value, equations: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (form, rows) in recorded["forms"].as_object().expect("forms have names") {
        let Some(equations) = equations(form) else { continue };
        for row in rows.as_array().expect("a form has points") {
            let number = |index: usize| row[index].as_f64().expect("a number");
            let (value, derivative) = pass(&equations, number(0));
            let off = ulps(value, number(1)).max(ulps(derivative, number(2)));
            if off.is_nan() || off > MOST_ULPS {
                wrong.push(format!(
                    "{equations:?} at {}: {value:e} and {derivative:e}, not {:e} and {:e}",
                    number(0),
                    number(1),
                    number(2)
                ));
            }
        }
    }
    wrong
}

#[test]
fn stable_forms_are_exact_to_the_last_places() {
    check(|form| Some(format!("L = {form}")));
}

#[test]
fn stable_forms_are_as_exact_through_names() {
    check(through_names);
}

/// The same values written in other ways: operands exchanged, every part under a name, a sum or a
/// mean around it.
#[test]
fn stable_forms_are_as_exact_in_other_words() {
    let (recorded, mut off, mut ways) = (recorded(), Vec::new(), 0);
    let table = include_str!("oracle/accuracy/words.txt");
    for line in table.lines() {
        let (form, way) = line.split_once(" :: ").expect("a line has a form and a way");
        assert!(recorded["forms"].get(form).is_some(), "{form} is not recorded");
        ways += 1;
        off.extend(wrong(&recorded, |one| (one == form).then(|| way.replace("; ", "\n"))));
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
    assert!(ways > 80, "{ways}");
}

/// The names, their shapes, and the equations of a network at the size that was recorded.
fn network(name: &str) -> (Vec<(&'static str, Shape)>, &'static str) {
    let (n, k, m) = (10, 16, 64);
    let regression = |features| {
        let (x, w) = (Shape::Matrix(features, m), Shape::Matrix(1, features));
        vec![("X", x), ("y", Shape::Matrix(1, m)), ("w", w), ("b", Shape::Scalar)]
    };
    let layered = || {
        vec![
            ("X", Shape::Matrix(n, m)),
            ("y", Shape::Matrix(1, m)),
            ("W1", Shape::Matrix(k, n)),
            ("b1", Shape::Matrix(k, 1)),
            ("w2", Shape::Matrix(1, k)),
            ("b2", Shape::Scalar),
        ]
    };
    match name {
        "univariate" => (regression(1), "yhat = w @ X + b\nL = mean((yhat - y)^2)"),
        "multivariate" => (regression(n), "yhat = w @ X + b\nL = mean((yhat - y)^2)"),
        "two-layer linear" => {
            (layered(), "Z = W1 @ X + b1\nyhat = w2 @ Z + b2\nL = mean((yhat - y)^2)")
        }
        _ => (
            layered(),
            "Z = W1 @ X + b1\nA = sigmoid(Z)\nyhat = w2 @ A + b2\nL = mean((yhat - y)^2)",
        ),
    }
}

/// All numbers of a recorded value, row by row.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        value => vec![value.as_f64().expect("a number")],
    }
}

/// How far the networks' gradients are from 50 digits at most, relative to the largest entry of
/// each.
#[test]
fn the_four_networks_agree_with_fifty_digits() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/accuracy/networks.json");
    let text = fs::read_to_string(file).expect("the recording can be read");
    let recorded: Value = serde_json::from_str(&text).expect("the recording is JSON");
    let (mut worst, mut worst_entry, mut compared): (f64, f64, usize) = (0.0, 0.0, 0);
    for (name, expected) in recorded.as_object().expect("networks have names") {
        let (given, equations) = network(name);
        let mut program = Program::new();
        let mut known = Vec::new();
        for (place, (name, shape)) in given.iter().enumerate() {
            let entry =
                |at: usize| ((7_919 * at + 271 * place) % 1_000) as f64 / 512.0 - 500.0 / 512.0;
            let value = Array::new(*shape, (0..shape.size()).map(entry).collect());
            known.push((program.input(name, *shape), value));
        }
        assert_eq!(program.read(equations), [], "{name}");
        let loss = program.node("L").expect("the loss has a node");
        let known: Vec<_> = known.iter().map(|(node, value)| (*node, value)).collect();
        for (wrt, expected) in expected.as_object().expect("values have names") {
            let node = program.node(wrt).expect("it has a node");
            let asked = if wrt == "L" { loss } else { program.gradients(loss, &[node])[0] };
            let found = program.evaluate(&known, &[asked]).remove(0);
            let expected = numbers(expected);
            let largest = expected.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            assert_eq!(found.data().len(), expected.len(), "{name} {wrt}");
            for (found, expected) in found.data().iter().zip(expected) {
                worst = worst.max((found - expected).abs() / largest);
                worst_entry = worst_entry.max((found - expected).abs() / expected.abs());
                compared += 1;
            }
        }
    }
    println!("{compared} numbers, {worst:.1e} of the largest entry, {worst_entry:.1e} of its own");
    assert!(compared > 400 && worst <= 1e-13 && worst_entry <= 1e-13, "{worst:e} {worst_entry:e}");
}

/// A number in as many digits as tell it from its neighbours at a glance.
fn shown(number: f64) -> String {
    let small = number != 0.0 && !(1e-3..1e4).contains(&number.abs());
    match number {
        number if number.is_nan() => "nan".to_owned(),
        number if number.is_infinite() => if number > 0.0 { "inf" } else { "−inf" }.to_owned(),
        number if small => format!("{number:.5e}").replace('-', "−"),
        number => {
            let text = format!("{number:.6}");
            text.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
        }
    }
}

/// The page on accuracy: values and derivatives of the peers' table, ours computed here.
fn page() -> String {
    let text = include_str!("oracle/accuracy/peers.json");
    let recorded: Value = serde_json::from_str(text).expect("the recording is JSON");
    let version = |peer: &str| recorded["versions"][peer].as_str().unwrap_or(peer).to_owned();
    let mut page = format!(
        "# Accuracy\n\n\
         Formulas that overflow, cancel or divide by zero where they are written out as a book writes\n\
         them, and what becomes of them: the value, and below it the derivative by z. The formulas are\n\
         written alike everywhere; gradus finds the stable form, JAX and PyTorch compute what is\n\
         written. The truth has 60 digits. `python3 tests/oracle/accuracy_peers.py` records the others'\n\
         columns; `cargo test --test accuracy` computes ours, and holds each stable form and its\n\
         derivative to 4 units of the last place over the whole range.\n\n\
         | formula | z | truth | gradus | {} | {} |\n|---|---|---|---|---|---|\n",
        version("jax"),
        version("torch"),
    );
    for row in recorded["rows"].as_array().expect("rows") {
        let form = row["form"].as_str().expect("a form");
        let z = row["z"].as_f64().expect("a number");
        let (value, slope) = pass(&format!("L = {form}"), z);
        let pair = |peer: &str| {
            let number = |at: usize| row[peer][at].as_str().and_then(|text| text.parse().ok());
            match (number(0), number(1)) {
                (Some(value), Some(slope)) => format!("{}<br>{}", shown(value), shown(slope)),
                _ => "–".to_owned(),
            }
        };
        let ours = format!("{}<br>{}", shown(value), shown(slope));
        page += &[
            "| `",
            form,
            "` | ",
            &shown(z),
            " | ",
            &pair("truth"),
            " | ",
            &ours,
            " | ",
            &pair("jax"),
            " | ",
            &pair("torch"),
            " |\n",
        ]
        .concat();
    }
    page + "\nThe four networks of the primer at classroom size (10 features, 16 hidden units, 64 examples):\n\
            the loss and all gradients are within 1e-13 of 50 digits, entry by entry\n\
            (`tests/oracle/networks.py`).\n"
}

#[test]
fn the_page_says_what_is_computed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/accuracy.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, page()).expect("the page can be written");
    }
    assert_eq!(fs::read_to_string(path).expect("the page is there"), page());
}

#[test]
fn what_others_lose_is_kept() {
    let text = include_str!("oracle/accuracy/peers.json");
    let recorded: Value = serde_json::from_str(text).expect("the recording is JSON");
    for row in recorded["rows"].as_array().expect("rows") {
        let form = row["form"].as_str().expect("a form");
        let z = row["z"].as_f64().expect("a number");
        let truth = |at: usize| row["truth"][at].as_str().and_then(|text| text.parse().ok());
        let (value, slope) = pass(&format!("L = {form}"), z);
        for (found, wanted) in [(value, truth(0)), (slope, truth(1))] {
            let wanted: f64 = wanted.expect("a number");
            assert!(ulps(found, wanted) <= MOST_ULPS, "{form} at {z}: {found:e}, not {wanted:e}");
        }
    }
}
