//! `minItems` and `maxItems`

use crate::diagnostic::Code;
use crate::schema::fault::Fault;

const ITEMS: (&str, &str) = ("item", "items");

pub(super) fn min_items(count: usize, least: usize) -> Result<(), Fault> {
    if count >= least { Ok(()) } else { Err(Fault::fewer(Code::SchemaTooFew, count, least, ITEMS)) }
}

pub(super) fn max_items(count: usize, most: usize) -> Result<(), Fault> {
    if count <= most { Ok(()) } else { Err(Fault::more(Code::SchemaTooMany, count, most, ITEMS)) }
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;

    #[test]
    fn counts_items() {
        assert_eq!(message(min_items(1, 1)), "ok");
        assert_eq!(message(min_items(0, 1)), "schema/too-few: has 0 items, at least 1 is needed");
        assert_eq!(message(max_items(13, 13)), "ok");
        assert_eq!(message(max_items(14, 13)), "schema/too-many: has 14 items, at most 13 are allowed");
    }
}
