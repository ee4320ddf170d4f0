//! HTML's character references.

use crate::render::text::{Text, TextBuilder};

/// The characters that names stand for, by name; the names of the oldest need no semicolon. These are the names of
/// HTML 4 and `apos`; the many that HTML 5 added do not occur in messages.
#[rustfmt::skip]
const NAMED: [(&str, char, bool); 259] = [
    ("AElig", '\u{c6}', true), ("AMP", '\u{26}', true), ("Aacute", '\u{c1}', true), ("Acirc", '\u{c2}', true),
    ("Agrave", '\u{c0}', true), ("Alpha", '\u{391}', false), ("Aring", '\u{c5}', true), ("Atilde", '\u{c3}', true),
    ("Auml", '\u{c4}', true), ("Beta", '\u{392}', false), ("COPY", '\u{a9}', true), ("Ccedil", '\u{c7}', true),
    ("Chi", '\u{3a7}', false), ("Dagger", '\u{2021}', false), ("Delta", '\u{394}', false), ("ETH", '\u{d0}', true),
    ("Eacute", '\u{c9}', true), ("Ecirc", '\u{ca}', true), ("Egrave", '\u{c8}', true), ("Epsilon", '\u{395}', false),
    ("Eta", '\u{397}', false), ("Euml", '\u{cb}', true), ("GT", '\u{3e}', true), ("Gamma", '\u{393}', false),
    ("Iacute", '\u{cd}', true), ("Icirc", '\u{ce}', true), ("Igrave", '\u{cc}', true), ("Iota", '\u{399}', false),
    ("Iuml", '\u{cf}', true), ("Kappa", '\u{39a}', false), ("LT", '\u{3c}', true), ("Lambda", '\u{39b}', false),
    ("Mu", '\u{39c}', false), ("Ntilde", '\u{d1}', true), ("Nu", '\u{39d}', false), ("OElig", '\u{152}', false),
    ("Oacute", '\u{d3}', true), ("Ocirc", '\u{d4}', true), ("Ograve", '\u{d2}', true), ("Omega", '\u{3a9}', false),
    ("Omicron", '\u{39f}', false), ("Oslash", '\u{d8}', true), ("Otilde", '\u{d5}', true), ("Ouml", '\u{d6}', true),
    ("Phi", '\u{3a6}', false), ("Pi", '\u{3a0}', false), ("Prime", '\u{2033}', false), ("Psi", '\u{3a8}', false),
    ("QUOT", '\u{22}', true), ("REG", '\u{ae}', true), ("Rho", '\u{3a1}', false), ("Scaron", '\u{160}', false),
    ("Sigma", '\u{3a3}', false), ("THORN", '\u{de}', true), ("Tau", '\u{3a4}', false), ("Theta", '\u{398}', false),
    ("Uacute", '\u{da}', true), ("Ucirc", '\u{db}', true), ("Ugrave", '\u{d9}', true), ("Upsilon", '\u{3a5}', false),
    ("Uuml", '\u{dc}', true), ("Xi", '\u{39e}', false), ("Yacute", '\u{dd}', true), ("Yuml", '\u{178}', false),
    ("Zeta", '\u{396}', false), ("aacute", '\u{e1}', true), ("acirc", '\u{e2}', true), ("acute", '\u{b4}', true),
    ("aelig", '\u{e6}', true), ("agrave", '\u{e0}', true), ("alefsym", '\u{2135}', false), ("alpha", '\u{3b1}', false),
    ("amp", '\u{26}', true), ("and", '\u{2227}', false), ("ang", '\u{2220}', false), ("apos", '\u{27}', false),
    ("aring", '\u{e5}', true), ("asymp", '\u{2248}', false), ("atilde", '\u{e3}', true), ("auml", '\u{e4}', true),
    ("bdquo", '\u{201e}', false), ("beta", '\u{3b2}', false), ("brvbar", '\u{a6}', true), ("bull", '\u{2022}', false),
    ("cap", '\u{2229}', false), ("ccedil", '\u{e7}', true), ("cedil", '\u{b8}', true), ("cent", '\u{a2}', true),
    ("chi", '\u{3c7}', false), ("circ", '\u{2c6}', false), ("clubs", '\u{2663}', false), ("cong", '\u{2245}', false),
    ("copy", '\u{a9}', true), ("crarr", '\u{21b5}', false), ("cup", '\u{222a}', false), ("curren", '\u{a4}', true),
    ("dArr", '\u{21d3}', false), ("dagger", '\u{2020}', false), ("darr", '\u{2193}', false), ("deg", '\u{b0}', true),
    ("delta", '\u{3b4}', false), ("diams", '\u{2666}', false), ("divide", '\u{f7}', true), ("eacute", '\u{e9}', true),
    ("ecirc", '\u{ea}', true), ("egrave", '\u{e8}', true), ("empty", '\u{2205}', false), ("emsp", '\u{2003}', false),
    ("ensp", '\u{2002}', false), ("epsilon", '\u{3b5}', false), ("equiv", '\u{2261}', false), ("eta", '\u{3b7}', false),
    ("eth", '\u{f0}', true), ("euml", '\u{eb}', true), ("euro", '\u{20ac}', false), ("exist", '\u{2203}', false),
    ("fnof", '\u{192}', false), ("forall", '\u{2200}', false), ("frac12", '\u{bd}', true), ("frac14", '\u{bc}', true),
    ("frac34", '\u{be}', true), ("frasl", '\u{2044}', false), ("gamma", '\u{3b3}', false), ("ge", '\u{2265}', false),
    ("gt", '\u{3e}', true), ("hArr", '\u{21d4}', false), ("harr", '\u{2194}', false), ("hearts", '\u{2665}', false),
    ("hellip", '\u{2026}', false), ("iacute", '\u{ed}', true), ("icirc", '\u{ee}', true), ("iexcl", '\u{a1}', true),
    ("igrave", '\u{ec}', true), ("image", '\u{2111}', false), ("infin", '\u{221e}', false), ("int", '\u{222b}', false),
    ("iota", '\u{3b9}', false), ("iquest", '\u{bf}', true), ("isin", '\u{2208}', false), ("iuml", '\u{ef}', true),
    ("kappa", '\u{3ba}', false), ("lArr", '\u{21d0}', false), ("lambda", '\u{3bb}', false), ("lang", '\u{27e8}', false),
    ("laquo", '\u{ab}', true), ("larr", '\u{2190}', false), ("lceil", '\u{2308}', false), ("ldquo", '\u{201c}', false),
    ("le", '\u{2264}', false), ("lfloor", '\u{230a}', false), ("lowast", '\u{2217}', false), ("loz", '\u{25ca}', false),
    ("lrm", '\u{200e}', false), ("lsaquo", '\u{2039}', false), ("lsquo", '\u{2018}', false), ("lt", '\u{3c}', true),
    ("macr", '\u{af}', true), ("mdash", '\u{2014}', false), ("micro", '\u{b5}', true), ("middot", '\u{b7}', true),
    ("minus", '\u{2212}', false), ("mu", '\u{3bc}', false), ("nabla", '\u{2207}', false), ("nbsp", '\u{a0}', true),
    ("ndash", '\u{2013}', false), ("ne", '\u{2260}', false), ("ni", '\u{220b}', false), ("not", '\u{ac}', true),
    ("notin", '\u{2209}', false), ("nsub", '\u{2284}', false), ("ntilde", '\u{f1}', true), ("nu", '\u{3bd}', false),
    ("oacute", '\u{f3}', true), ("ocirc", '\u{f4}', true), ("oelig", '\u{153}', false), ("ograve", '\u{f2}', true),
    ("oline", '\u{203e}', false), ("omega", '\u{3c9}', false), ("omicron", '\u{3bf}', false), ("oplus", '\u{2295}', false),
    ("or", '\u{2228}', false), ("ordf", '\u{aa}', true), ("ordm", '\u{ba}', true), ("oslash", '\u{f8}', true),
    ("otilde", '\u{f5}', true), ("otimes", '\u{2297}', false), ("ouml", '\u{f6}', true), ("para", '\u{b6}', true),
    ("part", '\u{2202}', false), ("permil", '\u{2030}', false), ("perp", '\u{22a5}', false), ("phi", '\u{3c6}', false),
    ("pi", '\u{3c0}', false), ("piv", '\u{3d6}', false), ("plusmn", '\u{b1}', true), ("pound", '\u{a3}', true),
    ("prime", '\u{2032}', false), ("prod", '\u{220f}', false), ("prop", '\u{221d}', false), ("psi", '\u{3c8}', false),
    ("quot", '\u{22}', true), ("rArr", '\u{21d2}', false), ("radic", '\u{221a}', false), ("rang", '\u{27e9}', false),
    ("raquo", '\u{bb}', true), ("rarr", '\u{2192}', false), ("rceil", '\u{2309}', false), ("rdquo", '\u{201d}', false),
    ("real", '\u{211c}', false), ("reg", '\u{ae}', true), ("rfloor", '\u{230b}', false), ("rho", '\u{3c1}', false),
    ("rlm", '\u{200f}', false), ("rsaquo", '\u{203a}', false), ("rsquo", '\u{2019}', false), ("sbquo", '\u{201a}', false),
    ("scaron", '\u{161}', false), ("sdot", '\u{22c5}', false), ("sect", '\u{a7}', true), ("shy", '\u{ad}', true),
    ("sigma", '\u{3c3}', false), ("sigmaf", '\u{3c2}', false), ("sim", '\u{223c}', false), ("spades", '\u{2660}', false),
    ("sub", '\u{2282}', false), ("sube", '\u{2286}', false), ("sum", '\u{2211}', false), ("sup", '\u{2283}', false),
    ("sup1", '\u{b9}', true), ("sup2", '\u{b2}', true), ("sup3", '\u{b3}', true), ("supe", '\u{2287}', false),
    ("szlig", '\u{df}', true), ("tau", '\u{3c4}', false), ("there4", '\u{2234}', false), ("theta", '\u{3b8}', false),
    ("thetasym", '\u{3d1}', false), ("thinsp", '\u{2009}', false), ("thorn", '\u{fe}', true), ("tilde", '\u{2dc}', false),
    ("times", '\u{d7}', true), ("trade", '\u{2122}', false), ("uArr", '\u{21d1}', false), ("uacute", '\u{fa}', true),
    ("uarr", '\u{2191}', false), ("ucirc", '\u{fb}', true), ("ugrave", '\u{f9}', true), ("uml", '\u{a8}', true),
    ("upsih", '\u{3d2}', false), ("upsilon", '\u{3c5}', false), ("uuml", '\u{fc}', true), ("weierp", '\u{2118}', false),
    ("xi", '\u{3be}', false), ("yacute", '\u{fd}', true), ("yen", '\u{a5}', true), ("yuml", '\u{ff}', true),
    ("zeta", '\u{3b6}', false), ("zwj", '\u{200d}', false), ("zwnj", '\u{200c}', false),
];

