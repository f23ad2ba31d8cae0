//! Where things are kept on this machine: `--data`, `GRADUS_DATA`, or where the system keeps
//! such things.

use std::env;
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

use super::output::visible;
use crate::progress::memory::Memory;
use crate::progress::store::{FILE, Store, Trouble};

/// The folder below the system's, and the name of the program.
const NAME: &str = "gradus";

/// What is known of the past, and a line that says what stands in the way of more. Nothing is
/// made where nothing was kept yet.
pub fn remembered(asked: Option<&Path>) -> Result<(Memory, Option<String>), String> {
    let folder = data(asked)?;
    if !folder.join(FILE).exists() {
        return Ok((Memory::default(), None));
    }
    let (store, opened) = Store::open(&folder);
    let (memory, trouble) = match store.memory() {
        Ok(memory) => (memory, opened),
        Err(trouble) => (Memory::default(), Some(trouble)),
    };
    Ok((memory, trouble.map(|trouble| warning(&trouble))))
}

/// A line that says what stands in the way.
pub fn warning(trouble: &Trouble) -> String {
    format!("warning: {}\n", visible(&trouble.to_string()))
}

/// What a tutor says at its end of what could not be kept.
pub fn unkept(trouble: Option<&Trouble>) -> String {
    trouble.map(warning).unwrap_or_default()
}

/// The folder of the database; the error says that the system has none.
pub fn data(asked: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(folder) = asked {
        return Ok(folder.to_path_buf());
    }
    if let Some(folder) = env::var_os("GRADUS_DATA").filter(|folder| !folder.is_empty()) {
        return Ok(folder.into());
    }
    let system = choose_base_strategy()
        .map_err(|error| format!("{error}: name a folder with --data or GRADUS_DATA"))?;
    Ok(system.data_dir().join(NAME))
}
