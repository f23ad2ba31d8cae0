//! How often a known mistake is named: wrong answers from plain array code, which knows
//! nothing of the search.

use std::time::Instant;

use gradus::engine::{Array, Shape};
use gradus::exercise::{Exercise, Variant};
use gradus::grading::{Answer, Verdict, find, grade};
use gradus::source::Source;
use ndarray::{Array2, Axis};

type Matrix = Array2<f64>;

/// A wrong answer: to which question, what, and the mistakes that it shows.
struct Case {
    question: &'static str,
    answer: Matrix,
    mistakes: Vec<&'static str>,
}

/// The cases of one variant.
struct Cases<'a> {
    variant: &'a Variant,
    found: Vec<Case>,
}

impl Cases<'_> {
    fn get(&self, name: &str) -> Matrix {
        let value = self.variant.value(name).unwrap_or_else(|| panic!("there is no {name}"));
        let (rows, cols) = (value.shape().rows(), value.shape().cols());
        Matrix::from_shape_vec((rows, cols), value.data().to_vec()).expect("entries fill it")
    }

    fn number(&self, name: &str) -> f64 {
        self.get(name)[[0, 0]]
    }

    fn add(&mut self, question: &'static str, answer: Matrix, mistakes: &[&'static str]) {
        self.found.push(Case { question, answer, mistakes: mistakes.to_vec() });
    }
}

fn sum(matrix: &Matrix, axis: usize) -> Matrix {
    matrix.sum_axis(Axis(axis)).insert_axis(Axis(axis))
}

fn first(matrix: &Matrix) -> Matrix {
    matrix.column(0).to_owned().insert_axis(Axis(1))
}

fn sigmoid(matrix: &Matrix) -> Matrix {
    matrix.mapv(|x| 1.0 / (1.0 + (-x).exp()))
}

fn slope(a: &Matrix) -> Matrix {
    a * &(1.0 - a)
}

/// The wrong rows for ∂L/∂ŷ of L = 1/m ‖ŷ − y‖², with the mistakes in them.
fn wrong_upstreams(cases: &Cases, n: f64) -> Vec<(Matrix, Vec<&'static str>)> {
    let (yhat, y) = (cases.get("yhat"), cases.get("y"));
    let m = y.len() as f64;
    let e = &yhat - &y;
    vec![
        (2.0 * &e, vec!["missing-mean-count"]),
        (&e / m, vec!["missing-square-factor"]),
        (-2.0 / m * &e, vec!["flipped-sign"]),
        (Matrix::from_elem(e.dim(), 2.0 / m), vec!["missing-inner-derivative"]),
        (2.0 / (m * m) * &e, vec!["wrong-mean-count", "counted-twice"]),
        (2.0 / n * &e, vec!["wrong-mean-count"]),
        (2.0 / m * &e * &e, vec!["exponent-not-reduced"]),
        (e.clone(), vec!["missing-mean-count", "missing-square-factor"]),
        (-2.0 * &e, vec!["missing-mean-count", "flipped-sign"]),
        (-1.0 / m * &e, vec!["missing-square-factor", "flipped-sign"]),
    ]
}

/// What a slip in ∂L/∂ŷ does to what comes before; whether it is one slip or two.
fn regression(cases: &mut Cases) {
    let multivariate = cases.variant.value("X").is_some();
    let (x, wrt) = if multivariate { ("X", "dL/dw") } else { ("x", "dL/dw") };
    let x = cases.get(x);
    let (m, n) = (x.ncols() as f64, 7.0);
    let g = 2.0 / m * (cases.get("yhat") - cases.get("y"));
    for (wrong, mistakes) in wrong_upstreams(cases, n) {
        if mistakes.contains(&"wrong-mean-count") && mistakes.len() == 1 {
            continue;
        }
        let mistakes: Vec<_> = mistakes;
        cases.add("dL/dyhat", wrong.clone(), &mistakes);
        cases.add(wrt, wrong.dot(&x.t()), &mistakes);
        cases.add("dL/db", sum(&wrong, 1), &mistakes);
    }
    cases.add("dL/db", sum(&g, 1) / m, &["averaged-not-summed"]);
    cases.add("dL/db", first(&g), &["one-example-taken"]);
    cases.add(wrt, sum(&x, 1).t().to_owned(), &["missing-upstream"]);
    cases.add("dL/dyhat", cases.get("yhat"), &["value-for-gradient"]);
    cases.add(wrt, cases.get("w"), &["value-for-gradient"]);
    let e = cases.get("yhat") - cases.get("y");
    cases.add("L", sum(&(&e * &e), 1), &["sum-for-mean"]);
    cases.add("L", sum(&e, 1) / m, &["missing-square"]);
    let b = cases.number("b");
    cases.add("yhat", cases.get("yhat") - b, &["missing-term"]);
    cases.add("yhat", cases.get("yhat") - 2.0 * b, &["flipped-sign"]);
}

