//! `pack.toml`: what a folder of exercises says of itself.

use super::fields::Fields;
use super::question::filled;
use crate::diagnostic::{self, Diagnostic};
use crate::exercise::document;

const KEYS: [&str; 5] = ["name", "version", "authors", "licence", "language"];

/// Every fault of the text of a `pack.toml`.
pub fn read(text: &str) -> Vec<Diagnostic> {
    let document = document::read(text);
    let mut faults = Vec::new();
    let fields = Fields::new(&document.table, "a pack", &KEYS, &mut faults);
    fields.required("name", &mut faults);
    for key in ["name", "version", "licence", "language"] {
        filled(&fields, key, &mut faults);
    }
    fields.texts("authors", &mut faults);
    if !document.faults.is_empty() {
        faults.retain(|fault| fault.code != "missing-key" && document.is_certain(fault.span()));
    }
    faults.extend(document.faults);
    faults.sort_by_key(|fault| fault.span().start);
    diagnostic::first(faults)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_pack_has_a_name_and_no_unknown_keys() {
        let sound = "name = \"Primer\"\nversion = \"0.1\"\nauthors = [\"A\"]\nlicence = \"MIT\"\nlanguage = \"en\"\n";
        assert_eq!(read(sound), []);
        let codes = |text| read(text).into_iter().map(|fault| fault.code).collect::<Vec<_>>();
        assert_eq!(
            codes("licens = 'MIT'\nauthors = 'A'\n"),
            ["unknown-key", "missing-key", "wrong-type"]
        );
        assert_eq!(codes("name = \nlicence = 3\n"), ["toml-syntax", "wrong-type"]);
    }
}
