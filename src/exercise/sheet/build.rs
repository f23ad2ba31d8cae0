//! From a sheet to its program: given values, equations, loss, conditions, questions.
//! Every fault is reported once: what uses a faulty name is not a fault of its own.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::ask::{Asked, named};
use super::{Sheet, sample};
use crate::diagnostic::Diagnostic;
use crate::engine::{Array, NodeId, Program, Scope, Shape};
use crate::exercise::document::Text;
use crate::exercise::draw::{Draw, Size, whole};
use crate::exercise::{Given, Rule, Task};
use crate::nearest::suggestion;

/// The engine's code, and ours, for a name that there is not.
const UNKNOWN_NAME: &str = "unknown-name";

/// The largest number of entries of one given value.
pub const MOST_ENTRIES: usize = 10_000;

/// The largest number of entries of all given values together.
pub const MOST_ENTRIES_IN_ALL: usize = 100_000;

/// The program of a sheet for given values of certain shapes, and its nodes.
#[derive(Clone, Debug)]
pub struct Built {
    /// The given values as inputs, and the equations.
    pub program: Program,
    /// The fixed and drawn given values, in order, with their shapes.
    pub inputs: Vec<(NodeId, Shape)>,
    /// All given names, derived ones too, in order.
    pub given: Vec<(String, NodeId)>,
    /// The names that the equations assign, in order.
    pub assigned: Vec<(String, NodeId)>,
    /// The scalar whose gradients are asked for.
    pub loss: (String, NodeId),
    /// The loss's gradient with respect to every name but itself.
    pub gradients: Vec<(String, NodeId)>,
    /// The conditions, in order.
    pub require: Vec<NodeId>,
    /// The questions, in order; `None` for those that have a fault.
    pub asked: Vec<Option<Asked>>,
}

impl Built {
    /// Whether this is also the program for these values.
    pub fn fits(&self, values: &[Array]) -> bool {
        self.inputs.iter().map(|(_, shape)| *shape).eq(values.iter().map(Array::shape))
    }

    /// What the questions of kind mend take together.
    pub fn mend_effort(&self) -> usize {
        let is_mend = |asked: &&Asked| matches!(asked.task, Task::Mend { .. });
        self.asked.iter().flatten().filter(is_mend).count() * self.assigned.len().pow(3)
    }
}

impl Sheet {
    /// Builds the program for the values of one attempt at a seed's variant, and reports
    /// every fault; there is no program if the given values, equations or conditions have
    /// one. `faulty` are given names that are left out because of faults known already.
    pub fn build(
        &self,
        seed: u64,
        attempt: u64,
        faulty: &[String],
    ) -> (Option<Built>, Vec<Diagnostic>) {
        let mut builder = Builder::new(self, faulty);
        builder.given(seed, attempt);
        let built = builder.finish();
        (built, builder.faults)
    }
}

/// The fixed and drawn values of a sheet whose draws choose sizes, and how many numbers were drawn.
pub fn values(
    sheet: &Sheet,
    seed: u64,
    attempt: u64,
) -> Result<(Vec<Array>, usize), Vec<Diagnostic>> {
    let mut builder = Builder::new(sheet, &[]);
    builder.given(seed, attempt);
    if builder.faults.is_empty() {
        Ok((builder.known.into_iter().map(|(_, value)| value).collect(), builder.drawn))
    } else {
        Err(builder.faults)
    }
}

pub struct Builder<'s> {
    pub sheet: &'s Sheet,
    pub program: Program,
    pub faults: Vec<Diagnostic>,
    known: Vec<(NodeId, Array)>,
    /// How many numbers were drawn.
    drawn: usize,
    /// What seeking mistakes in backward passes takes.
    pub sought: usize,
    faulty: BTreeSet<String>,
}

impl<'s> Builder<'s> {
    fn new(sheet: &'s Sheet, faulty: &[String]) -> Self {
        Self {
            sheet,
            program: Program::new(),
            faults: Vec::new(),
            known: Vec::new(),
            drawn: 0,
            sought: 0,
            faulty: faulty.iter().cloned().collect(),
        }
    }

