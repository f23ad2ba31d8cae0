//! What is wrong with a text, where, and how to mend it: a value, printed elsewhere.

use crate::source::Span;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the text is used all the same.
    Warning,
    /// The text cannot be used.
    Error,
}

impl Severity {
    /// `error` or `warning`, as reports and JSON write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in the text, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said; may be empty.
    pub text: String,
}

/// The most faults of one text that are told.
pub const MOST_FAULTS: usize = 100;

/// The first faults of a text; of more than [`MOST_FAULTS`] the last one told says how many there
/// are besides.
pub fn first(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let more = faults.len().saturating_sub(MOST_FAULTS);
    if more > 0 {
        let place = faults[MOST_FAULTS].span();
        faults.truncate(MOST_FAULTS);
        let message =
            format!("there are more faults than {MOST_FAULTS}, which are all that are told");
        let fault = Diagnostic::error("too-many-faults", message).at(place, "this is one of them");
        faults.push(fault.help("mend those above first"));
    }
    faults
}

/// One fault of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name for the kind of fault, such as `unknown-key`.
    pub code: &'static str,
    /// Whether the text can be used all the same.
    pub severity: Severity,
    /// One sentence: what was found, and what was expected.
    pub message: String,
    /// Places: the first is where the fault is, others explain it.
    pub labels: Vec<Label>,
    /// How to mend it, where that is known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error that has no place yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// A warning that has no place yet.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a place; the first one added is where the fault is.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where the fault is; the text's beginning if no place was given.
    pub fn span(&self) -> Span {
        self.labels.first().map(|label| label.span).unwrap_or_default()
    }

    /// The same fault with every place moved, as when the text stands inside another.
    pub fn map_spans(mut self, place: impl Fn(Span) -> Span) -> Self {
        for label in &mut self.labels {
            label.span = place(label.span);
        }
        self
    }

    /// Whether the text cannot be used.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
