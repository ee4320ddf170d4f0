//! Findings for people, as rustc shows them.

use super::Findings;
use super::excerpt::{self, Mark};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Title};
use anstream::adapter::strip_str;
use lineplate::diagnostic::Omitted;
use lineplate::{Diagnostic, Severity};
use std::io::{self, Write};

/// More findings about one text than anybody reads.
const MAX_FINDINGS: usize = 100;
/// Columns of an excerpt, of which there are fewer: long lines are cut before.
const TERM_WIDTH: usize = 1_000;
/// Characters of a value that are shown.
const MAX_VALUE: usize = 200;

/// Writes findings, each with an excerpt, and an empty line behind each.
pub(crate) fn write(
    out: &mut dyn Write,
    findings: &Findings<'_>,
    diagnostics: &[&Diagnostic],
) -> io::Result<()> {
    let listed = diagnostics.iter().filter(|diagnostic| diagnostic.omitted.is_none());
    for diagnostic in listed.clone().take(MAX_FINDINGS) {
        writeln!(out, "{}\n", render(&group(findings, diagnostic)))?;
    }
    let listed = listed.count();
    let omitted: usize =
        diagnostics.iter().filter_map(|diagnostic| diagnostic.omitted).map(Omitted::total).sum();
    let unseen = listed.saturating_sub(MAX_FINDINGS);
    match (unseen, omitted) {
        (0, 0) => Ok(()),
        (0, more) => writeln!(out, "… and {more} more\n"),
        (more, 0) => writeln!(out, "… and {more} more; `--format json` lists all\n"),
        (unseen, omitted) => {
            writeln!(out, "… and {} more; `--format json` lists {listed}\n", unseen + omitted)
        }
    }
}

/// How many errors and warnings there are: "valid, 1 warning".
pub(crate) fn conclusion(diagnostics: &[&Diagnostic]) -> String {
    let mut errors = 0;
    let mut warnings = 0;
    for diagnostic in diagnostics {
        match diagnostic.omitted {
            Some(omitted) => {
                errors += omitted.errors;
                warnings += omitted.warnings;
            }
            None if diagnostic.is_error() => errors += 1,
            None => warnings += 1,
        }
    }
    let count = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 {what}")),
        n => Some(format!("{n} {what}s")),
    };
    let valid = (errors == 0).then(|| "valid".to_owned());
    let parts = [valid, count(errors, "error"), count(warnings, "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Writes to standard error why a run failed.
pub(crate) fn failure(message: &str, hints: &[String]) {
    let mut err = anstream::stderr().lock();
    // Nobody is left to tell when standard error is gone.
    let _ = writeln!(err, "{}", render(&Group::with_title(Level::ERROR.primary_title(message))));
    for hint in hints {
        let _ = writeln!(err, "  = help: {hint}");
    }
}

fn render(group: &Group<'_>) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(TERM_WIDTH);
    let text = renderer.render(std::slice::from_ref(group));
    // A part of a long line has its place before it; the renderer takes what follows for a second, nameless file.
    let is_place = |line: &&str| strip_str(line).to_string().trim() != ":::";
    text.lines().filter(is_place).collect::<Vec<_>>().join("\n")
}

fn group<'a>(findings: &Findings<'a>, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    let group = place(findings, diagnostic, title);
    let notes = notes(diagnostic).into_iter().map(|note| Level::NOTE.message(note));
    let hints = diagnostic.hints.iter().map(|hint| Level::HELP.message(hint));
    group.elements(notes).elements(hints)
}

/// The title with the place and its excerpt.
fn place<'a>(findings: &Findings<'a>, diagnostic: &'a Diagnostic, title: Title<'a>) -> Group<'a> {
    let Some(span) = diagnostic.span else {
        return title.element(Origin::path(findings.file));
    };
    if !findings.excerpts {
        let place = findings.place(span.start);
        let origin = Origin::path(findings.file).line(place.line as usize);
        return title.element(origin.char_column(place.column as usize));
    }
    let label = diagnostic.attribute.as_deref().unwrap_or_default();
    let primary = Mark { kind: AnnotationKind::Primary, span, label };
    let related = diagnostic.related.iter().map(|related| Mark {
        kind: AnnotationKind::Context,
        span: related.span,
        label: &related.label,
    });
    let marks: Vec<_> = std::iter::once(primary).chain(related).collect();
    title.elements(excerpt::elements(findings, &marks))
}

/// A property in LINE's notation, in which the whole of a flex container is `/`.
fn named(property: &str) -> String {
    match property {
        "/" => "the whole container, `/` in LINE's answers".to_owned(),
        property => format!("`{property}`"),
    }
}

/// A pointer behind the property, unless it leads nowhere.
fn bracketed(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(" ({pointer})") }
}

fn notes(diagnostic: &Diagnostic) -> Vec<String> {
    let place = match (&diagnostic.property, &diagnostic.pointer) {
        (Some(property), Some(pointer)) => Some(format!("in {}{}", named(property), bracketed(pointer))),
        (Some(place), None) | (None, Some(place)) if !place.is_empty() => Some(format!("in `{place}`")),
        _ => None,
    };
    let value = diagnostic.value.as_ref().map(|value| {
        let end = value.char_indices().nth(MAX_VALUE).map_or(value.len(), |(at, _)| at);
        let shown = value.get(..end).unwrap_or_default().replace(char::is_control, " ");
        format!("the value is `{shown}{}`", if end < value.len() { "…" } else { "" })
    });
    let source = match (&diagnostic.rule, &diagnostic.source) {
        (Some(rule), Some(source)) => Some(format!("rule {rule}, {source}")),
        (Some(rule), None) => Some(format!("rule {rule}")),
        (None, source) => source.clone(),
    };
    [place, value, source].into_iter().flatten().collect()
}
