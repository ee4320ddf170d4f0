//! The retry key of a request, which is a header and stands in no document.

use super::options::Method;
use super::{Kind, Options};
use crate::diagnostic::{Code, Diagnostic};

/// The header, as findings call it.
const HEADER: &str = "X-Line-Retry-Key";
/// Digits of each group of a UUID.
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

/// What is wrong with the retry key, if there is one.
pub(super) fn findings(kind: Kind, options: &Options) -> Vec<Diagnostic> {
    let Some(key) = &options.retry_key else { return Vec::new() };
    // A key that is to be left out may have any form.
    let misplaced = refusing(kind, options.method).map(misplaced);
    let malformed = || (!is_uuid(key)).then(malformed);
    let mut findings: Vec<_> = misplaced.or_else(malformed).into_iter().collect();
    for finding in &mut findings {
        finding.property = Some(HEADER.to_owned());
        finding.value = options.values.then(|| key.clone());
    }
    options.judge(&mut findings);
    findings
}

fn is_uuid(key: &str) -> bool {
    let is_group = |(digits, size): (&str, usize)| {
        digits.len() == size && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    key.split('-').count() == GROUPS.len() && key.split('-').zip(GROUPS).all(is_group)
}

/// The request, if it is one that takes no retry key.
fn refusing(kind: Kind, method: Option<Method>) -> Option<&'static str> {
    if kind == Kind::Validate {
        return Some("a request to a validate endpoint");
    }
    (Method::of(kind).or(method) == Some(Method::Reply)).then_some("a reply")
}

fn malformed() -> Diagnostic {
    let mut finding = Diagnostic::error(Code::SchemaPattern, "the retry key is no UUID in hexadecimal form")
        .hint("make a random one for each request: `123e4567-e89b-12d3-a456-426614174000`");
    finding.rule = Some("R11".to_owned());
    finding.source =
        Some("https://developers.line.biz/en/reference/messaging-api/#retry-api-request".to_owned());
    finding
}

fn misplaced(request: &str) -> Diagnostic {
    let mut finding = Diagnostic::error(Code::SchemaContext, format!("{request} takes no retry key"))
        .hint(format!("send it without the header `{HEADER}`"));
    finding.rule = Some("R12".to_owned());
    finding.source =
        Some("https://developers.line.biz/en/docs/messaging-api/retrying-api-request/".to_owned());
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_uuid_and_goes_with_requests_that_send_anew() {
        const KEY: &str = "123e4567-e89b-12d3-a456-426614174000";
        let upper = KEY.to_uppercase();
        let braced = format!("{{{KEY}}}");
        let plain = KEY.replace('-', "");
        let cases: &[(Kind, Option<Method>, &str, &[&str])] = &[
            (Kind::Push, None, KEY, &[]),
            (Kind::Multicast, None, &upper, &[]),
            (Kind::Broadcast, None, KEY, &[]),
            (Kind::Narrowcast, None, KEY, &[]),
            (Kind::Message, None, KEY, &[]),
            (Kind::Messages, Some(Method::Push), KEY, &[]),
            (Kind::Messages, Some(Method::Reply), KEY, &["R12"]),
            (Kind::Reply, None, KEY, &["R12"]),
            (Kind::Reply, Some(Method::Push), KEY, &["R12"]),
            (Kind::Validate, Some(Method::Push), KEY, &["R12"]),
            (Kind::Reply, None, "order-5", &["R12"]),
            (Kind::Push, None, "order-5", &["R11"]),
            (Kind::Push, None, "", &["R11"]),
            (Kind::Push, None, &plain, &["R11"]),
            (Kind::Push, None, &braced, &["R11"]),
            (Kind::Push, None, "123e4567-e89b-12d3-a456-42661417400", &["R11"]),
            (Kind::Push, None, "123e4567-e89b-12d3-a456-426614174000-", &["R11"]),
            (Kind::Push, None, "123e4567-e89b-12d3-a456-42661417400g", &["R11"]),
        ];
        for (kind, method, key, rules) in cases {
            let options = Options { method: *method, ..Options::default() }.retry_key(*key);
            let found = findings(*kind, &options);
            let found: Vec<_> = found.iter().filter_map(|finding| finding.rule.as_deref()).collect();
            assert_eq!(found, *rules, "{kind} {key}");
        }
    }

    #[test]
    fn the_key_is_shown_only_when_asked_for() {
        let options = Options::default().retry_key("order-5");
        let found = findings(Kind::Push, &options);
        assert!(!format!("{found:?}").contains("order-5"));
        assert_eq!(findings(Kind::Push, &options.clone().values(true))[0].value.as_deref(), Some("order-5"));
        assert_eq!(findings(Kind::Push, &options.allow(Code::SchemaPattern)), []);
    }
}
