//! Formulas as they print: the primer's closed forms, and back again to the same values.

use gradus::engine::{Array, NodeId, Program, Scope, Shape, Style};

/// A program, its inputs, and values for them.
fn program(inputs: &[(&str, Shape)], equations: &str) -> (Program, Vec<(NodeId, Array)>) {
    let mut program = Program::new();
    let mut given = Vec::new();
    let mut step = 0.37_f64;
    for (name, shape) in inputs {
        let entries = (0..shape.size()).map(|_| {
            step = (step + 0.618_033_988_749_895).fract();
            0.3 + 1.7 * step
        });
        let value = Array::new(*shape, entries.collect());
        given.push((program.input(name, *shape), value));
    }
    assert_eq!(program.read(equations), [], "{equations}");
    (program, given)
}

fn gradient(program: &mut Program, wrt: &str) -> NodeId {
    let of = program.node("L").expect("the loss has a name");
    let wrt = program.node(wrt).unwrap_or_else(|| panic!("no `{wrt}`"));
    program.gradients(of, &[wrt])[0]
}

fn matrix(rows: usize, cols: usize) -> Shape {
    Shape::Matrix(rows, cols)
}

fn sigmoid_network() -> Program {
    let inputs = [
        ("X", matrix(2, 4)),
        ("y", matrix(1, 4)),
        ("W1", matrix(3, 2)),
        ("b1", matrix(3, 1)),
        ("w2", matrix(1, 3)),
        ("b2", Shape::Scalar),
    ];
    program(
        &inputs,
        "m = cols(X)\nZ = W1 @ X + b1\nA = sigmoid(Z)\nyhat = w2 @ A + b2\nL = mean((yhat - y)^2)",
    )
    .0
}

#[test]
fn the_sigmoid_network_prints_as_in_the_primer() {
    let mut network = sigmoid_network();
    for (wrt, code, unicode) in [
        ("yhat", "2/m * (yhat - y)", "(2/m)(ŷ − y)"),
        ("w2", "(2/m * (yhat - y)) @ A.T", "(2/m)(ŷ − y) Aᵀ"),
        ("b2", "sum(2/m * (yhat - y))", "(2/m)(ŷ − y) 1⃗"),
        ("A", "w2.T @ (2/m * (yhat - y))", "w₂ᵀ (2/m)(ŷ − y)"),
        ("Z", "w2.T @ (2/m * (yhat - y)) * A * (1 - A)", "(w₂ᵀ (2/m)(ŷ − y)) ⊙ A ⊙ (1 − A)"),
        (
            "W1",
            "(w2.T @ (2/m * (yhat - y)) * A * (1 - A)) @ X.T",
            "((w₂ᵀ (2/m)(ŷ − y)) ⊙ A ⊙ (1 − A)) Xᵀ",
        ),
        (
            "b1",
            "sum(w2.T @ (2/m * (yhat - y)) * A * (1 - A), axis = 1)",
            "((w₂ᵀ (2/m)(ŷ − y)) ⊙ A ⊙ (1 − A)) 1⃗",
        ),
    ] {
        let node = gradient(&mut network, wrt);
        assert_eq!(network.formula(node, Style::NumPy), code, "dL/d{wrt}");
        assert_eq!(network.formula(node, Style::Unicode), unicode, "dL/d{wrt}");
    }
    let node = gradient(&mut network, "W1");
    assert_eq!(
        network.formula(node, Style::Latex),
        r"\left(\left(w_{2}^\top \frac{2}{m}\left(\hat{y} - y\right)\right) \odot A \odot \left(1 - A\right)\right) X^\top"
    );
}

