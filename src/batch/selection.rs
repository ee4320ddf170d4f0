//! Which rows of an audience a run is for.

use crate::template::Condition;
use crate::{Diagnostic, Profile};

/// The users of an audience who are to get a message.
#[derive(Debug)]
pub struct Selection {
    segment: Option<Condition>,
}

/// Why a user is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outside {
    /// There is no `line_id`, or it is empty: LINE cannot reach the user.
    NoLineId,
    /// The condition of the segment does not hold.
    Segment,
}

impl Selection {
    /// All users with a `line_id` for whom the condition holds, if there is one.
    pub fn new(segment: Option<Condition>) -> Self {
        Self { segment }
    }

    /// The condition.
    pub fn segment(&self) -> Option<&Condition> {
        self.segment.as_ref()
    }

    /// Whether a user is left out, and why.
    ///
    /// # Errors
    /// Why the condition cannot be evaluated for this user.
    pub(super) fn leaves_out(&self, profile: &Profile<'_>) -> Result<Option<Outside>, Diagnostic> {
        if profile.user_attribute("line_id").is_none_or(str::is_empty) {
            return Ok(Some(Outside::NoLineId));
        }
        match &self.segment {
            Some(segment) if !segment.holds(profile)? => Ok(Some(Outside::Segment)),
            _ => Ok(None),
        }
    }
}
