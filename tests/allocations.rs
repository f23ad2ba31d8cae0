//! A run of a plan allocates nothing: its buffers were made with it.

use allocation_counter::measure;
use gradus::engine::witness::central_difference;
use gradus::engine::{Array, NodeId, Plan, Program, Shape};
use gradus::exercise::library::Library;
use gradus::picture::terrain::Terrain;

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

/// What is computed at many points is planned once: a plan takes far more than a point may.
#[test]
fn landscapes_and_witnesses_plan_once() {
    let library = Library::built_in();
    let entry = library.entries().iter().find(|entry| entry.id == "two-layer-nonlinear/01-sigmoid");
    let exercise = library.load(entry.expect("it is there")).exercise.expect("it has no fault");
    let mut variant = exercise.variant(0).expect("it can be drawn");
    let mut terrain = Terrain::new(&exercise, &variant).expect("there are entries to move");
    let point = |at: usize| [at as f64 / 100.0 - 0.5, 0.25];
    let points = measure(|| {
        for at in 0..100 {
            terrain.loss([0, 1], point(at));
            terrain.slope([0, 1], point(at));
        }
    });
    let known: Vec<(NodeId, Array)> =
        variant.known().into_iter().map(|(node, value)| (node, value.clone())).collect();
    let known: Vec<_> = known.iter().map(|(node, value)| (*node, value)).collect();
    let inputs: Vec<NodeId> = known.iter().map(|(node, _)| *node).collect();
    let (loss, w) = (variant.loss, variant.program.node("W1").expect("it is given"));
    let plan = measure(|| drop(variant.program.plan(&inputs, &[loss]))).count_total;
    let witness = measure(|| drop(central_difference(&mut variant.program, loss, w, &known)));
    // Six entries, each at the centre and at ten points around it.
    let each = [points.count_total / 200, witness.count_total / 66];
    println!("a plan: {plan}, a point: {each:?}");
    assert!(plan > 50 && each.iter().all(|count| 5 * count < plan), "{plan} and {each:?}");
}

#[test]
fn allocations_are_counted() {
    let found = measure(|| drop(vec![0.0_f64; 100]));
    assert_eq!(found.count_total, 1);
}
