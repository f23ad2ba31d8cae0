//! How rules of the backward pass are broken, each way with its stable name.

/// The enum of the ways, all of them, and their names, from one table.
macro_rules! broken_rules {
    ($($(#[$doc:meta])* $rule:ident = $name:literal,)*) => {
        /// How a rule is broken. Those that people break most come first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Broken {
            $($(#[$doc])* $rule,)*
        }

        impl Broken {
            /// All of them, those first that people break most.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// The stable name of the broken rule, as files and reports write it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$rule => $name,)*
                }
            }
        }
    };
}

broken_rules! {
    /// The derivative of an elementwise function is left out.
    LocalLeftOut = "missing-local-derivative",
    /// The 1/m of a mean is left out.
    CountLeftOut = "missing-mean-count",
    /// The factor 2 of a square is left out.
    TwoLeftOut = "missing-square-factor",
    /// The sign of a difference is flipped.
    SignFlipped = "flipped-sign",
    /// The function's value is taken for its derivative: σ(z) for σ′(z).
    ValueForDerivative = "value-for-derivative",
    /// The derivative is taken at the function's value: σ′(a) for σ′(z).
    DerivativeAtValue = "derivative-at-value",
    /// The derivative's formula in terms of the value is given the argument: z(1 − z).
    ArgumentForValue = "argument-for-value",
    /// One of the derivative's two factors is left out: 1 − a for a(1 − a).
    RestForDerivative = "half-of-derivative",
    /// The derivative of a square has no inner factor: 2 for 2x.
    InnerLeftOut = "missing-inner-derivative",
    /// The transpose of the other factor of a matrix product is left out.
    TransposeLeftOut = "missing-transpose",
    /// Another value of the same shape stands in for the other factor of a matrix product.
    WrongOperand = "wrong-operand",
    /// What was stretched forward is averaged backward, not summed.
    Averaged = "averaged-not-summed",
    /// Of what was stretched forward only the first is taken, not the sum.
    OneTaken = "one-example-taken",
    /// One of several paths to a value is left out.
    PathLeftOut = "missing-path",
    /// The other factor of an elementwise product is left out.
    FactorLeftOut = "missing-other-factor",
    /// The gradient that arrives is left out: the local derivative alone.
    UpstreamLeftOut = "missing-upstream",
    /// The gradient of a mean is divided by its count twice, or that of a sum once.
    CountTwice = "counted-twice",
    /// The gradient of a mean is divided by another size.
    CountOther = "wrong-mean-count",
    /// The derivative of the same function elsewhere is taken.
    DerivativeElsewhere = "derivative-of-another-layer",
    /// The outer derivative is taken at the variable: f′(x) for f′(g(x)).
    DerivativeAtVariable = "derivative-at-variable",
    /// The slope of a leaky unit is left out where its argument is negative.
    SlopeLeftOut = "missing-leaky-slope",
    /// The ½ of a square root's derivative is left out.
    HalfLeftOut = "missing-root-half",
    /// The exponent is not brought down.
    ExponentLeftOut = "exponent-not-brought-down",
    /// The exponent is not reduced by one.
    ExponentNotReduced = "exponent-not-reduced",
    /// The exponential is differentiated like a power: x eˣ⁻¹.
    ExpAsPower = "exponential-as-power",
    /// The derivative by a divisor lacks its minus.
    QuotientSign = "quotient-sign",
    /// The derivative by a divisor divides by it once, not twice.
    QuotientOnce = "quotient-square",
    /// The two factors of the product that makes a share are swapped.
    OperandsSwapped = "swapped-operands",
    /// The share is transposed, and fits all the same.
    Transposed = "transposed-gradient",
    /// What was stretched forward is summed over the other axis.
    WrongAxis = "wrong-axis",
    /// The derivative is by the probability, not by the logits.
    ByProbability = "derivative-by-probability",
    /// The p of p − y is left standing alone.
    TargetLeftOut = "missing-target",
    /// A softmax's derivative has its diagonal only.
    OffDiagonalLeftOut = "missing-off-diagonal",
    /// Of three or more paths to a value only one is kept.
    OnlyPath = "only-one-path",
}

impl Broken {
    /// The broken rule of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|broken| broken.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_broken_rules_have_one_name() {
        for broken in Broken::ALL {
            assert_eq!(Broken::named(broken.name()), Some(*broken));
        }
        assert_eq!(Broken::named("no-such-rule"), None);
    }
}
