// A dictionary numbers byte strings by first appearance: an open-addressing table over their hashes, their bytes compared.
// Header: i32 fields, by byte offset; the host lays them out in the same order (kernel-dictionary.ts).
const SLOTS: usize = 0; // [mask + 1] of { hash, code + 1 (0: free), text, length, its first 16 bytes }, 32 bytes each
const MASK: usize = 4;
const SIZE: usize = 8;
const LIMIT: usize = 12; // full at this size
const FILL: usize = 16; // where the next text goes
const FILL_END: usize = 20; // end of the block of texts; texts stand one after the other, at least 8 bytes stay free
const ENDS: usize = 24; // [LIMIT] bytes of all texts up to and with each one
const BYTES: usize = 28; // of all texts

/** The code of the text of `length` bytes at p (at least 15 more follow), new texts included; -1 where it is full. */
export function dictionaryCode(dictionary: usize, p: usize, length: i32): i32 {
  // The first sixteen bytes stand in the slot itself: most texts are told by one line of the cache. Shorter ones are
  // filled up with zeros, so that they need no comparison of their own.
  const more = length > 16;
  const head = more ? v128.load(p) : v128.and(v128.load(p), i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>length)));
  let h = (i64x2.extract_lane(head, 0) * 0x9FB21C651E98DF25) ^ rotl<u64>(i64x2.extract_lane(head, 1) * 0xD6E8FEB86659FD93, 31);
  if (more) h ^= restHash(p, <usize>length);
  h = (h ^ (h >> 29) ^ <u64>length) * 0xA0761D6478BD642F;
  const hash = <i32>(h >> 32);
  const slots = <usize>load<u32>(dictionary, SLOTS);
  const wrap = load<i32>(dictionary, MASK);
  let slot = hash & wrap;
  while (true) {
    const s = slots + (<usize>slot << 5);
    const code = load<i32>(s, 4) - 1;
    if (code < 0) return addText(dictionary, p, length, hash, s, head);
    if (
      load<i32>(s, 12) == length && !v128.any_true(v128.xor(load<v128>(s, 16), head)) &&
      (!more || sameRest(<usize>load<u32>(s, 8), p, <usize>length))
    ) return code;
    slot = (slot + 1) & wrap;
  }
}

/**
 * The codes of texts from <= text < to, which stand one after the other at `bytes` (at least 15 more follow), to `codes`.
 * Returns the first text that has none, as the dictionary is full; `to` where all have one.
 */
export function dictionaryCodes(dictionary: usize, bytes: usize, ends: usize, from: i32, to: i32, codes: usize): i32 {
  let start = from == 0 ? 0 : load<i32>(ends + (<usize>(from - 1) << 2));
  for (let text = from; text < to; text++) {
    const end = load<i32>(ends + (<usize>text << 2));
    const code = dictionaryCode(dictionary, bytes + <usize>start, end - start);
    if (code < 0) return text;
    store<i32>(codes + (<usize>text << 2), code);
    start = end;
  }
  return to;
}

// Of a text of more than sixteen bytes: those after the first sixteen, the last sixteen bytes overlapping what is before.

// @ts-ignore: decorator
@inline
function restHash(p: usize, length: usize): u64 {
  let h: u64 = 0;
  const end = p + length;
  for (let at = p + 16; at + 16 < end; at += 16) {
    h = (h ^ (load<u64>(at) * 0x9FB21C651E98DF25) ^ rotl<u64>(load<u64>(at, 8) * 0xD6E8FEB86659FD93, 23)) * 0xA0761D6478BD642F;
  }
  return h ^ rotl<u64>(load<u64>(end - 16) * 0xE7037ED1A0B428DB, 37) ^ rotl<u64>(load<u64>(end - 8) * 0x8EBC6AF09C88C6E3, 51);
}

// @ts-ignore: decorator
@inline
function sameRest(text: usize, p: usize, length: usize): bool {
  const last = length - 16;
  let differ = v128.xor(v128.load(text + last), v128.load(p + last));
  for (let at: usize = 16; at < last; at += 16) differ = v128.or(differ, v128.xor(v128.load(text + at), v128.load(p + at)));
  return !v128.any_true(differ);
}

function addText(dictionary: usize, p: usize, length: i32, hash: i32, slot: usize, head: v128): i32 {
  const code = load<i32>(dictionary, SIZE);
  const text = <usize>load<u32>(dictionary, FILL);
  if (code >= load<i32>(dictionary, LIMIT) || text + <usize>length + 8 > <usize>load<u32>(dictionary, FILL_END)) return -1;
  memory.copy(text, p, <usize>length);
  store<i32>(slot, hash);
  store<i32>(slot, code + 1, 4);
  store<u32>(slot, <u32>text, 8);
  store<i32>(slot, length, 12);
  v128.store(slot, head, 16);
  const bytes = load<i32>(dictionary, BYTES) + length;
  store<i32>(dictionary, bytes, BYTES);
  store<i32>(<usize>load<u32>(dictionary, ENDS) + (<usize>code << 2), bytes);
  store<i32>(dictionary, code + 1, SIZE);
  store<u32>(dictionary, <u32>text + <u32>length, FILL);
  return code;
}

/** Texts that a table of `size` slots takes. */
// @ts-ignore: decorator
@inline
function fullAt(size: i32): i32 {
  return (size >> 4) * 11;
}

/** Moves a dictionary to a cleared table of `size` slots (a power of two); `ends` has room for 11 of 16. */
export function dictionaryMove(dictionary: usize, slots: usize, size: i32, ends: usize): void {
  const before = <usize>load<u32>(dictionary, SLOTS);
  const count = before ? load<i32>(dictionary, MASK) + 1 : 0;
  const wrap = size - 1;
  for (let i = 0; i < count; i++) {
    const from = before + (<usize>i << 5);
    if (load<i32>(from, 4) == 0) continue;
    let slot = load<i32>(from) & wrap;
    while (load<i32>(slots + (<usize>slot << 5), 4) != 0) slot = (slot + 1) & wrap;
    const to = slots + (<usize>slot << 5);
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  }
  memory.copy(ends, <usize>load<u32>(dictionary, ENDS), <usize>load<i32>(dictionary, SIZE) << 2);
  store<u32>(dictionary, <u32>ends, ENDS);
  store<u32>(dictionary, <u32>slots, SLOTS);
  store<i32>(dictionary, wrap, MASK);
  store<i32>(dictionary, fullAt(size), LIMIT);
}

/** Lets the texts that follow stand in another block of memory. */
export function dictionaryRoom(dictionary: usize, block: usize, bytes: i32): void {
  store<u32>(dictionary, <u32>block, FILL);
  store<u32>(dictionary, <u32>(block + <usize>bytes), FILL_END);
}
