//! A misstep in the words of the exercise.

use super::Diagnosis;
use super::catalogue;
use crate::engine::{
    Blunder, Broken, Circumstances, Misstep, NodeId, Program, Slip, Style, Update, Way,
};
use crate::exercise::{Question, Task, Variant};

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
        Misstep::Updated(update) => updated(program, update),
    }
}

fn text(program: &Program, node: NodeId) -> String {
    program.reference(node, Style::Unicode)
}

/// Whether a scalar is one of the sizes of the given values, such as the m of 1/m.
fn is_size(program: &Program, variant: &Variant, node: NodeId) -> bool {
    let name = program.names().find(|name| program.node(name) == Some(node));
    let Some(value) = name.and_then(|name| variant.value(name)) else { return false };
    let sizes = variant
        .given
        .iter()
        .flat_map(|(_, given)| [given.shape().rows(), given.shape().cols(), given.shape().size()]);
    let sizes: Vec<f64> = sizes.map(|size| size as f64).collect();
    value.shape().is_scalar() && value.data()[0] > 1.0 && sizes.contains(&value.data()[0])
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
    let scalar = match &question.task {
        Task::Gradient { of, .. } => Program::print_name(of, Style::Unicode),
        _ => text(program, variant.loss),
    };
    let sentence = Sentence {
        scalar,
        derivative: local.map(|local| program.formula(local, Style::Unicode)),
        with: slip.with.map(|node| text(program, node)).unwrap_or_default(),
        other: other.map(|node| text(program, node)).unwrap_or_default(),
        count: count.map(|node| text(program, node)).unwrap_or_default(),
        operand: text(program, operand),
        value: text(program, value),
    };
    Diagnosis {
        mistake: catalogue::of_broken(broken),
        say: sentence.of(broken),
        at: sentence.value,
    }
}

/// What the sentences are filled with.
struct Sentence {
    scalar: String,
    value: String,
    operand: String,
    other: String,
    with: String,
    count: String,
    derivative: Option<String>,
}

impl Sentence {
    fn partial(&self, of: &str) -> String {
        let scalar = &self.scalar;
        if of.contains(' ') {
            format!("∂{scalar}/∂({of})")
        } else {
            format!("∂{scalar}/∂{of}")
        }
    }

    /// The local derivative, behind a comma.
    fn that_is(&self) -> String {
        self.derivative.as_ref().map(|derivative| format!(", {derivative}")).unwrap_or_default()
    }

    /// The sentences of what people do most.
    fn of(&self, broken: Broken) -> String {
        let Self { value, operand, other, with, count, .. } = self;
        let that_is = self.that_is();
        match broken {
            Broken::LocalLeftOut => format!(
                "The derivative of {value} by {operand} is missing: between {} and {} multiply by \
                 it{that_is}, entry by entry.",
                self.partial(value),
                self.partial(operand)
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
                format!("You multiplied by {value} itself, not by its derivative{that_is}.")
            }
            Broken::DerivativeAtValue => format!(
                "You took the derivative at {value}; it is taken at {operand}: that is{}.",
                that_is.trim_start_matches(',')
            ),
            Broken::ArgumentForValue => format!(
                "You put {operand} where {value} belongs: the derivative is written with the \
                 function's value{that_is}."
            ),
            Broken::RestForDerivative => {
                format!("Half of the derivative is missing: multiply by {value} as well{that_is}.")
            }
            Broken::InnerLeftOut => format!(
                "The derivative of ({operand})² is 2({operand}), not 2: the inner factor is \
                 missing."
            ),
            Broken::TransposeLeftOut => format!("The transpose of {other} is missing."),
            Broken::WrongOperand => format!(
                "You multiplied by {with}; the gradient by {operand} has {other} in it, the other \
                 factor of {value}."
            ),
            Broken::Averaged => format!(
                "{operand} is used once for each entry that it was stretched over: its gradient is \
                 the sum of theirs, not their mean."
            ),
            _ => self.of_rare(broken),
        }
    }

