//! The body of an answer with which LINE refuses a request.

use serde_json::Value;

/// What LINE says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) complaints: Vec<Complaint>,
    /// The message of the request that the complaints are about.
    pub(super) message_index: Option<usize>,
}

/// What LINE says about one property.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) text: String,
    pub(super) property: Option<String>,
}

impl Answer {
    /// Reads an answer, or says why it is none.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
        let texts = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let message = texts(&value, "message");
        let message_index = message.as_deref().and_then(message_index);
        // What LINE says without a property is about the message as a whole.
        let place = |text: &str| {
            let index = self::message_index(text).or(message_index);
            property(text).or_else(|| index.map(|index| format!("messages[{index}]")))
        };
        let details: Vec<Complaint> = value
            .get("details")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|detail| {
                let text = texts(detail, "message").or_else(|| message.clone()).unwrap_or_default();
                let property = texts(detail, "property").or_else(|| place(&text));
                Complaint { text, property }
            })
            .collect();
        let complaints = match message {
            _ if !details.is_empty() => details,
            Some(text) => {
                let property = place(&text);
                vec![Complaint { text, property }]
            }
            None if value.get("message").is_some() => return Err("its `message` is no text".to_owned()),
            None => return Err("it has neither `message` nor `details`".to_owned()),
        };
        Ok(Self { complaints, message_index })
    }
}

/// The index in `A message (messages[1]) in the request body is invalid`.
fn message_index(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("(messages[")?;
    rest.split_once("])")?.0.parse().ok()
}

/// The name in `The property, 'to', in the request body is invalid (line: -, column: -)`.
fn property(text: &str) -> Option<String> {
    let (name, _) = text.strip_prefix("The property, ")?.split_once(", in the request body")?;
    Some(name.trim_matches('\'').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str, property: Option<&str>) -> Complaint {
        Complaint { text: text.to_owned(), property: property.map(str::to_owned) }
    }

    #[test]
    fn reads_what_line_answers() {
        let read = |text: &str| Answer::parse(text).unwrap();
        let answer = read(
            r#"{"message": "A message (messages[1]) in the request body is invalid",
                "details": [{"message": "too long", "property": "template/text"}, {"property": "x"}, {"message": "y"}]}"#,
        );
        assert_eq!(answer.message_index, Some(1));
        let whole = "A message (messages[1]) in the request body is invalid";
        assert_eq!(
            answer.complaints,
            [
                complaint("too long", Some("template/text")),
                complaint(whole, Some("x")),
                complaint("y", Some("messages[1]"))
            ]
        );
        let answer = read(&format!(r#"{{"message": "{whole}"}}"#));
        assert_eq!(answer.complaints, [complaint(whole, Some("messages[1]"))]);
        let text = "The property, 'to', in the request body is invalid (line: -, column: -)";
        let answer = read(&format!(r#"{{"message": "{text}", "details": []}}"#));
        assert_eq!(answer.complaints, [complaint(text, Some("to"))]);
        let answer = read(r#"{"message": "Invalid reply token"}"#);
        assert_eq!(answer.complaints, [complaint("Invalid reply token", None)]);
        for wrong in ["", "[]", "{}", "1", r#"{"message": null}"#, r#"{"details": {}}"#] {
            assert!(Answer::parse(wrong).is_err(), "{wrong}");
        }
    }
}