    fn given(&mut self, seed: u64, attempt: u64) {
        for given in &self.sheet.given {
            if let Err(fault) = self.program.check_name(&given.name) {
                let fault = fault.map_spans(|_| given.key);
                self.faults.push(if fault.labels.is_empty() {
                    fault.at(given.key, "")
                } else {
                    fault
                });
            } else {
                self.give(given, seed, attempt);
            }
            if self.program.node(&given.name).is_none() {
                self.faulty.insert(given.name.clone());
            }
        }
    }

    fn give(&mut self, given: &Given, seed: u64, attempt: u64) {
        let value = match &given.rule {
            Rule::Fixed(array) => Some(array.clone()),
            Rule::Derived(expression) => {
                let found = self.program.define(&given.name, expression);
                let text = Text { value: expression.clone(), span: given.span };
                self.report(found, &text);
                None
            }
            Rule::Drawn(draw) => self.shape(given, draw).and_then(|shape| {
                let found = sample(given, draw, shape, seed, attempt);
                let (value, drawn) = found.map_err(|fault| self.faults.push(fault)).ok()?;
                self.drawn += drawn;
                Some(value)
            }),
        };
        if let Some(value) = value {
            let node = self.program.input(&given.name, value.shape());
            self.known.push((node, value));
        }
    }

    /// The shape of a draw, its sizes evaluated.
    fn shape(&mut self, given: &Given, draw: &Draw) -> Option<Shape> {
        let shape = match &draw.shape {
            None => Shape::Scalar,
            Some([rows, cols]) => {
                let (rows, cols) = (self.size(rows), self.size(cols));
                Shape::Matrix(rows?, cols?)
            }
        };
        let name = &given.name;
        let before: usize = self.known.iter().map(|(_, value)| value.data().len()).sum();
        let message = if shape.size() > MOST_ENTRIES {
            format!("`{name}` would be {shape}; a value has at most {MOST_ENTRIES} entries")
        } else if before + shape.size() > MOST_ENTRIES_IN_ALL {
            format!("with `{name}` the given values have over {MOST_ENTRIES_IN_ALL} entries")
        } else {
            return Some(shape);
        };
        self.faults.push(Diagnostic::error("too-large", message).at(given.span, ""));
        None
    }

    fn size(&mut self, size: &Size) -> Option<usize> {
        let text = match size {
            Size::Fixed(size) => return Some(*size),
            Size::Expression(text) => text,
        };
        let node = self.expression(text)?;
        let known: Vec<_> = self.known.iter().map(|(node, value)| (*node, value)).collect();
        let value = self.program.evaluate(&known, &[node]).pop()?;
        let number = value.data().first().copied().filter(|_| value.shape().is_scalar());
        let size = number
            .and_then(whole)
            .and_then(|size| usize::try_from(size).ok())
            .filter(|size| (1..=MOST_ENTRIES).contains(size));
        if size.is_none() {
            let found = number
                .map_or_else(|| format!("of shape {}", value.shape()), |number| number.to_string());
            let message = format!(
                "a size has to be a whole number from 1 to {MOST_ENTRIES}, but `{}` is {found}",
                text.value
            );
            self.faults.push(Diagnostic::error("wrong-shape", message).at(text.span, ""));
        }
        size
    }

    /// Notes the faults within a string of the file, but for those that only say that a
    /// faulty name is not there.
    fn report(&mut self, found: Vec<Diagnostic>, text: &Text) {
        for fault in found {
            let about = text.value.get(fault.span().range()).unwrap_or_default();
            let follows = fault.code == UNKNOWN_NAME
                && self.faulty.contains(&about.nfc().collect::<String>());
            if !follows {
                self.faults.push(self.sheet.in_file(fault, text.span));
            }
        }
    }

    /// The node of an expression over all names.
    pub fn expression(&mut self, text: &Text) -> Option<NodeId> {
        match self.program.expression(&text.value, Scope::ALL) {
            Ok(node) => Some(node),
            Err(found) => {
                self.report(found, text);
                None
            }
        }
    }

    /// The node of a name; `names` are those that would do.
    pub fn lookup(&mut self, text: &Text, names: &[String]) -> Option<NodeId> {
        let name: String = text.value.nfc().collect();
        if names.contains(&name) {
            return self.program.node(&name);
        }
        if !self.faulty.contains(&name) {
            let fault = Diagnostic::error(UNKNOWN_NAME, format!("there is no name `{name}` here"));
            let mut fault = fault.at(text.span, "this name is not known");
            fault.help = suggestion(&name, names.iter().map(String::as_str));
            self.faults.push(fault);
        }
        None
    }

