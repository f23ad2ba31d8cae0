//! Plans: what is computed in blocks and on all cores is what is computed number by number.

use gradus::engine::{Array, NodeId, Program, Shape};

const MATRICES: &str = "\
Z = A * r + c
S = sigmoid(Z) * sigmoid(-Z)
U = where(A > r, S * c, -A / (1 + r^2)) + c @ r
V = maximum(U, k) - exp(-U^2) * sigmoid(Z)
W = tanh(V) + leaky_relu(Z) * U + k * V + abs(A - r) + softplus(c)
L = sum(W * V)
";

/// The same for one entry.
fn numbers() -> String {
    MATRICES.replace("c @ r", "c * r")
}

/// The values of the names and of ∂L/∂A.
fn run(equations: &str, given: &[(&str, Array)]) -> Vec<Array> {
    let mut program = Program::new();
    let known: Vec<NodeId> =
        given.iter().map(|(name, value)| program.input(name, value.shape())).collect();
    assert_eq!(program.read(equations), []);
    let node = |name: &str| program.node(name).expect("a name has a node");
    let mut outputs: Vec<NodeId> = ["Z", "S", "V", "W"].map(node).to_vec();
    let loss = node("L");
    outputs.push(program.gradients(loss, &[known[0]])[0]);
    let known: Vec<(NodeId, &Array)> =
        known.into_iter().zip(given.iter().map(|(_, value)| value)).collect();
    program.evaluate(&known, &outputs)
}

#[test]
fn blocks_hold_what_each_number_alone_gives() {
    let entry = |at: usize| ((at * 7_919) % 1_009) as f64 / 256.0 - 2.0;
    for (rows, cols) in [(3, 200), (1, 2_000), (2_000, 1), (70, 900), (900, 70), (257, 512)] {
        let matrix = |rows: usize, cols: usize, from: usize| {
            let entries = (from..from + rows * cols).map(entry).collect();
            Array::new(Shape::Matrix(rows, cols), entries)
        };
        let (a, r, c) = (matrix(rows, cols, 0), matrix(1, cols, 5), matrix(rows, 1, 11));
        let k = Array::scalar(0.25);
        let given = [("A", a), ("r", r), ("c", c), ("k", k)];
        let found = run(MATRICES, &given);
        for at in (0..rows * cols).step_by(97).chain([rows * cols - 1]) {
            let (row, col) = (at / cols, at % cols);
            let places = [at, col, row, 0];
            let alone: Vec<(&str, Array)> = given
                .iter()
                .zip(places)
                .map(|((name, value), place)| (*name, Array::scalar(value.data()[place])))
                .collect();
            for (whole, one) in found.iter().zip(run(&numbers(), &alone)) {
                let (whole, one) = (whole.data()[at], one.data()[0]);
                let close = (whole - one).abs() <= 1e-13 * one.abs().max(1.0);
                assert!(close, "{rows}×{cols} at {row}, {col}: {whole} and {one}");
            }
        }
    }
}
