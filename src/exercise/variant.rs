//! The numbers that one seed draws, and the key that follows from them.

use super::draw::random::Stream;
use super::mend::{Mend, Subject};
use super::sheet::{Asked, Built, Sheet};
use super::{Key, Question, Task};
use crate::diagnostic::Diagnostic;
use crate::engine::{Array, Broken, NodeId, Program, Scope, Shape};
use crate::source::Span;

/// How often all values are drawn anew before `require` counts as impossible.
pub const MOST_ATTEMPTS: u64 = 1_000;

/// How much may be computed in all draws of one seed: operations on numbers, or as long.
const MOST_WORK: usize = 500_000_000;

/// What a node costs besides its numbers.
const NODE: usize = 100;

/// What a number costs that is drawn.
const DRAWN: usize = 10;

/// What the questions of kind mend cost for each unit of their effort.
const EFFORT: usize = 16_000;

/// The numbers that one seed draws, and the key that follows from them.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What the variant is named by.
    pub seed: u64,
    /// How often all values were drawn until `require` held; 1 if at once.
    pub attempts: u64,
    /// How often each condition of `require` did not hold until then.
    pub failures: Vec<u64>,
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
    /// The given names, and those whose values are given away.
    pub shown: Vec<NodeId>,
    keys: Vec<Keyed>,
}

/// A question's name, and its key.
#[derive(Clone, Debug)]
struct Keyed {
    id: String,
    key: Key,
    node: Option<NodeId>,
    /// What the gradient is of and by, where one is asked for, as numbers or as a formula.
    partial: Option<(String, String)>,
    mend: Option<Mend>,
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

    /// The worked backward pass of which one line is wrong, for a question of kind mend.
    ///
    /// # Panics
    /// If the question is of another exercise.
    pub fn mend(&self, question: &Question) -> Option<&Mend> {
        self.keyed(question).mend.as_ref()
    }

