//! The computation graph of an exercise's names in layers, so that values flow down.
//!
//! A name stands one layer below the lowest name of its equation; a given name stands right
//! above the first that uses it. An edge that spans more layers bends only in slots of its own.

use crate::exercise::Variant;

/// The columns between two slots of a layer.
const GAP: usize = 3;
/// How often the layers are put in order, down and up.
const SWEEPS: usize = 8;

/// The names on the way to the loss, in layers.
#[derive(Clone, Debug)]
pub struct Diagram {
    names: Vec<String>,
    /// The names in whose equations each stands.
    uses: Vec<Vec<usize>>,
    /// The slots of each layer from left to right: names first by number, then bends.
    layers: Vec<Vec<usize>>,
    /// From a slot to one in the layer below.
    links: Vec<(usize, usize)>,
}

impl Diagram {
    /// The graph of a variant.
    pub fn new(variant: &Variant) -> Self {
        let program = &variant.program;
        let all: Vec<&String> =
            variant.given.iter().chain(&variant.values).map(|(name, _)| name).collect();
        let node = |name: &str| program.node(name).expect("every name has a node");
        let within: Vec<Vec<usize>> = all
            .iter()
            .map(|name| {
                let parts = program.parts(node(name));
                (0..all.len()).filter(|other| parts.contains(&node(all[*other]))).collect()
            })
            .collect();
        let mut needed = vec![false; all.len()];
        let loss = all.iter().position(|name| *name == variant.loss_name());
        if let Some(loss) = loss {
            needed[loss] = true;
        }
        for place in (0..all.len()).rev().filter(|place| Some(*place) <= loss) {
            if needed[place] {
                within[place].iter().for_each(|part| needed[*part] = true);
            }
        }
        let kept: Vec<usize> = (0..all.len()).filter(|place| needed[*place]).collect();
        let number = |place: usize| kept.iter().position(|one| *one == place);
        let names = kept.iter().map(|place| all[*place].clone()).collect();
        let parts = kept
            .iter()
            .map(|place| within[*place].iter().filter_map(|part| number(*part)).collect())
            .collect::<Vec<_>>();
        Self::layered(names, &parts)
    }

    /// Names, and the earlier names that each is made of.
    fn layered(names: Vec<String>, parts: &[Vec<usize>]) -> Self {
        let count = names.len();
        let mut uses = vec![Vec::new(); count];
        for (name, parts) in parts.iter().enumerate() {
            for part in parts {
                uses[*part].push(name);
            }
        }
        let mut layer = vec![0_usize; count];
        for name in 0..count {
            layer[name] = parts[name].iter().map(|part| layer[*part] + 1).max().unwrap_or(0);
        }
        for name in (0..count).filter(|name| parts[*name].is_empty()) {
            let first = uses[name].iter().map(|user| layer[*user]).min().unwrap_or(1);
            layer[name] = first.saturating_sub(1);
        }
        let deepest = layer.iter().max().map_or(0, |deepest| deepest + 1);
        let mut layers = vec![Vec::new(); deepest];
        (0..count).for_each(|name| layers[layer[name]].push(name));
        let mut links = Vec::new();
        let mut slots = count;
        for (from, users) in uses.iter().enumerate() {
            for user in users {
                let mut above = from;
                for bends in &mut layers[layer[from] + 1..layer[*user]] {
                    bends.push(slots);
                    links.push((above, slots));
                    above = slots;
                    slots += 1;
                }
                links.push((above, *user));
            }
        }
        let mut diagram = Self { names, uses, layers, links };
        diagram.untangle();
        diagram
    }