    /// The sentences of what is rarer.
    fn of_rare(&self, broken: Broken) -> String {
        let Self { scalar, value, operand, other, with, count, .. } = self;
        let that_is = self.that_is();
        match broken {
            Broken::OneTaken => format!(
                "{operand} is used once for each entry that it was stretched over: its gradient is \
                 the sum over all of them, and you took the first alone."
            ),
            Broken::WrongAxis => format!(
                "You summed over the wrong axis: {operand} was stretched along the other one."
            ),
            Broken::PathLeftOut => format!(
                "{operand} reaches {scalar} by more than one path, and the one through {value} is \
                 missing: the gradients of all paths are added."
            ),
            Broken::OnlyPath => format!(
                "{operand} reaches {scalar} by several paths, and yours is the one through {value} \
                 alone: the gradients of all paths are added."
            ),
            Broken::FactorLeftOut => format!(
                "The other factor is missing: the derivative of {value} by {operand} has {other} \
                 in it."
            ),
            Broken::UpstreamLeftOut => format!(
                "What arrives from behind is missing: multiply by {}, the chain rule's first \
                 factor.",
                self.partial(value)
            ),
            Broken::CountTwice => {
                format!("You divided by {count} once too often: look how often {value} does.")
            }
            Broken::CountOther => {
                format!("You divided by {with}; the mean runs over {count} entries.")
            }
            Broken::DerivativeElsewhere => format!(
                "You took the derivative that belongs to {with}; between {} and {} stands that of \
                 {value}{that_is}.",
                self.partial(value),
                self.partial(operand)
            ),
            Broken::DerivativeAtVariable => format!(
                "The outer derivative is taken at the inner value {operand}, not at {with}."
            ),
            Broken::SlopeLeftOut => format!(
                "Where {operand} is negative the leaky unit still has a slope, {other}; you took 0."
            ),
            Broken::HalfLeftOut => {
                format!("The ½ is missing: the derivative of √x is 1/(2√x), here with {operand}.")
            }
            Broken::ExponentLeftOut => {
                format!("The exponent of {value} was not brought down as a factor.")
            }
            Broken::ExponentNotReduced => {
                format!("The exponent of {value} is to be one less after it is brought down.")
            }
            Broken::ExpAsPower => {
                format!("{value} is no power of {operand}: the derivative of eˣ is eˣ, not x eˣ⁻¹.")
            }
            Broken::QuotientSign => format!(
                "The derivative of a quotient by its divisor {operand} has a minus before it."
            ),
            Broken::QuotientOnce => format!(
                "The derivative of a quotient by its divisor divides by {operand} twice: by its \
                 square."
            ),
            Broken::OperandsSwapped => format!(
                "The factors are in the wrong order: {operand} stands on one side of {other}, and \
                 so does the gradient."
            ),
            Broken::Transposed => format!(
                "This is transposed: rows and columns of {} are exchanged.",
                self.partial(operand)
            ),
            Broken::ByProbability => format!(
                "This is the gradient by the probabilities; go one step further, to {operand}."
            ),
            Broken::TargetLeftOut => {
                "The targets are missing: the gradient by the logits is p − y, not p.".to_owned()
            }
            Broken::OffDiagonalLeftOut => format!(
                "Every output of the softmax depends on every entry of {operand}: the terms off \
                 the diagonal are missing."
            ),
            _ => String::new(),
        }
    }
}

fn forward(program: &mut Program, blunder: Blunder) -> Diagnosis {
    let value = text(program, blunder.at);
    let about = text(program, blunder.about);
    let complement = program.is_complement(blunder.about);
    let update = program.updates().iter().any(|update| update.difference == blunder.at);
    let function = program.function_of(blunder.at);
    let (mistake, say) = match blunder.way {
        Way::SignFlipped if update => (
            "step-added",
            "A step goes down the gradient: it is subtracted, and you added it.".to_owned(),
        ),
        Way::TermLeftOut => ("missing-term", format!("{about} is missing in {value}.")),
        Way::SignFlipped => {
            ("flipped-sign", format!("The sign before {about} is flipped in {value}."))
        }
        Way::Reversed => (
            "reversed-difference",
            format!("The difference is the wrong way round: it is {value}."),
        ),
        Way::FunctionLeftOut => match function {
            Some("sqrt") => ("missing-root", format!("The root is missing: it is {value}.")),
            Some("square") => ("missing-square", format!("The square is missing: it is {value}.")),
            _ => (
                "missing-function",
                format!("A function was not applied: it is {value}, not {about}."),
            ),
        },
        Way::FactorLeftOut if complement => (
            "missing-one-minus-beta",
            format!(
                "The factor {about} is missing: in this sheet the average is weighted by it. Mind the convention."
            ),
        ),
        Way::FactorLeftOut => {
            ("missing-factor", format!("The factor {about} is missing in {value}."))
        }
        Way::DivisorLeftOut if complement => (
            "missing-bias-correction",
            format!("The bias correction is missing: divide by {about}."),
        ),
        Way::DivisorLeftOut => {
            ("missing-divisor", format!("{value} is divided by {about}; you did not."))
        }
        Way::ExponentLeftOut => {
            ("missing-exponent", format!("The exponent {about} is missing in {value}."))
        }
        Way::SumForMean => ("sum-for-mean", format!("This is a sum; {value} is a mean.")),
        Way::MeanForSum => ("mean-for-sum", format!("This is a mean; {value} is a sum.")),
        Way::IntoRoot => (
            "epsilon-inside-root",
            format!("{about} is added after the root is taken, not under it."),
        ),
        Way::OutOfRoot => (
            "epsilon-outside-root",
            format!("The root is taken of the whole of {about}, not of its first term alone."),
        ),
        Way::ComplementAdded => (
            "extra-one-minus-beta",
            format!(
                "In this sheet {about} is added whole; you scaled it by 1 − β. Mind the convention."
            ),
        ),
        Way::TransposeLeftOut => {
            ("missing-transpose", format!("The transpose is missing: it is {about}."))
        }
    };
    Diagnosis { mistake, at: value, say }
}

fn updated(program: &Program, update: Update) -> Diagnosis {
    let (before, after) = (text(program, update.before), text(program, update.after));
    let say = format!(
        "You took {after}, after its step, for {before}: all gradients are taken at the same point, \
         before any parameter moves."
    );
    Diagnosis { mistake: "updated-weights", at: before, say }
}