#[test]
fn the_linear_models_print_as_in_the_primer() {
    let row = matrix(1, 4);
    let univariate = [("x", row), ("y", row), ("w", Shape::Scalar), ("b", Shape::Scalar)];
    let multivariate = [("x", matrix(2, 4)), ("y", row), ("w", matrix(1, 2)), ("b", Shape::Scalar)];
    for (inputs, product) in [(univariate, "w * x"), (multivariate, "w @ x")] {
        let equations = format!("m = cols(x)\nyhat = {product} + b\nL = mean((yhat - y)^2)");
        let (mut program, _) = program(&inputs, &equations);
        let (w, b) = (gradient(&mut program, "w"), gradient(&mut program, "b"));
        assert_eq!(program.formula(w, Style::Unicode), "(2/m)(ŷ − y) xᵀ");
        assert_eq!(program.formula(b, Style::Unicode), "(2/m)(ŷ − y) 1⃗");
    }
    let inputs = [
        ("X", matrix(2, 4)),
        ("y", row),
        ("W1", matrix(3, 2)),
        ("b1", matrix(3, 1)),
        ("w2", matrix(1, 3)),
        ("b2", Shape::Scalar),
    ];
    let equations = "m = cols(X)\nZ = W1 @ X + b1\nyhat = w2 @ Z + b2\nL = 1/m * ‖yhat − y‖²";
    let (mut two_layer, _) = program(&inputs, equations);
    for (wrt, unicode) in [
        ("W1", "w₂ᵀ (2/m)(ŷ − y) Xᵀ"),
        ("b1", "w₂ᵀ (2/m)(ŷ − y) 1⃗"),
        ("w2", "(2/m)(ŷ − y) Zᵀ"),
        ("b2", "(2/m)(ŷ − y) 1⃗"),
    ] {
        let node = gradient(&mut two_layer, wrt);
        assert_eq!(two_layer.formula(node, Style::Unicode), unicode, "dL/d{wrt}");
    }
}

#[test]
fn scalar_derivatives_read_as_in_a_textbook() {
    for (equation, code) in [
        ("L = x * y", "y"),
        ("L = x / y", "1 / y"),
        ("L = y / x", "-L / x"),
        ("L = x^3", "3 * x^2"),
        ("L = (x^2 + 1)^3", "6 * (x^2 + 1)^2 * x"),
        ("L = exp(x)", "L"),
        ("L = log(x)", "1 / x"),
        ("L = tanh(x)", "1 - L^2"),
        ("L = sigmoid(x)", "L * (1 - L)"),
        ("L = relu(x)", "x > 0"),
        ("L = x * x * x", "3 * x^2"),
        ("L = sqrt(x)", "1/2 / L"),
        ("L = sin(x) * cos(y)", "cos(y) * cos(x)"),
        ("L = softplus(x)", "sigmoid(x)"),
        ("L = 3", "0"),
    ] {
        let (mut program, _) = program(&[("x", Shape::Scalar), ("y", Shape::Scalar)], equation);
        let node = gradient(&mut program, "x");
        assert_eq!(program.formula(node, Style::NumPy), code, "{equation}");
    }
}

#[test]
fn classifiers_print_as_prediction_minus_truth() {
    let inputs =
        [("X", matrix(2, 4)), ("y", matrix(1, 4)), ("w", matrix(1, 2)), ("b", Shape::Scalar)];
    let by_probability = "m = cols(X)\nz = w @ X + b\nyhat = sigmoid(z)\nL = bce(yhat, y)";
    let by_logits = "m = cols(X)\nz = w @ X + b\nyhat = sigmoid(z)\nL = bce_with_logits(z, y)";
    let written_out = "m = cols(X)\nz = w @ X + b\nyhat = sigmoid(z)\n\
                       L = -mean(y * log(yhat) + (1 - y) * log(1 - yhat))";
    for equations in [by_probability, by_logits, written_out] {
        let (mut program, _) = program(&inputs, equations);
        for (wrt, unicode, code) in [
            ("z", "(1/m)(ŷ − y)", "1/m * (yhat - y)"),
            ("w", "(1/m)(ŷ − y) Xᵀ", "(1/m * (yhat - y)) @ X.T"),
            ("b", "(1/m)(ŷ − y) 1⃗", "sum(1/m * (yhat - y))"),
        ] {
            let node = gradient(&mut program, wrt);
            assert_eq!(program.formula(node, Style::Unicode), unicode, "{equations}");
            assert_eq!(program.formula(node, Style::NumPy), code, "{equations}");
        }
    }
    let inputs = [("Z", matrix(3, 4)), ("Y", matrix(3, 4))];
    let (mut softmax, _) = program(
        &inputs,
        "m = cols(Z)\nP = softmax(Z, axis = 0)\nL = cross_entropy(Z, Y, axis = 0)",
    );
    let node = gradient(&mut softmax, "Z");
    assert_eq!(softmax.formula(node, Style::NumPy), "1/m * (P * sum(Y, axis = 0) - Y)");
}

