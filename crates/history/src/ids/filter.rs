//! The Bloom filter of a segment, kept beside it.
//!
//! The file: a mark with the version of the format, the number of ids, of hash functions and of
//! words, the words, and a SHA-256 of it all. Nothing depends on it: it can be made again.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use fastbloom::BloomFilter;
use sha2::{Digest, Sha256};

/// Changes with how ids are hashed: filters of another version are made again.
const MARK: &[u8; 16] = b"goodwill bloom 1";

/// With 12 bits an id, three in a thousand unknown ids need a look at the disk.
const BITS_PER_ID: u64 = 12;
const HASHES: u32 = 8;

/// A set that may hold more than was put in, never less.
#[derive(Debug)]
pub(super) struct Filter {
    ids: u64,
    bloom: BloomFilter,
}

impl Filter {
    pub(super) fn with_room_for(ids: u64) -> Self {
        let bits = usize::try_from((ids * BITS_PER_ID).max(1024)).unwrap_or(usize::MAX);
        Self { ids: 0, bloom: BloomFilter::with_num_bits(bits).seed(&0).hashes(HASHES) }
    }

    pub(super) fn insert(&mut self, id: &[u8; 16]) {
        self.bloom.insert_hash(hash(id));
        self.ids += 1;
    }

    pub(super) fn may_hold(&self, id: &[u8; 16]) -> bool {
        self.bloom.contains_hash(hash(id))
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.bloom.num_bits() / 8
    }

    pub(super) fn write(&self, mut out: impl Write) -> io::Result<()> {
        let words = self.bloom.as_slice();
        let mut hashed = Sha256::new();
        let mut put = |bytes: &[u8]| {
            hashed.update(bytes);
            out.write_all(bytes)
        };
        put(MARK)?;
        put(&self.ids.to_le_bytes())?;
        put(&u64::from(self.bloom.num_hashes()).to_le_bytes())?;
        put(&(words.len() as u64).to_le_bytes())?;
        let mut bytes = Vec::with_capacity(8 * 8192);
        for words in words.chunks(8192) {
            bytes.clear();
            bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
            put(&bytes)?;
        }
        out.write_all(&hashed.finalize())
    }

    /// The filter in a file, if it is whole and of a segment with so many ids.
    pub(super) fn read(path: &Path, ids: u64) -> Option<Self> {
        const HEAD: usize = 16 + 3 * 8;
        let bytes = fs::read(path).ok()?;
        let (content, digest) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        let (head, words) = content.split_at_checked(HEAD)?;
        let number = |at: usize| Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?));
        let whole = head.starts_with(MARK)
            && number(16)? == ids
            && number(32)? == words.len() as u64 / 8
            && words.len().is_multiple_of(8)
            && !words.is_empty()
            && *Sha256::digest(content) == *digest;
        if !whole {
            return None;
        }
        let hashes = u32::try_from(number(24)?).ok()?;
        let words = words.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap_or_default()));
        Some(Self { ids, bloom: BloomFilter::from_vec(words.collect()).seed(&0).hashes(hashes) })
    }
}

/// An id is a keyed digest: eight bytes of it are as good a hash as any. Its last bytes, because
/// its first ones say where in the segment it lies.
fn hash(id: &[u8; 16]) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&id[8..]);
    u64::from_le_bytes(bytes)
}
