//! The numbers that one seed draws, and the key that follows from them.

use super::sheet::{Asked, Built, Sheet};
use super::{Key, Question, Task};
use crate::diagnostic::Diagnostic;
use crate::engine::{Array, NodeId, Program, Shape};

/// How often all values are drawn anew before `require` counts as impossible.
pub const MOST_ATTEMPTS: u64 = 1_000;

/// The numbers that one seed draws, and the key that follows from them.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What the variant is named by.
    pub seed: u64,
    /// The given values as inputs, the equations, and the gradients.
    pub program: Program,
    /// The scalar whose gradients are asked for.
    pub loss: NodeId,
    /// Every given name and its value, in order, derived ones too.
    pub given: Vec<(String, Array)>,
    /// Every name that the equations assign and its value, in order, the loss too.
    pub values: Vec<(String, Array)>,
    /// The loss's gradient with respect to every given and assigned name but the loss, in
    /// that order; zeros where it does not depend on the name.
    pub gradients: Vec<(String, Array)>,
    keys: Vec<Keyed>,
}

/// A question's name, and its key.
#[derive(Clone, Debug)]
struct Keyed {
    id: String,
    key: Key,
    node: Option<NodeId>,
}

impl Variant {
    /// The right answer to a question of the exercise.
    ///
    /// # Panics
    /// If the question is of another exercise.
    pub fn key(&self, question: &Question) -> Key {
        self.keyed(question).key.clone()
    }

    /// The right answer to a question of the exercise, if it is a value or gradient.
    ///
    /// # Panics
    /// If the question is of another exercise.
    pub fn key_array(&self, question: &Question) -> Option<&Array> {
        match &self.keyed(question).key {
            Key::Array(key) => Some(key),
            _ => None,
        }
    }

    /// The node of the key, for a question of kind value or gradient.
    ///
    /// # Panics
    /// If the question is of another exercise.
    pub fn node(&self, question: &Question) -> Option<NodeId> {
        self.keyed(question).node
    }

    fn keyed(&self, question: &Question) -> &Keyed {
        let keyed = self.keys.iter().find(|keyed| keyed.id == question.id);
        keyed.expect("the question is one of the exercise's")
    }

