//! The names of all that is recognised, with what was done and what to do instead.

use crate::engine::Broken;

/// One kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misconception {
    /// Its stable name.
    pub name: &'static str,
    /// What was done.
    pub done: &'static str,
    /// What to do instead.
    pub instead: &'static str,
}

/// A part of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// What its mistakes are about.
    pub title: &'static str,
    /// The mistakes, those that people make most first.
    pub entries: &'static [Misconception],
}

const fn entry(name: &'static str, done: &'static str, instead: &'static str) -> Misconception {
    Misconception { name, done, instead }
}

/// Every mistake that is recognised.
pub const CATALOGUE: &[Chapter] = &[
    Chapter {
        title: "Rules of the backward pass",
        entries: &[
            entry(
                "missing-local-derivative",
                "the derivative of an elementwise function is left out: σ′, tanh′, relu′, exp′, log′",
                "multiply by it, entry by entry",
            ),
            entry(
                "missing-mean-count",
                "the 1/m of a mean is left out",
                "divide by the count; without it the answer is right for a sum",
            ),
            entry(
                "missing-square-factor",
                "the 2 of a square is left out",
                "the derivative of x² is 2x; without the 2 the answer is right for a loss with ½",
            ),
            entry(
                "flipped-sign",
                "the sign of a difference is flipped",
                "look which of the two has the minus",
            ),
            entry(
                "value-for-derivative",
                "σ(z) is taken for σ′(z); likewise tanh and relu",
                "multiply by the derivative, not by the value",
            ),
            entry(
                "derivative-at-value",
                "σ′ is taken at a = σ(z); likewise tanh",
                "it is taken at z",
            ),
            entry(
                "argument-for-value",
                "z(1 − z) for a(1 − a), 1 − z² for 1 − a², z for relu′(z)",
                "the formula is in terms of the function's value",
            ),
            entry("half-of-derivative", "1 − a for a(1 − a)", "both factors belong to it"),
            entry(
                "missing-inner-derivative",
                "2 for 2x, in a square",
                "the inner factor belongs to it",
            ),
            entry(
                "missing-transpose",
                "the other factor of a matrix product is not transposed",
                "only seen where the shapes fit all the same",
            ),
            entry(
                "wrong-operand",
                "another value of the same shape is the factor: X for A, W₁ for w₂, Z for A",
                "the gradient by one factor has the other factor of the same product in it",
            ),
            entry(
                "averaged-not-summed",
                "what was stretched forward is averaged backward",
                "it is summed",
            ),
            entry(
                "one-example-taken",
                "of what was stretched forward only the first row or column is taken",
                "it is summed over all of them",
            ),
            entry(
                "missing-path",
                "one of several paths to a value is left out",
                "the gradients of all paths are added",
            ),
            entry(
                "missing-other-factor",
                "the other factor of an elementwise product or quotient is left out",
                "the derivative of a b by a is b",
            ),
            entry(
                "missing-upstream",
                "the gradient that arrives from behind is left out",
                "the chain rule multiplies the local derivative by it",
            ),
            entry(
                "wrong-mean-count",
                "divided by the count twice, by another size, or where there is a sum",
                "divide once, by the number of entries that the mean runs over",
            ),
            entry(
                "derivative-of-another-layer",
                "σ′ of another layer of the same shape is taken",
                "each layer has its own",
            ),
            entry(
                "derivative-at-variable",
                "f′(x) g′(x) for f′(g(x)) g′(x)",
                "the outer derivative is taken at the inner value",
            ),
            entry(
                "missing-leaky-slope",
                "0 where a leaky unit's argument is negative",
                "there it has its slope",
            ),
            entry("missing-root-half", "1/√x for 1/(2√x)", "the ½ belongs to it"),
            entry(
                "exponent-not-brought-down",
                "xⁿ⁻¹ for n xⁿ⁻¹",
                "the exponent comes down as a factor",
            ),
            entry("exponent-not-reduced", "n xⁿ for n xⁿ⁻¹", "the exponent is one less"),
            entry("exponential-as-power", "x eˣ⁻¹ for eˣ", "the exponential is its own derivative"),
            entry(
                "quotient-sign",
                "the minus of a derivative by a divisor is left out",
                "it has one",
            ),
            entry("quotient-square", "a/b for a/b²", "the divisor divides twice"),
            entry(
                "swapped-operands",
                "the two factors of a gradient's matrix product are swapped",
                "upstream · bᵀ for the left factor, aᵀ · upstream for the right one",
            ),
            entry(
                "transposed-gradient",
                "rows and columns are exchanged",
                "a gradient has its variable's layout",
            ),
            entry("wrong-axis", "summed over the other axis", "sum along what was stretched"),
            entry(
                "derivative-by-probability",
                "the gradient of a cross-entropy by the probabilities",
                "go one step further, to the logits",
            ),
            entry("missing-target", "p for p − y", "the targets belong to it"),
            entry(
                "missing-off-diagonal",
                "p(1 − p) alone for the softmax's Jacobian",
                "every output depends on every logit",
            ),
            entry(
                "only-one-path",
                "of three or more paths only one is kept",
                "the gradients of all paths are added",
            ),
        ],
    },
    Chapter {
        title: "Values and steps of optimisers",
        entries: &[
            entry("missing-term", "a term of a sum is left out, such as a bias", "add it"),
            entry("flipped-sign", "+ for −, or − for +", "look at the sign"),
            entry(
                "step-added",
                "the step is added to the parameter",
                "it is subtracted: down the gradient",
            ),
            entry("reversed-difference", "b − a for a − b", "turn it round"),
            entry(
                "missing-function",
                "a function is not applied, such as σ",
                "apply it, entry by entry",
            ),
            entry(
                "missing-square",
                "x for x², such as the gradient in RMSprop's and Adam's v",
                "square it",
            ),
            entry("missing-root", "v for √v", "take the root"),
            entry("missing-factor", "a factor is left out", "multiply by it"),
            entry("missing-one-minus-beta", "g for (1 − β) g", "mind the sheet's convention"),
            entry("extra-one-minus-beta", "(1 − β) g for g", "mind the sheet's convention"),
            entry("missing-bias-correction", "m for m/(1 − βᵗ)", "divide by it"),
            entry("missing-divisor", "a divisor is left out", "divide by it"),
            entry("missing-exponent", "x for xⁿ, such as 1 − β for 1 − βᵗ", "raise to it"),
            entry("sum-for-mean", "a sum for a mean", "divide by the count"),
            entry("mean-for-sum", "a mean for a sum", "do not divide"),
            entry("epsilon-inside-root", "√(v + ε) for √v + ε", "add ε after the root"),
            entry("epsilon-outside-root", "√v + ε for √(v + ε)", "add ε under the root"),
            entry(
                "updated-weights",
                "a gradient taken with another parameter's value after its step",
                "all gradients are taken before any parameter moves",
            ),
        ],
    },
    Chapter {
        title: "Something else was computed",
        entries: &[
            entry("value-for-gradient", "a name's value for a gradient", "it says whose"),
            entry("gradient-for-value", "a gradient for a name's value", "it says which"),
            entry(
                "another-answer",
                "the gradient by another name, or another value",
                "it says which",
            ),
            entry(
                "updated-value-for-gradient",
                "the parameter after the step for its gradient",
                "the gradient is what the step is made of",
            ),
            entry(
                "step-for-answer",
                "the step, learning rate times gradient, for the gradient or for the new value",
                "it says what is asked for",
            ),
            entry("author", "one of the exercise's own mistakes", "as its author says"),
        ],
    },
];

