//! Which rule a wrong answer broke.
//!
//! The backward pass is run again with one rule broken at one place, in every way that
//! [`crate::engine::Broken`] knows, the equations with one operation done wrongly
//! ([`crate::engine::Way`]); then with two. What reproduces the answer is likely what
//! happened. An author's own mistakes come first. Nothing is said rather than guessed:
//! [`evidence`] weighs whether an agreement may be chance.

pub mod aside;
pub mod catalogue;
pub mod evidence;
mod shown;
mod words;

pub use shown::shown;
pub use words::Terms;

use super::answer::Reading;
use crate::engine::{Array, Errata, Misstep, NodeId, Program, Scope, Target};
use crate::exercise::{Question, Task, Variant};
use aside::Aside;
use evidence::{Agreement, compare};

/// What was likely done, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// A stable name of the [`catalogue`].
    pub mistake: &'static str,
    /// The name at which the rule was broken; empty if there is none.
    pub at: String,
    /// One or two sentences for the learner.
    pub say: String,
}

/// What there is to say of a wrong answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// Nothing, one thing, or two.
    pub diagnoses: Vec<Diagnosis>,
    /// Of two things, whether both were done; else it was likely the first, or the second.
    pub together: bool,
}

/// The name of all mistakes that an exercise's author describes.
pub const AUTHORS: &str = "author";

/// An agreement of one misstep counts if fewer than this many were to be expected by chance.
const MOST_BY_CHANCE: f64 = 0.5;

/// The same for two missteps, which fewer people make.
const MOST_PAIRS_BY_CHANCE: f64 = 0.02;

/// Among agreements, those that are this much worse than the best are chance.
const MUCH_WORSE: f64 = 10.0;

/// The most pairs of missteps that are tried.
const MOST_PAIRS: usize = 6_000;

/// If more pairs than these tell the same numbers differently, none is told.
const MOST_ALIKE: usize = 3;

/// How many outcomes are computed by one plan.
const BATCH: usize = 256;

/// What may have happened.
#[derive(Clone, Debug)]
enum Story {
    /// One of the exercise's own mistakes.
    Author(String),
    /// Rules that were broken, or operations that were done wrongly.
    Missteps(Vec<Misstep>),
    /// Something else was computed.
    Aside(Aside),
}

/// A story that agrees with the answer.
struct Suspect {
    story: Story,
    agreement: Agreement,
}

/// The likeliest story of a wrong answer in the key's shape, if there is one. Where only one
/// entry is wrong, a story has to have moved others too: else it is a slip of arithmetic.
pub fn diagnose(
    question: &Question,
    variant: &Variant,
    key: &Array,
    reading: &Reading,
    wrong: usize,
) -> Finding {
    let moved = if wrong == 1 && key.shape().size() > 1 { 2 } else { 1 };
    let program = variant.program.clone();
    let mut search = Search { question, variant, key, reading, moved, program };
    if let Some(finding) = search.authors_word() {
        return finding;
    }
    let errata = search.errata();
    let singles = search.singles(errata.as_ref());
    let count = singles.len() as f64;
    let asides = aside::asides(question, variant, &mut search.program);
    let asides = asides.into_iter().map(|(aside, node)| (Story::Aside(aside), node));
    let stories: Vec<_> = singles.iter().cloned().chain(asides).collect();
    let mut found = search.suspects(&stories);
    found.retain(|suspect| suspect.agreement.chance * count <= MOST_BY_CHANCE);
    if let Some(finding) = search.either(&found) {
        return finding;
    }
    let Some(errata) = errata else { return Finding::default() };
    if wrong == 1 && key.shape().size() > 1 {
        return Finding::default();
    }
    let pairs = search.pairs(&errata, &singles);
    let count = pairs.len() as f64;
    let mut found = search.suspects(&pairs);
    found.retain(|suspect| suspect.agreement.chance * count <= MOST_PAIRS_BY_CHANCE);
    search.both(&found)
}

/// The story of an answer that might be a coarse rounding of the key, if one rule broken gives
/// exactly what was typed. An answer that is a given value or the like may still be a rounding.
pub fn exactly(question: &Question, variant: &Variant, key: &Array, reading: &Reading) -> Finding {
    let reading = &reading.computed();
    let program = variant.program.clone();
    let mut search = Search { question, variant, key, reading, moved: 1, program };
    if let Some(finding) = search.authors_word() {
        return finding;
    }
    let errata = search.errata();
    let singles = search.singles(errata.as_ref());
    let found = search.suspects(&singles);
    search.either(&found).unwrap_or_default()
}

