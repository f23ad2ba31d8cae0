//! Which colours there are, how they are chosen, and how each role looks in them.

use clap::ValueEnum;
use ratatui::style::{Color, Modifier, Style};

use crate::markup::Role;

/// What was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// What the environment says: `NO_COLOR`, `COLORFGBG`, `COLORTERM`, `TERM`
    #[default]
    Auto,
    /// Light letters on a dark ground of its own
    Dark,
    /// Dark letters on a light ground of its own
    Light,
    /// The terminal's own sixteen colours on its own ground
    Terminal,
    /// No colours
    None,
}

/// The colours of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// None at all.
    None,
    /// The terminal's own sixteen, so that they fit light and dark grounds.
    Terminal,
    /// Of the 256, on a dark ground that is painted.
    Dark,
    /// Of the 256, on a light ground that is painted.
    Light,
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Sixteen, which the terminal chooses.
    Sixteen,
    /// Besides these, 240 that are the same nearly everywhere.
    Indexed,
    /// All.
    True,
}

/// A painted theme: its ground, and the colour of each role on it.
struct Paint {
    ground: u8,
    text: u8,
    dim: u8,
    heading: u8,
    math: u8,
    correct: u8,
    wrong: u8,
    notice: u8,
}

const DARK: Paint = Paint {
    ground: 234,
    text: 253,
    dim: 247,
    heading: 111,
    math: 80,
    correct: 114,
    wrong: 210,
    notice: 215,
};

const LIGHT: Paint = Paint {
    ground: 231,
    text: 234,
    dim: 240,
    heading: 25,
    math: 23,
    correct: 22,
    wrong: 124,
    notice: 91,
};

impl Paint {
    fn of(&self, role: Role) -> u8 {
        match role {
            Role::Text | Role::Number | Role::Strong => self.text,
            Role::Heading => self.heading,
            Role::Dim => self.dim,
            Role::Math | Role::Code => self.math,
            Role::Correct => self.correct,
            Role::Wrong => self.wrong,
            Role::Notice => self.notice,
        }
    }
}

impl Colours {
    fn paint(self) -> Option<&'static Paint> {
        match self {
            Self::Dark => Some(&DARK),
            Self::Light => Some(&LIGHT),
            Self::None | Self::Terminal => None,
        }
    }

    /// What everything is drawn on.
    pub(super) fn ground(self) -> Style {
        self.paint().map_or_else(Style::new, |paint| {
            Style::new().fg(Color::Indexed(paint.text)).bg(Color::Indexed(paint.ground))
        })
    }

    /// How a role looks.
    pub(super) fn style(self, role: Role) -> Style {
        let style = Style::new().add_modifier(weight(role));
        match self.paint() {
            Some(paint) => style.fg(Color::Indexed(paint.of(role))),
            // Which grey can be read, only the terminal knows.
            None if role == Role::Dim => style.add_modifier(Modifier::DIM),
            None if self == Self::None => style,
            None => terminal(role).map_or(style, |colour| style.fg(colour)),
        }
    }
}

fn weight(role: Role) -> Modifier {
    match role {
        Role::Strong | Role::Heading | Role::Correct | Role::Wrong | Role::Notice => Modifier::BOLD,
        Role::Text | Role::Number | Role::Dim | Role::Math | Role::Code => Modifier::empty(),
    }
}

fn terminal(role: Role) -> Option<Color> {
    match role {
        Role::Text | Role::Number | Role::Strong | Role::Dim => None,
        Role::Heading => Some(Color::Blue),
        Role::Math | Role::Code => Some(Color::Cyan),
        Role::Correct => Some(Color::Green),
        Role::Wrong => Some(Color::Red),
        Role::Notice => Some(Color::Magenta),
    }
}

/// The colours and their number, from what was asked for and the variables of the environment.
pub(super) fn choose(choice: Choice, set: impl Fn(&str) -> Option<String>) -> (Colours, Depth) {
    let depth = depth(&set);
    let term = set("TERM").unwrap_or_default();
    let colours = match choice {
        Choice::Auto if set("NO_COLOR").is_some() || term == "dumb" => Colours::None,
        Choice::Auto => match set("COLORFGBG").and_then(|colours| is_light(&colours)) {
            Some(true) if depth > Depth::Sixteen => Colours::Light,
            Some(false) if depth > Depth::Sixteen => Colours::Dark,
            _ => Colours::Terminal,
        },
        Choice::Dark => Colours::Dark,
        Choice::Light => Colours::Light,
        Choice::Terminal => Colours::Terminal,
        Choice::None => Colours::None,
    };
    // Whoever asks for a theme has the colours for it.
    let painted = matches!(colours, Colours::Dark | Colours::Light);
    (colours, if painted { depth.max(Depth::Indexed) } else { depth })
}

