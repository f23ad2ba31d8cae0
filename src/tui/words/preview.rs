//! The words of a preview, besides those of the tutor.

/// In the header: what is shown is being written.
pub const PREVIEW: &str = "preview";
/// The pane of the key.
pub const KEY: &str = "Key";
/// The pane of the report on a version that cannot be used.
pub const LAST_SAVED: &str = "As last saved; below, the version before";

/// Which line of a backward pass is wrong, and which rule it breaks.
pub fn wrong_line(line: usize, rule: &str) -> String {
    format!("line {line} is wrong ({rule}); right is")
}
