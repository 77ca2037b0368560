//! `docs/diagnostics.md` is made from the cases of `ui`, so that each mistake that the compiler is
//! tested on is on it, with the very words. `UPDATE_EXPECT=1 cargo test` writes it anew.

use std::{fmt::Write, fs, path::Path};

use expect_test::expect_file;

const INTRODUCTION: &str = "\
# Diagnostics

Every mistake that the macro or the types around it explain, with what the compiler says and, in its help and notes, the cure.
";

/// What the topics' folders stand for.
const TOPICS: &[(&str, &str)] = &[
    ("attribute", "The attribute"),
    ("structs", "Structs and their fields"),
    ("signature", "`forward` and helper methods"),
    ("operations", "Operations on tensors"),
    ("closures", "Closures"),
    ("types", "Types that the macro must know"),
    ("rustc", "What rustc explains: once, though the macro has copies of the code"),
    ("float", "Regions in f32"),
    ("plan", "The plan"),
    ("lints", "Lints"),
    ("explain", "Explanations"),
];

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// The lines of a case that are about its mistake.
fn relevant(source: &str) -> &str {
    source.trim_end().strip_suffix("fn main() {}").unwrap_or(source).trim()
}

fn page() -> String {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut folders = entries(&ui);
    let known = |folder: &String| TOPICS.iter().position(|(name, _)| name == folder);
    folders.sort_by_key(|folder| known(folder).expect("a folder of `ui` has a heading here"));
    let mut page = INTRODUCTION.to_owned();
    for folder in folders {
        let heading = TOPICS[known(&folder).unwrap()].1;
        writeln!(page, "\n## {heading}").unwrap();
        let files = entries(&ui.join(&folder));
        for name in files.iter().filter_map(|file| file.strip_suffix(".rs")) {
            let read =
                |ending| fs::read_to_string(ui.join(&folder).join(format!("{name}.{ending}")));
            let (source, stderr) = (read("rs").unwrap(), read("stderr").unwrap());
            let title = name.replace('_', " ");
            let (source, stderr) = (relevant(&source), stderr.trim_end());
            writeln!(page, "\n### {title}\n\n```rust\n{source}\n```\n\n```text\n{stderr}\n```")
                .unwrap();
        }
    }
    page
}

#[test]
fn the_page_lists_every_diagnostic() {
    expect_file!["../../docs/diagnostics.md"].assert_eq(&page());
}