#[test]
fn optimiser_steps_print_as_they_are_taught() {
    let inputs =
        [("w", matrix(1, 2)), ("g", matrix(1, 2)), ("v", matrix(1, 2)), ("s", matrix(1, 2))];
    let equations = "beta1 = 0.9\nbeta2 = 0.999\nlr = 0.01\neps = 1e-8\nt = 3\n\
        v1 = beta1 * v + (1 - beta1) * g\ns1 = beta2 * s + (1 - beta2) * g^2\n\
        vhat = v1 / (1 - beta1^t)\nshat = s1 / (1 - beta2^t)\n\
        w1 = w - lr * vhat / (sqrt(shat) + eps)";
    let (program, _) = program(&inputs, equations);
    for (name, code) in [
        ("v1", "beta1 * v + (1 - beta1) * g"),
        ("s1", "beta2 * s + (1 - beta2) * g^2"),
        ("vhat", "v1 / (1 - beta1^t)"),
        ("w1", "w - lr * vhat / (sqrt(shat) + eps)"),
    ] {
        let node = program.node(name).expect("the name is assigned");
        assert_eq!(program.formula(node, Style::NumPy), code);
    }
}

#[test]
fn a_size_without_a_name_prints_as_a_number() {
    let inputs = [("x", matrix(1, 3)), ("y", matrix(1, 3))];
    let (mut program, _) = program(&inputs, "L = mean((x - y)^2)");
    let node = gradient(&mut program, "x");
    assert_eq!(program.formula(node, Style::NumPy), "2/3 * (x - y)");
}

#[test]
fn every_printed_gradient_reads_back_to_the_same_value() {
    for expression in [
        "a + b",
        "a - b",
        "a * b",
        "a / b",
        "a ^ b",
        "a ^ 3",
        "a ^ -1",
        "a ^ 0.5",
        "2 ^ a",
        "-a",
        "a @ b.T",
        "a.T @ b",
        "maximum(a, b)",
        "clip(a, 0.5, 1.5)",
        "where(a > b, a * b, a / b)",
        "leaky_relu(a - b, 0.2)",
        "elu(a - b, 1.3)",
        "mean(a)",
        "mean(a, axis = 0)",
        "mean(a, axis = 1) * b",
        "sum(a, axis = 0)",
        "max(a)",
        "max(a, axis = 0)",
        "prod(a)",
        "prod(a, axis = 0)",
        "prod(a, 1)",
        "var(a)",
        "var(a, axis = 1)",
        "logsumexp(a, axis = 0)",
        "logsumexp(a) * b",
        "sum(sum(a, axis = 0)^3) + sum(sum(a, axis = 1)^3) + sum(a^3)",
        "norm(a)",
        "norm(a, axis = 1)",
        "sumsq(a)",
        "softmax(a, axis = 1)",
        "log_softmax(a, axis = 0)",
        "mse(a, b)",
        "bce(sigmoid(a), sigmoid(b))",
        "bce_with_logits(a, sigmoid(b))",
        "cross_entropy(a, b, axis = 0)",
        "dot(a, b)",
        "a[1, 2] * b",
        "[[a[0, 0], b[1, 1]]]",
        "diag(a @ b.T)",
        "diag(sum(a, axis = 1)) @ b",
        "trace(a @ b.T)",
        "a - mean(b, axis = 1)",
        "a * b[0, 0]",
        "a @ ones(3, 1) + b",
        "eye(2) @ a",
        "gelu(a)",
        "silu(a)",
        "tanh(a) - a",
        "atan(a)",
        "tan(a / 4)",
        "log2(a)",
        "log10(a)",
        "abs(a - b)",
        "sinh(a) * cosh(b)",
        "asin(a / 4) + acos(b / 4)",
        "1 - (1 - a) * (1 - b)",
        "(a - b) / (a + b) / a",
        "a / b / b",
        "relu(a - 1) * relu(b - 1)",
        "-(a + b)^2",
        "sigmoid(-a)",
        "exp(-a^2 / 2)",
        "(-a)^2",
        "(a * b)^2 * a^-2",
        "step(a) + sign(b) * a",
        "expm1(a) + log1p(b)",
        "sqrt(a^2)",
    ] {
        let equations = format!("p = {expression}\nL = sum(p * p / 2) + sum(p)");
        let inputs = [("a", matrix(2, 3)), ("b", matrix(2, 3))];
        let (mut program, given) = program(&inputs, &equations);
        for wrt in ["a", "b", "p"] {
            let node = gradient(&mut program, wrt);
            let text = program.formula(node, Style::NumPy);
            assert_ne!(text, "…", "{expression}: dL/d{wrt}");
            let read = program.expression(&text, Scope::ALL);
            let read = read.unwrap_or_else(|faults| panic!("{expression}: {text}: {faults:?}"));
            let known: Vec<_> = given.iter().map(|(id, value)| (*id, value)).collect();
            let values = program.evaluate(&known, &[node, read]);
            assert_eq!(values[0].shape(), values[1].shape(), "{expression}: {text}");
            for (wanted, found) in values[0].data().iter().zip(values[1].data()) {
                let near = (wanted - found).abs() <= 1e-12 * wanted.abs().max(1.0);
                assert!(near, "{expression}: dL/d{wrt} = {text}: {found}, not {wanted}");
            }
            assert!(!program.formula(node, Style::Unicode).is_empty());
            assert!(!program.formula(node, Style::Latex).is_empty());
        }
    }
}

