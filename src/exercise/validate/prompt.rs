//! What the learner reads where the author wrote no prompt.

use crate::engine::{Program, Shape, Style};
use crate::exercise::Task;
use crate::exercise::sheet::{Ask, Asked, Built, What};

/// A question in words, made from its kind and names; `varies` if shapes differ between
/// variants, so that the prompt must not name one.
pub fn prompt(ask: &Ask, asked: &Asked, built: &Built, varies: bool) -> String {
    let size = asked.shape.filter(|_| !varies).map_or_else(String::new, size);
    let scalar = asked.shape.is_some_and(Shape::is_scalar);
    let question = match (&ask.what, &asked.task) {
        (What::GradientShape { of, .. }, Task::Shape { of: wrt }) => {
            let of = of.as_ref().map_or(built.loss.0.as_str(), |of| of.value.as_str());
            format!("What is the shape of ∂{}/∂{}?", symbol(of), symbol(wrt))
        }
        (_, Task::Shape { of }) => format!("What is the shape of {}?", symbol(of)),
        (_, Task::Value { of }) => format!("What is {}?{size}", symbol(of)),
        (_, Task::Gradient { of, wrt }) => {
            let (of, wrt) = (symbol(of), symbol(wrt));
            let kind = if scalar { "derivative" } else { "gradient" };
            format!("What is ∂{of}/∂{wrt}, the {kind} of {of} with respect to {wrt}?{size}")
        }
        (_, Task::Formula { of, wrt, using }) => {
            let (of, wrt) = (symbol(of), symbol(wrt));
            let with = match using {
                Some(using) => {
                    let names: Vec<_> = using.iter().map(|name| symbol(name)).collect();
                    format!(" Use {} and nothing else.", names.join(", "))
                }
                None => String::new(),
            };
            format!("Write a formula for ∂{of}/∂{wrt}.{with}{size}")
        }
        (_, Task::Mend { of, wrt, .. }) => format!(
            "In one line of this way back from {} to {} a rule is broken; what comes after it \
             follows rightly. Which line is it, and what is its right value?",
            symbol(of),
            symbol(wrt)
        ),
        (_, Task::Choice { .. }) => "Which of these hold?".to_owned(),
    };
    match &ask.entries {
        None => question,
        Some(entries) => {
            let places: Vec<_> = entries
                .iter()
                .map(|(row, col, _)| format!("row {}, column {}", row + 1, col + 1))
                .collect();
            format!("{question} Only these entries are asked for: {}.", places.join("; "))
        }
    }
}

fn size(shape: Shape) -> String {
    match shape {
        Shape::Scalar => " (a number)".to_owned(),
        Shape::Matrix(rows, cols) => format!(" ({rows}×{cols})"),
    }
}

fn symbol(name: &str) -> String {
    Program::print_name(name, Style::Unicode)
}
