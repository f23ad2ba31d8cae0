//! Packs: a folder, or the same in one `.zip` or `.tar.gz`, from people one does not know.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PACK: &str = "name = \"Nets\"\nversion = \"1\"\n";

const EXAM: &str = "format = 1\nkind = \"exam\"\ntitle = \"Final\"\nminutes = 10\n\
                    [[item]]\nexercise = \"first/01-square\"\n";

/// An exercise with a title.
fn exercise(title: &str) -> String {
    format!(
        "format = 1\ntitle = \"{title}\"\nlevel = 1\nconventions = \"L = w²\"\n\
         [given]\nw = {{ integers = [2, 9] }}\n[model]\nforward = \"L = w^2\"\n\
         [[question]]\nkind = \"gradient\"\nwrt = \"w\"\n"
    )
}

/// An empty folder of its own for a test.
fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

fn gradus(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
    command.args(arguments).current_dir(folder).output().expect("the program runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The files of a pack, in a folder as archives often have one.
fn members(top: &str) -> Vec<(String, String)> {
    let member = |path: &str, text: String| (format!("{top}{path}"), text);
    vec![
        member("pack.toml", PACK.to_owned()),
        member("20-second/1-last.toml", exercise("The last")),
        member("10-first/02-square.toml", exercise("Squared again")),
        member("10-first/01-square.toml", exercise("Squared")),
        member("exams/final.toml", EXAM.to_owned()),
        member("README.md", "read me".to_owned()),
    ]
}

fn zip(path: &Path, members: &[(String, String)]) {
    let mut writer = ZipWriter::new(File::create(path).expect("it can be written"));
    for (name, text) in members {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).expect("it can be written");
        writer.write_all(text.as_bytes()).expect("it can be written");
    }
    writer.finish().expect("it can be written");
}

fn tar_gz(path: &Path, members: &[(String, String)]) {
    let file = GzEncoder::new(File::create(path).expect("it can be written"), Compression::fast());
    let mut builder = tar::Builder::new(file);
    for (name, text) in members {
        let mut header = tar::Header::new_gnu();
        // Set by hand: the builder itself refuses names that lead out.
        header.as_gnu_mut().expect("it is one").name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, Cursor::new(text)).expect("it can be written");
    }
    builder.into_inner().and_then(GzEncoder::finish).expect("it can be written");
}

/// The same pack as a folder and as archives.
fn packs(name: &str) -> PathBuf {
    let folder = empty_folder(name);
    for (path, text) in members("nets/") {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(file, text).expect("it can be written");
    }
    zip(&folder.join("nets.zip"), &members("nets/"));
    tar_gz(&folder.join("nets.tar.gz"), &members("nets/"));
    zip(&folder.join("flat.zip"), &members(""));
    tar_gz(&folder.join("flat.tgz"), &members(""));
    folder
}

const FORMS: [&str; 5] = ["nets", "nets.zip", "nets.tar.gz", "flat.zip", "flat.tgz"];

#[test]
fn a_pack_is_the_same_as_a_folder_and_as_an_archive() {
    let folder = packs("packs-same");
    let listed = stdout(&gradus(&["list", "nets"], &folder));
    let ids: Vec<_> = listed.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(ids, ["first/01-square", "first/02-square", "second/1-last"]);
    let before: Vec<_> =
        fs::read_dir(&folder).expect("it can be read").count().to_be_bytes().into();
    for form in FORMS {
        assert_eq!(stdout(&gradus(&["list", form], &folder)), listed, "{form}");
        let checked = gradus(&["check", form, "--strict"], &folder);
        assert_eq!(stdout(&checked), "5 files, 0 errors\n", "{form}");
        for target in ["first/02", "first/02-square", "10-first/02-square.toml"] {
            let target = format!("{form}/{target}");
            let solved = gradus(&["solve", &target, "--seed", "3"], &folder);
            assert!(stdout(&solved).starts_with("Squared again  (seed 3)"), "{target}");
        }
        fs::write(folder.join("answers.toml"), "\"dL/dw\" = \"2 * w\"\n").expect("it is written");
        let target = format!("{form}/first/01");
        let graded = gradus(&["grade", &target, "--answers", "answers.toml"], &folder);
        assert_eq!(graded.status.code(), Some(0), "{}", stdout(&graded));
        let mut tutor = Command::new(env!("CARGO_BIN_EXE_gradus"));
        let played = tutor.args(["--plain", form]).current_dir(&folder).output().expect("it runs");
        for title in ["Squared", "Squared again", "The last"] {
            assert!(stdout(&played).contains(title), "{form}: {}", stdout(&played));
        }
    }
    fs::remove_file(folder.join("answers.toml")).expect("it is there");
    let after: Vec<_> = fs::read_dir(&folder).expect("it can be read").count().to_be_bytes().into();
    assert_eq!(before, after, "nothing is unpacked");
}

