//! Why a gradient is what it is: the rules of the operations, in the exercise's own names.

use super::{Sentence, What, Written};
use crate::engine::{Adjoint, NodeId, Program, Rule, Style};

/// The most rules that are told; beyond, only where the variable stands.
const MOST_RULES: usize = 4;

/// The rule behind one adjoint of a backward pass from a scalar.
pub fn rule(program: &Program, scalar: NodeId, adjoint: &Adjoint) -> Sentence {
    let words = Words { program, scalar };
    let variable = words.reference(adjoint.by);
    if adjoint.through.is_empty() && adjoint.rules.is_empty() {
        let none = Sentence::default().math(words.reference(scalar)).text(" does not depend on ");
        let scalar = program.shape(adjoint.by).is_scalar();
        let zero = if scalar { ": its gradient is 0." } else { ": every entry is 0." };
        return none.math(variable).text(zero);
    }
    if adjoint.paths > 1 {
        let sentence = Sentence::default().math(variable).text(" stands in several places, in ");
        let listed = words.listed(sentence, &adjoint.through);
        return listed.text(": the gradients of all paths are added.");
    }
    let mut sentence = Sentence::default().math(variable).text(" stands in ");
    sentence = words.listed(sentence, &adjoint.through);
    let through = adjoint.through.first().copied().filter(|through| *through != scalar);
    sentence = match through {
        Some(through) if adjoint.rules.is_empty() => sentence
            .text(", where it is only added: its gradient is ")
            .math(words.partial(through))
            .text(", unchanged."),
        Some(through) => sentence.text(": go on from ").math(words.partial(through)).text("."),
        None if adjoint.rules.is_empty() => {
            sentence.text(", where it is only added: its gradient is 1.")
        }
        None => sentence.text("."),
    };
    if adjoint.rules.len() > MOST_RULES {
        return sentence.text(" Apply the chain rule from the outside in.");
    }
    adjoint.rules.iter().fold(sentence, |sentence, rule| words.told(sentence.text(" "), rule))
}

struct Words<'p> {
    program: &'p Program,
    scalar: NodeId,
}

impl Words<'_> {
    fn reference(&self, node: NodeId) -> Written {
        Written::new(|style| self.program.reference(node, style))
    }

    /// The transpose of a value, in brackets if it is more than a name.
    fn transposed(&self, node: NodeId) -> Written {
        Written::new(|style| {
            let text = self.program.reference(node, style);
            let text = if text.contains(' ') { format!("({text})") } else { text };
            match style {
                Style::Unicode => format!("{text}ᵀ"),
                Style::NumPy => format!("{text}.T"),
                Style::Latex => format!(r"{text}^\top"),
            }
        })
    }

    fn partial(&self, by: NodeId) -> Written {
        let name = |node| self.program.name_of(node).unwrap_or_default().to_owned();
        let what = What::Gradient { of: name(self.scalar), wrt: name(by) };
        Written::new(|style| what.symbol(style))
    }

    fn listed(&self, mut sentence: Sentence, nodes: &[NodeId]) -> Sentence {
        for (place, node) in nodes.iter().enumerate() {
            if place > 0 {
                sentence = sentence.text(if place + 1 == nodes.len() { " and " } else { ", " });
            }
            sentence = sentence.math(self.reference(*node));
        }
        sentence
    }

    fn told(&self, sentence: Sentence, rule: &Rule) -> Sentence {
        let entrywise = |node: NodeId| {
            if self.program.shape(node).is_scalar() { "." } else { ", entry by entry." }
        };
        match *rule {
            Rule::Negated => sentence.text("It is subtracted there: the sign changes."),
            Rule::Shared => sentence.text("A sum gives its gradient to every entry."),
            Rule::Averaged { count } => sentence
                .text("A mean over ")
                .math(self.reference(count))
                .text(" gives every entry one part in ")
                .math(self.reference(count))
                .text("."),
            Rule::Local { value, operand, local } => sentence
                .text("The derivative of ")
                .math(self.reference(value))
                .text(" by ")
                .math(self.reference(operand))
                .text(" is ")
                .math(Written::new(|style| self.program.formula(local, style)))
                .text(": multiply by it")
                .text(entrywise(value)),
            Rule::Factor(other) => sentence
                .text("The other factor is ")
                .math(self.reference(other))
                .text(": multiply by it")
                .text(entrywise(other)),
            Rule::Divided(by) => {
                sentence.text("Divide by ").math(self.reference(by)).text(" here too.")
            }
            Rule::Quotient(by) => sentence
                .text("It is the divisor: minus the quotient, divided by ")
                .math(self.reference(by))
                .text(" once more."),
            Rule::FromLeft(left) => sentence
                .math(self.reference(left))
                .text(" stands on its left: multiply by ")
                .math(self.transposed(left))
                .text(" from the left."),
            Rule::FromRight(right) => sentence
                .math(self.reference(right))
                .text(" stands on its right: multiply by ")
                .math(self.transposed(right))
                .text(" from the right."),
            Rule::Transposed => sentence.text("It is transposed there: transpose back."),
            Rule::Stretched { operand, rows, cols } => {
                let (each, over) = match (rows, cols) {
                    (true, true) => ("entry", "all entries"),
                    (true, false) => ("row", "the rows, down each column"),
                    _ => ("column", "the columns, along each row"),
                };
                sentence
                    .math(self.reference(operand))
                    .text(format!(" is used for every {each}: sum over {over}."))
            }
            Rule::Chosen => {
                sentence.text("What was chosen gets the gradient, everything else gets 0.")
            }
            Rule::Softmax(_) => sentence
                .text("Every entry of a softmax depends on all along its axis: add their shares."),
            Rule::Other(value) => sentence
                .text("Multiply by the derivative of ")
                .math(self.reference(value))
                .text("."),
        }
    }
}
