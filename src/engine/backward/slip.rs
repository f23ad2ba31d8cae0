//! Rules of the backward pass, broken as people break them.

mod share;

use super::super::graph::Graph;
use super::super::op::{Axis, Binary, Map, NodeId, Op, Real, Reduce};
use super::broken::Broken;
use super::{Backward, derivative, leads_to, plus_one, times, with_slips};

/// One rule, broken at one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The node whose operand receives a wrong share.
    pub at: NodeId,
    /// How.
    pub broken: Broken,
    /// What stands in for the right thing, where something does.
    pub with: Option<NodeId>,
    /// Which operand, by its place.
    operand: usize,
}

impl Slip {
    /// Whether both break the share of the same operand of the same node.
    pub fn collides(&self, other: &Self) -> bool {
        (self.at, self.operand) == (other.at, other.operand)
    }
}

/// What a slip is about.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// The operation's value.
    pub value: NodeId,
    /// The operand that receives the wrong share.
    pub operand: NodeId,
    /// The other operand, if there are two.
    pub other: Option<NodeId>,
    /// The derivative of an elementwise function of one value.
    pub local: Option<NodeId>,
    /// How many entries a mean or a sum runs over.
    pub count: Option<NodeId>,
}

/// Every slip between `of` and `wrt` with the gradient that it gives, unless that is the right
/// one.
pub fn slips(graph: &mut Graph, of: NodeId, wrt: NodeId) -> Vec<(Slip, NodeId)> {
    let right = with_slips(graph, of, &[wrt], &[])[0];
    let mut slips: Vec<(Slip, NodeId)> = Vec::new();
    for slip in candidates(graph, of, &[wrt]) {
        let gradient = with_slips(graph, of, &[wrt], &[slip])[0];
        if gradient != right && slips.iter().all(|(_, other)| *other != gradient) {
            slips.push((slip, gradient));
        }
    }
    slips
}

/// Every slip that may be made between `of` and one of `wrt`, those first that people make
/// most. Some of them change nothing, and some come to the same.
pub fn candidates(graph: &mut Graph, of: NodeId, wrt: &[NodeId]) -> Vec<Slip> {
    let leads = leads_to(graph, of, wrt);
    let visited = reached(graph, of, &leads);
    let mut uses = vec![0; of.index() + 1];
    for id in &visited {
        graph.node(*id).op.for_each_operand(|operand| uses[operand.index()] += 1);
    }
    let mut survey = Survey { graph, of, wrt, leads, visited, uses, found: Vec::new() };
    for at in 0..survey.visited.len() {
        survey.visit(survey.visited[at]);
    }
    let mut found = survey.found;
    found.sort_by_key(|slip| slip.broken);
    found
}

/// The nodes that a backward pass visits, from the scalar back.
fn reached(graph: &Graph, of: NodeId, leads: &[bool]) -> Vec<NodeId> {
    let mut reached = vec![false; of.index() + 1];
    reached[of.index()] = true;
    let mut visited = Vec::new();
    for index in (0..=of.0).rev() {
        let id = NodeId(index);
        let op = &graph.node(id).op;
        if reached[id.index()] && leads[id.index()] && !matches!(op, Op::Stop(_) | Op::Count(..)) {
            op.for_each_operand(|operand| reached[operand.index()] = true);
            visited.push(id);
        }
    }
    visited
}

fn operands(op: &Op) -> Vec<NodeId> {
    let mut operands = Vec::new();
    op.for_each_operand(|operand| operands.push(operand));
    operands
}

/// How many values may stand in for one factor, and how many sizes for one count.
const MOST_STAND_INS: usize = 6;

/// Looks for what may go wrong, node by node.
struct Survey<'a> {
    graph: &'a mut Graph,
    of: NodeId,
    wrt: &'a [NodeId],
    /// Which nodes depend on what the gradient is by.
    leads: Vec<bool>,
    visited: Vec<NodeId>,
    /// How often each value is used.
    uses: Vec<usize>,
    found: Vec<Slip>,
}

