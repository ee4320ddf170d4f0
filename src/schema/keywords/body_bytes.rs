//! `maxBodyBytes`

use crate::diagnostic::Code;
use crate::json::Document;
use crate::schema::fault::Fault;

/// White space and escapes count: they are sent too.
pub(super) fn test(body: &Document<'_>, most: usize) -> Result<(), Fault> {
    let actual = body.source().len();
    if actual <= most {
        return Ok(());
    }
    Err(Fault::more(Code::SchemaTooLarge, actual, most, ("byte", "bytes")))
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;

    #[test]
    fn counts_what_is_sent() {
        let document = Document::parse(r#" [ "\u0041" ] "#).unwrap();
        assert_eq!(message(test(&document, 14)), "ok");
        assert_eq!(message(test(&document, 13)), "schema/too-large: has 14 bytes, at most 13 are allowed");
    }
}
