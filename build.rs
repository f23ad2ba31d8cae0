//! Packs the built-in library and the templates into compressed archives, which become part of the
//! program: a changed exercise is a new build. The names of the templates are known to the command
//! line without unpacking them.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::DeflateEncoder;

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for folder in ["exercises", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
        let file = fs::File::create(out.join(folder).with_extension("tar.deflate"))?;
        let mut archive = tar::Builder::new(DeflateEncoder::new(file, Compression::best()));
        let folder = Path::new(folder);
        pack(folder, folder, &mut archive)?;
        archive.into_inner()?.finish()?;
    }
    let paths = sorted(Path::new("templates"))?;
    let names = paths.iter().filter_map(|path| path.file_stem()?.to_str());
    println!("cargo::rustc-env=TEMPLATES={}", names.collect::<Vec<_>>().join(","));
    Ok(())
}

/// What lies in a folder, in the order of names.
fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Adds what lies in a folder below `root`, in the order of names and without times: the same files
/// give the same program.
fn pack(root: &Path, folder: &Path, archive: &mut tar::Builder<impl io::Write>) -> io::Result<()> {
    for path in sorted(folder)? {
        if path.is_dir() {
            pack(root, &path, archive)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        let inside = path.strip_prefix(root).expect("it was found there");
        archive.append_data(&mut header, inside, bytes.as_slice())?;
    }
    Ok(())
}
