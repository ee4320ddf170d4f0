//! `insideArea`

use super::{Hit, Input, present};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::Fault;
use crate::schema::node::ParameterName;

pub(super) fn inside_area<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let width = input.number(ParameterName::Width).map(f64::from);
    // A picture without a height is the fault.
    let height = input.along(ParameterName::Height).into_iter().find(|height| !input.is_broken(*height));
    let height = height.and_then(Node::as_f64);
    let height = height.filter(|height| *height > 0.0);
    let number = |area: Node<'d>, name: &str| {
        present(area, name).filter(|number| !input.is_broken(*number)).and_then(Node::as_f64)
    };
    let beyond = |area: &Node<'d>, from: &str, length: &str, end: Option<f64>| {
        let reach = number(*area, from).zip(number(*area, length)).map(|(from, length)| from + length);
        reach.zip(end).is_some_and(|(reach, end)| reach > end)
    };
    input
        .along(ParameterName::Areas)
        .into_iter()
        .filter(|area| beyond(area, "x", "width", width) || beyond(area, "y", "height", height))
        .map(|area| Hit::new(area, Fault::new(Code::SchemaRange, "is not inside the picture")))
        .collect()
}
