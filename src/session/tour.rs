//! The computation graph that is shown, and the name that is selected in it.

use super::action::{Action, Command};
use crate::exercise::Variant;
use crate::picture::diagram::Diagram;

/// A walk on the computation graph.
#[derive(Clone, Debug)]
pub struct Tour {
    diagram: Diagram,
    selected: usize,
    scroll: usize,
}

impl Tour {
    /// The graph of a variant; the loss is selected.
    pub fn new(variant: &Variant) -> Option<Self> {
        let diagram = Diagram::new(variant);
        let selected = diagram.names().len().checked_sub(1)?;
        Some(Self { diagram, selected, scroll: 0 })
    }

    /// Takes a step; whether the graph is left.
    pub(super) fn apply(&mut self, action: &Action) -> bool {
        let before = self.selected;
        let (layer, place) = self.diagram.place(self.selected);
        match action {
            Action::ScrollTo(row) => self.scroll = *row,
            Action::Visit(name) if *name < self.diagram.names().len() => self.selected = *name,
            Action::Do(Command::Back | Command::Graph) => return true,
            Action::Do(Command::Left) => self.select(layer, place, -1),
            Action::Do(Command::Right) => self.select(layer, place, 1),
            Action::Do(Command::Up) if layer > 0 => self.enter(layer - 1),
            Action::Do(Command::Down) => self.enter(layer + 1),
            _ => {}
        }
        if self.selected != before {
            self.scroll = 0;
        }
        false
    }

    /// Goes to the next name of a layer; bends are passed.
    fn select(&mut self, layer: usize, place: usize, by: isize) {
        let slots = &self.diagram.layers()[layer];
        let mut at = place;
        while let Some(slot) = at.checked_add_signed(by).and_then(|next| slots.get(next)) {
            at = at.saturating_add_signed(by);
            if *slot < self.diagram.names().len() {
                self.selected = *slot;
                return;
            }
        }
    }

    /// Goes to the name in another layer that is linked to the selected one, or the first.
    fn enter(&mut self, layer: usize) {
        let Some(slots) = self.diagram.layers().get(layer) else { return };
        let links = self.diagram.links();
        let is_linked = |slot: &&usize| {
            links.contains(&(**slot, self.selected)) || links.contains(&(self.selected, **slot))
        };
        let is_name = |slot: &&usize| **slot < self.diagram.names().len();
        let linked = slots.iter().filter(is_name).find(is_linked);
        if let Some(slot) = linked.or_else(|| slots.iter().find(is_name)) {
            self.selected = *slot;
        }
    }

    /// The graph.
    pub fn diagram(&self) -> &Diagram {
        &self.diagram
    }

    /// How far what is told of the selected name is scrolled.
    pub fn scroll(&self) -> usize {
        self.scroll
    }

    /// The number of the name that is selected.
    pub fn selected(&self) -> usize {
        self.selected
    }
}
