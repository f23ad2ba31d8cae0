"""Checks a Moodle XML file against what Moodle's importer reads.

    python3 tests/outside/moodle.py quiz.xml [key.json]

The elements are those of https://docs.moodle.org/en/Moodle_XML_format, the blanks those of
https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type, as Moodle 4 and 5 read them:

    blank       {WEIGHT:KIND:alternative~alternative…}      WEIGHT a whole number
    alternative SIGN answer #feedback                       SIGN `=`, `%50%` or nothing
    answer      of NUMERICAL: number or number:margin, both absolute

An answer ends before a `~`, `#` or `}` that no `\\` and no `&` stands before, a feedback before a
`~` or `}` without `\\`. References in answers and feedback are decoded once, and what comes out is
HTML. A question has to have a right answer in each blank, a choice two options or more.

With the key that `gradus solve --format json` prints, the numbers of the first cloze question
have to be the key's.
"""

import html
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

NUMBER = r"-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"
SIGN = r"=|%-?[0-9]+(?:[.,][0-9]*)?%"
ANSWER = r".+?(?<!\\|&)(?<!&amp;)(?=[~#}]|$)"
FEEDBACK = r".*?(?<!\\)(?=[~}]|$)"
ALTERNATIVE = rf"(?:{SIGN})?(?:{ANSWER})(?:#(?:{FEEDBACK}))?"
PARTS = rf"({SIGN})?({ANSWER})(?:#({FEEDBACK}))?"
KINDS = "NUMERICAL|NM|MULTICHOICE|MC|MULTIRESPONSE|MR|SHORTANSWER|SA"
BLANK = re.compile(rf"\{{([0-9]*):({KINDS}):({ALTERNATIVE}(?:~{ALTERNATIVE})*)\}}", re.S)

TEXT = {"name": None, "questiontext": "html", "generalfeedback": "html", "graderinfo": "html"}
KNOWN = {
    "cloze": {"name", "questiontext", "generalfeedback", "penalty", "hidden", "hint", "tags"},
    "essay": {
        "name", "questiontext", "defaultgrade", "penalty", "hidden", "responseformat",
        "responserequired", "responsefieldlines", "attachments", "graderinfo", "tags",
    },
    "category": {"category"},
}


class Tags(HTMLParser):
    """Whether every element of a piece of HTML is closed, and none of them acts."""

    EMPTY = {"input", "br", "hr"}

    def __init__(self):
        super().__init__()
        self.open = []
        self.faults = []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "object", "img"):
            self.faults.append(f"<{tag}>")
        if any(name.startswith("on") for name, _ in attributes):
            self.faults.append(f"<{tag}> acts")
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another element")


def check_html(text, where):
    tags = Tags()
    tags.feed(text)
    tags.close()
    assert not tags.faults and not tags.open, f"{where}: {tags.faults} {tags.open}"


def blanks(text):
    """The blanks of a text, in the order in which Moodle replaces them."""
    found = []
    while match := BLANK.search(text):
        found.append((int(match[1] or 1), match[2], alternatives(match[3])))
        text = text.replace(match[0], f"{{#{len(found)}}}", 1)
    check_html(text, "question text")
    assert len(re.findall(r"\{#[0-9]+\}", text)) == len(found), "a stranger's {#…}"
    assert not re.search(rf"\{{[0-9]*:({KINDS}):", text), "a blank that is none"
    return found


def alternatives(text):
    found = []
    while match := re.match(rf"~?{PARTS}", text, re.S):
        if not match[0]:
            break
        feedback = html.unescape(match[3] or "")
        check_html(feedback, "feedback")
        found.append((match[1] or "", match[2], feedback))
        text = text[len(match[0]):]
    return found


def check_cloze(question):
    found = blanks(question.find("questiontext/text").text)
    assert found, "a cloze question without blanks"
    for weight, kind, answers in found:
        assert weight > 0
        assert any(sign == "=" for sign, _, _ in answers), answers
        if kind == "NUMERICAL":
            for _, answer, _ in answers:
                match = re.fullmatch(rf"({NUMBER}):({NUMBER})", answer)
                assert match and float(match[2]) >= 0, answer
            right, margin = map(float, answers[0][1].split(":"))
            for _, answer, feedback in answers[1:]:
                wrong, around = map(float, answer.split(":"))
                assert abs(wrong - right) > margin + around, f"{wrong} is within {right}"
                assert feedback
        else:
            assert len(answers) > 1
            for _, answer, _ in answers:
                check_html(html.unescape(answer), "option")
    return found


def check(path):
    data = open(path, "rb").read()
    assert data.startswith(b"<?xml"), "the declaration is not on the first line"
    quiz = ElementTree.fromstring(data)
    assert quiz.tag == "quiz"
    counts, all_blanks = {}, []
    for question in quiz:
        assert question.tag == "question"
        kind = question.get("type")
        counts[kind] = counts.get(kind, 0) + 1
        for child in question:
            assert child.tag in KNOWN[kind], f"<{child.tag}> in a {kind} question"
            if child.tag in TEXT:
                assert child.get("format") == TEXT[child.tag] and child.find("text") is not None
                if TEXT[child.tag] and not (kind == "cloze" and child.tag == "questiontext"):
                    check_html(child.find("text").text or "", child.tag)
        if kind == "category":
            path_of = question.find("category/text").text
            assert path_of.startswith("$course$/top/"), path_of
        else:
            assert question.find("name/text").text.strip()
        if kind == "cloze":
            all_blanks.append(check_cloze(question))
        if kind == "essay":
            assert float(question.find("defaultgrade").text) > 0
    assert "category" in counts, "no category"
    return counts, all_blanks


def keys(question):
    """The numbers of a question's answer; none for choices, lines and formulas."""
    answer = question["answer"]
    if question["kind"] == "shape":
        return [float(size) for size in answer or [1, 1]]
    if question["kind"] not in ("value", "gradient"):
        return []
    data = answer["data"]
    return [float(number) for row in data for number in row] if isinstance(data, list) else [float(data)]


def compare(found, key):
    expected = [number for question in key["questions"] for number in keys(question)]
    numbers = [float(answers[0][1].split(":")[0]) for _, kind, answers in found if kind == "NUMERICAL"]
    assert numbers == expected, f"{numbers}\n{expected}"
    return len(numbers)


if __name__ == "__main__":
    counts, found = check(sys.argv[1])
    print(f"{sys.argv[1]}: {counts}, {sum(map(len, found))} blanks")
    if len(sys.argv) > 2:
        print(f"  {compare(found[0], json.load(open(sys.argv[2])))} numbers are those of the key")
