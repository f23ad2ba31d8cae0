//! Answers to something else than what was asked.

use super::Diagnosis;
use super::words::Terms;
use crate::engine::{NodeId, Program, Style};
use crate::exercise::{Question, Task, Variant};

/// Something else that was computed.
#[derive(Clone, Debug)]
pub struct Aside {
    mistake: &'static str,
    /// What was computed.
    found: String,
    /// What is asked for.
    asked: String,
}

/// What a question may be confused with, and the nodes of that.
pub fn asides(
    question: &Question,
    variant: &Variant,
    program: &mut Program,
) -> Vec<(Aside, NodeId)> {
    match &question.task {
        Task::Gradient { of, wrt } => beside_gradient(program, of, wrt),
        Task::Value { of } => beside_value(program, variant, of),
        _ => Vec::new(),
    }
}

fn symbol(name: &str) -> String {
    Program::print_name(name, Style::Unicode)
}

fn partial(of: &str, wrt: &str) -> String {
    format!("∂{}/∂{}", symbol(of), symbol(wrt))
}

/// The names with a value of the same shape, but for the one itself.
fn like(program: &Program, node: NodeId) -> Vec<(String, NodeId)> {
    let shape = program.shape(node);
    let named = program.names().filter_map(|name| Some((name.to_owned(), program.node(name)?)));
    named.filter(|(_, other)| *other != node && program.shape(*other) == shape).collect()
}

fn beside_gradient(program: &mut Program, of: &str, wrt: &str) -> Vec<(Aside, NodeId)> {
    let (Some(scalar), Some(to)) = (program.node(of), program.node(wrt)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let asked = partial(of, wrt);
    for update in program.updates() {
        if update.before == to {
            let after = program.reference(update.after, Style::Unicode);
            let aside = Aside::new("updated-value-for-gradient", &after, &asked);
            found.push((aside, update.after));
            let step = Aside::new("step-for-answer", &symbol(wrt), &asked);
            found.push((step.clone(), program.difference(update.before, update.after)));
            found.push((step, program.difference(update.after, update.before)));
        }
    }
    let own = Aside::new("value-for-gradient", &symbol(wrt), &symbol(wrt));
    found.push((own, to));
    for (name, node) in like(program, to) {
        if node != scalar {
            let gradient = program.gradients(scalar, &[node])[0];
            let aside = Aside::new("another-answer", &partial(of, &name), &asked);
            found.push((aside, gradient));
        }
        let aside = Aside::new("value-for-gradient", &symbol(&name), &symbol(wrt));
        found.push((aside, node));
    }
    found
}

fn beside_value(program: &mut Program, variant: &Variant, of: &str) -> Vec<(Aside, NodeId)> {
    let Some(value) = program.node(of) else { return Vec::new() };
    let mut found = Vec::new();
    let loss = variant.loss_name();
    for update in program.updates() {
        if update.after == value {
            let before = program.reference(update.before, Style::Unicode);
            let step = Aside::new("step-for-answer", &before, &symbol(of));
            found.push((step.clone(), program.difference(update.before, update.after)));
            found.push((step, program.difference(update.after, update.before)));
            if update.before < variant.loss {
                let gradient = program.gradients(variant.loss, &[update.before])[0];
                let shown = format!("∂{}/∂{before}", symbol(loss));
                let aside = Aside::new("gradient-for-value", &shown, &symbol(of));
                found.push((aside, gradient));
            }
        }
    }
    if value < variant.loss {
        let gradient = program.gradients(variant.loss, &[value])[0];
        let aside = Aside::new("gradient-for-value", &partial(loss, of), &symbol(of));
        found.push((aside, gradient));
    }
    for (name, node) in like(program, value) {
        let aside = Aside::new("another-answer", &symbol(&name), &symbol(of));
        found.push((aside, node));
    }
    found
}

impl Aside {
    fn new(mistake: &'static str, found: &str, asked: &str) -> Self {
        Self { mistake, found: found.to_owned(), asked: asked.to_owned() }
    }

    /// What the learner is told.
    pub fn told(&self) -> Diagnosis {
        let (value, operand) = (self.found.clone(), self.asked.clone());
        let diagnosis = Terms { value, operand, ..Terms::default() }.diagnosis(self.mistake);
        Diagnosis { at: String::new(), ..diagnosis }
    }
}
