//! Encodings and digests.

use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::text::{Text, TextBuilder};
use crate::render::value::Value;
use crate::url;
use std::fmt::Write as _;

/// `urlencode`: a text for a path, or a dict or list of pairs for a query.
pub(super) fn url_encode<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("urlencode")?;
    let is_plain = value.is_none() || value.as_number().is_some() || value.as_text().is_some();
    if is_plain
        || matches!(value.type_name(), "namespace" | "macro" | "cycler" | "joiner" | "method" | "function")
    {
        let text = ctx.print(&value)?;
        return quoted(ctx, &text, false).map(Value::Text);
    }
    let pairs = match Context::members(&value) {
        Some(members) => members,
        None => {
            let mut pairs = Vec::new();
            for pair in ctx.iterate(&value)? {
                let Ok([key, value]) = <[Value<'p>; 2]>::try_from(ctx.iterate(&pair)?) else {
                    return Err(Fault::range("`urlencode` takes a text, a dict or pairs of name and value"));
                };
                pairs.push((key, value));
            }
            pairs
        }
    };
    let mut builder = TextBuilder::default();
    for (i, (key, value)) in pairs.iter().enumerate() {
        if i > 0 {
            builder.push_template("&");
        }
        for (part, separator) in [(key, "="), (value, "")] {
            let text = ctx.print(part)?;
            builder.push_text(&quoted(ctx, &text, true)?);
            builder.push_template(separator);
        }
    }
    if let Value::Missing(hole) = &value {
        builder.note_hole(Some(*hole));
    }
    Ok(Value::Text(builder.finish()))
}

/// The text with all but unreserved characters as `%…`; in a query a blank is `+`, in a path `/` stays.
fn quoted<'p>(ctx: &mut Context<'p>, text: &Text<'p>, in_query: bool) -> Result<Text<'p>> {
    let quoted = text.as_str().bytes().filter(|&byte| !url::is_kept(byte, in_query)).count();
    ctx.budget.text(text.weight().saturating_add(quoted.saturating_mul(2)))?;
    Ok(text.map(|part| {
        let mut out = String::with_capacity(part.len());
        url::quote_into(part, in_query, &mut out);
        out
    }))
}

/// The text with each `%…` decoded and `+` as a blank.
pub(super) fn url_decode<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("urldecode")?;
    let text = ctx.print(&value)?;
    ctx.budget.text(text.weight())?;
    let bytes = url::unquote(text.as_str(), b' ');
    let decoded = String::from_utf8_lossy(&bytes);
    Ok(Value::Text(decoded_text(&decoded, &text)))
}

/// Decoded text is trusted no more than what it was made from, and a text of the template that spells data in code
/// is no more than text: it never makes structure.
fn decoded_text<'p>(decoded: &str, source: &Text<'p>) -> Text<'p> {
    Text::derived(decoded, source)
}

pub(super) fn base64_encode<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("base64encode")?;
    let text = ctx.print(&value)?;
    ctx.budget.text(text.weight().saturating_mul(4) / 3 + 4)?;
    Ok(Value::Text(Text::derived(base64(text.as_str().as_bytes()), &text)))
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let code = ALPHABET.get((group >> (18 - 6 * digit) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if digit <= chunk.len() { code as char } else { '=' });
        }
    }
    out
}

pub(super) fn base64_decode<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("base64decode")?;
    let text = ctx.print(&value)?;
    ctx.budget.text(text.weight())?;
    let bytes = from_base64(text.as_str())
        .ok_or_else(|| Fault::range("the text for `base64decode` is not base64"))?;
    let decoded = String::from_utf8(bytes)
        .map_err(|_| Fault::range("what `base64decode` decodes is no text in UTF-8"))?;
    Ok(Value::Text(decoded_text(&decoded, &text)))
}

/// The bytes of base64 text; line breaks and missing padding do not matter.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let body = digits.iter().rposition(|&byte| byte != b'=').map_or(0, |last| last + 1);
    if digits.len() - body > 2 || body % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(body / 4 * 3 + 2);
    for chunk in digits.get(..body)?.chunks(4) {
        let mut group: u32 = 0;
        for at in 0..4 {
            let digit = match chunk.get(at) {
                Some(byte) => ALPHABET.iter().position(|known| known == byte)?,
                None => 0,
            };
            group = group << 6 | digit as u32;
        }
        let all = [(group >> 16) as u8, (group >> 8) as u8, group as u8];
        bytes.extend_from_slice(all.get(..chunk.len() - 1)?);
    }
    Some(bytes)
}

/// `convertToSHA256NoSalt`
pub(super) fn sha256<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("convertToSHA256NoSalt")?;
    let text = ctx.print(&value)?;
    digest(ctx, &text)
}

/// `convertToSHA256`
pub(super) fn salted_sha256<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [salt] = arguments.bind_required("convertToSHA256", ["salt"], 1)?;
    let text = ctx.print(&value)?;
    let salt = ctx.print(&salt.unwrap_or(Value::None))?;
    ctx.budget.text(text.weight().saturating_add(salt.weight()))?;
    // Where the salt goes is not documented; behind the text is the usual place.
    let mut salted = TextBuilder::default();
    salted.push_text(&text);
    salted.push_text(&salt);
    digest(ctx, &salted.finish())
}

fn digest<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Value<'p>> {
    use sha2::Digest as _;
    ctx.budget.scan(text.as_str().len())?;
    let mut hex = String::with_capacity(64);
    for byte in sha2::Sha256::digest(text.as_str().as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(Value::Text(Text::derived(hex, text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_both_ways() {
        for text in ["", "a", "ab", "abc", "花子", "🍎 text"] {
            assert_eq!(from_base64(&base64(text.as_bytes())).unwrap(), text.as_bytes());
        }
        assert_eq!(base64("花子".as_bytes()), "6Iqx5a2Q");
        assert_eq!(from_base64("YQ").unwrap(), b"a");
        assert!(
            from_base64("Y").is_none() && from_base64("Y*==").is_none() && from_base64("YWJj====").is_none()
        );
    }
}
