//! Ways to miscompute a value: one operation of its equations done wrongly.

use super::graph::Graph;
use super::op::{Binary, Map, NodeId, Op, Reduce};

/// How an operation is done wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// One term of a sum or difference is left out.
    TermLeftOut,
    /// + for −, or − for +.
    SignFlipped,
    /// b − a for a − b.
    Reversed,
    /// A function is not applied: a root, a square, σ.
    FunctionLeftOut,
    /// A factor is left out.
    FactorLeftOut,
    /// A divisor is left out.
    DivisorLeftOut,
    /// The exponent is left out: x for xⁿ.
    ExponentLeftOut,
    /// A sum for a mean.
    SumForMean,
    /// A mean for a sum.
    MeanForSum,
    /// √(v + ε) for √v + ε.
    IntoRoot,
    /// √v + ε for √(v + ε).
    OutOfRoot,
    /// β v + (1 − β) g for β v + g.
    ComplementAdded,
    /// A factor of a matrix product is not transposed, and fits all the same.
    TransposeLeftOut,
}

/// One operation, done wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blunder {
    /// The operation's value.
    pub at: NodeId,
    /// How.
    pub way: Way,
    /// The operand that it is about.
    pub about: NodeId,
    /// That operand's place.
    place: usize,
}

/// The most blunders that are looked at for one value, those nearest to it.
const MOST_BLUNDERS: usize = 64;

/// Every way to do one operation wrongly on the way to `value`, the nearest first; what
/// computes one of `finished` is not looked into.
pub fn blunders(graph: &Graph, value: NodeId, finished: &[NodeId]) -> Vec<Blunder> {
    let mut depth: Vec<Option<u32>> = vec![None; value.index() + 1];
    depth[value.index()] = Some(0);
    let mut found: Vec<(u32, Blunder)> = Vec::new();
    for index in (0..=value.0).rev() {
        let id = NodeId(index);
        let Some(here) = depth[id.index()] else { continue };
        let op = &graph.node(id).op;
        if finished.contains(&id) || matches!(op, Op::Count(..)) {
            continue;
        }
        found.extend(ways(graph, id).into_iter().map(|blunder| (here, blunder)));
        // What another name stands for is further away than all of one's own equation.
        let further = here + if matches!(op, Op::Name(..)) { 1_000 } else { 1 };
        op.for_each_operand(|operand| {
            let at = &mut depth[operand.index()];
            *at = Some(at.map_or(further, |known| known.min(further)));
        });
    }
    found.sort_by_key(|(depth, _)| *depth);
    found.truncate(MOST_BLUNDERS);
    found.into_iter().map(|(_, blunder)| blunder).collect()
}

/// The ways to do the operation of one node wrongly.
fn ways(graph: &Graph, id: NodeId) -> Vec<Blunder> {
    let mut found = Vec::new();
    let op = &graph.node(id).op;
    let fits = |operand: NodeId| graph.shape(operand) == graph.shape(id);
    let mut add = |way, place, about| found.push(Blunder { at: id, way, about, place });
    match *op {
        Op::Binary(Binary::Add | Binary::Subtract, a, b) => {
            add(Way::SignFlipped, 1, b);
            if matches!(op, Op::Binary(Binary::Subtract, ..)) {
                add(Way::Reversed, 0, a);
            }
            for (place, about, rest) in [(0, a, b), (1, b, a)] {
                if fits(rest) {
                    add(Way::TermLeftOut, place, about);
                }
                if let Op::Map(Map::Sqrt, _) = graph.node(unnamed(graph, rest)).op {
                    add(Way::IntoRoot, place, about);
                }
                let alike = graph.shape(about) == graph.shape(rest);
                if alike && is_scaled(graph, rest) && !is_complement_scaled(graph, about) {
                    add(Way::ComplementAdded, place, about);
                }
            }
        }
        Op::Binary(Binary::Multiply, a, b) => {
            for (place, about, rest) in [(0, a, b), (1, b, a)] {
                if fits(rest) {
                    add(Way::FactorLeftOut, place, about);
                }
            }
        }
        Op::Binary(Binary::Divide, a, b) if fits(a) => add(Way::DivisorLeftOut, 1, b),
        Op::Binary(Binary::Power, a, b) if fits(a) => add(Way::ExponentLeftOut, 1, b),
        Op::Map(Map::Negate, a) => add(Way::SignFlipped, 0, a),
        Op::Map(rule, a) => {
            add(Way::FunctionLeftOut, 0, a);
            let inner = unnamed(graph, a);
            if let (Map::Sqrt, Op::Binary(Binary::Add, _, _)) = (rule, &graph.node(inner).op) {
                add(Way::OutOfRoot, 0, inner);
            }
        }
        Op::Reduce(Reduce::Mean, _, a) => add(Way::SumForMean, 0, a),
        Op::Reduce(Reduce::Sum, _, a) => add(Way::MeanForSum, 0, a),
        Op::MatMul(a, b) => {
            for (place, turned) in [(0, a), (1, b)] {
                if let Op::Transpose(about) = graph.node(turned).op
                    && graph.shape(about) == graph.shape(turned)
                {
                    add(Way::TransposeLeftOut, place, about);
                }
            }
        }
        _ => {}
    }
    found
}

