//! What a question asks for, in terms of names; and the same with the names looked up.

use super::build::Builder;
use crate::diagnostic::Diagnostic;
use crate::engine::{Broken, NodeId, Shape};
use crate::exercise::Task;
use crate::exercise::document::Text;
use crate::exercise::mend::Subject;
use crate::nearest::{list, nearest};
use crate::source::Span;

/// The most that seeking mistakes in backward passes may take: for each question of kind mend the
/// lines of equations times the square of the operations.
const MOST_SOUGHT: usize = 200_000;

/// Entries, each a row and a column counted from 0, and where each is written.
pub type Entries = Vec<(usize, usize, Span)>;

/// What one question asks for, as written.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The author's name for it.
    pub id: Option<Text>,
    /// Where the question begins.
    pub header: Span,
    /// What is asked.
    pub what: What,
    /// The entries that are asked for; `None` for all.
    pub entries: Option<Entries>,
    /// The author's own misconceptions: the answer of each, and what is said of it.
    pub mistakes: Vec<(Text, String)>,
}

/// The kinds of questions, in terms of names.
#[derive(Clone, Debug)]
pub enum What {
    /// The value of a name.
    Value {
        /// The name.
        of: Text,
    },
    /// The gradient of a scalar.
    Gradient {
        /// The scalar; `None` for the loss.
        of: Option<Text>,
        /// With respect to this name.
        wrt: Text,
    },
    /// A formula for a gradient.
    Formula {
        /// The scalar; `None` for the loss.
        of: Option<Text>,
        /// With respect to this name.
        wrt: Text,
        /// The only names that it may use; `None` for all.
        using: Option<Vec<Text>>,
    },
    /// The shape of a name.
    Shape {
        /// The name.
        of: Text,
    },
    /// The shape of a gradient.
    GradientShape {
        /// The scalar; `None` for the loss.
        of: Option<Text>,
        /// With respect to this name.
        wrt: Text,
    },
    /// All options that hold.
    Choice {
        /// What there is to choose from.
        options: Vec<String>,
        /// Those that hold, counted from 0, in ascending order.
        correct: Vec<usize>,
    },
    /// The wrong line of a backward pass.
    Mend {
        /// The scalar; `None` for the loss.
        of: Option<Text>,
        /// The pass leads to this name.
        wrt: Text,
        /// The rule that is broken; `None` for one that is drawn.
        mistake: Option<Text>,
    },
}

/// A question whose names have been looked up.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its name, unique in the exercise.
    pub id: String,
    /// What the learner has to find.
    pub task: Task,
    /// The node of the key, for a value or a gradient.
    pub node: Option<NodeId>,
    /// The shape of the key, or the shape that is asked for.
    pub shape: Option<Shape>,
}

