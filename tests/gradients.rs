//! Gradients against an independent witness: central differences of values alone.

use gradus::engine::op::{Composite, FUNCTIONS, Function};
use gradus::engine::witness::central_difference;
use gradus::engine::{Array, NodeId, Program, Shape, Style};

/// A program, and values for its inputs.
struct Case {
    program: Program,
    given: Vec<(NodeId, Array)>,
}

/// Reads equations over inputs whose entries are spread over the interval from `low` to `high`.
fn case(inputs: &[(&str, Shape)], (low, high): (f64, f64), equations: &str) -> Case {
    let mut program = Program::new();
    let mut given = Vec::new();
    let mut step = 0.37_f64;
    for (name, shape) in inputs {
        let entries = (0..shape.size()).map(|_| {
            step = (step + 0.618_033_988_749_895).fract();
            low + (high - low) * step
        });
        let value = Array::new(*shape, entries.collect());
        given.push((program.input(name, *shape), value));
    }
    let faults = program.read(equations);
    assert_eq!(faults, [], "{equations}");
    Case { program, given }
}

impl Case {
    fn known(&self) -> Vec<(NodeId, &Array)> {
        self.given.iter().map(|(id, value)| (*id, value)).collect()
    }

    fn node(&self, name: &str) -> NodeId {
        self.program.node(name).unwrap_or_else(|| panic!("no `{name}`"))
    }

    fn value(&mut self, name: &str) -> Array {
        let node = self.node(name);
        let known: Vec<_> = self.given.iter().map(|(id, value)| (*id, value)).collect();
        self.program.evaluate(&known, &[node]).remove(0)
    }

    fn gradient(&mut self, of: &str, wrt: &str) -> Array {
        let (of, wrt) = (self.node(of), self.node(wrt));
        let gradient = self.program.gradients(of, &[wrt])[0];
        let known: Vec<_> = self.given.iter().map(|(id, value)| (*id, value)).collect();
        self.program.evaluate(&known, &[gradient]).remove(0)
    }

    /// Compares the gradient of `L` with respect to every name with the witness.
    fn check(&mut self) {
        let names: Vec<_> =
            self.program.names().filter(|name| *name != "L").map(str::to_owned).collect();
        for name in names {
            let gradient = self.gradient("L", &name);
            let (of, wrt) = (self.node("L"), self.node(&name));
            let mut program = self.program.clone();
            let (estimate, bound) = central_difference(&mut program, of, wrt, &self.known());
            assert_eq!(gradient.shape(), estimate.shape());
            let pairs = gradient.data().iter().zip(estimate.data()).zip(bound.data());
            for ((found, wanted), bound) in pairs {
                let slack = 10.0 * bound + 1e-9 * wanted.abs();
                assert!(
                    (found - wanted).abs() <= slack,
                    "dL/d{name}: {found}, not {wanted} ± {bound}"
                );
                assert!(slack < 1e-5 * wanted.abs().max(1.0), "the witness is unsure: ± {bound}");
            }
        }
    }
}

const X: Shape = Shape::Matrix(2, 3);
const WHOLE: (f64, f64) = (-1.7, 1.7);
const POSITIVE: (f64, f64) = (0.3, 2.1);
const INSIDE: (f64, f64) = (-0.9, 0.9);

#[test]
fn every_elementwise_function_agrees_with_the_witness() {
    let mut checked = 0;
    for signature in FUNCTIONS {
        let is_map = match signature.function {
            Function::Map(_) | Function::Composite(Composite::Silu) => true,
            Function::Binary(_) => signature.required == 1,
            _ => false,
        };
        if !is_map {
            continue;
        }
        let range = match signature.name {
            "log" | "log2" | "log10" | "log1p" | "sqrt" => POSITIVE,
            "asin" | "acos" | "tan" => INSIDE,
            _ => WHOLE,
        };
        let equations = format!("z = x * c\na = {}(z)\nL = sum(a * c)", signature.name);
        case(&[("x", X), ("c", X)], range, &equations).check();
        checked += 1;
    }
    assert!(checked >= 29, "only {checked} functions were checked");
}

