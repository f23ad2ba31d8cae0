//! A misstep in the words of the exercise.

use super::Diagnosis;
use super::catalogue;
use crate::engine::{
    Blunder, Broken, Circumstances, Misstep, NodeId, Program, Slip, Style, Update, Way,
};
use crate::exercise::{Question, Task, Variant};

/// What the catalogue's sentences are filled with.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The operation's value.
    pub value: String,
    /// What the share or the result is about.
    pub operand: String,
    /// The other operand.
    pub other: String,
    /// What stood in for the right thing.
    pub with: String,
    /// What a mean divides by.
    pub count: String,
    /// The local derivative.
    pub local: Option<String>,
    /// Whether the operation's value has several entries.
    pub entrywise: bool,
    /// What the gradient is of.
    pub scalar: String,
}

impl Terms {
    /// The diagnosis of this name, in these terms.
    pub fn diagnosis(self, mistake: &'static str) -> Diagnosis {
        let local = self.local.as_ref().map(|local| format!(": {local}")).unwrap_or_default();
        let simple = !self.operand.contains(char::is_whitespace);
        let base = if simple { self.operand.clone() } else { format!("({})", self.operand) };
        let terms = [
            ("({operand})", base),
            ("{by value}", self.partial(&self.value)),
            ("{by operand}", self.partial(&self.operand)),
            ("{value}", self.value.clone()),
            ("{operand}", self.operand),
            ("{other}", self.other),
            ("{with}", self.with),
            ("{count}", self.count),
            ("{local}", local),
            ("{entrywise}", if self.entrywise { ", entry by entry" } else { "" }.to_owned()),
            ("{scalar}", self.scalar),
        ];
        let mut say = String::new();
        let mut rest = catalogue::named(mistake).say;
        while let Some(c) = rest.chars().next() {
            let term = terms.iter().find(|(key, _)| rest.starts_with(key));
            let length = if let Some((key, text)) = term {
                say.push_str(text);
                key.len()
            } else {
                say.push(c);
                c.len_utf8()
            };
            rest = &rest[length..];
        }
        Diagnosis { mistake, at: self.value, say }
    }

    fn partial(&self, of: &str) -> String {
        let scalar = &self.scalar;
        if of.contains(' ') {
            format!("∂{scalar}/∂({of})")
        } else {
            format!("∂{scalar}/∂{of}")
        }
    }
}

/// What a learner is told of a misstep.
pub fn told(
    program: &mut Program,
    misstep: Misstep,
    question: &Question,
    variant: &Variant,
) -> Diagnosis {
    match misstep {
        Misstep::Backward(slip) => backward(program, slip, question, variant),
        Misstep::Forward(blunder) => forward(program, blunder),
        Misstep::Updated(Update { before, after, .. }) => {
            let (before, after) = (text(program, before), text(program, after));
            let terms =
                Terms { value: before.clone(), operand: before, with: after, ..Terms::default() };
            terms.diagnosis("updated-weights")
        }
    }
}

fn text(program: &Program, node: NodeId) -> String {
    program.reference(node, Style::Unicode)
}

/// Whether a scalar is one of the sizes of the given values, such as the m of 1/m.
fn is_size(program: &Program, variant: &Variant, node: NodeId) -> bool {
    let name = program.names().find(|name| program.node(name) == Some(node));
    let Some(value) = name.and_then(|name| variant.value(name)) else { return false };
    let shapes = variant.given.iter().map(|(_, given)| given.shape());
    let mut sizes = shapes.flat_map(|shape| [shape.rows(), shape.cols(), shape.size()]);
    let number = value.data()[0];
    value.shape().is_scalar() && number > 1.0 && sizes.any(|size| size as f64 == number)
}

fn backward(
    program: &mut Program,
    slip: Slip,
    question: &Question,
    variant: &Variant,
) -> Diagnosis {
    let Circumstances { value, operand, other, local, count } = program.circumstances(slip);
    let mut broken = slip.broken;
    if broken == Broken::FactorLeftOut && count.is_some_and(|node| is_size(program, variant, node))
    {
        broken = Broken::CountLeftOut;
    }
    let name = |node: Option<NodeId>| node.map(|node| text(program, node)).unwrap_or_default();
    let terms = Terms {
        value: text(program, value),
        operand: text(program, operand),
        other: name(other),
        with: name(slip.with),
        count: name(count),
        local: local.map(|local| program.formula(local, Style::Unicode)),
        entrywise: !program.shape(value).is_scalar(),
        scalar: match &question.task {
            Task::Gradient { of, .. } => Program::print_name(of, Style::Unicode),
            _ => text(program, variant.loss),
        },
    };
    terms.diagnosis(broken.name())
}

fn forward(program: &Program, blunder: Blunder) -> Diagnosis {
    let complement = program.is_complement(blunder.about);
    let is_update = program.updates().iter().any(|update| update.difference == blunder.at);
    let mistake = match blunder.way {
        Way::TermLeftOut => "missing-term",
        Way::SignFlipped if is_update => "step-added",
        Way::SignFlipped => "flipped-sign",
        Way::Reversed => "reversed-difference",
        Way::FunctionLeftOut => match program.function_of(blunder.at) {
            Some("sqrt") => "missing-root",
            Some("square") => "missing-square",
            _ => "missing-function",
        },
        Way::FactorLeftOut if complement => "missing-one-minus-beta",
        Way::FactorLeftOut => "missing-factor",
        Way::DivisorLeftOut if complement => "missing-bias-correction",
        Way::DivisorLeftOut => "missing-divisor",
        Way::ExponentLeftOut => "missing-exponent",
        Way::SumForMean => "sum-for-mean",
        Way::MeanForSum => "mean-for-sum",
        Way::IntoRoot => "epsilon-inside-root",
        Way::OutOfRoot => "epsilon-outside-root",
        Way::ComplementAdded => "extra-one-minus-beta",
        Way::TransposeLeftOut => "missing-transpose",
    };
    let about = text(program, blunder.about);
    let value = program.equation(blunder.at, Style::Unicode);
    let terms = Terms { value, operand: about.clone(), other: about, ..Terms::default() };
    Diagnosis { at: text(program, blunder.at), ..terms.diagnosis(mistake) }
}
