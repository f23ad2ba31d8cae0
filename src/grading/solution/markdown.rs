//! A worked solution as Markdown with TeX mathematics.

use super::text::{BACKWARD, FORWARD};
use super::{Solution, Step, numbers};
use crate::engine::Style;
use crate::prose;

/// The whole solution under a title.
pub fn write(title: &str, solution: &Solution) -> String {
    let mut out = format!("# {}\n", prose::escaped(title));
    let mut part = None;
    for (place, step) in solution.steps.iter().enumerate() {
        let heading = if step.is_backward() { BACKWARD } else { FORWARD };
        if part != Some(heading) {
            out.extend(["\n## ", heading, "\n"]);
            part = Some(heading);
        }
        out.push_str(&self::step(place + 1, step));
    }
    out
}

fn step(number: usize, step: &Step) -> String {
    let symbol = step.what.symbol(Style::Latex);
    let mut out = format!("\n**{number}.** ${symbol} = {}$", step.local.get(Style::Latex));
    let shapes = step.shapes(Style::Latex);
    if !shapes.is_empty() {
        out.extend([format!(", ${shapes}$")]);
    }
    if !step.rule.is_empty() {
        out.extend(["\n\n", &step.rule.tex()]);
    }
    let closed = step.closed.as_ref().map(|closed| format!("{} = ", closed.get(Style::Latex)));
    out.extend([format!(
        "\n\n$$\n{symbol} = {}{}\n$$\n",
        closed.unwrap_or_default(),
        numbers::tex(&step.value)
    )]);
    out
}
