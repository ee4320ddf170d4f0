//! Keys that stand twice in one object.

use super::document::{Chars, Entry};
use std::collections::HashSet;

/// Adds the second and further keys of each name in the object at `object`, which is complete.
pub(super) fn find(entries: &[Entry], text: &[u8], decoded: &str, object: usize, found: &mut Vec<u32>) {
    let keys = Keys { entries, text, decoded: decoded.as_bytes(), object };
    if keys.may_repeat() {
        let mut seen = HashSet::new();
        found.extend(keys.iter().filter(|(_, name)| !seen.insert(*name)).map(|(key, _)| key as u32));
    }
}

/// The keys of one object.
struct Keys<'d> {
    entries: &'d [Entry],
    text: &'d [u8],
    decoded: &'d [u8],
    object: usize,
}

impl<'d> Keys<'d> {
    fn iter(&self) -> impl Iterator<Item = (usize, &'d [u8])> + use<'_, 'd> {
        let end = self.entries.get(self.object).map_or(0, |object| object.next as usize);
        let mut key = self.object + 1;
        std::iter::from_fn(move || {
            let entry = self.entries.get(key).filter(|_| key < end)?;
            let this = (key, self.name(entry));
            key = self.entries.get(key + 1).map_or(end, |value| value.next as usize);
            Some(this)
        })
    }

    fn name(&self, key: &Entry) -> &'d [u8] {
        match key.chars {
            Chars::Source => self.text.get(key.start as usize + 1..key.end as usize - 1),
            Chars::Decoded { start, end } => self.decoded.get(start as usize..end as usize),
        }
        .unwrap_or_default()
    }

    /// Whether two names may be the same: they fall on the same bit. Of the few keys that objects mostly have, hardly
    /// any do, so that no name need be compared.
    fn may_repeat(&self) -> bool {
        let mut bits = [0_u64; 16];
        self.iter().any(|(_, name)| {
            let place = place(name);
            let Some(word) = bits.get_mut(usize::from(place >> 6 & 15)) else { return true };
            let bit = 1 << (place & 63);
            let taken = *word & bit != 0;
            *word |= bit;
            taken
        })
    }
}

/// A number below 1024 for a name, from its length and its first, middle and last byte.
fn place(name: &[u8]) -> u16 {
    let byte = |at: usize| u32::from(name.get(at).copied().unwrap_or_default());
    let mixed = byte(0)
        .wrapping_add(byte(name.len() / 2) << 7)
        .wrapping_add(byte(name.len().wrapping_sub(1)) << 14)
        .wrapping_add((name.len() as u32) << 21);
    (mixed.wrapping_mul(0x9e37_79b1) >> 22) as u16
}