/// What browsers read for the numbers of a code page that the authors of old pages meant.
const MEANT: [(u32, char); 28] = [
    (0x00, '\u{fffd}'),
    (0x80, '€'),
    (0x82, '‚'),
    (0x83, 'ƒ'),
    (0x84, '„'),
    (0x85, '…'),
    (0x86, '†'),
    (0x87, '‡'),
    (0x88, 'ˆ'),
    (0x89, '‰'),
    (0x8a, 'Š'),
    (0x8b, '‹'),
    (0x8c, 'Œ'),
    (0x8e, 'Ž'),
    (0x91, '‘'),
    (0x92, '’'),
    (0x93, '“'),
    (0x94, '”'),
    (0x95, '•'),
    (0x96, '–'),
    (0x97, '—'),
    (0x98, '˜'),
    (0x99, '™'),
    (0x9a, 'š'),
    (0x9b, '›'),
    (0x9c, 'œ'),
    (0x9e, 'ž'),
    (0x9f, 'Ÿ'),
];

/// The text with the characters that its references stand for. A character keeps the origin of its reference.
pub(super) fn unescape<'p>(text: &Text<'p>) -> Text<'p> {
    let whole = text.as_str();
    let mut builder = TextBuilder::default();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = whole.get(at..).and_then(|rest| rest.find('&')) {
        let start = at + found;
        at = start + 1;
        let Some((replacement, len)) = reference(whole.get(at..).unwrap_or_default()) else { continue };
        builder.push_range(text, done..start);
        let origin = text.slice(start..at + len).first_data();
        if let Some(char) = replacement {
            builder.push_char(char, origin);
        }
        at += len;
        done = at;
    }
    builder.push_range(text, done..whole.len());
    builder.note_hole(text.missing());
    builder.finish()
}