#[test]
fn faults_in_an_archive_have_their_place() {
    let folder = empty_folder("packs-faults");
    let mut wrong = members("");
    wrong[0].1 = "nmae = \"Nets\"\n".to_owned();
    wrong[1].1 = exercise("A slip").replace("level", "levle");
    wrong.push(("30-second/1-last.toml".to_owned(), exercise("Taken")));
    zip(&folder.join("wrong.zip"), &wrong);
    let checked = gradus(&["check", "wrong.zip"], &folder);
    assert_eq!(checked.status.code(), Some(1));
    for part in [
        "wrong.zip/pack.toml:1:1",
        "wrong.zip/20-second/1-last.toml:3:1",
        "did you mean `level`?",
        "wrong.zip/20-second/1-last.toml has the id `second/1-last` too",
    ] {
        assert!(stdout(&checked).contains(part), "{part} is not in\n{}", stdout(&checked));
    }
}

#[test]
fn an_archive_that_cannot_be_used_is_one_clear_error() {
    let folder = empty_folder("packs-hostile");
    let plain = exercise("Sound");
    let one = |name: &str| vec![(name.to_owned(), plain.clone())];
    let long = "# ".to_owned() + &"0".repeat((1 << 20) + 10);
    let large = |count: usize, text: &str| -> Vec<(String, String)> {
        (0..count).map(|at| (format!("{at}.toml"), text.to_owned())).collect()
    };
    let full = "#".repeat(1 << 20);
    let cases = [
        ("out", one("../../out.toml"), "leads out of it"),
        ("root", one("/tmp/out.toml"), "leads out of it"),
        ("drive", one("C:\\out.toml"), "leads out of it"),
        ("long", vec![("long.toml".to_owned(), long)], "unpacks to more than 1048576 bytes"),
        ("many", large(2_001, ""), "more than 2000 files and folders"),
        ("bomb", large(9, &full), "unpacks to more than 8388608 bytes"),
        ("none", vec![("README.md".to_owned(), String::new())], "no exercise file"),
    ];
    for (name, members, said) in cases {
        for (ending, write) in [("zip", zip as fn(&Path, &[(String, String)])), ("tar.gz", tar_gz)]
        {
            let file = format!("{name}.{ending}");
            write(&folder.join(&file), &members);
            refused(&folder, &file, said, &COMMANDS[..if name == "out" { 4 } else { 1 }]);
        }
    }
    // What is skipped is unpacked too, and counts.
    tar_gz(
        &folder.join("skipped.tar.gz"),
        &[("film.bin".to_owned(), "0".repeat(9 << 20)), ("a.toml".to_owned(), plain.clone())],
    );
    refused(&folder, "skipped.tar.gz", "unpacks to more than 8388608 bytes", &COMMANDS[..1]);
    tar_gz(&folder.join("twice.tar.gz"), &[one("a.toml"), one("./a.toml")].concat());
    refused(&folder, "twice.tar.gz", "holds `./a.toml` twice", &COMMANDS);
    // No writer gives two files one name, but strangers do.
    let path = folder.join("twice.zip");
    zip(&path, &[one("a.toml"), one("b.toml")].concat());
    let mut bytes = fs::read(&path).expect("it can be read");
    while let Some(at) = bytes.windows(6).position(|part| part == b"b.toml") {
        bytes[at] = b'a';
    }
    fs::write(&path, bytes).expect("it can be written");
    refused(&folder, "twice.zip", "holds two files of one name", &COMMANDS);
    for file in ["noise.zip", "noise.tar.gz"] {
        fs::write(folder.join(file), "no archive").expect("it can be written");
        refused(&folder, file, "archive that can be read", &COMMANDS);
    }
    let sparse = File::create(folder.join("huge.zip")).expect("it can be written");
    sparse.set_len(17 << 20).expect("it can be written");
    refused(&folder, "huge.zip", "is too large for a pack", &COMMANDS);
}

