//! What is asked: an exercise, its questions, and the variants that a seed draws.
//! Valid by construction: whoever holds an [`Exercise`] can draw it, ask it and grade it.

pub mod document;
pub mod draw;
pub mod library;
pub mod validate;

use crate::diagnostic::Diagnostic;
use crate::engine::{Array, NodeId, Program};
use crate::source::Source;

/// An exercise as its file describes it.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// `two-layer-nonlinear/01-sigmoid` in a library, else the path as it was given.
    pub id: String,
    pub title: String,
    pub topic: String,
    pub tags: Vec<String>,
    pub level: u8,
    pub minutes: u32,
    pub source: Option<String>,
    pub requires: Vec<String>,
    pub statement: String,
    pub conventions: Option<String>,
    /// In the order in which they are shown.
    pub given: Vec<Given>,
    /// The equations of the model as written.
    pub forward: String,
    pub loss: String,
    pub show: Vec<String>,
    pub require: Vec<String>,
    pub questions: Vec<Question>,
}

#[derive(Clone, Debug)]
pub struct Given {
    pub name: String,
    pub rule: Rule,
}

/// How a given value comes about.
#[derive(Clone, Debug)]
pub enum Rule {
    Fixed(Array),
    Derived(String),
    Drawn(/* of draw.rs */),
}

#[derive(Clone, Debug)]
pub struct Question {
    pub id: String,
    pub task: Task,
    pub points: f64,
    /// What the learner reads; made from kind and name unless the author wrote one.
    pub prompt: String,
    pub hints: Vec<Hint>,
    pub explain: Option<String>,
    pub partial: bool,
    pub follow_penalty: f64,
    pub tolerance: Tolerance,
    /// Only these entries are asked for.
    pub entries: Option<Vec<(usize, usize)>>,
    pub mistakes: Vec<Mistake>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    pub text: String,
    pub cost: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    pub when: String,
    pub say: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    pub rtol: f64,
    /** `None`: 1e-6 of the key's largest entry. */
    pub atol: Option<f64>,
    pub digits: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    Value {
        of: String,
    },
    Gradient {
        of: String,
        wrt: String,
    },
    /// The shape of the gradient with respect to `name`, or of `name` itself
    Shape {
        of: String,
    },
    Choice {
        options: Vec<String>,
        correct: Vec<usize>,
    },
}

impl Task {
    /// `value`, `gradient`, `shape`, `choice`
    pub fn kind(&self) -> &'static str {
        todo!()
    }
}

/// The numbers that one seed draws, and the key that follows from them.
#[derive(Clone, Debug)]
pub struct Variant {
    pub seed: u64,
    pub program: Program,
    pub loss: NodeId,
    /// Every given name and its value, in order (derived ones too)
    pub given: Vec<(String, Array)>,
    /// Every assigned name of the model and its value, in order (the loss too).
    pub values: Vec<(String, Array)>,
    /// The loss's gradient with respect to every given and assigned name but the loss: value
    pub gradients: Vec<(String, Array)>,
}

/// What a question's right answer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Array(Array),
    Shape(Vec<usize>),
    Choice(Vec<usize>),
}

#[allow(missing_docs, unused_variables)]
impl Exercise {
    /// Reads an exercise file; reports every fault of it.
    pub fn read(source: &Source, id: &str) -> (Option<Self>, Vec<Diagnostic>) {
        todo!()
    }
    /// Draws the variant of a seed; an error if `require` cannot be met.
    pub fn variant(&self, seed: u64) -> Result<Variant, Diagnostic> {
        todo!()
    }
    pub fn points(&self) -> f64 {
        self.questions.iter().map(|question| question.points).sum()
    }
}

#[allow(missing_docs, unused_variables)]
impl Variant {
    pub fn key(&self, question: &Question) -> Key {
        todo!()
    }
    /// the key's node for value and gradient questions (to print its formula)
    pub fn node(&mut self, question: &Question) -> Option<NodeId> {
        todo!()
    }
    /// A given or assigned name's value
    pub fn value(&self, name: &str) -> Option<&Array> {
        todo!()
    }
}
