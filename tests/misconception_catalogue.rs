//! Every entry of the catalogue of misconceptions, made once by hand and named.

use gradus::engine::{Array, Program, Scope};
use gradus::exercise::{Exercise, Variant};
use gradus::grading::misconception::catalogue::CATALOGUE;
use gradus::grading::{Answer, Verdict, grade};
use gradus::source::Source;

/// A mistake, an exercise in which it can be made, and what is answered then.
struct Row {
    mistake: &'static str,
    given: &'static str,
    forward: &'static str,
    /// `gradient w` or `value v1`.
    asks: &'static str,
    answer: &'static str,
}

const fn row(
    mistake: &'static str,
    given: &'static str,
    forward: &'static str,
    asks: &'static str,
    answer: &'static str,
) -> Row {
    Row { mistake, given, forward, asks, answer }
}

const NUMBERS: &str = "x = 1.3\na = 0.7\nb = -2.1";
const ROWS: &str = "x = [1.5, -0.4, 2.3]\ny = [0.3, 1.1, -0.8]\nw = 0.7\nb = 0.2";
const LINE: &str = "p = w * x + b\nL = mean((p - y)^2)";
const NET: &str = "X = [[1.1, -0.7, 0.4], [0.3, 0.9, -1.2]]\nW = [[0.5, -0.8], [1.2, 0.7]]\nV = \
                   [[0.6, -1.1], [0.9, 0.4]]\nb = [[0.3], [-0.2]]";
const DEEP: &str = "Z = W @ X + b\nA = sigmoid(Z)\nB = sigmoid(V @ A)\nL = sum(B^2)";
const CLASSES: &str = "Z = [[0.4, -1.1], [0.9, 0.3], [-0.2, 0.8]]\nY = [[1, 0], [0, 0], [0, 1]]";
const STEP: &str =
    "w = [0.4, -1.3]\ng = [0.6, 0.9]\nv = [0.2, 0.5]\neta = 0.1\nbeta = 0.9\neps = 0.05";

