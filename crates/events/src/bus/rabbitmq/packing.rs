//! Bundles packed with Zstandard (RFC 8878): events of one type repeat each other's names, and the broker keeps a copy of each message in
//! its log for every consumer. Level 1 takes two microseconds for an event and leaves an eighth of it.

use std::io::{self, Read};

use crate::EnvelopeError;

/// The content encoding, by its registered name.
pub(super) const ZSTD: &str = "zstd";
const LEVEL: i32 = 1;
/// No bundle is larger; what claims to be is not unpacked to its end.
const MOST: u64 = 64 << 20;

/// Packs one body after another.
pub(super) struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    /// None where it cannot be had, which is no reason not to send.
    pub(super) fn new() -> Option<Self> {
        zstd::bulk::Compressor::new(LEVEL).ok().map(Self)
    }

    pub(super) fn pack(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        self.0.compress(body).ok()
    }
}

/// The body that was packed.
///
/// # Errors
/// One that is no such, or of more than 64 MiB.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
    let read = || -> io::Result<Vec<u8>> {
        let mut body = Vec::with_capacity(8 * packed.len());
        let decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
        decoder.take(MOST + 1).read_to_end(&mut body)?;
        if body.len() as u64 > MOST {
            return Err(io::Error::other("it is larger than 64 MiB"));
        }
        Ok(body)
    };
    read().map_err(EnvelopeError::Packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_is_small() {
        let body = "{\"type\":\"cascade.tasks.progress_reported.v1\"}".repeat(40);
        let mut packer = Packer::new().unwrap();
        for _ in 0..2 {
            let packed = packer.pack(body.as_bytes()).unwrap();
            assert!(packed.len() * 8 < body.len());
            assert_eq!(unpack(&packed).unwrap(), body.as_bytes());
        }
    }

    #[test]
    fn neither_strangers_nor_bombs_are_unpacked() {
        assert!(matches!(unpack(b"[1]"), Err(EnvelopeError::Packed(_))));
        let packed = Packer::new().unwrap().pack(&[b'0'; 1_000]).unwrap();
        assert!(unpack(&packed[..packed.len() - 1]).is_err());
        let bomb = Packer::new().unwrap().pack(&vec![0; (MOST + 1) as usize]);
        assert!(unpack(&bomb.unwrap()).is_err());
    }
}
