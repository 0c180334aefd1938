import { TEXT_BYTES } from "./scan_plan";

// A dictionary numbers byte strings by first appearance: an open-addressing table over their hashes, their bytes compared.
// As in Abseil's Swiss tables, slots stand in groups of sixteen, with a byte of each slot's hash beside the table: one
// comparison of sixteen bytes mostly tells which slot of a group it is, however full the table.
// Header: i32 fields, by byte offset; the host lays them out in the same order (kernel-dictionary.ts).
const SLOTS: usize = 0; // [16 * (mask + 1)] of { hash, code, text, length, its first 16 bytes }, 32 bytes each
const MASK: usize = 4;
const SIZE: usize = 8;
const LIMIT: usize = 12; // full at this size
const FILL: usize = 16; // where the next text goes
const FILL_END: usize = 20; // end of the block of texts; texts stand one after the other, at least 8 bytes stay free
const ENDS: usize = 24; // [LIMIT] bytes of all texts up to and with each one
const BYTES: usize = 28; // of all texts
const TAGS: usize = 32; // [16 * (mask + 1)] 0: free; else the low 7 bits of the hash, and the high bit

/** Bytes of the longest text that stands in its slot as a whole. */
const SHORT: i32 = 16;

/** The code of the text of `length` bytes at p (at least 15 more follow), new texts included; -1 where it is full. */
export function dictionaryCode(dictionary: usize, p: usize, length: i32): i32 {
  return findText(dictionary, p, length, textHash(p, length), textHead(p, length));
}

/**
 * The codes of `count` texts, each { address, length, hash, scratch }, to `codes`; returns the first that has none, as it is
 * full. First looks up without a branch where each may stand, so that the processor fetches many slots at once.
 */
export function dictionaryCodesOf(dictionary: usize, texts: usize, count: i32, codes: usize): i32 {
  const slots = <usize>load<u32>(dictionary, SLOTS), tags = <usize>load<u32>(dictionary, TAGS);
  const wrap = load<i32>(dictionary, MASK);
  const end = texts + <usize>count * TEXT_BYTES;
  for (let text = texts, code = codes; text < end; text += TEXT_BYTES, code += 4) {
    const hash = load<i32>(text, 8);
    const group = <usize>((hash >>> 7) & wrap) << 4;
    const alike = i8x16.bitmask(i8x16.eq(v128.load(tags + group), tagOf(hash)));
    const slot = slots + ((group + <usize>(ctz(alike) & 15)) << 5);
    store<u32>(text, <u32>slot + u32(alike == 0), 12); // odd: nowhere
    store<i32>(code, load<i32>(slot, 4));
  }
  for (let i = 0; i < count; i++, texts += TEXT_BYTES, codes += 4) {
    const p = <usize>load<u32>(texts), slot = <usize>load<u32>(texts, 12);
    const length = load<i32>(texts, 4);
    const head = textHead(p, length);
    if ((slot & 1) == 0 && isText(slot, p, length, head)) continue;
    const found = findText(dictionary, p, length, load<i32>(texts, 8), head);
    if (found < 0) return i;
    store<i32>(codes, found);
  }
  return count;
}

function findText(dictionary: usize, p: usize, length: i32, hash: i32, head: v128): i32 {
  const slots = <usize>load<u32>(dictionary, SLOTS), tags = <usize>load<u32>(dictionary, TAGS);
  const wrap = load<i32>(dictionary, MASK);
  const wanted = tagOf(hash);
  let group = (hash >>> 7) & wrap;
  while (true) {
    const first = <usize>group << 4;
    const own = v128.load(tags + first);
    for (let alike = i8x16.bitmask(i8x16.eq(own, wanted)); alike; alike &= alike - 1) {
      const slot = slots + ((first + <usize>ctz(alike)) << 5);
      if (isText(slot, p, length, head)) return load<i32>(slot, 4);
    }
    const taken = i8x16.bitmask(own);
    if (taken != 0xFFFF) return addText(dictionary, p, length, hash, first + <usize>ctz(~taken), head);
    group = (group + 1) & wrap;
  }
}

