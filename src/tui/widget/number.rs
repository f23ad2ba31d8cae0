//! Numbers as they are shown, and numbers in columns with their points aligned.

use crate::tui::theme::Theme;
use crate::tui::words;

/// A number in six significant digits or fewer.
pub fn number(value: f64, theme: Theme) -> String {
    let rounded = format!("{value:.5e}").parse::<f64>().unwrap_or(value);
    let plain = if value == 0.0 {
        "0".to_owned()
    } else if (1e-4..1e7).contains(&rounded.abs()) || !rounded.is_finite() {
        rounded.to_string()
    } else {
        format!("{rounded:e}")
    };
    plain.replace('-', theme.glyphs().minus)
}

/// Numbers padded to one width, so that their points stand below each other.
pub fn column(values: impl Iterator<Item = f64>, theme: Theme) -> Vec<String> {
    let texts: Vec<String> = values.map(|value| number(value, theme)).collect();
    let before = |text: &str| text.chars().take_while(|c| *c != '.').count();
    let whole = texts.iter().map(|text| before(text)).max().unwrap_or_default();
    let behind = |text: &str| text.chars().count() - before(text);
    let rest = texts.iter().map(|text| behind(text)).max().unwrap_or_default();
    texts
        .iter()
        .map(|text| {
            let (left, right) = (whole - before(text), rest - behind(text));
            format!("{}{text}{}", " ".repeat(left), " ".repeat(right))
        })
        .collect()
}

/// A number in four significant digits or fewer; one that is none is said to be so.
pub fn brief(value: f64, theme: Theme) -> String {
    if value.is_finite() {
        number(format!("{value:.3e}").parse().unwrap_or(value), theme)
    } else {
        words::DIVERGED.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEME: Theme = Theme {
        colours: crate::tui::theme::Colours::None,
        depth: crate::tui::theme::Depth::Indexed,
        unicode: true,
    };

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (-0.0, "0"),
            (1.0 / 3.0, "0.333333"),
            (-2.5, "−2.5"),
            (6.8e-18, "6.8e−18"),
            (f64::NEG_INFINITY, "−inf"),
        ] {
            assert_eq!(number(value, THEME), text);
        }
    }

    #[test]
    fn points_are_aligned() {
        assert_eq!(column([1.0, -0.5, 10.25].into_iter(), THEME), [" 1   ", "−0.5 ", "10.25"]);
    }
}