/// All single missteps on the way to a question's answer, each with its name, the place where it
/// is made, and the node of `program` that it gives.
pub fn outcomes(
    question: &Question,
    variant: &Variant,
    program: &mut Program,
) -> Vec<(Diagnosis, NodeId)> {
    let key = variant.key_array(question).expect("the answer is a value").clone();
    let reading = Reading { array: key.clone(), digits: Vec::new() };
    let taken = std::mem::take(program);
    let mut search =
        Search { question, variant, key: &key, reading: &reading, moved: 0, program: taken };
    // What the numbers of this variant rule out may happen with those of another.
    let errata = search.target().map(|target| search.program.errata(target, &variant.shown));
    let singles = search.singles(errata.as_ref());
    let mut found = Vec::new();
    for (story, node) in singles {
        if let Story::Missteps(missteps) = story
            && let [misstep] = missteps[..]
        {
            found.push((search.told(misstep), node));
        }
    }
    *program = search.program;
    found
}

impl Finding {
    /// One thing.
    pub fn of(diagnosis: Diagnosis) -> Self {
        Self { diagnoses: vec![diagnosis], together: false }
    }
}

/// A search for the story of one answer.
struct Search<'a> {
    question: &'a Question,
    variant: &'a Variant,
    key: &'a Array,
    reading: &'a Reading,
    /// How many entries a story has to move away from the key.
    moved: usize,
    program: Program,
}