    /// All names that there are.
    pub fn names(&self) -> Vec<String> {
        self.program.names().map(str::to_owned).collect()
    }

    fn finish(&mut self) -> Option<Built> {
        self.sheet.forward.as_ref()?;
        let given = self.named_nodes();
        let assigned = self.forward(given.len());
        let loss = self.loss(assigned.as_deref());
        for name in &self.sheet.show {
            let names = self.names();
            self.lookup(name, &names);
        }
        for name in &self.sheet.hide {
            let names = self.names().split_off(given.len());
            self.lookup(name, &names);
        }
        let require: Vec<_> = self.sheet.require.iter().map(|text| self.expression(text)).collect();
        let sound = self.faults.is_empty() && self.faulty.is_empty();
        let asked: Vec<_> =
            self.sheet.asks.iter().map(|ask| self.ask(ask, loss.as_ref())).collect();
        let (assigned, loss) = (assigned?, loss?);
        let wrt: Vec<_> =
            given.iter().chain(&assigned).filter(|(name, _)| *name != loss.0).cloned().collect();
        let nodes: Vec<_> = wrt.iter().map(|(_, node)| *node).collect();
        let gradients = self.program.gradients(loss.1, &nodes);
        sound.then(|| Built {
            program: self.program.clone(),
            inputs: self.known.iter().map(|(node, value)| (*node, value.shape())).collect(),
            gradients: wrt.into_iter().map(|(name, _)| name).zip(gradients).collect(),
            require: require.into_iter().flatten().collect(),
            asked: named(&self.sheet.asks, asked),
            given,
            assigned,
            loss,
        })
    }

    fn named_nodes(&self) -> Vec<(String, NodeId)> {
        let node = |name| self.program.node(name).expect("a name of the program has a node");
        self.program.names().map(|name| (name.to_owned(), node(name))).collect()
    }

    /// The names that the equations assign; `None` if the equations have a fault.
    fn forward(&mut self, given: usize) -> Option<Vec<(String, NodeId)>> {
        let text = self.sheet.forward.as_ref()?;
        let found = self.program.read(&text.value);
        let faulty = !found.is_empty();
        self.report(found, text);
        if faulty {
            let left_out = assigned_names(&text.value);
            let left_out = left_out.filter(|name| self.program.node(name).is_none());
            self.faulty.extend(left_out.collect::<Vec<_>>());
            return None;
        }
        let assigned = self.named_nodes().split_off(given);
        if assigned.is_empty() {
            let fault = Diagnostic::error("missing-equations", "`forward` assigns no name");
            self.faults.push(
                fault
                    .at(text.span, "")
                    .help("write one equation a line: `L = mean((w * x - y)^2)`"),
            );
            return None;
        }
        Some(assigned)
    }

    fn loss(&mut self, assigned: Option<&[(String, NodeId)]>) -> Option<(String, NodeId)> {
        let (name, node, span) = if let Some(text) = &self.sheet.loss {
            let names = assigned.map_or_else(
                || self.names(),
                |assigned| assigned.iter().map(|(name, _)| name.clone()).collect(),
            );
            (text.value.clone(), self.lookup(text, &names)?, text.span)
        } else {
            let (name, node) = assigned?.last()?;
            (name.clone(), *node, self.sheet.forward.as_ref()?.span)
        };
        let shape = self.program.shape(node);
        if shape.is_scalar() {
            return Some((name, node));
        }
        self.faults.push(
            Diagnostic::error(
                "loss-not-scalar",
                format!("the loss has to be a scalar, but `{name}` has the shape {shape}"),
            )
            .at(span, if self.sheet.loss.is_some() { "" } else { "its last name is the loss" })
            .help(format!(
                "`mean({name})` or `sum({name})` makes it a scalar; `loss` names the loss"
            )),
        );
        None
    }
}

/// The names left of the equals signs, sound or not.
fn assigned_names(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(|line| {
        let (name, _) = line.split_once('=')?;
        Some(name.trim().nfc().collect())
    })
}
