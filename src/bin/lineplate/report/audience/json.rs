//! The report for programs.

use super::Report;
use crate::report;
use lineplate::batch::{Cause, Class};
use serde_json::{Map, Value, json};

pub(super) fn report(report: &Report<'_>) -> Value {
    let summary = report.summary;
    let causes: Vec<Value> = summary.causes().into_iter().map(|each| cause(report, each)).collect();
    let categories: Map<String, Value> = summary
        .categories()
        .into_iter()
        .map(|(category, count)| (category.name().to_owned(), count.into()))
        .collect();
    let mut value = json!({"summary": {
        "rows": summary.rows(),
        "sent": summary.sent(),
        "failed": summary.class(Class::Failed),
        "not_sent": summary.class(Class::NotSent),
        "duplicates": summary.class(Class::Duplicate),
        "outside": summary.class(Class::Outside),
        "categories": categories,
        "causes": causes,
    }});
    if let (Some((name, id)), Some(object)) = (report.campaign, value.as_object_mut()) {
        object.insert("campaign".to_owned(), json!({"name": name, "id": id}));
    }
    value
}

fn cause(report: &Report<'_>, cause: &Cause) -> Value {
    let mut value = json!({"outcome": cause.class.name(), "count": cause.count, "message": cause.message});
    if let Some(object) = value.as_object_mut() {
        let mut insert = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                object.insert(name.to_owned(), value);
            }
        };
        insert("category", cause.category.map(|category| category.name().into()));
        insert("code", cause.code.map(|code| code.as_str().into()));
        insert("attribute", cause.attribute.clone().map(Value::from));
        let place = cause.place.map(|place| report.place(place));
        insert("file", place.map(|(findings, _)| findings.file().into()));
        insert("span", place.map(|(findings, span)| report::json::span(findings, span)));
        insert("rows", Some(cause.rows.clone().into()));
    }
    value
}
