// A dictionary numbers byte strings by first appearance: an open-addressing table over their hashes, their bytes compared.
// Header: i32 fields, by byte offset; the host lays them out in the same order (kernel-dictionary.ts).
const SLOTS: usize = 0; // [mask + 1] of { hash, code + 1 (0: free), text, length }, 16 bytes each
const MASK: usize = 4;
const SIZE: usize = 8;
const LIMIT: usize = 12; // full at this size
const FILL: usize = 16; // where the next text goes
const FILL_END: usize = 20; // end of the block of texts; texts stand one after the other, at least 8 bytes stay free
const ENDS: usize = 24; // [LIMIT] bytes of all texts up to and with each one
const BYTES: usize = 28; // of all texts

/** The code of the text of `length` bytes at p (at least 7 more follow), new texts included; -1 where it is full. */
export function dictionaryCode(dictionary: usize, p: usize, length: i32): i32 {
  const hash = hashOf(p, <usize>length);
  const slots = <usize>load<u32>(dictionary, SLOTS);
  const wrap = load<i32>(dictionary, MASK);
  let slot = hash & wrap;
  while (true) {
    const s = slots + (<usize>slot << 4);
    const code = load<i32>(s, 4) - 1;
    if (code < 0) return addText(dictionary, p, length, hash, s);
    if (load<i32>(s) == hash && load<i32>(s, 12) == length && same(<usize>load<u32>(s, 8), p, <usize>length)) return code;
    slot = (slot + 1) & wrap;
  }
}

// Texts of 8 to 32 bytes, which most are, are read as four words that overlap, without a branch.

// @ts-ignore: decorator
@inline
function second(length: usize): usize {
  return min<usize>(8, length - 8);
}

// @ts-ignore: decorator
@inline
function third(length: usize): usize {
  return max<usize>(16, length) - 16;
}

// @ts-ignore: decorator
@inline
function hashOf(p: usize, length: usize): i32 {
  let h = <u64>length;
  if (length >= 8) {
    let at = p;
    for (const end = p + length; at + 32 < end; at += 16) {
      h = (h ^ load<u64>(at) * 0x9FB21C651E98DF25 ^ rotl<u64>(load<u64>(at, 8) * 0xD6E8FEB86659FD93, 23)) * 0xA0761D6478BD642F;
    }
    const rest = p + length - at;
    h ^= (load<u64>(at) * 0x9FB21C651E98DF25) ^ rotl<u64>(load<u64>(at + second(rest)) * 0xD6E8FEB86659FD93, 23);
    h += rotl<u64>(load<u64>(at + third(rest)) * 0xE7037ED1A0B428DB, 37) ^ rotl<u64>(load<u64>(at + rest - 8) * 0x8EBC6AF09C88C6E3, 51);
  } else {
    h = ((load<u64>(p) & (((<u64>1) << (h << 3)) - 1)) + h) * 0x9FB21C651E98DF25;
    h ^= h >> 32;
  }
  h *= 0xA0761D6478BD642F;
  return <i32>(h ^ (h >> 32));
}

// Whether the stored text equals the `length` bytes at p.
// @ts-ignore: decorator
@inline
function same(text: usize, p: usize, length: usize): bool {
  if (length < 8) return ((load<u64>(text) ^ load<u64>(p)) & (((<u64>1) << (<u64>length << 3)) - 1)) == 0;
  let rest = length;
  for (; rest > 32; rest -= 16, text += 16, p += 16) {
    if (v128.any_true(v128.xor(v128.load(text), v128.load(p)))) return false;
  }
  const b = second(rest), c = third(rest), d = rest - 8;
  return (
    (load<u64>(text) ^ load<u64>(p)) | (load<u64>(text + b) ^ load<u64>(p + b)) |
    (load<u64>(text + c) ^ load<u64>(p + c)) | (load<u64>(text + d) ^ load<u64>(p + d))
  ) == 0;
}

function addText(dictionary: usize, p: usize, length: i32, hash: i32, slot: usize): i32 {
  const code = load<i32>(dictionary, SIZE);
  const text = <usize>load<u32>(dictionary, FILL);
  if (code >= load<i32>(dictionary, LIMIT) || text + <usize>length + 8 > <usize>load<u32>(dictionary, FILL_END)) return -1;
  memory.copy(text, p, <usize>length);
  store<i32>(slot, hash);
  store<i32>(slot, code + 1, 4);
  store<u32>(slot, <u32>text, 8);
  store<i32>(slot, length, 12);
  const bytes = load<i32>(dictionary, BYTES) + length;
  store<i32>(dictionary, bytes, BYTES);
  store<i32>(<usize>load<u32>(dictionary, ENDS) + (<usize>code << 2), bytes);
  store<i32>(dictionary, code + 1, SIZE);
  store<u32>(dictionary, <u32>text + <u32>length, FILL);
  return code;
}

/** Moves a dictionary to a cleared table of `size` slots (a power of two), full by half: `ends` has room for as many. */
export function dictionaryMove(dictionary: usize, slots: usize, size: i32, ends: usize): void {
  const before = <usize>load<u32>(dictionary, SLOTS);
  const count = before ? load<i32>(dictionary, MASK) + 1 : 0;
  const wrap = size - 1;
  for (let i = 0; i < count; i++) {
    const from = before + (<usize>i << 4);
    if (load<i32>(from, 4) == 0) continue;
    let slot = load<i32>(from) & wrap;
    while (load<i32>(slots + (<usize>slot << 4), 4) != 0) slot = (slot + 1) & wrap;
    v128.store(slots + (<usize>slot << 4), v128.load(from));
  }
  memory.copy(ends, <usize>load<u32>(dictionary, ENDS), <usize>load<i32>(dictionary, SIZE) << 2);
  store<u32>(dictionary, <u32>ends, ENDS);
  store<u32>(dictionary, <u32>slots, SLOTS);
  store<i32>(dictionary, wrap, MASK);
  store<i32>(dictionary, size >> 1, LIMIT);
}

/** Lets the texts that follow stand in another block of memory. */
export function dictionaryRoom(dictionary: usize, block: usize, bytes: i32): void {
  store<u32>(dictionary, <u32>block, FILL);
  store<u32>(dictionary, <u32>(block + <usize>bytes), FILL_END);
}