// @ts-ignore: decorator
@inline
function tagOf(hash: i32): v128 {
  return i8x16.splat(<i8>(hash | 128));
}

// @ts-ignore: decorator
@inline
function isText(slot: usize, p: usize, length: i32, head: v128): bool {
  return load<i32>(slot, 12) == length && !v128.any_true(v128.xor(load<v128>(slot, 16), head)) &&
    (length <= SHORT || sameRest(<usize>load<u32>(slot, 8), p, <usize>length));
}

// The first sixteen bytes stand in the slot itself: most texts are told by one line of the cache. Shorter ones are
// filled up with zeros, so that they need no comparison of their own.
// @ts-ignore: decorator
@inline
function textHead(p: usize, length: i32): v128 {
  return v128.and(v128.load(p), v128.load(FIRST_BYTES + 16 - <usize>min(length, 16)));
}

/** Sixteen bytes from place 16 - n on: the first n are set. */
const FIRST_BYTES: usize = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
]);

// @ts-ignore: decorator
@inline
export function textHash(p: usize, length: i32): i32 {
  const head = textHead(p, length);
  let h = (i64x2.extract_lane(head, 0) * 0x9FB21C651E98DF25) ^ rotl<u64>(i64x2.extract_lane(head, 1) * 0xD6E8FEB86659FD93, 31);
  if (length > SHORT) h ^= restHash(p, <usize>length);
  h = (h ^ (h >>> 29) ^ <u64>length) * 0xA0761D6478BD642F;
  return <i32>(h >>> 32);
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

function addText(dictionary: usize, p: usize, length: i32, hash: i32, place: usize, head: v128): i32 {
  const code = load<i32>(dictionary, SIZE);
  const text = <usize>load<u32>(dictionary, FILL);
  if (code >= load<i32>(dictionary, LIMIT) || text + <usize>length + 8 > <usize>load<u32>(dictionary, FILL_END)) return -1;
  memory.copy(text, p, <usize>length);
  store<u8>(<usize>load<u32>(dictionary, TAGS) + place, <u8>(hash | 128));
  const slot = <usize>load<u32>(dictionary, SLOTS) + (place << 5);
  store<i32>(slot, hash);
  store<i32>(slot, code, 4);
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

/** Moves a dictionary to a table of `size` slots (a power of two, 16 or more) with cleared tags; `ends` has room for 7 of 8. */
export function dictionaryMove(dictionary: usize, tags: usize, slots: usize, size: i32, ends: usize): void {
  const before = <usize>load<u32>(dictionary, SLOTS), tagsBefore = <usize>load<u32>(dictionary, TAGS);
  const count = before ? (load<i32>(dictionary, MASK) + 1) << 4 : 0;
  const wrap = (size >> 4) - 1;
  for (let i: usize = 0; i < <usize>count; i++) {
    const tag = load<u8>(tagsBefore + i);
    if (tag == 0) continue;
    const from = before + (i << 5);
    let group = (load<i32>(from) >>> 7) & wrap;
    let taken = i8x16.bitmask(v128.load(tags + (<usize>group << 4)));
    while (taken == 0xFFFF) {
      group = (group + 1) & wrap;
      taken = i8x16.bitmask(v128.load(tags + (<usize>group << 4)));
    }
    const place = (<usize>group << 4) + <usize>ctz(~taken);
    store<u8>(tags + place, tag);
    const to = slots + (place << 5);
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  }
  memory.copy(ends, <usize>load<u32>(dictionary, ENDS), <usize>load<i32>(dictionary, SIZE) << 2);
  store<u32>(dictionary, <u32>ends, ENDS);
  store<u32>(dictionary, <u32>slots, SLOTS);
  store<u32>(dictionary, <u32>tags, TAGS);
  store<i32>(dictionary, wrap, MASK);
  store<i32>(dictionary, (size >> 3) * 7, LIMIT);
}

/** Lets the texts that follow stand in another block of memory. */
export function dictionaryRoom(dictionary: usize, block: usize, bytes: i32): void {
  store<u32>(dictionary, <u32>block, FILL);
  store<u32>(dictionary, <u32>(block + <usize>bytes), FILL_END);
}
