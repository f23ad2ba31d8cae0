//! The worked solution as a walk: one step at a time, and where the own answers left the path.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::engine::Array;
use crate::exercise::{Exercise, Question};
use crate::grading::Verdict;
use crate::grading::solution::{Solution, Step, text};
use crate::markup::{Markup, Role};
use crate::session::Action;
use crate::session::desk::Desk;
use crate::session::sheet::{Sheet, Work};
use crate::tui::prose;
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, inside, page, print, split_columns};
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{cells, matrix, width, window};
use crate::tui::words;

/// From this width on, the list of steps stands beside the step.
const BESIDE: u16 = 76;
/// The narrowest and the widest list.
const LIST: (usize, usize) = (20, 32);
/// Lines of prose are not made longer than this.
const MEASURE: usize = 96;

/// Draws the step that the learner is at, and beside it all steps.
pub fn draw(
    exercise: &Exercise,
    desk: &Desk,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) {
    let (Some((step, scroll)), Some(view)) = (desk.walk(), View::new(exercise, desk, theme)) else {
        return;
    };
    let (list, shown) = parts(&view, area);
    if let Some(list) = list {
        let rows = view.list(step);
        let height = usize::from(list.height.saturating_sub(2));
        let first = window(step, rows.len(), height);
        let note = words::beyond(first, rows.len().saturating_sub(first + height));
        let frame = Frame { title: words::STEPS.to_owned(), note };
        let inner = frame.draw(theme, list, buffer);
        print(&rows[first..], theme, inner, buffer);
        spots.add_rows(inner, (first..rows.len()).map(Action::Choose));
    }
    let rows = view.rows(step, shown.width);
    let title = words::step(step, view.solution.steps.len());
    page(title, &rows, scroll, theme, shown, buffer);
}

/// The pane of the step, and how many rows it has: what scrolling needs to know.
pub fn extent(exercise: &Exercise, desk: &Desk, theme: Theme, area: Rect) -> Option<(Rect, usize)> {
    let view = View::new(exercise, desk, theme)?;
    let shown = parts(&view, area).1;
    Some((shown, view.rows(desk.walk()?.0, shown.width).len()))
}

fn parts(view: &View<'_>, area: Rect) -> (Option<Rect>, Rect) {
    if area.width < BESIDE {
        return (None, area);
    }
    let widest = view.list(0).iter().map(width).max().unwrap_or_default() + 4;
    let (list, shown) = split_columns(area, cells(widest.clamp(LIST.0, LIST.1)));
    (Some(list), shown)
}

/// A worked solution beside the learner's own answers.
pub struct View<'v> {
    exercise: &'v Exercise,
    sheet: &'v Sheet,
    solution: &'v Solution,
    theme: Theme,
}

impl<'v> View<'v> {
    /// The view, if the solution was asked for.
    pub fn new(exercise: &'v Exercise, desk: &'v Desk, theme: Theme) -> Option<Self> {
        let sheet = desk.sheet().ok()?;
        Some(Self { exercise, sheet, solution: sheet.solution()?, theme })
    }

    /// All steps, in order.
    pub fn steps(&self) -> &'v [Step] {
        &self.solution.steps
    }

    /// The questions that a step answers, and the work on them.
    fn asked(&self, step: usize) -> impl Iterator<Item = (&'v Question, &'v Work)> {
        let (solution, sheet) = (self.solution, self.sheet);
        let questions = self.exercise.questions.iter().enumerate();
        questions
            .filter(move |(_, question)| solution.place(question) == Some(step))
            .filter(|(_, question)| question.task.kind() != "mend")
            .map(move |(index, question)| (question, sheet.work(index)))
    }

    fn is_wrong(&self, step: usize) -> bool {
        self.asked(step).any(|(_, work)| {
            work.attempt().is_some_and(|attempt| attempt.grade.verdict == Verdict::Wrong)
        })
    }

    /// The first step that the learner answered otherwise.
    fn left(&self) -> Option<usize> {
        (0..self.solution.steps.len()).find(|step| self.is_wrong(*step))
    }

    /// Every step in a row, with what the learner's own answer to it was.
    fn list(&self, current: usize) -> Vec<Markup> {
        let glyphs = self.theme.glyphs();
        let row = |(place, step): (usize, &Step)| {
            let (sign, role) = if self.asked(place).any(|(_, work)| work.is_solved()) {
                (glyphs.right, Role::Correct)
            } else if self.is_wrong(place) {
                (glyphs.wrong, Role::Wrong)
            } else {
                (" ", Role::Text)
            };
            let here = place == current;
            Markup::new()
                .with(Role::Strong, if here { glyphs.selected } else { " " })
                .text(" ")
                .with(role, sign)
                .with(Role::Dim, format!(" {:>2} ", place + 1))
                .with(
                    if here { Role::Strong } else { Role::Text },
                    self.theme.text(&step.what.symbol(self.theme.writing())),
                )
        };
        self.solution.steps.iter().enumerate().map(row).collect()
    }

    /// One step in rows, for a pane of a width.
    fn rows(&self, place: usize, pane: u16) -> Vec<Markup> {
        let Some(step) = self.solution.steps.get(place) else { return Vec::new() };
        let room = usize::from(inside(pane));
        let style = self.theme.writing();
        let title = if step.is_backward() { text::BACKWARD } else { text::FORWARD };
        let mut rows = vec![Markup::new().with(Role::Heading, title), Markup::new()];
        let formula = self.theme.markup(&text::step(step, style, ""));
        let lines = wrap(&formula, room.min(MEASURE));
        rows.extend(lines.into_iter().filter(|line| width(line) > 0));
        rows.push(Markup::new());
        let blocks = matrix::blocks(&step.what.symbol(style), &step.value, self.theme, room);
        rows.extend(matrix::flow(blocks, room));
        rows.extend(self.own(place, room));
        rows
    }

    /// What the learner answered wrong, and what is to be said of it.
    pub fn wrong(&self, place: usize) -> Vec<(&'static str, Option<&'v Array>)> {
        let wrong = |(_, work): (&'v Question, &'v Work)| {
            let grade = &work.attempt()?.grade;
            let said =
                if self.left() == Some(place) { words::LEFT_HERE } else { words::ALSO_WRONG };
            (grade.verdict == Verdict::Wrong).then_some((said, grade.read.as_ref()))
        };
        self.asked(place).filter_map(wrong).collect()
    }

    /// The author's explanations of a step.
    pub fn explanations(&self, place: usize) -> impl Iterator<Item = Markup> {
        self.asked(place)
            .filter_map(|(question, _)| Some(prose::markup(question.explain.as_ref()?)))
    }

    fn own(&self, place: usize, room: usize) -> Vec<Markup> {
        let mut rows = Vec::new();
        for (said, read) in self.wrong(place) {
            rows.push(Markup::new());
            rows.extend(wrap(&Markup::new().with(Role::Wrong, said), room));
            if let Some(read) = read {
                let blocks = matrix::blocks(words::YOURS, read, self.theme, room);
                rows.extend(matrix::flow(blocks, room));
            }
        }
        for explanation in self.explanations(place) {
            rows.push(Markup::new());
            rows.extend(wrap(&self.theme.markup(&explanation), room.min(MEASURE)));
        }
        rows
    }
}
