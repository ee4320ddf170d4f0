//! `contexts`

use crate::diagnostic::Code;
use crate::schema::fault::{Fault, listed};
use crate::schema::node::ContextRule;
use crate::schema::walk::Request;

/// What is not known of the request is not judged.
pub(super) fn test(rule: &ContextRule, request: Request) -> Option<Result<(), Fault>> {
    let refused = |allowed: crate::schema::node::Slice, name: Option<&str>| {
        name.filter(|name| allowed.len > 0 && !allowed.texts().any(|text| text == *name)).map(str::to_owned)
    };
    let method = request.method.map(super::super::options::Method::name);
    let recipient = request.recipient.map(super::super::options::Recipient::name);
    if method.is_none() && recipient.is_none() {
        return None;
    }
    let wrong = |message: String| Some(Err(Fault::new(Code::SchemaContext, message)));
    if let Some(method) = refused(rule.methods, method) {
        let allowed = listed(rule.methods.texts(), " and ", usize::MAX);
        return wrong(format!("may not stand in a {method} request: only {allowed} take it"));
    }
    if let Some(recipient) = refused(rule.recipients, recipient) {
        let allowed = listed(rule.recipients.texts(), " or ", usize::MAX);
        return wrong(format!("may not go to a {recipient}: only to a {allowed}"));
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::schema::tables;
    use crate::schema::{Method, Recipient};

    #[test]
    fn judges_what_is_known() {
        let rule = (0..)
            .map_while(tables::context)
            .find(|rule| rule.methods.len > 0 && rule.recipients.len > 0)
            .unwrap();
        let said = |method, recipient| test(rule, Request { method, recipient }).map(message);
        assert_eq!(said(None, None), None);
        assert_eq!(said(Some(Method::Push), None).unwrap(), "ok");
        assert_eq!(said(Some(Method::Push), Some(Recipient::Room)).unwrap(), "ok");
        assert_eq!(
            said(Some(Method::Push), Some(Recipient::User)).unwrap(),
            "schema/context: may not go to a user: only to a `group` or `room`"
        );
        assert_eq!(
            said(Some(Method::Broadcast), Some(Recipient::User)).unwrap(),
            "schema/context: may not stand in a broadcast request: only `push` and `reply` take it"
        );
    }
}
