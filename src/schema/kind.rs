//! What a document is.

use std::fmt;
use std::str::FromStr;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// What a document is: the body of a request, or a part of one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name: `flex-container`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// One line on what it is.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

// The same names in the same order as `ROOTS` in build/main.rs.
kinds! {
    /// The body of a push request.
    Push = "push",
    /// The body of a multicast request.
    Multicast = "multicast",
    /// The body of a broadcast request.
    Broadcast = "broadcast",
    /// The body of a narrowcast request.
    Narrowcast = "narrowcast",
    /// The body of a reply request.
    Reply = "reply",
    /// The body of a request to one of the validate endpoints.
    Validate = "validate",
    /// The array of messages of a request.
    Messages = "messages",
    /// One message.
    Message = "message",
    /// A bubble or a carousel: the `contents` of a Flex Message.
    FlexContainer = "flex-container",
    /// The `template` of a template message.
    Template = "template",
    /// A quick reply.
    QuickReply = "quick-reply",
    /// An action.
    Action = "action",
}

impl Kind {
    /// What a finding about the whole document calls it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Push
            | Self::Multicast
            | Self::Broadcast
            | Self::Narrowcast
            | Self::Reply
            | Self::Validate => "the request",
            Self::Messages => "the list of messages",
            Self::Message => "the message",
            Self::FlexContainer => "the container",
            Self::Template => "the template",
            Self::QuickReply => "the quick reply",
            Self::Action => "the action",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is none of [`Kind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of document")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name).ok_or(UnknownKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_kinds() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert_eq!("flex".parse::<Kind>(), Err(UnknownKind));
    }
}
