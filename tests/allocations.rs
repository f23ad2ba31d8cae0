//! A run of a plan allocates nothing: its buffers were made with it.

use allocation_counter::measure;
use gradus::engine::{Array, NodeId, Plan, Program, Shape};

/// The names, their shapes for n features, k hidden units and m examples, and the equations.
type Network = (&'static str, fn([usize; 3]) -> Vec<(&'static str, Shape)>, &'static str);

fn one(name: &'static str) -> (&'static str, Shape) {
    (name, Shape::Scalar)
}

fn matrix(name: &'static str, rows: usize, cols: usize) -> (&'static str, Shape) {
    (name, Shape::Matrix(rows, cols))
}

fn layered([n, k, m]: [usize; 3]) -> Vec<(&'static str, Shape)> {
    vec![
        matrix("X", n, m),
        matrix("y", 1, m),
        matrix("W1", k, n),
        matrix("b1", k, 1),
        matrix("w2", 1, k),
        one("b2"),
    ]
}

const NETWORKS: [Network; 4] = [
    (
        "univariate",
        |[_, _, m]| vec![matrix("x", 1, m), matrix("y", 1, m), one("w"), one("b")],
        "yhat = w * x + b\nL = mean((yhat - y)^2)",
    ),
    (
        "multivariate",
        |[n, _, m]| vec![matrix("X", n, m), matrix("y", 1, m), matrix("w", 1, n), one("b")],
        "yhat = w @ X + b\nL = mean((yhat - y)^2)",
    ),
    ("two-layer linear", layered, "Z = W1 @ X + b1\nyhat = w2 @ Z + b2\nL = mean((yhat - y)^2)"),
    (
        "two-layer sigmoid",
        layered,
        "Z = W1 @ X + b1\nA = sigmoid(Z)\nyhat = w2 @ A + b2\nL = mean((yhat - y)^2)",
    ),
];

/// A plan for the loss and its gradient by every given name, and numbers to run it with.
fn planned(network: &Network, sizes: [usize; 3]) -> (Plan, Vec<Array>) {
    let mut program = Program::new();
    let (_, given, equations) = network;
    let given = given(sizes);
    let known: Vec<NodeId> =
        given.iter().map(|(name, shape)| program.input(name, *shape)).collect();
    assert_eq!(program.read(equations), []);
    let loss = program.node("L").expect("the loss has a node");
    let mut outputs = program.gradients(loss, &known);
    outputs.push(loss);
    let entry = |at: usize| ((at * 7_919) % 1_000) as f64 / 512.0 - 0.9;
    let value =
        |(_, shape): &(&str, Shape)| Array::new(*shape, (0..shape.size()).map(entry).collect());
    (program.plan(&known, &outputs), given.iter().map(value).collect())
}

/// More than a queue of shared work would hold in one block.
const RUNS: usize = 300;

#[test]
fn runs_of_the_four_networks_allocate_nothing() {
    for network in &NETWORKS {
        for sizes in [[2, 3, 4], [10, 16, 64], [64, 128, 512]] {
            let (mut plan, values) = planned(network, sizes);
            let values: Vec<&Array> = values.iter().collect();
            plan.run(&values);
            let found = measure(|| (0..RUNS).for_each(|_| plan.run(&values)));
            assert_eq!(found.count_total, 0, "{} at {sizes:?}: {found:?}", network.0);
        }
    }
}

#[test]
fn allocations_are_counted() {
    let found = measure(|| drop(vec![0.0_f64; 100]));
    assert_eq!(found.count_total, 1);
}
