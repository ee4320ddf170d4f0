//! A missing or null attribute that takes part in making a text is remembered, whatever the text goes through.

use crate::render::context::Context;
use crate::render::execute::Output;
use crate::render::text::TextBuilder;
use crate::template;
use crate::{Options, Profile};

/// The name of the attribute that the text printed by an expression lacks.
fn hole(expression: &str) -> Option<String> {
    let template = format!("{{{{ {} }}}}", expression.replace('$', "UserAttribute."));
    let options = Options::default();
    let program = template::parse(&template, &options).unwrap();
    let profile =
        Profile::parse(r#"{"null": null, "name": "Ana", "list": ["a", null], "none": [], "d": {"k": null}}"#);
    let profile = profile.unwrap();
    let mut context = Context::new(&program, &profile, &options);
    let mut builder = TextBuilder::default();
    let run = context.run(&mut Output::Text(&mut builder));
    run.unwrap_or_else(|fault| panic!("{template}: {fault:?}"));
    builder.finish().missing().map(|hole| context.hole_name(hole))
}

#[test]
fn texts_made_of_holes_remember_them() {
    for expression in [
        "$gone",
        "$gone|upper",
        "$gone|lower|title|capitalize",
        "$gone|trim",
        "$gone|trim ~ 'x'",
        "'x' ~ $gone",
        "$gone|string + 'x'",
        "$gone|replace('a', 'b')",
        "'xay'|replace('a', $gone)",
        "$gone|center(8)",
        "$gone|safe|e",
        "$gone|striptags",
        "$gone|urlencode",
        "$gone|base64encode|base64decode",
        "$gone|urldecode",
        "$gone|convertToSHA256NoSalt",
        "'a'|convertToSHA256($gone)",
        "$gone|reverse|join if false else $gone|string|reverse",
        "$gone|join(',')",
        "$gone|default($gone)",
        "$gone|truncate(5)",
        "$gone|string|indent",
        "$gone|string|wordwrap",
        "['a', $gone]|join",
        "['a', $gone]",
        "{'a': $gone}",
        "['a', 'b']|join($gone)",
        "'%s' % $gone",
        "'%5s' % $gone",
        "'%s'|format($gone)",
        "'%(a)s' % {'a': $gone}",
        "'{}'.format($gone)",
        "'{!s:>5}'.format($gone)",
        "'{a}'.format(a=$gone)",
        "($gone|string)[1:]",
        "($gone|string)[::-1]",
        "($gone ~ 'a b').split()|last",
        "($gone ~ 'a').zfill(5)",
        "($gone ~ 'a').partition('x')|first",
        "($gone ~ 'a') * 2",
        "($gone ~ 'a')|tojson",
        "[$gone ~ 'a']|tojson",
        "$gone|pprint",
        "['a']|map('replace', 'a', $gone)|first",
        "($gone ~ 'a').translate({})",
        "($gone ~ 'a').swapcase().expandtabs()",
        "[{'a': $gone}]|map(attribute='a')|join",
        "[$gone]|map('upper')|join",
        "[$gone]|map('string')|join('-')",
        "['a', $gone]|map('replace', 'a', 'b')|join",
        "[$gone]|map('trim')|list",
        "[$gone]|list",
        "[$gone]|list|join",
        "[$gone]|batch(1)|first|join",
        "[$gone]|batch(2, 'x')|list",
        "[$gone]|slice(1)|first|join(',')",
        "[$gone]|reverse|join",
        "[$gone, 'a']|unique|join",
        "([$gone] + ['a'])|join",
        "[$gone] * 2",
        "[$gone][:1]",
        "[[$gone]]|map('join')|join",
        "[$gone]|string",
        "[$gone] ~ ''",
        "[[$gone]] ~ 'x'",
        "($gone, 'a') ~ ''",
        "{'a': $gone} ~ ''",
        "{'a': $gone}.values()|join",
        "{'a': $gone}.items()|map('last')|join",
        "{'a': $gone}|dictsort|map('last')|join",
        "{'a': $gone}|items|list",
        "dict(a=$gone).get('a') ~ 'x'",
        "namespace(x=$gone).x ~ ''",
        "[$gone]|select('undefined')|join",
        "[$gone]|pprint",
        "[{'k': 1, 'v': $gone}]|groupby('k')|map('last')|first|map(attribute='v')|join",
        "'%s'|format([$gone])",
        "'{}'.format([$gone])",
        "''.join([$gone ~ 'a'])",
        "cycler($gone, 'a').next() ~ 'x'",
    ] {
        assert_eq!(hole(expression).as_deref(), Some("UserAttribute['gone']"), "{expression}");
    }
}

#[test]
fn nulls_are_remembered_too() {
    for (expression, name) in [
        ("$null", "UserAttribute['null']"),
        ("$null ~ ''", "UserAttribute['null']"),
        ("$null|string|upper", "UserAttribute['null']"),
        ("'%s' % $null", "UserAttribute['null']"),
        ("'{}'.format($null)", "UserAttribute['null']"),
        ("$null|tojson", "UserAttribute['null']"),
        ("$list|map('string')|join", "UserAttribute['list'][1]"),
        ("$list|map('upper')|join", "UserAttribute['list'][1]"),
        ("$list ~ ''", "UserAttribute['list'][1]"),
        ("$list|list", "UserAttribute['list'][1]"),
        ("[$null] ~ 'x'", "UserAttribute['null']"),
        ("[$d]|map(attribute='k')|join", "UserAttribute['d']['k']"),
        ("[$d]|map(attribute='gone')|join", "UserAttribute['d']['gone']"),
        ("[$d]|map(attribute='gone')|list", "UserAttribute['d']['gone']"),
        ("$list|join", "UserAttribute['list'][1]"),
        ("$list|last", "UserAttribute['list'][1]"),
        ("$none|first", "UserAttribute['none'][0]"),
        ("$none|last ~ 'x'", "UserAttribute['none'][-1]"),
        ("$none|max", "the greatest item of an empty list"),
        ("$d.get('k')", "UserAttribute['d']['k']"),
        ("$d.get('gone')", "UserAttribute['d']"),
        ("$null|default('x')", "UserAttribute['null']"),
    ] {
        assert_eq!(hole(expression).as_deref(), Some(name), "{expression}");
    }
}

#[test]
fn a_fallback_fills_the_hole() {
    for expression in [
        "$gone|default('x')",
        "$gone|d",
        "$gone|default('x')|upper ~ 'y'",
        "$null|default('x', true)",
        "$none|first|default('x')",
        "$gone or 'x'",
        "$null or 'x'",
        "$gone if $gone else 'x'",
        "$d.get('gone', 'x')",
        "$gone is defined",
        "$gone|length",
        "[$gone, 'a']|select|join",
        "[$gone, 'a']|select('defined')|join",
        "$list|reject('none')|join",
        "none",
        "[none]",
        "[]|first if false",
        "$name",
    ] {
        assert_eq!(hole(expression), None, "{expression}");
    }
}