/// The character of the reference that `text` begins with, if it has one, and how long the reference is.
fn reference(text: &str) -> Option<(Option<char>, usize)> {
    let Some(number) = text.strip_prefix('#') else { return named(text) };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let end = digits.find(|char: char| !char.is_digit(radix)).unwrap_or(digits.len());
    let code = digits.get(..end).filter(|digits| !digits.is_empty())?;
    let code = code.trim_start_matches('0');
    let code = if code.is_empty() { 0 } else { u32::from_str_radix(code, radix).unwrap_or(u32::MAX) };
    let semicolon = usize::from(digits.get(end..).is_some_and(|rest| rest.starts_with(';')));
    Some((numbered(code), text.len() - digits.len() + end + semicolon))
}

fn numbered(code: u32) -> Option<char> {
    if let Some((_, char)) = MEANT.iter().find(|(number, _)| *number == code) {
        return Some(*char);
    }
    let is_noncharacter = code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code);
    match code {
        0x0d => Some('\r'),
        0x81 | 0x8d | 0x8f | 0x90 | 0x9d => char::from_u32(code),
        0x01..=0x08 | 0x0b | 0x0e..=0x1f | 0x7f..=0x9f => None,
        _ if is_noncharacter && code <= 0x0010_ffff => None,
        _ => Some(char::from_u32(code).unwrap_or('\u{fffd}')),
    }
}

