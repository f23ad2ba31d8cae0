//! What the path of an exercise file says: whether it is one, its order, its id.

use std::ffi::OsStr;
use std::path::Path;

/// The file that makes a folder a pack.
pub const PACK: &str = "pack.toml";

/// Whether a file is an exercise, by its name.
pub fn is_exercise(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("toml"))
        && path.file_name() != Some(OsStr::new(PACK))
        && !is_hidden(path)
}

/// Whether the file at a path below its pack is an exam.
pub fn is_in_exams(path: &Path) -> bool {
    path.parent().is_some_and(|folders| folders.iter().any(|name| name == "exams"))
}

/// Whether a path below a pack is one of its exercises or exams: nothing on the way is hidden.
pub fn is_exercise_of_pack(path: &Path) -> bool {
    is_exercise(path) && !path.ancestors().any(is_hidden)
}

/// Whether a file or folder is hidden.
pub fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// What paths are sorted by: folder by folder, numbers as numbers.
pub fn order(path: &Path) -> Vec<(u64, String)> {
    names(path)
        .map(|name| {
            let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            (name[..digits].parse().unwrap_or(u64::MAX), name[digits..].to_owned())
        })
        .collect()
}

/// The id of the exercise at a path below its pack.
pub fn id(path: &Path) -> String {
    let folders = topic(path);
    let file = path.with_extension("");
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if folders.is_empty() { name.into_owned() } else { format!("{folders}/{name}") }
}

/// The folders of a path below its pack, without their numbers.
pub fn topic(path: &Path) -> String {
    let folders = path.parent().unwrap_or(Path::new(""));
    names(folders).map(|name| without_number(&name).to_owned()).collect::<Vec<_>>().join("/")
}

fn names(path: &Path) -> impl Iterator<Item = String> {
    path.components().map(|part| part.as_os_str().to_string_lossy().into_owned())
}

/// A folder's name without the number that orders it: `60-two-layer` is `two-layer`.
fn without_number(name: &str) -> &str {
    match name.split_once('-') {
        Some((number, rest))
            if !rest.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            rest
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_leave_out_the_numbers_of_folders_only() {
        let path = Path::new("60-two-layer-nonlinear/01-sigmoid.toml");
        assert_eq!(id(path), "two-layer-nonlinear/01-sigmoid");
        assert_eq!(topic(path), "two-layer-nonlinear");
        assert_eq!(id(Path::new("05-alone.toml")), "05-alone");
        assert_eq!(id(Path::new("a/20-b/c.v2.toml")), "a/b/c.v2");
        assert_eq!(without_number("10-"), "10-");
        assert_eq!(without_number("x-ray"), "x-ray");
    }

    #[test]
    fn numbers_order_as_numbers() {
        let mut paths = ["100-z/1.toml", "20-a/10-x.toml", "20-a/9-y.toml", "b/1.toml"];
        paths.sort_by_cached_key(|path| order(Path::new(path)));
        assert_eq!(paths, ["20-a/9-y.toml", "20-a/10-x.toml", "100-z/1.toml", "b/1.toml"]);
    }

    #[test]
    fn only_exercise_files_count() {
        assert!(is_exercise(Path::new("a/01.toml")));
        for other in ["a/pack.toml", "a/.01.toml", "a/notes.md", "a/toml"] {
            assert!(!is_exercise(Path::new(other)), "{other}");
        }
    }
}
