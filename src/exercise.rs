//! What is asked: an exercise, its questions, and the variants that a seed draws.
//!
//! Valid by construction: whoever holds an [`Exercise`] can draw it, ask it and grade it.
//! A file goes through `document` (text to table), `validate` (table to exercise, with
//! every fault), `sheet` (equations to program) and, for each seed, `variant`.
//!
//! ```
//! use gradus::exercise::{Exercise, Key};
//! use gradus::source::Source;
//!
//! let text = r#"
//! format = 1
//! title = "A parabola"
//! given = { w = { integers = [1, 9] } }
//! model = { forward = "L = w^2" }
//! question = [{ kind = "gradient", wrt = "w" }]
//! "#;
//! let (exercise, faults) = Exercise::read(&Source::new("parabola.toml", text), "parabola");
//! assert_eq!(faults, []);
//! let exercise = exercise.expect("it has no error");
//! for seed in 0..5 {
//!     let variant = exercise.variant(seed).expect("it can be drawn");
//!     let w = variant.value("w").expect("it is given").data()[0];
//!     let Key::Array(key) = variant.key(&exercise.questions[0]) else { unreachable!() };
//!     assert_eq!(key.data(), [2.0 * w]);
//! }
//!
//! let (none, faults) = Exercise::read(&Source::new("empty.toml", "titel = 'A'"), "empty");
//! assert!(none.is_none());
//! assert_eq!(faults[0].help.as_deref(), Some("did you mean `title`?"));
//! ```

pub(crate) mod definition;
pub(crate) mod document;
pub mod draw;
pub mod exam;
pub mod library;
pub mod lint;
pub mod mend;
pub(crate) mod sheet;
pub(crate) mod validate;
pub(crate) mod variant;

pub use variant::Variant;

use crate::diagnostic::Diagnostic;
use crate::engine::{Array, Broken};
use crate::source::{Source, Span};

use draw::Draw;
use sheet::{Built, Sheet};

/// An exercise as its file describes it.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// `two-layer-nonlinear/01-sigmoid` in a library, else the path as it was given.
    pub id: String,
    /// What a list of exercises shows.
    pub title: String,
    /// The folder of the library's tree; where the file does not say, that of the id.
    pub topic: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// From 1, first contact, to 5, a hard exam question.
    pub level: u8,
    /// How long it should take.
    pub minutes: u32,
    /// Where it comes from.
    pub source: Option<String>,
    /// The ids, or prefixes of ids, of exercises to meet first.
    pub requires: Vec<String>,
    /// Markdown with TeX mathematics; may be empty.
    pub statement: String,
    /// The conventions that change the numbers, such as 1/m against 1/2m.
    pub conventions: Option<String>,
    /// The given values in the order in which they are shown.
    pub given: Vec<Given>,
    /// The equations of the model as written.
    pub forward: String,
    /// The name of the loss.
    pub loss: String,
    /// Names whose values are given away to the learner.
    pub show: Vec<String>,
    /// Names whose equations are left out where a learner reads them.
    pub hide: Vec<String>,
    /// Expressions of which no entry may be 0 in a variant.
    pub require: Vec<String>,
    /// What is asked, in order; never empty.
    pub questions: Vec<Question>,
    /// The author's own tests of the exercise.
    pub tests: Vec<Test>,
    /// The lints that the author allows.
    pub allows: Vec<Allow>,
    /// Where the file says what concerns the exercise as a whole.
    pub places: Places,
    sheet: Sheet,
    built: Built,
}

/// A name whose value the learner is told.
#[derive(Clone, Debug)]
pub struct Given {
    /// The name, in NFC.
    pub name: String,
    /// How its value comes about.
    pub rule: Rule,
    /// Where the file names it.
    pub key: Span,
    /// Where the file sets it.
    pub span: Span,
}

/// How a given value comes about.
#[derive(Clone, Debug)]
pub enum Rule {
    /// It is written in the file.
    Fixed(Array),
    /// It is an expression over the given values above it.
    Derived(String),
    /// It is drawn anew for each variant.
    Drawn(Draw),
}

/// One thing that is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name, unique in the exercise. Where the author gives none it is `dL/dW1` for a
    /// gradient, the name itself for a value, `shape(Z)` or `shape(dL/db1)` for a shape,
    /// `mend(dL/dW1)`, and `choice`; with `-2`, `-3`, … where that is taken.
    pub id: String,
    /// Where the file begins it.
    pub span: Span,
    /// What the learner has to find.
    pub task: Task,
    /// What a right answer earns; above 0.
    pub points: f64,
    /// What the learner reads; made from kind and name unless the author wrote one.
    pub prompt: String,
    /// From a first nudge to a strong one.
    pub hints: Vec<Hint>,
    /// What is shown with the solution.
    pub explain: Option<String>,
    /// Whether right entries of a wrong answer earn their share.
    pub partial: bool,
    /// What is taken off an answer that only follows from an earlier wrong one.
    pub follow_penalty: f64,
    /// When an answer counts as equal to the key.
    pub tolerance: Tolerance,
    /// Only these entries, rows and columns from 0, are asked for; none lies outside the key.
    pub entries: Option<Vec<(usize, usize)>>,
    /// The author's own misconceptions.
    pub mistakes: Vec<Mistake>,
}

/// A nudge, and the points that it costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// What the learner reads.
    pub text: String,
    /// The points; 0 unless the author says otherwise.
    pub cost: f64,
}

