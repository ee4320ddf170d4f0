//! `maxNested` and `maxLeaves`

use super::{Hit, Input, meets_all};
use crate::diagnostic::Code;
use crate::json::{Kind, Node};
use crate::schema::fault::Fault;
use crate::schema::keywords::in_words;
use crate::schema::node::{ParameterName, Step, Test};

pub(super) fn max_nested<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(having) = input.condition(ParameterName::Having) else { return Vec::new() };
    let object = input.object;
    let within = (object.index()..object.end_index()).map(|index| Node::at(object.document(), index));
    let actual = within.filter(|node| node.kind() == Kind::Object && meets_all(*node, having)).count();
    let limit = input.size(ParameterName::Limit);
    if actual <= limit {
        return Vec::new();
    }
    let like = having.iter().filter_map(condition).collect::<Vec<_>>().join(" and ");
    let (one, many) = (format!("object with {like}"), format!("objects with {like}"));
    vec![Hit::new(object, Fault::more(Code::SchemaTooMany, actual, limit, (&one, &many)))]
}

/// "`type` `image`". Only conditions on members of the object itself are told.
fn condition(test: &Test) -> Option<String> {
    let [Step::Member(name)] = test.path.steps() else { return None };
    let values: Vec<_> = test.values.values().iter().map(|value| format!("`{}`", in_words(*value))).collect();
    Some(format!("`{}` {}", name.text(), values.join(" or ")).trim_end().to_owned())
}

pub(super) fn max_leaves<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let found = input.along(ParameterName::Property);
    let Some(&tree) = found.first() else { return Vec::new() };
    let actual = leaves(tree);
    let limit = input.size(ParameterName::Limit);
    if actual <= limit {
        return Vec::new();
    }
    let fault = Fault::more(Code::SchemaTooMany, actual, limit, ("object", "objects"));
    vec![Hit::new(tree, fault.hint("operators do not count"))]
}

fn leaves(tree: Node<'_>) -> usize {
    if tree.kind() != Kind::Object {
        return 0;
    }
    if tree.get("type").and_then(Node::as_str) != Some("operator") {
        return 1;
    }
    let lists = ["and", "or"].into_iter().filter_map(|name| tree.get(name)).flat_map(Node::items);
    lists.chain(tree.get("not")).map(leaves).sum()
}
