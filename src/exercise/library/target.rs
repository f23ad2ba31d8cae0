//! The one exercise that a person named.

use std::path::{Path, PathBuf};

use super::{Library, Loaded, archive, paths};

/// Reads the exercise that a person named: a file's path, an id in the built-in library, or a
/// pack followed by an id in it, as in `my-pack.zip/two-layer/01`. The error says why there is
/// none.
pub fn find(target: &str) -> Result<Loaded, String> {
    let path = Path::new(target);
    if archive::is_archive(path) && path.is_file() {
        return alone(path, &Library::open(&[path.to_path_buf()])?);
    }
    if path.is_file() {
        return Loaded::open(path, target);
    }
    let library = Library::built_in();
    match library.find(target) {
        Ok(entry) => Ok(library.load(entry)),
        Err(_) if path.is_dir() => Err(format!("{target} is a folder; name one exercise file")),
        Err(error) => match pack_of(path) {
            Some((pack, rest)) => within(&pack, &rest),
            None if path.extension().is_some_and(|extension| extension == "toml") => {
                Err(format!("there is no file {target}"))
            }
            None => Err(error),
        },
    }
}

/// The pack that a path that does not exist begins with, and what follows.
pub fn pack_of(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let is_pack = |above: &&Path| {
        (archive::is_archive(above) && above.is_file())
            || (!above.as_os_str().is_empty() && above.join(paths::PACK).is_file())
    };
    let pack = path.ancestors().skip(1).find(is_pack)?;
    Some((pack.to_path_buf(), path.strip_prefix(pack).ok()?.to_path_buf()))
}

/// The exercise of a pack that has a path or an id, or the beginning of one.
fn within(pack: &Path, rest: &Path) -> Result<Loaded, String> {
    let library = Library::open(&[pack.to_path_buf()])?;
    let file = pack.join(rest);
    if let Some(entry) = library.entries().iter().find(|entry| entry.file == file) {
        return entry.open();
    }
    let id = rest.with_extension("");
    let id = if rest.extension() == Some("toml".as_ref()) { &id } else { rest };
    let found = library.find(&id.to_string_lossy());
    found
        .map_err(|error| format!("in {}: {error}", pack.display()))
        .map(|entry| library.load(entry))
}

/// The exercise of an archive that holds one alone.
fn alone(pack: &Path, library: &Library) -> Result<Loaded, String> {
    match library.entries() {
        [entry] => entry.open(),
        all => Err(format!(
            "{pack} has {} exercises; name one of them, as `{pack}/{}`",
            all.len(),
            all[0].id,
            pack = pack.display()
        )),
    }
}
