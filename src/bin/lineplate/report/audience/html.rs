//! The report as one page that needs nothing else: no script, no font, no picture from elsewhere.

use super::{Report, rows, thousands};
use lineplate::batch::{Cause, Class};
use std::fmt::Write as _;

/// Rows that are named for each cause.
const MAX_ROWS: usize = 10;
/// Causes that get a bar in the chart.
const MAX_BARS: usize = 12;
/// Height of a bar with the space below it, and the width of the longest one.
const BAR: (u32, f64) = (30, 320.0);
/// Where the bars begin, behind their labels.
const LABELS: u32 = 430;
/// Characters of a label.
const MAX_LABEL: usize = 62;

const STYLE: &str = "\
:root{color-scheme:light dark;--text:#1c1e21;--quiet:#667085;--line:#e4e7ec;--ground:#fff;--panel:#f9fafb;\
--sent:#06a94d;--failed:#d92d20;--not_sent:#dc8a0b;--duplicate:#7a5af8;--outside:#98a2b3;--warned:#c9a400}\
@media(prefers-color-scheme:dark){:root{--text:#e6e8eb;--quiet:#98a2b3;--line:#344054;--ground:#14171c;--panel:#1d2129}}\
body{font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--ground);margin:2rem auto;max-width:62rem;padding:0 1rem}\
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .6rem}p{margin:.2rem 0}.quiet{color:var(--quiet)}\
.counts{display:flex;flex-wrap:wrap;gap:.8rem;margin:1.4rem 0}\
.count{background:var(--panel);border:1px solid var(--line);border-left:4px solid var(--line);border-radius:6px;padding:.5rem 1rem;min-width:7rem}\
.count b{display:block;font-size:1.5rem}svg{display:block;width:100%;height:auto}svg text{font:13px system-ui,sans-serif;fill:var(--text)}\
svg .number{fill:var(--quiet)}table{border-collapse:collapse}table.all{width:100%}th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}\
th{font-weight:600;color:var(--quiet)}.number{text-align:right;font-variant-numeric:tabular-nums}code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}\
.dot{display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.5em}";

