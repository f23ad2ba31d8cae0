//! The backward pass as a person writes it: name by name, each adjoint in terms of those that
//! were found before it.

use super::super::graph::Graph;
use super::super::op::{Binary, Map, NodeId, Op, Reduce};
use super::slip::Slip;
use super::{Backward, leads_to};

/// The adjoint of one name.
#[derive(Clone, Debug)]
pub struct Adjoint {
    /// The input or assigned name that the derivative is by.
    pub by: NodeId,
    /// The adjoint as a name, defined in terms of the adjoints before it.
    pub name: NodeId,
    /// The names in whose equations the variable stands.
    pub through: Vec<NodeId>,
    /// How often it stands there.
    pub paths: usize,
    /// The rules of the operations between the variable and those names, the outermost first.
    pub rules: Vec<Rule>,
}

/// What the rule of one operation does to an adjoint on its way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The sign changes.
    Negated,
    /// A sum gives its adjoint to every entry.
    Shared,
    /// A mean gives every entry its share of the adjoint.
    Averaged {
        /// Over how many entries the mean runs.
        count: NodeId,
    },
    /// Multiplied by a local derivative, entry by entry.
    Local {
        /// The function's value.
        value: NodeId,
        /// Its argument.
        operand: NodeId,
        /// The derivative.
        local: NodeId,
    },
    /// Multiplied by the other factor, entry by entry.
    Factor(NodeId),
    /// Divided by the divisor, entry by entry.
    Divided(NodeId),
    /// The quotient rule, for the divisor.
    Quotient(NodeId),
    /// Multiplied from the left by the transpose of the left factor.
    FromLeft(NodeId),
    /// Multiplied from the right by the transpose of the right factor.
    FromRight(NodeId),
    /// Transposed.
    Transposed,
    /// Summed over what the variable was stretched to.
    Stretched {
        /// What was stretched.
        operand: NodeId,
        /// Whether it was used for every row.
        rows: bool,
        /// Whether it was used for every column.
        cols: bool,
    },
    /// Kept where the value was chosen, 0 elsewhere.
    Chosen,
    /// The rule of a softmax, which mixes the entries of an axis.
    Softmax(NodeId),
    /// Any other rule, for the value that the operation computes.
    Other(NodeId),
}

/// The adjoints of the names between `of` and `wrt`, and of each of `wrt`: those of assigned
/// names from the scalar back, that of an input as soon as all that it needs was found.
pub fn steps(graph: &mut Graph, of: NodeId, wrt: &[NodeId], slip: Option<Slip>) -> Vec<Adjoint> {
    let scalar = graph.name_of(of).expect("the scalar has a name").to_owned();
    let leads = leads_to(graph, of, wrt);
    let mut backward =
        Backward { graph, leads, adjoints: vec![None; of.index() + 1], slips: slip.as_slice() };
    backward.adjoints[of.index()] = Some(backward.graph.scalar(1.0));
    let mut found: Vec<(NodeId, NodeId)> = Vec::new();
    for index in (0..=of.0).rev() {
        let id = NodeId(index);
        let (true, Some(mut upstream)) =
            (backward.leads[id.index()], backward.adjoints[id.index()])
        else {
            continue;
        };
        let assigned = matches!(backward.graph.node(id).op, Op::Name(..));
        let name = backward.graph.name_of(id).map(str::to_owned);
        if let Some(name) = name.filter(|_| id != of && (assigned || wrt.contains(&id))) {
            upstream = backward.graph.assign_partial(&scalar, &name, upstream);
            backward.adjoints[id.index()] = Some(upstream);
            found.push((id, upstream));
        }
        backward.visit(id, upstream);
    }
    let Backward { graph, leads, adjoints, .. } = backward;
    for id in wrt.iter().filter(|id| **id != of) {
        if found.iter().all(|(by, _)| by != id)
            && let Some(name) = graph.name_of(*id).map(str::to_owned)
        {
            let zero = graph.constant(0.0, graph.shape(*id));
            found.push((*id, graph.assign_partial(&scalar, &name, zero)));
        }
    }
    let reached: Vec<bool> =
        adjoints.iter().zip(&leads).map(|(adjoint, leads)| *leads && adjoint.is_some()).collect();
    in_order(graph, &found)
        .into_iter()
        .map(|(by, name)| {
            let uses = Uses::of(graph, of, by, &reached);
            let rules = uses.edges.iter().rev().flat_map(|(id, place)| rules(graph, *id, *place));
            let rules = rules.collect();
            Adjoint { by, name, through: uses.through, paths: uses.paths, rules }
        })
        .collect()
}

/// Assigned names in the order in which they were found; each input behind the last of those
/// that its adjoint needs.
fn in_order(graph: &Graph, found: &[(NodeId, NodeId)]) -> Vec<(NodeId, NodeId)> {
    let is_input = |by: NodeId| matches!(graph.node(by).op, Op::Input(_));
    let assigned: Vec<NodeId> =
        found.iter().filter(|(by, _)| !is_input(*by)).map(|(_, name)| *name).collect();
    let rank = |name: &NodeId| assigned.iter().position(|other| other == name);
    let key = |(by, name): &(NodeId, NodeId)| {
        if !is_input(*by) {
            return (rank(name).map(|rank| rank + 1), false, *by);
        }
        let needed = needed_names(graph, *name);
        (needed.iter().filter_map(rank).max().map(|rank| rank + 1), true, *by)
    };
    let mut ordered = found.to_vec();
    ordered.sort_by_key(key);
    ordered
}