#[test]
fn every_operator_and_reduction_agrees_with_the_witness() {
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
        "minimum(a, b)",
        "clip(a, 0.5, 1.5)",
        "where(a > b, a * b, a / b)",
        "leaky_relu(a - b, 0.2)",
        "elu(a - b, 1.3)",
        "leaky_relu(a - b, b / 9)",
        "elu(a - b, a * b)",
        "mean(a)",
        "mean(a, axis = 0)",
        "mean(a, axis = 1)",
        "sum(a, axis = 0)",
        "sum(a, axis = 1)",
        "max(a)",
        "max(a, axis = 0)",
        "min(a, axis = 1)",
        "prod(a)",
        "prod(a, axis = 0)",
        "prod(a, 1)",
        "var(a)",
        "var(a, axis = 1)",
        "logsumexp(a)",
        "logsumexp(a, axis = 0)",
        "norm(a)",
        "norm(a, axis = 1)",
        "sumsq(a)",
        "sumsq(a, axis = 0)",
        "‖a − b‖²",
        "softmax(a, axis = 0)",
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
        "diag(sum(a, axis = 0))",
        "trace(a @ b.T)",
        "a * ones(1, cols(a))",
        "a - mean(b, axis = 1)",
        "a * b[0, 0]",
        "sum(a, axis = 0) * b",
        "a @ ones(3, 1) + b",
        "a * size(b) / rows(b)",
        "eye(2) @ a + stop(zeros(2, 3))",
    ] {
        let equations = format!("p = {expression}\nL = sum(p * p / 2) + sum(p)");
        case(&[("a", X), ("b", X)], POSITIVE, &equations).check();
    }
}

#[test]
fn a_shared_operand_receives_every_path() {
    let mut twice = case(&[("x", X)], WHOLE, "L = sum(x * x)");
    let (gradient, x) = (twice.gradient("L", "x"), twice.given[0].1.clone());
    let doubled: Vec<_> = x.data().iter().map(|entry| 2.0 * entry).collect();
    assert_eq!(gradient.data(), doubled);
    case(&[("x", X)], WHOLE, "Z = x + 1\nA = Z * sigmoid(Z)\nL = sum(A * Z)").check();
}

#[test]
fn equal_expressions_under_two_names_stay_two_variables() {
    let mut program =
        case(&[("x", Shape::Scalar)], WHOLE, "A = exp(x)\nB = exp(x)\nP = A\nL = A + B + P");
    assert_eq!(program.gradient("L", "A").data(), [2.0]);
    assert_eq!(program.gradient("L", "B").data(), [1.0]);
    assert_eq!(program.gradient("L", "P").data(), [1.0]);
    let value = program.value("A").data()[0];
    assert_eq!(program.gradient("L", "x").data(), [3.0 * value]);
}

#[test]
fn a_name_that_is_not_reached_has_a_gradient_of_zeros() {
    let mut program = case(&[("x", X), ("y", X)], WHOLE, "L = sum(x)\nlater = sum(y) + L");
    assert_eq!(program.gradient("L", "y"), Array::filled(X, 0.0));
    assert_eq!(program.gradient("L", "later"), Array::scalar(0.0));
}

#[test]
fn ties_share_and_kinks_follow_the_conventions() {
    for (equations, gradient) in [
        ("L = relu(x)", 0.0),
        ("L = abs(x)", 0.0),
        ("L = maximum(x, 0)", 0.5),
        ("L = x ^ 0", 0.0),
        ("L = sqrt(relu(x))", 0.0),
        ("L = where(x > 0, log(x), x)", 1.0),
        ("L = norm(x * ones(2, 2))", 0.0),
        ("L = max([[x, 0, -1]])", 0.5),
        ("L = prod([[x, 2, 3]])", 6.0),
        ("L = stop(x) * x", 0.0),
        ("L = sqrt(relu(relu(relu(x))))", 0.0),
        ("L = -1 / sqrt(relu(x) * 2 + 0)", 0.0),
    ] {
        let mut program = case(&[("x", Shape::Scalar)], (0.0, 0.0), equations);
        assert_eq!(program.gradient("L", "x").data(), [gradient], "{equations}");
    }
}

#[test]
fn a_saturated_sigmoid_keeps_its_derivative() {
    let mut program = case(&[("z", Shape::Scalar)], (37.0, 37.0), "L = sigmoid(z)");
    let found = program.gradient("L", "z").data()[0];
    let truth = 8.533_047_625_744_065e-17; // e⁻³⁷ / (1 + e⁻³⁷)²
    assert!((found / truth - 1.0).abs() < 1e-15, "{found}");
}

#[test]
fn gradients_of_gradients_are_equations() {
    let mut program = case(
        &[("x", Shape::Scalar)],
        (0.8, 0.8),
        "y = x^3 * sigmoid(x)\ng = grad(y, x)\nh = grad(g, x)\nL = g * h",
    );
    program.check();
    let mut tanh = case(&[("x", X)], WHOLE, "s = sum(tanh(x))\nL = sum(grad(s, x))");
    tanh.check();
    let mut product =
        case(&[("x", Shape::Matrix(1, 3))], POSITIVE, "p = prod(x)\nL = sum(grad(p, x)^2)");
    product.check();
}

