//! Random programs: gradients against the witness, and formulas read back.

use gradus::engine::witness::central_difference;
use gradus::engine::{Array, NodeId, Program, Scope, Shape, Style};
use proptest::prelude::*;

#[path = "support/textbook.rs"]
mod textbook;

/// A source of choices, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }

    /// A multiple of 0.04, so that kinks at odd multiples of 0.02 are farther off than the
    /// witness looks.
    fn number(&mut self) -> f64 {
        (self.roll(75) as f64 - 37.0) / 25.0
    }
}

/// A name and its shape, rows and columns.
type Named = (String, usize, usize);

/// An expression over the names, of some shape; entries stay small and away from kinks.
fn expression(dice: &mut Dice, names: &[Named]) -> (String, usize, usize) {
    let (a, rows, cols) = dice.pick(names).clone();
    match dice.roll(22) {
        0..=4 => {
            let functions = [
                "sigmoid",
                "tanh",
                "sin",
                "cos",
                "softplus",
                "logsigmoid",
                "atan",
                "gelu",
                "silu",
                "square",
                "exp(0.3) * sigmoid",
                "log(2) - tanh",
            ];
            let function = *dice.pick(&functions);
            (format!("{function}({a} + 0.01371)"), rows, cols)
        }
        5 => (format!("{a}.T"), cols, rows),
        6 => (format!("sum({a}, axis = 0) / {rows}"), 1, cols),
        7 => (format!("mean({a}, axis = 1)"), rows, 1),
        8 => (format!("softmax({a}, axis = {})", dice.roll(2)), rows, cols),
        9 => (format!("log(1.5 + {a}^2)"), rows, cols),
        10 => (format!("sqrt(1 + ({a} - 0.2)²) / (2 + cos({a}))"), rows, cols),
        11 if a.len() == 1 => {
            let bent = [
                format!("where({a} > 0.02, {a} * 2, sin({a}))"),
                format!("leaky_relu({a} - 0.02)"),
                format!("relu({a} + 0.02) + elu({a} - 0.06, 1.3)"),
                format!("maximum({a}, 0.02) * minimum({a}, 0.1)"),
                format!("abs({a} - 0.02)"),
                format!("clip({a}, -0.5, 0.7) * sign({a} - 0.02)"),
                format!("max({a}) * min({a}, axis = 1) + {a}"),
            ];
            (dice.pick(&bent).clone(), rows, cols)
        }
        12 => (a.clone(), rows, cols),
        13..=18 => {
            let (text, rows, cols) = *dice.pick(&[
                ("logsumexp(A, axis = 1)", rows, 1),
                ("norm(A + 3, axis = 0) / rows(A)", 1, cols),
                ("var(A, axis = 0)", 1, cols),
                ("var(A, axis = 1) - var(A)", rows, 1),
                ("sumsq(A, axis = 1) / cols(A)", rows, 1),
                ("prod(1 + sin(A) / 8, axis = 0)", 1, cols),
                ("log_softmax(A, axis = 1) / 4", rows, cols),
                ("A * A[0, 0]", rows, cols),
                ("[[A[0, 0], 0.3, sin(A[0, 0])]]", 1, 3),
                ("diag(mean(A, axis = 1)) @ A", rows, cols),
                ("diag(tanh(A @ A.T))", rows, 1),
                ("A * trace(A @ A.T) / size(A)", rows, cols),
                ("exp(-square(A)) + log1p(square(A))", rows, cols),
                ("expm1(0.3 * sin(A)) * sinh(0.5 * sin(A)) / cosh(sin(A))", rows, cols),
                ("asin(0.5 * sin(A)) - acos(0.5 * cos(A)) * tan(0.5 * sin(A))", rows, cols),
                ("log2(2 + sin(A)) + log10(2 + cos(A))", rows, cols),
                ("(1.5 + sin(A)) ^ cos(A) - 2 ^ sin(A)", rows, cols),
                ("A * sin(A) + eye(rows(A)) @ A", rows, cols),
                ("A * mse(A, 0.3 * A) / (1 + mse(A, 0 * A))", rows, cols),
                ("A * tanh(bce(sigmoid(A), sigmoid(-A)))", rows, cols),
                ("A + bce_with_logits(sin(A), sigmoid(A))", rows, cols),
                ("A * tanh(cross_entropy(A, softmax(A, axis = 0), axis = 0))", rows, cols),
                ("A * tanh(dot(A, cos(A)))", rows, cols),
                ("A * tanh(logsumexp(A) - norm(A + 3))", rows, cols),
                ("zeros(rows(A), cols(A)) + ones(rows(A), 1) @ mean(A, axis = 0)", rows, cols),
            ]);
            (text.replace('A', &a), rows, cols)
        }
        _ => {
            let fits: Vec<&Named> = names.iter().filter(|(_, _, c)| *c == cols).collect();
            let (b, other_rows, _) = (*dice.pick(&fits)).clone();
            let broadcasts = other_rows == rows || other_rows == 1 || rows == 1;
            match dice.roll(4) {
                0 => (format!("tanh({a} @ {b}.T)"), rows, other_rows),
                1 if broadcasts => (format!("{a} * {b}"), rows.max(other_rows), cols),
                2 if broadcasts => (format!("{a} / (1.7 + {b}^2)"), rows.max(other_rows), cols),
                _ if broadcasts => (format!("0.5 * {a} - {b}"), rows.max(other_rows), cols),
                _ => (format!("{a} - mean({b})"), rows, cols),
            }
        }
    }
}

