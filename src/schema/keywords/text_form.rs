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

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::schema::tables;

    #[test]
    fn names_the_form() {
        let pattern =
            (0..).map_while(tables::pattern).find(|pattern| pattern.text.text().starts_with("^U")).unwrap();
        assert_eq!(message(test(pattern, "U0123456789abcdef0123456789abcdef")), "ok");
        assert_eq!(message(test(pattern, "@shop")), "schema/pattern: does not match `^U[0-9a-f]{32}$`");
    }
}
