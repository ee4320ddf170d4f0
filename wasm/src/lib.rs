//! What JavaScript calls. Documents, options and findings cross as JSON text; `npm/src` gives it its
//! shape.

mod editor;
mod findings;
mod options;
mod zones;

use findings::{Text, json};
use lineplate::json::{Buffers, Document, MemberSlots};
use lineplate::schema;
use lineplate::{Diagnostic, ProfileReader, Renderer, Template, Verdict, Zones};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Makes a panic, which ends the instance, say where it was.
#[wasm_bindgen(start)]
pub fn start() {
    #[cfg(feature = "console_error_panic_hook")]
    console_error_panic_hook::set_once();
}

/// The version of the engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A body, compiled or refused.
#[wasm_bindgen]
pub struct Body {
    compiled: Result<Compiled, Refused>,
    /// What the last render ended in, where it is more than a payload.
    outcome: String,
}

/// A body that compiles, with what is kept from one profile to the next.
struct Compiled {
    renderer: Renderer,
    reader: ProfileReader,
    buffers: Buffers,
    /// Of the last payload, with some room: the next one will hardly be longer.
    length: usize,
}

/// A body that does not compile.
struct Refused {
    source: String,
    findings: Vec<Diagnostic>,
}

#[wasm_bindgen]
impl Body {
    /// Compiles a body.
    #[wasm_bindgen(constructor)]
    pub fn new(source: &str, options: &str) -> Result<Self, JsError> {
        let options = options::read(options)?;
        let compiled = Template::compile(source, options)
            .map(|template| Compiled {
                renderer: template.renderer(),
                reader: template.profile_reader(),
                buffers: Buffers::default(),
                length: 0,
            })
            .map_err(|findings| Refused { source: source.to_owned(), findings });
        Ok(Self { compiled, outcome: String::new() })
    }

    /// Why it does not compile, if it does not.
    pub fn refusal(&self) -> Option<String> {
        let refused = self.compiled.as_ref().err()?;
        Some(Text::new(&refused.source).json(&refused.findings))
    }

    /// Which part of a profile it reads: `true` for all of a value, an object with the members that are read, `false` for
    /// the kind of value only.
    pub fn reads(&self) -> Result<String, JsError> {
        let compiled = self.compiled.as_ref().map_err(|_| not_compiled())?;
        Ok(json(|slot| compiled.reader.outline(slot)))
    }

    /// The payload for a profile, if it can be sent and there is nothing more to say; see [`Self::outcome`].
    pub fn render(&mut self, profile: &str) -> Result<Option<String>, JsError> {
        let Compiled { renderer, reader, buffers, length } =
            self.compiled.as_mut().map_err(|_| not_compiled())?;
        let profile = match reader.read_in(profile, std::mem::take(buffers)) {
            Ok(profile) => profile,
            Err(finding) => {
                let text = Text::new(profile);
                self.outcome = ended("invalidProfile", |members| {
                    text.findings(members.key("diagnostics"), &[finding]);
                });
                return Ok(None);
            }
        };
        let mut payload = String::with_capacity(*length);
        let template = renderer.template().clone();
        let text = || Text::new(template.source());
        let verdict = renderer.render_into(&profile, &mut payload);
        *buffers = profile.into_buffers();
        *length = payload.len() + payload.len() / 8;
        self.outcome = match verdict {
            Verdict::Sent { warnings: [] } => return Ok(Some(payload)),
            Verdict::Sent { warnings } => ended("sent", |members| {
                members.key("payload").string(&payload);
                text().findings(members.key("diagnostics"), warnings);
            }),
            Verdict::NotSent { reasons, warnings } => ended("notSent", |members| {
                members
                    .key("reasons")
                    .array(|items| reasons.iter().for_each(|reason| items.item().string(reason)));
                text().findings(members.key("diagnostics"), warnings);
            }),
            verdict @ Verdict::Failed { .. } => ended("failed", |members| {
                text().findings(members.key("diagnostics"), verdict.diagnostics());
            }),
        };
        Ok(None)
    }

    /// What the last render ended in, if it returned nothing.
    pub fn outcome(&mut self) -> String {
        std::mem::take(&mut self.outcome)
    }

