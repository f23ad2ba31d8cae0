//! NumPy's `.npy`: one array in a file, read without Python. An array of objects is a pickle,
//! which is a program, and is never read.

use std::io::Read;

use crate::diagnostic::Diagnostic;
use crate::engine::{Array, Shape};

/// What every such file begins with.
pub const MAGIC: &[u8] = b"\x93NUMPY";

/// The longest header, in bytes.
const MOST_HEADER: usize = 64 << 10;

/// The most entries of an array.
const MOST_ENTRIES: usize = 1 << 20;

/// What stands before the entries.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Header {
    /// The type of an entry, such as `<f8`.
    descr: String,
    /// Whether the first index runs fastest.
    columns_first: bool,
    shape: Vec<usize>,
}

/// Reads an array. No more is read than the header announces, and no more than is allowed,
/// whatever the source would give; the fault says what is wrong with the array `name`.
pub fn read(name: &str, mut source: impl Read) -> Result<Array, Diagnostic> {
    let fault = |what: String| Diagnostic::error("npy", format!("the array `{name}` {what}"));
    let header = header(&mut source).map_err(|what| fault(what.to_owned()))?;
    let Header { descr, columns_first, shape } =
        parse(&header).ok_or_else(|| fault("has a header that cannot be read".to_owned()))?;
    let (size, entry) = kind(&descr).map_err(|(what, help)| {
        fault(format!("{what} (type `{}`)", printable(&descr))).help(help)
    })?;
    let (rows, cols) = match shape[..] {
        [] => (1, 1),
        [cols] => (1, cols),
        [rows, cols] => (rows, cols),
        _ => {
            let what = format!("has {} dimensions, but no answer has more than 2", shape.len());
            return Err(fault(what).help("take the part that is asked for, or `.squeeze()` it"));
        }
    };
    let count = rows.checked_mul(cols).filter(|count| *count <= MOST_ENTRIES).ok_or_else(|| {
        fault(format!("is {rows}×{cols}, but {MOST_ENTRIES} entries are the most that are read"))
    })?;
    if count == 0 {
        return Err(fault("has no entry".to_owned()));
    }
    let mut bytes = vec![0; count * size];
    source.read_exact(&mut bytes).map_err(|_| {
        fault(format!("ends before its {count} entries do: the file was cut short"))
    })?;
    let read: Vec<f64> = bytes.chunks_exact(size).map(entry).collect();
    let data = if columns_first {
        (0..count).map(|at| read[at % cols * rows + at / cols]).collect()
    } else {
        read
    };
    let shape = if shape.is_empty() { Shape::Scalar } else { Shape::Matrix(rows, cols) };
    Ok(Array::new(shape, data))
}

/// The text of the header.
fn header(source: &mut impl Read) -> Result<String, &'static str> {
    let mut start = [0; 8];
    source.read_exact(&mut start).map_err(|_| "is no `.npy` file: it is too short")?;
    if !start.starts_with(MAGIC) {
        return Err("is no `.npy` file: it does not begin as one");
    }
    let cut = |_| "ends within its header: the file was cut short";
    let length = match start[6] {
        1 => {
            let mut length = [0; 2];
            source.read_exact(&mut length).map_err(cut)?;
            usize::from(u16::from_le_bytes(length))
        }
        2 | 3 => {
            let mut length = [0; 4];
            source.read_exact(&mut length).map_err(cut)?;
            usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX)
        }
        _ => return Err("has a version of the format that is not known"),
    };
    if length > MOST_HEADER {
        return Err("has a header that is longer than any array needs");
    }
    let mut text = vec![0; length];
    source.read_exact(&mut text).map_err(cut)?;
    String::from_utf8(text).map_err(|_| "has a header that is not text")
}

