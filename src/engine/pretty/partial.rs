//! Names that stand for a derivative, set as one: `dZ` as ∂L/∂Z.

use super::super::graph::Graph;
use super::setting::{Setting, Sign};
use super::{Style, latex, unicode};

/// The formula with every such name set as a derivative, in brackets where an exponent, a
/// transpose or a fraction would seem to belong to the part below the stroke alone.
pub fn set(graph: &Graph, setting: Setting) -> Setting {
    if graph.has_partials() { replaced(graph, setting) } else { setting }
}

/// A name in a style, as a derivative if it stands for one.
pub fn name(graph: &Graph, name: &str, style: Style) -> String {
    match (graph.partial(name), style) {
        (Some(_), Style::Unicode) => unicode::write(&set(graph, Setting::Name(name.to_owned()))),
        (Some(_), Style::Latex) => latex::write(&set(graph, Setting::Name(name.to_owned()))),
        _ => super::name(name, style),
    }
}

/// Derivatives kept apart from their neighbours by a sign, and from a number by a space.
fn apart(parts: &[Setting]) -> Vec<Setting> {
    let is_partial = |part: Option<&Setting>| matches!(part, Some(Setting::Partial(..)));
    let mut row = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let beside = is_partial(parts.get(index + 1))
            || index.checked_sub(1).is_some_and(|before| is_partial(parts.get(before)));
        match part {
            Setting::Space if beside => row.push(Setting::Sign(Sign::Times)),
            Setting::Text(_) if parts.get(index + 1).is_some_and(Setting::begins_with_partial) => {
                row.extend([part.clone(), Setting::Space]);
            }
            _ => row.push(part.clone()),
        }
    }
    row
}

fn replaced(graph: &Graph, setting: Setting) -> Setting {
    let inner = |part: Box<Setting>| Box::new(replaced(graph, *part));
    let firm = |part: Setting| match replaced(graph, part) {
        partial @ Setting::Partial(..) => Setting::Brackets(Box::new(partial)),
        other => other,
    };
    let all = |parts: Vec<Setting>| -> Vec<Setting> {
        parts.into_iter().map(|part| replaced(graph, part)).collect()
    };
    match setting {
        Setting::Name(name) => match graph.partial(&name) {
            Some((of, by)) => Setting::Partial(of.clone(), by.clone()),
            None => Setting::Name(name),
        },
        Setting::Row(parts) => Setting::Row(apart(&all(parts))),
        Setting::Brackets(part) => Setting::Brackets(inner(part)),
        Setting::Ratio(above, below) => {
            Setting::Ratio(above, below.into_iter().map(firm).collect())
        }
        Setting::Fraction(above, below) => {
            Setting::Fraction(Box::new(firm(*above)), below.into_iter().map(firm).collect())
        }
        Setting::Power(base, exponent) => Setting::Power(Box::new(firm(*base)), inner(exponent)),
        Setting::Transposed(part) => Setting::Transposed(Box::new(firm(*part))),
        Setting::Norm(part) => Setting::Norm(inner(part)),
        Setting::Absolute(part) => Setting::Absolute(inner(part)),
        Setting::Function(name, arguments) => Setting::Function(name, all(arguments)),
        Setting::Entry(of, row, col) => Setting::Entry(Box::new(firm(*of)), row, col),
        Setting::Matrix(rows) => Setting::Matrix(rows.into_iter().map(all).collect()),
        plain @ (Setting::Partial(..)
        | Setting::Text(_)
        | Setting::Ones
        | Setting::Sign(_)
        | Setting::Negative
        | Setting::Space) => plain,
    }
}
