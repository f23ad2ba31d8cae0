//! What an exercise says: statement, conventions, equations, and the values given.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::mending;
use crate::engine::Style;
use crate::exercise::definition::Definition;
use crate::exercise::{Exercise, Variant};
use crate::markup::{Markup, Role};
use crate::session::desk::Desk;
use crate::tui::prose;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{inside, page};
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::{matrix, padded, width};
use crate::tui::words;

/// Lines of prose are not made longer than this.
const MEASURE: usize = 96;
/// How far equations and values stand in.
const INDENT: usize = 2;

/// Draws the statement as far as it is scrolled.
pub fn draw(exercise: &Exercise, desk: &Desk, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let rows = rows(exercise, desk, theme, area.width);
    page(words::EXERCISE.to_owned(), &rows, desk.scroll(), theme, area, buffer);
}

/// The whole statement in rows, for a pane of a width.
pub fn rows(exercise: &Exercise, desk: &Desk, theme: Theme, pane: u16) -> Vec<Markup> {
    let room = usize::from(inside(pane));
    let mut rows = Vec::new();
    if !exercise.statement.trim().is_empty() {
        let text = theme.markup(&prose::markup(&exercise.statement));
        rows.extend(wrap(&text, room.min(MEASURE)));
        rows.push(Markup::new());
    }
    match desk.sheet() {
        Ok(sheet) => {
            let equations = equations(exercise, sheet.variant(), theme, room);
            if !equations.is_empty() {
                rows.push(Markup::new().with(Role::Heading, words::EQUATIONS));
                rows.extend(equations);
                rows.push(Markup::new());
            }
            rows.push(Markup::new().with(Role::Heading, words::GIVEN));
            rows.extend(values(exercise, sheet.variant(), theme, room));
            if let Some(mend) = sheet.variant().mend(&exercise.questions[desk.question()]) {
                rows.push(Markup::new());
                rows.push(Markup::new().with(Role::Heading, words::MENDING));
                rows.extend(mending::pass(mend, theme, room));
            }
        }
        Err(fault) => {
            let text = Markup::new()
                .with(Role::Wrong, words::NOT_DRAWN)
                .text(format!("\n{}", fault.message));
            rows.extend(wrap(&theme.markup(&text), room.min(MEASURE)));
        }
    }
    if let Some(conventions) = &exercise.conventions {
        let mut text = Markup::new().with(Role::Heading, words::CONVENTIONS).text("\n");
        text.extend(prose::markup(conventions));
        rows.push(Markup::new());
        rows.extend(wrap(&theme.markup(&text), room.min(MEASURE)));
    }
    rows
}

/// The equations, their equals signs below each other.
fn equations(exercise: &Exercise, variant: &Variant, theme: Theme, room: usize) -> Vec<Markup> {
    let names: Vec<(String, String)> = exercise
        .equations(variant)
        .map(|name| (theme.name(name), theme.text(&definition(exercise, variant, name, theme))))
        .collect();
    let left = |name: &str| Markup::new().with(Role::Math, name);
    let margin = names.iter().map(|(name, _)| width(&left(name))).max().unwrap_or_default();
    let mut rows = Vec::new();
    for (name, formula) in names {
        let head = padded(left(&name), margin).text(" = ");
        let hanging = INDENT + width(&head);
        let lines = wrap(&Markup::new().text(formula), room.saturating_sub(hanging));
        for (index, line) in lines.into_iter().enumerate() {
            let mut row = Markup::new().text(" ".repeat(INDENT));
            if index == 0 {
                row.extend(head.clone());
            } else {
                row.push(Role::Text, " ".repeat(hanging - INDENT));
            }
            row.extend(line);
            rows.push(row);
        }
    }
    rows
}

/// What a name is defined as.
pub fn definition(exercise: &Exercise, variant: &Variant, name: &str, theme: Theme) -> String {
    match exercise.definition(variant, name, theme.writing()) {
        Definition::Formula(text) | Definition::Written(text) => text,
    }
}

/// The given values, and those that are given away.
fn values(exercise: &Exercise, variant: &Variant, theme: Theme, room: usize) -> Vec<Markup> {
    let shown = variant.values.iter().filter(|(name, _)| exercise.show.contains(name));
    let room = room.saturating_sub(INDENT);
    let blocks = variant
        .given
        .iter()
        .chain(shown)
        .flat_map(|(name, value)| matrix::blocks(name, value, theme, room))
        .collect();
    let indented = |row: Markup| {
        let mut line = Markup::new().text(" ".repeat(INDENT));
        line.extend(row);
        line
    };
    matrix::flow(blocks, room).into_iter().map(indented).collect()
}

/// A name or a gradient as questions print it.
pub fn derivative(of: &str, wrt: &str, theme: Theme) -> String {
    match theme.writing() {
        Style::Unicode => format!("∂{}/∂{}", theme.name(of), theme.name(wrt)),
        _ => format!("d{}/d{}", theme.name(of), theme.name(wrt)),
    }
}