const ROWS_OF_THE_CATALOGUE: &[Row] = &[
    row("missing-local-derivative", NET, DEEP, "gradient Z", "V.T @ (2 * B * B * (1 - B))"),
    row("missing-mean-count", ROWS, LINE, "gradient w", "2 * sum((p - y) * x)"),
    row("missing-square-factor", ROWS, LINE, "gradient w", "mean((p - y) * x)"),
    row("flipped-sign", ROWS, LINE, "gradient w", "2 * mean((y - p) * x)"),
    row("value-for-derivative", NET, DEEP, "gradient Z", "V.T @ (2 * B * B * (1 - B)) * A"),
    row(
        "derivative-at-value",
        NET,
        "Z = W @ X + b\nA = tanh(Z)\nL = sum(A^2)",
        "gradient Z",
        "2 * A * (1 - tanh(A)^2)",
    ),
    row(
        "argument-for-value",
        NET,
        "Z = W @ X + b\nA = tanh(Z)\nL = sum(A^2)",
        "gradient Z",
        "2 * A * (1 - Z^2)",
    ),
    row("half-of-derivative", NET, DEEP, "gradient Z", "V.T @ (2 * B * B * (1 - B)) * (1 - A)"),
    row("missing-inner-derivative", ROWS, LINE, "gradient w", "2 * mean(x)"),
    row("missing-transpose", NET, DEEP, "gradient A", "V @ (2 * B * B * (1 - B))"),
    row("wrong-operand", NET, DEEP, "gradient V", "(2 * B * B * (1 - B)) @ Z.T"),
    row("averaged-not-summed", NET, DEEP, "gradient b", "mean(grad(L, Z), axis = 1)"),
    row("one-example-taken", NET, DEEP, "gradient b", "grad(L, Z) @ [[1], [0], [0]]"),
    row("missing-path", NUMBERS, "f = x * a + sin(x)", "gradient x", "a"),
    row("missing-other-factor", NUMBERS, "u = sin(x)\nf = u * a", "gradient x", "cos(x)"),
    row("missing-upstream", NET, DEEP, "gradient A", "V.T @ ones(2, 3)"),
    row("wrong-mean-count", NET, "P = W @ X\nL = mean(P^2)", "gradient W", "2 / 3 * P @ X.T"),
    row("counted-twice", ROWS, LINE, "gradient w", "2 / 9 * sum((p - y) * x)"),
    row(
        "derivative-of-another-layer",
        NET,
        DEEP,
        "gradient Z",
        "V.T @ (2 * B * B * (1 - B)) * B * (1 - B)",
    ),
    row("derivative-at-variable", NUMBERS, "f = sin(a * x^2)", "gradient x", "cos(x) * 2 * a * x"),
    row(
        "missing-leaky-slope",
        ROWS,
        "u = b - x\nA = leaky_relu(u, 0.1)\nL = sum(A * y)",
        "gradient u",
        "y * (u > 0)",
    ),
    row("missing-root-half", NUMBERS, "f = sqrt(x * 1.7)", "gradient x", "1.7 / f"),
    row("exponent-not-brought-down", NUMBERS, "f = x^5", "gradient x", "x^4"),
    row("exponent-not-reduced", NUMBERS, "f = x^5", "gradient x", "5 * x^5"),
    row("exponential-as-power", NUMBERS, "f = exp(x)", "gradient x", "x * exp(x - 1)"),
    row("quotient-sign", NUMBERS, "f = a / x", "gradient x", "a / x^2"),
    row("quotient-square", NUMBERS, "f = a / x", "gradient x", "-a / x"),
    row("swapped-operands", NET, "P = W @ V\nL = sum(P^2)", "gradient W", "2 * V.T @ P"),
    row("transposed-gradient", NET, DEEP, "gradient W", "X @ grad(L, Z).T"),
    row("wrong-axis", NET, "M = W + b\nL = sum(M^3)", "gradient b", "sum(3 * M^2, axis = 0).T"),
    row(
        "derivative-by-probability",
        CLASSES,
        "P = softmax(Z, axis = 0)\nL = cross_entropy(Z, Y, axis = 0)",
        "gradient Z",
        "-Y / P / 2",
    ),
    row(
        "missing-target",
        CLASSES,
        "P = softmax(Z, axis = 0)\nL = cross_entropy(Z, Y, axis = 0)",
        "gradient Z",
        "P / 2",
    ),
    row(
        "missing-off-diagonal",
        CLASSES,
        "P = softmax(Z, axis = 0)\nL = sum(P^3)",
        "gradient Z",
        "3 * P^2 * P * (1 - P)",
    ),
    row(
        "only-one-path",
        NUMBERS,
        "f = sin(x) + cos(a * x) + exp(b * x)",
        "gradient x",
        "b * exp(b * x)",
    ),
    row("missing-term", NET, "Z = W @ X + b\nL = sum(Z)", "value Z", "W @ X"),
    row("step-added", STEP, "w1 = w - eta * g\nL = sum(w1)", "value w1", "w + eta * g"),
    row("reversed-difference", ROWS, "e = x - y\nL = sum(e)", "value e", "y - x"),
    row("missing-function", NET, "A = sigmoid(W @ X)\nL = sum(A)", "value A", "W @ X"),
    row(
        "missing-square",
        STEP,
        "v1 = beta * v + (1 - beta) * g^2\nL = sum(v1)",
        "value v1",
        "beta * v + (1 - beta) * g",
    ),
    row(
        "missing-root",
        STEP,
        "w1 = w - eta * g / (sqrt(v) + eps)\nL = sum(w1)",
        "value w1",
        "w - eta * g / (v + eps)",
    ),
    row("missing-factor", STEP, "w1 = w - eta * g\nL = sum(w1)", "value w1", "w - g"),
    row(
        "missing-one-minus-beta",
        STEP,
        "v1 = beta * v + (1 - beta) * g\nL = sum(v1)",
        "value v1",
        "beta * v + g",
    ),
    row(
        "extra-one-minus-beta",
        STEP,
        "v1 = beta * v + g\nL = sum(v1)",
        "value v1",
        "beta * v + (1 - beta) * g",
    ),
    row(
        "missing-bias-correction",
        STEP,
        "vh = v / (1 - beta^2)\nw1 = w - eta * g / (sqrt(vh) + eps)\nL = sum(w1)",
        "value w1",
        "w - eta * g / (sqrt(v) + eps)",
    ),
    row("missing-divisor", STEP, "u = g^2 / v\nL = sum(u)", "value u", "g^2"),
    row(
        "missing-exponent",
        STEP,
        "vh = v / (1 - beta^3)\nL = sum(vh)",
        "value vh",
        "v / (1 - beta)",
    ),
    row("sum-for-mean", ROWS, "m = mean(x)\nL = m^2", "value m", "sum(x)"),
    row("mean-for-sum", ROWS, "s = sum(x)\nL = s^2", "value s", "mean(x)"),
    row(
        "epsilon-inside-root",
        STEP,
        "u = g / (sqrt(v) + eps)\nL = sum(u)",
        "value u",
        "g / sqrt(v + eps)",
    ),
    row(
        "epsilon-outside-root",
        STEP,
        "u = g / sqrt(v + eps)\nL = sum(u)",
        "value u",
        "g / (sqrt(v) + eps)",
    ),
    row(
        "updated-weights",
        ROWS,
        "p = w * x + b\nL = mean((p - y)^2)\nw1 = w - 0.3 * grad(L, w)\nb1 = b - 0.3 * grad(L, b)",
        "value b1",
        "b - 0.3 * 2 * mean(w1 * x + b - y)",
    ),
    row("value-for-gradient", NET, DEEP, "gradient W", "W"),
    row("gradient-for-value", NET, DEEP, "value A", "grad(L, A)"),
    row("another-answer", NET, DEEP, "gradient A", "grad(L, B)"),
    row(
        "updated-value-for-gradient",
        ROWS,
        "p = w * x + b\nL = mean((p - y)^2)\nw1 = w - 0.3 * grad(L, w)",
        "gradient w",
        "w1",
    ),
    row(
        "step-for-answer",
        ROWS,
        "p = w * x + b\nL = mean((p - y)^2)\nw1 = w - 0.3 * grad(L, w)",
        "gradient w",
        "0.3 * grad(L, w)",
    ),
    row("sign-of-entry", NET, DEEP, "gradient W", "grad(L, W) * [[1, 1], [-1, 1]]"),
    row("entries-swapped", ROWS, "u = 2 * x\nL = sum(u)", "value u", "[3, 4.6, -0.8]"),
    row("digits-transposed", NUMBERS, "f = 1.234 * x", "value f", "1.0642"),
];

