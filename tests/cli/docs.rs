//! What the documentation shows is what the program prints.

use crate::project;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The text of a page.
pub(crate) fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(name)).unwrap()
}

/// The blocks of a page that show a command with its output.
fn transcripts(page: &str) -> Vec<String> {
    let text = self::page(page);
    let blocks = text.split("```console\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .filter(|block| block.contains('\n'))
        .collect()
}

/// Runs the commands of a block; `$ lineplate …` with nothing but plain words and quoted ones.
fn replay(transcript: &str) -> String {
    let mut replayed = String::new();
    for line in transcript.lines().filter(|line| line.starts_with("$ ")) {
        let words = words(line.trim_start_matches("$ "));
        let [program, arguments @ ..] = words.as_slice() else { panic!("an empty command") };
        assert_eq!(program, "lineplate", "{line}");
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let run = project::run(Path::new(ROOT), &arguments, "");
        replayed.extend([line, "\n", &run.stdout, &run.stderr]);
    }
    replayed
}

/// The words of a command line.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut().unwrap().push(c),
        }
    }
    words
}

#[test]
fn transcripts_are_real() {
    for page in ["README.md", "docs/campaign.md", "docs/cli.md"] {
        let transcripts = transcripts(page);
        assert!(!transcripts.is_empty(), "{page} shows nothing");
        for transcript in transcripts {
            let replayed = replay(&transcript);
            assert_eq!(
                transcript.trim_end(),
                replayed.trim_end(),
                "{page} shows what is not printed:\n{replayed}"
            );
        }
    }
}

#[test]
fn all_examples_render() {
    for example in ["text", "image", "video"] {
        let folder = format!("examples/{example}");
        let (body, profile) = (format!("{folder}/body.json"), format!("{folder}/profile.json"));
        let run = project::run(Path::new(ROOT), &["render", &body, "--profile", &profile], "");
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    }
}

#[test]
fn the_welcome_example_sends_to_all_who_can_be_reached() {
    let run = project::run(
        Path::new(ROOT),
        &["render", "examples/welcome/body.json", "--audience", "examples/welcome/audience.csv"],
        "",
    );
    insta::assert_snapshot!(run);
}

#[test]
fn links_lead_somewhere() {
    for page in
        ["README.md", "docs/README.md", "docs/campaign.md", "docs/cli.md", "docs/codes.md", "CHANGELOG.md"]
    {
        let path = Path::new(ROOT).join(page);
        let text = std::fs::read_to_string(&path).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.starts_with("https://")) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let linked = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(linked.exists(), "{page} links to {target}");
            if !heading.is_empty() {
                let text = std::fs::read_to_string(&linked).unwrap();
                let anchors: Vec<_> =
                    text.lines().filter_map(|line| line.strip_prefix('#')).map(anchor).collect();
                assert!(anchors.iter().any(|anchor| anchor == heading), "{page} links to {target}");
            }
        }
    }
}

/// The name under which a heading is linked to.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
    text.chars().filter(|&c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}
