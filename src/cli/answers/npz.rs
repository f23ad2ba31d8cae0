//! NumPy's `.npz`: named arrays in one archive. Nothing of it is written to a disk, and of each
//! array no more is unpacked than its header announces.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::npy;
use crate::diagnostic::Diagnostic;
use crate::engine::Array;

/// What every archive begins with.
pub const MAGIC: &[u8] = b"PK";

/// The most arrays of an archive.
const MOST_ARRAYS: usize = 1_000;

/// The most entries of all arrays together.
const MOST_ENTRIES: usize = 4 << 20;

/// The arrays of an archive by their names; every fault is reported.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, Array)>, Vec<Diagnostic>> {
    let fault = |message: String| vec![Diagnostic::error("npz", message)];
    let broken = |error: ZipError| {
        let help = "write it anew with `np.savez`; is it whole?";
        let message = format!("this is no archive that can be read: {error}");
        vec![Diagnostic::error("npz", message).help(help)]
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MOST_ARRAYS {
        return Err(fault(format!(
            "the archive has {} files, but {MOST_ARRAYS} are the most that are read",
            archive.len()
        )));
    }
    let mut arrays = Vec::new();
    let mut faults = Vec::new();
    let mut entries = 0;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(broken)?;
        let name = file.name().map_err(broken)?.into_owned();
        let Some(id) = name.strip_suffix(".npy") else {
            faults.extend(fault(format!("`{name}` in the archive is no `.npy` file")));
            continue;
        };
        match npy::read(id, file) {
            Ok(array) => {
                entries += array.data().len();
                if entries > MOST_ENTRIES {
                    return Err(fault(format!(
                        "the arrays have more than {MOST_ENTRIES} entries together"
                    )));
                }
                arrays.push((id.to_owned(), array));
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(arrays) } else { Err(faults) }
}
