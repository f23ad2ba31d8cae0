//! A pack in one file, `.zip` or `.tar.gz`: read into memory, never unpacked to a disk.
//!
//! Archives come from strangers. What is taken from one is bounded before it is read: its own
//! size, how many files it has, how much each of them and all together unpack to. A file whose
//! name leads out of the archive, a link or device, and a name that comes twice are refused. Each of these
//! is one error that names the archive.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use flate2::read::{DeflateDecoder, MultiGzDecoder};
use tar::EntryType;
use zip::ZipArchive;

use super::paths;

/// The largest archive, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// The most files and folders in one.
const MOST_MEMBERS: usize = 2_000;

/// The largest file that is taken from one.
const MOST_OF_A_FILE: u64 = 1 << 20;

/// The most that all files of one unpack to, the tar's own blocks and skipped files included.
const MOST_IN_ALL: u64 = 8 << 20;

/// A file of an archive: its path in it, and its bytes.
pub type Member = (PathBuf, Arc<[u8]>);

/// Whether a path has the name of an archive.
pub fn is_archive(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    [".zip", ".tar.gz", ".tgz"].iter().any(|ending| name.ends_with(ending))
}

/// The `.toml` files of the archive at a path, in its order; the error says what is wrong with it.
pub fn read(path: &Path) -> Result<Vec<Member>, String> {
    let failed = |reason: String| format!("{} {reason}", path.display());
    let unreadable = |error: io::Error| failed(format!("cannot be read: {error}"));
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > MOST_BYTES {
        return Err(failed(format!(
            "is too large for a pack: it has {size} bytes, {MOST_BYTES} are the most"
        )));
    }
    let file = BufReader::new(File::open(path).map_err(unreadable)?);
    let zipped = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    let found = if zipped { zip(file) } else { tar(file) };
    let mut members = found.map_err(failed)?;
    below_pack(&mut members);
    Ok(members)
}

/// The `.toml` files of what `build.rs` packed. It is inflated as a whole, which takes a fraction of
/// the time of doing so file by file.
pub fn unpacked(packed: &[u8]) -> Result<Vec<Member>, String> {
    let mut unpacked = Vec::new();
    let read = DeflateDecoder::new(packed).read_to_end(&mut unpacked);
    read.map_err(|error| format!("cannot be unpacked: {error}"))?;
    let mut taken = Taken::default();
    entries(&mut tar::Archive::new(unpacked.as_slice()), &mut taken)?;
    Ok(taken.members)
}

/// Paths from the pack on: those of its folder, if the archive holds the folder itself.
fn below_pack(members: &mut Vec<Member>) {
    let packs = members.iter().filter(|(path, _)| path.file_name() == Some(paths::PACK.as_ref()));
    let top = packs.map(|(path, _)| path.clone()).min_by_key(|path| path.components().count());
    let Some(folder) = top.as_deref().and_then(Path::parent) else { return };
    members.retain_mut(|(path, _)| {
        let below = path.strip_prefix(folder).map(Path::to_path_buf);
        below.map(|below| *path = below).is_ok()
    });
}

/// What was taken so far.
#[derive(Default)]
struct Taken {
    members: Vec<Member>,
    names: HashSet<PathBuf>,
    seen: usize,
    unpacked: u64,
}

impl Taken {
    /// Counts a file or folder.
    fn count(&mut self) -> Result<(), String> {
        self.seen += 1;
        if self.seen > MOST_MEMBERS {
            return Err(format!("has more than {MOST_MEMBERS} files and folders"));
        }
        Ok(())
    }

