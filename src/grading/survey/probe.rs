//! One look at a variant: keys, mistakes, and the values on the way, computed by one plan.

use super::{Least, Separation, Sight, Survey};
use crate::engine::{Array, NodeId, Plan, Program, Scope, Shape, Style};
use crate::exercise::{Exercise, Question, Rule, Task, Variant};
use crate::grading::misconception;
use crate::source::Span;

/// Beyond this the slope of a sigmoid is under 0.0025, and that of tanh under 0.00003.
const SATURATED: f64 = 6.0;

/// Up to this level an exercise is for pencil and paper.
const BY_PENCIL: u8 = 3;

/// The most significant digits of a given number that is copied by hand.
const MOST_DIGITS: usize = 4;

/// Keys by pencil lie between these, or are 0.
const PENCIL: std::ops::Range<f64> = 1e-3..1e5;

/// The relative difference that tells two answers apart.
const APART: f64 = 1e-3;

/// How many letters of equations are about one of usual length.
const LETTERS: usize = 25;

/// Up to this product of the questions and the fourth power of the equations the catalogue's
/// mistakes are compared: there are about as many as the square of the equations says, and each
/// takes as long again. The longest exercises of the library come to half of it.
const MOST_WORK: usize = 2_000_000;

/// Up to so many entries of a key.
const MOST_COMPARED: usize = 400;

/// What is computed, and why.
enum Watched {
    Key(usize),
    Author(usize, usize),
    Catalogue(usize, &'static str, String),
    Kink(String),
    Squashed(String),
}

/// What there is to compute in every variant of the same shapes.
pub struct Probe {
    shapes: Vec<Shape>,
    watched: Vec<Watched>,
    plan: Plan,
    /// The given names of which a key needs the transpose.
    transposed: Vec<String>,
}

impl Probe {
    /// A probe for the variants of the same shapes as this one.
    pub fn new(exercise: &Exercise, variant: &Variant) -> Self {
        let mut program = variant.program.clone();
        let mut watched = Vec::new();
        let affordable = affords_catalogue(exercise, variant);
        let mut nodes = Vec::new();
        let mut watch = |what: Watched, node: NodeId| {
            watched.push(what);
            nodes.push(node);
        };
        for (index, question) in exercise.questions.iter().enumerate() {
            let is_value = matches!(question.task, Task::Value { .. } | Task::Gradient { .. });
            let Some(key) = variant.node(question).filter(|_| is_value) else { continue };
            watch(Watched::Key(index), key);
            for (place, mistake) in question.mistakes.iter().enumerate() {
                if let Ok(node) = program.expression(&mistake.when, Scope::ALL) {
                    watch(Watched::Author(index, place), node);
                }
            }
            if affordable {
                for (told, node) in misconception::outcomes(question, variant, &mut program) {
                    watch(Watched::Catalogue(index, told.mistake, told.at), node);
                }
            }
        }
        let name = |program: &Program, node| program.reference(node, Style::Unicode);
        for node in program.squashed(variant.loss) {
            watch(Watched::Squashed(name(&program, node)), node);
        }
        for node in program.kinks(variant.loss) {
            watch(Watched::Kink(name(&program, node)), node);
        }
        let inputs: Vec<_> = variant.known().into_iter().map(|(node, _)| node).collect();
        let plan = program.plan(&inputs, &nodes);
        let keys = exercise.questions.iter().filter_map(|question| variant.node(question));
        let formulas: Vec<_> =
            keys.map(|key| variant.program.formula(key, Style::Unicode)).collect();
        let mut transposed: Vec<_> = variant.given.iter().map(|(name, _)| name.clone()).collect();
        transposed.retain(|name| {
            let transpose = format!("{}ᵀ", Program::print_name(name, Style::Unicode));
            formulas.iter().any(|formula| formula.contains(&transpose))
        });
        Self { shapes: shapes(variant), watched, plan, transposed }
    }

    /// Whether a variant has the shapes that this is for.
    pub fn fits(&self, variant: &Variant) -> bool {
        self.shapes == shapes(variant)
    }

    /// Notes all that a variant shows.
    pub fn look(&mut self, exercise: &Exercise, variant: &Variant, survey: &mut Survey) {
        let values: Vec<&Array> = variant.given.iter().map(|(_, value)| value).collect();
        self.plan.run(&values);
        for sight in given(exercise, variant, &self.transposed) {
            survey.note(variant.seed, sight);
        }
        let outputs: Vec<&[f64]> =
            (0..self.watched.len()).map(|index| self.plan.output(index, &values).1).collect();
        for (watched, data) in self.watched.iter().zip(&outputs) {
            if let Some(sight) = on_the_way(exercise, watched, data) {
                survey.note(variant.seed, sight);
            }
        }
        for (index, question) in exercise.questions.iter().enumerate() {
            let all: Vec<_> = self
                .watched
                .iter()
                .zip(&outputs)
                .filter(|(watched, _)| watched.question() == Some(index))
                .map(|(watched, data)| (watched, asked(question, variant, data)))
                .collect();
            if let Some(((_, key), mistakes)) = all.split_first() {
                keys(exercise, question, key, variant.seed, survey);
                // Where the key is 0, mistakes come to 0 too: `zero-key` tells it.
                if key.iter().any(|entry| *entry != 0.0) {
                    compare(exercise, index, key, mistakes, variant.seed, survey);
                }
            }
        }
        self.same_keys(exercise, variant, &outputs, survey);
    }

