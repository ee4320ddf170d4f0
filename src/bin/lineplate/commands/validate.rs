//! `lineplate validate`

use super::{Failure, Verdict};
use crate::args::{self, Format, Judging, Reporting};
use crate::input::{self, Input};
use crate::report::{self, Findings};
use clap::Args;
use lineplate::json::{self, Document, Node};
use lineplate::schema::{self, Kind};
use lineplate::{Code, Diagnostic};
use serde_json::json;
use std::io::{self, Write};

/// Check finished JSON against LINE's rules.
///
/// Findings go to standard output. What a file holds is told by its properties, unless --kind says it: an object
/// with `messages` is the body of a request (`replyToken` makes it a reply, a list in `to` a multicast, any other
/// `to` a push, `recipient`, `filter` or `limit` a narrowcast, none of these a broadcast), an array is a list of
/// messages, and other objects go by their `type`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate validate body.json
  lineplate validate messages/*.json --kind message
  lineplate validate body.json --retry-key 123e4567-e89b-12d3-a456-426614174000
  lineplate validate body.json --deny schema/no-effect --allow schema/unknown-property
  curl -s https://example.com/bubble.json | lineplate validate -")]
pub(crate) struct Validate {
    /// Files of JSON; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Input>,

    /// What the files hold.
    #[arg(long, value_parser = args::kind_parser())]
    kind: Option<Kind>,

    /// The retry key that goes with the request, as the header `X-Line-Retry-Key`.
    #[arg(long, value_name = "KEY", help_heading = "Checks")]
    retry_key: Option<String>,

    #[command(flatten)]
    judging: Judging,

    #[command(flatten)]
    reporting: Reporting,
}

impl Validate {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        self.judging.check()?;
        if self.files.iter().filter(|file| **file == Input::Stdin).count() > 1 {
            return Err(Failure::new("standard input can be one file only"));
        }
        let mut out = anstream::stdout().lock();
        let mut options = self.judging.apply(schema::Options::default().quote(true), &self.reporting);
        if let Some(key) = &self.retry_key {
            options = options.retry_key(key);
        }
        let mut verdict = Ok(Verdict::Fine);
        for file in &self.files {
            match file.bytes() {
                Ok(bytes) => {
                    let judged = self.judge(file, bytes, &options);
                    judged.write(&mut out, self.reporting.format).map_err(Failure::stdout)?;
                    verdict = verdict.map(|so_far| so_far.max(judged.verdict()));
                }
                // The other files are checked all the same.
                Err(Failure::Told { message, hints }) => {
                    if self.reporting.format == Format::Json {
                        let unread = json!({
                            "file": file.to_string(), "valid": false, "diagnostics": [], "error": message,
                        });
                        report::write_line(&mut out, &unread).map_err(Failure::stdout)?;
                    }
                    report::text::failure(&message, &hints);
                    verdict = Err(Failure::Reported);
                }
                Err(failure) => return Err(failure),
            }
        }
        out.flush().map_err(Failure::stdout)?;
        verdict
    }

    fn judge(&self, file: &Input, bytes: Vec<u8>, options: &schema::Options) -> Judged {
        let file = file.to_string();
        let text = match input::text(bytes) {
            Ok(text) => text,
            Err((line, column)) => {
                let message = format!("the file is not UTF-8: line {line}, column {column}");
                let diagnostics = vec![Diagnostic::error(Code::JsonSyntax, message)];
                return Judged { file, text: String::new(), kind: self.kind, diagnostics };
            }
        };
        let (kind, diagnostics) = match Document::parse(text.as_str()) {
            Ok(document) => {
                let kind = self.kind.unwrap_or_else(|| infer(document.root()));
                (Some(kind), schema::validate(kind, &document, options))
            }
            Err(error) => {
                let kind = |root: Node<'_>| Some(self.kind.unwrap_or_else(|| infer(root)));
                (self.kind, vec![schema::unreadable(&text, error, kind)])
            }
        };
        Judged { file, text, kind, diagnostics }
    }
}

/// A file and what was found in it.
struct Judged {
    file: String,
    text: String,
    /// What the file holds, if that is said or can be read.
    kind: Option<Kind>,
    diagnostics: Vec<Diagnostic>,
}

impl Judged {
    fn verdict(&self) -> Verdict {
        Verdict::findings_if(self.diagnostics.iter().any(Diagnostic::is_error))
    }

    fn write(&self, out: &mut dyn Write, format: Format) -> io::Result<()> {
        let findings = Findings::new(&self.file, &self.text);
        let diagnostics: Vec<_> = self.diagnostics.iter().collect();
        match format {
            Format::Json => {
                let mut object = report::json::findings(&findings, &diagnostics);
                object.insert("kind".to_owned(), self.kind.map(Kind::as_str).into());
                report::write_line(out, &object.into())
            }
            Format::Text => {
                report::text::write(out, &findings, &diagnostics)?;
                writeln!(out, "{}: {}", self.file, self.conclusion())
            }
        }
    }

    fn conclusion(&self) -> String {
        let verdict = report::text::conclusion(&self.diagnostics.iter().collect::<Vec<_>>());
        match self.kind {
            Some(kind) => format!("{verdict} ({kind})"),
            None => verdict,
        }
    }
}

/// What a document most likely is.
fn infer(root: Node<'_>) -> Kind {
    let has = |key| root.get(key).is_some();
    let kind_of = |key: &str| root.get(key).map(Node::kind);
    match root.kind() {
        json::Kind::Array => Kind::Messages,
        json::Kind::Object if has("replyToken") => Kind::Reply,
        json::Kind::Object if kind_of("to") == Some(json::Kind::Array) => Kind::Multicast,
        json::Kind::Object if has("to") => Kind::Push,
        json::Kind::Object if has("messages") && ["recipient", "filter", "limit"].into_iter().any(has) => {
            Kind::Narrowcast
        }
        json::Kind::Object if has("messages") => Kind::Broadcast,
        json::Kind::Object => infer_part(root),
        _ => Kind::Push,
    }
}

/// What a document that is no request most likely is.
fn infer_part(root: Node<'_>) -> Kind {
    match root.get("type").and_then(Node::as_str) {
        Some("bubble") => Kind::FlexContainer,
        Some("carousel") if root.get("columns").is_none() => Kind::FlexContainer,
        Some("buttons" | "confirm" | "carousel" | "image_carousel") => Kind::Template,
        Some(
            "postback" | "message" | "uri" | "datetimepicker" | "camera" | "cameraRoll" | "richmenuswitch"
            | "clipboard",
        ) => Kind::Action,
        None if root.get("items").is_some() => Kind::QuickReply,
        _ => Kind::Message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_a_document_is() {
        let cases = [
            (r#"{"to": "U1", "messages": []}"#, Kind::Push),
            (r#"{"to": "U1"}"#, Kind::Push),
            (r#"{"to": ["U1"], "messages": []}"#, Kind::Multicast),
            (r#"{"replyToken": "r", "messages": []}"#, Kind::Reply),
            (r#"{"messages": []}"#, Kind::Broadcast),
            (r#"{"messages": [], "filter": {}}"#, Kind::Narrowcast),
            (r#"{"messages": [], "limit": {"max": 5}}"#, Kind::Narrowcast),
            (r"[]", Kind::Messages),
            (r#"{"type": "text"}"#, Kind::Message),
            (r#"{"type": "location"}"#, Kind::Message),
            (r#"{"type": "bubble"}"#, Kind::FlexContainer),
            (r#"{"type": "carousel", "contents": []}"#, Kind::FlexContainer),
            (r#"{"type": "carousel", "columns": []}"#, Kind::Template),
            (r#"{"type": "confirm"}"#, Kind::Template),
            (r#"{"type": "uri"}"#, Kind::Action),
            (r#"{"items": []}"#, Kind::QuickReply),
            (r"{}", Kind::Message),
            (r"1", Kind::Push),
        ];
        for (text, kind) in cases {
            assert_eq!(infer(Document::parse(text).unwrap().root()), kind, "{text}");
        }
    }
}
