//! Rows to payloads, without files and threads.

use super::audience::Wanted;
use super::audience::chunk::{Chunk, Rows};
use super::audience::profile::Layout;
use super::delivery::{Delivery, Fate};
use super::error::Error;
use super::selection::Selection;
use crate::{Diagnostic, Template, Verdict};
use arrow_array::RecordBatch;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Bytes of payloads that keep their memory for the next chunk: one with very large payloads must not cost it for ever.
const KEPT: usize = 2 << 20;

/// Renders the rows of tables, one after the other.
///
/// It has no files and no threads of its own: whoever has tables in memory uses it as it is.
///
/// ```
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use lineplate::batch::BatchRenderer;
/// use lineplate::{Options, Template};
/// use std::sync::Arc;
///
/// let body = r#"{"to": "{{ UserAttribute.line_id }}", "messages": [{"type": "text", "text": "Hi {{ UserAttribute.name }}"}]}"#;
/// let template = Template::compile(body, Options::default()).expect("the template compiles");
/// let ids: ArrayRef = Arc::new(StringArray::from(vec!["U8189cf6745fc0d808977bdb0b9f22995"; 2]));
/// let names: ArrayRef = Arc::new(StringArray::from(vec![Some("花子"), None]));
/// let batch = RecordBatch::try_from_iter([("line_id", ids), ("name", names)]).expect("columns of one length");
///
/// let delivery = BatchRenderer::new(&template).columns(&batch).expect("all columns can be read");
/// let [first, second] = delivery.rows() else { panic!() };
/// assert!(delivery.payload(first).is_some_and(|payload| payload.ends_with(r#""text":"Hi 花子"}]}"#)));
/// assert!(!second.fate.is_sent());
/// ```
pub struct BatchRenderer<'t> {
    template: &'t Template,
    renderer: crate::Renderer,
    selection: Option<&'t Selection>,
    identity: Option<&'t str>,
    /// The profile of the row at hand, as JSON.
    json: String,
    buffers: crate::json::Buffers,
}

impl<'t> BatchRenderer<'t> {
    /// A renderer of a template.
    pub fn new(template: &'t Template) -> Self {
        Self {
            template,
            renderer: template.renderer(),
            selection: None,
            identity: None,
            json: String::new(),
            buffers: crate::json::Buffers::default(),
        }
    }

    /// Only for these users.
    pub fn selection(mut self, selection: &'t Selection) -> Self {
        self.selection = Some(selection);
        self
    }

    /// With the attribute that tells users apart.
    pub(super) fn identity(mut self, attribute: &'t str) -> Self {
        self.identity = Some(attribute);
        self
    }

    /// Renders the rows of a table in memory. Each column is an attribute of the user, or a root with its attributes.
    ///
    /// # Errors
    /// Where a column that the template reads has a type that attributes cannot have.
    pub fn columns(&mut self, batch: &RecordBatch) -> Result<Delivery, Error> {
        let wanted = Wanted::of(&self.template.attributes());
        let layout = Layout::columns(&batch.schema(), &wanted).map_err(Error::content)?;
        let chunk = Chunk { first: 1, rows: Rows::Columns(batch.clone()), position: 0 };
        let mut delivery = Delivery::default();
        self.chunk(&layout, &chunk, &mut delivery);
        Ok(delivery)
    }

    /// Renders the rows of a chunk.
    pub(super) fn chunk(&mut self, layout: &Layout, chunk: &Chunk, delivery: &mut Delivery) {
        delivery.clear(KEPT);
        delivery.position = chunk.position;
        let profiles = layout.bind(&chunk.rows);
        for row in 0..chunk.rows.len() {
            let place = (chunk.first + row as u64, profiles.line(row));
            match profiles.write(row, &mut self.json) {
                Ok(()) => self.row(layout, place, delivery),
                Err(fault) => {
                    let start = delivery.payloads().len();
                    let reject = delivery.push(place, Fate::Unreadable(fault), start);
                    reject.line_id = profiles.cell(row, "line_id").map(Box::from);
                }
            }
        }
    }

    /// Renders the message of the user whose profile is at hand.
    fn row(&mut self, layout: &Layout, place: (u64, Option<u64>), delivery: &mut Delivery) {
        let start = delivery.payloads().len();
        let profile = match layout.profile(&self.json, std::mem::take(&mut self.buffers)) {
            Ok(profile) => profile,
            Err(diagnostic) => {
                let fault = self.not_json(&diagnostic, place.1);
                delivery.push(place, Fate::Unreadable(fault), start);
                return;
            }
        };
        let fate = match self.selection.map_or(Ok(None), |selection| selection.leaves_out(&profile)) {
            Err(diagnostic) => Fate::Undecided(Box::new(diagnostic)),
            Ok(Some(outside)) => Fate::Outside(outside),
            Ok(None) => match self.renderer.render_into(&profile, delivery.payloads()) {
                Verdict::Sent { warnings } => Fate::Sent(warnings.to_vec()),
                Verdict::NotSent { reasons, .. } => Fate::NotSent(reasons.to_vec()),
                verdict @ Verdict::Failed { .. } => Fate::Failed(verdict.diagnostics().cloned().collect()),
            },
        };
        let row = delivery.push(place, fate, start);
        if row.fate.is_reject() {
            row.line_id = profile.user_attribute("line_id").map(Box::from);
        } else if let Some(attribute) = self.identity {
            row.identity = profile.user_text(attribute).map(fingerprint);
        }
        self.buffers = profile.into_buffers();
    }

    /// The fault of a row that is no profile.
    fn not_json(&self, diagnostic: &Diagnostic, line: Option<u64>) -> super::Fault {
        let offset = diagnostic.span.map_or(0, |span| span.start as usize);
        let before = self.json.get(..offset).unwrap_or_default();
        let column = before.chars().count() as u64 + 1;
        let fault = super::Fault::new(&diagnostic.message)
            .message(format!("{} (column {column})", diagnostic.message))
            .column(column);
        line.into_iter().fold(fault, super::Fault::line)
    }
}

/// A number for a text, the same in every run.
fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
