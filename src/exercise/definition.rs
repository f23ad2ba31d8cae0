//! What a name is defined as, where a learner reads the equations.

use super::{Exercise, Variant};
use crate::engine::{Scope, Style};

/// The right-hand side of an equation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// As mathematics.
    Formula(String),
    /// As the author wrote it, where mathematics would be too long.
    Written(String),
}

impl Exercise {
    /// What a name is defined as. A gradient in it stands as ∂L/∂w and is not worked out: it may be
    /// what is asked for.
    pub fn definition(&self, variant: &Variant, name: &str, style: Style) -> Definition {
        let mut lines = self.forward.lines().filter_map(|line| line.split_once('='));
        let written = lines.find(|(left, _)| left.trim() == name);
        let written = written.map_or("", |(_, right)| right.trim());
        let formula = in_partials(variant, written, style).or_else(|| {
            let node = variant.program.node(name)?;
            Some(variant.program.formula(node, style))
        });
        let formula = formula.filter(|formula| !formula.contains('…'));
        formula.map_or_else(|| Definition::Written(written.to_owned()), Definition::Formula)
    }
}

/// The formula of an expression with gradients of names by names, which stand as such.
fn in_partials(variant: &Variant, written: &str, style: Style) -> Option<String> {
    const CALL: &str = "grad(";
    written.contains(CALL).then_some(())?;
    let mut program = variant.program.clone();
    let mut text = written.to_owned();
    while let Some(at) = text.find(CALL) {
        let end = at + text[at..].find(')')?;
        let (of, wrt) = text[at + CALL.len()..end].split_once(',')?;
        let (of, wrt) = (of.trim(), wrt.trim());
        let (scalar, variable) = (program.node(of)?, program.node(wrt)?);
        let gradient = program.gradients(scalar, &[variable])[0];
        let name = program.name_partial(of, wrt, gradient);
        text.replace_range(at..=end, &name);
    }
    let node = program.expression(&text, Scope::ALL).ok()?;
    Some(program.formula(node, style))
}
