//! JSON that is nested deeply: how deep it may be, and that no depth is too much for the stack.

#![expect(clippy::unwrap_used, reason = "what does not hold fails the test")]

use lineplate::json::{Builder, Document, MAX_DEPTH, Slot};
use lineplate::schema::{self, Kind};
use lineplate::{Code, Diagnostic, Options, Outcome, Profile, Template};

/// The stack of the engine in a browser, which is smaller than that of a thread.
const STACK: usize = 1 << 20;

/// What a bubble may have without a warning, less what stands around the boxes of [`boxes`].
const BUBBLE: usize = 29_900;

/// A push request with one Flex Message of boxes in one another, `innermost` in the last of them.
fn boxes(depth: usize, innermost: &str) -> String {
    let open = r#"{"type":"box","layout":"vertical","contents":["#.repeat(depth);
    let close = "]}".repeat(depth);
    let flex = format!(r#"{{"type":"bubble","body":{open}{innermost}{close}}}"#);
    let message = format!(r#"{{"type":"flex","altText":"deep","contents":{flex}}}"#);
    format!(r#"{{"to":"U0123456789abcdef0123456789abcdef","messages":[{message}]}}"#)
}

/// The bytes of one box, which are two levels.
fn one_box() -> usize {
    boxes(1, "").len() - boxes(0, "").len()
}

fn brackets(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

fn validated(text: &str) -> Vec<Diagnostic> {
    let document = Document::parse(text).unwrap();
    schema::validate(Kind::Push, &document, &schema::Options::default())
}

fn any_json() -> Options {
    let mut options = Options::default();
    options.kind = None;
    options.limits.template_bytes = usize::MAX;
    options
}

fn rendered(body: &str, profile: &str, options: Options) -> Result<String, Vec<Code>> {
    let codes = |findings: &[Diagnostic]| findings.iter().map(|finding| finding.code).collect();
    let template = Template::compile(body, options).map_err(|findings| codes(&findings))?;
    match template.render(&Profile::parse(profile).unwrap()).outcome {
        Outcome::Failed(findings) => Err(codes(&findings)),
        outcome => Ok(format!("{outcome:?}")),
    }
}

/// Runs in a thread with little stack: where that does not do, the whole test program ends.
fn in_little_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

#[test]
fn a_bubble_of_30_kb_may_be_boxes_in_one_another() {
    in_little_stack(|| {
        assert_eq!(validated(&boxes(BUBBLE / one_box(), "")), []);
        let findings = validated(&boxes(30_720 / one_box(), ""));
        let codes: Vec<_> = findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, ["schema/too-large"]);
    });
}

#[test]
fn a_fault_at_the_bottom_has_its_place() {
    in_little_stack(|| {
        let depth = BUBBLE / one_box();
        let text = boxes(depth, r#"{"type":"text","text":""}"#);
        let pointer = format!("/messages/0/contents/body{}/text", "/contents/0".repeat(depth));
        let findings = validated(&text);
        let [finding] = &findings[..] else { panic!("{} findings", findings.len()) };
        assert_eq!((finding.code.as_str(), finding.pointer.as_ref()), ("schema/empty", Some(&pointer)));

        let body = text.replace(r#""text":"""#, r#""text":"{{ UserAttribute['name'] }}""#);
        let template = Template::compile(&body, Options::default()).unwrap();
        assert!(template.check().iter().all(|finding| finding.code != Code::JsonDepth));
        let mut renderer = template.renderer();
        let mut out = String::new();
        for name in ["", "Ana", "花子", ""] {
            let profile = Document::from_value(&serde_json::json!({ "name": name })).unwrap();
            let verdict = renderer.render_into(&Profile::new(profile).unwrap(), &mut out);
            let found: Vec<_> = verdict.diagnostics().map(|finding| finding.pointer.as_ref()).collect();
            assert_eq!(found, if name.is_empty() { vec![Some(&pointer)] } else { vec![] }, "{name}");
        }
        assert_eq!(out.len(), 2 * text.len() + "Ana".len() + "花子".len());
    });
}

#[test]
fn the_deepest_json_is_read_built_and_written() {
    fn nest(slot: Slot<'_>, depth: usize) {
        slot.array(|items| {
            if depth > 1 {
                nest(items.item(), depth - 1);
            }
        });
    }
    in_little_stack(|| {
        let text = brackets(MAX_DEPTH);
        let read = Document::parse(text.as_str()).unwrap();
        let mut builder = Builder::default();
        nest(builder.root(), MAX_DEPTH);
        assert_eq!(builder.finish().unwrap().source(), text);
        assert_eq!(Document::from_value(&read.root().to_value()).unwrap().source(), text);

        // The profile has an object around its attributes.
        let profile = format!(r#"{{"deep":{}}}"#, brackets(MAX_DEPTH - 1));
        let out = rendered("[{{ UserAttribute['deep'] }}]", &profile, any_json()).unwrap();
        assert!(out.contains(&text), "{out}");
        let out = rendered(&text, "{}", any_json()).unwrap();
        assert!(out.contains(&text), "{out}");
    });
}

#[test]
fn what_is_deeper_is_refused() {
    in_little_stack(|| {
        for depth in [MAX_DEPTH + 1, 1_000_000] {
            for text in [brackets(depth), "[".repeat(depth), "{\"a\":".repeat(depth)] {
                let error = Document::parse(text.as_str()).unwrap_err();
                assert_eq!(error.code, Code::JsonDepth);
                let finding = schema::unreadable(&text, error, |_| None);
                assert_eq!(finding.message, format!("arrays and objects are nested deeper than {MAX_DEPTH}"));
                assert_eq!(rendered(&text, "{}", any_json()), Err(vec![Code::JsonDepth]));
                assert!(Profile::parse(&text).is_err());
            }
        }
        let profile = format!(r#"{{"deep":{}}}"#, brackets(MAX_DEPTH - 1));
        let twice = "[[{{ UserAttribute['deep'] }}]]";
        assert_eq!(rendered(twice, &profile, any_json()), Err(vec![Code::JsonDepth]));
    });
}

#[test]
fn what_templates_nest_is_refused_when_it_is_too_deep() {
    in_little_stack(|| {
        let inwards = |passes: usize| {
            format!(
                "{{% set ns = namespace(x=[]) %}}{{% for i in range({passes}) %}}{{% set ns.x = [ns.x] %}}\
                 {{% endfor %}}{{{{ ns.x }}}}"
            )
        };
        assert!(rendered(&inwards(MAX_DEPTH - 1), "{}", any_json()).is_ok());
        assert_eq!(rendered(&inwards(MAX_DEPTH), "{}", any_json()), Err(vec![Code::JsonDepth]));
        let itself = "{% do UserAttribute['a'].append(UserAttribute['a']) %}{{ UserAttribute['a'] }}";
        assert_eq!(rendered(itself, r#"{"a":[1]}"#, any_json()), Err(vec![Code::JsonDepth]));
    });
}
