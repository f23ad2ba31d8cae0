//! Formulas as answers: which count as equal, and what is said of those that do not.
//!
//! `tests/formula/pairs.json` holds formulas for gradients, right and nearly right, each judged
//! by its values beside those of `jax.grad`; `tests/oracle/formula_pairs.py` writes it.

use std::time::Instant;

use gradus::exercise::{Exercise, Variant};
use gradus::grading::{Answer, Grade, Verdict, find, grade};
use gradus::source::Source;
use serde_json::Value;

const NETWORK: &str = "X = { shape = [3, 5], range = [-2, 2] }\ny = { shape = [1, 5], range = [-2, 2] }\n\
    m = \"cols(X)\"\nW1 = { shape = [4, 3], range = [-1, 1] }\nb1 = { shape = [4, 1], range = [-1, 1] }\n\
    w2 = { shape = [1, 4], range = [-2, 2] }\nb2 = { range = [-1, 1] }";

/// The exercise of a model, with a formula question for every name.
fn exercise(model: &str) -> Exercise {
    let plane = "X = { shape = [3, 5], range = [-2, 2] }\ny = { shape = [1, 5], range = [-2, 2] }\n\
        m = \"cols(X)\"\nw = { shape = [1, 3], range = [-2, 2] }\nb = { range = [-1, 1] }";
    let (given, forward, wrts): (String, &str, &[&str]) = match model {
        "line" => (
            "x = { shape = [1, 5], range = [-2, 2] }\ny = { shape = [1, 5], range = [-2, 2] }\n\
             m = \"cols(x)\"\nw = { range = [-2, 2] }\nb = { range = [-1, 1] }"
                .to_owned(),
            "yhat = w * x + b\nL = mean((yhat - y)^2)",
            &["w", "b"],
        ),
        "plane" => (plane.to_owned(), "yhat = w @ X + b\nL = mean((yhat - y)^2)", &["w"]),
        "sigmoid" => (
            NETWORK.to_owned(),
            "Z = W1 @ X + b1\nA = sigmoid(Z)\nyhat = w2 @ A + b2\nL = mean((yhat - y)^2)",
            &["Z", "W1", "b1", "w2", "b2"],
        ),
        "tanh" => (
            NETWORK.to_owned(),
            "Z = W1 @ X + b1\nA = tanh(Z)\nyhat = w2 @ A + b2\nL = mean((yhat - y)^2)",
            &["Z", "W1", "b1", "w2", "b2"],
        ),
        "logistic" => (
            plane.replace("y = { shape = [1, 5], range = [-2, 2] }", "y = [1, 0, 0, 1, 1]"),
            "z = w @ X + b\np = sigmoid(z)\nL = bce(p, y)",
            &["z", "w", "b"],
        ),
        _ => (
            "X = { shape = [3, 5], range = [-2, 2] }\nm = \"cols(X)\"\n\
             Y = [[1, 0, 0, 1, 0], [0, 1, 0, 0, 1], [0, 0, 1, 0, 0]]\n\
             W = { shape = [3, 3], range = [-1, 1] }\nb = { shape = [3, 1], range = [-1, 1] }"
                .to_owned(),
            "Z = W @ X + b\nP = softmax(Z, axis = 0)\nL = cross_entropy(Z, Y, axis = 0)",
            &["Z", "W", "b"],
        ),
    };
    let mut text = format!(
        "format = 1\ntitle = \"t\"\nlevel = 3\nminutes = 9\n[given]\n{given}\n[model]\nforward = \
         \"\"\"\n{forward}\n\"\"\"\nloss = \"L\"\n"
    );
    for wrt in wrts {
        text += &["[[question]]\nkind = \"formula\"\nwrt = \"", wrt, "\"\n"].concat();
    }
    read(&text)
}

fn read(text: &str) -> Exercise {
    let (exercise, faults) = Exercise::read(&Source::new("test".to_owned(), text), "test");
    exercise.unwrap_or_else(|| panic!("{text}\n{faults:?}"))
}

