//! Stable forms and their derivatives against 50 digits, as `tests/oracle/accuracy.py`
//! recorded them: within 4 units of the last place, written directly and through a name.

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

/// The form with its innermost function under a name of its own.
fn through_a_name(form: &str) -> Option<String> {
    let inner = ["sigmoid(z)", "exp(-z)", "exp(z)", "exp([[z, 0]])", "sumsq([[z, 0]])"];
    let inner = inner.into_iter().find(|inner| form.contains(inner) && form != *inner)?;
    Some(format!("P = {inner}\nL = {}", form.replace(inner, "P")))
}

fn check(equations: impl Fn(&str) -> Option<String>) {
    let recorded = recorded();
    let mut wrong = Vec::new();
    for (form, rows) in recorded["forms"].as_object().expect("forms have names") {
        let Some(equations) = equations(form) else { continue };
        for row in rows.as_array().expect("a form has points") {
            let number = |index: usize| row[index].as_f64().expect("a number");
            let (value, derivative) = pass(&equations, number(0));
            // The derivative of a log-softmax is 1 less a share: exact beside 1, no more.
            let scale = if form.starts_with("log(softmax") { 1.0 } else { 0.0 };
            let slope = ulps(derivative + scale, number(2) + scale);
            let off = ulps(value, number(1)).max(slope);
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
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn stable_forms_are_exact_to_the_last_places() {
    check(|form| Some(format!("L = {form}")));
}

#[test]
fn stable_forms_are_as_exact_through_a_name() {
    // The exponentials' quotient is found through names, but not its derivative's difference.
    check(|form| if form.starts_with('(') { None } else { through_a_name(form) });
}
