//! A worked solution for a terminal.

use super::{Solution, Step, numbers};
use crate::engine::Style;
use crate::markup::{Markup, Role};

/// How far what belongs to a step stands in.
const INDENT: &str = "    ";

/// Above the steps of the forward pass.
pub const FORWARD: &str = "Forward pass";
/// Above the steps of the backward pass.
pub const BACKWARD: &str = "Backward pass";

/// The whole solution.
pub fn markup(solution: &Solution) -> Markup {
    let mut out = Markup::new();
    let mut part = None;
    for (place, step) in solution.steps.iter().enumerate() {
        let title = if step.is_backward() { BACKWARD } else { FORWARD };
        if part != Some(title) {
            let space = if part.is_some() { "\n" } else { "" };
            out = out.text(space).with(Role::Heading, title).text("\n");
            part = Some(title);
        }
        out.push(Role::Dim, format!("{:>2}. ", place + 1));
        out.extend(self::step(step, Style::Unicode, INDENT));
        for line in numbers::lines(&step.what.symbol(Style::Unicode), &step.value) {
            out = out.text(INDENT).with(Role::Number, line).text("\n");
        }
    }
    out
}

/// A step without its numbers: the formula, the closed form, the rule; in lines, each of which
/// but the first begins with `indent`.
pub fn step(step: &Step, style: Style, indent: &str) -> Markup {
    let symbol = step.what.symbol(style);
    let mut out = Markup::new().with(Role::Strong, &symbol).with(Role::Math, " = ");
    out.push(Role::Math, step.local.get(style));
    let shapes = step.shapes(style);
    if !shapes.is_empty() {
        out = out.text("    ").with(Role::Dim, shapes);
    }
    out.push(Role::Text, "\n");
    if let Some(closed) = &step.closed {
        out = out.text(indent).with(Role::Math, format!("= {}", closed.get(style))).text("\n");
    }
    if !step.rule.is_empty() {
        out.push(Role::Text, indent);
        out.extend(step.rule.markup(style));
        out.push(Role::Text, "\n");
    }
    out
}
