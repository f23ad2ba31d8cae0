//! Equations: read, run, differentiated, printed, and read again.

use gradus::engine::{Array, NodeId, Program, Scope, Shape, Style, calculate};
use gradus::source::Source;

use super::told;

/// More nodes than this are read, and not computed with.
const MOST_NODES: usize = 400;

/// The entries of the largest value that is computed.
const MOST_ENTRIES: usize = 256;

/// A printed formula has other roundings. Where numbers beyond these come up on the way they
/// may be all that is left.
const LEAST: f64 = 1e-4;
const MOST: f64 = 1e4;

/// Reads a text as equations over four inputs, and goes on with what is sound.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = calculate(text);
    let mut program = Program::new();
    let mut given = Vec::new();
    for (name, shape) in [
        ("x", Shape::Matrix(2, 3)),
        ("w", Shape::Matrix(3, 2)),
        ("v", Shape::Matrix(2, 1)),
        ("s", Shape::Scalar),
    ] {
        let start = given.len() as f64;
        let entry = |at: usize| (1.37 + 0.618 * (at as f64 + start) + 2.9 * start) % 3.1 - 1.2;
        let value = Array::new(shape, (0..shape.size()).map(entry).collect());
        given.push((program.input(name, shape), value));
    }
    let faults = program.read(text);
    told::check(&Source::new("equations", text), &faults);
    if !faults.is_empty() || !is_small(&program) {
        return;
    }
    let names: Vec<String> = program.names().map(str::to_owned).collect();
    let nodes: Vec<NodeId> = names.iter().filter_map(|name| program.node(name)).collect();
    let values = evaluate(&mut program, &given, &nodes);
    for (node, value) in nodes.iter().zip(&values) {
        assert_eq!(value.shape(), program.shape(*node), "{text}");
        printed(&program, *node);
    }
    let Some(&loss) = nodes.last() else { return };
    if !program.shape(loss).is_scalar() {
        return;
    }
    let gradients = program.gradients(loss, &nodes);
    if !is_small(&program) {
        return;
    }
    let found = evaluate(&mut program, &given, &gradients);
    let tame = values.iter().chain(&found).all(is_tame) && !text.contains(['^', '*', '²', 'e']);
    for ((node, gradient), value) in nodes.iter().zip(&gradients).zip(&found) {
        assert_eq!(value.shape(), program.shape(*node), "{text}");
        printed(&program, *gradient);
        read_back(&mut program, &given, *gradient, tame.then_some(value), text);
    }
}

fn is_small(program: &Program) -> bool {
    program.size() <= MOST_NODES && program.largest().size() <= MOST_ENTRIES
}

fn evaluate(program: &mut Program, given: &[(NodeId, Array)], nodes: &[NodeId]) -> Vec<Array> {
    let known: Vec<_> = given.iter().map(|(id, value)| (*id, value)).collect();
    program.evaluate(&known, nodes)
}

fn is_tame(value: &Array) -> bool {
    value.data().iter().all(|x| *x == 0.0 || (LEAST..MOST).contains(&x.abs()))
}

/// Prints a formula in every way.
fn printed(program: &Program, node: NodeId) {
    for style in [Style::Unicode, Style::NumPy, Style::Latex] {
        let text = program.formula(node, style);
        assert!(!text.is_empty());
        told::harmless(&text);
    }
    program.block(node).lines.iter().for_each(|line| told::harmless(line));
}

/// A printed formula is an expression, and of the same shape; of the same value, if that is known.
fn read_back(
    program: &mut Program,
    given: &[(NodeId, Array)],
    node: NodeId,
    value: Option<&Array>,
    text: &str,
) {
    let written = program.formula(node, Style::NumPy);
    if written.contains('…') {
        return;
    }
    let read = program.expression(&written, Scope::ALL);
    let read = read.unwrap_or_else(|faults| panic!("{text:?}: {written}: {faults:?}"));
    assert_eq!(program.shape(read), program.shape(node), "{text:?}: {written}");
    let Some(value) = value else { return };
    let found = evaluate(program, given, &[read]).remove(0);
    for (wanted, found) in value.data().iter().zip(found.data()) {
        let near = (wanted - found).abs() <= 1e-6 * (1.0 + wanted.abs());
        assert!(near, "{text:?}: {written}: {found}, not {wanted}");
    }
}
