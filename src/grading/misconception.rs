//! Which rule a wrong gradient broke.
//!
//! The backward pass is run again with one rule broken at one place, in every way that
//! [`crate::engine::Broken`] knows; if one of these reproduces the answer, that is likely what
//! happened. An author's own mistakes come first. Nothing is said rather than guessed.

use crate::engine::{Array, Broken, Circumstances, NodeId, Program, Scope, Slip, Style};
use crate::exercise::{Question, Task, Variant};

/// What was likely done, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// A stable name: that of the broken rule, or `author` for one of the exercise's own.
    pub mistake: &'static str,
    /// The name at which the rule was broken; empty if there is none.
    pub at: String,
    /// One or two sentences for the learner.
    pub say: String,
}

/// The stable name of a broken rule.
pub fn mistake(broken: Broken) -> &'static str {
    match broken {
        Broken::LocalLeftOut => "missing-local-derivative",
        Broken::CountLeftOut => "missing-mean-count",
        Broken::TwoLeftOut => "missing-square-factor",
        Broken::SignFlipped => "flipped-sign",
        Broken::ValueForDerivative => "value-for-derivative",
        Broken::DerivativeAtValue => "derivative-at-value",
        Broken::InnerLeftOut => "missing-inner-derivative",
        Broken::TransposeLeftOut => "missing-transpose",
        Broken::Averaged => "averaged-not-summed",
        Broken::PathLeftOut => "missing-path",
        Broken::FactorLeftOut => "missing-other-factor",
        Broken::ExponentLeftOut => "exponent-not-brought-down",
        Broken::ExponentNotReduced => "exponent-not-reduced",
        Broken::QuotientSign => "quotient-sign",
        Broken::QuotientOnce => "quotient-square",
    }
}

/// The likeliest story of a wrong answer, if there is one. `agrees` says whether a value
/// counts as the answer, entry by entry, to the question's tolerance.
pub fn diagnose(
    question: &Question,
    variant: &Variant,
    agrees: impl Fn(&Array) -> bool,
) -> Option<Diagnosis> {
    let mut program = variant.program.clone();
    let stories = stories(question, variant, &mut program);
    let nodes: Vec<NodeId> = stories.iter().map(|(_, node)| *node).collect();
    let known: Vec<(NodeId, &Array)> = variant
        .given
        .iter()
        .filter_map(|(name, value)| Some((program.node(name)?, value)))
        .collect();
    let values = program.evaluate(&known, &nodes);
    let found = values.iter().position(agrees)?;
    Some(match &stories[found].0 {
        Story::Author(say) => Diagnosis { mistake: "author", at: String::new(), say: say.clone() },
        Story::Slip(slip) => told(&mut program, *slip, question),
        Story::Other(say) => {
            Diagnosis { mistake: "another-answer", at: String::new(), say: say.clone() }
        }
    })
}

/// What may have happened.
enum Story {
    /// One of the exercise's own mistakes.
    Author(String),
    /// A rule that was broken.
    Slip(Slip),
    /// Something else was computed.
    Other(String),
}

/// Every story with the value that it gives, the likeliest first.
fn stories(question: &Question, variant: &Variant, program: &mut Program) -> Vec<(Story, NodeId)> {
    let mut stories = Vec::new();
    for mistake in &question.mistakes {
        if let Ok(node) = program.expression(&mistake.when, Scope::ALL) {
            stories.push((Story::Author(mistake.say.clone()), node));
        }
    }
    let Task::Gradient { of, wrt } = &question.task else { return stories };
    let (Some(of), Some(to)) = (program.node(of), program.node(wrt)) else { return stories };
    let slips = program.slips(of, to);
    stories.extend(slips.into_iter().map(|(slip, node)| (Story::Slip(slip), node)));
    let symbol = |name: &str| Program::print_name(name, Style::Unicode);
    let names: Vec<String> = program.names().map(str::to_owned).collect();
    for name in names.iter().filter(|name| *name != wrt) {
        let node = program.node(name).expect("a name of the program has a node");
        if program.shape(node) == program.shape(to) && node != of {
            let gradient = program.gradients(of, &[node])[0];
            let loss = symbol(variant.loss_name());
            let say = format!(
                "This is ∂{loss}/∂{}; what is asked for is ∂{loss}/∂{}.",
                symbol(name),
                symbol(wrt)
            );
            stories.push((Story::Other(say), gradient));
        }
    }
    let say = format!("This is the value of {0}; what is asked for is its gradient.", symbol(wrt));
    stories.push((Story::Other(say), to));
    stories
}

/// A broken rule in the words of the exercise.
fn told(program: &mut Program, slip: Slip, question: &Question) -> Diagnosis {
    let Circumstances { value, operand, other, local, count } = program.circumstances(slip);
    let text = |node: NodeId| program.reference(node, Style::Unicode);
    let (value, operand) = (text(value), text(operand));
    let other = other.map(text).unwrap_or_default();
    let count = count.map(text).unwrap_or_default();
    let scalar = match &question.task {
        Task::Gradient { of, .. } => Program::print_name(of, Style::Unicode),
        _ => String::new(),
    };
    let derivative = match local {
        Some(local) => format!(", {}", program.formula(local, Style::Unicode)),
        None => String::new(),
    };
    let partial = |of: &str| {
        if of.contains(' ') {
            format!("∂{scalar}/∂({of})")
        } else {
            format!("∂{scalar}/∂{of}")
        }
    };
    let say = match slip.broken {
        Broken::LocalLeftOut => format!(
            "The derivative of {value} by {operand} is missing: between {} and {} multiply by \
             it{derivative}, entry by entry.",
            partial(&value),
            partial(&operand)
        ),
        Broken::CountLeftOut => format!(
            "The 1/{count} of the mean is missing: a mean divides by {count}, and so does its \
             gradient. Yours would be right for a sum."
        ),
        Broken::TwoLeftOut => format!(
            "The factor 2 of the square is missing: the derivative of ({operand})² is \
             2({operand}). Yours would be right for a loss with ½ before it."
        ),
        Broken::SignFlipped => {
            format!("The sign is flipped. Look at {value}: which of the two has the minus?")
        }
        Broken::ValueForDerivative => {
            format!("You multiplied by {value} itself, not by its derivative{derivative}.")
        }
        Broken::DerivativeAtValue => format!(
            "You took the derivative at {value}; it is taken at {operand}: that is{}.",
            derivative.trim_start_matches(',')
        ),
        Broken::InnerLeftOut => format!(
            "The derivative of ({operand})² is 2({operand}), not 2: the inner factor is missing."
        ),
        Broken::TransposeLeftOut => format!("The transpose of {other} is missing."),
        Broken::Averaged => format!(
            "{operand} is used once for each entry that it was stretched over: its gradient is \
             the sum of theirs, not their mean."
        ),
        Broken::PathLeftOut => format!(
            "{operand} reaches {scalar} by more than one path, and the one through {value} is \
             missing: the gradients of all paths are added."
        ),
        Broken::FactorLeftOut => format!(
            "The other factor is missing: the derivative of {value} by {operand} has {other} in it."
        ),
        Broken::ExponentLeftOut => {
            format!("The exponent of {value} was not brought down as a factor.")
        }
        Broken::ExponentNotReduced => {
            format!("The exponent of {value} is to be one less after it is brought down.")
        }
        Broken::QuotientSign => {
            format!("The derivative of a quotient by its divisor {operand} has a minus before it.")
        }
        Broken::QuotientOnce => format!(
            "The derivative of a quotient by its divisor divides by {operand} twice: by its square."
        ),
    };
    Diagnosis { mistake: mistake(slip.broken), at: value, say }
}
