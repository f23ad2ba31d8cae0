//! A schedule for chosen outputs: what they need, in order, in buffers that are kept from one
//! run to the next.

use super::array::Array;
use super::graph::Graph;
use super::kernel::{self, View};
use super::lower::{Lowered, lower};
use super::op::{Binary, Map, NodeId, Op};
use super::shape::Shape;

/// One thing to do in a run.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Computes a node.
    Compute(NodeId),
    /// Computes σ(z) and σ(−z) of one exponential.
    Sigmoids { z: NodeId, value: NodeId, rest: NodeId },
    /// Computes a ⊙ (b ⊙ c) without b ⊙ c.
    Triple { id: NodeId, factors: [NodeId; 3] },
}

/// Steps that compute outputs from the values of known nodes. A run allocates nothing.
#[derive(Clone, Debug)]
pub struct Plan {
    known: Vec<Shape>,
    outputs: Vec<NodeId>,
    graph: Graph,
    /// Which products are computed only within their user's own product.
    inlined: Vec<bool>,
    /// The nodes that are computed in every run; what depends on no input was computed once.
    steps: Vec<Step>,
    /// The value of every node that is not an input.
    buffers: Vec<Vec<f64>>,
}

impl Plan {
    /// Plans `outputs`, where the values of `known` nodes will be given: inputs, and any other
    /// node, whose definition is then not used.
    ///
    /// # Panics
    /// If an input is needed that is not among `known`.
    pub fn new(graph: &Graph, known: &[NodeId], outputs: &[NodeId]) -> Self {
        let Lowered { graph: lowered, outputs } = lower(graph, known, outputs);
        let inlined = inlined(&lowered, &outputs);
        let computed = computed(&lowered, &outputs, &inlined);
        let size = |id: NodeId| if computed[id.index()] { lowered.shape(id).size() } else { 0 };
        let buffers = lowered.ids().map(|id| vec![0.0; size(id)]).collect();
        let mut plan = Self {
            known: known.iter().map(|id| graph.shape(*id)).collect(),
            outputs,
            graph: lowered,
            inlined,
            steps: Vec::new(),
            buffers,
        };
        let (once, always): (Vec<_>, Vec<_>) = plan
            .graph
            .ids()
            .filter(|id| computed[id.index()])
            .partition(|id| plan.graph.node(*id).fixed);
        plan.steps = plan.steps_for(&once);
        plan.run_steps(&[]);
        plan.steps = plan.steps_for(&always);
        plan
    }

    fn steps_for(&self, nodes: &[NodeId]) -> Vec<Step> {
        let step = |id: &NodeId| match sigmoid_pair(&self.graph, *id) {
            Some((z, value, rest)) if *id == value.min(rest) => {
                Some(Step::Sigmoids { z, value, rest })
            }
            Some(_) => None,
            None => match triple(&self.graph, &self.inlined, *id) {
                Some(factors) => Some(Step::Triple { id: *id, factors }),
                None => Some(Step::Compute(*id)),
            },
        };
        nodes.iter().filter_map(step).collect()
    }

    /// Computes the outputs from the values of the known nodes, in their order.
    ///
    /// # Panics
    /// If there are more or fewer values than known nodes, or a value has another shape.
    pub fn run(&mut self, values: &[&Array]) {
        assert_eq!(values.len(), self.known.len(), "one value for each known node");
        for (value, shape) in values.iter().zip(&self.known) {
            assert_eq!(value.shape(), *shape, "a given value has its node's shape");
        }
        self.run_steps(values);
    }

    fn run_steps(&mut self, values: &[&Array]) {
        for step in &self.steps {
            match *step {
                Step::Compute(id) => {
                    let mut out = std::mem::take(&mut self.buffers[id.index()]);
                    let view = |id| view(&self.graph, &self.buffers, values, id);
                    kernel::compute(&self.graph, id, view, &mut out);
                    self.buffers[id.index()] = out;
                }
                Step::Triple { id, factors: [a, b, c] } => {
                    let mut out = std::mem::take(&mut self.buffers[id.index()]);
                    let data = |id| view(&self.graph, &self.buffers, values, id).data;
                    kernel::triple_product(data(a), data(b), data(c), &mut out);
                    self.buffers[id.index()] = out;
                }
                Step::Sigmoids { z, value, rest } => {
                    let mut out = std::mem::take(&mut self.buffers[value.index()]);
                    let mut other = std::mem::take(&mut self.buffers[rest.index()]);
                    let z = view(&self.graph, &self.buffers, values, z);
                    kernel::sigmoids(z.data, &mut out, &mut other);
                    self.buffers[value.index()] = out;
                    self.buffers[rest.index()] = other;
                }
            }
        }
    }

    /// An output of the last run, by its place among the outputs: its shape and its entries,
    /// row by row. `values` are those of the run: an output may be a known node.
    pub fn output<'a>(&'a self, index: usize, values: &[&'a Array]) -> (Shape, &'a [f64]) {
        let view = view(&self.graph, &self.buffers, values, self.outputs[index]);
        (view.shape, view.data)
    }