    /// Whether it asks for a time zone that is in `zones.bin` only.
    #[wasm_bindgen(js_name = asksForZones)]
    pub fn asks_for_zones(&self) -> bool {
        self.compiled.as_ref().is_ok_and(|compiled| compiled.renderer.template().asks_for_zones())
    }

    /// What looks wrong in the template's text.
    pub fn lint(&self) -> Result<String, JsError> {
        let template = template(&self.compiled)?;
        Ok(Text::new(template.source()).json(&template.lint()))
    }

    /// What is wrong with the template, whoever it is rendered for.
    pub fn check(&self) -> Result<String, JsError> {
        let template = template(&self.compiled)?;
        Ok(Text::new(template.source()).json(&template.check()))
    }

    /// What the template asks of its users, as JSON Schema, and what could not be found out.
    pub fn contract(&self) -> Result<String, JsError> {
        let contract = template(&self.compiled)?.contract();
        Ok(json(|slot| {
            slot.object(|members| {
                members.key("complete").bool(contract.is_complete());
                members
                    .key("unknown")
                    .array(|items| contract.unknown().for_each(|unknown| items.item().string(&unknown)));
                members.key("schema").value(&contract.to_json_schema());
            });
        }))
    }

    /// Made-up profiles: one for each branch, or those that try the template.
    pub fn sample(&self, hostile: bool) -> Result<String, JsError> {
        let contract = template(&self.compiled)?.contract();
        let samples = if hostile { contract.hostile_samples() } else { contract.samples() };
        Ok(json(|slot| {
            slot.array(|items| {
                for sample in &samples {
                    items.item().object(|members| {
                        members.key("label").string(&sample.label);
                        members.key("profile").value(&sample.profile);
                    });
                }
            });
        }))
    }
}

/// What became of one message, as JSON text.
fn ended(outcome: &str, more: impl FnOnce(&mut MemberSlots<'_>)) -> String {
    json(|slot| {
        slot.object(|members| {
            members.key("outcome").string(outcome);
            more(members);
        });
    })
}

/// All findings about a body that may be broken, with a profile or without.
#[wasm_bindgen]
pub fn diagnostics(text: &str, profile: Option<String>, options: &str) -> Result<String, JsError> {
    let options = options::read(options)?;
    Ok(editor::diagnostics(text, profile.as_deref(), &options))
}

/// What may be written at an offset.
#[wasm_bindgen]
pub fn complete(text: &str, offset: u32, profile: Option<String>, options: &str) -> Result<String, JsError> {
    let options = options::read(options)?;
    Ok(editor::complete(text, offset, profile.as_deref(), &options))
}

/// What can be said of the thing at an offset.
#[wasm_bindgen]
pub fn hover(
    text: &str,
    offset: u32,
    profile: Option<String>,
    options: &str,
) -> Result<Option<String>, JsError> {
    let options = options::read(options)?;
    Ok(editor::hover(text, offset, profile.as_deref(), &options))
}

fn template(compiled: &Result<Compiled, Refused>) -> Result<&Template, JsError> {
    compiled.as_ref().map(|compiled| compiled.renderer.template()).map_err(|_| not_compiled())
}

fn not_compiled() -> JsError {
    JsError::new("the body does not compile: look at its diagnostics")
}

/// What LINE would refuse in finished JSON.
#[wasm_bindgen]
pub fn validate(kind: &str, payload: &str, options: &str) -> Result<String, JsError> {
    let kind = options::kind(kind)?;
    let options = options::read(options)?.schema.quote(true);
    let findings = match Document::parse(payload) {
        Ok(document) => schema::validate(kind, &document, &options),
        Err(error) => vec![schema::unreadable(payload, error, |_| Some(kind))],
    };
    Ok(Text::new(payload).json(&findings))
}

/// Takes the bytes of `zones.bin`.
#[wasm_bindgen(js_name = setZones)]
pub fn set_zones(bytes: Vec<u8>) -> Result<(), JsError> {
    let zones = Zones::parse(bytes).ok_or_else(|| JsError::new("this is no file of time zones"))?;
    zones::set(zones);
    Ok(())
}
