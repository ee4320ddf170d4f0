//! Numbers that depend on the user.

use super::Written;
use super::demand::Demand;
use crate::schema::node::Keyword;

/// An integer of which something is demanded.
#[derive(Debug)]
pub(super) struct NumberPlace {
    leaf: u16,
    least: i64,
    most: i64,
}

impl NumberPlace {
    /// `None` if something else than bounds is demanded.
    pub(super) fn new(leaf: u16, demands: &[Demand]) -> Option<Self> {
        let mut place = Self { leaf, least: i64::MIN, most: i64::MAX };
        for demand in demands {
            let Demand::Keyword(keyword) = demand else { return None };
            match *keyword {
                Keyword::Minimum(least) => place.least = place.least.max(least.into()),
                Keyword::ExclusiveMinimum(bound) => place.least = place.least.max(i64::from(bound) + 1),
                Keyword::Maximum(most) => place.most = place.most.min(most.into()),
                Keyword::ExclusiveMaximum(bound) => place.most = place.most.min(i64::from(bound) - 1),
                Keyword::IntegerBits(bits) => {
                    place.least = place.least.max(i64::MIN >> (64 - bits));
                    place.most = place.most.min(i64::MAX >> (64 - bits));
                }
                Keyword::Enum(_) => return None,
                // Keywords on texts and lists say nothing of a number.
                _ => {}
            }
        }
        Some(place)
    }

    pub(super) fn accepts(&self, payload: &str, written: &Written) -> bool {
        let digits = written.leaf(self.leaf).and_then(|leaf| leaf.text(payload));
        let number = digits.and_then(|digits| digits.parse().ok());
        number.is_some_and(|number: i64| (self.least..=self.most).contains(&number))
    }
}
