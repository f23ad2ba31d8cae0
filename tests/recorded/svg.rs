//! Screens of a terminal as one moving picture.
//!
//! Every row that is seen in any frame is drawn once; a frame is made of uses of them. Where nothing
//! moves, as on paper or for whoever asked for less motion, one frame alone is seen: the longest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

pub const COLUMNS: u16 = 90;
pub const ROWS: u16 = 30;

/// The size of a cell, and the air around the screen.
const CELL: (f64, f64) = (8.4, 16.0);
const AIR: f64 = 14.0;
/// The colours where the program names none.
const INK: &str = "#e4e4e4";
const GROUND: &str = "#1c1c1c";

/// A screen, and for how long it is looked at.
pub struct Frame {
    rows: Vec<String>,
    seconds: u32,
}

impl Frame {
    pub fn of(screen: &vt100::Screen, seconds: u32) -> Self {
        let mut rows: Vec<String> = (0..ROWS).map(|row| self::row(screen, row)).collect();
        let (row, column) = screen.cursor_position();
        if !screen.hide_cursor() {
            let (x, width) = (f64::from(column) * CELL.0, CELL.0);
            let cursor = format!(
                "<rect x=\"{x:.1}\" y=\"1\" width=\"{width:.1}\" height=\"{:.0}\" class=\"cursor\"/>",
                CELL.1 - 1.0
            );
            rows[usize::from(row)].push_str(&cursor);
        }
        Self { rows, seconds }
    }
}

