//! The worked solution: the forward pass, then the backward pass from the loss back, one step
//! for each name, each with its formula, its shapes, its numbers and the rule behind it.

pub mod latex;
pub mod markdown;
pub mod numbers;
pub mod text;
mod words;

use crate::engine::{Adjoint, Array, Makeup, NodeId, Program, Shape, Style};
use crate::exercise::{Exercise, Question, Task, Variant};
use crate::markup::{Markup, Role};

/// The longest closed form, in characters, that is shown beside the one in terms of the steps
/// before: nobody reads a longer one.
const LONGEST: usize = 120;

/// The worked solution of a variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// The steps, in an order in which each needs only those before it.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is found.
    pub what: What,
    /// How, in terms of what was found before.
    pub local: Written,
    /// The same without the gradients that were found before, where that is another formula
    /// and not too long.
    pub closed: Option<Written>,
    /// The shape of what is found.
    pub shape: Shape,
    /// The shapes of what it is made of.
    pub makeup: Makeup,
    /// The numbers.
    pub value: Array,
    /// Why, in a sentence or two; empty where the formula says it.
    pub rule: Sentence,
    /// The steps of the backward pass whose gradients it uses, by their places.
    pub needs: Vec<usize>,
}

/// What a step finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The value of a name.
    Value(String),
    /// The gradient of a scalar.
    Gradient {
        /// The scalar.
        of: String,
        /// With respect to this name.
        wrt: String,
    },
}

/// A formula in every style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    unicode: String,
    code: String,
    latex: String,
}

impl Written {
    /// The formula that a function writes, in every style.
    pub fn new(write: impl Fn(Style) -> String) -> Self {
        Self {
            unicode: write(Style::Unicode),
            code: write(Style::NumPy),
            latex: write(Style::Latex),
        }
    }

    /// The formula in one style.
    pub fn get(&self, style: Style) -> &str {
        match style {
            Style::Unicode => &self.unicode,
            Style::NumPy => &self.code,
            Style::Latex => &self.latex,
        }
    }
}

/// Running text with formulas in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(Vec<Phrase>);

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Phrase {
    Text(String),
    Math(Written),
}

impl Sentence {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same with text at its end.
    fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Phrase::Text(text.into()));
        self
    }

    /// The same with a formula at its end.
    fn math(mut self, written: Written) -> Self {
        self.0.push(Phrase::Math(written));
        self
    }

    /// The sentence for a terminal.
    pub fn markup(&self, style: Style) -> Markup {
        self.0.iter().fold(Markup::new(), |markup, phrase| match phrase {
            Phrase::Text(text) => markup.text(text),
            Phrase::Math(written) => markup.with(Role::Math, written.get(style)),
        })
    }

    /// The sentence with TeX mathematics between dollar signs.
    pub fn tex(&self) -> String {
        let phrase = |phrase: &Phrase| match phrase {
            Phrase::Text(text) => text.clone(),
            Phrase::Math(written) => format!("${}$", written.get(Style::Latex)),
        };
        self.0.iter().map(phrase).collect()
    }
}

impl What {
    /// How it prints: `Z`, `∂L/∂Z`.
    pub fn symbol(&self, style: Style) -> String {
        let name = |name: &str| Program::print_name(name, style);
        match (self, style) {
            (Self::Value(of), _) => name(of),
            (Self::Gradient { of, wrt }, Style::Unicode) => format!("∂{}/∂{}", name(of), name(wrt)),
            (Self::Gradient { of, wrt }, Style::NumPy) => format!("d{of}/d{wrt}"),
            (Self::Gradient { of, wrt }, Style::Latex) => {
                format!(r"\frac{{\partial {}}}{{\partial {}}}", name(of), name(wrt))
            }
        }
    }

    /// What a question asks for, if a step finds it.
    pub fn asked(question: &Question) -> Option<Self> {
        match &question.task {
            Task::Value { of } => Some(Self::Value(of.clone())),
            Task::Gradient { of, wrt }
            | Task::Formula { of, wrt, .. }
            | Task::Mend { of, wrt, .. } => {
                Some(Self::Gradient { of: of.clone(), wrt: wrt.clone() })
            }
            Task::Shape { .. } | Task::Choice { .. } => None,
        }
    }
}

impl Step {
    /// Whether the step belongs to the backward pass.
    pub fn is_backward(&self) -> bool {
        matches!(self.what, What::Gradient { .. })
    }

    /// The shapes as they fit: `[3×2] = [3×4][4×2]`; empty for a number made of numbers.
    pub fn shapes(&self, style: Style) -> String {
        let times = if style == Style::Latex { r" \times " } else { "×" };
        let size = |shape: &Shape| match shape {
            Shape::Scalar => "[]".to_owned(),
            Shape::Matrix(rows, cols) => format!("[{rows}{times}{cols}]"),
        };
        let join =
            |shapes: &[Shape], sign: &str| shapes.iter().map(size).collect::<Vec<_>>().join(sign);
        let entrywise = match style {
            Style::Unicode => " ⊙ ",
            Style::NumPy => " * ",
            Style::Latex => r" \odot ",
        };
        let matmul = if style == Style::NumPy { " @ " } else { "" };
        match &self.makeup {
            Makeup::Whole if self.shape.is_scalar() => String::new(),
            Makeup::Whole => size(&self.shape),
            Makeup::MatMul(parts) => format!("{} = {}", size(&self.shape), join(parts, matmul)),
            Makeup::Entrywise(parts) => {
                format!("{} = {}", size(&self.shape), join(parts, entrywise))
            }
        }
    }
}