    /// Questions whose keys are equal to one before them, other than plain numbers.
    fn same_keys(
        &self,
        exercise: &Exercise,
        variant: &Variant,
        outputs: &[&[f64]],
        survey: &mut Survey,
    ) {
        let mut before: Vec<(&str, &[f64])> = Vec::new();
        for (watched, data) in self.watched.iter().zip(outputs) {
            let Watched::Key(index) = watched else { continue };
            let question = &exercise.questions[*index];
            let same =
                |(_, other): &&(&str, &[f64])| data.len() > 1 && distance(other, data) < APART;
            if let Some((other, _)) = before.iter().find(same) {
                let what = format!("the answer to `{}` is that to `{other}`", question.id);
                let help = "ask for one of them, or choose numbers that tell them apart";
                survey.note(variant.seed, Sight::of("same-key", question.span, what, help));
            }
            before.push((question.id.as_str(), *data));
        }
    }
}

/// Whether the catalogue's mistakes can be compared in every variant, and soon.
fn affords_catalogue(exercise: &Exercise, variant: &Variant) -> bool {
    let lines = exercise.forward.lines().filter(|line| !line.trim().is_empty()).count();
    let equations = lines.max(exercise.forward.chars().count() / LETTERS);
    let keys = || exercise.questions.iter().filter_map(|question| variant.key_array(question));
    let is_small = |key: &Array| key.data().len() <= MOST_COMPARED;
    let work = equations.saturating_pow(4).saturating_mul(keys().count());
    work <= MOST_WORK && keys().all(is_small)
}

impl Watched {
    fn question(&self) -> Option<usize> {
        match self {
            Self::Key(index) | Self::Author(index, _) | Self::Catalogue(index, ..) => Some(*index),
            Self::Kink(_) | Self::Squashed(_) => None,
        }
    }

