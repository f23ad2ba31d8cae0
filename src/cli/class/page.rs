//! The summary of a class as one HTML page, which needs nothing else: no script, no font, no
//! picture from anywhere. Everything that a stranger wrote is escaped.

use std::fmt::Write as _;

use super::summary::Summary;
use super::text::{
    MEANINGS, MOST_MISTAKES, counts, discrimination, name, percent, tenth, verdicts, who,
};

const STYLE: &str = "\
:root { color-scheme: light dark; --bar: #3b6ea8; --line: #8886; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.bar { width: 50%; }
td.bar div { background: var(--bar); height: 1rem; }
code { font-size: .95em; }
.dim { opacity: .7; }
";

/// The page.
pub fn page(summary: &Summary, title: &str) -> String {
    let title = escaped(title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n",
        escaped(&counts(summary))
    );
    scores(&mut out, summary);
    questions(&mut out, summary);
    mistakes(&mut out, summary);
    if !summary.absent.is_empty() {
        add(&mut out, "<h2>Missing</h2>\n<p>");
        add(&mut out, &escaped(&summary.absent.join(", ")));
        add(&mut out, "</p>\n");
    }
    if !summary.refusals.is_empty() {
        let row = |(whose, error): &(String, String)| vec![cell(whose), cell(error)];
        let rows: Vec<_> = summary.refusals.iter().map(row).collect();
        table(&mut out, "Not graded", &["<th>Whose", "<th>Why"], &rows);
        let more = summary.refused - summary.refusals.len() as u64;
        if more > 0 {
            add(&mut out, &format!("<p class=\"dim\">And {more} others.</p>\n"));
        }
    }
    add(&mut out, "</body>\n</html>\n");
    out
}

fn scores(out: &mut String, summary: &Summary) {
    let Some(spread) = summary.spread() else { return };
    let ranges = summary.ranges();
    let most = ranges.iter().copied().max().unwrap_or_default().max(1);
    let row = |(range, count): (usize, &u64)| {
        let width = 100.0 * *count as f64 / most as f64;
        vec![
            number(&tenth(range)),
            format!("<td class=\"bar\"><div style=\"width:{width:.1}%\"></div></td>"),
            number(&count.to_string()),
        ]
    };
    let rows: Vec<_> = ranges.iter().enumerate().map(row).collect();
    let heads = ["<th class=\"number\">Score", "<th>", "<th class=\"number\">Sheets"];
    table(out, "Scores", &heads, &rows);
    let [low, middle, high] = spread.quartiles.map(percent);
    let text = format!(
        "<p>Mean {} ± {}; quartiles {low}, {middle}, {high}.</p>\n",
        percent(spread.mean),
        percent(spread.deviation)
    );
    add(out, &text);
}

fn questions(out: &mut String, summary: &Summary) {
    let row = |question: &super::summary::Question| {
        vec![
            code(&summary.label(question)),
            number(&percent(question.difficulty())),
            number(&discrimination(question)),
            cell(&verdicts(question)),
        ]
    };
    let rows: Vec<_> = summary.questions.iter().map(row).collect();
    let heads = [
        "<th>Question",
        "<th class=\"number\">Earned",
        "<th class=\"number\">Discriminates",
        "<th>Verdicts",
    ];
    if !rows.is_empty() {
        table(out, "Questions", &heads, &rows);
        let [earned, discriminates] = MEANINGS;
        add(out, &format!("<p class=\"dim\">{earned} {discriminates}</p>\n"));
    }
}

fn mistakes(out: &mut String, summary: &Summary) {
    let mistakes = summary.mistakes();
    let row = |mistake: &&super::summary::Mistake| {
        let named = match name(mistake) {
            "" => String::new(),
            name => format!("<code>{}</code><br>", escaped(name)),
        };
        vec![
            number(&mistake.count.to_string()),
            code(&summary.label(&summary.questions[mistake.question])),
            format!("<td>{named}{}</td>", escaped(&mistake.say)),
            cell(&who(mistake)),
        ]
    };
    let rows: Vec<_> = mistakes.iter().take(MOST_MISTAKES).map(row).collect();
    let heads = ["<th class=\"number\">Sheets", "<th>Question", "<th>Mistake", "<th>Who"];
    if !rows.is_empty() {
        table(out, "Mistakes", &heads, &rows);
    }
}

/// A table below a heading; its cells are HTML.
fn table(out: &mut String, title: &str, heads: &[&str], rows: &[Vec<String>]) {
    let heads = heads.join("</th>");
    add(out, &format!("<h2>{title}</h2>\n<table>\n<tr>{heads}</th></tr>\n"));
    for row in rows {
        add(out, &format!("<tr>{}</tr>\n", row.concat()));
    }
    add(out, "</table>\n");
}

fn cell(text: &str) -> String {
    format!("<td>{}</td>", escaped(text))
}

fn code(text: &str) -> String {
    format!("<td><code>{}</code></td>", escaped(text))
}

fn number(text: &str) -> String {
    format!("<td class=\"number\">{}</td>", escaped(text))
}

fn add(out: &mut String, html: &str) {
    out.write_str(html).expect("a string can be written to");
}

/// A text that stands for itself in HTML, between tags and in quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::cli::output::visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_texts_stand_for_themselves() {
        let mut summary = Summary::default();
        summary.absent.push("<script>alert(1)</script>".to_owned());
        summary.refusals.push(("\"><img src=x>".to_owned(), "it's & 'that'".to_owned()));
        summary.refused = 1;
        let page = page(&summary, "a <b>");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
        assert!(page.contains("&quot;&gt;&lt;img src=x&gt;"), "{page}");
        assert!(page.contains("it&#39;s &amp; &#39;that&#39;"), "{page}");
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"));
    }
}