    /// The gradients that were asked for before a question, as numbers or as a formula, and that
    /// are not what it asks for: of what, by what, and the node.
    pub fn asked_before(&self, question: &Question) -> Vec<(&str, &str, NodeId)> {
        let own = self.keyed(question).partial.as_ref();
        let mut found: Vec<(&str, &str, NodeId)> = Vec::new();
        for keyed in self.keys.iter().take_while(|keyed| keyed.id != question.id) {
            if let (Some((of, wrt)), Some(node)) = (&keyed.partial, keyed.node)
                && keyed.partial.as_ref() != own
                && !found.iter().any(|known| (known.0, known.1) == (of.as_str(), wrt.as_str()))
            {
                found.push((of, wrt, node));
            }
        }
        found
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

    /// The value of an expression over some of the names; it cannot use `grad`.
    pub fn evaluate(&mut self, text: &str, names: &[&str]) -> Result<Array, Vec<Diagnostic>> {
        let scope = Scope { names: Some(names), grad: false };
        let node = self.program.expression(text, scope)?;
        let Self { program, given, .. } = self;
        let known: Vec<(NodeId, &Array)> =
            given.iter().filter_map(|(name, value)| Some((program.node(name)?, value))).collect();
        let values = program.evaluate(&known, &[node]);
        Ok(values.into_iter().next().expect("one value was asked for"))
    }

    /// The given values as nodes of the program, to evaluate it with.
    pub fn known(&self) -> Vec<(NodeId, &Array)> {
        let node = |name: &str| self.program.node(name).expect("a given name has a node");
        self.given.iter().map(|(name, value)| (node(name), value)).collect()
    }

    /// The name of the loss.
    pub fn loss_name(&self) -> &str {
        let mut names = self.values.iter().map(|(name, _)| name);
        let loss = names.find(|name| self.program.node(name) == Some(self.loss));
        loss.map_or("", String::as_str)
    }
}

/// Draws the variants of some seeds to see that they can be, as many as the work of one seed allows;
/// the faults are those of the first that has any.
pub fn try_all(sheet: &Sheet, built: &Built, seeds: impl Iterator<Item = u64>) -> Vec<Diagnostic> {
    let mut spent = 0;
    for seed in seeds {
        match draw_counted(sheet, built, seed, &mut spent) {
            Ok(_) if spent >= MOST_WORK => break,
            Ok(_) => {}
            Err(faults) => return faults,
        }
    }
    Vec::new()
}

/// Draws the variant of a seed; `built` is the program of the sheet for one of its variants.
pub fn draw(sheet: &Sheet, built: &Built, seed: u64) -> Result<Variant, Vec<Diagnostic>> {
    draw_counted(sheet, built, seed, &mut 0)
}

/// The same; what it took is added to `total`.
fn draw_counted(
    sheet: &Sheet,
    built: &Built,
    seed: u64,
    total: &mut usize,
) -> Result<Variant, Vec<Diagnostic>> {
    let attempts = if sheet.is_drawn() { MOST_ATTEMPTS } else { 1 };
    let mut failures = vec![0; sheet.require.len()];
    let mut built = built.clone();
    let mut invisible = None;
    let (mut tried, mut spent) = (0, 0);
    while tried < attempts && (spent < MOST_WORK || tried == 0) {
        let attempt = tried;
        tried += 1;
        let (values, drawn) = sheet.values(seed, attempt)?;
        let cost = built.program.work() + NODE * built.program.size() + DRAWN * drawn;
        spent += cost;
        *total += cost;
        if !built.fits(&values) {
            built = match sheet.build(seed, attempt, &[]) {
                (Some(built), faults) if faults.is_empty() => built,
                (_, faults) => return Err(faults),
            };
        }
        let held = conditions(&mut built, &values);
        if held.iter().all(|held| *held) {
            let effort = EFFORT * built.mend_effort();
            spent += effort;
            *total += effort;
            match mends(sheet, &built, &values, seed, attempt) {
                Ok(mends) => {
                    let found = variant(sheet, built, &values, seed, mends);
                    return found.map(|found| Variant { attempts: attempt + 1, failures, ..found });
                }
                Err(fault) => invisible = Some(fault),
            }
            continue;
        }
        for (failures, held) in failures.iter_mut().zip(held) {
            *failures += u64::from(!held);
        }
    }
    Err(vec![invisible.unwrap_or_else(|| not_met(sheet, attempts, tried, &failures))])
}

/// The wrong passes of all questions of kind mend, in the order of the questions.
fn mends(
    sheet: &Sheet,
    built: &Built,
    values: &[Array],
    seed: u64,
    attempt: u64,
) -> Result<Vec<Option<Mend>>, Diagnostic> {
    let known: Vec<_> = built.inputs.iter().map(|(node, _)| *node).zip(values).collect();
    let mut mends = vec![None; built.asked.len()];
    let mut taken = Vec::new();
    // A certain mistake has its line; one that is drawn can give way to it.
    for drawn in [false, true] {
        for (place, (asked, ask)) in built.asked.iter().zip(&sheet.asks).enumerate() {
            let Some(Asked { id, task: Task::Mend { of, wrt, mistake }, .. }) = asked else {
                continue;
            };
            if mistake.is_none() != drawn {
                continue;
            }
            let node = |name: &str| built.program.node(name).expect("the names were looked up");
            let subject = Subject { program: &built.program, of: node(of), wrt: node(wrt) };
            let mut stream = Stream::new(seed, attempt, &format!("mend {id}"));
            let mend = subject.mend(*mistake, &known, &taken, &mut stream);
            let mend = mend.ok_or_else(|| invisible(*mistake, ask.header))?;
            taken.push(mend.place());
            mends[place] = Some(mend);
        }
    }
    Ok(mends)
}

/// The error that a wrong pass cannot be made with the numbers of a variant.
fn invisible(mistake: Option<Broken>, header: Span) -> Diagnostic {
    let rule = mistake.map_or_else(
        || "no mistake can".to_owned(),
        |rule| format!("the mistake `{}` does not", rule.name()),
    );
    let message = format!("{rule} change exactly one line of the backward pass, and that visibly");
    Diagnostic::error("mend-invisible", message)
        .at(header, "with the numbers of this variant")
        .help("give other numbers, or another `mistake`, or give the steps between names of their own")
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

fn not_met(sheet: &Sheet, attempts: u64, tried: u64, failures: &[u64]) -> Diagnostic {
    let fault = match attempts {
        1 => Diagnostic::error(
            "require-not-met",
            "a condition of `require` does not hold, and no value is drawn that could change it",
        ),
        _ => Diagnostic::error(
            "require-not-met",
            format!(
                "no draw of {tried} met every condition of `require`{}",
                if tried < attempts {
                    ", and the equations are too large to draw more"
                } else {
                    ""
                }
            ),
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
    mends: Vec<Option<Mend>>,
) -> Result<Variant, Vec<Diagnostic>> {
    let known: Vec<_> = built.inputs.iter().map(|(node, _)| *node).zip(values).collect();
    let asked: Vec<_> = built.asked.iter().flatten().collect();
    let mut mends = mends.into_iter();
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
    let keys: Vec<_> =
        asked.iter().map(|asked| keyed(asked, &mut found, mends.next().flatten())).collect();
    let faults: Vec<_> =
        keys.iter().filter_map(|keyed| not_finite(sheet, &built, keyed, seed)).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let names = given.iter().map(|(name, _)| name.as_str());
    let names = names.chain(sheet.show.iter().map(|name| name.value.as_str()));
    let shown = names.filter_map(|name| built.program.node(name)).collect();
    Ok(Variant {
        seed,
        attempts: 1,
        failures: Vec::new(),
        shown,
        loss: built.loss.1,
        program: built.program,
        given,
        values: assigned,
        gradients,
        keys,
    })
}

fn keyed(asked: &Asked, found: &mut impl Iterator<Item = Array>, mend: Option<Mend>) -> Keyed {
    let key = match (&asked.task, &mend) {
        (Task::Mend { .. }, Some(mend)) => Key::Mend(mend.broken, mend.right.clone()),
        (Task::Choice { correct, .. }, _) => Key::Choice(correct.clone()),
        (Task::Value { .. } | Task::Gradient { .. } | Task::Formula { .. }, _) => {
            Key::Array(found.next().expect("every key was evaluated"))
        }
        (Task::Shape { .. } | Task::Mend { .. }, _) => {
            Key::Shape(asked.shape.map(Shape::dimensions).unwrap_or_default())
        }
    };
    let partial = match &asked.task {
        Task::Gradient { of, wrt } | Task::Formula { of, wrt, .. } => {
            Some((of.clone(), wrt.clone()))
        }
        _ => None,
    };
    Keyed { id: asked.id.clone(), key, node: asked.node, partial, mend }
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
