//! Equations entered one after the other, as into a calculator. A name may be given another value;
//! what is computed from it follows.

use super::statements::statements;
use super::{Gradient, UNNAMED, gradient, gradient_text, value_text};
use crate::diagnostic::Diagnostic;
use crate::engine::op::FUNCTIONS;
use crate::engine::{self, Array, NodeId, Program, Scope, Shape};
use crate::grading::{Answer, answer};
use crate::source::Source;

/// What was entered so far.
#[derive(Clone, Debug, Default)]
pub struct Calculator {
    entered: Vec<Entered>,
    /// Whether replies are coloured.
    pub colour: bool,
}

/// A name and what stands for it.
#[derive(Clone, Debug)]
struct Entered {
    name: String,
    is: Meaning,
}

#[derive(Clone, Debug)]
enum Meaning {
    /// Numbers.
    Given(Array),
    /// The whole equation as typed.
    Equation(String),
}

/// What there is to say of what was entered.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Text.
    Text(String),
    /// It cannot be done: why, and the text that this is about.
    Refused(Source, Vec<Diagnostic>),
    /// Nothing more is wanted.
    Leave,
}

const HELP: &str = "\
What can be entered:
  w = 2                  a name for a number, or for a matrix as [1, 2; 3, 4], [[1, 2], [3, 4]]
  L = mean((w * x)^2)    a name for what is computed; it follows when w gets another value
  w + 1                  a value; the next line may call it `ans`
  grad(L, w)             a gradient, its formula, and its check by central differences
  names                  all names with their values
  quit                   leave; so does Ctrl-D
Tab completes names and functions, the arrows bring back earlier lines, and a line with open brackets
goes on below, until they are closed or a line is left empty.
";

impl Calculator {
    /// A calculator that knows these values.
    pub fn new(given: Vec<(String, Array)>, colour: bool) -> Self {
        let entered = |(name, array)| Entered { name, is: Meaning::Given(array) };
        Self { entered: given.into_iter().map(entered).collect(), colour }
    }

    /// Takes what was entered, which may be several equations; the replies are in their order, and
    /// what follows a fault is not looked at.
    pub fn enter(&mut self, text: &str) -> Vec<Reply> {
        let mut replies = Vec::new();
        for statement in statements(text) {
            let reply = match statement {
                "help" | "?" if self.find("help").is_none() => Reply::Text(HELP.to_owned()),
                "quit" | "exit" if self.find(statement).is_none() => Reply::Leave,
                "names" if self.find("names").is_none() => Reply::Text(self.listed()),
                _ => self
                    .statement(statement)
                    .unwrap_or_else(|(at, faults)| Reply::Refused(Source::new("line", at), faults)),
            };
            let ends = !matches!(reply, Reply::Text(_));
            replies.push(reply);
            if ends {
                break;
            }
        }
        replies
    }

    /// The names and functions that begin as a word does, with what a call needs.
    pub fn completions(&self, begun: &str) -> Vec<String> {
        let names = self.entered.iter().map(|entered| entered.name.clone());
        let functions = FUNCTIONS.iter().map(|function| format!("{}(", function.name));
        let others = ["grad(", "names", "help", "quit"].map(str::to_owned);
        let all = names.chain(functions).chain(others);
        let mut found: Vec<String> = all.filter(|name| name.starts_with(begun)).collect();
        found.sort();
        found.dedup();
        found
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.entered.iter().position(|entered| entered.name == name)
    }

    /// An equation, a gradient or an expression.
    fn statement(&mut self, text: &str) -> Result<Reply, Fault> {
        let Some((name, right)) = assigned(text) else { return self.expression(text) };
        let is = match value(right) {
            Some(array) => Meaning::Given(array),
            None => Meaning::Equation(text.to_owned()),
        };
        let next = self.with(Entered { name: name.to_owned(), is })?;
        let mut computed = next.computed()?;
        let shown = computed
            .value(name)
            .map_or_else(String::new, |value| value_text(name, &value, self.colour));
        *self = next;
        Ok(Reply::Text(shown))
    }

