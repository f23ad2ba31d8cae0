//! What the grader says of an answer, in a word.

/// What the grader says of an answer, in the order in which it is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was typed.
    Missing,
    /// It does not parse, or is not finite; costs nothing.
    Unreadable,
    /// It parses, but has another shape than the key; costs nothing.
    Shape,
    /// It counts as equal to the key.
    Correct,
    /// It is near the key, or a correct rounding to too few digits; costs nothing.
    Imprecise,
    /// It is wrong, but right given the learner's own earlier answers.
    Follows,
    /// It is another value than the key.
    Wrong,
}

impl Verdict {
    /// All of them, from the best to none.
    pub const ALL: [Self; 7] = [
        Self::Correct,
        Self::Follows,
        Self::Imprecise,
        Self::Wrong,
        Self::Shape,
        Self::Unreadable,
        Self::Missing,
    ];

    /// The verdict as files and JSON name it: `correct`, `imprecise`, `wrong`, …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Shape => "shape",
            Self::Correct => "correct",
            Self::Imprecise => "imprecise",
            Self::Follows => "follows",
            Self::Wrong => "wrong",
        }
    }
}