/// The two-layer networks; `active` where the hidden layer has a sigmoid.
fn network(cases: &mut Cases, active: bool) {
    let (x, w1, w2) = (cases.get("X"), cases.get("W1"), cases.get("w2"));
    let z = cases.get("Z");
    let a = if active { cases.get("A") } else { z.clone() };
    let m = x.ncols() as f64;
    let g = 2.0 / m * (cases.get("yhat") - cases.get("y"));
    let local = if active { slope(&a) } else { Matrix::ones(z.dim()) };
    let back = |g: &Matrix, local: &Matrix| w2.t().dot(g) * local;
    for (wrong, mistakes) in wrong_upstreams(cases, x.nrows() as f64) {
        let dz = back(&wrong, &local);
        cases.add("dL/dyhat", wrong.clone(), &mistakes);
        cases.add("dL/dw2", wrong.dot(&a.t()), &mistakes);
        cases.add("dL/db2", sum(&wrong, 1), &mistakes);
        cases.add("dL/dZ", dz.clone(), &mistakes);
        cases.add("dL/dW1", dz.dot(&x.t()), &mistakes);
        cases.add("dL/db1", sum(&dz, 1), &mistakes);
    }
    let mut wrongs: Vec<(Matrix, &'static str)> = Vec::new();
    if active {
        wrongs.extend([
            (Matrix::ones(z.dim()), "missing-local-derivative"),
            (a.clone(), "value-for-derivative"),
            (slope(&sigmoid(&a)), "derivative-at-value"),
            (&z * &(1.0 - &z), "argument-for-value"),
            (1.0 - &a, "half-of-derivative"),
        ]);
        cases.add("dL/dw2", g.dot(&z.t()), &["wrong-operand"]);
        cases.add("dL/dZ", local.clone(), &["missing-upstream"]);
        cases.add("A", z.clone(), &["missing-function"]);
    }
    for (wrong, mistake) in wrongs {
        let dz = back(&g, &wrong);
        cases.add("dL/dZ", dz.clone(), &[mistake]);
        cases.add("dL/dW1", dz.dot(&x.t()), &[mistake]);
        cases.add("dL/db1", sum(&dz, 1), &[mistake]);
        // A second mistake, in the loss.
        cases.add("dL/dW1", m * dz.dot(&x.t()), &[mistake, "missing-mean-count"]);
        cases.add("dL/dZ", 0.5 * &dz, &[mistake, "missing-square-factor"]);
        cases.add("dL/db1", -sum(&dz, 1), &[mistake, "flipped-sign"]);
        cases.add("dL/db1", sum(&dz, 1) / m, &[mistake, "averaged-not-summed"]);
    }
    let dz = back(&g, &local);
    cases.add("dL/db2", sum(&g, 1) / m, &["averaged-not-summed"]);
    cases.add("dL/db2", first(&g), &["one-example-taken"]);
    cases.add("dL/db1", sum(&dz, 1) / m, &["averaged-not-summed"]);
    cases.add("dL/db1", first(&dz), &["one-example-taken"]);
    cases.add("dL/dw2", sum(&a, 1).t().to_owned(), &["missing-upstream"]);
    let rows = sum(&x, 1).t().to_owned();
    let mut alone = Matrix::zeros(w1.dim());
    alone += &rows;
    cases.add("dL/dW1", alone, &["missing-upstream"]);
    cases.add("dL/dW1", w1.clone(), &["value-for-gradient"]);
    cases.add("dL/dw2", w2.clone(), &["value-for-gradient"]);
    cases.add("dL/dZ", z.clone(), &["value-for-gradient"]);
    cases.add("Z", w1.dot(&x), &["missing-term"]);
    if w1.nrows() == w1.ncols() {
        cases.add("dL/dW1", x.dot(&dz.t()), &["transposed-gradient"]);
        cases.add("dL/dW1", dz.dot(&a.t()), &["wrong-operand"]);
    }
}

fn logistic(cases: &mut Cases) {
    let (x, y, p) = (cases.get("X"), cases.get("y"), cases.get("p"));
    let m = x.ncols() as f64;
    let dz = (&p - &y) / m;
    let by_p = &dz / &slope(&p);
    let mut pass = |dz: Matrix, mistakes: &[&'static str]| {
        cases.add("dL/dw", dz.dot(&x.t()), mistakes);
        cases.add("dL/db", sum(&dz, 1), mistakes);
        cases.add("dL/dz", dz, mistakes);
    };
    pass(m * &dz, &["missing-mean-count"]);
    pass(-&dz, &["flipped-sign"]);
    pass(by_p.clone(), &["missing-local-derivative"]);
    pass(&by_p * &p, &["value-for-derivative"]);
    pass(&by_p * &(1.0 - &p), &["half-of-derivative"]);
    pass(m * &by_p, &["missing-local-derivative", "missing-mean-count"]);
    pass(-m * &dz, &["flipped-sign", "missing-mean-count"]);
    pass(-&by_p, &["missing-local-derivative", "flipped-sign"]);
    cases.add("dL/db", sum(&dz, 1) / m, &["averaged-not-summed"]);
    cases.add("dL/db", first(&dz), &["one-example-taken"]);
    cases.add("dL/dz", cases.get("p"), &["another-answer", "value-for-gradient"]);
    cases.add("p", cases.get("z"), &["missing-function"]);
}

fn softmax(cases: &mut Cases) {
    let (x, y, p) = (cases.get("X"), cases.get("Y"), cases.get("P"));
    let m = x.ncols() as f64;
    let dz = (&p - &y) / m;
    let mut pass = |dz: Matrix, mistakes: &[&'static str]| {
        cases.add("dL/dW", dz.dot(&x.t()), mistakes);
        cases.add("dL/db", sum(&dz, 1), mistakes);
        cases.add("dL/dZ", dz, mistakes);
    };
    pass(m * &dz, &["missing-mean-count"]);
    pass(-&dz, &["flipped-sign"]);
    pass(&p / m, &["missing-target"]);
    pass(-(&y / &p) / m, &["derivative-by-probability"]);
    pass(-(&y * &(1.0 - &p)) / m, &["missing-off-diagonal"]);
    pass(-(&y / &p), &["derivative-by-probability", "missing-mean-count"]);
    pass(&y / &p / m, &["derivative-by-probability", "flipped-sign"]);
    cases.add("dL/db", sum(&dz, 1) / m, &["averaged-not-summed"]);
    cases.add("dL/db", first(&dz), &["one-example-taken"]);
}

fn momentum(cases: &mut Cases) {
    let (w, v, g) = (cases.get("w"), cases.get("v"), cases.get("g"));
    let (eta, beta) = (cases.number("eta"), cases.number("beta"));
    let v1 = cases.get("v1");
    let step = |v1: &Matrix| &w - &(eta * v1);
    let bare = beta * &v + &g;
    cases.add("v1", bare.clone(), &["missing-one-minus-beta"]);
    cases.add("v1", (1.0 - beta) * &g, &["missing-term"]);
    cases.add("v1", &v + &((1.0 - beta) * &g), &["missing-factor"]);
    cases.add("v1", g.clone(), &["another-answer", "gradient-for-value"]);
    cases.add("w1", step(&bare), &["missing-one-minus-beta"]);
    cases.add("w1", &w + &(eta * &v1), &["step-added"]);
    cases.add("w1", &w - &v1, &["missing-factor"]);
    cases.add("w1", eta * &v1, &["step-for-answer", "missing-term"]);
    cases.add("w1", v1.clone(), &["another-answer"]);
    cases.add("w1", &w + &(eta * &bare), &["missing-one-minus-beta", "step-added"]);
    cases.add("w1", &w + &v1, &["step-added", "missing-factor"]);
    let m = cases.get("X").ncols() as f64;
    let v1_of_sum = beta * &v + (1.0 - beta) * m * &g;
    cases.add("w1", step(&v1_of_sum), &["missing-mean-count"]);
    let half = beta * &v + (1.0 - beta) * 0.5 * &g;
    cases.add("v1", half, &["missing-square-factor"]);
    // The bias after the step, by a gradient at the weights after theirs.
    let yhat = cases.get("w2").dot(&cases.get("X")) + cases.number("b");
    let late = 2.0 / m * sum(&(yhat - cases.get("y")), 1);
    cases.add("b2", cases.get("b") - eta * late, &["updated-weights"]);
}

fn adam(cases: &mut Cases) {
    let (w, g) = (cases.get("w"), cases.get("g"));
    let (m0, v0) = (cases.get("m0"), cases.get("v0"));
    let n = |name: &str| cases.number(name);
    let (eta, b1, b2, eps, t) = (n("eta"), n("beta1"), n("beta2"), n("eps"), n("t"));
    let (m1, v1) = (cases.get("m1"), cases.get("v1"));
    let (mh, vh) = (cases.get("mh"), cases.get("vh"));
    let root = |v: &Matrix| v.mapv(f64::sqrt);
    let step = |mh: &Matrix, vh: &Matrix| &w - &(eta * mh / (root(vh) + eps));
    let correct = |moment: &Matrix, beta: f64| moment / (1.0 - beta.powf(t));
    cases.add("m1", b1 * &m0 + &g, &["missing-one-minus-beta"]);
    cases.add("v1", b2 * &v0 + (1.0 - b2) * &g, &["missing-square"]);
    cases.add("v1", b2 * &v0 + &(&g * &g), &["missing-one-minus-beta"]);
    cases.add("mh", m1.clone(), &["missing-bias-correction", "another-answer"]);
    cases.add("mh", &m1 / (1.0 - b1), &["missing-exponent"]);
    cases.add("w1", step(&m1, &vh), &["missing-bias-correction"]);
    cases.add("w1", step(&mh, &v1), &["missing-bias-correction"]);
    cases.add("w1", &w - &(eta * &mh / (&vh + eps).mapv(f64::sqrt)), &["epsilon-inside-root"]);
    cases.add("w1", &w + &(eta * &mh / (root(&vh) + eps)), &["step-added"]);
    cases.add("w1", &w - &(eta * &mh / (&vh + eps)), &["missing-root"]);
    cases.add("w1", &w - &(eta * &mh), &["missing-divisor"]);
    let unsquared = correct(&(b2 * &v0 + (1.0 - b2) * &g), b2);
    if unsquared.iter().all(|x| *x > 0.0) {
        cases.add("w1", step(&mh, &unsquared), &["missing-square"]);
    }
    cases.add("w1", step(&m1, &v1), &["missing-bias-correction", "missing-bias-correction"]);
    cases.add(
        "w1",
        &w + &(eta * &m1 / (root(&vh) + eps)),
        &["step-added", "missing-bias-correction"],
    );
    cases.add(
        "w1",
        &w + &(eta * &mh / (&vh + eps).mapv(f64::sqrt)),
        &["step-added", "epsilon-inside-root"],
    );
    cases.add("w1", &w - &(eta * &mh / (&v1 + eps)), &["missing-root", "missing-bias-correction"]);
}

const NETWORK_GIVEN: &str = r"
X = { shape = [3, 5], range = [-2, 2], decimals = 1, nonzero = true }
y = { shape = [1, 5], range = [-1, 1], decimals = 1 }
W1 = { shape = [4, 3], range = [-1.5, 1.5], decimals = 1, nonzero = true }
b1 = { shape = [4, 1], range = [-1, 1], decimals = 1, nonzero = true }
w2 = { shape = [1, 4], range = [-2, 2], decimals = 1, nonzero = true }
b2 = { range = [-1, 1], decimals = 1, nonzero = true }";

/// An exercise of these given values and equations.
fn exercise(given: &str, forward: &str, loss: &str, values: &[&str], wrts: &[&str]) -> Exercise {
    let mut text = format!(
        "format = 1\ntitle = \"t\"\nlevel = 3\nminutes = 9\n[given]\n{given}\n[model]\nforward = \
         \"\"\"\n{forward}\n\"\"\"\nloss = \"{loss}\"\n"
    );
    for of in values {
        text += &["\n[[question]]\nkind = \"value\"\nof = \"", of, "\"\n"].concat();
    }
    for wrt in wrts {
        text += &["\n[[question]]\nkind = \"gradient\"\nwrt = \"", wrt, "\"\n"].concat();
    }
    let (exercise, faults) = Exercise::read(&Source::new("test".to_owned(), &text), "test");
    exercise.unwrap_or_else(|| panic!("{faults:?}"))
}

/// A model's name, its exercise, and what may go wrong with it.
type Model = (&'static str, Exercise, fn(&mut Cases));

/// Every model, and what may go wrong with it.
fn models() -> Vec<Model> {
    let wide = NETWORK_GIVEN;
    let square =
        wide.replace("[4, 3]", "[3, 3]").replace("[4, 1]", "[3, 1]").replace("[1, 4]", "[1, 3]");
    let linear = "Z = W1 @ X + b1\nyhat = w2 @ Z + b2\nL = mean((yhat - y)^2)";
    let sigmoid =
        "Z = W1 @ X + b1\nA = sigmoid(Z)\nyhat = w2 @ A + b2\nL = norm(yhat - y)^2 / cols(X)";
    let all = ["yhat", "Z", "w2", "b2", "W1", "b1"];
    let univariate = "x = { shape = [1, 4], range = [-2, 2], decimals = 1, nonzero = true }\n\
        y = { shape = [1, 4], range = [-2, 2], decimals = 1 }\n\
        w = { range = [-2, 2], decimals = 1, nonzero = true }\nb = { range = [-1, 1], decimals = 1, nonzero = true }";
    let multivariate = "X = { shape = [3, 5], range = [-2, 2], decimals = 1, nonzero = true }\n\
        y = { shape = [1, 5], range = [-2, 2], decimals = 1 }\n\
        w = { shape = [1, 3], range = [-2, 2], decimals = 1, nonzero = true }\nb = { range = [-1, 1], decimals = 1, nonzero = true }";
    let labels = multivariate
        .replace("y = { shape = [1, 5], range = [-2, 2], decimals = 1 }", "y = [1, 0, 0, 1, 1]");
    let classes = "X = { shape = [2, 4], range = [-2, 2], decimals = 1, nonzero = true }\n\
        Y = [[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0]]\n\
        W = { shape = [3, 2], range = [-1, 1], decimals = 1, nonzero = true }\nb = { shape = [3, 1], range = [-1, 1], decimals = 1 }";
    let moving = format!(
        "{multivariate}\nv = {{ shape = [1, 3], range = [-1, 1], decimals = 1, nonzero = true }}\neta = 0.1\nbeta = 0.9"
    );
    let adaptive = format!(
        "{multivariate}\nm0 = {{ shape = [1, 3], range = [-1, 1], decimals = 1, nonzero = true }}\n\
         v0 = {{ shape = [1, 3], range = [0.1, 2], decimals = 1 }}\neta = 0.1\nbeta1 = 0.9\nbeta2 = 0.99\neps = 0.01\nt = 2"
    );
    let line = "yhat = w * x + b\nL = mean((yhat - y)^2)";
    let plane = "yhat = w @ X + b\nL = mean((yhat - y)^2)";
    vec![
        (
            "univariate",
            exercise(univariate, line, "L", &["yhat", "L"], &["yhat", "w", "b"]),
            regression,
        ),
        (
            "multivariate",
            exercise(multivariate, plane, "L", &["yhat", "L"], &["yhat", "w", "b"]),
            regression,
        ),
        ("linear", exercise(wide, linear, "L", &["Z"], &all), |cases| network(cases, false)),
        ("sigmoid", exercise(wide, sigmoid, "L", &["Z", "A"], &all), |cases| network(cases, true)),
        ("square sigmoid", exercise(&square, sigmoid, "L", &["Z", "A"], &all), |cases| {
            network(cases, true);
        }),
        (
            "logistic",
            exercise(
                &labels,
                "z = w @ X + b\np = sigmoid(z)\nL = bce(p, y)",
                "L",
                &["p"],
                &["z", "w", "b"],
            ),
            logistic,
        ),
        (
            "softmax",
            exercise(
                classes,
                "Z = W @ X + b\nP = softmax(Z, axis = 0)\nL = cross_entropy(Z, Y, axis = 0)",
                "L",
                &["P"],
                &["Z", "W", "b"],
            ),
            softmax,
        ),
        (
            "momentum",
            exercise(
                &moving,
                &format!(
                    "{plane}\ng = grad(L, w)\nv1 = beta * v + (1 - beta) * g\nw1 = w - eta * v1\nw2 = w - eta * g\nb2 = b - eta * grad(L, b)"
                ),
                "L",
                &["v1", "w1", "w2", "b2"],
                &[],
            ),
            momentum,
        ),
        (
            "adam",
            exercise(
                &adaptive,
                &format!(
                    "{plane}\ng = grad(L, w)\nm1 = beta1 * m0 + (1 - beta1) * g\nv1 = beta2 * v0 + (1 - beta2) * g^2\n\
                     mh = m1 / (1 - beta1^t)\nvh = v1 / (1 - beta2^t)\nw1 = w - eta * mh / (sqrt(vh) + eps)"
                ),
                "L",
                &["m1", "v1", "mh", "w1"],
                &[],
            ),
            adam,
        ),
    ]
}

/// The names that are told of an answer.
fn told(
    exercise: &Exercise,
    variant: &mut Variant,
    id: &str,
    answer: &Matrix,
) -> Option<Vec<&'static str>> {
    let question = find(exercise, id).unwrap_or_else(|| panic!("there is no question {id}"));
    let scalar = matches!(variant.key(question), gradus::exercise::Key::Array(key) if key.shape().is_scalar());
    let shape = if scalar { Shape::Scalar } else { Shape::Matrix(answer.nrows(), answer.ncols()) };
    let value = Array::new(shape, answer.iter().copied().collect());
    let grade = grade(question, variant, &Answer::Value(value));
    let names = grade.finding.diagnoses.iter().map(|diagnosis| diagnosis.mistake).collect();
    (grade.verdict == Verdict::Wrong).then_some(names)
}

#[test]
fn mistakes_made_by_other_code_are_named() {
    let (mut singles, mut pairs) = ((0, 0), (0, 0));
    let mut missed = Vec::new();
    let mut slowest = std::time::Duration::ZERO;
    for (model, exercise, wrong) in models() {
        for seed in [1, 2, 3] {
            let mut variant = exercise.variant(seed).expect("the variant can be drawn");
            let drawn = variant.clone();
            let mut cases = Cases { variant: &drawn, found: Vec::new() };
            wrong(&mut cases);
            for Case { question, answer, mistakes } in cases.found {
                let start = Instant::now();
                let Some(names) = told(&exercise, &mut variant, question, &answer) else {
                    continue;
                };
                slowest = slowest.max(start.elapsed());
                // Two names of one mistake stand beside each other; two mistakes are a pair.
                let alternatives = ["counted-twice", "another-answer", "step-for-answer"];
                let one = mistakes.len() == 1
                    || mistakes.iter().any(|mistake| alternatives.contains(mistake));
                let named = if one {
                    mistakes.iter().any(|mistake| names.iter().take(2).any(|name| name == mistake))
                } else {
                    mistakes.iter().all(|mistake| names.contains(mistake))
                };
                let counts = if one { &mut singles } else { &mut pairs };
                counts.0 += usize::from(named);
                counts.1 += 1;
                if !named {
                    missed.push(format!("{model} {seed} {question}: {mistakes:?}, told {names:?}"));
                }
            }
        }
    }
    let share = |(named, all): (usize, usize)| named as f64 / all as f64;
    let report = missed.join("\n");
    println!("{singles:?} single, {pairs:?} in pairs, slowest {slowest:?}\n{report}");
    assert!(singles.1 > 500 && pairs.1 > 200, "{singles:?} {pairs:?}");
    assert!(share(singles) >= 0.95, "{singles:?}\n{report}");
    assert!(share(pairs) >= 0.70, "{pairs:?}\n{report}");
}

/// Random answers to all questions, without any mistake in them: how many are graded, and of
/// how many something is said. Half of them are noise on the key.
fn said_of_noise(cases: usize) -> (usize, usize) {
    let mut state = 7_u64;
    let mut random = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0
    };
    let models = models();
    let (mut graded, mut said) = (0, 0);
    for case in 0..cases {
        let (_, exercise, _) = &models[case % models.len()];
        let mut variant = exercise.variant(case as u64 % 5).expect("it can be drawn");
        let question = &exercise.questions[case / models.len() % exercise.questions.len()];
        let gradus::exercise::Key::Array(key) = variant.key(question) else { continue };
        let noise = |x: &f64| if case % 2 == 0 { x + 0.2 * random() } else { 2.0 * random() };
        // Every third answer is written with four digits, as people do.
        let digits =
            |x: f64| if case % 3 == 0 { format!("{x:.3e}").parse().unwrap_or(x) } else { x };
        let data = key.data().iter().map(noise).map(digits).collect();
        let grade = grade(question, &mut variant, &Answer::Value(Array::new(key.shape(), data)));
        if grade.verdict == Verdict::Wrong {
            graded += 1;
            said += usize::from(!grade.finding.diagnoses.is_empty());
        }
    }
    (graded, said)
}

/// `NOISE_CASES=10000` grades as many random answers.
#[test]
fn nothing_is_said_of_noise() {
    let cases = std::env::var("NOISE_CASES").ok().and_then(|text| text.parse().ok());
    let (graded, said) = said_of_noise(cases.unwrap_or(900));
    println!("{said} of {graded} random answers draw a diagnosis");
    assert!(graded > 800 && said * 200 <= graded, "{said} of {graded}");
}