impl Survey<'_> {
    fn visit(&mut self, id: NodeId) {
        let op = self.graph.node(id).op.clone();
        for (index, operand) in operands(&op).into_iter().enumerate() {
            if !self.leads[operand.index()] {
                continue;
            }
            let slip = |broken, with| Slip { at: id, broken, with, operand: index };
            for way in ways(&op, index) {
                let counts = *way == Broken::FactorLeftOut && self.is_averaging(&op, index);
                self.found.push(slip(if counts { Broken::CountLeftOut } else { *way }, None));
            }
            let stretched =
                matches!(op, Op::Binary(Binary::Add | Binary::Subtract | Binary::Multiply, ..))
                    && self.graph.shape(operand).size() < self.graph.shape(id).size();
            if stretched {
                let ways = [Broken::Averaged, Broken::OneTaken, Broken::WrongAxis];
                self.found.extend(ways.map(|broken| slip(broken, None)));
            }
            if self.uses[operand.index()] > 1 {
                self.found.push(slip(Broken::PathLeftOut, None));
            }
            if self.uses[operand.index()] > 2 {
                self.found.push(slip(Broken::OnlyPath, Some(operand)));
            }
            for (broken, with) in self.stand_ins(id, &op, index) {
                self.found.push(slip(broken, Some(with)));
            }
        }
    }

    /// What may be taken in place of something in the share of an operand.
    fn stand_ins(&mut self, id: NodeId, op: &Op, index: usize) -> Vec<(Broken, NodeId)> {
        match *op {
            Op::MatMul(a, b) => {
                let other = if index == 0 { b } else { a };
                let named = self.named_like(other);
                named.into_iter().map(|node| (Broken::WrongOperand, node)).collect()
            }
            Op::Reduce(Reduce::Mean, axis, a) => {
                let count = axis.count(self.graph.shape(a));
                let sizes = self.sizes(Some(count));
                sizes.into_iter().map(|size| (Broken::CountOther, size)).collect()
            }
            Op::Binary(Binary::Divide, _, b) if index == 0 && self.is_given_scalar(b) => {
                let sizes = self.sizes(None);
                sizes.into_iter().map(|size| (Broken::CountOther, size)).collect()
            }
            Op::Map(rule @ (Map::Sigmoid | Map::Tanh | Map::Relu), _) => {
                let shape = self.graph.shape(id);
                let alike = |other: &NodeId| {
                    *other != id
                        && self.graph.shape(*other) == shape
                        && matches!(self.graph.node(*other).op, Op::Map(found, _) if found == rule)
                };
                let elsewhere = self.visited.iter().copied().filter(alike);
                let mut found: Vec<_> =
                    elsewhere.map(|node| (Broken::DerivativeElsewhere, node)).collect();
                found.extend(self.variable_in(op));
                found
            }
            Op::Map(..) | Op::Binary(Binary::Power, ..) => {
                self.variable_in(op).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The variable itself, where an outer function is applied to something else of its shape.
    fn variable_in(&self, op: &Op) -> Option<(Broken, NodeId)> {
        let (Op::Map(_, inner) | Op::Binary(Binary::Power, inner, _)) = *op else { return None };
        let variable = *self.wrt.first()?;
        let fits = self.graph.shape(variable) == self.graph.shape(inner);
        (fits && variable != inner).then_some((Broken::DerivativeAtVariable, variable))
    }

    /// Other names with values of the same shape.
    fn named_like(&self, node: NodeId) -> Vec<NodeId> {
        let shape = self.graph.shape(node);
        let names = self.graph.names().map(|(_, id)| id);
        names
            .filter(|id| *id != node && *id <= self.of && self.graph.shape(*id) == shape)
            .take(MOST_STAND_INS)
            .collect()
    }

    /// Whether the other operand divides by a number of entries: `… / cols(X)`.
    fn is_averaging(&self, op: &Op, index: usize) -> bool {
        let counts = |id: NodeId| matches!(self.graph.node(id).op, Op::Count(..));
        match *op {
            Op::Binary(Binary::Divide, _, b) => index == 0 && counts(b),
            Op::Binary(Binary::Multiply, a, b) => {
                let other = if index == 0 { b } else { a };
                matches!(self.graph.node(other).op, Op::Binary(Binary::Divide, _, by) if counts(by))
            }
            _ => false,
        }
    }

    fn is_given_scalar(&self, node: NodeId) -> bool {
        let given = matches!(self.graph.node(node).op, Op::Input(_) | Op::Count(..));
        given && self.graph.shape(node).is_scalar()
    }

    /// The sizes that the given values have, as numbers, but for the right one.
    fn sizes(&mut self, right: Option<usize>) -> Vec<NodeId> {
        let mut sizes: Vec<usize> = Vec::new();
        for (_, id) in self.graph.names() {
            let shape = self.graph.shape(id);
            if matches!(self.graph.node(id).op, Op::Input(_)) {
                sizes.extend([shape.rows(), shape.cols(), shape.size()]);
            }
        }
        sizes.sort_unstable();
        sizes.dedup();
        // A 2 is the square's far more often than a size.
        sizes.retain(|size| *size > 2 && Some(*size) != right);
        sizes.truncate(MOST_STAND_INS);
        sizes.into_iter().map(|size| self.graph.scalar(size as f64)).collect()
    }
}

/// The ways to break the rule of an operation for one of its operands, without a stand-in.
fn ways(op: &Op, index: usize) -> &'static [Broken] {
    use Broken::{
        ArgumentForValue, ByProbability, CountLeftOut, CountTwice, DerivativeAtValue, ExpAsPower,
        ExponentLeftOut, ExponentNotReduced, FactorLeftOut, HalfLeftOut, InnerLeftOut,
        LocalLeftOut, OffDiagonalLeftOut, OperandsSwapped, QuotientOnce, QuotientSign,
        RestForDerivative, SignFlipped, SlopeLeftOut, TargetLeftOut, TransposeLeftOut, Transposed,
        TwoLeftOut, UpstreamLeftOut, ValueForDerivative,
    };
    match op {
        Op::Map(Map::Square, _) => &[TwoLeftOut, InnerLeftOut, ExponentNotReduced, UpstreamLeftOut],
        Op::Map(Map::Sigmoid | Map::Tanh, _) => &[
            LocalLeftOut,
            ValueForDerivative,
            DerivativeAtValue,
            ArgumentForValue,
            RestForDerivative,
            UpstreamLeftOut,
        ],
        Op::Map(Map::Relu, _) => {
            &[LocalLeftOut, ValueForDerivative, ArgumentForValue, UpstreamLeftOut]
        }
        Op::Map(Map::Exp, _) => &[LocalLeftOut, ExpAsPower, UpstreamLeftOut],
        Op::Map(Map::Sqrt, _) => &[LocalLeftOut, HalfLeftOut, UpstreamLeftOut],
        Op::Map(Map::Softplus | Map::LogSigmoid, _) => &[LocalLeftOut, ByProbability],
        Op::Map(Map::Cos, _) => &[LocalLeftOut, SignFlipped, UpstreamLeftOut],
        Op::Map(Map::Negate, _) | Op::Binary(Binary::Subtract, ..) => &[SignFlipped],
        Op::Map(Map::Sign | Map::Step, _) => &[],
        Op::Map(..) => &[LocalLeftOut, UpstreamLeftOut],
        Op::Reduce(Reduce::Mean, ..) => &[CountLeftOut, CountTwice],
        Op::Reduce(Reduce::Sum, ..) => &[CountTwice],
        Op::Binary(Binary::Power, ..) if index == 0 => {
            &[LocalLeftOut, ExponentLeftOut, ExponentNotReduced, UpstreamLeftOut]
        }
        Op::Binary(Binary::Divide, ..) if index == 1 => {
            &[QuotientSign, QuotientOnce, UpstreamLeftOut]
        }
        Op::Binary(Binary::Multiply | Binary::Divide, ..) => &[FactorLeftOut, UpstreamLeftOut],
        Op::Binary(Binary::LeakyRelu, ..) if index == 0 => {
            &[LocalLeftOut, SlopeLeftOut, UpstreamLeftOut]
        }
        Op::Binary(Binary::XLogY, ..) if index == 1 => &[LocalLeftOut],
        Op::Binary(Binary::Elu | Binary::Maximum | Binary::Minimum, ..) => &[LocalLeftOut],
        Op::MatMul(..) => &[TransposeLeftOut, OperandsSwapped, Transposed, UpstreamLeftOut],
        Op::Softmax(..) => &[LocalLeftOut, OffDiagonalLeftOut],
        Op::LogSoftmax(..) => &[ByProbability, TargetLeftOut, OffDiagonalLeftOut],
        _ => &[],
    }
}

/// What a slip is about.
pub fn circumstances(graph: &mut Graph, slip: Slip) -> Circumstances {
    let op = graph.node(slip.at).op.clone();
    let operands = operands(&op);
    let operand = operands[slip.operand];
    let (mut local, mut count) = (None, None);
    match op {
        Op::Map(rule, a) => local = local_derivative(graph, rule, slip.at, a),
        Op::Reduce(Reduce::Mean | Reduce::Sum, axis, a) => count = Some(graph.count(axis, a)),
        Op::Binary(Binary::Divide, _, b) if slip.operand == 0 => count = Some(b),
        _ => {}
    }
    let other = operands.iter().copied().enumerate().find(|(index, _)| *index != slip.operand);
    let other = other.map(|(_, node)| node);
    // A share of 1/m written as a factor divides just as well.
    if let (None, Some(Op::Binary(Binary::Divide, one, m))) =
        (count, other.map(|other| &graph.node(other).op))
        && graph.number(*one) == Some(1.0)
    {
        count = Some(*m);
    }
    Circumstances { value: slip.at, operand, other, local, count }
}

/// The derivative of an elementwise function: the share of an upstream of ones.
fn local_derivative(graph: &mut Graph, rule: Map, id: NodeId, a: NodeId) -> Option<NodeId> {
    let zero = graph.scalar(0.0);
    match rule {
        Map::Relu => Some(graph.binary(Binary::Greater, a, zero)),
        Map::Sign
        | Map::Step
        | Map::Negate
        | Map::Log
        | Map::Log2
        | Map::Log10
        | Map::Log1p
        | Map::Sqrt
        | Map::Asin
        | Map::Acos
        | Map::Atan => None,
        _ => Some(derivative(graph, rule, id, a)),
    }
}
