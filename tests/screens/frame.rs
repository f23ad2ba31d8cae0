//! Scenes, and what holds of each frame that they end with.

use std::fs;
use std::path::{Path, PathBuf};

use gradus::exercise::library::Library;
use gradus::session::Context;
use gradus::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::player::Player;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens")
}

pub fn scenes() -> Vec<PathBuf> {
    let mut scenes: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "scene"))
        .collect();
    scenes.sort();
    assert!(scenes.len() >= 30, "the scenes are there");
    scenes
}

/// A scene played to its end.
pub fn played(scene: &Path, theme: Theme, size: (u16, u16)) -> Player {
    let text = fs::read_to_string(scene).expect("it can be read");
    let file = text.lines().next().and_then(|line| line.strip_prefix("# file "));
    let mut player = match file {
        Some(file) => {
            let library = Library::open(&[file.into()]).expect("the file is there");
            Player::with(library, theme, size)
        }
        None => Player::new(theme, size),
    };
    player.play(&text);
    player
}

/// What holds of every frame: panes are whole, and none lies over another; the keys that lead to
/// all others are named whole; whatever is typed is seen, for the cursor is on the screen.
pub fn check_frame(player: &Player, scene: &str) {
    let (buffer, cursor) = player.buffer();
    let said = || format!("{scene}, {:?}:\n{}", player.area, player.frame());
    let at = |x: u16, y: u16| buffer[(x, y)].symbol();
    let bottom = player.area.height.saturating_sub(2);
    let last = [bottom, bottom + 1]
        .map(|y| -> String { (0..player.area.width).map(|x| at(x, y).to_owned()).collect() });
    let mut leading = vec![": "];
    if !matches!(player.session.context(), Context::Search | Context::Scratch | Context::Palette) {
        leading.push(if player.session.context() == Context::Help {
            "Esc close"
        } else {
            "? help"
        });
    }
    for key in leading {
        assert!(last.iter().any(|line| line.contains(key)), "no {key} in {}", said());
    }
    assert!(last.iter().all(|line| line.starts_with(' ') || line.starts_with(['╰', '+'])));
    if let Some(cursor) = cursor {
        assert!(player.area.contains(cursor), "{cursor:?} in {}", said());
    }
    if !player.theme.unicode || player.session.palette().is_some() {
        return;
    }
    let mut panes = 0;
    for y in 0..player.area.height {
        for x in 0..player.area.width {
            if at(x, y) != "╭" {
                continue;
            }
            panes += 1;
            let right = (x + 1..player.area.width).find(|right| at(*right, y) == "╮");
            let low = (y + 1..player.area.height).find(|low| at(x, *low) == "╰");
            let (Some(right), Some(low)) = (right, low) else { panic!("open: {}", said()) };
            assert_eq!(at(right, low), "╯", "{}", said());
            for between in y + 1..low {
                assert_eq!((at(x, between), at(right, between)), ("│", "│"), "{}", said());
            }
            let corners = |x: u16| !matches!(at(x, y), "╭" | "╮" | "╰" | "╯");
            assert!((x + 1..right).all(corners), "{}", said());
        }
    }
    assert!(panes > 0, "{}", said());
}

/// The cells of a row that look alike, as `FROM-TO LOOK`.
pub fn looks(buffer: &Buffer, y: u16) -> String {
    let look = |x: u16| {
        let cell = &buffer[(x, y)];
        let colour = |colour: Color| match colour {
            Color::Reset => "-".to_owned(),
            Color::Indexed(index) => index.to_string(),
            other => format!("{other:?}"),
        };
        let mut look = format!("{}/{}", colour(cell.fg), colour(cell.bg));
        if cell.modifier.contains(Modifier::BOLD) {
            look.push_str(" bold");
        }
        if cell.modifier.contains(Modifier::DIM) {
            look.push_str(" dim");
        }
        look
    };
    let mut runs: Vec<(u16, u16, String)> = Vec::new();
    for x in 0..buffer.area.width {
        match runs.last_mut() {
            Some((_, to, last)) if *last == look(x) => *to = x,
            _ => runs.push((x, x, look(x))),
        }
    }
    let plain = |(_, _, look): &&(u16, u16, String)| look != "-/-";
    let runs = runs.iter().filter(plain).map(|(from, to, look)| format!("{from}-{to} {look}"));
    runs.collect::<Vec<_>>().join(", ")
}

/// The relative luminance of a colour of the 256, or of all.
pub fn luminance(colour: Color) -> f64 {
    let [red, green, blue] = match colour {
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Indexed(index @ 232..) => [8 + 10 * (index - 232); 3],
        Color::Indexed(index @ 16..) => [36, 6, 1]
            .map(|place| [0, 95, 135, 175, 215, 255][usize::from((index - 16) / place % 6)]),
        _ => panic!("{colour:?} looks different everywhere"),
    };
    let linear = |part: u8| {
        let value = f64::from(part) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { f64::powf((value + 0.055) / 1.055, 2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// Whether a scene scrolls by pages.
pub fn is_scrolled(scene: &Path) -> bool {
    fs::read_to_string(scene).expect("it can be read").contains("Pg")
}
