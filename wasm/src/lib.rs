//! What JavaScript calls. Documents, options and findings cross as JSON text; `npm/src` gives it its
//! shape.

mod editor;
mod findings;
mod options;

use findings::Text;
use lineplate::json::Document;
use lineplate::schema::{self, Kind};
use lineplate::{Code, Diagnostic, Profile, Renderer, Span, Template, Verdict};
use options::Settings;
use serde_json::json;
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
    compiled: Result<Renderer, Refused>,
    /// What the last render ended in, where it is more than a payload.
    outcome: String,
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
        let options = Settings::parse(options)?.options()?;
        let compiled = Template::compile(source, options)
            .map(|template| template.renderer())
            .map_err(|findings| Refused { source: source.to_owned(), findings });
        Ok(Self { compiled, outcome: String::new() })
    }

    /// Why it does not compile, if it does not.
    pub fn refusal(&self) -> Option<String> {
        let refused = self.compiled.as_ref().err()?;
        Some(Text::new(&refused.source).findings(&refused.findings).to_string())
    }

    /// The payload for a profile, if it can be sent and there is nothing more to say; see [`Self::outcome`].
    pub fn render(&mut self, profile: &str) -> Result<Option<String>, JsError> {
        let renderer = self.compiled.as_mut().map_err(|_| not_compiled())?;
        let profile = match Profile::parse(profile) {
            Ok(profile) => profile,
            Err(finding) => {
                let findings = Text::new(profile).findings(&[finding]);
                self.outcome = json!({ "outcome": "invalidProfile", "diagnostics": findings }).to_string();
                return Ok(None);
            }
        };
        let mut payload = String::new();
        let template = renderer.template().clone();
        let text = || Text::new(template.source());
        let outcome = match renderer.render_into(&profile, &mut payload) {
            Verdict::Sent { warnings: [] } => return Ok(Some(payload)),
            Verdict::Sent { warnings } => {
                json!({ "outcome": "sent", "payload": payload, "diagnostics": text().findings(warnings) })
            }
            Verdict::NotSent { reasons, warnings } => {
                json!({ "outcome": "notSent", "reasons": reasons, "diagnostics": text().findings(warnings) })
            }
            Verdict::Failed { errors, warnings } => {
                json!({ "outcome": "failed", "diagnostics": text().findings(errors.iter().chain(warnings)) })
            }
        };
        self.outcome = outcome.to_string();
        Ok(None)
    }

    /// What the last render ended in, if it returned nothing.
    pub fn outcome(&mut self) -> String {
        std::mem::take(&mut self.outcome)
    }

    /// What is wrong with the template, whoever it is rendered for.
    pub fn check(&self) -> Result<String, JsError> {
        let template = template(&self.compiled)?;
        Ok(Text::new(template.source()).findings(&template.check()).to_string())
    }

    /// What the template asks of its users, as JSON Schema, and what could not be found out.
    pub fn contract(&self) -> Result<String, JsError> {
        let contract = template(&self.compiled)?.contract();
        let unknown: Vec<_> = contract.unknown().collect();
        let asked = json!({
            "complete": contract.is_complete(),
            "unknown": unknown,
            "schema": contract.to_json_schema(),
        });
        Ok(asked.to_string())
    }

    /// Made-up profiles: one for each branch, or those that try the template.
    pub fn sample(&self, hostile: bool) -> Result<String, JsError> {
        let contract = template(&self.compiled)?.contract();
        let samples = if hostile { contract.hostile_samples() } else { contract.samples() };
        let samples =
            samples.iter().map(|sample| json!({ "label": sample.label, "profile": sample.profile }));
        Ok(samples.collect::<serde_json::Value>().to_string())
    }
}

/// All findings about a body that may be broken, with a profile or without.
#[wasm_bindgen]
pub fn diagnostics(text: &str, profile: Option<String>, options: &str) -> Result<String, JsError> {
    let options = Settings::parse(options)?.options()?;
    Ok(editor::diagnostics(text, profile.as_deref(), &options).to_string())
}

/// What may be written at an offset.
#[wasm_bindgen]
pub fn complete(text: &str, offset: u32, profile: Option<String>, options: &str) -> Result<String, JsError> {
    let options = Settings::parse(options)?.options()?;
    Ok(editor::complete(text, offset, profile.as_deref(), &options).to_string())
}

/// What can be said of the thing at an offset.
#[wasm_bindgen]
pub fn hover(
    text: &str,
    offset: u32,
    profile: Option<String>,
    options: &str,
) -> Result<Option<String>, JsError> {
    let options = Settings::parse(options)?.options()?;
    Ok(editor::hover(text, offset, profile.as_deref(), &options).map(|hover| hover.to_string()))
}

fn template(compiled: &Result<Renderer, Refused>) -> Result<&Template, JsError> {
    compiled.as_ref().map(Renderer::template).map_err(|_| not_compiled())
}

fn not_compiled() -> JsError {
    JsError::new("the body does not compile: look at its diagnostics")
}

/// What LINE would refuse in finished JSON.
#[wasm_bindgen]
pub fn validate(kind: &str, payload: &str, options: &str) -> Result<String, JsError> {
    let kind: Kind = kind.parse().map_err(|_| JsError::new(&options::unknown_kind(kind)))?;
    let options = Settings::parse(options)?.schema()?;
    let findings = match Document::parse(payload) {
        Ok(document) => schema::validate(kind, &document, &options),
        Err(error) => {
            let span = Span::new(error.offset, error.offset + 1);
            vec![Diagnostic::error(error.code, error.message).at(span)]
        }
    };
    Ok(Text::new(payload).findings(&findings).to_string())
}

/// What a code means, in Markdown.
#[wasm_bindgen]
pub fn explain(code: &str) -> Result<String, JsError> {
    let code = Code::from_name(code).ok_or_else(|| JsError::new(&format!("there is no code `{code}`")))?;
    let explanation = json!({ "code": code, "summary": code.summary(), "explanation": code.explanation() });
    Ok(explanation.to_string())
}

/// All codes with their summaries.
#[wasm_bindgen]
pub fn codes() -> String {
    let codes = Code::ALL.iter().map(|code| json!({ "code": code, "summary": code.summary() }));
    codes.collect::<serde_json::Value>().to_string()
}
