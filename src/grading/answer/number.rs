//! A number as people type it: its value, and the digits it was written with.

/// The digits that a number was written with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// The significant digits: 3 for `0.0120`, 0 for a zero.
    pub digits: u32,
    /// One unit of the last place that was written: 0.0001 for `0.0120`.
    pub unit: f64,
}

/// What is known of the digits of an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Digits {
    /// Nothing: it was computed.
    Unknown,
    /// It was typed with these.
    Written(Written),
    /// It was handed over as a number, which has those that are needed to read it back.
    Shortest,
}

impl Digits {
    /// The digits of `value`, if they are known.
    pub fn of(self, value: f64) -> Option<Written> {
        match self {
            Self::Unknown => None,
            Self::Written(written) => Some(written),
            Self::Shortest => shortest(value),
        }
    }
}

impl From<Option<Written>> for Digits {
    fn from(written: Option<Written>) -> Self {
        written.map_or(Self::Unknown, Self::Written)
    }
}

/// The value and the digits of a plain number: `-0.5`, `.5`, `2.`, `1_000`, `5E-6`,
/// `5*10^-6`, with any minus sign. `None` for everything else, expressions too.
pub fn literal(text: &str) -> Option<(f64, Written)> {
    plain(text).or_else(|| spelt_out(text))
}

/// A number as programs write it, read where it stands.
fn plain(text: &str) -> Option<(f64, Written)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
        None => (text, 0),
    };
    let digits = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let fraction = if whole.len() == digits.len() { "" } else { fraction };
    Some((text.parse().ok()?, written(whole, fraction, exponent)?))
}

/// The digits of a number with these before and behind its point.
fn written(whole: &str, fraction: &str, exponent: i32) -> Option<Written> {
    let significant = match whole.trim_start_matches('0').len() {
        0 => fraction.trim_start_matches('0').len(),
        before => before + fraction.len(),
    };
    let last_place = exponent.saturating_sub(i32::try_from(fraction.len()).ok()?);
    let usual = usize::try_from(last_place.saturating_neg()).ok();
    let unit = match usual.and_then(|places| PLACES.get(places)) {
        Some(unit) => *unit,
        None => format!("1e{last_place}").parse().ok()?,
    };
    Some(Written { digits: u32::try_from(significant).ok()?, unit })
}

/// One unit of the places behind the point.
const PLACES: [f64; 18] = [
    1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14,
    1e-15, 1e-16, 1e-17,
];

/// A number as people type it, in any spelling.
fn spelt_out(text: &str) -> Option<(f64, Written)> {
    let text = normalised(text, false);
    let text = text.trim();
    let (mantissa, exponent) = match text.split_once('*') {
        Some((mantissa, rest)) => (mantissa.trim(), power_of_ten(rest.trim())?),
        None => text.split_once('e').unwrap_or((text, "0")),
    };
    let exponent: i32 = exponent.parse().ok()?;
    let digits = mantissa.trim_start_matches(['+', '-']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if mantissa.len() - digits.len() > 1
        || whole.is_empty()
        || !all_digits(whole)
        || !all_digits(fraction)
    {
        return None;
    }
    let value = format!("{mantissa}e{exponent}").parse().ok()?;
    Some((value, written(whole, fraction, exponent)?))
}

/// The digits that are needed to write a number so that it reads back.
pub fn shortest(value: f64) -> Option<Written> {
    // Display writes out every place, which would count 301 digits in 1e300.
    let text = if value.abs() < 1e15 { value.to_string() } else { format!("{value:e}") };
    literal(&text).map(|(_, written)| written)
}

/// The exponent of `10^-6`, `10**-6` or `10^(-6)`.
fn power_of_ten(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("10")?.trim_start();
    let power = rest.strip_prefix('^').or(rest.strip_prefix("**"))?.trim();
    match power.strip_prefix('(') {
        Some(inner) => inner.strip_suffix(')').map(str::trim),
        None => Some(power),
    }
}

/// Whether a text is digits, a comma and digits, such as `0,5`, where a point was meant.
pub fn has_decimal_comma(text: &str) -> bool {
    let text = normalised(text.trim(), false);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.trim_start_matches(['+', '-']).split_once(',') {
        Some((whole, fraction)) => {
            digits(whole) && digits(fraction.split_once('e').map_or(fraction, |(first, _)| first))
        }
        None => false,
    }
}

/// The text in the characters and number forms that equations are written in: other minus
/// signs, fraction signs, multiplication signs, superscripts and ready-made fractions are
/// spelt out; `.5`, `2.`, `1_000` and `5E-6` become `0.5`, `2`, `1000` and `5e-6`. With
/// `names`, `·` is left alone: there it is the matrix product.
pub fn normalised(text: &str, names: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut raised = false;
    for c in text.chars() {
        let power = power(c);
        if raised && power.is_none() {
            plain.push(')');
        }
        match (power, raised) {
            (Some(digit), true) => plain.push(digit),
            (Some(digit), false) => plain.extend(['^', '(', digit]),
            (None, _) => push_plain(&mut plain, c, names),
        }
        raised = power.is_some();
    }
    if raised {
        plain.push(')');
    }
    numbers_spelt_out(&plain)
}

fn push_plain(plain: &mut String, c: char, names: bool) {
    match c {
        '−' | '–' | '—' | '﹣' | '-' => plain.push('-'),
        '⁄' | '∕' | '÷' => plain.push('/'),
        '×' | '∗' => plain.push('*'),
        '·' | '⋅' if !names => plain.push('*'),
        '½' => plain.push_str("(1/2)"),
        '⅓' => plain.push_str("(1/3)"),
        '⅔' => plain.push_str("(2/3)"),
        '¼' => plain.push_str("(1/4)"),
        '¾' => plain.push_str("(3/4)"),
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
        _ if c.is_whitespace() && c != '\n' => plain.push(' '),
        _ => plain.push(c),
    }
}

/// The sign or digit that a superscript stands for.
fn power(c: char) -> Option<char> {
    let digits = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".chars();
    digits.zip("0123456789-".chars()).find(|(raised, _)| *raised == c).map(|(_, digit)| digit)
}

fn numbers_spelt_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let in_name =
            out.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_');
        let length = if in_name { 0 } else { number_length(rest) };
        if length == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            push_number(&mut out, &rest[..length]);
            rest = &rest[length..];
        }
    }
    out
}