#[test]
fn formulas_are_set_in_two_dimensions() {
    let mut network = sigmoid_network();
    let node = gradient(&mut network, "W1");
    let block = network.block(node);
    let expected = [
        "⎛⎛    2       ⎞              ⎞   ",
        "⎜⎜w₂ᵀ ─(ŷ − y)⎟ ⊙ A ⊙ (1 − A)⎟ Xᵀ",
        "⎝⎝    m       ⎠              ⎠   ",
    ];
    assert_eq!(block.lines, expected);
    let (program, _) = program(
        &[("x", Shape::Scalar), ("n", Shape::Scalar)],
        "a = (x + 1) / (x - 1)\nb = [[1, -2], [x, 10]]\nc = x^n\nd = sqrt(a + 1 / x)^2",
    );
    let lines = |name: &str| program.block(program.node(name).expect("a name")).lines;
    assert_eq!(lines("a"), ["x + 1", "─────", "x − 1"]);
    assert_eq!(lines("b"), ["⎡ 1  −2 ⎤", "⎣ x  10 ⎦"]);
    assert_eq!(lines("c"), [" n", "x "]);
    assert_eq!(lines("d"), ["        2", " ⎛    1⎞ ", "√⎜a + ─⎟ ", " ⎝    x⎠ "]);
}

#[test]
fn a_formula_too_long_to_read_says_so() {
    let long = format!("L = {}x", "sin(x) * x + ".repeat(1000));
    let (mut program, _) = program(&[("x", Shape::Scalar)], &long.replace("sin(x)", "sin(x * 2)"));
    let loss = program.node("L").expect("the loss has a name");
    assert!(program.formula(loss, Style::NumPy).chars().count() < 4000);
    let node = gradient(&mut program, "x");
    assert!(!program.formula(node, Style::NumPy).is_empty());
}

#[test]
fn a_row_times_a_column_as_a_sum_prints_no_transpose_of_a_transpose() {
    let (program, _) = program(&[("b1", matrix(2, 1)), ("w2", matrix(1, 2))], "c = sum(w2.T * b1)");
    let c = program.node("c").expect("it has a name");
    assert_eq!(program.equation(c, Style::Unicode), "w₂ b₁");
}

#[test]
fn numbers_that_are_folded_print_as_a_person_would_write_them() {
    for (equations, printed) in [
        ("m = 0.9 * w\nL = (m + (1 - 0.9) * w)^2", "2(m + 0.1w)"),
        ("L = (0.1 * w)^2", "0.02w"),
        ("L = 0.1 * w + 0.2 * w", "0.3"),
        ("L = (0.7 * w)^3 / 0.1", "10.29w²"),
    ] {
        let (mut program, _) = program(&[("w", Shape::Scalar)], equations);
        let of = gradient(&mut program, "w");
        let found = program.formula(of, Style::Unicode);
        assert!(found.contains(printed), "{found}");
    }
}

#[test]
fn the_cross_entropy_of_one_example_and_an_entry_of_the_softmax_are_short() {
    let single = [("y", Shape::Scalar), ("z", Shape::Scalar)];
    let equations = "p = sigmoid(z)\nL = -mean(y * log(p) + (1 - y) * log(1 - p))";
    let (mut program, _) = program(&single, equations);
    let of = gradient(&mut program, "z");
    assert_eq!(program.formula(of, Style::Unicode), "p − y");
    let equations = "p = softmax(z, axis = 0)\nL = p[0, 0]";
    let (mut program, _) = self::program(&[("z", matrix(3, 1))], equations);
    let of = gradient(&mut program, "z");
    let found = program.formula(of, Style::Unicode);
    assert!(!found.contains("[[1]]"), "{found}");
}
