//! The relative error of every value and gradient that was answered, as a table.

use unicode_width::UnicodeWidthStr;

use crate::exercise::{Key, Question, Task, Variant};
use crate::grading::Grade;
use crate::grading::relative_error::{Band, RelativeError};
use crate::markup::{Markup, Role};

/// An error in two digits.
fn digits(error: f64) -> String {
    if error == 0.0 { "0".to_owned() } else { format!("{error:.1e}") }
}

/// The table; empty if no value was answered in the key's shape.
pub fn table(grades: &[(&Question, Grade)], variant: &Variant) -> Markup {
    let row = |(question, grade): &(&Question, Grade)| {
        let number = matches!(question.task, Task::Value { .. } | Task::Gradient { .. });
        let found = grade.read.as_ref().filter(|_| number)?;
        let Key::Array(key) = variant.key(question) else { return None };
        (found.shape() == key.shape())
            .then(|| (question.id.clone(), key.shape(), RelativeError::of(found, &key)))
    };
    let rows: Vec<_> = grades.iter().filter_map(row).collect();
    let mut out = Markup::new();
    if rows.is_empty() {
        return out;
    }
    out.push(Role::Heading, "Relative error, |answer − key| / max(|answer|, |key|)");
    out.push(Role::Text, "\n");
    let width = rows.iter().map(|(id, ..)| id.width()).max().unwrap_or_default();
    for (id, shape, error) in rows {
        let size = if shape.is_scalar() {
            String::new()
        } else {
            format!("{}×{}", shape.rows(), shape.cols())
        };
        let blank = " ".repeat(width - id.width());
        let (bound, words) = error.band().words();
        let role = match error.band() {
            Band::Same => Role::Correct,
            Band::Kink | Band::Doubtful => Role::Notice,
            Band::Wrong => Role::Wrong,
        };
        out.push(Role::Strong, format!("  {id}{blank}"));
        out.push(Role::Dim, format!("  {size:>7}"));
        out.push(Role::Number, format!("  {:>8}", digits(error.error)));
        out.push(role, format!("  {bound}: {words}"));
        if !shape.is_scalar() && error.band() != Band::Same {
            let (row, column) = error.at;
            out.push(Role::Dim, format!(" (row {}, column {})", row + 1, column + 1));
        }
        out.push(Role::Text, "\n");
    }
    out
}