const COMMANDS: [&str; 4] = ["check", "list", "solve", "--plain"];

/// Every command says the same, once.
fn refused(folder: &Path, file: &str, said: &str, commands: &[&str]) {
    for command in commands {
        let output = gradus(&[command, file], folder);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command} {file}: {errors}");
        assert!(errors.contains(said) && errors.contains(file), "{command} {file}: {errors}");
        assert_eq!(errors.matches("error: ").count(), 1, "{command} {file}: {errors}");
    }
}

#[test]
fn links_in_an_archive_lead_nowhere() {
    let folder = empty_folder("packs-links");
    let kinds = [
        ("symlink", tar::EntryType::Symlink),
        ("hard", tar::EntryType::Link),
        ("character", tar::EntryType::Char),
        ("block", tar::EntryType::Block),
        ("fifo", tar::EntryType::Fifo),
    ];
    for (name, kind) in kinds {
        let name = format!("{name}.tar.gz");
        let file = File::create(folder.join(&name)).expect("it can be written");
        let mut builder = tar::Builder::new(GzEncoder::new(file, Compression::fast()));
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        builder.append_link(&mut header, "a.toml", "/etc/passwd").expect("it can be written");
        builder.into_inner().and_then(GzEncoder::finish).expect("it can be written");
        refused(&folder, &name, "as a link or a device", &COMMANDS[..2]);
    }
    let mut writer = ZipWriter::new(File::create(folder.join("link.zip")).expect("it is written"));
    writer
        .add_symlink("a.toml", "/etc/passwd", SimpleFileOptions::default())
        .expect("it is written");
    writer.finish().expect("it can be written");
    refused(&folder, "link.zip", "as a link", &COMMANDS);
}

#[test]
fn what_an_archive_has_is_named() {
    let folder = packs("packs-named");
    let said = |target: &str| {
        let output = gradus(&["solve", target], &folder);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(
        said("nets.zip")
            .contains("has 3 exercises; name one of them, as `nets.zip/first/01-square`")
    );
    assert!(said("nets.zip/frist/01-square").contains("did you mean `first/01-square`"));
    assert!(said("nets/first/0").contains("could be any of 2"));
}

#[test]
fn a_pack_of_exams_alone_says_that_there_is_no_exercise() {
    let folder = empty_folder("packs-exams-alone");
    let exam = "format = 1\nkind = \"exam\"\ntitle = \"E\"\nminutes = 5\n\n[[item]]\nexercise = \
                \"scalar-operations/01\"\n";
    let all = [("pack.toml", "name = \"Exams\"\nversion = \"1\"\n"), ("exams/one.toml", exam)];
    let all = all.map(|(path, text)| (path.to_owned(), text.to_owned()));
    zip(&folder.join("exams.zip"), &all);
    let mut tutor = Command::new(env!("CARGO_BIN_EXE_gradus"));
    let played = tutor.args(["--plain", "exams.zip"]).current_dir(&folder).output();
    let played = played.expect("it runs");
    assert!(stdout(&played).contains("There is no exercise here."), "{}", stdout(&played));
}

#[cfg(unix)]
#[test]
fn a_circle_of_links_ends() {
    let folder = packs("packs-circle");
    for at in ["nets/10-first/again", "nets/20-second/again"] {
        std::os::unix::fs::symlink(folder.join("nets"), folder.join(at)).expect("it can be made");
    }
    let listed = gradus(&["list", "nets"], &folder);
    assert_eq!(listed.status.code(), Some(0));
    assert_eq!(stdout(&listed).matches("Squared again").count(), 1, "{}", stdout(&listed));
}