pub(super) fn page(report: &Report<'_>) -> String {
    let mut page = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    let title =
        report.campaign.map_or_else(|| report.template.file().to_owned(), |(name, _)| name.to_owned());
    let _ = write!(
        page,
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{} · lineplate</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
        escaped(&title),
        escaped(&title),
    );
    head(report, &mut page);
    counts(report, &mut page);
    let causes = report.summary.causes();
    if causes.is_empty() {
        page.push_str("<p>All users get the message, without a finding.</p>\n");
    } else {
        shares(report, &mut page);
        chart(&causes, &mut page);
        categories(report, &mut page);
        table(report, &causes, &mut page);
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn head(report: &Report<'_>, page: &mut String) {
    let mut facts = Vec::new();
    facts.extend(report.campaign.map(|(_, id)| format!("campaign <code>{}</code>", escaped(id))));
    facts.push(format!("template <code>{}</code>", escaped(report.template.file())));
    facts.push(format!("audience <code>{}</code>", escaped(&report.audience.display().to_string())));
    facts.push(format!("{} rows", thousands(report.summary.rows())));
    if report.dry_run {
        facts.push("dry run: nothing was written".to_owned());
    }
    let _ = writeln!(page, "<p class=\"quiet\">{}</p>", facts.join(" · "));
}

/// All that became of users, with the words for it; warnings are counted among the sent.
fn parts(report: &Report<'_>) -> Vec<(&'static str, &'static str, u64)> {
    let summary = report.summary;
    let sent = ("sent", if report.dry_run { "can be sent" } else { "sent" }, summary.sent());
    let others = [Class::Failed, Class::NotSent, Class::Duplicate, Class::Outside]
        .map(|class| (class.name(), class.words(), summary.class(class)));
    std::iter::once(sent).chain(others).filter(|&(name, _, count)| count > 0 || name == "sent").collect()
}

fn counts(report: &Report<'_>, page: &mut String) {
    page.push_str("<div class=\"counts\">\n");
    for (name, words, count) in parts(report) {
        let _ = writeln!(
            page,
            "<div class=\"count\" style=\"border-left-color:var(--{name})\"><b>{}</b>{words}</div>",
            thousands(count)
        );
    }
    page.push_str("</div>\n");
}

/// One bar with the shares of all users.
fn shares(report: &Report<'_>, page: &mut String) {
    let total = report.summary.rows().max(1) as f64;
    page.push_str(
        "<svg viewBox=\"0 0 1000 22\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"shares of all rows\">",
    );
    let mut x = 0.0;
    for (name, words, count) in parts(report) {
        let width = count as f64 / total * 1000.0;
        let _ = write!(
            page,
            "<rect x=\"{x:.2}\" width=\"{width:.2}\" height=\"22\" fill=\"var(--{name})\"><title>{words}: {}</title></rect>",
            thousands(count)
        );
        x += width;
    }
    page.push_str("</svg>\n");
}

/// A bar for each cause.
fn chart(causes: &[&Cause], page: &mut String) {
    let shown = causes.get(..MAX_BARS).unwrap_or(causes);
    let most = shown.iter().map(|cause| cause.count).max().unwrap_or(1).max(1) as f64;
    let height = shown.len() as u32 * BAR.0;
    let _ = writeln!(
        page,
        "<h2>Causes</h2>\n<svg viewBox=\"0 0 860 {height}\" role=\"img\" aria-label=\"users by cause\">"
    );
    for (cause, i) in shown.iter().zip(0..) {
        let y = i * BAR.0;
        let width = (cause.count as f64 / most * BAR.1).max(2.0);
        let _ = writeln!(
            page,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}<title>{}</title></text>\
             <rect x=\"{LABELS}\" y=\"{}\" width=\"{width:.1}\" height=\"18\" rx=\"2\" fill=\"var(--{})\"/>\
             <text class=\"number\" x=\"{:.1}\" y=\"{}\">{}</text>",
            LABELS - 8,
            y + 18,
            escaped(&shortened(&cause.message)),
            escaped(&cause.message),
            y + 5,
            cause.class.name(),
            f64::from(LABELS) + width + 8.0,
            y + 18,
            thousands(cause.count),
        );
    }
    page.push_str("</svg>\n");
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_LABEL) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn categories(report: &Report<'_>, page: &mut String) {
    let categories = report.summary.categories();
    if categories.is_empty() {
        return;
    }
    page.push_str(
        "<h2>As the platform counts them</h2>\n<table>\n<tr><th>Category</th><th class=\"number\">Users</th></tr>\n",
    );
    for (category, count) in categories {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td class=\"number\">{}</td></tr>",
            category.name(),
            thousands(count)
        );
    }
    page.push_str("</table>\n");
}

fn table(report: &Report<'_>, causes: &[&Cause], page: &mut String) {
    page.push_str(
        "<h2>All causes</h2>\n<table class=\"all\">\n<tr><th class=\"number\">Users</th><th>Cause</th><th>Place</th><th>First rows</th></tr>\n",
    );
    for cause in causes {
        let category = cause.category.map_or_else(|| cause.class.words(), |category| category.name());
        let code = cause.code.map(|code| format!(" · <code>{code}</code>")).unwrap_or_default();
        let place = cause.place.map(|place| report.location(place)).unwrap_or_default();
        let attribute = cause.attribute.as_deref().unwrap_or_default();
        let _ = writeln!(
            page,
            "<tr><td class=\"number\">{}</td><td><span class=\"dot\" style=\"background:var(--{})\" title=\"{}\"></span>{}\
             <p class=\"quiet\">{category}{code}</p></td><td><code>{}</code><p class=\"quiet\"><code>{}</code></p></td><td>{}</td></tr>",
            thousands(cause.count),
            cause.class.name(),
            cause.class.words(),
            escaped(&cause.message),
            escaped(&place),
            escaped(attribute),
            rows(cause, MAX_ROWS),
        );
    }
    page.push_str("</table>\n");
}

/// A text as it stands in HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            char => escaped.push(char),
        }
    }
    escaped
}