/// A name, of which the longest known beginning counts: `&notit;` is `¬it;`.
fn named(text: &str) -> Option<(Option<char>, usize)> {
    let stop = |char: char| matches!(char, '\t' | '\n' | '\u{c}' | ' ' | '<' | '&' | '#' | ';');
    let end = text.char_indices().take(32).find(|(_, char)| stop(*char)).map(|(at, _)| at);
    let end = end.unwrap_or_else(|| text.char_indices().nth(32).map_or(text.len(), |(at, _)| at));
    let name = text.get(..end)?;
    let has_semicolon = text.get(end..).is_some_and(|rest| rest.starts_with(';'));
    if let Some((_, char, _)) =
        NAMED.iter().find(|(known, _, bare)| *known == name && (has_semicolon || *bare))
    {
        return Some((Some(*char), end + usize::from(has_semicolon)));
    }
    let beginning = NAMED
        .iter()
        .filter(|(known, _, bare)| *bare && name.starts_with(known))
        .max_by_key(|(known, ..)| known.len());
    beginning.map(|(known, char, _)| (Some(*char), known.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_references_as_browsers_do() {
        let cases = [
            ("a &amp; b &lt;&#34;&#x27;", "a & b <\"'"),
            ("&notit; &not; &copy2 &nbsp;", "¬it; ¬ ©2 \u{a0}"),
            ("&nosuch; & &; &#; &#x;", "&nosuch; & &; &#; &#x;"),
            ("&#128;&#0;&#xD800;&#1114112;", "€\u{fffd}\u{fffd}\u{fffd}"),
            ("&hellip;&hellip", "…&hellip"),
            ("&#12354&#x3044;", "あい"),
            ("a&#1;b", "ab"),
        ];
        for (text, expected) in cases {
            assert_eq!(unescape(&Text::template(text)).as_str(), expected, "{text}");
        }
    }
}
