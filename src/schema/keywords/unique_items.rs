//! `uniqueItems`

use crate::json::Node;
use std::collections::HashSet;

/// What equal values have in common: a text is one however it is escaped, a number however it is written.
/// Arrays and objects are compared as they are written.
#[derive(PartialEq, Eq, Hash)]
pub(in crate::schema) enum Identity<'d> {
    Text(&'d str),
    Number(u64),
    Written(&'d str),
}

impl<'d> Identity<'d> {
    pub(in crate::schema) fn of(value: Node<'d>) -> Self {
        match (value.as_str(), value.as_f64()) {
            (Some(text), _) => Self::Text(text),
            // Adding 0 makes one zero of two.
            (None, Some(number)) => Self::Number((number + 0.0).to_bits()),
            (None, None) => Self::Written(value.source()),
        }
    }
}

/// The numbers of the items that stand in the array before.
pub(in crate::schema) fn repeated_items(list: Node<'_>) -> Vec<usize> {
    let mut seen = HashSet::new();
    list.items().enumerate().filter(|(_, item)| !seen.insert(Identity::of(*item))).map(|(i, _)| i).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn finds_the_later_ones() {
        let document =
            Document::parse(r#"["a", "b", "\u0061", 1, "1", {"x": 1}, 1.0, -0, 0, {"x": 1}]"#).unwrap();
        assert_eq!(repeated_items(document.root()), [2, 6, 8, 9]);
    }
}