/// The names that the definition of a name uses.
fn needed_names(graph: &Graph, name: NodeId) -> Vec<NodeId> {
    let mut needed = vec![false; name.index() + 1];
    needed[name.index()] = true;
    let mut names = Vec::new();
    for index in (0..=name.0).rev() {
        let id = NodeId(index);
        if !needed[id.index()] {
            continue;
        }
        if id != name && matches!(graph.node(id).op, Op::Name(..)) {
            names.push(id);
        } else {
            graph.node(id).op.for_each_operand(|operand| needed[operand.index()] = true);
        }
    }
    names
}

/// Where a variable stands, up to the names whose equations it stands in.
struct Uses {
    through: Vec<NodeId>,
    paths: usize,
    /// Operations, each with the place of the operand that the variable is in.
    edges: Vec<(NodeId, usize)>,
}

impl Uses {
    fn of(graph: &Graph, of: NodeId, variable: NodeId, reached: &[bool]) -> Self {
        let mut uses = Self { through: Vec::new(), paths: 0, edges: Vec::new() };
        let mut inside = vec![false; of.index().max(variable.index()) + 1];
        inside[variable.index()] = true;
        for index in variable.0 + 1..=of.0 {
            let id = NodeId(index);
            let op = &graph.node(id).op;
            if !reached[id.index()] || matches!(op, Op::Stop(_) | Op::Count(..)) {
                continue;
            }
            let mut place = 0;
            op.for_each_operand(|operand| {
                if inside[operand.index()] {
                    uses.paths += usize::from(operand == variable);
                    if matches!(op, Op::Name(..)) {
                        uses.through.push(id);
                    } else {
                        inside[id.index()] = true;
                        uses.edges.push((id, place));
                    }
                }
                place += 1;
            });
        }
        uses
    }
}

/// The rules of one operation for the operand at a place, the outermost first.
fn rules(graph: &mut Graph, id: NodeId, place: usize) -> Vec<Rule> {
    let op = graph.node(id).op.clone();
    let mut operands = Vec::new();
    op.for_each_operand(|operand| operands.push(operand));
    let operand = operands[place];
    let mut rules: Vec<Rule> = rule(graph, &op, id, place).into_iter().collect();
    let (small, large) = (graph.shape(operand), graph.shape(id));
    if matches!(op, Op::Binary(..) | Op::Where(..) | Op::Broadcast(_)) && small != large {
        let (rows, cols) = (small.rows() < large.rows(), small.cols() < large.cols());
        rules.push(Rule::Stretched { operand, rows, cols });
    }
    rules
}

fn rule(graph: &mut Graph, op: &Op, id: NodeId, place: usize) -> Option<Rule> {
    Some(match *op {
        Op::Map(Map::Negate, _) => Rule::Negated,
        Op::Map(_, a) => local(graph, id, a),
        Op::Binary(Binary::Add, ..) | Op::Broadcast(_) | Op::Name(..) => return None,
        Op::Binary(Binary::Subtract, ..) if place == 0 => return None,
        Op::Binary(Binary::Subtract, ..) => Rule::Negated,
        Op::Binary(Binary::Multiply, a, b) => Rule::Factor(if place == 0 { b } else { a }),
        Op::Binary(Binary::Divide, _, b) if place == 0 => Rule::Divided(b),
        Op::Binary(Binary::Divide, _, b) => Rule::Quotient(b),
        Op::Binary(Binary::Power | Binary::LeakyRelu | Binary::Elu, a, _)
            if place == 0 && graph.shape(a) == graph.shape(id) =>
        {
            local(graph, id, a)
        }
        Op::Binary(Binary::Maximum | Binary::Minimum, ..)
        | Op::Where(..)
        | Op::Reduce(Reduce::Max | Reduce::Min, ..) => Rule::Chosen,
        Op::MatMul(a, _) if place == 1 => Rule::FromLeft(a),
        Op::MatMul(_, b) => Rule::FromRight(b),
        Op::Transpose(_) => Rule::Transposed,
        Op::Reduce(Reduce::Sum, ..) => Rule::Shared,
        Op::Reduce(Reduce::Mean, axis, a) => Rule::Averaged { count: graph.count(axis, a) },
        Op::Softmax(..) | Op::LogSoftmax(..) => Rule::Softmax(id),
        _ => Rule::Other(id),
    })
}

/// The local derivative of an elementwise function: the share of an upstream of ones.
fn local(graph: &mut Graph, value: NodeId, operand: NodeId) -> Rule {
    let ones = graph.constant(1.0, graph.shape(value));
    let zero = graph.constant(0.0, graph.shape(value));
    let mut leads = vec![false; value.index() + 1];
    leads[operand.index()] = true;
    let adjoints = vec![None; value.index() + 1];
    let mut backward = Backward { graph, leads, adjoints, slips: &[] };
    backward.visit_rightly(value, ones);
    let local = backward.adjoints[operand.index()].unwrap_or(zero);
    Rule::Local { value, operand, local }
}
