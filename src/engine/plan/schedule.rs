//! Which steps a run takes, in which order: what is elementwise joins the sweep that its
//! operands come from, or is done to a small value where that lies; everything else is a step of
//! its own.

use super::step::{Lies, Member, Outside, Rule, Source, Step, Sum, Sweep, Task, Then, Value};
use super::{BLOCK, LANES, OUTSIDE, Place};
use crate::engine::graph::Graph;
use crate::engine::kernel::{self, Product};
use crate::engine::op::{Axis, Binary, Map, NodeId, Op, Reduce};

/// The steps that compute `nodes`, which stand operands first: those that depend on no input,
/// and those of every run.
pub fn schedule(graph: &Graph, nodes: &[NodeId], outputs: &[NodeId]) -> [Vec<Step>; 2] {
    let mut steps = Steps {
        graph,
        list: Vec::new(),
        fixed: Vec::new(),
        step_of: vec![None; graph.size()],
        uses: uses(graph, nodes, outputs),
    };
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
    /// How often each node's value is read, outputs once more.
    uses: Vec<usize>,
}

impl Steps<'_> {
    fn add(&mut self, id: NodeId) {
        let fixed = self.graph.node(id).fixed;
        let members = members(self.graph, id);
        if members.is_empty() || self.graph.shape(id).size() <= BLOCK {
            return self.add_value(id, &members, fixed);
        }
        let operands = members.iter().flat_map(|member| &member.operands);
        let latest = operands.filter_map(|(operand, _)| self.step_of[operand.index()]).max();
        let joined = latest.filter(|step| self.fixed[*step] == fixed && self.join(*step, &members));
        let step = joined.unwrap_or_else(|| {
            let shape = self.graph.shape(id);
            let (rows, cols) = (shape.rows(), shape.cols());
            let empty = Sweep { rows, cols, members: Vec::new(), outside: Vec::new(), start: 0 };
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

    fn add_value(&mut self, id: NodeId, members: &[Elementwise], fixed: bool) {
        if let [Elementwise { rule: Rule::Binary(rule), operands, .. }] = members
            && self.add_to_operand(id, *rule, operands, fixed)
        {
            return;
        }
        let outside = |(operand, lies): &(NodeId, Lies)| Outside {
            place: Place::of(self.graph, *operand),
            lies: *lies,
        };
        let mut out = id;
        let task = match members {
            [] => match self.graph.node(id).op {
                Op::MatMul(a, b) => self.product(id, [a, b]),
                Op::Reduce(rule @ (Reduce::Sum | Reduce::Mean), axis, a) => {
                    Task::Sum(self.sum(id, rule, axis, a))
                }
                _ => Task::Compute(id),
            },
            [value, rest] => {
                out = value.id;
                self.step_of[rest.id.index()] = Some(self.list.len());
                Task::Sigmoids(outside(&value.operands[0]), rest.id)
            }
            [one, ..] => {
                let nothing = Outside { place: Place::Given(0), lies: Lies::One };
                let mut places = [nothing; 3];
                for (place, operand) in places.iter_mut().zip(&one.operands) {
                    *place = outside(operand);
                }
                Task::Single(one.rule, places)
            }
        };
        let shape = self.graph.shape(id);
        let (cols, size) = (shape.cols(), shape.size());
        self.step_of[out.index()] = Some(self.list.len());
        let value = Value { task, then: Vec::new(), out, start: 0, cols, size };
        self.list.push(Step::Value(value));
        self.fixed.push(fixed);
    }

    fn product(&self, id: NodeId, factors: [NodeId; 2]) -> Task {
        let op = &self.graph.node(id).op;
        let inner = factors.map(|factor| kernel::read_through(self.graph, op, factor));
        let read = [0, 1].map(|at| inner[at].unwrap_or(factors[at]));
        let shapes = read.map(|id| self.graph.shape(id));
        let product = Product::new(shapes, inner.map(|inner| inner.is_some()));
        Task::Product(product, read.map(|id| Place::of(self.graph, id)))
    }

    fn sum(&self, id: NodeId, rule: Reduce, axis: Axis, a: NodeId) -> Sum {
        let root = kernel::read_through(self.graph, &self.graph.node(id).op, a);
        let read = root.unwrap_or(a);
        Sum {
            of: Place::of(self.graph, read),
            shape: self.graph.shape(read),
            axis,
            squares: root.is_some(),
            mean: rule == Reduce::Mean,
        }
    }

    /// Lets an operation be done to one of its operands where that lies, if nobody else reads
    /// that operand and the other one is known by then.
    fn add_to_operand(
        &mut self,
        id: NodeId,
        rule: Binary,
        operands: &[(NodeId, Lies)],
        fixed: bool,
    ) -> bool {
        let found = [0, 1].into_iter().find_map(|at| {
            let ((value, lies), (other, _)) = (operands[at], operands[1 - at]);
            let step = self.step_of[value.index()]?;
            let mine = lies == Lies::All && self.uses[value.index()] == 1;
            let open = match &self.list[step] {
                Step::Value(last) => last.out == value && !matches!(last.task, Task::Sigmoids(..)),
                Step::Sweep(_) => false,
            };
            let known = match self.step_of[other.index()] {
                Some(before) => before < step || (self.fixed[before] && !fixed),
                None => true,
            };
            (mine && open && known && self.fixed[step] == fixed).then_some((at, step))
        });
        let Some((at, step)) = found else { return false };
        let (other, lies) = operands[1 - at];
        let operand = Outside { place: Place::of(self.graph, other), lies };
        let Step::Value(value) = &mut self.list[step] else { return false };
        value.then.push(Then { rule, operand, first: at == 1 });
        value.out = id;
        self.step_of[id.index()] = Some(step);
        true
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
            sweep.members.push(Member { id: *id, rule: *rule, operands: sources, kept: false });
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
                member.kept = kept[member.id.index()];
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
        // The product of a column and a row, where it is large.
        Op::MatMul(a, b) if graph.shape(a).cols() == 1 && graph.shape(id).size() > BLOCK => {
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

/// How often each node's value is read, where `nodes` are computed; outputs are read once more.
fn uses(graph: &Graph, nodes: &[NodeId], outputs: &[NodeId]) -> Vec<usize> {
    let mut uses = vec![0; graph.size()];
    for id in nodes.iter().copied() {
        reads(graph, id, |operand| uses[operand.index()] += 1);
    }
    for id in outputs {
        uses[id.index()] += 1;
    }
    uses
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
