//! What a command is given to read: a file, or stdin where the file is named `-`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The most that is read, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// The name of a file and what is in it; the error says why that cannot be read, as `answers` or
/// whatever else it is to be.
pub fn bytes(path: &Path, what: &str) -> Result<(String, Vec<u8>), String> {
    let mut bytes = Vec::new();
    let name = if path.as_os_str() == "-" {
        let read = io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("the {what} cannot be read from stdin: {error}"))?;
        "stdin".to_owned()
    } else {
        let name = path.display().to_string();
        let cannot = |error: io::Error| format!("{name} cannot be read: {error}");
        let file = File::open(path).map_err(cannot)?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
        name
    };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("{name} is too large for a file of {what}"));
    }
    Ok((name, bytes))
}

/// The same for a text.
pub fn text(path: &Path, what: &str) -> Result<(String, String), String> {
    let (name, bytes) = bytes(path, what)?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8 text"))?;
    Ok((name, text))
}
