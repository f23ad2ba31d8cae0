//! The stable names of broken rules.

use super::slip::Broken;

impl Broken {
    /// All of them, those first that people break most.
    pub const ALL: [Self; 34] = [
        Self::LocalLeftOut,
        Self::CountLeftOut,
        Self::TwoLeftOut,
        Self::SignFlipped,
        Self::ValueForDerivative,
        Self::DerivativeAtValue,
        Self::ArgumentForValue,
        Self::RestForDerivative,
        Self::InnerLeftOut,
        Self::TransposeLeftOut,
        Self::WrongOperand,
        Self::Averaged,
        Self::OneTaken,
        Self::PathLeftOut,
        Self::FactorLeftOut,
        Self::UpstreamLeftOut,
        Self::CountTwice,
        Self::CountOther,
        Self::DerivativeElsewhere,
        Self::DerivativeAtVariable,
        Self::SlopeLeftOut,
        Self::HalfLeftOut,
        Self::ExponentLeftOut,
        Self::ExponentNotReduced,
        Self::ExpAsPower,
        Self::QuotientSign,
        Self::QuotientOnce,
        Self::OperandsSwapped,
        Self::Transposed,
        Self::WrongAxis,
        Self::ByProbability,
        Self::TargetLeftOut,
        Self::OffDiagonalLeftOut,
        Self::OnlyPath,
    ];

    /// The stable name of the broken rule, as files and reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::LocalLeftOut => "missing-local-derivative",
            Self::CountLeftOut => "missing-mean-count",
            Self::TwoLeftOut => "missing-square-factor",
            Self::SignFlipped => "flipped-sign",
            Self::ValueForDerivative => "value-for-derivative",
            Self::DerivativeAtValue => "derivative-at-value",
            Self::ArgumentForValue => "argument-for-value",
            Self::RestForDerivative => "half-of-derivative",
            Self::InnerLeftOut => "missing-inner-derivative",
            Self::TransposeLeftOut => "missing-transpose",
            Self::WrongOperand => "wrong-operand",
            Self::Averaged => "averaged-not-summed",
            Self::OneTaken => "one-example-taken",
            Self::PathLeftOut => "missing-path",
            Self::FactorLeftOut => "missing-other-factor",
            Self::UpstreamLeftOut => "missing-upstream",
            Self::CountTwice => "counted-twice",
            Self::CountOther => "wrong-mean-count",
            Self::DerivativeElsewhere => "derivative-of-another-layer",
            Self::DerivativeAtVariable => "derivative-at-variable",
            Self::SlopeLeftOut => "missing-leaky-slope",
            Self::HalfLeftOut => "missing-root-half",
            Self::ExponentLeftOut => "exponent-not-brought-down",
            Self::ExponentNotReduced => "exponent-not-reduced",
            Self::ExpAsPower => "exponential-as-power",
            Self::QuotientSign => "quotient-sign",
            Self::QuotientOnce => "quotient-square",
            Self::OperandsSwapped => "swapped-operands",
            Self::Transposed => "transposed-gradient",
            Self::WrongAxis => "wrong-axis",
            Self::ByProbability => "derivative-by-probability",
            Self::TargetLeftOut => "missing-target",
            Self::OffDiagonalLeftOut => "missing-off-diagonal",
            Self::OnlyPath => "only-one-path",
        }
    }

    /// The broken rule of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|broken| broken.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_broken_rules_have_one_name() {
        for broken in Broken::ALL {
            assert_eq!(Broken::named(broken.name()), Some(broken));
        }
        assert_eq!(Broken::named("no-such-rule"), None);
    }
}
