//! What can be pointed at: places on the screen, and what a click on them means.

use ratatui::layout::{Position, Rect};

use crate::picture::surface::Window;
use crate::session::Action;

/// The places of one frame that mean something.
#[derive(Clone, Debug, Default)]
pub struct Spots(Vec<(Rect, Means)>);

/// What pointing at a place means.
#[derive(Clone, Debug)]
enum Means {
    Step(Action),
    /// A point of a window, by where in the place one points.
    Start(Window),
}

impl Spots {
    /// Adds a place, on top of those before.
    pub fn add(&mut self, area: Rect, action: Action) {
        self.0.push((area, Means::Step(action)));
    }

    /// Adds the rows of a list from the top, as far as there is room.
    pub fn add_rows(&mut self, area: Rect, actions: impl Iterator<Item = Action>) {
        for (action, y) in actions.zip(area.y..area.bottom()) {
            self.add(Rect { y, height: 1, ..area }, action);
        }
    }

    /// Adds a picture in which pointing moves the start.
    pub fn add_window(&mut self, area: Rect, window: Window) {
        self.0.push((area, Means::Start(window)));
    }

    /// What a click means.
    pub fn click(&self, at: Position) -> Option<Action> {
        let (area, means) = self.0.iter().rev().find(|(area, _)| area.contains(at))?;
        Some(match means {
            Means::Step(action) => action.clone(),
            Means::Start(window) => start(*area, *window, at),
        })
    }

    /// What pulling the mouse to a place means: only the start can be pulled.
    pub fn pull(&self, at: Position) -> Option<Action> {
        self.click(at).filter(|action| matches!(action, Action::Start(_)))
    }

    /// All places that mean a step, and which.
    pub fn steps(&self) -> impl Iterator<Item = (Rect, &Action)> {
        self.0.iter().filter_map(|(area, means)| match means {
            Means::Step(action) => Some((*area, action)),
            Means::Start(_) => None,
        })
    }
}

/// The middle of the cell that is pointed at.
fn start(area: Rect, window: Window, at: Position) -> Action {
    let part = |place: u16, from: u16, size: u16| (f64::from(place - from) + 0.5) / f64::from(size);
    let across = part(at.x, area.x, area.width);
    let down = part(at.y, area.y, area.height);
    Action::Start(window.point([across, 1.0 - down]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Command;

    #[test]
    fn the_last_place_is_on_top_and_pictures_give_points() {
        let mut spots = Spots::default();
        let window = Window { centre: [0.0, 0.0], half: [4.0, 2.0] };
        spots.add_window(Rect::new(10, 5, 8, 4), window);
        spots.add(Rect::new(10, 5, 1, 1), Action::Do(Command::Back));
        let click = |x, y| spots.click(Position { x, y });
        assert!(matches!(click(10, 5), Some(Action::Do(Command::Back))));
        assert!(matches!(click(11, 5), Some(Action::Start([x, y])) if (x, y) == (-2.5, 1.5)));
        assert!(click(9, 5).is_none() && click(18, 8).is_none());
        assert!(spots.pull(Position { x: 10, y: 5 }).is_none());
    }
}