impl Builder<'_> {
    /// Looks up the names of one question; `None` if there is a fault.
    pub fn ask(&mut self, ask: &Ask, loss: Option<&(String, NodeId)>) -> Option<Asked> {
        let names = self.names();
        let asked = match &ask.what {
            What::Value { of } => {
                let node = self.lookup(of, &names)?;
                self.asked(Task::Value { of: of.value.clone() }, of.value.clone(), node, true)
            }
            What::Gradient { of, wrt } => {
                let (of, scalar, name) = self.derivative(of.as_ref(), wrt, loss)?;
                let node = self.program.gradients(scalar, &[name])[0];
                let id = format!("d{of}/d{}", wrt.value);
                self.asked(Task::Gradient { of, wrt: wrt.value.clone() }, id, node, true)
            }
            What::Formula { of, wrt, using } => {
                let (of, scalar, name) = self.derivative(of.as_ref(), wrt, loss)?;
                let node = self.program.gradients(scalar, &[name])[0];
                let id = format!("formula(d{of}/d{})", wrt.value);
                let using = match using {
                    Some(using) => Some(self.usable(using, &names)?),
                    None => None,
                };
                self.asked(Task::Formula { of, wrt: wrt.value.clone(), using }, id, node, true)
            }
            What::Shape { of } => {
                let node = self.lookup(of, &names)?;
                let id = format!("shape({})", of.value);
                self.asked(Task::Shape { of: of.value.clone() }, id, node, false)
            }
            What::GradientShape { of, wrt } => {
                let (of, _, name) = self.derivative(of.as_ref(), wrt, loss)?;
                let id = format!("shape(d{of}/d{})", wrt.value);
                self.asked(Task::Shape { of: wrt.value.clone() }, id, name, false)
            }
            What::Choice { options, correct } => {
                let task = Task::Choice { options: options.clone(), correct: correct.clone() };
                Asked { id: "choice".to_owned(), task, node: None, shape: None }
            }
            What::Mend { of, wrt, mistake } => {
                let (of, scalar, name) = self.derivative(of.as_ref(), wrt, loss)?;
                let mistake = self.mistake(mistake.as_ref(), wrt, scalar, name).ok()?;
                let id = format!("mend(d{of}/d{})", wrt.value);
                let task = Task::Mend { of, wrt: wrt.value.clone(), mistake };
                Asked { id, task, node: None, shape: None }
            }
        };
        self.check_entries(ask, &asked);
        self.check_mistakes(ask, &asked);
        Some(asked)
    }

    /// The names that a formula may use: those of values, and `dZ` for a gradient by one.
    fn usable(&mut self, using: &[Text], names: &[String]) -> Option<Vec<String>> {
        let before = self.faults.len();
        for text in using {
            let partial = text
                .value
                .strip_prefix('d')
                .filter(|wrt| names.iter().any(|name| name == wrt) && !names.contains(&text.value));
            if partial.is_none() {
                self.lookup(text, names);
            }
        }
        let found = using.iter().map(|text| text.value.clone()).collect();
        (self.faults.len() == before).then_some(found)
    }

    fn asked(&self, task: Task, id: String, node: NodeId, evaluated: bool) -> Asked {
        let shape = Some(self.program.shape(node));
        Asked { id, task, node: evaluated.then_some(node), shape }
    }

    /// The scalar of a gradient, its node, and the node of the name.
    fn derivative(
        &mut self,
        of: Option<&Text>,
        wrt: &Text,
        loss: Option<&(String, NodeId)>,
    ) -> Option<(String, NodeId, NodeId)> {
        let names = self.names();
        let scalar = match of {
            Some(of) => self
                .lookup(of, &names)
                .filter(|node| self.is_scalar(*node, of))
                .map(|node| (of.value.clone(), node)),
            None => loss.cloned(),
        };
        let node = self.lookup(wrt, &names);
        let ((of, scalar), node) = (scalar?, node?);
        if of == wrt.value {
            let message = format!("the gradient of `{of}` with respect to `{of}` is always 1");
            let fault = Diagnostic::error("trivial-gradient", message).at(wrt.span, "");
            self.faults.push(fault.help("name a value that the scalar depends on"));
            return None;
        }
        Some((of, scalar, node))
    }

    /// Whether a mistake can be sought in the backward pass from a scalar, and in those of the
    /// questions before, in reasonable time; an error was reported.
    fn is_short_enough(&mut self, wrt: &Text, of: NodeId) -> Result<(), ()> {
        let forward = self.sheet.forward.iter().flat_map(|text| text.value.lines());
        let lines = forward.filter(|line| !line.trim().is_empty()).count();
        let operations = of.index() + 1;
        let before = self.sought;
        self.sought += lines * operations * operations;
        if self.sought <= MOST_SOUGHT {
            return Ok(());
        }
        if before <= MOST_SOUGHT {
            let message = format!(
                "a backward pass through {operations} operations is too long for a question of \
                 kind `mend`: the lines of equations times the square of the operations are at \
                 most {MOST_SOUGHT} for all such questions together"
            );
            let fault = Diagnostic::error("too-large", message).at(wrt.span, "");
            self.faults.push(fault.help("ask for fewer, or of fewer equations"));
        }
        Err(())
    }

    /// The rule that a question of kind mend breaks, if the author names one; an error was
    /// reported.
    fn mistake(
        &mut self,
        mistake: Option<&Text>,
        wrt: &Text,
        of: NodeId,
        to: NodeId,
    ) -> Result<Option<Broken>, ()> {
        self.is_short_enough(wrt, of)?;
        let known = Subject { program: &self.program, of, wrt: to }.mistakes();
        let names: Vec<&str> = known.iter().map(|broken| broken.name()).collect();
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        if known.is_empty() {
            let message = format!("on the way to `{}` there is no rule to break", wrt.value);
            let fault = Diagnostic::error("nothing-to-mend", message).at(wrt.span, "");
            self.faults.push(fault.help("name a value that the scalar depends on"));
            return Err(());
        }
        let Some(text) = mistake else { return Ok(None) };
        let broken = Broken::named(text.value.trim());
        if broken.is_some_and(|broken| known.contains(&broken)) {
            return Ok(broken);
        }
        let applying = format!("on this way there are {}", list(&quoted));
        self.faults.push(if broken.is_some() {
            let message = format!("`{}` breaks no rule on the way to `{}`", text.value, wrt.value);
            Diagnostic::error("mistake-does-not-apply", message).at(text.span, "").help(applying)
        } else {
            let all = Broken::ALL.iter().map(|broken| broken.name());
            let near = nearest(&text.value, all).map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no mistake `{}`", text.value);
            let fault = Diagnostic::error("unknown-mistake", message).at(text.span, "");
            fault.help(near.unwrap_or(applying))
        });
        Err(())
    }

    fn is_scalar(&mut self, node: NodeId, text: &Text) -> bool {
        let shape = self.program.shape(node);
        if !shape.is_scalar() {
            let name = &text.value;
            self.faults.push(
                Diagnostic::error(
                    "gradient-of-matrix",
                    format!("gradients are of scalars, but `{name}` has the shape {shape}"),
                )
                .at(text.span, "")
                .help(format!(
                    "assign a scalar in `forward`, such as `sum({name})`, and ask for its gradient"
                )),
            );
        }
        shape.is_scalar()
    }

    fn check_entries(&mut self, ask: &Ask, asked: &Asked) {
        let (Some(entries), Some(shape)) = (&ask.entries, asked.shape) else { return };
        for (row, col, span) in entries {
            if shape.is_scalar() || *row >= shape.rows() || *col >= shape.cols() {
                let fault = Diagnostic::error(
                    "entry-out-of-shape",
                    format!("there is no entry [{row}, {col}] in an answer of shape {shape}"),
                );
                let fault = fault.at(*span, "");
                self.faults.push(if shape.is_scalar() {
                    fault.help("leave `entries` out: the answer is one number")
                } else {
                    fault.help(format!(
                        "rows and columns count from 0: the last entry is [{}, {}]",
                        shape.rows() - 1,
                        shape.cols() - 1
                    ))
                });
            }
        }
    }

    fn check_mistakes(&mut self, ask: &Ask, asked: &Asked) {
        for (when, _) in &ask.mistakes {
            let Some(node) = self.expression(when) else { continue };
            let found = self.program.shape(node);
            if let Some(shape) = asked.shape
                && found != shape
            {
                self.faults.push(
                    Diagnostic::error(
                        "mistake-shape",
                        format!("this mistake gives an answer of shape {found}, but the right one has {shape}"),
                    )
                    .at(when.span, "")
                    .help("`when` is the answer that the mistake would give"),
                );
            }
        }
    }
}

/// Gives every question its name: the author's, or the one made from kind and names, with a
/// number where it would be taken.
pub fn named(asks: &[Ask], asked: Vec<Option<Asked>>) -> Vec<Option<Asked>> {
    let author = asks.iter().filter_map(|ask| ask.id.as_ref());
    let mut taken: Vec<String> = author.map(|id| id.value.clone()).collect();
    let mut name = |ask: &Ask, asked: Asked| {
        if let Some(id) = &ask.id {
            return Asked { id: id.value.clone(), ..asked };
        }
        let mut id = asked.id.clone();
        let mut count = 1;
        while taken.contains(&id) {
            count += 1;
            id = format!("{}-{count}", asked.id);
        }
        taken.push(id.clone());
        Asked { id, ..asked }
    };
    asks.iter().zip(asked).map(|(ask, asked)| asked.map(|asked| name(ask, asked))).collect()
}
