//! The names of all that is recognised, with what was done and what to do instead.

/// One kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misconception {
    /// Its stable name.
    pub name: &'static str,
    /// What was done.
    pub done: &'static str,
    /// What to do instead.
    pub instead: &'static str,
    /// What a learner is told, in the names of the exercise: `{value}` is the operation's value,
    /// `{operand}` what its share or its result is about, `{other}` the other operand, `{with}`
    /// what stood in for the right thing, `{count}` what a mean divides by, `{local}` the local
    /// derivative behind a colon, `{entrywise}` that it is multiplied entry by entry, where there is
    /// more than one, `{scalar}` what the gradient is of, `{by value}` and `{by operand}` the
    /// gradients by these.
    pub say: &'static str,
}

/// A part of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// What its mistakes are about.
    pub title: &'static str,
    /// The mistakes, those that people make most first.
    pub entries: &'static [Misconception],
}

const fn entry(
    name: &'static str,
    done: &'static str,
    instead: &'static str,
    say: &'static str,
) -> Misconception {
    Misconception { name, done, instead, say }
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
                "The derivative of {value} by {operand} is missing: between {by value} and {by operand} multiply by it{local}{entrywise}.",
            ),
            entry(
                "missing-mean-count",
                "the 1/m of a mean is left out",
                "divide by the count; without it the answer is right for a sum",
                "The 1/{count} of the mean is missing: a mean divides by {count}, and so does its gradient. Yours would be right for a sum.",
            ),
            entry(
                "missing-square-factor",
                "the 2 of a square is left out",
                "the derivative of x² is 2x; without the 2 the answer is right for a loss with ½",
                "The factor 2 of the square is missing: the derivative of ({operand})² is 2({operand}). Yours would be right for a loss with ½ before it.",
            ),
            entry(
                "flipped-sign",
                "the sign of a difference is flipped",
                "look which of the two has the minus",
                "The sign is flipped. Look at {value}: where is the minus?",
            ),
            entry(
                "value-for-derivative",
                "σ(z) is taken for σ′(z); likewise tanh and relu",
                "multiply by the derivative, not by the value",
                "You multiplied by {value} itself, not by its derivative{local}.",
            ),
            entry(
                "derivative-at-value",
                "σ′ is taken at a = σ(z); likewise tanh",
                "it is taken at z",
                "You took the derivative at {value}; it is taken at {operand}{local}.",
            ),
            entry(
                "argument-for-value",
                "z(1 − z) for a(1 − a), 1 − z² for 1 − a², z for relu′(z)",
                "the formula is in terms of the function's value",
                "You put {operand} where {value} belongs: the derivative is written with the function's value{local}.",
            ),
            entry(
                "half-of-derivative",
                "1 − a for a(1 − a)",
                "both factors belong to it",
                "Half of the derivative is missing: it has two factors{local}.",
            ),
            entry(
                "missing-inner-derivative",
                "2 for 2x, in a square",
                "the inner factor belongs to it",
                "The derivative of ({operand})² is 2({operand}), not 2: the inner factor is missing.",
            ),
            entry(
                "missing-transpose",
                "the other factor of a matrix product is not transposed",
                "only seen where the shapes fit all the same",
                "The transpose of {other} is missing.",
            ),
            entry(
                "wrong-operand",
                "another value of the same shape is the factor: X for A, W₁ for w₂, Z for A",
                "the gradient by one factor has the other factor of the same product in it",
                "You multiplied by {with}; the gradient by {operand} has {other} in it, the other factor of {value}.",
            ),
            entry(
                "averaged-not-summed",
                "what was stretched forward is averaged backward",
                "it is summed",
                "{operand} is used once for each entry that it was stretched over: its gradient is the sum of theirs, not their mean.",
            ),
            entry(
                "one-example-taken",
                "of what was stretched forward only the first row or column is taken",
                "it is summed over all of them",
                "{operand} is used once for each entry that it was stretched over: its gradient is the sum over all of them, and you took the first alone.",
            ),
            entry(
                "missing-path",
                "one of several paths to a value is left out",
                "the gradients of all paths are added",
                "{operand} reaches {scalar} by more than one path, and the one through {value} is missing: the gradients of all paths are added.",
            ),
            entry(
                "missing-other-factor",
                "the other factor of an elementwise product or quotient is left out",
                "the derivative of a b by a is b",
                "The other factor is missing: the derivative of {value} by {operand} has {other} in it.",
            ),
            entry(
                "missing-upstream",
                "the gradient that arrives from behind is left out",
                "the chain rule multiplies the local derivative by it",
                "What arrives from behind is missing: multiply by {by value}, the chain rule's first factor.",
            ),
            entry(
                "wrong-mean-count",
                "divided by another size than the mean's",
                "divide by the number of entries that it runs over",
                "You divided by {with}; the mean runs over {count} entries.",
            ),
            entry(
                "counted-twice",
                "divided by the count twice, or once where there is a sum",
                "divide as often as the equation does",
                "You divided by {count} once too often: look how often {value} does.",
            ),
            entry(
                "derivative-of-another-layer",
                "σ′ of another layer of the same shape is taken",
                "each layer has its own",
                "You took the derivative that belongs to {with}; between {by value} and {by operand} stands that of {value}{local}.",
            ),
            entry(
                "derivative-at-variable",
                "f′(x) g′(x) for f′(g(x)) g′(x)",
                "the outer derivative is taken at the inner value",
                "The outer derivative is taken at the inner value {operand}, not at {with}.",
            ),
            entry(
                "missing-leaky-slope",
                "0 where a leaky unit's argument is negative",
                "there it has its slope",
                "Where {operand} is negative the leaky unit still has a slope, {other}; you took 0.",
            ),
            entry(
                "missing-root-half",
                "1/√x for 1/(2√x)",
                "the ½ belongs to it",
                "The ½ is missing: the derivative of √x is 1/(2√x), and x is {operand} here.",
            ),
            entry(
                "exponent-not-brought-down",
                "xⁿ⁻¹ for n xⁿ⁻¹",
                "the exponent comes down as a factor",
                "The exponent of {value} was not brought down as a factor.",
            ),
            entry(
                "exponent-not-reduced",
                "n xⁿ for n xⁿ⁻¹",
                "the exponent is one less",
                "The exponent of {value} is to be one less after it is brought down.",
            ),
            entry(
                "exponential-as-power",
                "x eˣ⁻¹ for eˣ",
                "the exponential is its own derivative",
                "{value} is no power of {operand}: the derivative of eˣ is eˣ, not x eˣ⁻¹.",
            ),
            entry(
                "quotient-sign",
                "the minus of a derivative by a divisor is left out",
                "it has one",
                "The derivative of a quotient by its divisor {operand} has a minus before it.",
            ),
            entry(
                "quotient-square",
                "a/b for a/b²",
                "the divisor divides twice",
                "The derivative of a quotient by its divisor divides by {operand} twice: by its square.",
            ),
            entry(
                "swapped-operands",
                "the two factors of a gradient's matrix product are swapped",
                "upstream · bᵀ for the left factor, aᵀ · upstream for the right one",
                "The factors are in the wrong order: {operand} stands on one side of {other}, and its gradient on the same side of that one's transpose.",
            ),
            entry(
                "transposed-gradient",
                "rows and columns are exchanged",
                "a gradient has its variable's layout",
                "This is transposed: rows and columns of {by operand} are exchanged.",
            ),
            entry(
                "wrong-axis",
                "summed over the other axis",
                "sum along what was stretched",
                "You summed over the wrong axis: {operand} was stretched along the other one.",
            ),
            entry(
                "derivative-by-probability",
                "the gradient of a cross-entropy by the probabilities",
                "go one step further, to the logits",
                "This is the gradient by the probabilities; go one step further, to {operand}.",
            ),
            entry(
                "missing-target",
                "p for p − y",
                "the targets belong to it",
                "The targets are missing: the gradient by the logits is p − y, not p.",
            ),
            entry(
                "missing-off-diagonal",
                "p(1 − p) alone for the softmax's Jacobian",
                "every output depends on every logit",
                "Every output of the softmax depends on every entry of {operand}: the terms off the diagonal are missing.",
            ),
            entry(
                "only-one-path",
                "of three or more paths only one is kept",
                "the gradients of all paths are added",
                "{operand} reaches {scalar} by several paths, and yours is the one through {value} alone: the gradients of all paths are added.",
            ),
        ],
    },
    Chapter {
        title: "Values and steps of optimisers",
        entries: &[
            entry(
                "missing-term",
                "a term of a sum is left out, such as a bias",
                "add it",
                "{operand} is missing in {value}.",
            ),
            entry(
                "step-added",
                "the step is added to the parameter",
                "it is subtracted: down the gradient",
                "A step goes down the gradient: it is subtracted, and you added it.",
            ),
            entry(
                "reversed-difference",
                "b − a for a − b",
                "turn it round",
                "The difference is the wrong way round: it is {value}.",
            ),
            entry(
                "missing-function",
                "a function is not applied, such as σ",
                "apply it, entry by entry",
                "A function was not applied: it is {value}, not {operand}.",
            ),
            entry(
                "missing-square",
                "x for x², such as the gradient in RMSprop's and Adam's v",
                "square it",
                "The square is missing: it is {value}.",
            ),
            entry(
                "missing-root",
                "v for √v",
                "take the root",
                "The root is missing: it is {value}.",
            ),
            entry(
                "missing-factor",
                "a factor is left out",
                "multiply by it",
                "The factor {operand} is missing in {value}.",
            ),
            entry(
                "missing-one-minus-beta",
                "g for (1 − β) g",
                "mind the sheet's convention",
                "The factor {operand} is missing in {value}: in this sheet the new term is weighted. Mind the convention.",
            ),
            entry(
                "extra-one-minus-beta",
                "(1 − β) g for g",
                "mind the sheet's convention",
                "In this sheet {operand} is added whole; you scaled it by 1 − β. Mind the convention.",
            ),
            entry(
                "missing-bias-correction",
                "m for m/(1 − βᵗ)",
                "divide by it",
                "The bias correction is missing: divide by {operand}.",
            ),
            entry(
                "missing-divisor",
                "a divisor is left out",
                "divide by it",
                "The division by {operand} is missing: it is {value}.",
            ),
            entry(
                "missing-exponent",
                "x for xⁿ, such as 1 − β for 1 − βᵗ",
                "raise to it",
                "The exponent {operand} is missing in {value}.",
            ),
            entry(
                "sum-for-mean",
                "a sum for a mean",
                "divide by the count",
                "This is a sum: it is {value}, which divides by the count.",
            ),
            entry(
                "mean-for-sum",
                "a mean for a sum",
                "do not divide",
                "This is a mean: it is {value}, which does not divide.",
            ),
            entry(
                "epsilon-inside-root",
                "√(v + ε) for √v + ε",
                "add ε after the root",
                "{operand} is added after the root is taken, not under it.",
            ),
            entry(
                "epsilon-outside-root",
                "√v + ε for √(v + ε)",
                "add ε under the root",
                "The root is taken of the whole of {operand}, not of its first term alone.",
            ),
            entry(
                "updated-weights",
                "a gradient taken with another parameter's value after its step",
                "all gradients are taken before any parameter moves",
                "You took {with}, after its step, for {operand}: all gradients are taken at the same point, before any parameter moves.",
            ),
        ],
    },
    Chapter {
        title: "Something else was computed",
        entries: &[
            entry(
                "value-for-gradient",
                "a name's value for a gradient",
                "it says whose",
                "This is the value of {value}; what is asked for is the gradient by {operand}.",
            ),
            entry(
                "gradient-for-value",
                "a gradient for a name's value",
                "it says which",
                "This is the gradient {value}; what is asked for is the value of {operand}.",
            ),
            entry(
                "another-answer",
                "the gradient by another name, or another value",
                "it says which",
                "This is {value}; what is asked for is {operand}.",
            ),
            entry(
                "updated-value-for-gradient",
                "the parameter after the step for its gradient",
                "the gradient is what the step is made of",
                "This is {value}, after the step; what is asked for is {operand}, which the step is made of.",
            ),
            entry(
                "step-for-answer",
                "the step, learning rate times gradient, for the gradient or for the new value",
                "it says what is asked for",
                "This is the step itself, what {value} moves by, with the learning rate in it; what is asked for is {operand}.",
            ),
            entry("author", "one of the exercise's own mistakes", "as its author says", "{value}"),
        ],
    },
    Chapter {
        title: "Slips of arithmetic",
        entries: &[
            entry(
                "sign-of-entry",
                "one entry has the other sign",
                "look at its sign",
                "All entries are right but {value}: look at its sign.",
            ),
            entry(
                "entries-swapped",
                "two entries stand in each other's places",
                "exchange them",
                "Two entries are exchanged: {value}, and {operand}.",
            ),
            entry(
                "digits-transposed",
                "two neighbouring digits are exchanged",
                "copy the number again",
                "Two digits are exchanged in {value}.",
            ),
        ],
    },
];

/// The entry of a name, if there is one.
pub fn find(name: &str) -> Option<&'static Misconception> {
    CATALOGUE.iter().flat_map(|chapter| chapter.entries).find(|entry| entry.name == name)
}

/// The entry of a name.
///
/// # Panics
/// If there is none.
pub fn named(name: &str) -> &'static Misconception {
    find(name).expect("the catalogue has every name")
}
