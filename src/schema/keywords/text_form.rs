//! `pattern`

use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::Pattern;
use crate::schema::pattern::matches;

pub(super) fn test(pattern: &Pattern, text: &str) -> Result<(), Fault> {
    if matches(pattern, text) {
        return Ok(());
    }
    Err(Fault::new(Code::SchemaPattern, format!("does not match `{}`", pattern.text.text())))
}
