//! Which steps a run takes, in which order: what is elementwise joins the sweep that its
//! operands come from, everything else is a step of its own.

use super::{BLOCK, LANES, OUTSIDE, Place};
use crate::engine::graph::Graph;
use crate::engine::kernel;
use crate::engine::op::{Binary, Map, NodeId, Op};

/// One thing to do in a run.
#[derive(Clone, Debug)]
pub enum Step {
    /// Computes a node that is not elementwise.
    Compute(NodeId),
    /// Computes a small elementwise node, for which a sweep costs more than it saves.
    Single(Single),
    /// Computes elementwise nodes of one shape.
    Sweep(Sweep),
}

/// One elementwise operation, its value in one piece.
#[derive(Clone, Debug)]
pub struct Single {
    /// What it does.
    pub rule: Rule,
    /// With what; only as many as the rule takes mean anything.
    pub operands: [Outside; 3],
    /// Columns of the shape.
    pub cols: usize,
    /// Where the value goes, and that of the member after it for `Rule::Sigmoids`.
    pub out: [usize; 2],
    /// Entries of the value.
    pub size: usize,
}

/// Elementwise operations of one shape, each after those it needs.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// Rows of the shape.
    pub rows: usize,
    /// Columns of the shape.
    pub cols: usize,
    /// The operations.
    pub members: Vec<Member>,
    /// What they read that others computed.
    pub outside: Vec<Outside>,
}

/// One operation of a sweep.
#[derive(Clone, Debug)]
pub struct Member {
    id: NodeId,
    /// What it does.
    pub rule: Rule,
    /// With what; only as many as the rule takes mean anything.
    pub operands: [Source; 3],
    /// The buffer of its value, where that is needed after the sweep.
    pub kept: Option<usize>,
}

/// What an elementwise operation does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// An operation on one value.
    Map(Map),
    /// An operation on two.
    Binary(Binary),
    /// The second where the first is not 0, else the third.
    Select,
    /// The value, stretched.
    Copy,
    /// σ(z), and σ(−z) for the member after it, of one exponential.
    Sigmoids,
    /// What the member before it computed too.
    Rest,
}

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// A member of the same sweep.
    Member(usize),
    /// One of the values that others computed.
    Outside(usize),
}

/// A value that others computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outside {
    /// Where it is.
    pub place: Place,
    /// How it lies over the shape.
    pub lies: Lies,
}

/// How a value is stretched to a shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lies {
    /// It has that shape.
    All,
    /// One number everywhere.
    One,
    /// One row everywhere.
    Row,
    /// A number for each row.
    Column,
}

/// The steps that compute `nodes`, which stand operands first: those that depend on no input,
/// and those of every run.
pub fn schedule(graph: &Graph, nodes: &[NodeId], outputs: &[NodeId]) -> [Vec<Step>; 2] {
    let mut steps =
        Steps { graph, list: Vec::new(), fixed: Vec::new(), step_of: vec![None; graph.size()] };
    for id in nodes.iter().copied() {
        if steps.step_of[id.index()].is_none() {
            steps.add(id);
        }
    }
    steps.keep(nodes, outputs);
    let mut parts = [Vec::new(), Vec::new()];
    for (step, fixed) in steps.list.into_iter().zip(steps.fixed) {
        parts[usize::from(!fixed)].push(step);
    }
    parts
}

impl Sweep {
    /// The number of a value that others computed.
    fn reads(&mut self, place: Place, lies: Lies) -> usize {
        let outside = Outside { place, lies };
        self.outside.iter().position(|other| *other == outside).unwrap_or_else(|| {
            self.outside.push(outside);
            self.outside.len() - 1
        })
    }
}

struct Steps<'a> {
    graph: &'a Graph,
    list: Vec<Step>,
    /// Which steps depend on no input.
    fixed: Vec<bool>,
    step_of: Vec<Option<usize>>,
}