struct Case {
    text: String,
    program: Program,
    given: Vec<(NodeId, Array)>,
}

fn case(seed: u64) -> Case {
    let mut dice = Dice(seed);
    let mut program = Program::new();
    let (mut given, mut names): (Vec<(NodeId, Array)>, Vec<Named>) = (Vec::new(), Vec::new());
    for name in ["a", "b", "c"] {
        let (rows, cols) = (1 + dice.roll(6), 1 + dice.roll(6));
        let shape = Shape::Matrix(rows, cols);
        let entries = (0..shape.size()).map(|_| dice.number()).collect();
        given.push((program.input(name, shape), Array::new(shape, entries)));
        names.push((name.into(), rows, cols));
    }
    let mut lines = Vec::new();
    for index in 0..=2 + dice.roll(5) {
        let (line, rows, cols) = expression(&mut dice, &names);
        lines.push(format!("v{index} = {line}"));
        names.push((format!("v{index}"), rows, cols));
    }
    let terms: Vec<_> =
        names.iter().map(|(name, ..)| format!("mean({name} * sin({name}))")).collect();
    lines.push(format!("L = {}", terms.join(" + ")));
    let text = lines.join("\n");
    assert_eq!(program.read(&text), [], "{text}");
    Case { text, program, given }
}

impl Case {
    fn evaluate(&mut self, nodes: &[NodeId]) -> Vec<Array> {
        let known: Vec<_> = self.given.iter().map(|(id, value)| (*id, value)).collect();
        self.program.evaluate(&known, nodes)
    }

    /// The gradient of the loss by every other name.
    fn gradients(&mut self) -> Vec<(String, NodeId)> {
        let loss = self.program.node("L").expect("the loss has a name");
        let names: Vec<_> =
            self.program.names().filter(|name| *name != "L").map(str::to_owned).collect();
        let gradient = |name: String| {
            let node = self.program.node(&name).expect("a name has a node");
            (name, self.program.gradients(loss, &[node])[0])
        };
        names.into_iter().map(gradient).collect()
    }

    /// Reads a printed gradient, which has to have the gradient's entries; the shapes of both.
    fn read_back(
        &mut self,
        name: &str,
        gradient: NodeId,
        printed: &str,
    ) -> Result<[Shape; 2], TestCaseError> {
        let read = self.program.expression(printed, Scope::ALL);
        prop_assert!(read.is_ok(), "dL/d{name} = {printed}\n{:?}\n{}", read, self.text);
        let values = self.evaluate(&[gradient, read.expect("just seen")]);
        let (wanted, found) = (values[0].data(), values[1].data());
        prop_assert_eq!(wanted.len(), found.len(), "dL/d{} = {}\n{}", name, printed, &self.text);
        for (wanted, found) in wanted.iter().zip(found) {
            let near = (wanted - found).abs() <= 1e-10 * wanted.abs().max(1.0);
            prop_assert!(near, "dL/d{name} = {printed}: {found}, not {wanted}\n{}", self.text);
        }
        Ok([values[0].shape(), values[1].shape()])
    }
}