impl Search<'_> {
    /// The exercise's own mistakes, with the values that they give.
    fn authors(&mut self) -> Vec<(Story, NodeId)> {
        let mistakes = self.question.mistakes.iter();
        let program = &mut self.program;
        mistakes
            .filter_map(|mistake| {
                let node = program.expression(&mistake.when, Scope::ALL).ok()?;
                Some((Story::Author(mistake.say.clone()), node))
            })
            .collect()
    }

    /// What the author says of the answer. It is said of a single entry too: they foresaw it.
    fn authors_word(&mut self) -> Option<Finding> {
        let authors = self.authors();
        let moved = std::mem::replace(&mut self.moved, 1);
        let found = self.suspects(&authors).into_iter().next();
        self.moved = moved;
        match found?.story {
            Story::Author(say) => {
                Some(Finding::of(Diagnosis { mistake: AUTHORS, at: String::new(), say }))
            }
            Story::Missteps(_) | Story::Aside(_) => None,
        }
    }

    /// What may go wrong on the way to the target.
    fn errata(&mut self) -> Option<Errata> {
        let target = self.target()?;
        let mut errata = self.program.errata(target, &self.variant.shown);
        errata.missteps.retain(|misstep| self.is_plausible(misstep));
        Some(errata)
    }

    /// Whether the numbers allow it: only what is multiplied by a part of 1 is a running mean.
    fn is_plausible(&mut self, misstep: &Misstep) -> bool {
        let Misstep::Forward(blunder) = misstep else { return true };
        let Some(scale) = self.program.running_scale(*blunder) else { return true };
        let given = self.variant.given.iter();
        let known: Vec<_> =
            given.filter_map(|(name, value)| Some((self.program.node(name)?, value))).collect();
        let scale = self.program.evaluate(&known, &[scale]).remove(0).data()[0];
        0.0 < scale && scale < 1.0
    }

    fn target(&self) -> Option<Target> {
        match &self.question.task {
            Task::Gradient { of, wrt } => {
                Some(Target::Gradient { of: self.program.node(of)?, wrt: self.program.node(wrt)? })
            }
            Task::Value { of } => {
                Some(Target::Value { of: self.program.node(of)?, loss: self.variant.loss })
            }
            _ => None,
        }
    }

    /// One misstep each, or the same one wherever it can be made. Of those that come to the
    /// same the first is kept.
    fn singles(&mut self, errata: Option<&Errata>) -> Vec<(Story, NodeId)> {
        let Some(errata) = errata else { return Vec::new() };
        let alone = errata.missteps.iter().map(|misstep| vec![*misstep]);
        let stories: Vec<_> = alone.chain(everywhere(&errata.missteps)).collect();
        self.outcomes(errata, stories, &[])
    }

    /// Two missteps each that were not the same as one.
    fn pairs(&mut self, errata: &Errata, singles: &[(Story, NodeId)]) -> Vec<(Story, NodeId)> {
        let alone: Vec<Misstep> = singles
            .iter()
            .filter_map(|(story, _)| match story {
                Story::Missteps(missteps) if missteps.len() == 1 => Some(missteps[0]),
                _ => None,
            })
            .collect();
        let mut pairs = Vec::new();
        for later in 1..alone.len() {
            for earlier in 0..later {
                if !alone[earlier].collides(&alone[later]) {
                    pairs.push(vec![alone[earlier], alone[later]]);
                }
            }
        }
        pairs.truncate(MOST_PAIRS);
        let known: Vec<NodeId> = singles.iter().map(|(_, node)| *node).collect();
        self.outcomes(errata, pairs, &known)
    }

    /// The outcomes of missteps, without those that are right, or `known`, or told already.
    fn outcomes(
        &mut self,
        errata: &Errata,
        stories: Vec<Vec<Misstep>>,
        known: &[NodeId],
    ) -> Vec<(Story, NodeId)> {
        let mut seen: std::collections::HashSet<NodeId> = known.iter().copied().collect();
        let mut found = Vec::with_capacity(stories.len());
        for missteps in stories {
            if let Some(node) = self.program.outcome(errata, &missteps)
                && seen.insert(node)
            {
                found.push((Story::Missteps(missteps), node));
            }
        }
        found
    }

    /// The stories that give the answer.
    fn suspects(&self, stories: &[(Story, NodeId)]) -> Vec<Suspect> {
        let given = self.variant.given.iter();
        let (inputs, values): (Vec<_>, Vec<_>) =
            given.filter_map(|(name, value)| Some((self.program.node(name)?, value))).unzip();
        let mut found = Vec::new();
        for batch in stories.chunks(BATCH) {
            let nodes: Vec<_> = batch.iter().map(|(_, node)| *node).collect();
            let mut plan = self.program.plan(&inputs, &nodes);
            plan.run(&values);
            for (index, (story, _)) in batch.iter().enumerate() {
                let (shape, data) = plan.output(index, &values);
                if let Some(agreement) = compare(self.question, self.reading, shape, data)
                    && moved(self.key.data(), data) >= self.moved
                {
                    found.push(Suspect { story: story.clone(), agreement });
                }
            }
        }
        let best = found.iter().map(|suspect| suspect.agreement.error).fold(f64::MAX, f64::min);
        found.retain(|suspect| suspect.agreement.error <= MUCH_WORSE * best + f64::EPSILON);
        found
    }

    /// The two likeliest stories of one misstep each that differ in name.
    fn either(&mut self, found: &[Suspect]) -> Option<Finding> {
        let mut diagnoses: Vec<Diagnosis> = Vec::new();
        for suspect in found {
            let told = match &suspect.story {
                Story::Author(_) => continue,
                Story::Missteps(missteps) => self.told(missteps[0]),
                Story::Aside(aside) => aside.told(),
            };
            if diagnoses.iter().all(|other| other.mistake != told.mistake) {
                diagnoses.push(told);
            }
        }
        diagnoses.truncate(2);
        (!diagnoses.is_empty()).then_some(Finding { diagnoses, together: false })
    }

    /// The one pair of missteps that agrees; silence if there are several.
    fn both(&mut self, found: &[Suspect]) -> Finding {
        let mut told: Vec<Vec<Diagnosis>> = Vec::new();
        for suspect in found {
            let Story::Missteps(missteps) = &suspect.story else { continue };
            let pair: Vec<_> = missteps.iter().map(|misstep| self.told(*misstep)).collect();
            let names = |pair: &[Diagnosis]| {
                let mut names: Vec<_> = pair.iter().map(|one| one.mistake).collect();
                names.sort_unstable();
                names
            };
            if told.iter().all(|other| names(other) != names(&pair)) {
                told.push(pair);
            }
        }
        if told.len() > MOST_ALIKE {
            return Finding::default();
        }
        let first = told.into_iter().next();
        first.map_or_else(Finding::default, |diagnoses| Finding { diagnoses, together: true })
    }

    fn told(&mut self, misstep: Misstep) -> Diagnosis {
        words::told(&mut self.program, misstep, self.question, self.variant)
    }
}

/// How many entries a story moves away from the key.
fn moved(key: &[f64], story: &[f64]) -> usize {
    let apart = |(key, story): &(&f64, &f64)| (*key - *story).abs() > 1e-7 * key.abs();
    key.iter().zip(story).filter(apart).count()
}

/// The same broken rule wherever it can be broken, where that is in more than one place.
fn everywhere(missteps: &[Misstep]) -> Vec<Vec<Misstep>> {
    let mut groups: Vec<Vec<Misstep>> = Vec::new();
    for misstep in missteps {
        let Misstep::Backward(slip) = misstep else { continue };
        if slip.with.is_some() {
            continue;
        }
        let alike = |group: &&mut Vec<Misstep>| matches!(group[0], Misstep::Backward(first) if first.broken == slip.broken);
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(*misstep),
            None => groups.push(vec![*misstep]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}