    /// All that was entered, and one name anew: where it was, or else behind all others.
    fn with(&self, entered: Entered) -> Result<Self, Fault> {
        if let Meaning::Given(_) = entered.is {
            let checked = Program::new().check_name(&entered.name);
            checked.map_err(|fault| (format!("{} = …", entered.name), vec![unplaced(fault)]))?;
        }
        let mut behind = self.clone();
        behind.entered.retain(|other| other.name != entered.name);
        behind.entered.push(entered.clone());
        let Some(at) = self.find(&entered.name) else { return Ok(behind) };
        let mut there = self.clone();
        there.entered[at] = entered;
        match there.computed() {
            Ok(_) => Ok(there),
            Err(fault) => behind.computed().map(|_| behind.clone()).map_err(|_| fault),
        }
    }

    fn expression(&mut self, text: &str) -> Result<Reply, Fault> {
        let mut computed = self.computed()?;
        if let Some((of, wrt)) = gradient_of(text)
            && let Some(found) = computed.gradient(of, wrt)
        {
            return Ok(Reply::Text(gradient_text(of, &found, self.colour)));
        }
        let found = match computed.program.expression(text, Scope::ALL) {
            Ok(node) => computed.evaluate(node),
            // What may be pasted as an answer is a value too.
            Err(faults) => value(text).ok_or_else(|| (text.to_owned(), faults))?,
        };
        let name = if computed.program.node(text).is_some() { text } else { UNNAMED };
        let shown = value_text(name, &found, self.colour);
        if name == UNNAMED {
            let entered = Entered { name: UNNAMED.to_owned(), is: Meaning::Given(found) };
            *self = self.with(entered)?;
        }
        Ok(Reply::Text(shown))
    }

    /// All names with their values.
    fn listed(&self) -> String {
        let Ok(mut computed) = self.computed() else { return String::new() };
        let names = self.entered.iter().filter_map(|entered| {
            Some(value_text(&entered.name, &computed.value(&entered.name)?, self.colour))
        });
        let text = names.collect::<String>();
        if text.is_empty() { "there is no name yet\n".to_owned() } else { text }
    }

    fn computed(&self) -> Result<Computed, Fault> {
        let mut computed = Computed { program: Program::new(), given: Vec::new() };
        for Entered { name, is } in &self.entered {
            match is {
                Meaning::Given(array) => {
                    computed.program.input(name, array.shape());
                    computed.given.push((name.clone(), array.clone()));
                }
                Meaning::Equation(text) => {
                    let faults = computed.program.read(text);
                    if !faults.is_empty() {
                        return Err((text.clone(), faults));
                    }
                }
            }
        }
        Ok(computed)
    }
}

/// A text and what is wrong with it.
type Fault = (String, Vec<Diagnostic>);

/// A program with the values of its inputs.
struct Computed {
    program: Program,
    given: Vec<(String, Array)>,
}

impl Computed {
    fn evaluate(&mut self, node: NodeId) -> Array {
        let known = known(&self.program, &self.given);
        self.program.evaluate(&known, &[node]).remove(0)
    }

    fn value(&mut self, name: &str) -> Option<Array> {
        self.program.node(name).map(|node| self.evaluate(node))
    }

    /// The gradient of a single number by a name; nothing if either is not there.
    fn gradient(&mut self, of: &str, wrt: &str) -> Option<Gradient> {
        let (of, wrt_node) = (self.program.node(of)?, self.program.node(wrt)?);
        if !self.program.shape(of).is_scalar() {
            return None;
        }
        let known = known(&self.program, &self.given);
        Some(gradient(&mut self.program, of, wrt, wrt_node, &known))
    }
}

