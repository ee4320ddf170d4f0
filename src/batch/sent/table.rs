//! Fingerprints in memory.

/// Tables that grow one after the other, so that the memory needed while one grows is small.
const SHARDS: usize = 1 << SHARD_BITS;
const SHARD_BITS: u32 = 8;
/// Slots of a new table.
const FIRST_SLOTS: usize = 16;

/// A set of fingerprints.
#[derive(Debug)]
pub(super) struct Table {
    shards: Vec<Shard>,
    count: usize,
}

/// A table with open addressing. Its slots are in the order of the fingerprints, as far as there is room, so that any
/// number of slots will do.
#[derive(Debug, Default)]
struct Shard {
    /// Fingerprints, or [`EMPTY`].
    slots: Vec<u64>,
    count: usize,
}

const EMPTY: u64 = 0;

impl Table {
    pub(super) fn new() -> Self {
        Self { shards: std::iter::repeat_with(Shard::default).take(SHARDS).collect(), count: 0 }
    }

    /// Adds a fingerprint; false if it is there already.
    pub(super) fn insert(&mut self, fingerprint: u64) -> bool {
        let shard = (fingerprint >> (u64::BITS - SHARD_BITS)) as usize;
        let is_new = self.shards.get_mut(shard).is_some_and(|shard| shard.insert(fingerprint.max(EMPTY + 1)));
        self.count += usize::from(is_new);
        is_new
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Takes all of them out, from the smallest to the largest. The memory goes table by table.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = u64> {
        self.count = 0;
        self.shards.iter_mut().flat_map(|shard| {
            let mut slots = std::mem::take(shard).slots;
            slots.retain(|&fingerprint| fingerprint != EMPTY);
            slots.sort_unstable();
            slots
        })
    }
}

impl Shard {
    fn insert(&mut self, fingerprint: u64) -> bool {
        // Seven of eight slots may be taken.
        if self.count * 8 >= self.slots.len() * 7 {
            self.grow();
        }
        match self.slot(fingerprint) {
            Some(slot) if *slot == EMPTY => {
                *slot = fingerprint;
                self.count += 1;
                true
            }
            _ => false,
        }
    }

    /// The slot that holds a fingerprint, or the empty one where it belongs.
    fn slot(&mut self, fingerprint: u64) -> Option<&mut u64> {
        // The bits that chose the shard are the same for all in it.
        let spread = u128::from(fingerprint << SHARD_BITS);
        let home = ((spread * self.slots.len() as u128) >> u64::BITS) as usize;
        let behind = self.slots.iter().skip(home).position(|&slot| slot == EMPTY || slot == fingerprint);
        let at = match behind {
            Some(behind) => home + behind,
            None => self.slots.iter().position(|&slot| slot == EMPTY || slot == fingerprint)?,
        };
        self.slots.get_mut(at)
    }

    fn grow(&mut self) {
        let more = (self.slots.len() + self.slots.len() / 3).max(FIRST_SLOTS);
        let former = std::mem::replace(&mut self.slots, vec![EMPTY; more]);
        for fingerprint in former.into_iter().filter(|&fingerprint| fingerprint != EMPTY) {
            if let Some(slot) = self.slot(fingerprint) {
                *slot = fingerprint;
            }
        }
    }
}

/// Numbers that look like chance, the same in every run (splitmix64).
#[cfg(test)]
pub(super) fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_is_new_once() {
        let mut table = Table::new();
        let mut known = HashSet::new();
        for i in 1..300_000_u64 {
            // Every third one comes again.
            let fingerprint = mixed(if i % 3 == 2 { i / 2 } else { i });
            assert_eq!(table.insert(fingerprint), known.insert(fingerprint), "{i}");
        }
        for edge in [0, u64::MAX, u64::MAX - 1] {
            assert!(table.insert(edge));
            assert!(!table.insert(edge));
        }
    }

    #[test]
    fn a_user_takes_less_than_thirteen_bytes() {
        let mut table = Table::new();
        for i in 0..200_000 {
            table.insert(mixed(i));
            let slots: usize = table.shards.iter().map(|shard| shard.slots.capacity()).sum();
            assert!(i < 100_000 || slots as u64 * 8 <= i * 13, "{slots} slots for {i}");
        }
    }
}
