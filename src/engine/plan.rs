//! A schedule for chosen outputs: the nodes that they need, in order, each computed once.

use super::array::Array;
use super::graph::Graph;
use super::kernel;
use super::op::{NodeId, Op};
use super::shape::Shape;

/// The value of a node while a plan runs.
enum Slot<'a> {
    Empty,
    Given(&'a Array),
    Computed(Array),
    /// The same value as an earlier node's: names and `stop` copy nothing.
    Same(NodeId),
}

/// The values of `outputs`, where those of `known` nodes are given: inputs, and any other node
/// whose definition is then not used.
///
/// # Panics
/// If an input is needed and not given, or a given value has another shape than its node.
pub fn evaluate(graph: &Graph, known: &[(NodeId, &Array)], outputs: &[NodeId]) -> Vec<Array> {
    let Some(last) = outputs.iter().map(|id| id.index()).max() else { return Vec::new() };
    let mut slots: Vec<Slot> = Vec::new();
    slots.resize_with(last + 1, || Slot::Empty);
    for (id, value) in known.iter().filter(|(id, _)| id.index() <= last) {
        assert_eq!(graph.shape(*id), value.shape(), "a given value has its node's shape");
        slots[id.index()] = Slot::Given(value);
    }
    for id in schedule(graph, &slots, outputs) {
        slots[id.index()] = run(graph, &slots, id);
    }
    outputs.iter().map(|id| value(&slots, *id).clone()).collect()
}

/// The nodes that `outputs` need and that are not given, operands first.
fn schedule(graph: &Graph, slots: &[Slot], outputs: &[NodeId]) -> Vec<NodeId> {
    let mut needed = vec![false; slots.len()];
    for id in outputs {
        needed[id.index()] = true;
    }
    for index in (0..slots.len()).rev() {
        if matches!(slots[index], Slot::Given(_)) {
            needed[index] = false;
        }
        let id = NodeId(u32::try_from(index).expect("nodes are limited"));
        let op = &graph.node(id).op;
        if needed[index] && !matches!(op, Op::Count(..)) {
            op.for_each_operand(|operand| needed[operand.index()] = true);
        }
    }
    let ids = (0..).map(NodeId).zip(needed);
    ids.filter_map(|(id, needed)| needed.then_some(id)).collect()
}

fn run<'a>(graph: &Graph, slots: &[Slot], id: NodeId) -> Slot<'a> {
    let node = graph.node(id);
    match &node.op {
        Op::Input(_) => {
            let name = graph.name_of(id).unwrap_or_default();
            panic!("no value was given for `{name}`")
        }
        Op::Name(_, a) | Op::Stop(a) => Slot::Same(*a),
        Op::Count(axis, a) => {
            Slot::Computed(Array::new(Shape::Scalar, vec![axis.count(graph.shape(*a)) as f64]))
        }
        op => {
            let mut operands = Vec::with_capacity(3);
            op.for_each_operand(|operand| operands.push(value(slots, operand)));
            Slot::Computed(kernel::compute(op, node.shape, &operands))
        }
    }
}

fn value<'a>(slots: &'a [Slot], mut id: NodeId) -> &'a Array {
    loop {
        match &slots[id.index()] {
            Slot::Given(array) => return array,
            Slot::Computed(array) => return array,
            Slot::Same(other) => id = *other,
            Slot::Empty => unreachable!("operands are computed before their users"),
        }
    }
}
