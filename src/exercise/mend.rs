//! A worked backward pass with one rule broken, its numbers carried through: what a question of
//! kind `mend` shows.

use super::draw::random::Stream;
use crate::engine::{Array, Broken, NodeId, Program, Slip};

/// A worked backward pass of which one line is wrong.
#[derive(Clone, Debug)]
pub struct Mend {
    /// The program in which the lines are written.
    pub program: Program,
    /// The lines from the scalar back.
    pub lines: Vec<Line>,
    /// The line that does not follow from those above it, counted from 0.
    pub broken: usize,
    /// What that line should be.
    pub right: Array,
    /// How the rule was broken.
    pub rule: Broken,
}

impl Mend {
    /// The line that is broken: of what, and by what.
    pub fn place(&self) -> (String, String) {
        let line = &self.lines[self.broken];
        (line.of.clone(), line.wrt.clone())
    }
}

/// One line of a backward pass.
#[derive(Clone, Debug)]
pub struct Line {
    /// The scalar.
    pub of: String,
    /// The name that the gradient is by.
    pub wrt: String,
    /// The gradient as the line has it, in terms of the lines above.
    pub node: NodeId,
    /// Its numbers.
    pub value: Array,
}

/// The gradient whose backward pass is shown.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its program.
    pub program: &'a Program,
    /// The scalar.
    pub of: NodeId,
    /// With respect to this name.
    pub wrt: NodeId,
}

/// How far the wrong line has to be from the right one to be seen, relative to the larger.
const VISIBLE: f64 = 0.05;

/// How near two values are that count as the same.
const SAME: f64 = 1e-9;

impl Subject<'_> {
    /// The rules that can be broken on the way, in the order of the catalogue.
    pub fn mistakes(&self) -> Vec<Broken> {
        let (_, slips) = self.slips();
        let mut found: Vec<Broken> = slips.into_iter().map(|slip| slip.broken).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What can be broken, and the program that has every node that a slip may name.
    fn slips(&self) -> (Program, Vec<Slip>) {
        let mut program = self.program.clone();
        let slips = program.slips(self.of, self.wrt).into_iter().map(|(slip, _)| slip).collect();
        (program, slips)
    }

    /// A backward pass with one broken rule, a certain one or one that the stream draws among
    /// those that apply; `None` if no such rule changes one line, and that visibly, where the
    /// `known` nodes have these values. A line that is broken elsewhere already, of `taken`, is
    /// broken again only if no other one can be: its right value is known by then.
    pub fn mend(
        &self,
        mistake: Option<Broken>,
        known: &[(NodeId, &Array)],
        taken: &[(String, String)],
        stream: &mut Stream,
    ) -> Option<Mend> {
        let right = Right::of(self, known);
        let (program, mut slips) = self.slips();
        let surveyed = Subject { program: &program, ..*self };
        slips.retain(|slip| mistake.is_none_or(|mistake| slip.broken == mistake));
        let mut again = None;
        while !slips.is_empty() {
            let mut rules: Vec<Broken> = slips.iter().map(|slip| slip.broken).collect();
            rules.dedup();
            let rule = rules[below(stream, rules.len())];
            let places: Vec<usize> =
                (0..slips.len()).filter(|place| slips[*place].broken == rule).collect();
            let slip = slips.remove(places[below(stream, places.len())]);
            if let Some(mend) = right.clone().broken(&surveyed, slip, known) {
                if !taken.contains(&mend.place()) {
                    return Some(mend);
                }
                again = again.or(Some(mend));
            }
        }
        again
    }
}

fn below(stream: &mut Stream, bound: usize) -> usize {
    usize::try_from(stream.below(bound as u64)).unwrap_or_default()
}

/// The backward pass as it should be.
#[derive(Clone)]
struct Right {
    program: Program,
    /// What each line's gradient is by, the gradient, and its value.
    lines: Vec<(NodeId, NodeId, Array)>,
}

impl Right {
    fn of(subject: &Subject<'_>, known: &[(NodeId, &Array)]) -> Self {
        let mut program = subject.program.clone();
        let pass = program.backward_pass(subject.of, &[subject.wrt], None);
        let names: Vec<NodeId> = pass.iter().map(|adjoint| adjoint.name).collect();
        let values = program.evaluate(known, &names);
        let lines = pass.iter().zip(values);
        let lines = lines.map(|(adjoint, value)| (adjoint.by, adjoint.name, value)).collect();
        Self { program, lines }
    }

    /// The pass with a slip, if exactly one of its lines does not follow from those above.
    fn broken(
        mut self,
        subject: &Subject<'_>,
        slip: Slip,
        known: &[(NodeId, &Array)],
    ) -> Option<Mend> {
        let mut program = subject.program.clone();
        let pass = program.backward_pass(subject.of, &[subject.wrt], Some(slip));
        let node = |by: NodeId| pass.iter().find(|adjoint| adjoint.by == by);
        let nodes: Option<Vec<NodeId>> =
            self.lines.iter().map(|(by, ..)| node(*by).map(|adjoint| adjoint.name)).collect();
        let nodes = nodes?;
        let values = program.evaluate(known, &nodes);
        if !values.iter().flat_map(Array::data).all(|entry| entry.is_finite()) {
            return None;
        }
        let mut wrong = Vec::new();
        for place in 0..self.lines.len() {
            let above = self.lines[..place].iter().map(|(_, name, _)| *name).zip(&values);
            let given: Vec<(NodeId, &Array)> = known.iter().copied().chain(above).collect();
            let follows = self.program.evaluate(&given, &[self.lines[place].1]).remove(0);
            if distance(&follows, &values[place]) > SAME {
                wrong.push(place);
            }
        }
        let [broken] = wrong[..] else { return None };
        let right = self.lines[broken].2.clone();
        if distance(&right, &values[broken]) < VISIBLE {
            return None;
        }
        let name = |node| subject.program.name_of(node).unwrap_or_default().to_owned();
        let line = |((by, ..), (node, value)): (&(NodeId, NodeId, Array), (NodeId, Array))| Line {
            of: name(subject.of),
            wrt: name(*by),
            node,
            value,
        };
        let lines = self.lines.iter().zip(nodes.into_iter().zip(values)).map(line).collect();
        Some(Mend { program, lines, broken, right, rule: slip.broken })
    }
}

/// The largest difference between two values of one shape, relative to their largest entry.
fn distance(a: &Array, b: &Array) -> f64 {
    let scale = a.largest().max(b.largest());
    let pairs = a.data().iter().zip(b.data());
    let largest = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    if scale == 0.0 { 0.0 } else { largest / scale }
}
