//! Points at which formulas are compared: given values like the exercise's own.

use super::{Counterexample, same};
use crate::engine::{Array, NodeId, Program, Shape, Style};
use crate::exercise::Variant;

/// How often a point at which something is not finite is drawn again, in all.
const MOST_REDRAWN: usize = 200;

/// How many points in small numbers are tried for a counterexample.
const SMALL_POINTS: usize = 400;

/// What may stand at an entry of a given value at another point.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// What stands there: a size, or labels of 0 and 1, on which formulas may rely.
    Kept,
    /// A share between 0 and 1, as a decay rate is.
    Share,
    /// A number above 0.
    Positive,
    /// Any number.
    Any,
}

/// The given values of a variant, and what each may be elsewhere.
pub struct Points<'v> {
    variant: &'v Variant,
    kinds: Vec<Kind>,
}

impl<'v> Points<'v> {
    /// Points around a variant's own.
    pub fn around(variant: &'v Variant) -> Self {
        let kinds = variant.given.iter().map(|(_, value)| kind(variant, value)).collect();
        Self { variant, kinds }
    }

    /// Whether two nodes of one shape agree at the variant's own point and at `count` others.
    pub fn agree(&self, program: &mut Program, one: NodeId, other: NodeId, count: usize) -> bool {
        let (inputs, own): (Vec<_>, Vec<_>) = self.inputs(program).unzip();
        let mut plan = program.plan(&inputs, &[one, other]);
        plan.run(&own);
        let equal = |plan: &crate::engine::Plan, values: &[&Array]| {
            let ((_, one), (_, other)) = (plan.output(0, values), plan.output(1, values));
            let finite = one.iter().chain(other).all(|x| x.is_finite());
            (finite, agree(one, other))
        };
        if equal(&plan, &own) != (true, true) {
            return false;
        }
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let (mut compared, mut redrawn) = (0, 0);
        while compared < count && redrawn < MOST_REDRAWN {
            let point = self.point(&mut random, Kind::entry);
            let values: Vec<&Array> = point.iter().collect();
            plan.run(&values);
            match equal(&plan, &values) {
                (true, true) => compared += 1,
                (true, false) => return false,
                (false, _) => redrawn += 1,
            }
        }
        true
    }

    /// A point in small numbers at which two nodes of one shape differ, in the names that their
    /// formulas are made of.
    pub fn counterexample(
        &self,
        program: &mut Program,
        found: NodeId,
        wanted: NodeId,
    ) -> Option<Counterexample> {
        let variables = program.variables(&[found, wanted]);
        let own: Vec<_> = variables.iter().map(|id| self.own(program, *id)).collect();
        let mut plan = program.plan(&variables, &[found, wanted]);
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for _ in 0..SMALL_POINTS {
            let point: Vec<Array> = own
                .iter()
                .map(|(shape, kind, value)| {
                    let entry =
                        |at| kind.small_entry(value.map_or(0.0, |own| own.data()[at]), &mut random);
                    Array::new(*shape, (0..shape.size()).map(entry).collect())
                })
                .collect();
            let values: Vec<&Array> = point.iter().collect();
            plan.run(&values);
            let ((shape, one), (_, other)) = (plan.output(0, &values), plan.output(1, &values));
            let finite = one.iter().chain(other).all(|x| x.is_finite());
            if finite && !agree(one, other) {
                let array = |data: &[f64]| Array::new(shape, data.to_vec());
                let (found, wanted) = (array(one), array(other));
                let names = variables.iter().map(|id| program.reference(*id, Style::Unicode));
                return Some(Counterexample { given: names.zip(point).collect(), found, wanted });
            }
        }
        None
    }

    /// What is known of a name: its shape, what it may be, and a given one's value.
    fn own(&self, program: &Program, id: NodeId) -> (Shape, Kind, Option<&'v Array>) {
        let mut given = self.variant.given.iter().zip(&self.kinds);
        let found = given.find(|((name, _), _)| program.node(name) == Some(id));
        match found {
            Some(((_, value), kind)) => (value.shape(), *kind, Some(value)),
            None => (program.shape(id), Kind::Any, None),
        }
    }

    fn inputs<'p>(
        &'p self,
        program: &'p Program,
    ) -> impl Iterator<Item = (NodeId, &'v Array)> + 'p {
        let given = self.variant.given.iter();
        given.filter_map(|(name, value)| Some((program.node(name)?, value)))
    }

    fn point(&self, random: &mut Random, entry: fn(Kind, f64, &mut Random) -> f64) -> Vec<Array> {
        let values = self.variant.given.iter().zip(&self.kinds);
        values
            .map(|((_, value), kind)| {
                let data = value.data().iter().map(|own| entry(*kind, *own, random));
                Array::new(value.shape(), data.collect())
            })
            .collect()
    }
}

fn kind(variant: &Variant, value: &Array) -> Kind {
    let entries = value.data();
    let shapes = || variant.given.iter().map(|(_, given)| given.shape());
    let is_size = |number: f64| {
        let mut sizes = shapes().flat_map(|shape| [shape.rows(), shape.cols(), shape.size()]);
        number > 1.0 && sizes.any(|size| size as f64 == number)
    };
    let within = |range: fn(f64) -> bool| entries.iter().all(|entry| range(*entry));
    if value.shape().is_scalar() && is_size(entries[0]) || within(|x| x == 0.0 || x == 1.0) {
        Kind::Kept
    } else if within(|x| x > 0.0 && x < 1.0) {
        Kind::Share
    } else if within(|x| x > 0.0) {
        Kind::Positive
    } else {
        Kind::Any
    }
}

impl Kind {
    /// A random entry where the exercise has its `own`.
    fn entry(self, own: f64, random: &mut Random) -> f64 {
        match self {
            Self::Kept => own,
            Self::Share => 0.05 + 0.9 * random.unit(),
            Self::Positive => 0.2 + 2.0 * random.unit(),
            Self::Any => 3.0 * random.unit() - 1.5,
        }
    }

    /// The same in small numbers: integers and halves.
    fn small_entry(self, own: f64, random: &mut Random) -> f64 {
        match self {
            Self::Kept => own,
            Self::Share => 0.5,
            Self::Positive => random.one_of([1.0, 2.0, 3.0, 0.5]),
            Self::Any => random.one_of([1.0, 2.0, -1.0, 0.5]),
        }
    }
}

/// Whether the values agree, entry by entry, or are nothing beside the largest.
fn agree(one: &[f64], other: &[f64]) -> bool {
    let largest = one.iter().chain(other).fold(0.0_f64, |most, x| most.max(x.abs()));
    one.iter().zip(other).all(|pair| same(pair) || (pair.0 - pair.1).abs() <= 1e-12 * largest)
}

/// Numbers that are always the same: a formula is judged alike every time (G. Marsaglia,
/// "Xorshift RNGs", 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn one_of(&mut self, numbers: [f64; 4]) -> f64 {
        numbers[usize::from(self.next().to_be_bytes()[0]) % 4]
    }
}
