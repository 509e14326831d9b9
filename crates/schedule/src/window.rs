//! What a calendar changes of another's numbering: a person's calendar is the organisation's with some days away, and thousands of
//! them must not each have tables of years.
//!
//! From the first to the last changed half day there is a bit for each; before and after the tables below go on, after it moved by a
//! constant. A count is a look-up and the bits of one word, a half day of an ordinal a look-up and a selection in one word: rank and
//! select after G. Jacobson, Space-efficient static trees and graphs (FOCS 1989), selection in a word after S. Vigna, Broadword
//! implementation of rank/select queries (WEA 2008). A year takes 190 bytes.

use std::sync::Arc;

use crate::{day::Slot, tables::Tables};

/// Half days of a block.
const BITS: Slot = 64;
/// Ordinals between two hints, as a power of two.
const HINT: u32 = 5;

/// 64 half days, 16 bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Block {
    /// The half days that are worked, from the lowest bit.
    worked: u64,
    /// Half days of the window worked before the block.
    before: u32,
    /// The blocks in which the 64th-next and the 32 after them are found: of the window's ordinals, counted from 0, those at 64 times
    /// the block's number, and 32 further.
    hints: [u16; 2],
}

/// The half days that are not as tables have them, and all between them; empty where all are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Window {
    /// First half day.
    first: Slot,
    /// Half days worked before the window.
    before: i32,
    /// Half days worked in it.
    total: u32,
    /// By what the count differs from the tables' after it.
    shift: i32,
    /// One more than there are words of half days, so that there is always a next.
    blocks: Arc<[Block]>,
}

impl Window {
    /// The window of these half days, in ascending order; the flag says whether it is worked.
    pub(crate) fn new(below: &Tables, changed: &[(Slot, bool)]) -> Self {
        let (Some((first, _)), Some((last, _))) = (changed.first(), changed.last()) else {
            return Self::default();
        };
        let count = (last - first) / BITS + 1;
        let mut blocks = vec![Block::default(); usize::try_from(count + 1).unwrap_or(1)];
        let mut changed = changed.iter().copied().peekable();
        let mut total = 0;
        for (slot, at) in (*first..*first + count * BITS).zip(0_usize..) {
            let said = changed.next_if(|(said, _)| *said == slot);
            if said.map_or_else(|| below.is_worked(slot), |(_, worked)| worked) {
                blocks[at / 64].worked |= 1 << (at % 64);
                total += 1;
            }
            blocks[at / 64 + 1].before = total;
        }
        let mut block = 0;
        for hint in 0..2 * blocks.len() {
            let ordinal = u32::try_from(hint).unwrap_or(u32::MAX) << HINT;
            while block + 2 < blocks.len() && blocks[block + 1].before <= ordinal {
                block += 1;
            }
            blocks[hint / 2].hints[hint % 2] = u16::try_from(block).unwrap_or(u16::MAX);
        }
        let before = below.worked_through(first - 1);
        let end = first + count * BITS - 1;
        Self {
            first: *first,
            before,
            total,
            shift: before + total.cast_signed() - below.worked_through(end),
            blocks: blocks.into(),
        }
    }

    #[inline]
    pub(crate) fn worked_through(&self, below: &Tables, slot: Slot) -> i32 {
        let at = slot.wrapping_sub(self.first).cast_unsigned();
        match self.blocks.get((at / 64) as usize) {
            // The last block is empty, and right for the half days just after the window only.
            Some(block) if ((at / 64) as usize) < self.blocks.len() - 1 => {
                let through = block.worked & (u64::MAX >> (63 - at % 64));
                self.before + (block.before + through.count_ones()).cast_signed()
            }
            _ => self.worked_through_beyond(below, slot),
        }
    }

    fn worked_through_beyond(&self, below: &Tables, slot: Slot) -> i32 {
        let shift = if slot < self.first { 0 } else { self.shift };
        below.worked_through(slot) + shift
    }

    #[inline]
    pub(crate) fn nth(&self, below: &Tables, ordinal: i32) -> Slot {
        // The half days of the window worked before it.
        let before = ordinal
            .wrapping_sub(self.before)
            .wrapping_sub(1)
            .cast_unsigned();
        if before >= self.total {
            return self.nth_beyond(below, ordinal);
        }
        let hint = (before >> HINT) as usize;
        let mut at = usize::from(self.blocks[hint / 2].hints[hint % 2]);
        // Mostly it is this block or the next.
        at += usize::from(self.blocks[at + 1].before <= before);
        while self.blocks[at + 1].before <= before {
            at += 1;
        }
        let block = &self.blocks[at];
        let place = select(block.worked, before - block.before);
        self.first + (64 * at as u32 + place).cast_signed()
    }

    fn nth_beyond(&self, below: &Tables, ordinal: i32) -> Slot {
        let shift = if ordinal <= self.before {
            0
        } else {
            self.shift
        };
        below.nth(ordinal.saturating_sub(shift))
    }
}

/// Place of the bit that has so many set ones below it; there is one.
#[inline]
fn select(word: u64, below: u32) -> u32 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let pairs = word - ((word >> 1) & 0x5555_5555_5555_5555);
    let fours = (pairs & 0x3333_3333_3333_3333) + ((pairs >> 2) & 0x3333_3333_3333_3333);
    // Each byte: bits set up to its end.
    let sums = ((fours + (fours >> 4)) & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(ONES);
    // The bytes that end before the bit have a sum of at most `below`.
    let ended = ((u64::from(below) * ONES) | TOPS).wrapping_sub(sums) & TOPS;
    let bytes = ((ended >> 7).wrapping_mul(ONES) >> 56) as u32;
    let passed = ((sums << 8) >> (8 * bytes)) & 0xff;
    let byte = (word >> (8 * bytes)) & 0xff;
    8 * bytes + u32::from(IN_BYTE[byte as usize][below as usize - passed as usize])
}

/// Place of the n-th set bit of a byte.
static IN_BYTE: [[u8; 8]; 256] = {
    let mut places = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut bit, mut count) = (0, 0);
        while bit < 8 {
            if byte >> bit & 1 == 1 {
                places[byte][count] = bit;
                count += 1;
            }
            bit += 1;
        }
        byte += 1;
    }
    places
};

#[cfg(test)]
mod tests {
    use super::select;

    #[test]
    fn selection_finds_each_bit_of_a_word() {
        let mut word = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..2_000 {
            word ^= word << 13;
            word ^= word >> 7;
            word ^= word << 17;
            let sparse = word & word.rotate_left(7) & word.rotate_left(29);
            for word in [word, sparse, !sparse, u64::MAX] {
                let set = (0..64).filter(|bit| word >> bit & 1 == 1);
                for (below, place) in (0..).zip(set) {
                    assert_eq!(select(word, below), place, "{word:x} {below}");
                }
            }
        }
    }
}
