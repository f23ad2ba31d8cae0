//! A schedule for chosen outputs: what they need, in order, in buffers that are kept from one
//! run to the next.

mod step;
mod schedule;
mod layout;
mod sweep;
mod value;

use super::array::Array;
use super::graph::Graph;
use super::lower::{Lowered, lower};
use super::op::{NodeId, Op};
use super::shape::Shape;
use step::Step;

/// How many entries of a value are worked on at a time.
const BLOCK: usize = 512;

/// How many operations one sweep has at most.
const LANES: usize = 8;

/// How many values of others one sweep reads at most.
const OUTSIDE: usize = 8;

/// Steps that compute outputs from the values of known nodes. A run allocates nothing, but that the
/// first large one of a thread makes the pool with which it shares work among cores.
#[derive(Clone, Debug)]
pub struct Plan {
    known: Vec<Shape>,
    outputs: Vec<NodeId>,
    graph: Graph,
    /// What is computed in every run; what depends on no input was computed once.
    steps: Vec<Step>,
    memory: Memory,
}

/// What runs write to.
#[derive(Clone, Debug, Default)]
struct Memory {
    /// The values that are kept, each after all that it is computed from.
    numbers: Vec<f64>,
    /// Where the value of every node is.
    places: Vec<Place>,
    /// What is passed on within a sweep, and what a product lays out.
    scratch: Vec<f64>,
}

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Among the values of the known nodes.
    Given(usize),
    /// From here to there among what is kept.
    Kept(usize, usize),
    /// Nowhere yet: this node's value.
    Open(NodeId),
}

impl Place {
    fn of(graph: &Graph, id: NodeId) -> Self {
        match graph.node(id).op {
            Op::Input(number) => Self::Given(number as usize),
            _ => Self::Open(id),
        }
    }

    /// The entries, among given values or `kept` ones.
    #[inline]
    fn data<'a>(self, kept: &'a [f64], values: &[&'a Array]) -> &'a [f64] {
        match self {
            Self::Given(number) => values[number].data(),
            Self::Kept(from, to) => &kept[from..to],
            Self::Open(_) => unreachable!("what is read was computed"),
        }
    }
}

impl Plan {
    /// Plans `outputs`, where the values of `known` nodes will be given: inputs, and any other
    /// node, whose definition is then not used.
    ///
    /// # Panics
    /// If an input is needed that is not among `known`.
    pub fn new(graph: &Graph, known: &[NodeId], outputs: &[NodeId]) -> Self {
        let Lowered { graph: lowered, outputs } = lower(graph, known, outputs);
        let computed = schedule::computed(&lowered, &outputs);
        let [mut once, mut always] = schedule::schedule(&lowered, &computed, &outputs);
        let memory = Memory::lay_out(&lowered, once.iter_mut().chain(&mut always));
        let known = known.iter().map(|id| graph.shape(*id)).collect();
        let mut plan = Self { known, outputs, graph: lowered, steps: once, memory };
        plan.run_steps(&[]);
        plan.steps = always;
        plan
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
        let Self { graph, steps, memory, .. } = self;
        for step in steps {
            match step {
                Step::Value(value) => value.run(graph, memory, values),
                Step::Sweep(sweep) => sweep.run(memory, values),
            }
        }
    }

    /// An output of the last run, by its place among the outputs: its shape and its entries,
    /// row by row. `values` are those of the run: an output may be a known node.
    pub fn output<'a>(&'a self, index: usize, values: &[&'a Array]) -> (Shape, &'a [f64]) {
        let id = self.outputs[index];
        let place = self.memory.places[id.index()];
        (self.graph.shape(id), place.data(&self.memory.numbers, values))
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
