//! Questions for Moodle, as Moodle XML: each exercise's variants are cloze questions in a category
//! of their own, so that a quiz can draw one of them.
//!
//! Moodle cannot compare formulas: a question for one becomes an essay question, its formula for
//! whoever grades it.

pub mod cloze;

use std::fmt::Write as _;

use super::flow::{answer, setting};
use super::html::Formulas;
use super::paper::{Answer, Item, Paper, Question};
use super::words;
use crate::tex::mathml::text;
use crate::tex::unicode;
use cloze::{Blanks, encoded};

/// How formulas are written: Moodle's own editor keeps `MathML`, and every browser shows it.
const FORMULAS: Formulas = Formulas::MathMl;

/// The look of matrices, since a question brings no style sheet.
const GRID: &str = "<table class=\"grid\" style=\"display: inline-table; vertical-align: middle; \
                    border: solid; border-width: 0 1.5px; width: auto\">";

/// All variants of a paper. `top` is the category that those of the exercises lie in.
pub fn write(paper: &Paper, top: &str) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    for variants in paper.exercises() {
        let first = variants[0];
        let title = plain_title(first);
        let path = [top, &first.topic, &title].map(category);
        let path: Vec<String> = path.into_iter().filter(|part| !part.is_empty()).collect();
        let path = path.join("/");
        out.push_str(&self::category_of(&path));
        for item in &variants {
            out.push_str(&cloze(item, &title));
        }
        let essays: String = variants.iter().map(|item| essays(item, &title)).collect();
        if !essays.is_empty() {
            out.push_str(&self::category_of(&format!("{path}/{}", category(FORMULA_CATEGORY))));
            out.push_str(&essays);
        }
    }
    out + "</quiz>\n"
}

/// The category of the questions for formulas.
const FORMULA_CATEGORY: &str = "Formulas";

/// A title without marks.
fn plain_title(item: &Item) -> String {
    use super::paper::Span;
    let span = |span: &Span| match span {
        Span::Text(words) | Span::Strong(words) | Span::Code(words) => words.clone(),
        Span::Math(formula) | Span::Display(formula) => unicode::line(formula),
    };
    item.title.iter().map(span).collect()
}

/// A name as a part of a category's path, in which a stroke is doubled.
fn category(name: &str) -> String {
    name.trim().replace('/', "//")
}

fn category_of(path: &str) -> String {
    let path = text(&format!("$course$/top/{path}"));
    format!("<question type=\"category\">\n<category><text>{path}</text></category>\n</question>\n")
}

/// Text of HTML in a section in which nothing is a mark of XML.
fn section(html: &str) -> String {
    format!("<![CDATA[{}]]>", html.replace("]]>", "]]]]><![CDATA[>"))
}

fn name(item: &Item, title: &str, more: &str) -> String {
    let seed = item.seed.map(|seed| format!(" ({})", words::variant(seed))).unwrap_or_default();
    format!("<name><text>{}{seed}{}</text></name>\n", text(title), text(more))
}

fn tags(item: &Item) -> String {
    let tag = |tag: &String| format!("<tag><text>{}</text></tag>", text(tag));
    let tags: String = item.tags.iter().map(tag).collect();
    if tags.is_empty() { tags } else { format!("<tags>{tags}</tags>\n") }
}

/// The questions of a variant that can be graded, as one cloze question.
fn cloze(item: &Item, title: &str) -> String {
    let mut setting_of = Vec::new();
    setting(item, &mut setting_of);
    let mut html = encoded_outside(&FORMULAS.flow(&setting_of));
    let blanks = Blanks::of(item);
    let mut feedback = String::new();
    for (index, question) in item.questions.iter().enumerate() {
        let Some(blanks) = blanks.html(question) else { continue };
        let letter = words::letter(index);
        let mut points = text(&words::points(question.points));
        if !question.precision.is_empty() {
            let _ = write!(points, "; {}", text(&question.precision));
        }
        let prompt = encoded_outside(&FORMULAS.blocks(&question.prompt));
        let _ = writeln!(
            html,
            "<h4>{letter}) ({points})</h4>\n{prompt}<div>{}</div>",
            blanks.replace("<table class=\"grid\">", GRID)
        );
        let _ = writeln!(feedback, "<h4>{letter})</h4>\n{}", FORMULAS.flow(&answer(question)));
    }
    if feedback.is_empty() {
        return String::new();
    }
    format!(
        "<question type=\"cloze\">\n{}<questiontext format=\"html\"><text>{}</text></questiontext>\n\
         <generalfeedback format=\"html\"><text>{}</text></generalfeedback>\n\
         <penalty>0.3333333</penalty>\n<hidden>0</hidden>\n{}{}</question>\n",
        name(item, title, ""),
        section(&html),
        section(&feedback),
        hints(item),
        tags(item)
    )
}

/// The hints of all questions: first the first of each, then the second.
fn hints(item: &Item) -> String {
    let most = item.questions.iter().map(|question| question.hints.len()).max().unwrap_or_default();
    let hint = |at: usize| {
        let of = |(index, question): (usize, &Question)| {
            let hint = question.hints.get(at)?;
            Some(format!("<p>{})</p>{}", words::letter(index), FORMULAS.blocks(hint)))
        };
        let all: String = item.questions.iter().enumerate().filter_map(of).collect();
        format!("<hint format=\"html\"><text>{}</text></hint>\n", section(&all))
    };
    (0..most).map(hint).collect()
}

/// The questions for formulas, each an essay.
fn essays(item: &Item, title: &str) -> String {
    let mut out = String::new();
    for (index, question) in item.questions.iter().enumerate() {
        if !matches!(question.answer, Answer::Formula(_)) {
            continue;
        }
        let mut setting_of = Vec::new();
        setting(item, &mut setting_of);
        let html = FORMULAS.flow(&setting_of) + &FORMULAS.blocks(&question.prompt);
        let key = FORMULAS.flow(&answer(question));
        let _ = write!(
            out,
            "<question type=\"essay\">\n{}<questiontext format=\"html\"><text>{}</text></questiontext>\n\
             <defaultgrade>{}</defaultgrade>\n<penalty>0</penalty>\n<hidden>0</hidden>\n\
             <responseformat>editor</responseformat>\n<responserequired>1</responserequired>\n\
             <responsefieldlines>5</responsefieldlines>\n<attachments>0</attachments>\n\
             <graderinfo format=\"html\"><text>{}</text></graderinfo>\n{}</question>\n",
            name(item, title, &format!(", {})", words::letter(index))),
            section(&html),
            question.points,
            section(&key),
            tags(item)
        );
    }
    out
}

/// HTML in which no text can be taken for a blank.
fn encoded_outside(html: &str) -> String {
    html.replace('{', &encoded("{")).replace('}', &encoded("}"))
}