/// The picture.
pub fn picture(frames: &[Frame]) -> String {
    let (width, height) =
        (f64::from(COLUMNS) * CELL.0 + 2.0 * AIR, f64::from(ROWS) * CELL.1 + 2.0 * AIR);
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut defined = String::new();
    for row in frames.iter().flat_map(|frame| &frame.rows).filter(|row| !row.is_empty()) {
        let next = numbers.len();
        if let std::collections::btree_map::Entry::Vacant(place) = numbers.entry(row) {
            place.insert(next);
            let _ = writeln!(defined, "<g id=\"r{next}\">{row}</g>");
        }
    }
    let whole: u32 = frames.iter().map(|frame| frame.seconds).sum();
    let longest = frames.iter().map(|frame| frame.seconds).max().unwrap_or_default();
    let still = frames.iter().position(|frame| frame.seconds == longest).unwrap_or_default();
    let (mut style, mut shown, mut begin) = (String::new(), String::new(), 0);
    for (number, frame) in frames.iter().enumerate() {
        let percent = |seconds: u32| f64::from(seconds) / f64::from(whole) * 100.0;
        let (from, to) = (percent(begin), percent(begin + frame.seconds));
        let _ = writeln!(
            style,
            "@keyframes k{number}{{0%{{opacity:{}}}{from:.2}%{{opacity:1}}{to:.2}%,100%{{opacity:0}}}}",
            u8::from(number == 0)
        );
        let _ = writeln!(style, "#f{number}{{animation:k{number} {whole}s step-end infinite}}");
        let opacity = u8::from(number == still);
        let _ = writeln!(shown, "<g id=\"f{number}\" opacity=\"{opacity}\">");
        for (place, row) in frame.rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let y = f64::from(u32::try_from(place).expect("a screen is small")) * CELL.1;
            let _ = writeln!(shown, "<use href=\"#r{}\" y=\"{y:.0}\"/>", numbers[row.as_str()]);
        }
        shown.push_str("</g>\n");
        begin += frame.seconds;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n\
         <title>A session: a wrong gradient, what is said of it, and the right one</title>\n\
         <style>\n\
         text{{font:14px ui-monospace,\"DejaVu Sans Mono\",Menlo,Consolas,monospace;\
         white-space:pre}}\n\
         .cursor{{fill:{INK};opacity:.6}}.b{{font-weight:bold}}.i{{font-style:italic}}\n\
         @media (prefers-reduced-motion:no-preference){{\n{style}}}\n\
         </style>\n\
         <defs>\n{defined}</defs>\n\
         <rect width=\"{width:.0}\" height=\"{height:.0}\" rx=\"8\" fill=\"{GROUND}\"/>\n\
         <g transform=\"translate({AIR:.0} {AIR:.0})\" fill=\"{INK}\">\n{shown}</g>\n</svg>\n"
    )
}

/// How a cell looks besides its text.
#[derive(Clone, PartialEq)]
struct Look {
    ink: String,
    ground: Option<String>,
    class: &'static str,
}

fn look(cell: &vt100::Cell) -> Look {
    let (mut ink, mut ground) = (colour(cell.fgcolor()), colour(cell.bgcolor()));
    if cell.inverse() {
        (ink, ground) =
            (ground.or_else(|| Some(GROUND.to_owned())), ink.or_else(|| Some(INK.to_owned())));
    }
    let class = match (cell.bold(), cell.italic()) {
        (true, _) => "b",
        (false, true) => "i",
        (false, false) => "",
    };
    Look { ink: ink.unwrap_or_else(|| INK.to_owned()), ground, class }
}

/// A row of the screen: runs of cells that look alike, each over its ground. The ground of the
/// whole picture is not drawn again, nor are blanks.
fn row(screen: &vt100::Screen, row: u16) -> String {
    let mut runs: Vec<(u16, u16, Look, String)> = Vec::new();
    for column in 0..COLUMNS {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation())
        else {
            continue;
        };
        let look = look(cell);
        let text = if cell.has_contents() { cell.contents() } else { " " };
        match runs.last_mut() {
            Some((_, end, last, run)) if *last == look && *end == column => {
                run.push_str(text);
                *end += 1;
            }
            _ => runs.push((column, column + 1, look, text.to_owned())),
        }
    }
    let mut out = String::new();
    for (start, end, look, text) in &runs {
        let x = f64::from(*start) * CELL.0;
        if let Some(ground) = look.ground.as_ref().filter(|ground| *ground != GROUND) {
            let wide = f64::from(end - start) * CELL.0;
            let _ = write!(
                out,
                "<rect x=\"{x:.1}\" width=\"{wide:.1}\" height=\"{:.0}\" fill=\"{ground}\"/>",
                CELL.1
            );
        }
        let begin = text.len() - text.trim_start().len();
        let words = text.trim();
        if words.is_empty() {
            continue;
        }
        let x = x + f64::from(u32::try_from(begin).expect("a row is short")) * CELL.0;
        let count = f64::from(u32::try_from(words.chars().count()).expect("a row is short"));
        let class = if look.class.is_empty() {
            String::new()
        } else {
            format!(" class=\"{}\"", look.class)
        };
        let ink = if look.ink == INK { String::new() } else { format!(" fill=\"{}\"", look.ink) };
        let _ = write!(
            out,
            "<text x=\"{x:.1}\" y=\"12.5\" textLength=\"{:.1}\"{class}{ink}>{}</text>",
            count * CELL.0,
            words.replace('&', "&amp;").replace('<', "&lt;")
        );
    }
    out
}

/// A colour of the terminal's 256, or of all.
fn colour(colour: vt100::Color) -> Option<String> {
    let [red, green, blue] = match colour {
        vt100::Color::Default => return None,
        vt100::Color::Rgb(red, green, blue) => [red, green, blue],
        vt100::Color::Idx(index @ 232..) => [8 + 10 * (index - 232); 3],
        vt100::Color::Idx(index @ 16..) => [36, 6, 1]
            .map(|place| [0, 95, 135, 175, 215, 255][usize::from((index - 16) / place % 6)]),
        vt100::Color::Idx(index) => panic!("colour {index} looks different everywhere"),
    };
    Some(format!("#{red:02x}{green:02x}{blue:02x}"))
}