/// How many programs: `GRADUS_PROGRAMS`, or as many as are quick.
fn cases() -> u32 {
    std::env::var("GRADUS_PROGRAMS").map_or(96, |count| count.parse().expect("it is a number"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn gradients_agree_with_the_witness(seed in any::<u64>()) {
        let mut case = case(seed);
        let loss = case.program.node("L").expect("the loss has a name");
        let names: Vec<String> =
            case.program.names().filter(|name| *name != "L").map(str::to_owned).collect();
        for name in names {
            let node = case.program.node(&name).expect("a name has a node");
            let gradient = case.program.gradients(loss, &[node])[0];
            let found = case.evaluate(&[gradient]).remove(0);
            let known: Vec<_> = case.given.iter().map(|(id, value)| (*id, value)).collect();
            let (estimate, bound) = central_difference(&mut case.program, loss, node, &known);
            let entries = found.data().iter().zip(estimate.data()).zip(bound.data());
            for ((found, wanted), bound) in entries {
                // Near a kink the witness knows that it is unsure.
                prop_assert!(
                    (found - wanted).abs() <= 10.0 * bound + 1e-9,
                    "dL/d{name}: {found}, not {wanted} ± {bound}\n{}", case.text
                );
            }
        }
    }

    #[test]
    fn printed_gradients_read_back(seed in any::<u64>()) {
        let mut case = case(seed);
        for (name, gradient) in case.gradients() {
            let text = case.program.formula(gradient, Style::NumPy);
            prop_assert!(!case.program.formula(gradient, Style::Latex).is_empty());
            if text == "…" {
                continue;
            }
            let [wanted, found] = case.read_back(&name, gradient, &text)?;
            prop_assert_eq!(wanted, found, "dL/d{} = {}\n{}", name, text, &case.text);
        }
    }

    #[test]
    fn gradients_printed_for_people_read_back(seed in any::<u64>()) {
        let mut case = case(seed);
        for (name, gradient) in case.gradients() {
            let text = case.program.formula(gradient, Style::Unicode);
            if text == "…" {
                continue;
            }
            let read = textbook::Reader::new(&mut case.program, &text).equation();
            prop_assert!(read.is_ok(), "dL/d{name} = {text}\n{:?}\n{}", read, case.text);
            case.read_back(&name, gradient, &read.expect("just seen"))?;
        }
    }

    #[test]
    fn second_derivatives_agree_with_the_witness(seed in any::<u64>()) {
        let mut case = case(seed);
        let more = case.program.read("g = grad(L, a)\nM = sum(g * sin(g))\n");
        prop_assert_eq!(more, []);
        let (loss, a) = (case.program.node("M").expect("M"), case.program.node("a").expect("a"));
        let gradient = case.program.gradients(loss, &[a])[0];
        let found = case.evaluate(&[gradient]).remove(0);
        let known: Vec<_> = case.given.iter().map(|(id, value)| (*id, value)).collect();
        let (estimate, bound) = central_difference(&mut case.program, loss, a, &known);
        for ((found, wanted), bound) in found.data().iter().zip(estimate.data()).zip(bound.data()) {
            prop_assert!(
                (found - wanted).abs() <= 10.0 * bound + 1e-8,
                "{found}, not {wanted} ± {bound}\n{}", case.text
            );
        }
    }

    #[test]
    fn the_pass_name_by_name_gives_the_same_gradients(seed in any::<u64>()) {
        let mut case = case(seed);
        let loss = case.program.node("L").expect("L");
        let wrt: Vec<NodeId> = case.given.iter().map(|(id, _)| *id).collect();
        let mut named = case.program.clone();
        let pass = named.backward_pass(loss, &wrt, None);
        let by: Vec<NodeId> = pass.iter().map(|adjoint| adjoint.by).collect();
        prop_assert!(wrt.iter().all(|id| by.contains(id)), "{}", &case.text);
        let gradients = case.program.gradients(loss, &by);
        let wanted = case.evaluate(&gradients);
        let mut nodes = Vec::new();
        for adjoint in &pass {
            let text = named.formula(adjoint.name, Style::NumPy);
            let read = if text == "…" { Ok(adjoint.name) } else { named.expression(&text, Scope::ALL) };
            prop_assert!(read.is_ok(), "{text}\n{:?}\n{}", read, &case.text);
            nodes.extend([adjoint.name, read.expect("just seen")]);
        }
        let known: Vec<_> = case.given.iter().map(|(id, value)| (*id, value)).collect();
        let found = named.evaluate(&known, &nodes);
        for (wanted, found) in wanted.iter().zip(found.chunks(2)) {
            for found in found {
                prop_assert_eq!(wanted.shape(), found.shape(), "{}", &case.text);
                for (wanted, found) in wanted.data().iter().zip(found.data()) {
                    let near = (wanted - found).abs() <= 1e-9 * wanted.abs().max(1.0);
                    prop_assert!(near, "{found}, not {wanted}\n{}", &case.text);
                }
            }
        }
    }

    #[test]
    fn any_text_gives_equations_or_errors(text in "\\PC{0,80}") {
        let mut program = Program::new();
        program.input("x", Shape::Matrix(2, 3));
        let faults = program.read(&text);
        for fault in faults {
            prop_assert!(text.get(fault.span().range()).is_some(), "{fault:?}");
        }
    }

    #[test]
    fn any_words_of_the_language_give_equations_or_errors(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "x", "w", "L", "=", "+", "-", "*", "@", "^", "(", ")", "[", "]", ",", "2", "0.5",
                ".T", "²", "‖", "sum", "softmax", "axis", "grad", "where", "ones", "\n", "<", "1e9",
            ]),
            0..24,
        )
    ) {
        let text = words.join(" ");
        let mut program = Program::new();
        program.input("x", Shape::Matrix(2, 3));
        program.input("w", Shape::Scalar);
        program.read(&text);
    }
}
