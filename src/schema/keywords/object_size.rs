//! `minProperties` and `maxProperties`

use crate::diagnostic::Code;
use crate::schema::fault::Fault;

const ENTRIES: (&str, &str) = ("entry", "entries");

pub(super) fn min_properties(count: usize, least: usize) -> Result<(), Fault> {
    if count >= least { Ok(()) } else { Err(Fault::fewer(Code::SchemaTooFew, count, least, ENTRIES)) }
}

pub(super) fn max_properties(count: usize, most: usize) -> Result<(), Fault> {
    if count <= most { Ok(()) } else { Err(Fault::more(Code::SchemaTooMany, count, most, ENTRIES)) }
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;

    #[test]
    fn counts_entries() {
        assert_eq!(message(min_properties(0, 1)), "schema/too-few: has 0 entries, at least 1 is needed");
        assert_eq!(message(max_properties(100, 100)), "ok");
        assert_eq!(
            message(max_properties(101, 100)),
            "schema/too-many: has 101 entries, at most 100 are allowed"
        );
    }
}
