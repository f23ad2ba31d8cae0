//! A PDF document: an installed `typst` makes it of the Typst source. No shell is asked.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

/// The program.
const PROGRAM: &str = "typst";

/// What is said where the program is not installed.
const MISSING: &str = "PDF is made by the program `typst`, which is not on the PATH: install it \
                       (https://github.com/typst/typst, or `cargo install typst-cli`), or export \
                       `typst` or `latex` and make the PDF elsewhere";

/// The PDF of a Typst source; the error says why there is none.
pub fn compile(source: &str) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => MISSING.to_owned(),
        _ => format!("`{PROGRAM}` cannot be run: {error}"),
    };
    let mut child = Command::new(PROGRAM)
        .args(["compile", "--format", "pdf", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut input = child.stdin.take().expect("the input was piped");
    let text = source.to_owned();
    // It may print before it has read all: neither side must wait for the other.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().map_err(failed)?;
    // Why it stopped reading, it says itself.
    let _ = writer.join();
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("`{PROGRAM}` made no PDF ({}):\n{}", output.status, said.trim()));
    }
    if !output.stdout.starts_with(b"%PDF") {
        return Err(format!("what `{PROGRAM}` made is no PDF"));
    }
    Ok(output.stdout)
}
