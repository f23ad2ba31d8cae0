//! A formula as it is set, before it is decided in which notation.

/// A sign between or behind operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// +
    Plus,
    /// −
    Minus,
    /// ⊙, the product entry by entry.
    Hadamard,
    /// The product of numbers written side by side, where nothing would not do.
    Times,
    /// <
    Less,
    /// ≤
    LessEqual,
    /// >
    Greater,
    /// ≥
    GreaterEqual,
    /// =
    Equal,
    /// ≠
    NotEqual,
}

/// A part of a formula, set as mathematics.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A name.
    Name(String),
    /// The derivative of one name by another.
    Partial(String, String),
    /// A number, or a word of the notation.
    Text(String),
    /// A column of ones.
    Ones,
    /// A sign, with space on both sides.
    Sign(Sign),
    /// A minus before something.
    Negative,
    /// The space between two factors.
    Space,
    /// Parts side by side.
    Row(Vec<Setting>),
    /// Brackets around a part.
    Brackets(Box<Setting>),
    /// A number over names, before what it multiplies.
    Ratio(String, Vec<Setting>),
    /// A part over others, whose product is meant.
    Fraction(Box<Setting>, Vec<Setting>),
    /// A part to a power.
    Power(Box<Setting>, Box<Setting>),
    /// A transpose.
    Transposed(Box<Setting>),
    /// ‖x‖
    Norm(Box<Setting>),
    /// |x|
    Absolute(Box<Setting>),
    /// A function of arguments.
    Function(&'static str, Vec<Setting>),
    /// An entry, counted from 0.
    Entry(Box<Setting>, u32, u32),
    /// Entries in rows.
    Matrix(Vec<Vec<Setting>>),
}

impl Setting {
    /// The part at the left end.
    fn first(&self) -> &Self {
        match self {
            Self::Row(parts) => parts.first().map_or(self, Self::first),
            Self::Power(base, _) | Self::Transposed(base) | Self::Entry(base, ..) => base.first(),
            Self::Fraction(above, _) => above.first(),
            _ => self,
        }
    }

    /// The part without brackets around all of it, where a line above or below holds it together.
    pub fn bare(&self) -> &Self {
        match self {
            Self::Brackets(inner) => inner,
            _ => self,
        }
    }

    /// The parts of a product, without brackets if there is but one.
    pub fn bare_product(parts: &[Self]) -> &[Self] {
        match parts {
            [Self::Brackets(inner)] => std::slice::from_ref(inner),
            _ => parts,
        }
    }

    /// Whether a minus stands at the left end.
    pub fn is_negative(&self) -> bool {
        *self.first() == Self::Negative
    }

    /// Whether a digit stands at the left end.
    pub fn begins_with_number(&self) -> bool {
        match self.first() {
            Self::Text(text) => text.starts_with(|first: char| first.is_ascii_digit()),
            Self::Ratio(..) | Self::Ones => true,
            _ => false,
        }
    }

    /// Whether a derivative stands at the left end.
    pub fn begins_with_partial(&self) -> bool {
        matches!(self.first(), Self::Partial(..))
    }

    /// Whether brackets stand at the left end.
    pub fn begins_with_brackets(&self) -> bool {
        matches!(self.first(), Self::Brackets(_))
    }
}
