//! Texts in which everything is hidden that can be, and a place in which commands meet them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use super::folder::Folder;

/// What terminals act on, what turns the direction of writing, and what is not seen.
pub const HIDDEN: [&str; 22] = [
    "\u{1b}[2J",
    "\u{1b}[31m",
    "\u{1b}]0;owned\u{7}",
    "\u{1b}]8;;http://x\u{1b}\\",
    "\u{1b}Pq\u{1b}\\",
    "\u{8}\u{b}\u{c}\r",
    "\u{7f}",
    "\u{9b}31m\u{9d}0;x\u{9c}",
    "\u{85}",
    "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}",
    "\u{2066}\u{2067}\u{2068}\u{2069}",
    "\u{200e}\u{200f}\u{61c}",
    "\u{200b}\u{200c}\u{200d}",
    "\u{2028}\u{2029}",
    "\u{ad}",
    "\u{34f}",
    "\u{180e}\u{3164}\u{115f}",
    "\u{2060}\u{2064}\u{206a}",
    "\u{feff}",
    "\u{fff9}\u{fffb}",
    "\u{e0041}\u{e007f}",
    "\u{1d173}",
];

/// A text that is told by its name, with everything hidden in it.
pub fn canary(name: &str) -> String {
    format!("k{name}{}z", HIDDEN.concat())
}

/// The same as a string of TOML.
pub fn quoted(name: &str) -> String {
    let escaped = |c: char| match c {
        '\u{7f}' | '\0'..='\u{1f}' => format!("\\u{:04X}", u32::from(c)),
        '\\' | '"' => format!("\\{c}"),
        c => c.to_string(),
    };
    format!("\"{}\"", canary(name).chars().map(escaped).collect::<String>())
}

/// Whether a character must not be written; written anew, and not as the program does.
fn is_forbidden(c: char) -> bool {
    HIDDEN.iter().any(|hidden| hidden.contains(c) && !c.is_ascii_graphic())
        || (c.is_control() && c != '\n')
}

/// The text without the sequences that set colours.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match rest.strip_prefix('m') {
            Some(rest) => out.push_str(rest),
            None => out.extend(["\u{1b}[", part]),
        }
    }
    out
}

/// Names of the fields that were seen in some output.
#[derive(Default)]
pub struct Seen(pub BTreeSet<String>);

impl Seen {
    /// Looks through what was written. `more` are characters of the form itself, as the tabs of
    /// Anki's; colours are sequences that end in `m`.
    pub fn check(&mut self, what: &str, bytes: &[u8], more: &[char], colours: bool) {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{what} is not UTF-8"));
        // No colour may be a stranger's, each of which stands behind another sequence.
        assert!(!text.contains("[2J\u{1b}[31m"), "{what}: {text:?}");
        let plain = if colours { without_colours(text) } else { text.to_owned() };
        if let Some(at) = plain.find(|c| is_forbidden(c) && !more.contains(&c)) {
            let start = plain.floor_char_boundary(at.saturating_sub(60));
            let end = plain.ceil_char_boundary((at + 60).min(plain.len()));
            panic!("{what} holds what is hidden: {:?}", &plain[start..end]);
        }
        for name in NAMES {
            if text.contains(&format!("k{name}")) {
                self.0.insert(name.to_owned());
            }
        }
    }

    pub fn output(&mut self, what: &str, output: &Output, more: &[char]) {
        let colours = what.contains("--color");
        self.check(&format!("stdout of {what}"), &output.stdout, more, colours);
        self.check(&format!("stderr of {what}"), &output.stderr, &[], colours);
    }
}

/// The fields, each of which must come out somewhere.
pub const NAMES: [&str; 37] = [
    "title",
    "topic",
    "tag",
    "statement",
    "strong",
    "code",
    "math",
    "conventions",
    "comment",
    "id",
    "prompt",
    "hint",
    "explain",
    "say",
    "option",
    "lint",
    "requires",
    "key",
    "value",
    "message",
    "pack",
    "file",
    "answer",
    "answerid",
    "learner",
    "name",
    "exam",
    "setting",
    "folder",
    "argument",
    "typed",
    "equation",
    "let",
    "notebook",
    "history",
    "archive",
    "submission",
];

pub struct Place {
    pub folder: Folder,
    pub seen: Seen,
}

impl Place {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(&path, text).expect("it can be written");
        path.to_str().expect("the names of tests are text").to_owned()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
        command.args(arguments).current_dir(self.folder.path());
        for name in ["LC_ALL", "LC_CTYPE", "NO_COLOR"] {
            command.env_remove(name);
        }
        command.env("LANG", "C.UTF-8").env("GRADUS_DATA", self.path("data"));
        command.env("GRADUS_CONFIG", "");
        command
    }

    /// Runs a command, looks through what it writes, and gives it back.
    pub fn run(&mut self, arguments: &[&str], input: &str) -> Output {
        self.run_with(arguments, input, &[])
    }

    pub fn run_with(&mut self, arguments: &[&str], input: &str, more: &[char]) -> Output {
        let mut command = self.command(arguments);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("it is piped");
        // It may have ended before it read all.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        self.seen.output(&arguments.join(" "), &output, more);
        assert!(output.status.code().is_some_and(|code| code < 3), "{arguments:?}: {output:?}");
        output
    }
}

/// A sound exercise with a canary in every field.
pub fn exercise() -> String {
    let text = |name: &str| quoted(name);
    let statement = format!(
        "\"\"\"\n{} **{}** `{}` $\\\\text{{{}}}$\n- {}\n\"\"\"",
        inner("statement"),
        inner("strong"),
        inner("code"),
        inner("math"),
        inner("item")
    );
    format!(
        "format = 1\ntitle = {}\ntopic = {}\ntags = [{}]\nlevel = 2\nminutes = 5\nsource = {}\n\
         requires = [{}]\nstatement = {}\nconventions = {}\n\
         [given]\nw = {{ integers = [2, 9] }}\n\
         [model]\nforward = \"L = w^2 # {}\"\n\
         [[question]]\nid = {}\nkind = \"gradient\"\nwrt = \"w\"\nprompt = {}\n\
         hints = [{}]\nexplain = {}\n\
         [[question.mistake]]\nwhen = \"7 * w\"\nsay = {}\n\
         [[question]]\nkind = \"choice\"\nprompt = {}\noptions = [{}, \"other\"]\ncorrect = [0]\n\
         explain = {}\n[[allow]]\nlint = \"zero-key\"\nreason = {}\n",
        text("title"),
        text("topic"),
        text("tag"),
        text("source"),
        text("requires"),
        statement,
        text("conventions"),
        inner("comment"),
        text("id"),
        text("prompt"),
        text("hint"),
        text("explain"),
        text("say"),
        text("prompt"),
        text("option"),
        text("explain"),
        text("reason"),
    )
}

/// A canary within a string of TOML.
pub fn inner(name: &str) -> String {
    quoted(name).trim_matches('"').to_owned()
}

/// A name for a file, with all that a file system takes.
pub fn file_name(name: &str) -> String {
    canary(name).replace('/', "")
}
