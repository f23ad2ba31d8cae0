//! Files that what is found is compared with.

use std::path::Path;
use std::{env, fs};

/// What is found, if it is something else than the file says. With `UPDATE_GOLDEN` set the file is
/// written anew first.
pub fn differs(golden: &Path, found: &str) -> Option<String> {
    if env::var_os("UPDATE_GOLDEN").is_some() {
        let folder = golden.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(golden, found).expect("it can be written");
    }
    let kept = fs::read_to_string(golden).unwrap_or_default();
    let told = || format!("{}\n--- expected\n{kept}\n--- found\n{found}", golden.display());
    (kept != found).then(told)
}
