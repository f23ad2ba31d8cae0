//! `config.toml`: what a person would otherwise say each time. Everything is optional; what is
//! wrong is reported with its place, and counts as not said.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use clap::ValueEnum;
use etcetera::{BaseStrategy, choose_base_strategy};

use super::Arguments;
use super::report::report;
use crate::diagnostic::Diagnostic;
use crate::exercise::document::{self, Entry, Value};
use crate::nearest::suggestion;
use crate::source::Source;
use crate::tui::theme::Choice;

/// What a person has set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The tutor's colours.
    pub theme: Option<Choice>,
    /// Whether the tutor runs in lines.
    pub plain: bool,
    /// Whether only ASCII is written.
    pub ascii: bool,
    /// The folder of the database.
    pub data: Option<PathBuf>,
}

const KEYS: [&str; 4] = ["theme", "plain", "ascii", "data"];

impl Settings {
    /// What the file sets, and a report of what is wrong with it; neither where there is none.
    pub fn open(colour: bool) -> (Self, String) {
        let Some(path) = file() else { return (Self::default(), String::new()) };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return (Self::default(), String::new());
            }
            Err(error) => {
                let said = format!("warning: {} cannot be read: {error}\n", path.display());
                return (Self::default(), said);
            }
        };
        let source = Source::new(path.display().to_string(), text);
        let (settings, faults) = Self::read(source.text());
        (settings, report(&source, &faults, colour))
    }

    /// What a text sets, and every fault of it.
    pub fn read(text: &str) -> (Self, Vec<Diagnostic>) {
        let document = document::read(text);
        let mut settings = Self::default();
        let mut faults = Vec::new();
        for entry in &document.table.entries {
            if document.is_certain(entry.item.span)
                && let Err(fault) = settings.set(entry)
            {
                faults.push(fault);
            }
        }
        let syntax = document
            .faults
            .into_iter()
            .map(|fault| Diagnostic { severity: crate::diagnostic::Severity::Warning, ..fault });
        faults.extend(syntax);
        faults.sort_by_key(|fault| fault.span().start);
        (settings, faults)
    }

    /// The arguments, with what they and the environment leave open as it is set.
    pub fn complete(self, arguments: Arguments) -> Arguments {
        let theme = match arguments.theme {
            Choice::Auto => self.theme.unwrap_or_default(),
            asked => asked,
        };
        let said = env::var_os("GRADUS_DATA").is_some_and(|folder| !folder.is_empty());
        let data = arguments.data.or_else(|| self.data.filter(|_| !said));
        Arguments {
            theme,
            data,
            plain: arguments.plain || self.plain,
            ascii: arguments.ascii || self.ascii,
            ..arguments
        }
    }

    fn set(&mut self, entry: &Entry) -> Result<(), Diagnostic> {
        let key = entry.key.value.as_str();
        match (key, &entry.item.value) {
            ("theme", Value::String(name)) => {
                self.theme = Some(Choice::from_str(name, false).map_err(|_| no_theme(entry))?);
            }
            ("data", Value::String(folder)) => self.data = Some(home(folder)),
            ("plain", Value::Boolean(plain)) => self.plain = *plain,
            ("ascii", Value::Boolean(ascii)) => self.ascii = *ascii,
            ("theme" | "data", other) => return Err(wrong_type(entry, "a string", other)),
            ("plain" | "ascii", other) => return Err(wrong_type(entry, "true or false", other)),
            _ => {
                let fault =
                    Diagnostic::warning("unknown-key", format!("there is no setting `{key}`"))
                        .at(entry.key.span, "this is left out");
                let known = suggestion(key, KEYS);
                return Err(fault.help(known.unwrap_or_else(|| {
                    format!("the settings are {}", KEYS.map(|key| format!("`{key}`")).join(", "))
                })));
            }
        }
        Ok(())
    }
}

fn no_theme(entry: &Entry) -> Diagnostic {
    let all: Vec<String> = Choice::value_variants()
        .iter()
        .filter_map(|choice| Some(format!("`{}`", choice.to_possible_value()?.get_name())))
        .collect();
    Diagnostic::warning("unknown-theme", "there is no such theme")
        .at(entry.item.span, "this is left out")
        .help(format!("the themes are {}", all.join(", ")))
}

fn wrong_type(entry: &Entry, expected: &str, found: &Value) -> Diagnostic {
    let message = format!("`{}` is {expected}, not {}", entry.key.value, found.kind());
    Diagnostic::warning("wrong-type", message).at(entry.item.span, "this is left out")
}

/// A folder in which `~` stands for that of the person.
fn home(folder: &str) -> PathBuf {
    match (folder.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(below), Ok(home)) => home.join(below),
        _ => PathBuf::from(folder),
    }
}

/// Where the settings are: `GRADUS_CONFIG`, or in the place that the system has for them. None if
/// the variable is empty.
pub fn file() -> Option<PathBuf> {
    if let Some(file) = env::var_os("GRADUS_CONFIG") {
        return (!file.is_empty()).then(|| file.into());
    }
    Some(choose_base_strategy().ok()?.config_dir().join("gradus").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_optional() {
        assert_eq!(Settings::read(""), (Settings::default(), Vec::new()));
        let (settings, faults) =
            Settings::read("theme = \"light\"\nplain = true\nascii = true\ndata = \"/d\"\n");
        let expected = Settings {
            theme: Some(Choice::Light),
            plain: true,
            ascii: true,
            data: Some(PathBuf::from("/d")),
        };
        assert_eq!((settings, faults), (expected, Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_the_rest_counts() {
        let text = "theme = \"pink\"\nplane = true\nplain = 1\nascii = true\ndata = \n";
        let (settings, faults) = Settings::read(text);
        assert_eq!(settings, Settings { ascii: true, ..Settings::default() });
        let told: Vec<_> = faults.iter().map(|fault| (fault.code, fault.span().start)).collect();
        assert_eq!(told[..3], [("unknown-theme", 8), ("unknown-key", 15), ("wrong-type", 36)]);
        assert_eq!(told[3].0, "toml-syntax");
        assert!(faults[1].help.as_ref().expect("it helps").contains("plain"));
        let warning = crate::diagnostic::Severity::Warning;
        assert!(faults.iter().all(|fault| fault.severity == warning), "none is fatal");
    }
}
