//! What a command, a click or the wheel means on the screen that is shown: what only whoever
//! knows its size can tell.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::pane::palette;
use super::screen;
use super::theme::Theme;
use super::widget::frame::most;
use crate::session::{Action, Command, Context, Dial, Session};

/// The rows that the wheel moves a text at a time.
const WHEEL: usize = 3;

/// What an action means: scrolling by pages becomes scrolling to a row, a choice in the palette
/// its command. All else means what it is.
pub fn resolve(session: &Session, theme: Theme, area: Rect, action: Action) -> Action {
    let Action::Do(command) = action else { return action };
    let meant = if session.palette().is_some() {
        in_palette(session, command)
    } else {
        scroll(session, theme, area, command)
    };
    meant.unwrap_or(action)
}

/// What the mouse means.
pub fn pointed(session: &Session, theme: Theme, area: Rect, event: MouseEvent) -> Option<Action> {
    let at = Position { x: event.column, y: event.row };
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => screen::spots(session, theme, area).click(at),
        MouseEventKind::Drag(MouseButton::Left) => screen::spots(session, theme, area).pull(at),
        MouseEventKind::ScrollUp => wheel(session, theme, area, false),
        MouseEventKind::ScrollDown => wheel(session, theme, area, true),
        _ => None,
    }
}

fn in_palette(session: &Session, command: Command) -> Option<Action> {
    let items = palette::items(session);
    let at = session.palette()?.selected();
    let last = items.len().saturating_sub(1);
    Some(Action::Choose(match command {
        Command::Confirm => return items.get(at).map(|item| Action::Run(item.command)),
        Command::Up => at.saturating_sub(1),
        Command::Down => (at + 1).min(last),
        Command::PageUp => 0,
        Command::PageDown => last,
        _ => return None,
    }))
}

fn scroll(session: &Session, theme: Theme, area: Rect, command: Command) -> Option<Action> {
    let pages = matches!(command, Command::PageUp | Command::PageDown);
    let lines = session.help().is_some() && matches!(command, Command::Up | Command::Down);
    if !pages && !lines {
        return None;
    }
    let (rows, height, at) = screen::scrolled(session, theme, area)?;
    let page = if pages { height.saturating_sub(1).max(1) } else { 1 };
    let on = matches!(command, Command::PageDown | Command::Down);
    Some(scroll_by(rows, height, at, page, on))
}

fn scroll_by(rows: usize, height: usize, at: usize, by: usize, on: bool) -> Action {
    let last = most(rows, height);
    let at = at.min(last);
    Action::ScrollTo(if on { (at + by).min(last) } else { at.saturating_sub(by) })
}

fn wheel(session: &Session, theme: Theme, area: Rect, on: bool) -> Option<Action> {
    let step = if on { Command::Down } else { Command::Up };
    match session.context() {
        Context::Palette => in_palette(session, step),
        Context::Home | Context::Search => Some(Action::Do(step)),
        Context::Landscape => {
            Some(Action::Do(Command::Turn(if on { Dial::Farther } else { Dial::Closer })))
        }
        _ => {
            let (rows, height, at) = screen::scrolled(session, theme, area)?;
            Some(scroll_by(rows, height, at, WHEEL, on))
        }
    }
}
