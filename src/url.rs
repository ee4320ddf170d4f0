//! Text in URLs, where `%` and two digits stand for a byte.

/// Whether a byte stands in a URL as it is.
pub(crate) fn is_kept(byte: u8, in_query: bool) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'~') || byte == b'/' && !in_query
}

/// Appends a text with all but unreserved characters as `%…`; in a query a blank is `+`, in a path `/` stays.
pub(crate) fn quote_into(text: &str, in_query: bool, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if is_kept(byte, in_query) {
            continue;
        }
        // What is kept is ASCII, so it begins and ends between characters.
        if from < at {
            out.push_str(text.get(from..at).unwrap_or_default());
        }
        from = at + 1;
        out.push_str(if byte == b' ' && in_query { "+" } else { escape(byte) });
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

/// `%` and the two digits of a byte.
fn escape(byte: u8) -> &'static str {
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
    const ALL: [u8; 3 * 256] = {
        let digits = b"0123456789ABCDEF";
        let (mut all, mut byte) = ([b'%'; 3 * 256], 0);
        while byte < 256 {
            all[3 * byte + 1] = digits[byte >> 4];
            all[3 * byte + 2] = digits[byte & 15];
            byte += 1;
        }
        all
    };
    const TEXT: &str = match std::str::from_utf8(&ALL) {
        Ok(text) => text,
        Err(_) => "",
    };
    let start = 3 * usize::from(byte);
    TEXT.get(start..start + 3).unwrap_or_default()
}

/// The bytes that a text stands for, each `+` for `plus`. A `%` without two digits stands for itself.
pub(crate) fn unquote(text: &str, plus: u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| (byte as char).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = ahead;
            }
            (b'+', ..) => bytes.push(plus),
            _ => bytes.push(byte),
        }
    }
    bytes
}