    /// The value of a given or assigned name.
    pub fn value(&self, name: &str) -> Option<&Array> {
        let mut all = self.given.iter().chain(&self.values);
        all.find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The name of the loss.
    pub fn loss_name(&self) -> &str {
        let mut names = self.values.iter().map(|(name, _)| name);
        let loss = names.find(|name| self.program.node(name) == Some(self.loss));
        loss.map_or("", String::as_str)
    }
}

/// Draws the variant of a seed; `built` is the program of the sheet for one of its variants.
pub fn draw(sheet: &Sheet, built: &Built, seed: u64) -> Result<Variant, Vec<Diagnostic>> {
    let attempts = if sheet.is_drawn() { MOST_ATTEMPTS } else { 1 };
    let mut failures = vec![0; sheet.require.len()];
    let mut built = built.clone();
    for attempt in 0..attempts {
        let values = sheet.values(seed, attempt)?;
        if !built.fits(&values) {
            built = match sheet.build(seed, attempt, &[]) {
                (Some(built), faults) if faults.is_empty() => built,
                (_, faults) => return Err(faults),
            };
        }
        let held = conditions(&mut built, &values);
        if held.iter().all(|held| *held) {
            return variant(sheet, built, &values, seed);
        }
        for (failures, held) in failures.iter_mut().zip(held) {
            *failures += u64::from(!held);
        }
    }
    Err(vec![not_met(sheet, attempts, &failures)])
}

/// Which conditions hold: those whose entries are all other than 0.
fn conditions(built: &mut Built, values: &[Array]) -> Vec<bool> {
    if built.require.is_empty() {
        return Vec::new();
    }
    let known: Vec<_> = built.inputs.iter().map(|(node, _)| *node).zip(values).collect();
    let found = built.program.evaluate(&known, &built.require);
    let holds = |entry: &f64| *entry != 0.0 && !entry.is_nan();
    found.iter().map(|value| value.data().iter().all(holds)).collect()
}

fn not_met(sheet: &Sheet, attempts: u64, failures: &[u64]) -> Diagnostic {
    let fault = match attempts {
        1 => Diagnostic::error(
            "require-not-met",
            "a condition of `require` does not hold, and no value is drawn that could change it",
        ),
        _ => Diagnostic::error(
            "require-not-met",
            format!("no draw of {attempts} met every condition of `require`"),
        ),
    };
    let failed = sheet.require.iter().zip(failures).filter(|(_, count)| **count > 0);
    let fault = failed.fold(fault, |fault, (condition, count)| {
        let text = match (attempts, count) {
            (1, _) => "this does not hold".to_owned(),
            (_, 1) => "this failed once".to_owned(),
            _ => format!("this failed {count} times"),
        };
        fault.at(condition.span, text)
    });
    fault.help("loosen the conditions, or change the values that they depend on")
}

fn variant(
    sheet: &Sheet,
    mut built: Built,
    values: &[Array],
    seed: u64,
) -> Result<Variant, Vec<Diagnostic>> {
    let known: Vec<_> = built.inputs.iter().map(|(node, _)| *node).zip(values).collect();
    let asked: Vec<_> = built.asked.iter().flatten().collect();
    let keys = asked.iter().filter_map(|asked| asked.node);
    let named = built.given.iter().chain(&built.assigned).chain(&built.gradients);
    let outputs: Vec<_> = named.map(|(_, node)| *node).chain(keys).collect();
    let mut found = built.program.evaluate(&known, &outputs).into_iter();
    let mut take = |names: &[(String, NodeId)]| -> Vec<(String, Array)> {
        names.iter().map(|(name, _)| name.clone()).zip(found.by_ref()).collect()
    };
    let given = take(&built.given);
    let assigned = take(&built.assigned);
    let gradients = take(&built.gradients);
    let keys: Vec<_> = asked.iter().map(|asked| keyed(asked, &mut found)).collect();
    let faults: Vec<_> =
        keys.iter().filter_map(|keyed| not_finite(sheet, &built, keyed, seed)).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Variant {
        seed,
        loss: built.loss.1,
        program: built.program,
        given,
        values: assigned,
        gradients,
        keys,
    })
}

fn keyed(asked: &Asked, found: &mut impl Iterator<Item = Array>) -> Keyed {
    let key = match &asked.task {
        Task::Value { .. } | Task::Gradient { .. } => {
            Key::Array(found.next().expect("every key was evaluated"))
        }
        Task::Shape { .. } => Key::Shape(asked.shape.map(Shape::dimensions).unwrap_or_default()),
        Task::Choice { correct, .. } => Key::Choice(correct.clone()),
    };
    Keyed { id: asked.id.clone(), key, node: asked.node }
}

/// The error that a key cannot be graded.
fn not_finite(sheet: &Sheet, built: &Built, keyed: &Keyed, seed: u64) -> Option<Diagnostic> {
    let Key::Array(key) = &keyed.key else { return None };
    let entry = key.data().iter().position(|entry| !entry.is_finite())?;
    let place = if key.shape().is_scalar() {
        "it".to_owned()
    } else {
        format!("its entry [{}, {}]", entry / key.shape().cols(), entry % key.shape().cols())
    };
    let index = built
        .asked
        .iter()
        .position(|asked| asked.as_ref().is_some_and(|asked| asked.id == keyed.id))?;
    let variant = if sheet.is_drawn() { format!(" for seed {seed}") } else { String::new() };
    let number = key.data()[entry];
    Some(
        Diagnostic::error(
            "key-not-finite",
            format!("the answer to `{}` is not finite{variant}: {place} is {number}", keyed.id),
        )
        .at(sheet.asks[index].header, "no answer could be graded")
        .help("choose values, or a condition in `require`, that keep clear of log(0), 1/0 and overflow"),
    )
}
