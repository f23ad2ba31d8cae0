//! `gradus grade --submissions`: the sheets of a class, each graded as `--stream` grades it, and
//! what there is to say of the class.

pub mod folder;
pub mod page;
pub mod resume;
pub mod run;
pub mod sources;
pub mod summary;
pub mod table;
pub mod text;
