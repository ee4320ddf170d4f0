//! No filter, method or format may turn data into template.
//!
//! The rule is tested as: what two users' data of the same shape change in a text is marked as data. The parts that
//! count as the template's must be the same for both.

use crate::render::context::Context;
use crate::render::execute::Output;
use crate::render::text::{Text, TextBuilder};
use crate::template;
use crate::{Options, Profile};

/// Three users whose attributes are of the same length and the same classes of characters, and hostile.
const USERS: [&str; 3] = [
    r#"{"name": "Kira \"Vo\" {x}", "odd": "a\"b&c", "line": "one \"x\"\ntwo\nmix--tea", "word": "kira", "caps": "KIRA",
        "tags": ["kira", "vo\"x"], "html": "<b>ki</b> &amp; ra", "six": "4b4952", "code": 34, "kana": "あいう",
        "d": {"k\"1": "v\"1"}, "pairs": [["ka", "va"]], "sigma": "ΑΣ", "path": "%22/+", "b64": "Iiwi"}"#,
    r#"{"name": "Momo 'Ti' [y]", "odd": "x'y<z", "line": "mom 'y'\nsix\nvox--yam", "word": "momo", "caps": "MOMO",
        "tags": ["momo", "ti'y"], "html": "<i>mo</i> &lt;p; mo", "six": "313233", "code": 39, "kana": "かきく",
        "d": {"q'2": "w'2"}, "pairs": [["mo", "ti"]], "sigma": "ΒΣ", "path": "%27/+", "b64": "Jywn"}"#,
    r#"{"name": "Sato \\Su\\ <z>", "odd": "p\\q>r", "line": "sat \\z\\\nten\nzip--jam", "word": "sato", "caps": "SATO",
        "tags": ["sato", "su\\z"], "html": "<u>sa</u> &gt;q; to", "six": "717273", "code": 92, "kana": "さしす",
        "d": {"z\\3": "u\\3"}, "pairs": [["sa", "to"]], "sigma": "ΓΣ", "path": "%5C/+", "b64": "XCxc"}"#,
];

/// What counts as the template's in the text that a template prints, and what as data.
fn parts(template: &str, user: &str) -> (String, String) {
    let options = Options::default();
    let program = template::parse(template, &options).unwrap();
    let profile = Profile::parse(user).unwrap();
    let mut context = Context::new(&program, &profile, &options);
    let mut builder = TextBuilder::default();
    let run = context.run(&mut Output::Text(&mut builder));
    run.unwrap_or_else(|fault| panic!("{template}: {fault:?}"));
    let text: Text<'_> = builder.finish();
    let mut made = String::new();
    let mut data = String::new();
    for (part, source) in text.parts() {
        if source.origin.is_some() { &mut data } else { &mut made }.push_str(part);
    }
    (made, data)
}

/// For each user the template's part is the same; returns it.
#[track_caller]
fn made_by_template(template: &str) -> String {
    let [first, second, third] = USERS.map(|user| parts(template, user));
    assert_eq!(first.0, second.0, "{template}");
    assert_eq!(first.0, third.0, "{template}");
    assert!(first.1 != second.1 && second.1 != third.1, "{template}: no data came through");
    first.0
}

/// The expression prints data and nothing of the template.
#[track_caller]
fn all_data(expression: &str) {
    let template = format!("{{{{ {} }}}}", expression.replace('$', "UserAttribute."));
    assert_eq!(made_by_template(&template), "", "{template}");
}

/// The expression prints data, and this of the template.
#[track_caller]
fn mixed(expression: &str, expected: &str) {
    let template = format!("{{{{ {} }}}}", expression.replace('$', "UserAttribute."));
    assert_eq!(made_by_template(&template), expected, "{template}");
}

#[test]
fn filters_on_data_give_data() {
    for expression in [
        "$name|capitalize",
        "$name|center(5)",
        "$name|default('x')",
        "$odd|e",
        "$odd|forceescape",
        "$name|first",
        "$name|last",
        "$name|format",
        "$name|list|join",
        "$word|lower",
        "$caps|lower",
        "$sigma|lower",
        "$name|map('upper')|join",
        "$tags|max",
        "$tags|min",
        "$name|replace('zzz', 'y')",
        "$name|reverse",
        "$name|reverse|list|join",
        "$name|safe",
        "$name|slice(2)|first|join",
        "$name|batch(3)|first|join",
        "$tags|sort|join",
        "$name|sort|last",
        "$name|string",
        "$html|striptags|replace(' ', '')",
        "$name|title",
        "$name|trim",
        "$name|truncate(6, true, '', 0)",
        "$name|unique|join",
        "$word|upper",
        "$kana|urlencode",
        "$odd|urlencode",
        "$path|urldecode",
        "$b64|base64decode",
        "$name|base64encode",
        "$name|convertToSHA256NoSalt",
        "$name|convertToSHA256('salt')",
        "'text'|convertToSHA256($name)",
        "$line|wordwrap(4)",
        "$pairs|map('first')|join",
        "$pairs|map(attribute=0)|join",
        "$tags|select('string')|join",
        "$tags|groupby(0)|map(attribute='list')|map('join')|join",
        "$d|items|first|join",
        "$d|dictsort|first|join",
        "$d|list|join",
        "($name|tojson)[:0] ~ $name",
    ] {
        all_data(expression);
    }
}