    /// Orders each layer by the middle of what it is linked to, down and up; the order with the
    /// fewest crossings is kept.
    fn untangle(&mut self) {
        let mut best = (self.crossings(), self.layers.clone());
        for sweep in 0..SWEEPS {
            let down = sweep % 2 == 0;
            let depth = self.layers.len();
            for step in 1..depth {
                let (at, beside) =
                    if down { (step, step - 1) } else { (depth - 1 - step, depth - step) };
                let fixed = self.layers[beside].clone();
                let middle = |slot: usize, own: usize| {
                    let places: Vec<usize> = self
                        .links
                        .iter()
                        .filter_map(|(above, below)| match (down, *above == slot, *below == slot) {
                            (true, _, true) => fixed.iter().position(|one| one == above),
                            (false, true, _) => fixed.iter().position(|one| one == below),
                            _ => None,
                        })
                        .collect();
                    if places.is_empty() {
                        return own as f64;
                    }
                    places.iter().sum::<usize>() as f64 / places.len() as f64
                };
                let mut keyed: Vec<(f64, usize)> = self.layers[at]
                    .iter()
                    .enumerate()
                    .map(|(own, slot)| (middle(*slot, own), *slot))
                    .collect();
                keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
                self.layers[at] = keyed.into_iter().map(|(_, slot)| slot).collect();
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.layers.clone());
            }
        }
        self.layers = best.1;
    }

    /// How many pairs of links cross.
    fn crossings(&self) -> usize {
        let mut count = 0;
        for pair in self.layers.windows(2) {
            let place = |layer: &[usize], slot: usize| layer.iter().position(|one| *one == slot);
            let ends: Vec<_> = self
                .links
                .iter()
                .filter_map(|(above, below)| {
                    Some((place(&pair[0], *above)?, place(&pair[1], *below)?))
                })
                .collect();
            for (first, one) in ends.iter().enumerate() {
                let crosses = |other: &&(usize, usize)| {
                    (one.0 < other.0 && one.1 > other.1) || (one.0 > other.0 && one.1 < other.1)
                };
                count += ends[first + 1..].iter().filter(crosses).count();
            }
        }
        count
    }

    /// The names; slots with higher numbers are bends.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names in whose equations a name stands.
    pub fn uses(&self, name: usize) -> &[usize] {
        &self.uses[name]
    }

    /// The slots of each layer from left to right.
    pub fn layers(&self) -> &[Vec<usize>] {
        &self.layers
    }

    /// From a slot to one in the layer below.
    pub fn links(&self) -> &[(usize, usize)] {
        &self.links
    }

    /// The layer of a slot, and its place there.
    pub fn place(&self, slot: usize) -> (usize, usize) {
        let mut layers = self.layers.iter().enumerate();
        let found = layers
            .find_map(|(layer, slots)| Some((layer, slots.iter().position(|one| *one == slot)?)));
        found.expect("every slot stands in a layer")
    }

    /// The middle column of each slot, where slots have these widths: as near below what it is
    /// linked to as its neighbours let it.
    pub fn columns(&self, width: impl Fn(usize) -> usize) -> Vec<usize> {
        let slots = self.layers.iter().map(Vec::len).sum();
        let mut middle = vec![0.0; slots];
        for sweep in 0..SWEEPS {
            for layer in &self.layers {
                let wanted = |slot: usize| {
                    let linked: Vec<f64> = self
                        .links
                        .iter()
                        .filter(|(above, below)| *below == slot || (sweep > 0 && *above == slot))
                        .map(|(above, below)| middle[if *below == slot { *above } else { *below }])
                        .collect();
                    if linked.is_empty() {
                        return middle[slot];
                    }
                    linked.iter().sum::<f64>() / linked.len() as f64
                };
                let wanted: Vec<f64> = layer.iter().map(|slot| wanted(*slot)).collect();
                let mut free = f64::NEG_INFINITY;
                for (slot, wanted) in layer.iter().zip(&wanted) {
                    let half = width(*slot) as f64 / 2.0;
                    middle[*slot] = wanted.max(free + half);
                    free = middle[*slot] + half + GAP as f64;
                }
                // What was pushed to the right by its neighbours goes halfway back.
                let pushed: f64 =
                    layer.iter().zip(&wanted).map(|(slot, wanted)| middle[*slot] - wanted).sum();
                let back = pushed / layer.len().max(1) as f64;
                for slot in layer {
                    middle[*slot] -= back;
                }
            }
        }
        let left = (0..slots)
            .map(|slot| middle[slot] - width(slot) as f64 / 2.0)
            .fold(f64::INFINITY, f64::min);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let column = |middle: f64| (middle - left).round() as usize;
        middle.into_iter().map(column).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::library::Library;

    fn sigmoid() -> Diagram {
        let library = Library::built_in();
        let entry = library.find("two-layer-nonlinear/01-sigmoid").expect("the exercise is there");
        let exercise = library.load(entry).exercise.expect("it has no fault");
        Diagram::new(&exercise.variant(0).expect("it can be drawn"))
    }

    fn number(diagram: &Diagram, name: &str) -> usize {
        diagram.names().iter().position(|one| one == name).expect("the name is there")
    }

    #[test]
    fn a_network_has_its_edges_and_layers() {
        let diagram = sigmoid();
        for (from, to) in [
            ("X", "Z"),
            ("W1", "Z"),
            ("b1", "Z"),
            ("Z", "A"),
            ("A", "yhat"),
            ("w2", "yhat"),
            ("b2", "yhat"),
            ("yhat", "L"),
            ("y", "L"),
        ] {
            assert_eq!(diagram.uses(number(&diagram, from)), [number(&diagram, to)], "{from}");
        }
        let layer = |name: &str| diagram.place(number(&diagram, name)).0;
        assert_eq!(["X", "W1", "b1"].map(layer), [0; 3]);
        assert_eq!(["Z", "A", "yhat", "L"].map(layer), [1, 2, 3, 4]);
        assert_eq!(["w2", "b2", "y"].map(layer), [2, 2, 3], "right above where they are used");
        assert_eq!(diagram.crossings(), 0);
    }

    #[test]
    fn long_edges_bend_in_every_layer_and_nothing_overlaps() {
        // d = f(a, c), c = g(b), b = h(a): a spans two layers on its way to d.
        let names = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let diagram = Diagram::layered(names, &[vec![], vec![0], vec![1], vec![0, 2]]);
        assert_eq!(diagram.layers().iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 2, 1]);
        for diagram in [diagram, sigmoid()] {
            for (above, below) in diagram.links() {
                assert_eq!(diagram.place(*above).0 + 1, diagram.place(*below).0);
            }
            let width = |slot: usize| if slot < diagram.names().len() { 6 } else { 1 };
            let middle = diagram.columns(width);
            for layer in diagram.layers() {
                for pair in layer.windows(2) {
                    let room = usize::midpoint(width(pair[0]), width(pair[1])) + 1;
                    assert!(middle[pair[0]] + room <= middle[pair[1]], "{layer:?} {middle:?}");
                }
            }
        }
    }

    #[test]
    fn crossed_edges_are_untangled() {
        let names = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        // c is made of b, d of a: drawn in the order of their numbers they would cross.
        let diagram = Diagram::layered(names, &[vec![], vec![], vec![1], vec![0]]);
        assert_eq!(diagram.crossings(), 0);
    }
}