/// What a name stands for, through names for it.
pub fn unnamed(graph: &Graph, mut id: NodeId) -> NodeId {
    while let Op::Name(_, definition) = graph.node(id).op {
        id = definition;
    }
    id
}

/// The scalar β of β v, where a node is such a product.
fn scale_of(graph: &Graph, id: NodeId) -> Option<NodeId> {
    match graph.node(unnamed(graph, id)).op {
        Op::Binary(Binary::Multiply, a, _) if graph.shape(a).is_scalar() => Some(a),
        _ => None,
    }
}

fn is_scaled(graph: &Graph, id: NodeId) -> bool {
    scale_of(graph, id).is_some_and(|scale| !is_complement(graph, scale))
}

fn is_complement_scaled(graph: &Graph, id: NodeId) -> bool {
    scale_of(graph, id).is_some_and(|scale| is_complement(graph, scale))
}

/// The β of the running sum β v + g in which a blunder scales g as well; none for other blunders.
pub fn running_scale(graph: &Graph, blunder: Blunder) -> Option<NodeId> {
    match (blunder.way, &graph.node(blunder.at).op) {
        (Way::ComplementAdded, Op::Binary(_, a, b)) => {
            scale_of(graph, if blunder.place == 0 { *b } else { *a })
        }
        _ => None,
    }
}

/// Whether a node is 1 − β or 1 − βᵗ of a given number. The 1 − a of a sigmoid's slope is not.
pub fn is_complement(graph: &Graph, id: NodeId) -> bool {
    match graph.node(unnamed(graph, id)).op {
        Op::Binary(Binary::Subtract, one, share) => {
            graph.number(one) == Some(1.0)
                && graph.shape(share).is_scalar()
                && is_setting(graph, share)
        }
        _ => false,
    }
}

/// Whether a node is a given number, a number as written, or a power of these.
fn is_setting(graph: &Graph, id: NodeId) -> bool {
    let id = unnamed(graph, id);
    match graph.node(id).op {
        Op::Input(_) => true,
        Op::Map(Map::Square, base) => is_setting(graph, base),
        Op::Binary(Binary::Power, base, exponent) => {
            is_setting(graph, base) && is_setting(graph, exponent)
        }
        _ => graph.number(id).is_some(),
    }
}

/// The value at `root` as it comes out where some nodes have other values and some operations
/// are done wrongly. What it is made of is otherwise the same.
pub fn remade(
    graph: &mut Graph,
    root: NodeId,
    replaced: &[(NodeId, NodeId)],
    blunders: &[Blunder],
) -> NodeId {
    let mut now: Vec<NodeId> = (0..=root.0).map(NodeId).collect();
    for (id, other) in replaced.iter().filter(|(id, _)| *id <= root) {
        now[id.index()] = *other;
    }
    let mut needed = vec![false; root.index() + 1];
    needed[root.index()] = true;
    for index in (0..=root.0).rev() {
        let id = NodeId(index);
        if needed[id.index()] && now[id.index()] == id {
            graph.node(id).op.for_each_operand(|operand| needed[operand.index()] = true);
        }
    }
    for index in 0..=root.0 {
        let id = NodeId(index);
        if !needed[id.index()] || now[id.index()] != id {
            continue;
        }
        let right = graph.node(id).op.clone();
        let mut op = right.clone();
        if !matches!(op, Op::Count(..)) {
            op = right.with_operands(|operand| now[operand.index()]);
        }
        let changed = op != right;
        now[id.index()] = match blunders.iter().find(|blunder| blunder.at == id) {
            Some(blunder) => done_wrongly(graph, *blunder, op),
            None => match op {
                Op::Name(_, definition) if changed => definition,
                op if changed => graph.insert(op, graph.shape(id)),
                _ => id,
            },
        };
    }
    now[root.index()]
}