/// The three entries of the dictionary that a header is; nothing if they are not there.
fn parse(header: &str) -> Option<Header> {
    let value = |key: &str| {
        let (_, rest) = header.split_once(&format!("'{key}'"))?;
        Some(rest.trim_start().strip_prefix(':')?.trim_start())
    };
    let descr = value("descr")?;
    let descr = match descr.strip_prefix('\'') {
        Some(rest) => rest.split_once('\'')?.0,
        // A list of fields: named by its beginning, and refused by whoever asks what it is.
        None => descr.get(..1)?,
    };
    let columns_first = match value("fortran_order")? {
        order if order.starts_with("True") => true,
        order if order.starts_with("False") => false,
        _ => return None,
    };
    let (sizes, _) = value("shape")?.strip_prefix('(')?.split_once(')')?;
    let sizes = sizes.split(',').map(str::trim).filter(|size| !size.is_empty());
    let shape = sizes.map(|size| size.parse().ok()).collect::<Option<_>>()?;
    Some(Header { descr: descr.to_owned(), columns_first, shape })
}

/// How many bytes an entry has.
type Size = usize;

/// Makes a number of an entry's bytes.
type Entry = fn(&[u8]) -> f64;

/// How the entries of a type are read; else what is wrong with it, and how to mend it.
fn kind(descr: &str) -> Result<(Size, Entry), (&'static str, &'static str)> {
    macro_rules! number {
        ($type:ty, $read:ident) => {
            Ok((size_of::<$type>(), |bytes| <$type>::$read(whole(bytes)).into()))
        };
    }
    match descr {
        "|b1" | "?" => Ok((1, |bytes| f64::from(u8::from(bytes[0] != 0)))),
        "|i1" | "<i1" | ">i1" => number!(i8, from_le_bytes),
        "|u1" | "<u1" | ">u1" => number!(u8, from_le_bytes),
        "<i2" => number!(i16, from_le_bytes),
        ">i2" => number!(i16, from_be_bytes),
        "<u2" => number!(u16, from_le_bytes),
        ">u2" => number!(u16, from_be_bytes),
        "<i4" => number!(i32, from_le_bytes),
        ">i4" => number!(i32, from_be_bytes),
        "<u4" => number!(u32, from_le_bytes),
        ">u4" => number!(u32, from_be_bytes),
        "<i8" => Ok((8, |bytes| i64::from_le_bytes(whole(bytes)) as f64)),
        ">i8" => Ok((8, |bytes| i64::from_be_bytes(whole(bytes)) as f64)),
        "<u8" => Ok((8, |bytes| u64::from_le_bytes(whole(bytes)) as f64)),
        ">u8" => Ok((8, |bytes| u64::from_be_bytes(whole(bytes)) as f64)),
        "<f4" => number!(f32, from_le_bytes),
        ">f4" => number!(f32, from_be_bytes),
        "<f8" => number!(f64, from_le_bytes),
        ">f8" => number!(f64, from_be_bytes),
        _ => Err(refused(descr)),
    }
}

/// The bytes of one entry.
fn whole<const SIZE: usize>(bytes: &[u8]) -> [u8; SIZE] {
    bytes.try_into().expect("an entry has the size of its type")
}

fn refused(descr: &str) -> (&'static str, &'static str) {
    let letter = descr.trim_start_matches(['<', '>', '|', '=']).chars().next().unwrap_or_default();
    match letter {
        'O' => (
            "holds Python objects as a pickle, which is a program and is never run",
            "give every array by its own name: `np.savez(\"mine.npz\", Z=Z, dW1=dW1)`",
        ),
        'U' | 'S' => (
            "holds text, not numbers",
            "an answer in words or with names goes into a TOML or JSON file",
        ),
        'c' => ("holds complex numbers", "give its real part: `.real`"),
        _ => ("holds entries that are no numbers that are read", "convert it: `.astype(float)`"),
    }
}