fn exercise(row: &Row) -> Exercise {
    let Row { given, forward, asks, .. } = row;
    let (kind, name) = asks.split_once(' ').expect("a kind and a name");
    let key = if kind == "value" { "of" } else { "wrt" };
    let loss = if forward.contains("L =") { "L" } else { "f" };
    let text = format!(
        "format = 1\ntitle = \"t\"\nlevel = 3\nminutes = 9\n[given]\n{given}\n[model]\nforward = \
         \"\"\"\n{forward}\n\"\"\"\nloss = \"{loss}\"\n[[question]]\nkind = \"{kind}\"\n{key} = \
         \"{name}\"\n"
    );
    let (exercise, faults) = Exercise::read(&Source::new("row".to_owned(), &text), "row");
    exercise.unwrap_or_else(|| panic!("{text}\n{faults:?}"))
}

/// The value of an expression over the names of a variant.
fn value(variant: &Variant, expression: &str) -> Array {
    let mut program: Program = variant.program.clone();
    let node = program.expression(expression, Scope::ALL);
    let node = node.unwrap_or_else(|faults| panic!("{expression}: {faults:?}"));
    let given = variant.given.iter();
    let known: Vec<_> =
        given.map(|(name, value)| (program.node(name).expect("a name"), value)).collect();
    program.evaluate(&known, &[node]).remove(0)
}

#[test]
fn every_entry_is_named_first_or_second() {
    let mut unnamed = Vec::new();
    for row in ROWS_OF_THE_CATALOGUE {
        let exercise = exercise(row);
        let mut variant = exercise.variant(0).expect("nothing is drawn");
        let answer = Answer::Value(value(&variant, row.answer));
        let grade = grade(&exercise.questions[0], &mut variant, &answer);
        assert_eq!(grade.verdict, Verdict::Wrong, "{}", row.mistake);
        let told = &grade.finding.diagnoses;
        let named = told.iter().take(2).find(|one| one.mistake == row.mistake);
        match named {
            Some(diagnosis) if !grade.finding.together => {
                println!("{}: {}", row.mistake, diagnosis.say);
                assert!(!diagnosis.say.contains('{'), "{}", diagnosis.say);
            }
            _ => unnamed.push((row.mistake, told.clone())),
        }
    }
    assert!(unnamed.is_empty(), "{unnamed:#?}");
}

#[test]
fn every_entry_is_made_once() {
    let mut listed: Vec<_> = CATALOGUE
        .iter()
        .flat_map(|chapter| chapter.entries)
        .map(|entry| entry.name)
        .filter(|name| *name != "author")
        .collect();
    let mut made: Vec<_> = ROWS_OF_THE_CATALOGUE.iter().map(|row| row.mistake).collect();
    listed.sort_unstable();
    made.sort_unstable();
    assert_eq!(listed, made);
}
