//! Which fingerprints are certainly not there: a Bloom filter with two bits for each.

#[derive(Debug)]
pub(super) struct Filter {
    words: Vec<u64>,
    /// The number of bits, as a power of two.
    bits: u32,
}

impl Filter {
    pub(super) fn new(bits: u32) -> Self {
        Self { words: vec![0; 1 << (bits - u64::BITS.trailing_zeros())], bits }
    }

    /// The numbers of the bits of a fingerprint, which is itself as good as chance.
    fn places(&self, fingerprint: u64) -> [u64; 2] {
        [fingerprint >> (u64::BITS - self.bits), fingerprint & ((1 << self.bits) - 1)]
    }

    pub(super) fn add(&mut self, fingerprint: u64) {
        for place in self.places(fingerprint) {
            if let Some(word) = self.words.get_mut((place / 64) as usize) {
                *word |= 1 << (place % 64);
            }
        }
    }

    pub(super) fn may_contain(&self, fingerprint: u64) -> bool {
        self.places(fingerprint).iter().all(|place| {
            self.words.get((place / 64) as usize).is_some_and(|word| word & (1 << (place % 64)) != 0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::mixed;
    use super::*;

    #[test]
    fn those_that_are_there_are_found_and_most_others_are_not() {
        let mut filter = Filter::new(16);
        (0..5_000).map(mixed).for_each(|fingerprint| filter.add(fingerprint));
        assert!((0..5_000).map(mixed).all(|fingerprint| filter.may_contain(fingerprint)));
        let taken = (5_000..15_000).map(mixed).filter(|&fingerprint| filter.may_contain(fingerprint)).count();
        assert!(taken < 400, "{taken} of 10,000");
    }
}
