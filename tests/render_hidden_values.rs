//! No finding shows what came from a profile: neither values nor keys that the template does not write out.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::format_collect,
    reason = "a test that cannot go on fails"
)]

use lineplate::{Account, Options, Outcome, Profile, Template};

const PROFILE: &str = r#"{"line_id": "U8189cf6745fc0d808977bdb0b9f22995", "name": "SECRET1", "pin": 4711,
    "d": {"a": 1}, "k": {"SECRET2": null}, "deep": {"SECRET3": {"SECRET4": null}}, "list": [null, {"SECRET5": null}],
    "rows": [{"n": "x"}, {"n": null}]}"#;

/// The findings of a message whose text is the placeholder or statement.
fn findings(text: &str) -> String {
    let body = format!(
        r#"{{"to": "{{{{ UserAttribute.line_id }}}}", "messages": [{{"type": "text", "text": "a{text}"}}]}}"#
    );
    let mut options = Options::default();
    options.account =
        Account::parse(r#"{"AuxData": {"t": {"x": {}, "SECRET1": {"c": null}}, "u": {}}}"#).unwrap();
    let template =
        Template::compile(&body, options).unwrap_or_else(|findings| panic!("{text}: {findings:?}"));
    let rendered = template.render(&Profile::parse(PROFILE).unwrap());
    assert!(matches!(rendered.outcome, Outcome::Failed(_)), "{text}: {:?}", rendered.outcome);
    rendered
        .diagnostics()
        .map(|finding| {
            let attribute = finding.attribute.as_deref().unwrap_or_default();
            format!("{} ({attribute}) {}", finding.message, finding.hints.join("; "))
        })
        .collect()
}

#[test]
fn computed_and_encountered_keys_are_not_shown() {
    for text in [
        "{{ UserAttribute.name|getAuxData('u') }}",
        "{{ (UserAttribute.name|getAuxData('t')).c }}",
        "{{ (UserAttribute.name|getAuxData('t')).d }}",
        "{{ 'a'|attr(UserAttribute.name) }}",
        "{{ UserAttribute.d|attr(UserAttribute.name) }}",
        "{{ UserAttribute.d[UserAttribute.name] }}",
        "{{ UserAttribute.d[UserAttribute.name ~ 'x'] }}",
        "{{ UserAttribute.d[UserAttribute.name].x }}",
        "{{ UserAttribute[UserAttribute.name] }}",
        "{{ EventAttribute[UserAttribute.name] }}",
        "{{ {}[UserAttribute.name] }}",
        "{{ UserAttribute.list[UserAttribute.pin] }}",
        "{{ 'abc'[UserAttribute.pin] }}",
        "{% for k, v in UserAttribute.k.items() %}{{ v }}{% endfor %}",
        "{% for k in UserAttribute.k %}{{ UserAttribute.k[k] }}{% endfor %}",
        "{{ UserAttribute.k.values()|first }}",
        "{{ UserAttribute.k.values()|list|last }}",
        "{{ (UserAttribute.k|dictsort)[0][1] }}",
        "{{ (UserAttribute.k|items|list)[0][1] }}",
        "{{ UserAttribute.k }}",
        "{% for k, v in UserAttribute.deep.items() %}{% for l, w in v.items() %}{{ w }}{% endfor %}{% endfor %}",
        "{% for v in UserAttribute.deep.values() %}{{ v.none_of_these }}{% endfor %}",
        "{{ UserAttribute.list[1].values()|first }}",
        "{{ UserAttribute.rows|map(attribute=UserAttribute.name)|join }}",
        "{{ '%(x)s' % UserAttribute.k }}",
        "{{ ('{' ~ UserAttribute.name ~ '}').format(x=1) }}",
        "{{ ('%(' ~ UserAttribute.name ~ ')s') % {'a': 1} }}",
        "{{ ('{0[' ~ UserAttribute.name ~ ']}').format({'a': 1}) }}",
        "{{ 'x'|default(**UserAttribute.k) }}",
        "{{ 'x'.upper(**UserAttribute.k) }}",
        "{{ cycler(1, **UserAttribute.k) }}",
        "{% macro f(a) %}{% endmacro %}{{ f(**UserAttribute.k) }}",
        "{% for x in [1] %}{{ loop.cycle(**UserAttribute.k) }}{% endfor %}",
        "{{ [1]|map(UserAttribute.name)|list }}",
        "{{ [1]|select(UserAttribute.name)|list }}",
        "{{ ContentBlock[UserAttribute.name] }}",
        "{{ 'x'|getAuxData(UserAttribute.name) }}",
        "{{ '1/2/2024'|dateFormatter('%Q' ~ UserAttribute.name) }}{{ UserAttribute.none }}",
        "{{ UserAttribute.name|dateFormatter('%Y') }}",
        "{{ UserAttribute.name|dateTimeFormatter(timeZone=UserAttribute.name) }}",
        "{{ '2024-01-01 00:00:00'|dateTimeFormatter(timeZone=UserAttribute.name) }}",
        "{{ UserAttribute.name.encode(UserAttribute.name) }}",
        "{{ UserAttribute.name|sort(UserAttribute.name) }}",
        "{{ UserAttribute.name.index('q') }}",
        "{{ ('{:' ~ UserAttribute.name ~ '}').format(1) }}",
        "{{ ('%' ~ UserAttribute.name) % 1 }}",
    ] {
        let shown = findings(text);
        assert!(!shown.contains("SECRET") && !shown.contains("4711"), "{text}: {shown}");
    }
}

#[test]
fn what_the_template_writes_is_shown() {
    for (text, name) in [
        ("{{ UserAttribute.none }}", "UserAttribute['none']"),
        ("{{ UserAttribute.d['b'] }}", "UserAttribute['d']['b']"),
        ("{{ UserAttribute.list[0] }}", "UserAttribute['list'][0]"),
        ("{{ UserAttribute.list[7] }}", "UserAttribute['list'][7]"),
        ("{{ UserAttribute.list|first }}", "UserAttribute['list'][0]"),
        ("{% for row in UserAttribute.rows %}{{ row.n }}{% endfor %}", "UserAttribute['rows'][1]['n']"),
        ("{{ UserAttribute.rows|map(attribute='n')|join }}", "UserAttribute['rows'][1]['n']"),
        ("{{ UserAttribute.rows|map(attribute='o.p')|join }}", "UserAttribute['rows'][0]['o']"),
        ("{{ UserAttribute.k.values()|first }}", "UserAttribute['k'][…]"),
        ("{{ UserAttribute.d[UserAttribute.name] }}", "UserAttribute['d'][…]"),
        ("{{ UserAttribute.name|getAuxData('u') }}", "AuxData['u'][…]"),
    ] {
        let shown = findings(text);
        assert!(shown.contains(&format!("({name})")), "{text}: {shown}");
    }
}

#[test]
fn a_root_that_is_no_object_is_told() {
    for text in [r#"{"UserAttribute": 5}"#, r#"{"UserAttribute": null}"#, r#"{"UserAttribute": "SECRET"}"#] {
        let finding = Profile::parse(text).unwrap_err();
        assert_eq!(finding.code.as_str(), "profile/invalid");
        assert!(
            finding.message.starts_with("`UserAttribute` of a profile is an object"),
            "{}",
            finding.message
        );
        assert!(!finding.message.contains("SECRET"));
    }
    assert!(Profile::parse(r#"{"user": 5, "UserAttribute": {}}"#).is_ok());
}
