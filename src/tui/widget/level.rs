//! The colours of the levels of a surface: dark and blue is low, light and yellow is high.
//!
//! They follow viridis, so that lightness rises evenly: as it is where there are all colours,
//! else the nearest of the 256 that nearly every terminal has. Their numbers stand in the
//! picture too.

use ratatui::style::{Color, Modifier, Style};

use crate::picture::surface::LEVELS;
use crate::tui::theme::{Depth, Theme};

const INDEXED: [u8; LEVELS] = [18, 54, 24, 30, 36, 77, 190];
const TRUE: [(u8, u8, u8); LEVELS] = [
    (68, 1, 84),
    (68, 57, 131),
    (49, 104, 142),
    (33, 145, 140),
    (53, 183, 121),
    (144, 215, 67),
    (253, 231, 37),
];
/// From this level on, what is written on it is black.
const LIGHT: usize = 3;
const BLACK: Color = Color::Indexed(16);
const WHITE: Color = Color::Indexed(231);

/// The colour of a level.
pub fn colour(level: usize, theme: Theme) -> Color {
    let level = level.min(LEVELS - 1);
    if theme.depth == Depth::True {
        let (red, green, blue) = TRUE[level];
        Color::Rgb(red, green, blue)
    } else {
        Color::Indexed(INDEXED[level])
    }
}

/// How what is written on a level looks.
pub fn style(level: usize, theme: Theme) -> Style {
    if !theme.has_many_colours() {
        return Style::new();
    }
    let text = if level < LIGHT { WHITE } else { BLACK };
    Style::new().bg(colour(level, theme)).fg(text)
}

/// The same, for what must not be overlooked.
pub fn mark(level: usize, theme: Theme) -> Style {
    style(level, theme).add_modifier(Modifier::BOLD)
}

/// The sign of a level: its number, from 1.
pub fn digit(level: usize) -> char {
    u32::try_from(level + 1).ok().and_then(|level| char::from_digit(level, 10)).unwrap_or('?')
}

/// The relative luminance of a colour that is the same in every terminal.
#[cfg(test)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Colours;

    const THEMES: [Theme; 2] = [
        Theme { colours: Colours::Terminal, depth: Depth::Indexed, unicode: true },
        Theme { colours: Colours::Dark, depth: Depth::True, unicode: true },
    ];

    #[test]
    fn lightness_rises_evenly() {
        for theme in THEMES {
            let lightness = |level| 116.0 * luminance(colour(level, theme)).cbrt() - 16.0;
            for level in 1..LEVELS {
                let step = lightness(level) - lightness(level - 1);
                assert!((10.0..18.0).contains(&step), "{theme:?} {level}: {step}");
            }
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        for theme in THEMES {
            for level in 0..LEVELS {
                let style = style(level, theme);
                let [one, other] =
                    [style.fg, style.bg].map(|part| luminance(part.expect("it is set")) + 0.05);
                let contrast = one.max(other) / one.min(other);
                assert!(contrast >= 4.5, "{theme:?}, level {level}: {contrast}");
            }
        }
    }

    #[test]
    fn sixteen_colours_are_not_enough_to_fill() {
        let few = Theme { depth: Depth::Sixteen, ..THEMES[0] };
        assert_eq!(style(3, few), Style::new());
    }
}