/// An author's own misconception.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    /// An expression: the answer that it gives, of the key's shape.
    pub when: String,
    /// What the learner is told.
    pub say: String,
    /// Where the file has the expression.
    pub span: Span,
}

/// When an answer counts as equal to the key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// The relative error that is allowed.
    pub rtol: f64,
    /// The absolute error that is allowed; `None` for 1e-6 of the key's largest entry.
    pub atol: Option<f64>,
    /// The fewest significant digits that count as a rounding of the key.
    pub digits: u32,
}

/// What the learner has to find.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// The value of a name.
    Value {
        /// The name.
        of: String,
    },
    /// The gradient of a scalar.
    Gradient {
        /// The name of the scalar.
        of: String,
        /// With respect to this name.
        wrt: String,
    },
    /// A formula for the gradient of a scalar.
    Formula {
        /// The name of the scalar.
        of: String,
        /// With respect to this name.
        wrt: String,
        /// The only names that the formula may use, gradients as `dZ`; `None` for all.
        using: Option<Vec<String>>,
    },
    /// The shape of a name, or of a gradient with respect to it, which is the same.
    Shape {
        /// The name.
        of: String,
    },
    /// All options that hold.
    Choice {
        /// What there is to choose from; two or more.
        options: Vec<String>,
        /// Those that hold, counted from 0, in ascending order; one or more.
        correct: Vec<usize>,
    },
    /// The line of a worked backward pass in which a rule was broken, and its right value.
    Mend {
        /// The name of the scalar.
        of: String,
        /// The pass leads to the gradient with respect to this name.
        wrt: String,
        /// The rule that is broken; `None` for one that the seed draws.
        mistake: Option<Broken>,
    },
}

impl Task {
    /// The kind of the question as files name it: `value`, `gradient`, `shape`, `choice`,
    /// `mend`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Value { .. } => "value",
            Self::Gradient { .. } => "gradient",
            Self::Formula { .. } => "formula",
            Self::Shape { .. } => "shape",
            Self::Choice { .. } => "choice",
            Self::Mend { .. } => "mend",
        }
    }
}

/// What a question's right answer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// A value or gradient; finite in every entry.
    Array(Array),
    /// Sizes: none for a scalar, rows and columns for a matrix.
    Shape(Vec<usize>),
    /// Options, counted from 0, in ascending order.
    Choice(Vec<usize>),
    /// The line that is wrong, counted from 0, and its right value.
    Mend(usize, Array),
}

/// The author's own test of an exercise: answers, and the verdicts that they should get.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The variant.
    pub seed: u64,
    /// The questions' ids and what is answered.
    pub answers: Vec<(String, TestAnswer)>,
    /// What the answers should get.
    pub expect: Vec<Expectation>,
}

/// A lint that the author allows in this exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// Its code, one of [`lint::LINTS`].
    pub lint: String,
    /// Why it does not matter here.
    pub reason: String,
    /// Where the file names it.
    pub span: Span,
}

/// Where the file says what concerns the exercise as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// The title.
    pub title: Span,
    /// The level, if the file sets one.
    pub level: Option<Span>,
    /// Each of the exercises to meet first.
    pub requires: Vec<Span>,
    /// The statement, if there is one.
    pub statement: Option<Span>,
    /// The conventions, if there are any.
    pub conventions: Option<Span>,
    /// The equations.
    pub forward: Option<Span>,
    /// The name of each value that is given away.
    pub show: Vec<Span>,
    /// The first condition on draws.
    pub require: Option<Span>,
}

/// The verdict that an author's test expects of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The question's id.
    pub question: String,
    /// `correct`, `imprecise`, `follows`, `wrong`, `shape` or `missing`.
    pub verdict: String,
    /// Where the file says so.
    pub span: Span,
}

/// An answer in an author's test.
#[derive(Clone, Debug, PartialEq)]
pub enum TestAnswer {
    /// As a learner types it.
    Text(String),
    /// A number or a matrix.
    Value(Array),
}

impl Exercise {
    /// The names of a variant whose equations a learner reads.
    pub fn equations<'v>(&self, variant: &'v Variant) -> impl Iterator<Item = &'v str> {
        let names = variant.values.iter().map(|(name, _)| name.as_str());
        names.filter(|name| !self.hide.iter().any(|hidden| hidden == name))
    }

    /// Reads an exercise file; reports every fault of it. There is an exercise if no fault
    /// is an error.
    pub fn read(source: &Source, id: &str) -> (Option<Self>, Vec<Diagnostic>) {
        validate::read(source, id)
    }

    /// Draws the variant of a seed. It is an error if `require` cannot be met, if the sizes
    /// that were drawn do not fit the equations, or if a key is not finite.
    pub fn variant(&self, seed: u64) -> Result<Variant, Diagnostic> {
        variant::draw(&self.sheet, &self.built, seed).map_err(|faults| {
            let unknown = || Diagnostic::error("no-variant", format!("seed {seed} has no variant"));
            faults.into_iter().next().unwrap_or_else(unknown)
        })
    }

    /// Whether seeds draw different numbers.
    pub fn is_drawn(&self) -> bool {
        self.sheet.is_drawn()
    }

    /// What all questions earn together.
    pub fn points(&self) -> f64 {
        self.questions.iter().map(|question| question.points).sum()
    }
}
