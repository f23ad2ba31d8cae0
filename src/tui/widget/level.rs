//! The colours of the levels of a surface: dark and blue is low, light and yellow is high.
//!
//! They are of the 256 that nearly every terminal has, chosen along viridis so that lightness
//! rises evenly. Their numbers stand in the picture too.

use ratatui::style::{Color, Modifier, Style};

use crate::picture::surface::LEVELS;
use crate::tui::theme::Theme;

const COLOURS: [u8; LEVELS] = [18, 54, 24, 30, 36, 77, 190];
/// From this level on, what is written on it is black.
const LIGHT: usize = 3;
const BLACK: Color = Color::Indexed(16);
const WHITE: Color = Color::Indexed(231);

/// The colour of a level.
pub fn colour(level: usize) -> Color {
    Color::Indexed(COLOURS[level.min(LEVELS - 1)])
}

/// How what is written on a level looks.
pub fn style(level: usize, theme: Theme) -> Style {
    if !theme.colour {
        return Style::new();
    }
    Style::new().bg(colour(level)).fg(if level < LIGHT { WHITE } else { BLACK })
}

/// The same, for what must not be overlooked.
pub fn mark(level: usize, theme: Theme) -> Style {
    style(level, theme).add_modifier(Modifier::BOLD)
}

/// The sign of a level: its number, from 1.
pub fn digit(level: usize) -> char {
    u32::try_from(level + 1).ok().and_then(|level| char::from_digit(level, 10)).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The luminance of a colour of the 256, and its lightness in CIELAB.
    fn luminance(colour: Color) -> f64 {
        let Color::Indexed(index) = colour else { panic!("{colour:?} is none of the 256") };
        let cube = index - 16;
        let linear = |step: u8| {
            let value = [0.0, 95.0, 135.0, 175.0, 215.0, 255.0][usize::from(step)] / 255.0;
            if value <= 0.04045 { value / 12.92 } else { f64::powf((value + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(cube / 36) + 0.7152 * linear(cube / 6 % 6) + 0.0722 * linear(cube % 6)
    }

    #[test]
    fn lightness_rises_evenly() {
        let lightness = |level| 116.0 * luminance(colour(level)).cbrt() - 16.0;
        for level in 1..LEVELS {
            let step = lightness(level) - lightness(level - 1);
            assert!((10.0..18.0).contains(&step), "{level}: {step}");
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let theme = Theme { colour: true, unicode: true };
        for level in 0..LEVELS {
            let style = style(level, theme);
            let [one, other] =
                [style.fg, style.bg].map(|part| luminance(part.expect("it is set")) + 0.05);
            let contrast = one.max(other) / one.min(other);
            assert!(contrast >= 4.5, "level {level}: {contrast}");
        }
    }
}
