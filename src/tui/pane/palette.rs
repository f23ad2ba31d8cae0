//! The commands of the screen below, by name: typing narrows them, Enter carries one out.

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use super::bar;
use crate::markup::{Markup, Role};
use crate::session::{Action, Command, Context, Session};
use crate::tui::keymap::{Binding, bindings};
use crate::tui::spot::Spots;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Frame, print, split_rows};
use crate::tui::widget::{cells, cut, line, padded, window};
use crate::tui::words;

/// The most columns that the palette takes.
const WIDTH: u16 = 56;
/// The columns of the keys.
const KEY: usize = 12;
/// Before what is typed.
const PROMPT: &str = ": ";

/// A command that can be chosen.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub command: Command,
    /// The key that means it.
    pub key: String,
    /// What it does.
    pub label: String,
}

/// The commands that fit what is typed, in the order of the keys.
pub fn items(session: &Session) -> Vec<Item> {
    let context = session.screen_context();
    let wanted = session.palette().map_or("", |palette| palette.line().text()).to_lowercase();
    let mut items: Vec<Item> = Vec::new();
    for binding in bindings(context) {
        if !is_named(binding.command, context) || !bar::is_useful(binding, session) {
            continue;
        }
        let label = words::named(binding.command)
            .unwrap_or_else(|| bar::label(binding, context, session))
            .to_owned();
        let fits = wanted.split_whitespace().all(|word| label.to_lowercase().contains(word));
        if fits && items.iter().all(|item| item.label != label) {
            items.push(Item { command: binding.command, key: key(binding), label });
        }
    }
    items
}

/// Whether a command is chosen by its name: moving the cursor and erasing are not.
fn is_named(command: Command, context: Context) -> bool {
    match command {
        Command::Up
        | Command::Down
        | Command::Left
        | Command::Right
        | Command::PageUp
        | Command::PageDown
        | Command::EraseBefore
        | Command::EraseAfter
        | Command::EraseLine
        | Command::Palette => false,
        Command::First | Command::Last => {
            matches!(context, Context::Solution | Context::Landscape)
        }
        _ => true,
    }
}

/// How the key is written that means this command alone.
fn key(binding: &Binding) -> String {
    match binding.keys.first() {
        Some((KeyCode::Char(letter), KeyModifiers::NONE)) if *letter != ' ' => letter.to_string(),
        _ => binding.shown.to_owned(),
    }
}

/// Draws the palette over the screen; the cursor is where typing goes.
pub fn draw(
    session: &Session,
    theme: Theme,
    area: Rect,
    buffer: &mut Buffer,
    spots: &mut Spots,
) -> Option<Position> {
    let palette = session.palette()?;
    let items = items(session);
    let width = WIDTH.min(area.width);
    let height = cells(items.len().max(1) + 3).min(area.height);
    let (x, y) = (area.x + (area.width - width) / 2, area.y + (area.height - height) / 3);
    let area = Rect { x, y, width, height };
    Clear.render(area, buffer);
    buffer.set_style(area, theme.ground());
    let room = usize::from(height.saturating_sub(3));
    let first = window(palette.selected(), items.len(), room);
    let note = words::beyond(first, items.len().saturating_sub(first + room));
    let inner = Frame { title: words::COMMANDS.to_owned(), note }.draw(theme, area, buffer);
    let (above, below) = split_rows(inner, 1);
    let columns = usize::from(above.width).saturating_sub(PROMPT.len());
    let (text, at) = line::visible(palette.line(), columns, theme);
    let typed = Markup::new().with(Role::Dim, PROMPT).with(Role::Strong, text);
    print(&[typed], theme, above, buffer);
    if items.is_empty() {
        let nothing = words::nothing_fits(palette.line().text());
        print(&[Markup::new().with(Role::Notice, nothing)], theme, below, buffer);
    }
    for ((place, item), y) in items.iter().enumerate().skip(first).zip(below.y..below.bottom()) {
        let row = Rect { y, height: 1, ..below };
        print(
            &[self::row(item, place == palette.selected(), theme, row.width)],
            theme,
            row,
            buffer,
        );
        spots.add(row, Action::Run(item.command));
    }
    let x = above.x.saturating_add(cells(PROMPT.len() + at));
    Some(Position { x: x.min(above.right().saturating_sub(1)), y: above.y })
}

fn row(item: &Item, is_selected: bool, theme: Theme, room: u16) -> Markup {
    let sign = if is_selected { theme.glyphs().selected } else { " " };
    let label = cut(
        &theme.text(&item.label),
        usize::from(room).saturating_sub(KEY + 2),
        theme.glyphs().cut,
    );
    let role = if is_selected { Role::Strong } else { Role::Text };
    let key = padded(theme.markup(&Markup::new().with(Role::Strong, &item.key)), KEY);
    let mut row = Markup::new().with(Role::Strong, sign).text(" ");
    row.extend(key);
    row.with(role, label)
}
