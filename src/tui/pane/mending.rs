//! The lines of a worked backward pass, one of which is to be mended.

use super::statement::derivative;
use crate::exercise::mend::{Line, Mend};
use crate::grading::mend::written;
use crate::markup::{Markup, Role};
use crate::session::mending::Mending;
use crate::tui::theme::Theme;
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{matrix, width};

/// The lines to choose from; below the one under the cursor stand its numbers. Each row with
/// the number of its line.
pub fn choice(mend: &Mend, mending: &Mending, theme: Theme, room: usize) -> Vec<(usize, Markup)> {
    let mut rows = Vec::new();
    for (place, line) in mend.lines.iter().enumerate() {
        let here = place == mending.at();
        let sign = if here { theme.glyphs().selected } else { " " };
        let head = Markup::new().with(Role::Strong, format!("{sign} {:>2}  ", place + 1));
        rows.extend(formula(mend, line, &head, theme, room).into_iter().map(|row| (place, row)));
        if here {
            rows.extend(numbers(line, theme, room).into_iter().map(|row| (place, row)));
        }
    }
    rows
}

/// The line that is named, above its value that is typed.
pub fn named(mend: &Mend, mending: &Mending, theme: Theme, room: usize) -> Vec<Markup> {
    let Some(line) = mend.lines.get(mending.at()) else { return Vec::new() };
    let head = Markup::new().with(Role::Strong, format!("  {:>2}  ", mending.at() + 1));
    formula(mend, line, &head, theme, room)
}

/// All lines with their numbers.
pub fn pass(mend: &Mend, theme: Theme, room: usize) -> Vec<Markup> {
    let mut rows = Vec::new();
    for (place, line) in mend.lines.iter().enumerate() {
        let head = Markup::new().with(Role::Dim, format!("  {:>2}  ", place + 1));
        rows.extend(formula(mend, line, &head, theme, room));
        rows.extend(numbers(line, theme, room));
    }
    rows
}

fn formula(mend: &Mend, line: &Line, head: &Markup, theme: Theme, room: usize) -> Vec<Markup> {
    let (what, formula) = written(mend, line);
    let style = theme.writing();
    let text = format!("{} = {}", what.symbol(style), formula.get(style));
    let hanging = width(head);
    let text = Markup::new().with(Role::Math, theme.text(&text));
    let lines = wrap(&text, room.saturating_sub(hanging));
    let row = |(index, line): (usize, Markup)| {
        let mut row =
            if index == 0 { head.clone() } else { Markup::new().text(" ".repeat(hanging)) };
        row.extend(line);
        row
    };
    lines.into_iter().enumerate().map(row).collect()
}

fn numbers(line: &Line, theme: Theme, room: usize) -> Vec<Markup> {
    const INDENT: usize = 6;
    let room = room.saturating_sub(INDENT);
    let symbol = derivative(&line.of, &line.wrt, theme);
    let blocks = matrix::blocks(&symbol, &line.value, theme, room);
    let indented = |row: Markup| {
        let mut line = Markup::new().text(" ".repeat(INDENT));
        line.extend(row);
        line
    };
    matrix::flow(blocks, room).into_iter().map(indented).collect()
}