fn depth(set: &impl Fn(&str) -> Option<String>) -> Depth {
    if set("COLORTERM").is_some_and(|colours| colours == "truecolor" || colours == "24bit") {
        return Depth::True;
    }
    let term = set("TERM").unwrap_or_default();
    let old = ["linux", "ansi", "vt", "cons25", "cygwin", "screen.", "rxvt-16", "sun"];
    let few = term.ends_with("-16color")
        || term.ends_with("-color")
        || term == "screen"
        || term == "rxvt"
        || old.iter().any(|name| term.starts_with(name));
    if few && !term.contains("256color") { Depth::Sixteen } else { Depth::Indexed }
}

/// Whether the ground is light, from `COLORFGBG`: the number of its colour comes last.
fn is_light(colours: &str) -> Option<bool> {
    let ground: u8 = colours.rsplit(';').next()?.parse().ok()?;
    (ground < 16).then_some(ground == 7 || ground > 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widget::level::luminance;

    const ROLES: [Role; 10] = [
        Role::Text,
        Role::Strong,
        Role::Dim,
        Role::Heading,
        Role::Math,
        Role::Number,
        Role::Code,
        Role::Correct,
        Role::Wrong,
        Role::Notice,
    ];

    #[test]
    fn every_role_can_be_read_on_the_ground_of_both_themes() {
        for theme in [Colours::Dark, Colours::Light] {
            let ground = theme.ground().bg.expect("it is painted");
            for role in ROLES {
                let style = theme.style(role);
                assert!(!style.add_modifier.contains(Modifier::DIM), "{theme:?} {role:?}");
                let [one, other] = [style.fg.expect("it has a colour"), ground]
                    .map(|colour| luminance(colour) + 0.05);
                let contrast = one.max(other) / one.min(other);
                assert!(contrast >= 4.5, "{theme:?} {role:?}: {contrast}");
            }
        }
    }

    type Variables<'v> = &'v [(&'v str, &'v str)];

    #[test]
    fn the_environment_chooses_unless_something_is_asked_for() {
        let choose = |choice, variables: &[(&str, &str)]| {
            super::choose(choice, |name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        let xterm = ("TERM", "xterm-256color");
        let cases: [(Variables<'_>, (Colours, Depth)); 9] = [
            (&[xterm], (Colours::Terminal, Depth::Indexed)),
            (&[xterm, ("NO_COLOR", "1")], (Colours::None, Depth::Indexed)),
            (&[("TERM", "dumb")], (Colours::None, Depth::Indexed)),
            (&[("TERM", "linux")], (Colours::Terminal, Depth::Sixteen)),
            (&[("TERM", "linux"), ("COLORFGBG", "0;15")], (Colours::Terminal, Depth::Sixteen)),
            (&[xterm, ("COLORFGBG", "0;15")], (Colours::Light, Depth::Indexed)),
            (&[xterm, ("COLORFGBG", "15;default;0")], (Colours::Dark, Depth::Indexed)),
            (&[xterm, ("COLORFGBG", "odd")], (Colours::Terminal, Depth::Indexed)),
            (&[xterm, ("COLORTERM", "truecolor")], (Colours::Terminal, Depth::True)),
        ];
        for (variables, expected) in cases {
            assert_eq!(choose(Choice::Auto, variables), expected, "{variables:?}");
        }
        let none = [("NO_COLOR", "1"), ("TERM", "linux"), ("COLORFGBG", "0;15")];
        assert_eq!(choose(Choice::Dark, &none), (Colours::Dark, Depth::Indexed));
        assert_eq!(choose(Choice::Light, &none).0, Colours::Light);
        assert_eq!(choose(Choice::Terminal, &none), (Colours::Terminal, Depth::Sixteen));
        assert_eq!(choose(Choice::None, &[xterm]).0, Colours::None);
    }
}