/// A type's name from a stranger, short.
fn printable(descr: &str) -> String {
    descr.chars().filter(|c| !c.is_control()).take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn npy(header: &str, entries: &[u8]) -> Vec<u8> {
        let length = u16::try_from(header.len()).unwrap();
        [MAGIC, &[1, 0], &length.to_le_bytes(), header.as_bytes(), entries].concat()
    }

    fn dictionary(descr: &str, columns_first: bool, shape: &str) -> String {
        let order = if columns_first { "True" } else { "False" };
        format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}    \n")
    }

    fn numbers(descr: &str, entries: &[u8]) -> Vec<f64> {
        let size = kind(descr).unwrap().0;
        let header = dictionary(descr, false, &format!("({},)", entries.len() / size));
        read("a", &npy(&header, entries)[..]).unwrap().into_data()
    }

    #[test]
    fn every_kind_of_number_is_read() {
        assert_eq!(
            numbers("<f8", &[0.1_f64.to_le_bytes(), (-2.5_f64).to_le_bytes()].concat()),
            [0.1, -2.5]
        );
        assert_eq!(numbers(">f8", &0.1_f64.to_be_bytes()), [0.1]);
        assert_eq!(numbers("<f4", &0.25_f32.to_le_bytes()), [0.25]);
        assert_eq!(numbers("<i8", &(-3_i64).to_le_bytes()), [-3.0]);
        assert_eq!(numbers(">u2", &[1, 0]), [256.0]);
        assert_eq!(numbers("|i1", &[255]), [-1.0]);
        assert_eq!(numbers("|u1", &[255]), [255.0]);
        assert_eq!(numbers("|b1", &[0, 1, 7]), [0.0, 1.0, 1.0]);
        assert!(numbers("<f8", &f64::NAN.to_le_bytes())[0].is_nan());
    }

    #[test]
    fn both_orders_give_the_same_matrix() {
        let wanted = Array::from_rows(&[vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0]]);
        let rows = npy(&dictionary("|u1", false, "(2, 3)"), &[1, 2, 3, 4, 5, 6]);
        let columns = npy(&dictionary("|u1", true, "(2, 3)"), &[1, 4, 2, 5, 3, 6]);
        assert_eq!(read("a", &rows[..]).ok(), wanted);
        assert_eq!(read("a", &columns[..]).ok(), wanted);
        let scalar = npy(&dictionary("|u1", false, "()"), &[7]);
        assert_eq!(read("a", &scalar[..]).ok(), Some(Array::scalar(7.0)));
    }

    #[test]
    fn what_is_no_array_of_numbers_is_refused() {
        let huge = format!("({0}, {0})", usize::MAX);
        let fields = "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }";
        for (bytes, said) in [
            (npy(&dictionary("|O", false, "(1,)"), b"\x80\x04cos\nsystem\n."), "never run"),
            (npy(&dictionary("<U3", false, "(1,)"), &[0; 12]), "holds text"),
            (npy(&dictionary("<c16", false, "(1,)"), &[0; 16]), "complex"),
            (npy(&dictionary("<f2", false, "(1,)"), &[0; 2]), "no numbers that are read"),
            (npy(fields, &[0; 8]), "no numbers that are read"),
            (npy(&dictionary("<f8", false, "(1, 2, 3)"), &[0; 48]), "3 dimensions"),
            (npy(&dictionary("<f8", false, "(0, 3)"), &[]), "no entry"),
            (npy(&dictionary("<f8", false, "(2,)"), &[0; 15]), "cut short"),
            (npy(&dictionary("<f8", false, &huge), &[]), "the most that are read"),
            (npy(&dictionary("<f8", false, "(-1,)"), &[]), "header that cannot be read"),
            (npy("{}", &[]), "header that cannot be read"),
            ([MAGIC, &[2, 0, 255, 255, 255, 255]].concat(), "longer than any array needs"),
            ([MAGIC, &[9, 0]].concat(), "not known"),
            (MAGIC.to_vec(), "too short"),
            (b"not numpy at all".to_vec(), "does not begin as one"),
        ] {
            let fault = read("a", &bytes[..]).expect_err(said);
            assert!(fault.message.contains(said), "{}", fault.message);
        }
    }
}
