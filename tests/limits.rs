//! Endless and explosive templates end in a diagnostic, and in little memory.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::unnecessary_debug_formatting,
    clippy::format_collect,
    reason = "a test that cannot go on fails"
)]

use lineplate::json::MAX_DEPTH;
use lineplate::{Options, Outcome, Profile, Template, eval};
use peak_alloc::PeakAlloc;
use std::sync::Mutex;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The peak is one number for the process, so the measured tests take turns.
static TURN: Mutex<()> = Mutex::new(());

const BOUND_MB: f32 = 100.0;

/// The code of the finding that the text ends in, within the memory bound.
fn code_of(text: &str) -> String {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    MEMORY.reset_peak_usage();
    let profile = Profile::parse(r#"{"name": "日本語", "list": [1, 2, 3]}"#).unwrap();
    let result = eval(text, &profile, &Options::default());
    let peak = MEMORY.peak_usage_as_mb();
    assert!(peak < BOUND_MB, "{text}: peak of {peak} MB");
    match result {
        Err(diagnostics) => diagnostics[0].code.to_string(),
        Ok(text) => format!("{} bytes", text.len()),
    }
}

#[track_caller]
fn ends_in(text: &str, codes: &[&str]) {
    let code = code_of(text);
    assert!(codes.contains(&&*code), "{text}: {code}");
}

#[test]
fn loops() {
    ends_in("{% for i in range(10**9) %}x{% endfor %}", &["limit/steps"]);
    ends_in("{% for i in range(10**30) %}x{% endfor %}", &["limit/steps"]);
    let nested = "{% for i in range(1000) %}".repeat(6) + "x" + &"{% endfor %}".repeat(6);
    for scan in [
        "'b' in s",
        "s == t",
        "s < t",
        "s.count('b')",
        "s|upper == 'b'",
        "s|length",
        "s.find('b')",
        "s is upper",
        "s.isalpha()",
        "s|convertToSHA256NoSalt",
        "s[-5]",
        "s[7:]|length",
        "'x'.strip(s)",
        "'x'|trim(s)",
        "'x'.startswith(('y', 'z')) or s.startswith(t)",
        "['x', 'y']|map('trim', s)|list",
        "['x', 'y']|select('in', s)|list",
    ] {
        let text = format!(
            "{{% set s = 'a' * 5000000 %}}{{% set t = 'a' * 5000000 %}}{{% for i in range(100000) %}}{{% set _ = {scan} %}}{{% endfor %}}"
        );
        ends_in(&text, &["limit/steps", "limit/memory"]);
    }
    ends_in(&nested, &["limit/steps", "limit/memory"]);
    ends_in(
        "{% set l = [1] %}{% for i in range(10**6) %}{% for j in l %}{% do l.append(j) %}{% endfor %}{% endfor %}",
        &["limit/steps", "limit/memory"],
    );
}

/// What is passed over counts as well: names to look through, values to copy.
#[test]
fn long_lists_and_many_names() {
    let names: String = (0..20_000).map(|i| format!("{{% set v{i} = {i} %}}")).collect();
    for (before, work) in [
        ("{% set l = range(100000)|list %}", "[l] == [[1]]"),
        ("{% set l = range(100000)|list %}", "l < [1]"),
        ("{% set l = range(100000)|list %}{% set ns = namespace(l=l) %}", "l.insert(0, l.pop())"),
        ("{% set d = dict(range(1000)|map('string')|batch(2)) %}", "d['998']"),
        (&*names, "v0"),
        (&*names, "[v19999, nobody]"),
    ] {
        let text = format!(
            "{before}{{% for i in range(10**6) %}}{{% for j in range(10**6) %}}{{% set _ = {work} %}}{{% endfor %}}{{% endfor %}}"
        );
        ends_in(&text, &["limit/steps", "limit/memory"]);
    }
}

#[test]
fn texts() {
    for text in [
        "{{ 'x' * 10**9 }}",
        "{{ 10**9 * 'x' }}",
        "{{ UserAttribute['name'] * 10**8 }}",
        "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x|replace('b', ns.x) %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x]|join %}{% endfor %}",
        "{{ 'x'|center(10**9) }}",
        "{{ 'x'.ljust(10**9) }}",
        "{{ '1'.zfill(10**9) }}",
        "{{ '%1000000000d' % 5 }}",
        "{{ '%.1000000000f' % 5 }}",
        "{{ '{:>1000000000}'.format('x') }}",
        "{{ '{:.1000000000f}'.format(1.5) }}",
        "{{ 'a\nb'|indent(10**9) }}",
        "{{ ('a ' * 1000)|wordwrap(1, wrapstring='x' * 100000) }}",
        "{{ ('a' * 100000)|replace('a', 'b' * 100000) }}",
        "{{ ('a' * 100000).replace('', 'b' * 100000) }}",
        "{{ ('a' * 3000)|join('b' * 30000) }}",
        "{{ ['a' * 10**6] * 1000 }}",
        "{{ 'a\tb'.expandtabs(10**9) }}",
        "{{ ([['x' * 1000] * 1000] * 1000)|tojson }}",
        "{{ [1]|tojson(indent=10**9) }}",
        "{{ ('\"' * 10**6)|tojson|tojson|tojson|tojson|tojson|tojson|tojson }}",
    ] {
        ends_in(text, &["limit/memory", "limit/steps", "render/range"]);
    }
}

#[test]
fn lists_and_numbers() {
    for text in [
        "{{ range(10**9)|list }}",
        "{{ [0] * 10**9 }}",
        "{{ [[0] * 10**5] * 10**5 }}",
        "{{ range(10**9)|sum }}",
        "{{ range(10**9)|map('string')|list }}",
        "{{ range(10**9)|sort|first }}",
        "{{ [1]|batch(10**9, 'x')|list }}",
        "{{ [1]|slice(10**9)|list }}",
        "{% set ns = namespace(x=[1, 2]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set l = [1, 2] %}{% for i in range(60) %}{% do l.extend(l) %}{% endfor %}",
        "{{ ('a,' * 10**7).split(',')|length }}",
        "{{ 'abc' in range(10**9) or 5.5 in range(10**9)|list }}",
        "{{ 10**10**9 }}",
        "{{ 2**200 }}",
        "{{ 9**9**9**9 }}",
        "{{ (range(3000)|list) == (range(3000)|list) and ([range(3000)|list] * 3000) == ([range(3000)|list] * 3000) }}",
    ] {
        ends_in(text, &["limit/memory", "limit/steps", "render/range"]);
    }
}

#[test]
fn recursion() {
    ends_in("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", &["limit/depth"]);
    ends_in(
        "{% macro a(x) %}{{ b(x) }}{% endmacro %}{% macro b(x) %}{{ a(x) }}{{ a(x) }}{% endmacro %}{{ a(1) }}",
        &["limit/depth"],
    );
    ends_in("{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}", &["limit/depth"]);
    let deep = "(".repeat(5000) + "1" + &")".repeat(5000);
    ends_in(&format!("{{{{ {deep} }}}}"), &["limit/depth"]);
    let deep = "[".repeat(5000) + &"]".repeat(5000);
    ends_in(&format!("{{{{ {deep} }}}}"), &["limit/depth"]);
    let deep = "{% if true %}".repeat(5000) + &"{% endif %}".repeat(5000);
    ends_in(&deep, &["limit/depth"]);
    let long = "1 + ".repeat(100_000) + "1";
    ends_in(&format!("{{{{ {long} }}}}"), &["limit/depth"]);
    let long = "x".to_owned() + &"|string".repeat(50_000);
    ends_in(&format!("{{{{ {long} }}}}"), &["limit/depth"]);
    let long = "x".to_owned() + &".y".repeat(100_000);
    ends_in(&format!("{{{{ {long} }}}}"), &["limit/depth"]);
    let long = "{% if a %}".to_owned() + &"{% elif a %}".repeat(50_000) + "{% endif %}";
    ends_in(&long, &["limit/depth"]);
    ends_in(&format!("{{{{ {}1 }}}}", "not ".repeat(100_000)), &["limit/depth"]);
    ends_in(&format!("{{{{ {}1 }}}}", "- ".repeat(100_000)), &["limit/depth"]);
    let call = "{{ '['|string ~ (".to_owned() + &"1 ~ (".repeat(60) + "1" + &")".repeat(61) + " }}";
    let macros: String = (0..20)
        .map(|i| format!("{{% macro m{i}() %}}{{{{ m{}() }}}}{call}{{% endmacro %}}", i + 1))
        .collect();
    let code = code_of(&format!("{macros}{{% macro m20() %}}{call}{{% endmacro %}}{{{{ m0() }}}}"));
    assert!(!code.is_empty());
}

#[test]
fn values_that_contain_themselves() {
    for text in [
        "{% set l = [] %}{% do l.append(l) %}{{ l }}",
        "{% set l = [] %}{% do l.append(l) %}{% do l.append(l) %}{{ l }}",
        "{% set l = [] %}{% do l.append(l) %}{{ l == l }}{{ l|tojson }}",
        "{% set d = {} %}{% do d.update({'d': d}) %}{{ d }}",
        "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
    ] {
        let code = code_of(text);
        assert!(!code.is_empty());
    }
}

/// Values nested far deeper than the stack is: they can be made and let go; what would go through all levels is
/// refused.
#[test]
fn deeply_nested_values() {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut options = Options::default();
    options.limits.steps = u64::MAX;
    options.limits.memory = 1 << 30;
    let profile = Profile::parse("{}").unwrap();
    let deeper = [
        "[ns.x]",
        "(ns.x, 1)",
        "{'a': ns.x}",
        "[ns.x]|batch(1)",
        "[ns.x]|slice(1)",
        "[ns.x]|list",
        "[ns.x]|reverse",
        "[{'k': 1, 'v': ns.x}]|groupby('k')",
        "{'a': ns.x}.items()",
        "{'a': ns.x}.get",
        "namespace(x=ns.x)",
        "dict(a=ns.x)",
        "cycler(ns.x)",
    ];
    for expression in deeper {
        let built = format!(
            "{{% set ns = namespace(x=1) %}}{{% for i in range(100000) %}}{{% set ns.x = {expression} %}}{{% endfor %}}"
        );
        assert_eq!(eval(&format!("{built}end"), &profile, &options), Ok("end".to_owned()), "{expression}");
        for reader in
            ["ns.x", "ns.x|tojson", "ns.x|pprint", "ns.x ~ ''", "[ns.x] == [[ns.x]]", "[[1], ns.x]|sort"]
        {
            let text = format!("{built}{{{{ {reader} }}}}");
            if let Ok(text) = eval(&text, &profile, &options) {
                assert!(text.len() < 100, "{expression} in {reader}: {} bytes", text.len());
            }
        }
    }
    let inwards = "{% set l = [] %}{% set ns = namespace(x=l) %}{% for i in range(1500) %}{% set n = [] %}\
                   {% do ns.x.append(n) %}{% set ns.x = n %}{% endfor %}{{ l == [l] }}";
    assert!(eval(inwards, &profile, &options).is_err());
}

#[test]
fn payloads() {
    let profile = Profile::parse(r#"{"name": "日本語"}"#).unwrap();
    let failed = |body: &str, change: &dyn Fn(&mut Options)| {
        let mut options = Options::default();
        options.kind = None;
        change(&mut options);
        match Template::compile(body, options).map(|template| template.render(&profile).outcome) {
            Err(diagnostics) | Ok(Outcome::Failed(diagnostics)) => diagnostics[0].code.to_string(),
            Ok(outcome) => format!("{outcome:?}"),
        }
    };
    let large = r#"["{{ UserAttribute['name'] * 1000 }}"]"#;
    assert_eq!(failed(large, &|options| options.limits.output_bytes = 1000), "limit/output-size");
    assert_eq!(failed(large, &|options| options.limits.template_bytes = 10), "limit/template-size");
    assert_eq!(failed(large, &|options| options.limits.memory = 100), "limit/memory");
    assert_eq!(failed(large, &|options| options.limits.steps = 2), "limit/steps");
    let deep = "[".repeat(MAX_DEPTH + 1) + &"]".repeat(MAX_DEPTH + 1);
    assert_eq!(failed(&deep, &|_| {}), "json/too-deep");
    let deep = format!("{{{{ '{}' }}}}", "[".repeat(MAX_DEPTH + 1));
    assert_eq!(failed(&deep, &|_| {}), "json/too-deep");
}

#[test]
fn the_default_limits_leave_room_for_real_messages() {
    let body = r#"{"to": "U", "rows": [{% for i in range(5000) %}{"text": "{{ UserAttribute['name'] ~ i }}"}{% if not loop.last %},{% endif %}{% endfor %}]}"#;
    let mut options = Options::default();
    options.kind = None;
    let template = Template::compile(body, options).unwrap();
    let profile = Profile::parse(r#"{"name": "日本語"}"#).unwrap();
    assert!(template.render(&profile).payload().is_some());
}
