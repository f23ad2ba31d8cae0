//! Where the values lie: in one row of numbers, each behind what it is computed from, so that a
//! step writes behind all that it reads.

use super::step::{Step, Sweep, Value};
use super::{Memory, Place};
use crate::engine::graph::Graph;
use crate::engine::op::NodeId;

/// What is as long as a vector register or longer begins at a multiple of its length.
const ALIGNED: usize = 8;

impl Memory {
    /// Makes room for what steps compute, and tells them where that is and where they read.
    pub fn lay_out<'s>(graph: &Graph, steps: impl Iterator<Item = &'s mut Step>) -> Self {
        let places = graph.ids().map(|id| Place::of(graph, id)).collect();
        let mut memory = Self { numbers: Vec::new(), places, scratch: Vec::new() };
        for step in steps {
            match step {
                Step::Value(value) => memory.place_value(value),
                Step::Sweep(sweep) => memory.place_sweep(sweep),
            }
        }
        memory
    }

    fn place_value(&mut self, value: &mut Value) {
        for place in value.reads() {
            self.find(place);
        }
        self.align(value.size);
        value.start = self.numbers.len();
        for node in value.writes() {
            self.make_room(node, value.size);
        }
        self.make_scratch(value.scratch());
    }

    fn place_sweep(&mut self, sweep: &mut Sweep) {
        for outside in &mut sweep.outside {
            self.find(&mut outside.place);
        }
        self.align(sweep.size());
        sweep.start = self.numbers.len();
        for member in sweep.members.iter().filter(|member| member.kept) {
            self.make_room(member.id, sweep.size());
        }
        self.make_scratch(sweep.scratch());
    }

    /// Steps run one after the other, and use the same.
    fn make_scratch(&mut self, size: usize) {
        let size = self.scratch.len().max(size);
        self.scratch.resize(size, 0.0);
    }

    fn find(&self, place: &mut Place) {
        if let Place::Open(id) = place {
            *place = self.places[id.index()];
        }
    }

    fn align(&mut self, size: usize) {
        if size >= ALIGNED {
            self.numbers.resize(self.numbers.len().next_multiple_of(ALIGNED), 0.0);
        }
    }

    fn make_room(&mut self, node: NodeId, size: usize) {
        let start = self.numbers.len();
        self.numbers.resize(start + size, 0.0);
        self.places[node.index()] = Place::Kept(start, start + size);
    }
}
