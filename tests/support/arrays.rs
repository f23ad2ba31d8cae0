//! Files as NumPy writes them.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A compressed archive of files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        writer.start_file(*name, options).expect("the test made it so");
        writer.write_all(bytes).expect("the test made it so");
    }
    writer.finish().expect("the test made it so").into_inner()
}

/// An array with the header that says so.
pub fn npy(descr: &str, shape: &str, entries: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).expect("the test made it so");
    [b"\x93NUMPY\x01\x00", &length.to_le_bytes()[..], header.as_bytes(), entries].concat()
}
