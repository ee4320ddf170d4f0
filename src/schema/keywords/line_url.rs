//! `lineUrl`

use crate::diagnostic::Code;
use crate::schema::fault::{Fault, listed};
use crate::schema::node::{UrlEncoding, UrlRule};
use crate::url;

pub(super) fn test(rule: &UrlRule, text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(Code::SchemaEmpty, "is empty").limit(1, 0));
    }
    let found = scheme(text);
    if rule.schemes.len > 0 && !found.is_some_and(|found| is_one_of(rule.schemes.texts(), found)) {
        let wanted = listed(rule.schemes.texts(), " or ", usize::MAX);
        let wrong =
            if found.is_some() { "has another scheme than" } else { "is no absolute URL with the scheme" };
        return Err(Fault::new(Code::SchemaUri, format!("{wrong} {wanted}")).meta(rule.schemes_meta));
    }
    let Some(found) = found else {
        let meta = if rule.refused.len > 0 { rule.refused_meta } else { rule.encoding_meta };
        return Err(Fault::new(Code::SchemaUri, "is no absolute URL: it has no scheme").meta(meta));
    };
    if let Some(refused) = rule.refused.texts().find(|scheme| scheme.eq_ignore_ascii_case(found)) {
        return Err(
            Fault::new(Code::SchemaUri, format!("has the scheme `{refused}`")).meta(rule.refused_meta)
        );
    }
    let behind = text.get(found.len() + 1..).unwrap_or_default();
    let form = if needs_host(found) { host(behind) } else { content(behind) };
    if let Err(lack) = form {
        let message = format!("is no absolute URL: {lack}");
        return Err(Fault::new(Code::SchemaUri, message).meta(rule.schemes_meta).without_advice());
    }
    encoding(rule.encoding, found, text, behind).map_err(|fault| fault.meta(rule.encoding_meta))
}

/// The scheme of RFC 3986: a letter, then letters, digits, `+`, `-` and `.`, up to a colon.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let letter = bytes.next()?.is_ascii_alphabetic();
    (letter && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')))
        .then_some(scheme)
}

fn is_one_of<'a>(mut schemes: impl Iterator<Item = &'a str>, found: &str) -> bool {
    schemes.any(|scheme| scheme.eq_ignore_ascii_case(found))
}

fn needs_host(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

fn content(behind: &str) -> Result<(), &'static str> {
    if behind.is_empty() { Err("nothing stands behind its scheme") } else { Ok(()) }
}

fn host(behind: &str) -> Result<(), &'static str> {
    const NONE: &str = "it has no host";
    let authority = authority(behind).ok_or(NONE)?;
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (name, port) = if let Some(address) = host.strip_prefix('[') {
        address.split_once(']').ok_or("a bracket of its host is not closed")?
    } else if host.contains(['[', ']']) {
        return Err("its host has a bracket");
    } else {
        host.split_at(host.find(':').unwrap_or(host.len()))
    };
    if name.is_empty() {
        return Err(NONE);
    }
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.len() <= 5;
    if port.is_empty() || port.strip_prefix(':').is_some_and(is_port) {
        Ok(())
    } else {
        Err("its port is no number of up to five digits")
    }
}

/// What stands between `//` and the path.
fn authority(behind: &str) -> Option<&str> {
    let rest = behind.strip_prefix("//")?;
    rest.split(['/', '?', '#']).next()
}

/// The ASCII characters that RFC 3986 forbids, a bit for each.
const FORBIDDEN: u128 = {
    let mut bits: u128 = ((1 << 0x21) - 1) | (1 << 0x7f);
    let mut others = b"\"<>\\^`{|}".as_slice();
    while let [char, rest @ ..] = others {
        bits |= 1 << *char;
        others = rest;
    }
    bits
};

/// Whether RFC 3986 forbids an ASCII character.
pub(in crate::schema) fn is_forbidden_in_url(byte: u8) -> bool {
    byte < 128 && FORBIDDEN >> byte & 1 == 1
}

/// Whether a server may be found under this host, which has the form of one.
fn known_host(authority: &str) -> Result<(), &'static str> {
    if authority.matches('@').nth(1).is_some() {
        return Err("has a second `@` before its host");
    }
    let host = authority.rsplit('@').next().unwrap_or_default();
    let behind_address = host.rfind(']').map_or(0, |at| at + 1);
    let (name, port) = match host.get(behind_address..).and_then(|rest| rest.split_once(':')) {
        Some((name, port)) => (name, port),
        None => (host.get(behind_address..).unwrap_or_default(), ""),
    };
    if !port.is_empty() && port.parse::<u16>().is_err() {
        return Err("has a port above 65,535");
    }
    // The last dot may stand for the root of all names.
    let name = name.strip_suffix('.').unwrap_or(name);
    if behind_address == 0 && name.split('.').any(str::is_empty) {
        return Err("has a host with nothing between two dots, or before one");
    }
    Ok(())
}