impl Steps<'_> {
    fn add(&mut self, id: NodeId) {
        let fixed = self.graph.node(id).fixed;
        let members = members(self.graph, id);
        if members.is_empty() {
            self.step_of[id.index()] = Some(self.list.len());
            self.list.push(Step::Compute(id));
            self.fixed.push(fixed);
            return;
        }
        if self.graph.shape(id).size() <= BLOCK {
            self.add_single(&members, fixed);
            return;
        }
        let operands = members.iter().flat_map(|member| &member.operands);
        let latest = operands.filter_map(|(operand, _)| self.step_of[operand.index()]).max();
        let joined = latest.filter(|step| self.fixed[*step] == fixed && self.join(*step, &members));
        let step = joined.unwrap_or_else(|| {
            let shape = self.graph.shape(id);
            let (rows, cols) = (shape.rows(), shape.cols());
            let empty = Sweep { rows, cols, members: Vec::new(), outside: Vec::new() };
            self.list.push(Step::Sweep(empty));
            self.fixed.push(fixed);
            let step = self.list.len() - 1;
            assert!(self.join(step, &members), "an operation fits an empty sweep");
            step
        });
        for member in members {
            self.step_of[member.id.index()] = Some(step);
        }
    }

    fn add_single(&mut self, members: &[Elementwise], fixed: bool) {
        for member in members {
            self.step_of[member.id.index()] = Some(self.list.len());
        }
        let (Elementwise { id, rule, operands }, last) = (&members[0], members.len() - 1);
        let nothing = Outside { place: Place::Buffer(id.index()), lies: Lies::One };
        let mut places = [nothing; 3];
        for (place, operand) in places.iter_mut().zip(operands) {
            *place = Outside { place: Place::of(self.graph, operand.0), lies: operand.1 };
        }
        let shape = self.graph.shape(*id);
        self.list.push(Step::Single(Single {
            rule: *rule,
            operands: places,
            cols: shape.cols(),
            out: [id.index(), members[last].id.index()],
            size: shape.size(),
        }));
        self.fixed.push(fixed);
    }

    /// Puts operations into a sweep; `false` if the step is none, or has no room or another shape.
    fn join(&mut self, step: usize, members: &[Elementwise]) -> bool {
        let Step::Sweep(sweep) = &mut self.list[step] else { return false };
        let shape = self.graph.shape(members[0].id);
        let room = sweep.members.len() + members.len() <= LANES;
        if !room || (sweep.rows, sweep.cols) != (shape.rows(), shape.cols()) {
            return false;
        }
        let before = sweep.outside.len();
        for Elementwise { id, rule, operands } in members {
            let mut sources = [Source::Outside(0); 3];
            for (source, (operand, lies)) in sources.iter_mut().zip(operands) {
                let within = sweep.members.iter().position(|member| member.id == *operand);
                *source = within.map_or_else(
                    || Source::Outside(sweep.reads(Place::of(self.graph, *operand), *lies)),
                    Source::Member,
                );
            }
            sweep.members.push(Member { id: *id, rule: *rule, operands: sources, kept: None });
        }
        if sweep.outside.len() > OUTSIDE {
            sweep.outside.truncate(before);
            sweep.members.truncate(sweep.members.len() - members.len());
            return false;
        }
        true
    }

    /// Keeps what is read outside of the sweep that computes it.
    fn keep(&mut self, nodes: &[NodeId], outputs: &[NodeId]) {
        let mut kept = vec![false; self.graph.size()];
        for id in outputs {
            kept[id.index()] = true;
        }
        for id in nodes.iter().copied() {
            let mine = self.step_of[id.index()];
            reads(self.graph, id, |operand| {
                if self.step_of[operand.index()] != mine {
                    kept[operand.index()] = true;
                }
            });
        }
        for step in &mut self.list {
            let Step::Sweep(sweep) = step else { continue };
            for member in &mut sweep.members {
                member.kept = kept[member.id.index()].then(|| member.id.index());
            }
        }
    }
}