/// The value of an operation that is done wrongly.
fn done_wrongly(graph: &mut Graph, blunder: Blunder, op: Op) -> NodeId {
    let shape = graph.shape(blunder.at);
    match (blunder.way, &op) {
        (Way::TermLeftOut | Way::FactorLeftOut, Op::Binary(_, a, b)) => {
            if blunder.place == 0 {
                *b
            } else {
                *a
            }
        }
        (Way::SignFlipped, Op::Binary(Binary::Add, a, b)) => graph.subtract(*a, *b),
        (Way::SignFlipped, Op::Binary(_, a, b)) => graph.add(*a, *b),
        (Way::Reversed, Op::Binary(_, a, b)) => graph.subtract(*b, *a),
        (Way::SignFlipped | Way::FunctionLeftOut, Op::Map(_, a))
        | (Way::DivisorLeftOut | Way::ExponentLeftOut, Op::Binary(_, a, _)) => *a,
        (Way::SumForMean, Op::Reduce(_, axis, a)) => graph.reduce(Reduce::Sum, *axis, *a),
        (Way::MeanForSum, Op::Reduce(_, axis, a)) => graph.reduce(Reduce::Mean, *axis, *a),
        (Way::IntoRoot, Op::Binary(_, a, b)) => {
            let (root, extra) = if blunder.place == 0 { (*b, *a) } else { (*a, *b) };
            match graph.node(unnamed(graph, root)).op {
                Op::Map(_, inner) => {
                    let sum = graph.add(inner, extra);
                    graph.map(Map::Sqrt, sum)
                }
                _ => graph.insert(op, shape),
            }
        }
        (Way::OutOfRoot, Op::Map(_, sum)) => match graph.node(unnamed(graph, *sum)).op {
            Op::Binary(_, a, b) => {
                let root = graph.map(Map::Sqrt, a);
                graph.add(root, b)
            }
            _ => graph.insert(op, shape),
        },
        (Way::ComplementAdded, Op::Binary(_, a, b)) => {
            let (kept, term) = if blunder.place == 0 { (*b, *a) } else { (*a, *b) };
            let scale = scale_of(graph, kept).unwrap_or(kept);
            let one = graph.constant(1.0, graph.shape(scale));
            let rest = graph.subtract(one, scale);
            let scaled = graph.multiply(rest, term);
            graph.add(kept, scaled)
        }
        (Way::TransposeLeftOut, Op::MatMul(a, b)) => {
            let turn = |graph: &mut Graph, place, node| {
                if blunder.place == place { graph.transpose(node) } else { node }
            };
            let (left, right) = (turn(graph, 0, *a), turn(graph, 1, *b));
            graph.matmul(left, right)
        }
        _ => graph.insert(op, shape),
    }
}

/// A parameter that the equations move by one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Update {
    /// The parameter.
    pub before: NodeId,
    /// The name of its value after the step.
    pub after: NodeId,
    /// The difference that the name stands for.
    pub difference: NodeId,
}

/// The parameters that the equations move: `w1 = w - …` for a name `w`.
pub fn updates(graph: &Graph) -> Vec<Update> {
    let update = |(_, after): (&str, NodeId)| {
        let Op::Name(_, difference) = graph.node(after).op else { return None };
        let Op::Binary(Binary::Subtract, before, _) = graph.node(difference).op else {
            return None;
        };
        let named = graph.name_of(before).is_some();
        let same = graph.shape(before) == graph.shape(after);
        (named && same).then_some(Update { before, after, difference })
    };
    graph.names().filter_map(update).collect()
}