#[test]
fn methods_of_data_give_data() {
    for expression in [
        "$name.capitalize()",
        "$name.casefold()",
        "$name.center(3)",
        "$line.expandtabs()",
        "$word.format()",
        "''.join($tags)",
        "$name.ljust(2)",
        "$name.lower()",
        "$name.lstrip()",
        "$name.partition(' ')[0]",
        "$name.removeprefix('z')",
        "$name.replace('zz', 'y')",
        "$name.rpartition(' ')[2]",
        "$name.rsplit(' ')[0]",
        "$name.rstrip('}')",
        "$name.split()[1]",
        "$name.split(' ', 1)|join",
        "$line.splitlines()|join",
        "$line.splitlines(true)[0]",
        "$name.strip()",
        "$name.swapcase()",
        "$name.title()",
        "$sigma.lower()",
        "$name.translate({97: none})",
        "$name.upper()",
        "$name.zfill(2)",
        "$tags.copy()|join",
        "$tags.pop()",
        "$d.keys()|join",
        "$d.values()|join",
        "$d.get('none', $name)",
        "$d.items()|map('join')|join",
        "dict($d)|join",
        "dict($pairs)|join",
        "'%s' % $name",
        "'%s%s' % ($name, $odd)",
        "'%(a)s' % {'a': $name}",
        "'%.3s' % $name",
        "'%c' % $code",
        "'{:c}'.format($code)",
        "'x'.translate({120: $code})",
        "'x'.translate(''.maketrans('x', $odd[1]))",
        "'{}{}'.format($name, $odd)",
        "'{0[0]}'.format($tags)",
        "'{a}'.format(a=$name)",
        "'{:.3}'.format($name)",
        "'{!s:.4}'.format($name)",
        "'{name}'.format_map(UserAttribute)",
        "$name[1:5]",
        "$name[::-1]",
        "$name[0] ~ $name[-1]",
        "$name + $odd",
        "$name * 2",
        "2 * $name",
        "$name if true else 'x'",
        "joiner($name)() ~ $name",
        "cycler($name).next()",
        "namespace(x=$name).x",
    ] {
        all_data(expression);
    }
}

#[test]
fn what_the_template_adds_stays_its_own() {
    for (expression, expected) in [
        ("'<' ~ $name ~ '>'", "<>"),
        ("'{\"a\":\"' ~ $name ~ '\"}'", "{\"a\":\"\"}"),
        ("$tags|join('\",\"')", "\",\""),
        ("$tags", "[, ]"),
        ("$d", "{: }"),
        ("($name, 1)", "(, 1)"),
        ("'a,b'|replace(',', $name)", "ab"),
        ("$name|center(20)", "       "),
        ("$line|indent", "        "),
        ("$word|truncate(3, true, '…', 0)", "…"),
        ("$line|indent(1, true)", "   "),
        ("$line|wordwrap(4, wrapstring='|')", "|||||"),
        ("{'k': $odd}|xmlattr", " k=\"\""),
        ("{'k': $kana}|urlencode", "k="),
        ("'[%5s]' % $word", "[ ]"),
        ("'[{:>6}]'.format($word)", "[  ]"),
        ("'[{:*^6}]'.format($word)", "[**]"),
        ("'%s: %d' % ($name, 5)", ": 5"),
        ("$word.ljust(6, '.')", ".."),
        ("$word.zfill(6)", "00"),
        ("'-'.join($tags)", "-"),
    ] {
        mixed(expression, expected);
    }
}

#[test]
fn data_that_formats_or_fills_is_data() {
    for (expression, expected) in [
        // Filling, separators and tables out of the data.
        ("'x'.center(5, $odd[1])", "x"),
        ("'x'.ljust(5, $name[0])", "x"),
        ("'ab'|join($name)", "ab"),
        ("'a'|replace('a', $name)", ""),
        ("'abc'|truncate(8, true, $word, 0) ~ $name", "abc"),
        ("'a b'|wordwrap(1, wrapstring=$odd)", "ab"),
        ("'a\\nb'|indent($name, true)", "a\nb"),
        ("('{:' ~ $odd[1] ~ '>4}').format(5)", "5"),
        ("('%s' ~ $name.replace('%', '')) % 'x'", "x"),
        ("[1, 2]|join($name)", "12"),
        ("{$name: 1}", "{: 1}"),
        ("dict(**$d)|list|join", ""),
        ("'1/2/2024'|dateFormatter('%Y' ~ $name)", "2024"),
        ("'1/2/2024'|dateFormatter('%' ~ $odd[0])", ""),
        ("'1/2/2024'|dateFormatter('%' ~ $word[0])", ""),
        ("dict(**$d)", "{: }"),
        ("namespace(**$d)", "<Namespace {: }>"),
    ] {
        mixed(expression, expected);
    }
}
