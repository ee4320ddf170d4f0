//! `uniqueItems`

use crate::json::{Kind, Node};
use std::collections::HashSet;

/// The numbers of the items that stand in the array before.
pub(in crate::schema) fn repeated_items(list: Node<'_>) -> Vec<usize> {
    let mut seen = HashSet::new();
    list.items()
        .enumerate()
        .filter(|(_, item)| {
            let key = match item.kind() {
                Kind::String => item.as_str().map(|text| format!("{text:?}")).unwrap_or_default(),
                _ => item.to_value().to_string(),
            };
            !seen.insert(key)
        })
        .map(|(i, _)| i)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn finds_the_later_ones() {
        let document = Document::parse(r#"["a", "b", "\u0061", 1, "1", {"x": 1}, { "x":1 }]"#).unwrap();
        assert_eq!(repeated_items(document.root()), [2, 6]);
    }
}
