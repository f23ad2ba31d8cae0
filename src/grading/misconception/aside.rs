//! Answers to something else than what was asked.

use super::Diagnosis;
use crate::engine::{NodeId, Program, Style};
use crate::exercise::{Question, Task, Variant};

/// Something else that was computed: the name of the confusion, and what the learner is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    mistake: &'static str,
    say: String,
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
            let aside = Aside::updated(&after, &asked);
            found.push((aside, update.after));
            let step = Aside::step(&symbol(wrt), &asked);
            found.push((step.clone(), program.difference(update.before, update.after)));
            found.push((step, program.difference(update.after, update.before)));
        }
    }
    let own = Aside::value_for_gradient(&symbol(wrt), &symbol(wrt));
    found.push((own, to));
    for (name, node) in like(program, to) {
        if node != scalar {
            let gradient = program.gradients(scalar, &[node])[0];
            let aside = Aside::another(&partial(of, &name), &asked);
            found.push((aside, gradient));
        }
        let aside = Aside::value_for_gradient(&symbol(&name), &symbol(wrt));
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
            let step = Aside::step(&before, &symbol(of));
            found.push((step.clone(), program.difference(update.before, update.after)));
            found.push((step, program.difference(update.after, update.before)));
            if update.before < variant.loss {
                let gradient = program.gradients(variant.loss, &[update.before])[0];
                let shown = format!("∂{}/∂{before}", symbol(loss));
                let aside = Aside::gradient_for_value(&shown, &symbol(of));
                found.push((aside, gradient));
            }
        }
    }
    if value < variant.loss {
        let gradient = program.gradients(variant.loss, &[value])[0];
        let aside = Aside::gradient_for_value(&partial(loss, of), &symbol(of));
        found.push((aside, gradient));
    }
    for (name, node) in like(program, value) {
        let aside = Aside::another(&symbol(&name), &symbol(of));
        found.push((aside, node));
    }
    found
}

impl Aside {
    fn value_for_gradient(found: &str, wrt: &str) -> Self {
        let say =
            format!("This is the value of {found}; what is asked for is the gradient by {wrt}.");
        Self { mistake: "value-for-gradient", say }
    }

    fn gradient_for_value(found: &str, asked: &str) -> Self {
        let say =
            format!("This is the gradient {found}; what is asked for is the value of {asked}.");
        Self { mistake: "gradient-for-value", say }
    }

    fn another(found: &str, asked: &str) -> Self {
        let say = format!("This is {found}; what is asked for is {asked}.");
        Self { mistake: "another-answer", say }
    }

    fn updated(found: &str, asked: &str) -> Self {
        let say = format!(
            "This is {found}, after the step; what is asked for is {asked}, which the step is made \
             of."
        );
        Self { mistake: "updated-value-for-gradient", say }
    }

    fn step(before: &str, asked: &str) -> Self {
        let say = format!(
            "This is the step itself, what {before} moves by, with the learning rate in it; what is \
             asked for is {asked}."
        );
        Self { mistake: "step-for-answer", say }
    }

    /// What the learner is told.
    pub fn told(&self) -> Diagnosis {
        Diagnosis { mistake: self.mistake, at: String::new(), say: self.say.clone() }
    }
}
