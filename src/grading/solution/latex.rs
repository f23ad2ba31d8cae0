//! A worked solution as a LaTeX document.

use super::text::{BACKWARD, FORWARD};
use super::{Solution, Step, numbers};
use crate::engine::Style;
use crate::tex::latex::text;

const BEGIN: &str = r"\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb}
\usepackage[margin=25mm]{geometry}
\setlength{\parindent}{0pt}
";

/// The whole solution under a title.
pub fn write(title: &str, solution: &Solution) -> String {
    let mut out = format!("{BEGIN}\\begin{{document}}\n\\section*{{{}}}\n", text(title));
    let mut part = None;
    for (place, step) in solution.steps.iter().enumerate() {
        let heading = if step.is_backward() { BACKWARD } else { FORWARD };
        if part != Some(heading) {
            if part.is_some() {
                out.push_str("\\end{enumerate}\n");
            }
            out.extend([format!("\\subsection*{{{heading}}}\n\\begin{{enumerate}}\n")]);
            if place > 0 {
                out.extend([format!("\\setcounter{{enumi}}{{{place}}}\n")]);
            }
            part = Some(heading);
        }
        out.push_str(&self::step(step));
    }
    if part.is_some() {
        out.push_str("\\end{enumerate}\n");
    }
    out + "\\end{document}\n"
}

fn step(step: &Step) -> String {
    let symbol = step.what.symbol(Style::Latex);
    let mut out = format!("\\item $\\displaystyle {symbol} = {}$", step.local.get(Style::Latex));
    let shapes = step.shapes(Style::Latex);
    if !shapes.is_empty() {
        out.extend([format!(" \\hfill ${shapes}$")]);
    }
    out.push('\n');
    if !step.rule.is_empty() {
        out.extend(["\n", &step.rule.tex(), "\n"]);
    }
    let closed = step.closed.as_ref().map(|closed| format!("{} = ", closed.get(Style::Latex)));
    let value = numbers::tex(&step.value);
    out + &format!("\\[\n{symbol} = {}{value}\n\\]\n", closed.unwrap_or_default())
}
