//! What the validator says of a payload, without what depends on the made-up values.

use super::run::{self, Run};
use super::worlds::{Choice, World};
use super::{Surveyor, Unknown, overlap};
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::json::{self, Document, Node};
use crate::ordered::Set;
use crate::render::trace::Trace;
use crate::render::{self, writer::Author};
use serde_json::Value;

impl Surveyor<'_, '_> {
    /// What the validator says of a payload, without what depends on the made-up values.
    pub(super) fn findings(
        &mut self,
        world: &World,
        run: &Run,
        (certain, doubtful): (&Set<u32>, &Set<u32>),
        settled: bool,
    ) {
        let Some(document) = &run.document else { return };
        let payload = run.study.payload.clone().unwrap_or_default();
        let marks = run.study.marks.iter().map(|mark| mark.traced(&run.study.recorder)).collect();
        let trace = Trace::new(payload.clone(), marks);
        for finding in render::check(&payload, self.options) {
            let about = finding.span.and_then(|span| node_at(document, span));
            let by_data =
                about.is_some_and(|node| self.is_by_data(run, node) || doubtful.contains(&node.index()));
            let is_certain = about.is_some_and(|node| {
                certain.contains(&node.index())
                    || finding.code == Code::SchemaType
                        && (node.as_str().is_some() || settled && self.no_type_will_do(world, run, node))
            });
            if by_data && !is_certain {
                if settled && finding.is_error() {
                    self.unsettled(run, &finding, about);
                }
                continue;
            }
            if by_data && finding.code == Code::SchemaTooLong {
                // Told already, with what the template itself takes of the limit.
                continue;
            }
            let mut finding = trace.locate(finding, self.program(), &run.profile);
            if let Some(node) =
                about.filter(|node| finding.code == Code::SchemaType && node.as_str().is_some())
            {
                self.quoted(run, node, &mut finding);
            }
            if finding.code == Code::SchemaContext && self.is_recipient_data(run, document) {
                // Who gets the message decides, and is not known.
                finding.severity = Severity::Warning;
                let why = format!("it depends on who gets the message: {}", finding.message);
                self.out.unknown(Unknown { paths: Vec::new(), span: finding.span.unwrap_or_default(), why });
            }
            self.out.find(finding);
        }
    }

    /// Whether a placeholder writes something of the wrong type whatever the attributes behind it are.
    fn no_type_will_do(&self, world: &World, run: &Run, node: Node<'_>) -> bool {
        let Some(placeholder) = run.writer_of(node) else { return false };
        let attributes = &self.facts.attributes;
        let Some(printed) = run::printed(self.facts, placeholder) else { return false };
        let behind = printed.flow.everything();
        let pointer = node.pointer().to_string();
        let fails = |choice: Choice| {
            let mut world = world.clone();
            for id in behind.iter().filter(|id| !attributes.is_root(**id)) {
                world.insert(*id, choice.clone());
            }
            let Some(run) = self.run(&world, Vec::new()) else { return false };
            self.mistakes(&run).iter().any(|mistake| {
                mistake.pointer.as_deref() == Some(&*pointer)
                    || mistake.span.is_some_and(|span| overlap(span, placeholder))
            })
        };
        let values: [Value; 10] = [
            Value::Null,
            "".into(),
            "some text".into(),
            "7".into(),
            7.into(),
            0.5.into(),
            true.into(),
            false.into(),
            serde_json::json!([]),
            serde_json::json!({}),
        ];
        let choices = values.into_iter().map(Choice::Value).chain([Choice::Missing]);
        !behind.is_empty() && choices.into_iter().all(fails)
    }

    /// An error that is left although all values are such as the places ask.
    fn unsettled(&mut self, run: &Run, finding: &Diagnostic, about: Option<Node<'_>>) {
        let span = about.and_then(|node| {
            run.authors(node.span()).find_map(|(author, _)| match author {
                Author::Placeholder { span, .. } => Some(span),
                Author::Literal(_) => None,
            })
        });
        let paths = self.sources(span);
        let why = format!("not every value will do: {}", finding.message);
        self.out.unknown(Unknown { paths, span: span.unwrap_or_default(), why });
    }

    fn is_recipient_data(&self, run: &Run, document: &Document<'_>) -> bool {
        document.root().get("to").is_some_and(|to| self.is_by_data(run, to))
    }

    fn is_by_data(&self, run: &Run, node: Node<'_>) -> bool {
        match node.kind() {
            json::Kind::String => {
                run.parts(self.facts, node).iter().any(|part| !matches!(part, run::Part::Literal(_)))
            }
            json::Kind::Array | json::Kind::Object => false,
            _ => run
                .writer_of(node)
                .and_then(|span| run::printed(self.facts, span))
                .is_some_and(|printed| !printed.flow.everything().is_empty()),
        }
    }
}

/// The value at a range of a payload.
fn node_at<'d>(document: &'d Document<'_>, span: Span) -> Option<Node<'d>> {
    let root = document.root();
    (root.index()..root.end_index()).map(|index| Node::at(document, index)).find(|node| node.span() == span)
}
