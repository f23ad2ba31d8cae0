//! What a check says: of each file a report, and all of them together.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Format;
use super::guard::Found;
use crate::cli::output::{self, sealed, visible};
use crate::cli::{FAILED, report};
use crate::exercise::library::Loaded;
use crate::markup::escaped_json;

/// What is said of one file.
#[derive(Clone, Debug)]
pub struct Told {
    report: Report,
    errors: usize,
    warnings: usize,
}

#[derive(Clone, Debug)]
enum Report {
    Text(String),
    Json(Value),
}

impl Told {
    /// What is said of a file.
    pub fn of(file: &Loaded, format: Format, colour: bool) -> Self {
        let Loaded { source, diagnostics, .. } = file;
        let report = match format {
            Format::Text => Report::Text(report::report(source, diagnostics, colour)),
            Format::Json => Report::Json(json!({
                "path": source.name(),
                "diagnostics": report::json(source, diagnostics),
            })),
        };
        let errors = diagnostics.iter().filter(|fault| fault.is_error()).count();
        Self { report, errors, warnings: diagnostics.len() - errors }
    }
}

/// Writes what was found, and tells the exit status, and whether the reports could be written.
pub fn write(found: &Found, format: Format, strict: bool, colour: bool) -> (u8, io::Result<()>) {
    for error in &found.unreadable {
        output::note(&format!("error: {}\n", visible(error)));
    }
    let all = match format {
        Format::Text => text(&found.files),
        Format::Json => all_json(&found.files),
    };
    let mut stdout = io::stdout();
    let all = sealed(&all, colour);
    let written = stdout.write_all(all.as_bytes()).and_then(|()| stdout.flush());
    let is_wrong = |file: &Told| file.errors > 0 || strict && file.warnings > 0;
    let wrong = u8::from(found.files.iter().any(is_wrong));
    (if found.unreadable.is_empty() { wrong } else { FAILED }, written)
}

fn text(files: &[Told]) -> String {
    let reports = files.iter().filter_map(|file| match &file.report {
        Report::Text(text) => Some(text.as_str()),
        Report::Json(_) => None,
    });
    let errors = files.iter().map(|file| file.errors).sum();
    let warnings = files.iter().map(|file| file.warnings).sum();
    let counted =
        |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let mut summary = vec![counted(files.len(), "file"), counted(errors, "error")];
    if warnings > 0 {
        summary.push(counted(warnings, "warning"));
    }
    reports.collect::<String>() + &summary.join(", ") + "\n"
}

fn all_json(files: &[Told]) -> String {
    let files = files.iter().filter_map(|file| match &file.report {
        Report::Json(value) => Some(value),
        Report::Text(_) => None,
    });
    let files: Vec<_> = files.collect();
    let text = format!("{:#}\n", json!({ "format": 1, "files": files }));
    escaped_json(&text).into_owned()
}
