//! What the validator cannot see in the document.

use super::Kind;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// How a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// To one user, group or room.
    Push,
    /// To up to 500 users.
    Multicast,
    /// To all friends.
    Broadcast,
    /// To friends with certain attributes.
    Narrowcast,
    /// In answer to an event.
    Reply,
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Multicast => "multicast",
            Self::Broadcast => "broadcast",
            Self::Narrowcast => "narrowcast",
            Self::Reply => "reply",
        }
    }

    pub(super) fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Push => Some(Self::Push),
            Kind::Multicast => Some(Self::Multicast),
            Kind::Broadcast => Some(Self::Broadcast),
            Kind::Narrowcast => Some(Self::Narrowcast),
            Kind::Reply => Some(Self::Reply),
            _ => None,
        }
    }

    /// Those who get the messages, where the method says it.
    pub(super) fn recipient(self) -> Option<Recipient> {
        match self {
            Self::Multicast | Self::Broadcast | Self::Narrowcast => Some(Recipient::User),
            Self::Push | Self::Reply => None,
        }
    }
}

/// Who gets a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// One user, or several.
    User,
    /// A group.
    Group,
    /// A room.
    Room,
}

impl Recipient {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Room => "room",
        }
    }

    /// By the first letter of an id.
    pub(super) fn of(id: &str) -> Option<Self> {
        match id.as_bytes() {
            [b'U', ..] => Some(Self::User),
            [b'C', ..] => Some(Self::Group),
            [b'R', ..] => Some(Self::Room),
            _ => None,
        }
    }
}

/// How [`validate`](super::validate) judges.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub(super) allow: Vec<Code>,
    pub(super) deny: Vec<Code>,
    pub(super) method: Option<Method>,
    pub(super) recipient: Option<Recipient>,
    pub(super) retry_key: Option<String>,
    pub(super) values: bool,
    pub(super) quotes: bool,
}

impl Options {
    /// Without findings of this code.
    pub fn allow(mut self, code: Code) -> Self {
        self.allow.push(code);
        self
    }

    /// With warnings of this code as errors.
    pub fn deny(mut self, code: Code) -> Self {
        self.deny.push(code);
        self
    }

    /// With the method by which the messages are sent. The body of a request says it itself.
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// With the kind of chat that the messages go to. `to` of a push request says it itself, and all methods but
    /// push and reply go to users.
    pub fn recipient(mut self, recipient: Recipient) -> Self {
        self.recipient = Some(recipient);
        self
    }

    /// With the retry key of the request, which goes with it as the header `X-Line-Retry-Key`.
    pub fn retry_key(mut self, key: impl Into<String>) -> Self {
        self.retry_key = Some(key.into());
        self
    }

    /// Drops the findings that are allowed, and makes errors of those that are denied.
    pub(crate) fn judge(&self, findings: &mut Vec<Diagnostic>) {
        findings.retain_mut(|finding| {
            let severity = self.judged(finding.code, finding.severity);
            finding.severity = severity.unwrap_or(finding.severity);
            severity.is_some()
        });
    }

    /// The severity of a finding in the end; `None` if it is allowed.
    pub(super) fn judged(&self, code: Code, severity: Severity) -> Option<Severity> {
        let severity = if self.deny.contains(&code) { Severity::Error } else { severity };
        (!self.allow.contains(&code)).then_some(severity)
    }

    /// With words of texts in messages, such as a key in braces that has no substitution. They may be data of users,
    /// unless the document is written by hand.
    pub fn quote(mut self, quote: bool) -> Self {
        self.quotes = quote;
        self
    }

    pub(super) fn quotes(&self) -> bool {
        self.quotes || self.values
    }

    /// With the offending values in the findings. They may be data of users.
    pub fn values(mut self, values: bool) -> Self {
        self.values = values;
        self
    }
}