/// How many bytes of a number a text begins with.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let digits = |mut at: usize| {
        while digit(at)
            || (at > 0 && digit(at - 1) && bytes.get(at) == Some(&b'_') && digit(at + 1))
        {
            at += 1;
        }
        at
    };
    let whole = digits(0);
    let mut end = whole;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        let next = text[fraction..].chars().next();
        let letter = next.is_some_and(|next| next.is_alphabetic() || matches!(next, '.' | '_'));
        let exponent = matches!(bytes.get(fraction), Some(b'e' | b'E'));
        // `2.T` is the transpose of 2, `1..5` a slip, and a lone point is no number.
        if fraction > end + 1 || (whole > 0 && (!letter || exponent)) {
            end = fraction;
        }
    }
    if end > 0 && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if digit(end + 1 + sign) {
            end = digits(end + 1 + sign);
        }
    }
    end
}

fn push_number(out: &mut String, number: &str) {
    let number = number.replace('_', "").replace('E', "e");
    let (mantissa, exponent) =
        number.split_once('e').map_or((&*number, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) =
        mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    out.push_str(if whole.is_empty() { "0" } else { whole });
    if let Some(fraction) = fraction.filter(|fraction| !fraction.is_empty()) {
        out.push('.');
        out.push_str(fraction);
    }
    if let Some(exponent) = exponent {
        out.push('e');
        out.push_str(exponent.strip_prefix('+').unwrap_or(exponent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, u32, f64)> {
        literal(text).map(|(value, written)| (value, written.digits, written.unit))
    }

    #[test]
    fn what_programs_write_is_read_as_if_spelt_out() {
        for text in [
            "0",
            "-0.0",
            "+5",
            "0.0120",
            "-12.50",
            "1e3",
            "1.25E-7",
            "6.8e-18",
            "123456789012345678",
            "0.00000000000000000001",
            "1e-400",
            "1e400",
            "9007199254740993",
            "00.5",
            "-1.5e+2",
        ] {
            assert!(plain(text).is_some(), "{text}");
            assert_eq!(plain(text), spelt_out(text), "{text}");
        }
        for text in
            ["", "-", "--1", "1.", ".5", "1_000", "1e", "e5", "1e5.5", "0x1", "inf", "nan", "1 2"]
        {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn digits_are_counted_as_they_were_written() {
        assert_eq!(read("0.0120"), Some((0.012, 3, 1e-4)));
        assert_eq!(read("100"), Some((100.0, 3, 1.0)));
        assert_eq!(read("1e2"), Some((100.0, 1, 100.0)));
        assert_eq!(read("0.000"), Some((0.0, 0, 1e-3)));
        assert_eq!(read("-6.80E-18"), Some((-6.8e-18, 3, 1e-20)));
        assert_eq!(shortest(0.1).map(|written| written.digits), Some(1));
        assert_eq!(shortest(1e300).map(|written| written.digits), Some(1));
    }

    #[test]
    fn every_way_to_write_a_number_is_read() {
        for (text, value) in [
            (".5", 0.5),
            ("2.", 2.0),
            ("+3", 3.0),
            ("−0.5", -0.5),
            ("1_000", 1000.0),
            ("5*10^-6", 5e-6),
            ("5 × 10^(−6)", 5e-6),
            ("5·10⁻⁶", 5e-6),
            ("5*10**3", 5e3),
            ("2e+3", 2e3),
            ("2.e3", 2e3),
        ] {
            assert_eq!(read(text).map(|read| read.0), Some(value), "{text}");
        }
        for text in [
            "", "-", ".", "1e", "--1", "1-2", "2/3", "x", "1__0", "0x10", "1 2e", "1 2", "- 1",
            "5*10", "nan", "1..5", "1._5", "1.5.5",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn expressions_are_spelt_in_the_characters_of_equations() {
        assert_eq!(normalised("2⁄3 − .5·½", false), "2/3 - 0.5*(1/2)");
        assert_eq!(normalised("W1 @ X.T * 1. · b_2", true), "W1 @ X.T * 1 · b_2");
        assert_eq!(normalised("exp(−2²)÷1E+3", false), "exp(-2^(2))/1e3");
        assert_eq!(normalised("2.T", true), "2.T");
    }

    #[test]
    fn a_comma_between_digits_is_recognised() {
        for text in ["0,5", "-1,25", "−3,0", "1,5e-3"] {
            assert!(has_decimal_comma(text), "{text}");
        }
        for text in ["0.5", "1, 2", "1,", ",5", "1,2,3", "max(1,2)"] {
            assert!(!has_decimal_comma(text), "{text}");
        }
    }
}
