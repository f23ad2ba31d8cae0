//! The computation graph, and how value and gradient of the selected name come about.

mod drawing;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::exercise::Exercise;
use crate::grading::solution::{Step, What, text};
use crate::markup::{Markup, Role};
use crate::session::desk::Desk;
use crate::session::sheet::Sheet;
use crate::session::tour::Tour;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, inside, page, split_columns, split_rows};
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{matrix, width};
use crate::tui::words;

/// From this width on, the selected name is told beside the graph.
const BESIDE: u16 = 76;

/// Draws the graph, and what is to be known of the selected name.
pub fn draw(
    exercise: &Exercise,
    desk: &Desk,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    let Some(view) = View::new(exercise, desk, theme) else { return };
    let (graph, about) = parts(area);
    let inner = Frame::new(words::GRAPH).draw(theme, graph, buffer);
    drawing::draw(view.tour, theme, inner, buffer, spots);
    let rows = view.rows(inside(about.width).into());
    page(theme.name(view.name), &rows, view.tour.scroll(), theme, about, buffer);
}

/// The pane of the selected name, and how many rows it has: what scrolling needs to know.
pub fn extent(exercise: &Exercise, desk: &Desk, theme: Theme, area: Rect) -> Option<(Rect, usize)> {
    let about = parts(area).1;
    Some((about, View::new(exercise, desk, theme)?.rows(inside(about.width).into()).len()))
}

/// The graph, and what is told of the selected name.
fn parts(area: Rect) -> (Rect, Rect) {
    if area.width < BESIDE {
        split_rows(area, area.height / 2)
    } else {
        split_columns(area, area.width / 2)
    }
}

/// A name of the graph, and what may be told of it.
pub struct View<'v> {
    exercise: &'v Exercise,
    sheet: &'v Sheet,
    tour: &'v Tour,
    theme: Theme,
    name: &'v str,
    place: usize,
}

impl<'v> View<'v> {
    fn new(exercise: &'v Exercise, desk: &'v Desk, theme: Theme) -> Option<Self> {
        Self::of(exercise, desk, theme, desk.tour()?.selected())
    }

    /// A name of the graph by its number, while the graph is shown.
    pub fn of(exercise: &'v Exercise, desk: &'v Desk, theme: Theme, place: usize) -> Option<Self> {
        let (tour, sheet) = (desk.tour()?, desk.sheet().ok()?);
        let name = tour.diagram().names().get(place)?;
        Some(Self { exercise, sheet, tour, theme, name, place })
    }

    /// The formula of the value, and how the gradient comes up, without numbers.
    pub fn told(&self) -> Vec<Markup> {
        let style = self.theme.writing();
        let mut told = match self.step(&What::Value(self.name.to_owned())) {
            Some((step, _)) => vec![text::step(step, style, "")],
            None => vec![Markup::new().text(words::IS_GIVEN)],
        };
        if self.name == self.exercise.loss {
            return told;
        }
        match self.step(&self.gradient(self.name)) {
            Some((step, may)) => {
                told.push(Markup::new().text(words::comes_from(&self.users().join(", "))));
                told.push(if step.is_backward() && !may {
                    Markup::new().text(words::STILL_OPEN)
                } else {
                    text::step(step, style, "")
                });
            }
            None => told.push(Markup::new().text(words::NOT_NEEDED)),
        }
        told
    }

    fn gradient(&self, wrt: &str) -> What {
        What::Gradient { of: self.exercise.loss.clone(), wrt: wrt.to_owned() }
    }

    /// The gradients that come up to the name.
    fn users(&self) -> Vec<String> {
        let names = self.tour.diagram().names();
        let user = |user: &usize| {
            if names[*user] == self.exercise.loss {
                self.theme.name(&names[*user])
            } else {
                self.gradient(&names[*user]).symbol(self.theme.writing())
            }
        };
        self.tour.diagram().uses(self.place).iter().map(user).collect()
    }

    /// The step of the solution that finds something, and whether it may be shown: not before
    /// every question that it answers was solved or given up.
    fn step(&self, what: &What) -> Option<(&Step, bool)> {
        let solution = self.sheet.solution()?;
        let place = solution.steps.iter().position(|step| step.what == *what)?;
        let may = self.exercise.questions.iter().enumerate().all(|(index, question)| {
            let work = self.sheet.work(index);
            !solution.gives_away(place, question) || work.is_solved() || work.is_seen()
        });
        Some((&solution.steps[place], may))
    }

    fn rows(&self, room: usize) -> Vec<Markup> {
        let mut rows = vec![Markup::new().with(Role::Heading, words::VALUE_DOWN)];
        let value = What::Value(self.name.to_owned());
        match self.step(&value) {
            Some((step, may)) => self.tell(step, may, room, &mut rows),
            None => {
                if let Some(value) = self.sheet.variant().value(self.name) {
                    rows.push(Markup::new().with(Role::Dim, words::IS_GIVEN));
                    let blocks = matrix::blocks(self.name, value, self.theme, room);
                    rows.extend(matrix::flow(blocks, room));
                }
            }
        }
        if self.name == self.exercise.loss {
            return rows;
        }
        rows.push(Markup::new());
        rows.push(Markup::new().with(Role::Heading, words::GRADIENT_UP));
        match self.step(&self.gradient(self.name)) {
            Some((step, may)) => {
                let from = Markup::new().text(words::comes_from(&self.users().join(", ")));
                rows.extend(wrap(&self.theme.markup(&from), room));
                self.tell(step, may, room, &mut rows);
            }
            None => rows.push(Markup::new().with(Role::Dim, words::NOT_NEEDED)),
        }
        rows
    }

    /// The formula, the rule and the numbers of a step.
    fn tell(&self, step: &Step, may: bool, room: usize, rows: &mut Vec<Markup>) {
        let style = self.theme.writing();
        if step.is_backward() && !may {
            let open = Markup::new().with(Role::Notice, words::STILL_OPEN);
            return rows.extend(wrap(&open, room));
        }
        let formula = self.theme.markup(&text::step(step, style, ""));
        rows.extend(wrap(&formula, room).into_iter().filter(|line| width(line) > 0));
        if may {
            let blocks = matrix::blocks(&step.what.symbol(style), &step.value, self.theme, room);
            rows.extend(matrix::flow(blocks, room));
        }
    }
}