/// An elementwise operation: its node, what it does, and with what.
struct Elementwise {
    id: NodeId,
    rule: Rule,
    operands: Vec<(NodeId, Lies)>,
}

/// A node as operations of a sweep: none if it is not elementwise, two if it comes with another.
fn members(graph: &Graph, id: NodeId) -> Vec<Elementwise> {
    if let Some((z, value, rest)) = sigmoid_pair(graph, id) {
        let operands = vec![(z, Lies::All)];
        return vec![
            Elementwise { id: value, rule: Rule::Sigmoids, operands },
            Elementwise { id: rest, rule: Rule::Rest, operands: Vec::new() },
        ];
    }
    let (rule, operands) = match graph.node(id).op {
        Op::Map(rule, a) => (Rule::Map(rule), vec![a]),
        Op::Binary(rule, a, b) => (Rule::Binary(rule), vec![a, b]),
        Op::Where(condition, a, b) => (Rule::Select, vec![condition, a, b]),
        Op::Broadcast(a) => (Rule::Copy, vec![a]),
        // The product of a column and a row.
        Op::MatMul(a, b) if graph.shape(a).cols() == 1 => {
            (Rule::Binary(Binary::Multiply), vec![a, b])
        }
        _ => return Vec::new(),
    };
    let op = &graph.node(id).op;
    let shape = graph.shape(id);
    let operand = |operand: NodeId| {
        let from = graph.shape(operand);
        let lies = match (from.rows() == shape.rows(), from.cols() == shape.cols()) {
            _ if graph.number(operand).is_some() => Lies::One,
            (true, true) => Lies::All,
            _ if from.size() == 1 => Lies::One,
            (_, true) => Lies::Row,
            (_, false) => Lies::Column,
        };
        (kernel::read_through(graph, op, operand).unwrap_or(operand), lies)
    };
    vec![Elementwise { id, rule, operands: operands.into_iter().map(operand).collect() }]
}

/// Calls `visit` with each node that the computation of `id` reads.
fn reads(graph: &Graph, id: NodeId, mut visit: impl FnMut(NodeId)) {
    if let Some((z, ..)) = sigmoid_pair(graph, id) {
        return visit(z);
    }
    let op = &graph.node(id).op;
    op.for_each_operand(|operand| {
        visit(kernel::read_through(graph, op, operand).unwrap_or(operand));
    });
}

/// Which nodes are computed: those that the outputs need, without inputs, and without what
/// their users read through.
pub fn computed(graph: &Graph, outputs: &[NodeId]) -> Vec<NodeId> {
    let mut computed = vec![false; graph.size()];
    for id in outputs {
        computed[id.index()] = true;
    }
    for id in graph.ids().rev() {
        if !computed[id.index()] {
            continue;
        }
        computed[id.index()] = !matches!(graph.node(id).op, Op::Input(_));
        if let Some((_, value, rest)) = sigmoid_pair(graph, id) {
            computed[value.index()] = true;
            computed[rest.index()] = true;
        }
        reads(graph, id, |read| computed[read.index()] = true);
    }
    graph.ids().filter(|id| computed[id.index()]).collect()
}

/// The z of a node that is σ(z) or σ(−z) where the graph has both, and both of them.
fn sigmoid_pair(graph: &Graph, id: NodeId) -> Option<(NodeId, NodeId, NodeId)> {
    let Op::Map(Map::Sigmoid, argument) = graph.node(id).op else { return None };
    let shape = graph.shape(id);
    if let Op::Map(Map::Negate, z) = graph.node(argument).op {
        let value = graph.find(&Op::Map(Map::Sigmoid, z), shape)?;
        return Some((z, value, id));
    }
    let opposite = graph.find(&Op::Map(Map::Negate, argument), shape)?;
    let rest = graph.find(&Op::Map(Map::Sigmoid, opposite), shape)?;
    Some((argument, id, rest))
}
