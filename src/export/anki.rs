//! Cards for Anki, as a text that it imports: one card a question and variant.
//!
//! The first field is an id that stays the same, by which Anki finds a card again and keeps what
//! it knows of it.

use super::flow::{Element, answer, setting};
use super::html::Formulas;
use super::paper::{Answer, Item, Paper, Question};
use super::words;
use crate::markup::is_hidden;
use crate::tex::mathml::text;

/// Formulas as Anki's own `MathJax` reads them.
const FORMULAS: Formulas = Formulas::Tex;

/// All variants of a paper, for a deck.
pub fn write(paper: &Paper, deck: &str) -> String {
    let deck: String = deck.chars().filter(|c| !is_hidden(*c)).collect();
    let mut out = format!(
        "#separator:tab\n#html:true\n#notetype:gradus\n#deck:{deck}\n#columns:ID\tFront\tBack\tTags\n\
         #tags column:4\n"
    );
    for item in paper.exercises().into_iter().flatten() {
        for question in &item.questions {
            let fields = [id(item, question), front(item, question), back(question), tags(item)];
            let fields = fields.map(|field| self::field(&field));
            out.extend([fields.join("\t"), "\n".to_owned()]);
        }
    }
    out
}

/// A field between quotation marks, on one line.
fn field(html: &str) -> String {
    format!("\"{}\"", html.replace(['\n', '\t', '\r'], " ").trim().replace('"', "\"\""))
}

fn id(item: &Item, question: &Question) -> String {
    let seed = item.seed.map(|seed| format!("#{seed}")).unwrap_or_default();
    text(&format!("{}{seed} {}", item.id, question.id))
}

fn front(item: &Item, question: &Question) -> String {
    let mut elements = Vec::new();
    setting(item, &mut elements);
    if let Answer::Mend(pass, ..) = &question.answer {
        elements.push(Element::Pass(pass, None));
    }
    let mut out = FORMULAS.flow(&elements) + "<hr>" + &FORMULAS.blocks(&question.prompt);
    if !question.precision.is_empty() {
        out.push_str(&FORMULAS.flow(&[Element::Remark(words::precision(&question.precision))]));
    }
    if let Answer::Options(options, _) = &question.answer {
        out.push_str(&FORMULAS.flow(&[Element::Options(options, &[])]));
    }
    out
}

fn back(question: &Question) -> String {
    let mut out = FORMULAS.flow(&answer(question));
    for hint in &question.hints {
        out.extend(["<details><summary>", words::HINT, "</summary>", &FORMULAS.blocks(hint)]);
        out.push_str("</details>");
    }
    out
}

/// Words without spaces, since these stand between tags.
fn tags(item: &Item) -> String {
    let word = |tag: &str| text(&tag.split_whitespace().collect::<Vec<_>>().join("-"));
    let topic = format!("gradus::{}", word(&item.topic));
    let level = format!("gradus::level-{}", item.level);
    let tags = item.tags.iter().map(|tag| word(tag));
    [topic, level].into_iter().chain(tags).collect::<Vec<_>>().join(" ")
}
