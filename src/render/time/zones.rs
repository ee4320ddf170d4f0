//! Time zones by name, as data that the caller gives.

use std::fmt;
use std::sync::Arc;

/// The IANA's time zones: what date filters look names up in.
///
/// The engine reads no files. The feature `timezones` puts the database into it; without that feature, or to have
/// another release of the database, its bytes are given here, in the form of Android's `tzdata` file: all zones
/// behind one another, with an index.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Zones(Option<Arc<[u8]>>);

const MAGIC: &[u8] = b"tzdata";
/// Magic and release, then where the index, the zones and what is behind them start.
const HEADER: usize = 24;
const NAME: usize = 40;
/// The name, where the zone starts, its length, and a number that nobody uses any more.
const ENTRY: usize = NAME + 12;

impl Zones {
    /// Takes the bytes of a `tzdata` file; `None` if they are something else.
    pub fn parse(bytes: impl Into<Arc<[u8]>>) -> Option<Self> {
        let bytes = bytes.into();
        let index = index(&bytes)?;
        let is_complete = !index.is_empty()
            && index.len() % ENTRY == 0
            && index.chunks_exact(ENTRY).all(|entry| zone_of(&bytes, entry).is_some());
        is_complete.then_some(Self(Some(bytes)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The zone of a name as a TZif file; case does not matter.
    pub(super) fn get(&self, name: &str) -> Option<&[u8]> {
        let bytes = self.0.as_deref()?;
        let entry = index(bytes)?.chunks_exact(ENTRY).find(|entry| {
            let mut letters = entry.iter().take(NAME).copied().take_while(|&byte| byte != 0);
            let same = name
                .bytes()
                .all(|byte| letters.next().is_some_and(|other| other.eq_ignore_ascii_case(&byte)));
            same && letters.next().is_none()
        })?;
        zone_of(bytes, entry)
    }
}

impl fmt::Debug for Zones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zones").field(&self.0.as_ref().map(|bytes| bytes.len())).finish()
    }
}

fn index(bytes: &[u8]) -> Option<&[u8]> {
    bytes.starts_with(MAGIC).then_some(())?;
    let (start, end) = (number(bytes, HEADER - 12)?, number(bytes, HEADER - 8)?);
    bytes.get(start..end)
}

fn zone_of<'b>(bytes: &'b [u8], entry: &[u8]) -> Option<&'b [u8]> {
    let zones = bytes.get(number(bytes, HEADER - 8)?..)?;
    zones.get(number(entry, NAME)?..)?.get(..number(entry, NAME + 4)?)
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes: [u8; 4] = bytes.get(at..)?.first_chunk().copied()?;
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with two zones, whose content nobody looks at here.
    fn file() -> Vec<u8> {
        let mut file = b"tzdata2026a\0".to_vec();
        for offset in [24_u32, 24 + 2 * 52, 24 + 2 * 52 + 5] {
            file.extend(offset.to_be_bytes());
        }
        for (name, start, len) in [("Asia/Tokyo", 0_u32, 2_u32), ("Europe/Berlin", 2, 3)] {
            let mut entry = name.as_bytes().to_vec();
            entry.resize(NAME, 0);
            for number in [start, len, 0] {
                entry.extend(number.to_be_bytes());
            }
            file.extend(entry);
        }
        file.extend(b"jpger");
        file
    }

    #[test]
    fn finds_zones_by_name() {
        let zones = Zones::parse(file()).unwrap();
        assert_eq!(zones.get("asia/TOKYO"), Some(&b"jp"[..]));
        assert_eq!(zones.get("Europe/Berlin"), Some(&b"ger"[..]));
        for name in ["Europe", "Europe/Berlin2", "Europe/Berlin\0", ""] {
            assert_eq!(zones.get(name), None, "{name:?}");
        }
        assert_eq!(Zones::default().get("Asia/Tokyo"), None);
    }

    #[test]
    fn other_bytes_are_refused() {
        let file = file();
        for len in 0..file.len() {
            assert_eq!(Zones::parse(&file[..len]), None, "cut to {len} bytes");
        }
        let mut other = file;
        other[0] = b'T';
        assert_eq!(Zones::parse(other), None);
    }
}
