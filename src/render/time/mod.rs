//! Days, times and zones, as arguments of the date filters and as options.

mod clock;
mod read;
mod zone;
mod zones;

pub use clock::Clock;
pub(super) use read::{date, time};
pub(crate) use zone::knows_zone;
pub(super) use zone::{Offset, Zone};
pub use zones::Zones;
