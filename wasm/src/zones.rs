//! The time zones that the page has loaded, for all templates that are compiled from then on.

use lineplate::Zones;
use std::cell::RefCell;

thread_local! {
    static ZONES: RefCell<Zones> = RefCell::default();
}

pub(crate) fn set(zones: Zones) {
    ZONES.set(zones);
}

pub(crate) fn loaded() -> Zones {
    ZONES.with_borrow(Zones::clone)
}