    /// Takes a file, if it may belong to a pack.
    fn take(&mut self, name: &str, is_special: bool, file: impl Read) -> Result<(), String> {
        let path = inside(name)?;
        if path.extension() != Some("toml".as_ref()) {
            return Ok(());
        }
        if is_special {
            return Err(format!(
                "holds `{name}` as a link or a device; put the file itself into it"
            ));
        }
        let mut bytes = Vec::new();
        let read = file.take(MOST_OF_A_FILE + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("cannot be unpacked at `{name}`: {error}"))?;
        if bytes.len() as u64 > MOST_OF_A_FILE {
            return Err(format!(
                "holds `{name}`, which unpacks to more than {MOST_OF_A_FILE} bytes"
            ));
        }
        self.unpacked += bytes.len() as u64;
        if self.unpacked > MOST_IN_ALL {
            return Err(too_much());
        }
        if !self.names.insert(path.clone()) {
            return Err(format!("holds `{name}` twice"));
        }
        self.members.push((path, bytes.into()));
        Ok(())
    }
}

fn too_much() -> String {
    format!("unpacks to more than {MOST_IN_ALL} bytes")
}

/// The path of a file below the archive; the error says that it leads elsewhere.
fn inside(name: &str) -> Result<PathBuf, String> {
    let refused = || format!("holds `{name}`, a name that leads out of it; pack it anew");
    if name.contains(['\\', '\0', ':']) || name.chars().any(char::is_control) {
        return Err(refused());
    }
    let mut path = PathBuf::new();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            _ => return Err(refused()),
        }
    }
    Ok(path)
}

fn zip(file: BufReader<File>) -> Result<Vec<Member>, String> {
    let broken = |error| format!("is no zip archive that can be read: {error}");
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    // Of several it lists the last alone.
    if archive.has_duplicate_names() {
        return Err("holds two files of one name; pack it anew".to_owned());
    }
    let mut taken = Taken::default();
    for index in 0..archive.len() {
        taken.count()?;
        let member = archive.by_index(index).map_err(broken)?;
        if member.is_dir() {
            continue;
        }
        let name = member.name().map_err(broken)?.into_owned();
        taken.take(&name, member.is_symlink(), member)?;
    }
    Ok(taken.members)
}

fn tar(file: BufReader<File>) -> Result<Vec<Member>, String> {
    // What is skipped has to be unpacked too.
    let mut unpacked = MultiGzDecoder::new(file).take(MOST_IN_ALL);
    let mut taken = Taken::default();
    let result = entries(&mut tar::Archive::new(&mut unpacked), &mut taken);
    if unpacked.limit() == 0 {
        return Err(too_much());
    }
    result.map(|()| taken.members)
}

fn entries(archive: &mut tar::Archive<impl Read>, taken: &mut Taken) -> Result<(), String> {
    let broken = |error| format!("is no tar.gz archive that can be read: {error}");
    for entry in archive.entries().map_err(broken)? {
        let entry = entry.map_err(broken)?;
        taken.count()?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Directory | EntryType::XGlobalHeader => {}
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                taken.take(&name, false, entry)?;
            }
            _ => taken.take(&name, true, entry)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_within_the_archive() {
        assert_eq!(inside("./a/b.toml"), Ok(PathBuf::from("a/b.toml")));
        for name in ["../a.toml", "/a.toml", "a/../../b.toml", "a\\b.toml", "C:a.toml", "a\u{1b}"] {
            assert!(inside(name).is_err(), "{name}");
        }
    }

    #[test]
    fn archives_are_known_by_their_names() {
        for name in ["a.zip", "a.b.TAR.GZ", "x/y.tgz"] {
            assert!(is_archive(Path::new(name)), "{name}");
        }
        assert!(!is_archive(Path::new("a.toml")) && !is_archive(Path::new("zip")));
    }

    #[test]
    fn paths_begin_below_the_folder_of_the_pack() {
        let all = ["top/a/1.toml", "top/pack.toml", "other.toml", "top/exams/pack.toml"];
        let mut members: Vec<Member> = all.map(|path| (path.into(), Arc::from([]))).into();
        below_pack(&mut members);
        let paths: Vec<_> = members.iter().map(|(path, _)| path.to_str().unwrap()).collect();
        assert_eq!(paths, ["a/1.toml", "pack.toml", "exams/pack.toml"]);
    }
}