impl Solution {
    /// The worked solution of an exercise's variant: every name that the equations assign, and
    /// the backward pass of every scalar whose gradients are asked for.
    pub fn new(exercise: &Exercise, variant: &Variant) -> Self {
        let mut steps: Vec<Step> =
            variant.values.iter().map(|(name, value)| forward(variant, name, value)).collect();
        let mut scalars: Vec<(String, Vec<String>)> = Vec::new();
        for question in &exercise.questions {
            let (Task::Gradient { of, wrt } | Task::Mend { of, wrt, .. }) = &question.task else {
                continue;
            };
            match scalars.iter_mut().find(|(scalar, _)| scalar == of) {
                Some((_, names)) => names.push(wrt.clone()),
                None => scalars.push((of.clone(), vec![wrt.clone()])),
            }
        }
        for (of, wrt) in &scalars {
            backward(variant, of, wrt, &mut steps);
        }
        Self { steps }
    }

    /// The place of the step that finds something.
    pub fn find(&self, what: &What) -> Option<usize> {
        self.steps.iter().position(|step| step.what == *what)
    }

    /// The place of the step that answers a question, if one does.
    pub fn place(&self, question: &Question) -> Option<usize> {
        self.find(&What::asked(question)?)
    }

    /// The steps that lead to the answer of a question, in order, by their places; its own is
    /// the last. For a value these are the steps of the forward pass up to it, for a gradient
    /// those of the backward pass that it needs.
    pub fn needed(&self, question: &Question) -> Vec<usize> {
        let Some(own) = self.place(question) else { return Vec::new() };
        if !self.steps[own].is_backward() {
            return (0..=own).collect();
        }
        let mut needed = vec![false; own + 1];
        needed[own] = true;
        for place in (0..=own).rev().filter(|place| self.steps[*place].is_backward()) {
            if needed[place] {
                self.steps[place].needs.iter().for_each(|before| needed[*before] = true);
            }
        }
        (0..=own).filter(|place| needed[*place]).collect()
    }

    /// The steps that may be given as hints to a question: those of the backward pass before
    /// its own.
    pub fn hints(&self, question: &Question) -> Vec<usize> {
        let mut needed = self.needed(question);
        needed.pop();
        needed.retain(|place| self.steps[*place].is_backward());
        if matches!(question.task, Task::Gradient { .. }) { needed } else { Vec::new() }
    }

    /// Whether whoever sees a step has seen the answer to a question.
    pub fn gives_away(&self, place: usize, question: &Question) -> bool {
        let Some(step) = self.steps.get(place) else { return false };
        match (&question.task, &step.what) {
            (Task::Shape { of }, What::Value(name) | What::Gradient { wrt: name, .. }) => {
                of == name
            }
            (Task::Mend { .. }, _) => self.needed(question).contains(&place),
            _ => self.place(question) == Some(place),
        }
    }

    /// The same solution with some of its steps alone.
    pub fn only(&self, places: &[usize]) -> Self {
        let steps = places.iter().filter_map(|place| self.steps.get(*place)).cloned();
        Self { steps: steps.collect() }
    }
}

fn forward(variant: &Variant, name: &str, value: &Array) -> Step {
    let node = variant.program.node(name).expect("an assigned name has a node");
    let program = &variant.program;
    Step {
        what: What::Value(name.to_owned()),
        local: Written::new(|style| program.formula(node, style)),
        closed: None,
        shape: value.shape(),
        makeup: program.makeup(node),
        value: value.clone(),
        rule: Sentence::default(),
        needs: Vec::new(),
    }
}

/// Adds the steps of one backward pass.
fn backward(variant: &Variant, of: &str, wrt: &[String], steps: &mut Vec<Step>) {
    let mut program = variant.program.clone();
    let node = |name: &String| variant.program.node(name);
    let (Some(scalar), wrt) = (variant.program.node(of), wrt.iter().filter_map(node)) else {
        return;
    };
    let pass = program.backward_pass(scalar, &wrt.collect::<Vec<_>>(), None);
    let mut plain = variant.program.clone();
    let by: Vec<NodeId> = pass.iter().map(|adjoint| adjoint.by).collect();
    let closed = plain.gradients(scalar, &by);
    let values = plain.evaluate(&variant.known(), &closed);
    let first = steps.len();
    for ((adjoint, closed), value) in pass.iter().zip(closed).zip(values) {
        let Adjoint { by, name, .. } = adjoint;
        let local = Written::new(|style| program.formula(*name, style));
        let closed = Written::new(|style| plain.formula(closed, style));
        let plainly = closed.get(Style::Unicode);
        let is_short = !plainly.contains('…') && plainly.chars().count() <= LONGEST;
        let is_new = closed != local && is_short;
        let place = |through: &NodeId| pass.iter().position(|other| other.by == *through);
        steps.push(Step {
            what: What::Gradient {
                of: of.to_owned(),
                wrt: program.name_of(*by).unwrap_or_default().to_owned(),
            },
            local,
            closed: is_new.then_some(closed),
            shape: value.shape(),
            makeup: program.makeup(*name),
            value,
            rule: words::rule(&program, scalar, adjoint),
            needs: adjoint.through.iter().filter_map(place).map(|at| first + at).collect(),
        });
    }
}