/// The stable name of a broken rule.
pub fn of_broken(broken: Broken) -> &'static str {
    match broken {
        Broken::LocalLeftOut => "missing-local-derivative",
        Broken::CountLeftOut => "missing-mean-count",
        Broken::TwoLeftOut => "missing-square-factor",
        Broken::SignFlipped => "flipped-sign",
        Broken::ValueForDerivative => "value-for-derivative",
        Broken::DerivativeAtValue => "derivative-at-value",
        Broken::ArgumentForValue => "argument-for-value",
        Broken::RestForDerivative => "half-of-derivative",
        Broken::InnerLeftOut => "missing-inner-derivative",
        Broken::TransposeLeftOut => "missing-transpose",
        Broken::WrongOperand => "wrong-operand",
        Broken::Averaged => "averaged-not-summed",
        Broken::OneTaken => "one-example-taken",
        Broken::PathLeftOut => "missing-path",
        Broken::FactorLeftOut => "missing-other-factor",
        Broken::UpstreamLeftOut => "missing-upstream",
        Broken::CountTwice | Broken::CountOther => "wrong-mean-count",
        Broken::DerivativeElsewhere => "derivative-of-another-layer",
        Broken::DerivativeAtVariable => "derivative-at-variable",
        Broken::SlopeLeftOut => "missing-leaky-slope",
        Broken::HalfLeftOut => "missing-root-half",
        Broken::ExponentLeftOut => "exponent-not-brought-down",
        Broken::ExponentNotReduced => "exponent-not-reduced",
        Broken::ExpAsPower => "exponential-as-power",
        Broken::QuotientSign => "quotient-sign",
        Broken::QuotientOnce => "quotient-square",
        Broken::OperandsSwapped => "swapped-operands",
        Broken::Transposed => "transposed-gradient",
        Broken::WrongAxis => "wrong-axis",
        Broken::ByProbability => "derivative-by-probability",
        Broken::TargetLeftOut => "missing-target",
        Broken::OffDiagonalLeftOut => "missing-off-diagonal",
        Broken::OnlyPath => "only-one-path",
    }
}
