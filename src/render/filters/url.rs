//! Text for URLs.

/// Whether a byte stands in a URL as it is.
pub(super) fn is_kept(byte: u8, in_query: bool) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'~') || byte == b'/' && !in_query
}

/// Appends a text with all but unreserved characters as `%…`; in a query a blank is `+`, in a path `/` stays.
pub(in crate::render) fn quote_into(text: &str, in_query: bool, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(DIGITS.get(usize::from(nibble)).copied().unwrap_or_default());
    let mut rest = text.as_bytes();
    loop {
        let kept = rest.iter().position(|byte| !is_kept(*byte, in_query)).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at_checked(kept).unwrap_or((rest, &[]));
        // What is kept is ASCII.
        out.push_str(std::str::from_utf8(plain).unwrap_or_default());
        let Some((byte, behind)) = tail.split_first() else { return };
        match byte {
            b' ' if in_query => out.push('+'),
            byte => {
                out.push('%');
                out.push(digit(byte >> 4));
                out.push(digit(byte & 15));
            }
        }
        rest = behind;
    }
}