/// The characters of a URL; `behind` is what stands behind its scheme.
fn encoding(encoding: UrlEncoding, scheme: &str, text: &str, behind: &str) -> Result<(), Fault> {
    let wrong = |what: &str| Err(Fault::new(Code::SchemaUri, what));
    match encoding {
        UrlEncoding::Unchecked => return Ok(()),
        UrlEncoding::LineIds if has_plain_id(behind) => return wrong("has the `@` of a LINE ID as it is"),
        UrlEncoding::LineIds => return Ok(()),
        UrlEncoding::Rfc3986 | UrlEncoding::Ascii => {}
    }
    let mut bytes = text.bytes();
    if let Some(byte) = bytes.find(|byte| is_forbidden_in_url(*byte)) {
        return if byte <= b' ' || byte == 0x7f {
            wrong("has a space or a control character, which a URL may not have")
        } else {
            wrong(&format!("has the character `{}`, which a URL may not have", char::from(byte)))
        };
    }
    if encoding == UrlEncoding::Ascii {
        if text.bytes().filter(|byte| *byte == b'#').nth(1).is_some() {
            return wrong("has a second `#`, which a URL may not have");
        }
        if !text.is_ascii() {
            return wrong("has characters that are not ASCII");
        }
        if needs_host(scheme)
            && let Err(what) = authority(behind).map_or(Ok(()), known_host)
        {
            return wrong(what);
        }
        let half = |rest: &str| !matches!(rest.as_bytes(), [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        if text.split('%').skip(1).any(half) {
            return wrong("has a `%` without two hexadecimal digits behind it");
        }
        if !is_percent_utf8(text) {
            return wrong("has `%` with bytes that are no UTF-8");
        }
        let in_authority = authority(behind).map_or(0, |authority| authority.len() + 2);
        let path = behind.get(in_authority..).and_then(|rest| rest.split(['?', '#']).next());
        if path.is_some_and(|path| path.contains(['[', ']'])) {
            return wrong("has a bracket in its path, which a URL may not have");
        }
    }
    Ok(())
}

/// Whether what is written with `%` are characters of UTF-8.
pub(in crate::schema) fn is_percent_utf8(text: &str) -> bool {
    std::str::from_utf8(&url::unquote(text, b'+')).is_ok()
}

/// Whether a link into LINE has the `@` of a LINE ID in its path: `https://line.me/R/ti/p/@example`.
fn has_plain_id(behind: &str) -> bool {
    let path = |rest: &str| rest.split(['?', '#']).next().is_some_and(|path| path.contains('@'));
    let start = "//line.me/R/";
    behind
        .split_at_checked(start.len())
        .is_some_and(|(host, rest)| host.eq_ignore_ascii_case(start) && path(rest))
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::schema::node::{Keyword, MetaId, Slice};
    use crate::schema::tables;

    /// The rule of the schemas with these first schemes and this encoding.
    fn rule(first: &str, encoding: UrlEncoding) -> &'static UrlRule {
        (0..)
            .map_while(tables::url)
            .find(|rule| rule.schemes.texts().next() == Some(first) && rule.encoding == encoding)
            .unwrap()
    }

    #[test]
    fn wants_https_for_media() {
        let test = |text: &str| message(test(rule("https", UrlEncoding::Rfc3986), text));
        assert_eq!(test("https://example.com/a.jpg?x=1#y"), "ok");
        assert_eq!(test("HTTPS://example.com"), "ok");
        assert_eq!(test("https://例え.jp/画像"), "ok");
        assert_eq!(test(""), "schema/empty: is empty");
        assert_eq!(test("http://example.com"), "schema/uri: has another scheme than `https`");
        assert_eq!(test("example.com/a.jpg"), "schema/uri: is no absolute URL with the scheme `https`");
        assert_eq!(test("//example.com/a.jpg"), "schema/uri: is no absolute URL with the scheme `https`");
        assert_eq!(test("https:///a.jpg"), "schema/uri: is no absolute URL: it has no host");
        assert_eq!(test("https:example.com"), "schema/uri: is no absolute URL: it has no host");
        assert_eq!(test("https://[::1]:8080/a"), "ok");
        assert_eq!(test("https://a.example:/?q=[1]"), "ok");
        assert_eq!(
            test("https://[::1"),
            "schema/uri: is no absolute URL: a bracket of its host is not closed"
        );
        assert_eq!(test("https://a]b/"), "schema/uri: is no absolute URL: its host has a bracket");
        for port in ["https://a:b:c/", "https://a.example:99999999/", "https://[::1]8080"] {
            let said = "schema/uri: is no absolute URL: its port is no number of up to five digits";
            assert_eq!(test(port), said, "{port}");
        }
        assert_eq!(test("https://a.example/#a#b"), "ok");
        assert_eq!(
            test("https://example.com/a|b"),
            "schema/uri: has the character `|`, which a URL may not have"
        );
        assert_eq!(
            test("https://example.com/a b"),
            "schema/uri: has a space or a control character, which a URL may not have"
        );
    }

    #[test]
    fn takes_other_schemes_for_links() {
        let test = |text: &str| message(test(rule("http", UrlEncoding::Rfc3986), text));
        for link in ["http://a", "tel:+81312345678", "line://nv/chat", "mailto:a@example.com"] {
            assert_eq!(test(link), "ok", "{link}");
        }
        assert_eq!(test("tel:"), "schema/uri: is no absolute URL: nothing stands behind its scheme");
        assert!(test("javascript:alert(1)").starts_with("schema/uri: has another scheme than `http`"));
    }

    #[test]
    fn knows_what_is_ascii() {
        let rule = UrlRule {
            schemes: Slice::default(),
            schemes_meta: MetaId(0),
            refused: Slice::default(),
            refused_meta: MetaId(0),
            encoding: UrlEncoding::Ascii,
            encoding_meta: MetaId(0),
        };
        let test = |text: &str| message(test(&rule, text));
        assert_eq!(test("https://example.com/%E6%97%A5"), "ok");
        assert_eq!(test("app+x://open"), "ok");
        assert_eq!(test("https://example.com/日"), "schema/uri: has characters that are not ASCII");
        assert_eq!(
            test("https://example.com/100%"),
            "schema/uri: has a `%` without two hexadecimal digits behind it"
        );
        assert_eq!(
            test("https://example.com/%zz"),
            "schema/uri: has a `%` without two hexadecimal digits behind it"
        );
        for link in ["https://example.com/%E6%97", "https://example.com/%FF", "https://example.com/?q=%93%FA"]
        {
            assert_eq!(test(link), "schema/uri: has `%` with bytes that are no UTF-8", "{link}");
        }
        assert_eq!(
            test("https://example.com/a[1]"),
            "schema/uri: has a bracket in its path, which a URL may not have"
        );
        assert_eq!(test("https://[::1]/?a[1]=b#[c]"), "ok");
        assert_eq!(test("https://a.example/#a#b"), "schema/uri: has a second `#`, which a URL may not have");
        for host in ["a.example.", "u:p@a", "a:65535", "a:", "[::1]:80"] {
            assert_eq!(test(&format!("https://{host}/")), "ok", "{host}");
        }
        for (host, said) in [
            ("a@b@c", "a second `@` before its host"),
            ("a:99999", "a port above 65,535"),
            ("[::1]:65536", "a port above 65,535"),
            (".", "a host with nothing between two dots, or before one"),
            ("a..b", "a host with nothing between two dots, or before one"),
        ] {
            assert_eq!(test(&format!("https://{host}/")), format!("schema/uri: has {said}"));
        }
        assert_eq!(test("nothing"), "schema/uri: is no absolute URL: it has no scheme");
        assert_eq!(test("1a:b"), "schema/uri: is no absolute URL: it has no scheme");
    }

    #[test]
    fn knows_ids_of_line_in_links() {
        let rule = (0..).map_while(tables::url).find(|rule| rule.encoding == UrlEncoding::LineIds).unwrap();
        let test = |text: &str| message(super::test(rule, text));
        let plain = "schema/uri: has the `@` of a LINE ID as it is";
        for link in ["https://line.me/R/ti/p/@example", "http://LINE.me/R/oaMessage/@example/?a", "line:@"] {
            let said = if link.contains("me/R/") { plain } else { "ok" };
            assert_eq!(test(link), said, "{link}");
        }
        for link in
            ["https://line.me/R/ti/p/%40example", "https://line.me/R/share?text=a@b", "https://a.b/R/@x"]
        {
            assert_eq!(test(link), "ok", "{link}");
        }
    }

    #[test]
    fn refuses_named_schemes() {
        let rule = (0..)
            .map_while(tables::url)
            .find(|rule| rule.refused.texts().any(|text| text == "data"))
            .unwrap();
        assert_eq!(message(test(rule, "data:text/plain,x")), "schema/uri: has the scheme `data`");
        assert_eq!(message(test(rule, "myapp://x")), "ok");
        let _ = Keyword::LineUrl(0);
    }
}