fn known<'g>(program: &Program, given: &'g [(String, Array)]) -> Vec<(NodeId, &'g Array)> {
    given.iter().filter_map(|(name, value)| Some((program.node(name)?, value))).collect()
}

/// A fault without its places.
fn unplaced(fault: Diagnostic) -> Diagnostic {
    Diagnostic { labels: Vec::new(), ..fault }
}

/// A text as numbers, if it uses no name.
fn value(text: &str) -> Option<Array> {
    let answer = Answer::Text(text.trim().to_owned());
    let reading = answer::read(&answer, Shape::Scalar, None, &mut engine::calculate);
    reading.ok().map(|reading| reading.array)
}

/// The two sides of `name = …`.
fn assigned(text: &str) -> Option<(&str, &str)> {
    let (name, right) = text.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && !name.contains(|c: char| "()[]{},+-*/@^".contains(c));
    is_name.then_some((name, right))
}

/// The two names in `grad(L, w)`, if that is all.
fn gradient_of(text: &str) -> Option<(&str, &str)> {
    let inner =
        text.trim().strip_prefix("grad")?.trim_start().strip_prefix('(')?.strip_suffix(')')?;
    let (of, wrt) = inner.split_once(',')?;
    Some((of.trim(), wrt.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the replies to some lines say; of what is refused, the first message.
    fn said(lines: &[&str]) -> Vec<String> {
        let mut calculator = Calculator::default();
        let replies = lines.iter().flat_map(|line| calculator.enter(line)).collect::<Vec<_>>();
        replies
            .into_iter()
            .map(|reply| match reply {
                Reply::Text(text) => text,
                Reply::Refused(_, faults) => format!("refused: {}", faults[0].message),
                Reply::Leave => "leave".to_owned(),
            })
            .collect()
    }

    #[test]
    fn names_follow_when_others_get_new_values() {
        let found =
            said(&["w = 2", "x = [1, 3]", "L = sum((w * x)^2); L + 1", "ans * 2", "w = 1", "L"]);
        let wanted = [
            "w = 2\n",
            "x = [ 1  3 ]\n  1×2\n",
            "L = 40\n",
            "ans = 41\n",
            "ans = 82\n",
            "w = 1\n",
            "L = 10\n",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn gradients_come_with_formula_and_check() {
        let found = said(&["w = 3", "L = (w - 1)^2", "grad(L, w)", "grad(L, w) * 2"]);
        assert!(found[2].contains("∂L/∂w = 2(w − 1)"), "{}", found[2]);
        assert!(found[2].contains("∂L/∂w = 4\n") && found[2].contains("✓ central differences"));
        assert_eq!(found[3], "ans = 8\n");
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let found =
            said(&["w = 2", "L = w^2", "w = [1, 2] @", "v = u + 1", "w = [1; 2]; L", "sin = 3"]);
        assert!(found[2].starts_with("refused") && found[3].starts_with("refused"), "{found:?}");
        assert_eq!(found[4..6], ["w = ⎡ 1 ⎤\n    ⎣ 2 ⎦\n  2×1\n", "L = ⎡ 1 ⎤\n    ⎣ 4 ⎦\n  2×1\n"]);
        assert!(found[6].starts_with("refused"), "{found:?}");
    }

    #[test]
    fn words_are_commands_until_they_are_names() {
        let found = said(&["names", "help", "names = 2", "names", "# nothing", "quit", "w = 1"]);
        assert_eq!(
            (&*found[0], &*found[2], &*found[3]),
            ("there is no name yet\n", "names = 2\n", "names = 2\n")
        );
        assert!(found[1].contains("grad(L, w)"));
        assert_eq!(found[4..], ["leave", "w = 1\n"]);
    }

    #[test]
    fn completions_are_names_functions_and_commands() {
        let mut calculator = Calculator::default();
        calculator.enter("signal = 2");
        assert_eq!(calculator.completions("sig"), ["sigmoid(", "sign(", "signal"]);
    }
}