#[test]
fn long_chains_and_wide_sums_need_no_stack() {
    let chain = (0..10_000).map(|index| format!("x{} = sin(x{index})\n", index + 1));
    let equations: String = chain.chain(["L = x10000 + 0".into()]).collect();
    let mut long = case(&[("x0", Shape::Scalar)], (0.5, 0.5), &equations);
    assert!(long.gradient("L", "x0").data()[0] > 0.0);

    let anonymous = format!("L = {}x", "x * 0.5 + ".repeat(10_000));
    let mut wide = case(&[("x", Shape::Scalar)], (0.5, 0.5), &anonymous);
    assert_eq!(wide.gradient("L", "x").data(), [5001.0]);

    let bends = (0..10_000).map(|index| format!("r{} = relu(r{index} * 1)\n", index + 1));
    let equations: String = bends.chain(["L = r10000 + 0".into()]).collect();
    let mut bent = case(&[("r0", Shape::Scalar)], (0.5, 0.5), &equations);
    assert_eq!(bent.gradient("L", "r0").data(), [1.0]);

    let doublings = (0..60).map(|index| format!("d{} = d{index} + d{index}\n", index + 1));
    let equations: String = doublings.chain(["L = d60 * 1".into()]).collect();
    let mut paths = case(&[("d0", Shape::Scalar)], (1.0, 1.0), &equations);
    assert_eq!(paths.gradient("L", "d0").data(), [2.0_f64.powi(60)]);

    // What is looked through for forms that cancel has as many paths.
    for step in [
        "# * #",
        "# * tanh(#)",
        "tanh(#) * # - # * #",
        "sigmoid(#) * # * #",
        "# / (1 + #)",
        "log(#) * # + #",
        "exp(-#) * # / (1 + exp(-#))",
        "softmax([[#, #]], axis = 1)[0, 1] * #",
        "where(# > 0, #, -#) * #",
        "-(-#) * -#",
    ] {
        let steps = (0..60)
            .map(|index| format!("d{} = {}\n", index + 1, step.replace('#', &format!("d{index}"))));
        let equations: String = steps.chain(["L = d60 * 1".into()]).collect();
        let mut paths = case(&[("d0", Shape::Scalar)], (1.0, 1.0), &equations);
        let found = paths.gradient("L", "d0").data()[0];
        assert!(step != "# * #" || found == 2.0_f64.powi(60), "{step}: {found}");
        let (loss, wrt) = (paths.node("L"), paths.node("d0"));
        let gradient = paths.program.gradients(loss, &[wrt])[0];
        assert!(!paths.program.formula(gradient, Style::Unicode).is_empty(), "{step}");
    }
}

#[test]
fn stable_forms_are_found_through_names() {
    for (equations, name, at, value, gradient) in [
        ("A = sigmoid(z)\nL = log(A)", "z", -800.0, -800.0, 1.0),
        ("A = sigmoid(z)\nL = log(1 - A)", "z", 800.0, -800.0, -1.0),
        ("E = exp(z)\nL = log(1 + E)", "z", 800.0, 800.0, 1.0),
        ("E = exp(-z)\nL = 1 / (1 + E)", "z", 800.0, 1.0, 0.0),
        ("E = exp(-z)\nL = 1 / (1 + E)", "z", -800.0, 0.0, 0.0),
        ("E = exp([[z, 0]])\nL = log(sum(E))", "z", 1000.0, 1000.0, 1.0),
        ("P = softmax([[z, 0]], axis = 1)\nL = log(P)[0, 0]", "z", -1000.0, -1000.0, 1.0),
        ("p = sigmoid(z)\nL = bce(p, 0)", "z", 800.0, 800.0, 1.0),
        ("p = sigmoid(z)\nL = bce(p, 1)", "z", -800.0, 800.0, -1.0),
        ("s = sumsq([[z, 0]])\nL = sqrt(s)", "z", 1e200, 1e200, 1.0),
        ("s = sumsq([[z, 0]])\nL = sqrt(s)", "z", 0.0, 0.0, 0.0),
        ("L = (exp(z) - exp(-z)) / (exp(z) + exp(-z))", "z", 800.0, 1.0, 0.0),
        ("L = log(1 + exp(z))", "z", 800.0, 800.0, 1.0),
        ("L = log(1 - sigmoid(z))", "z", 800.0, -800.0, -1.0),
    ] {
        let mut program = case(&[("z", Shape::Scalar)], (at, at), equations);
        assert_eq!(program.value("L").data(), [value], "{equations} at {at}");
        assert_eq!(program.gradient("L", name).data(), [gradient], "{equations} at {at}");
    }
}

#[test]
fn a_gradient_with_respect_to_a_name_is_what_ieee_gives() {
    let mut program =
        case(&[("z", Shape::Scalar)], (-800.0, -800.0), "A = sigmoid(z)\nL = -log(A)");
    assert_eq!(program.gradient("L", "A").data(), [f64::NEG_INFINITY]);
    assert_eq!(program.gradient("L", "z").data(), [-1.0]);
}