    fn described(&self, question: &Question) -> String {
        match self {
            Self::Author(_, place) => format!("`{}`", question.mistakes[*place].when),
            Self::Catalogue(_, name, at) if at.is_empty() => format!("`{name}`"),
            Self::Catalogue(_, name, at) => format!("`{name}` at {at}"),
            _ => String::new(),
        }
    }
}

impl Sight {
    fn of(code: &'static str, span: Span, what: String, help: &'static str) -> Self {
        Self { code, span, what, help, least: Least::Often, question: None }
    }
}

fn shapes(variant: &Variant) -> Vec<Shape> {
    variant.given.iter().map(|(_, value)| value.shape()).collect()
}

/// The entries that are asked for.
fn asked(question: &Question, variant: &Variant, data: &[f64]) -> Vec<f64> {
    let cols = variant.key_array(question).map_or(1, |key| key.shape().cols());
    match &question.entries {
        Some(entries) => entries.iter().map(|(row, col)| data[row * cols + col]).collect(),
        None => data.to_vec(),
    }
}

/// The largest difference as a share of the largest entry; what is not finite is like nothing.
fn distance(one: &[f64], other: &[f64]) -> f64 {
    if one.len() != other.len() || one.iter().chain(other).any(|x| !x.is_finite()) {
        return f64::INFINITY;
    }
    let largest = one.iter().chain(other).fold(0.0_f64, |most, x| most.max(x.abs()));
    let apart = one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    if largest == 0.0 { 0.0 } else { apart / largest }
}

/// What the given values show.
fn given(exercise: &Exercise, variant: &Variant, transposed: &[String]) -> Vec<Sight> {
    let mut found = Vec::new();
    for (given, (name, value)) in exercise.given.iter().zip(&variant.given) {
        if matches!(given.rule, Rule::Derived(_)) {
            continue;
        }
        found.extend(ugly(exercise, given.key, name, value));
        let Shape::Matrix(rows, cols) = value.shape() else { continue };
        let mirrored = |at: usize| value.data()[at] == value.data()[at % cols * cols + at / cols];
        let diagonal = |at: usize| at / cols == at % cols || value.data()[at] == 0.0;
        if transposed.contains(name)
            && rows == cols
            && rows > 1
            && (0..rows * cols).all(mirrored)
            && !(0..rows * cols).all(diagonal)
        {
            let what = format!("`{name}` is symmetric, which hides a missing transpose,");
            let help = "choose other numbers, or add a condition to `require`: \
                        `max(abs(W - W.T)) > 0`";
            found.push(Sight::of("symmetric-matrix", given.key, what, help));
        }
    }
    found
}

fn ugly(exercise: &Exercise, place: Span, name: &str, value: &Array) -> Option<Sight> {
    let digits = |x: &f64| {
        let text = format!("{:e}", x.abs());
        text.split('e').next().unwrap_or_default().chars().filter(char::is_ascii_digit).count()
    };
    let most = value.data().iter().map(digits).max().unwrap_or_default();
    let by_pencil = exercise.level <= BY_PENCIL;
    (by_pencil && most > MOST_DIGITS).then(|| {
        let what = format!("`{name}` has numbers of more than {MOST_DIGITS} digits");
        let help = "draw integers, or set `decimals`; or raise the level";
        Sight::of("ugly-numbers", place, what, help)
    })
}

/// Whether a value on the way to the loss lies where it should not.
fn on_the_way(exercise: &Exercise, watched: &Watched, data: &[f64]) -> Option<Sight> {
    let place = exercise.places.forward.unwrap_or(exercise.places.title);
    match watched {
        Watched::Kink(name) if data.contains(&0.0) => {
            let what = format!("{name} is 0, where the derivative has a kink,");
            let help = "keep clear of it by a condition in `require`: `min(abs(Z)) > 0`";
            Some(Sight { least: Least::Once, ..Sight::of("key-on-kink", place, what, help) })
        }
        Watched::Squashed(name) if data.iter().any(|x| x.abs() > SATURATED) => {
            let what =
                format!("{name} is beyond ±{SATURATED}, where the gradient all but vanishes,");
            let help = "choose smaller weights, or add a condition: `max(abs(Z)) <= 4`";
            Some(Sight::of("saturation", place, what, help))
        }
        _ => None,
    }
}

/// What the key of a question shows by itself.
fn keys(exercise: &Exercise, question: &Question, key: &[f64], seed: u64, survey: &mut Survey) {
    let id = &question.id;
    if key.iter().all(|entry| *entry == 0.0) {
        let what = format!("the answer to `{id}` is 0 in every entry");
        let help = "choose numbers, or a condition in `require`, that leave something to find";
        survey.note(seed, Sight::of("zero-key", question.span, what, help));
    }
    let outside = |x: &f64| *x != 0.0 && !PENCIL.contains(&x.abs());
    if exercise.level <= BY_PENCIL && key.iter().any(outside) {
        let what = format!(
            "the answer to `{id}` has entries beyond {} or below {}",
            PENCIL.end, PENCIL.start
        );
        let help = "choose numbers of a size to compute with by hand, or raise the level";
        survey.note(seed, Sight::of("ugly-numbers", question.span, what, help));
    }
}

/// Which mistakes give the right answer, or each other's.
fn compare(
    exercise: &Exercise,
    index: usize,
    key: &[f64],
    mistakes: &[(&Watched, Vec<f64>)],
    seed: u64,
    survey: &mut Survey,
) {
    let question = &exercise.questions[index];
    let mut best = Separation { alike: 0, distance: f64::INFINITY, seed };
    let mut meet = |one: &[f64], other: &[f64]| {
        let apart = distance(one, other);
        if apart <= APART {
            best.alike += 1;
        } else {
            best.distance = best.distance.min(apart);
        }
        apart <= APART
    };
    for (at, (mistake, answer)) in mistakes.iter().enumerate() {
        let described = mistake.described(question);
        let author = match mistake {
            Watched::Author(_, place) => Some(question.mistakes[*place].span),
            _ => None,
        };
        let span = author.unwrap_or(question.span);
        if meet(key, answer) {
            let what =
                format!("the mistake {described} gives the right answer to `{}`", question.id);
            let help = "choose numbers, or a condition in `require`, by which the mistake shows";
            let least = if author.is_some() { Least::Once } else { Least::OftenAlike };
            let sight = Sight::of("mistake-is-right", span, what, help);
            survey.note(seed, Sight { least, question: Some(index), ..sight });
        }
        for (other, answer_too) in &mistakes[..at] {
            let names = (mistake, other);
            if let (Watched::Catalogue(_, one, _), Watched::Catalogue(_, two, _)) = names
                && one == two
            {
                continue;
            }
            // An author's mistake that is also in the catalogue goes first.
            if matches!(other, Watched::Author(..)) != author.is_some() {
                continue;
            }
            if meet(answer, answer_too) {
                let what = format!(
                    "the mistakes {} and {described} give the same answer to `{}`",
                    other.described(question),
                    question.id
                );
                let help = "choose numbers, or a condition in `require`, that tell them apart";
                let least = if author.is_some() { Least::Often } else { Least::OftenAlike };
                let sight = Sight::of("mistakes-alike", span, what, help);
                survey.note(seed, Sight { least, question: Some(index), ..sight });
            }
        }
    }
    survey.separate(index, best);
}