    /// The outputs of the last run.
    fn arrays(&self, values: &[&Array]) -> Vec<Array> {
        let array = |index| {
            let (shape, data) = self.output(index, values);
            Array::new(shape, data.to_vec())
        };
        (0..self.outputs.len()).map(array).collect()
    }
}

/// Which nodes are computed: those that the outputs need, without inputs, and without what
/// their users read through.
fn computed(graph: &Graph, outputs: &[NodeId], inlined: &[bool]) -> Vec<bool> {
    let mut computed = vec![false; graph.size()];
    for id in outputs {
        computed[id.index()] = true;
    }
    for id in graph.ids().rev() {
        if !computed[id.index()] {
            continue;
        }
        let op = &graph.node(id).op;
        computed[id.index()] = !matches!(op, Op::Input(_));
        if let Some((z, value, rest)) = sigmoid_pair(graph, id) {
            for needed in [z, value, rest] {
                computed[needed.index()] = true;
            }
            continue;
        }
        if let Some(factors) = triple(graph, inlined, id) {
            for factor in factors {
                computed[factor.index()] = true;
            }
            continue;
        }
        op.for_each_operand(|operand| {
            let read = kernel::read_through(graph, op, operand).unwrap_or(operand);
            computed[read.index()] = true;
        });
    }
    computed
}

/// Which nodes are the product of two values of one shape and are used once, in a product with
/// another value of that shape.
fn inlined(graph: &Graph, outputs: &[NodeId]) -> Vec<bool> {
    let mut uses = vec![0_usize; graph.size()];
    for id in graph.ids() {
        graph.node(id).op.for_each_operand(|operand| uses[operand.index()] += 1);
    }
    let mut inlined = vec![false; graph.size()];
    for id in graph.ids() {
        let Some((a, b)) = same_shape_product(graph, id) else { continue };
        let inner = [b, a].into_iter().find(|inner| {
            let once = uses[inner.index()] == 1 && !outputs.contains(inner);
            let plain = same_shape_product(graph, *inner)
                .is_some_and(|(p, q)| !inlined[p.index()] && !inlined[q.index()]);
            once && plain && !graph.node(*inner).fixed
        });
        if let Some(inner) = inner {
            inlined[inner.index()] = true;
        }
    }
    inlined
}

/// The factors of an elementwise product of two values of one shape.
fn same_shape_product(graph: &Graph, id: NodeId) -> Option<(NodeId, NodeId)> {
    match graph.node(id).op {
        Op::Binary(Binary::Multiply, a, b) if graph.shape(a) == graph.shape(b) => Some((a, b)),
        _ => None,
    }
}

/// The three factors of a product one of whose factors is inlined.
fn triple(graph: &Graph, inlined: &[bool], id: NodeId) -> Option<[NodeId; 3]> {
    let (a, b) = same_shape_product(graph, id)?;
    let (other, inner) = if inlined[b.index()] { (a, b) } else { (b, a) };
    if !inlined[inner.index()] {
        return None;
    }
    let (p, q) = same_shape_product(graph, inner)?;
    Some([other, p, q])
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

fn view<'a>(graph: &Graph, buffers: &'a [Vec<f64>], values: &[&'a Array], id: NodeId) -> View<'a> {
    let node = graph.node(id);
    let data = match node.op {
        Op::Input(number) => values[number as usize].data(),
        _ => &buffers[id.index()],
    };
    View { shape: node.shape, data }
}

/// Plans that were made, for whoever asks for the same again.
#[derive(Debug, Default)]
pub struct Plans {
    made: Vec<(Vec<NodeId>, Vec<NodeId>, Plan)>,
}

/// How many plans are kept.
const MAX_PLANS: usize = 8;

impl Clone for Plans {
    /// A program that is copied makes its plans anew: their buffers are not worth the copy.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Plans {
    /// The values of `outputs`, where those of `known` nodes are given.
    ///
    /// # Panics
    /// If an input is needed and not given, or a given value has another shape than its node.
    pub fn evaluate(
        &mut self,
        graph: &Graph,
        known: &[(NodeId, &Array)],
        outputs: &[NodeId],
    ) -> Vec<Array> {
        let ids = || known.iter().map(|(id, _)| *id);
        let values: Vec<_> = known.iter().map(|(_, value)| *value).collect();
        let made = self
            .made
            .iter()
            .position(|(of, wanted, _)| wanted == outputs && of.iter().copied().eq(ids()));
        if let Some(index) = made {
            self.made[index..].rotate_left(1);
        } else {
            if self.made.len() == MAX_PLANS {
                self.made.remove(0);
            }
            let known: Vec<_> = ids().collect();
            let plan = Plan::new(graph, &known, outputs);
            self.made.push((known, outputs.to_vec(), plan));
        }
        let (_, _, plan) = self.made.last_mut().expect("a plan was just put there");
        plan.run(&values);
        plan.arrays(&values)
    }
}

/// The values of `outputs`, which depend on no given value.
pub fn fixed(graph: &Graph, outputs: &[NodeId]) -> Vec<Array> {
    Plan::new(graph, &[], outputs).arrays(&[])
}
