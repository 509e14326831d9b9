//! Pseudo-random numbers from a seed (SplitMix64).

/// The same seed, the same instance.
pub struct Random(pub u64);

impl Random {
    /// In `low..=high`.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        low + ((u128::from(mixed) * u128::from(high - low + 1)) >> 64) as u32
    }

    /// One of them; none of none.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let last = (from.len() as u32).checked_sub(1)?;
        Some(from[self.between(0, last) as usize])
    }
}