#[test]
fn pairs_are_judged_as_another_program_judges_them() {
    let pairs: Vec<Value> =
        serde_json::from_str(include_str!("formula/pairs.json")).expect("the pairs are JSON");
    let text = |pair: &Value, key: &str| pair[key].as_str().expect("a text").to_owned();
    let (mut equal, mut different) = (0, 0);
    let mut wrong = Vec::new();
    let mut models: Vec<(String, Exercise, Variant)> = Vec::new();
    let start = Instant::now();
    for pair in &pairs {
        let model = text(pair, "model");
        if models.iter().all(|(name, ..)| *name != model) {
            let exercise = exercise(&model);
            let variant = exercise.variant(1).expect("it can be drawn");
            models.push((model.clone(), exercise, variant));
        }
        let found = models.iter_mut().find(|(name, ..)| *name == model);
        let (_, exercise, variant) = found.expect("it was just made");
        let formula = text(pair, "formula");
        let question = find(exercise, &format!("dL/d{}", text(pair, "wrt"))).expect("it is asked");
        let grade = grade(question, variant, &Answer::Text(formula.clone()));
        let right = pair["equal"] == Value::Bool(true);
        *if right { &mut equal } else { &mut different } += 1;
        if (grade.verdict == Verdict::Correct) != right {
            wrong.push(format!("{model} {formula}: {:?}, {}", grade.verdict, grade.feedback));
        }
    }
    let rate = pairs.len() as f64 / start.elapsed().as_secs_f64();
    println!("{equal} equal, {different} different; {rate:.0} a second");
    assert!(equal >= 200 && different >= 200, "{equal} equal, {different} different");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The grade of a formula for ∂L/∂W₁ of the sigmoid network, after ∂L/∂Z was asked for.
fn graded(using: &str, formula: &str) -> Grade {
    let text = format!(
        "format = 1\ntitle = \"t\"\nlevel = 3\nminutes = 9\n[given]\n{NETWORK}\n[model]\nforward = \
         \"\"\"\nZ = W1 @ X + b1\nA = sigmoid(Z)\nyhat = w2 @ A + b2\nL = mean((yhat - \
         y)^2)\n\"\"\"\nloss = \"L\"\n[[question]]\nkind = \"gradient\"\nwrt = \
         \"Z\"\n[[question]]\nkind = \"formula\"\nwrt = \"W1\"\n{using}\n"
    );
    let exercise = read(&text);
    let mut variant = exercise.variant(1).expect("it can be drawn");
    grade(&exercise.questions[1], &mut variant, &Answer::Text(formula.to_owned()))
}

#[test]
fn gradients_that_were_asked_for_may_be_used() {
    for formula in ["dZ @ X.T", "dL/dZ @ X.T", "∂L/∂Z @ Xᵀ", "(X @ dL/dZ.T).T"] {
        let grade = graded("", formula);
        assert_eq!(grade.verdict, Verdict::Correct, "{formula}: {}", grade.feedback);
    }
    let grade = graded("", "dW1");
    assert_eq!(grade.verdict, Verdict::Unreadable, "it was not asked for before");
    let grade = graded("", "grad(L, W1)");
    assert_eq!(grade.verdict, Verdict::Unreadable, "{}", grade.feedback);
}

#[test]
fn only_names_that_are_allowed_may_be_used() {
    let using = "using = [\"dZ\", \"X\"]";
    assert_eq!(graded(using, "dZ @ X.T").verdict, Verdict::Correct);
    let grade = graded(using, "(w2.T @ (2/m * (yhat - y)) * A * (1 - A)) @ X.T");
    assert_eq!(grade.verdict, Verdict::Unreadable);
    assert!(grade.feedback.to_string().contains("w2"), "{}", grade.feedback);
}

#[test]
fn a_wrong_formula_gets_a_point_where_it_differs_and_the_broken_rule() {
    let grade = graded("", "(w2.T @ (2/m * (yhat - y)) * A) @ X.T");
    let said = grade.feedback.to_string();
    assert_eq!(grade.verdict, Verdict::Wrong);
    assert_eq!(grade.finding.diagnoses[0].mistake, "value-for-derivative", "{said}");
    assert!(
        said.contains("Read as")
            && said.contains("In small numbers it gives")
            && said.contains("is right"),
        "{said}"
    );
}

#[test]
fn another_shape_is_told() {
    let grade = graded("", "X @ dZ.T");
    let said = grade.feedback.to_string();
    assert_eq!(grade.verdict, Verdict::Shape, "{said}");
    assert!(said.contains("transpose is right"), "{said}");
    assert_eq!(graded("", "dZ @ X").verdict, Verdict::Unreadable);
    assert_eq!(graded("", "").verdict, Verdict::Missing);
}

#[test]
fn a_needlessly_long_formula_is_right_and_told_so() {
    let long =
        "(w2.T @ (2/m * (yhat - y)) * A * (1 - A)) @ X.T + 0 * W1 + (A - A) @ X.T * 3 * sum(y)";
    let grade = graded("", long);
    assert_eq!(grade.verdict, Verdict::Correct);
    assert!(grade.feedback.to_string().contains("fewer signs"), "{}", grade.feedback);
    let short = graded("", "(w2.T @ (2/m * (yhat - y)) * A * (1 - A)) @ X.T");
    assert_eq!(short.feedback.to_string(), "Correct.");
}

#[test]
fn places_of_faults_lie_where_they_were_typed() {
    let grade = graded("", "dL/dZ @ Q.T");
    let span = grade.faults[0].span();
    assert_eq!(&"dL/dZ @ Q.T"[span.range()], "Q");
}
