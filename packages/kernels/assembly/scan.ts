// Ordinary rows of delimited text to coded columns. A row that is in any way unusual (broken or doubled quotes, another
// number of cells, a value that may count as missing, a stamp of another form) is left to the host, which reads it by
// the slow and complete way and then goes on here: these kernels never decide that a row is bad.
//
// Two passes over a window of some hundred KB: `scanIndex` lists the places of delimiters, line breaks and quotes by
// SIMD (as simdjson does: Langdale & Lemire 2019); `scanRows` walks the list row by row.

const LF: i32 = 10;
const CR: i32 = 13;
const QUOTE: i32 = 34;

/** What to do with a column. */
const SKIP: i32 = 0;
const NAME: i32 = 1; // code of its text, which must be there
const TEXT: i32 = 2; // code of its text, which may be empty
const STAMP: i32 = 3; // ms of an ISO 8601 stamp
const NUMBER: i32 = 4; // a plain number
const CELL: i32 = 5; // its place: first byte, first byte after, whether quoted

/** Why `scanRows` stopped. */
const WINDOW_END: i32 = 0;
const UNUSUAL: i32 = 1;
const DICTIONARY_FULL: i32 = 2;
const ROWS_FULL: i32 = 3;

// The plan: i32 fields, by byte offset. The host lays them out in the same order (kernel-rows.ts).
const INPUT: usize = 0; // the window's bytes, at least 16 more follow
const INDEX: usize = 4; // places listed by scanIndex
const COUNT: usize = 8; // their number
const CURSOR: usize = 12; // first place of the next row
const POSITION: usize = 16; // first byte of the next row
const WIDTH: usize = 20; // cells of a row
const DELIMITER: usize = 24;
const CAPACITY: usize = 28; // rows that fit
const COLUMNS: usize = 32; // [width] of { kind, dictionary, out }, 12 bytes each
const CELLS: usize = 36; // scratch: [width] of { start, end, quoted }, 12 bytes each
const LOCAL: usize = 40; // [capacity] u8: the stamp had no offset
const ROWS: usize = 44; // rows read since the host took them
const LOCALS: usize = 48; // how many of them are local
const FULL: usize = 52; // the dictionary that is full
const LAST_DATE: usize = 56; // the date read last, as its 10 bytes (u64, u16)
const LAST_DAY: usize = 72; // f64, its midnight in ms
const VALUE: usize = 80; // f64, scratch

/** Lists the places from <= place < to of delimiters, line breaks and quotes. Returns how many. */
export function scanIndex(input: usize, from: i32, to: i32, delimiter: i32, index: usize): i32 {
  const lf = i8x16.splat(<i8>LF), cr = i8x16.splat(<i8>CR), quote = i8x16.splat(<i8>QUOTE);
  const mark = i8x16.splat(<i8>delimiter);
  let out = index;
  for (let at = from; at < to; at += 64) {
    const p = input + <usize>at;
    let bits: u64 = <u64>(<u32>structural(v128.load(p), lf, cr, quote, mark));
    bits |= <u64>(<u32>structural(v128.load(p, 16), lf, cr, quote, mark)) << 16;
    bits |= <u64>(<u32>structural(v128.load(p, 32), lf, cr, quote, mark)) << 32;
    bits |= <u64>(<u32>structural(v128.load(p, 48), lf, cr, quote, mark)) << 48;
    if (to - at < 64) bits &= (<u64>1 << <u64>(to - at)) - 1;
    while (bits) {
      store<i32>(out, at + <i32>ctz(bits));
      out += 4;
      bits &= bits - 1;
    }
  }
  return <i32>((out - index) >> 2);
}

// @ts-ignore: decorator
@inline
function structural(bytes: v128, lf: v128, cr: v128, quote: v128, mark: v128): i32 {
  return i8x16.bitmask(v128.or(
    v128.or(i8x16.eq(bytes, lf), i8x16.eq(bytes, cr)),
    v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, mark))
  ));
}

/** Reads rows until one of the reasons to stop, which it returns. Whole rows only: a row that was begun is not taken. */
export function scanRows(plan: usize): i32 {
  const input = <usize>load<u32>(plan, INPUT);
  const index = <usize>load<u32>(plan, INDEX);
  const end = index + (<usize>load<u32>(plan, COUNT) << 2);
  const width = load<i32>(plan, WIDTH);
  const delimiter = load<i32>(plan, DELIMITER);
  const capacity = load<i32>(plan, CAPACITY);
  const columns = <usize>load<u32>(plan, COLUMNS);
  const cells = <usize>load<u32>(plan, CELLS);
  const local = <usize>load<u32>(plan, LOCAL);
  const last = columns + <usize>width * 12;
  let cursor = index + (<usize>load<u32>(plan, CURSOR) << 2);
  let position = load<i32>(plan, POSITION);
  let rows = load<i32>(plan, ROWS);
  let locals = load<i32>(plan, LOCALS);
  let reason = WINDOW_END;

  while (true) {
    if (rows == capacity) {
      reason = ROWS_FULL;
      break;
    }
    // First pass over the cells: where they are, and whether all of them are ordinary.
    let at = cursor;
    let start = position;
    let isLocal = 0;
    let cell = cells;
    let column = columns;
    reason = -1;
    for (; column < last; column += 12, cell += 12) {
      if (at >= end) { reason = WINDOW_END; break; }
      let place = load<i32>(at);
      let from = start, to = place, quoted = 0;
      if (place == start && <i32>load<u8>(input + <usize>place) == QUOTE) {
        do {
          at += 4;
          if (at >= end) break;
          place = load<i32>(at);
        } while (<i32>load<u8>(input + <usize>place) == delimiter);
        if (at + 4 >= end) { reason = WINDOW_END; break; }
        if (<i32>load<u8>(input + <usize>place) != QUOTE) { reason = UNUSUAL; break; }
        from = start + 1;
        to = place;
        quoted = 1;
        at += 4;
        place = load<i32>(at);
        if (place != to + 1) { reason = UNUSUAL; break; }
      }
      const byte = <i32>load<u8>(input + <usize>place);
      start = place + 1;
      at += 4;
      if (column + 12 < last) {
        if (byte != delimiter) { reason = UNUSUAL; break; }
      } else if (byte != LF) {
        if (byte != CR) { reason = UNUSUAL; break; }
        if (at >= end) { reason = WINDOW_END; break; }
        if (load<i32>(at) != start || <i32>load<u8>(input + <usize>start) != LF) { reason = UNUSUAL; break; }
        start++;
        at += 4;
      }
      const kind = load<i32>(column);
      if (kind == SKIP) continue;
      while (from < to && load<u8>(input + <usize>from) <= 32) from++;
      while (to > from && load<u8>(input + <usize>to - 1) <= 32) to--;
      if (kind == NAME) {
        if (from == to || (quoted == 0 && to - from <= 4 && mayBeMissing(<i32>load<u8>(input + <usize>from)))) {
          reason = UNUSUAL;
          break;
        }
      } else if (kind == STAMP) {
        const zoned = readStamp(input + <usize>from, to - from, plan);
        if (zoned < 0) { reason = UNUSUAL; break; }
        isLocal = 1 - zoned;
        store<f64>(<usize>load<u32>(column, 8) + (<usize>rows << 3), load<f64>(plan, VALUE));
      } else if (kind == NUMBER) {
        if (!readNumber(input + <usize>from, to - from, plan)) { reason = UNUSUAL; break; }
        store<f64>(<usize>load<u32>(column, 8) + (<usize>rows << 3), load<f64>(plan, VALUE));
      }
      store<i32>(cell, from);
      store<i32>(cell, to, 4);
      store<i32>(cell, quoted, 8);
    }
    if (reason >= 0) break;
    // Second pass: codes. Names of a row that is not taken would be numbered too early, so this comes last.
    cell = cells;
    for (column = columns; column < last; column += 12, cell += 12) {
      const kind = load<i32>(column);
      if (kind == NAME || kind == TEXT) {
        const dictionary = <usize>load<u32>(column, 4);
        const from = load<i32>(cell);
        const code = dictionaryCode(dictionary, input + <usize>from, load<i32>(cell, 4) - from);
        if (code < 0) {
          store<u32>(plan, <u32>dictionary, FULL);
          reason = DICTIONARY_FULL;
          break;
        }
        store<i32>(<usize>load<u32>(column, 8) + (<usize>rows << 2), code);
      } else if (kind == CELL) {
        const out = <usize>load<u32>(column, 8) + <usize>rows * 12;
        store<u64>(out, load<u64>(cell));
        store<i32>(out, load<i32>(cell, 8), 8);
      }
    }
    if (reason >= 0) break;
    store<u8>(local + <usize>rows, <u8>isLocal);
    locals += isLocal;
    rows++;
    cursor = at;
    position = start;
  }
  store<i32>(plan, <i32>((cursor - index) >> 2), CURSOR);
  store<i32>(plan, position, POSITION);
  store<i32>(plan, rows, ROWS);
  store<i32>(plan, locals, LOCALS);
  return reason;
}

// `NA`, `N/A`, `NULL`, `NaN`, `\N`: the host looks closer.
// @ts-ignore: decorator
@inline
function mayBeMissing(first: i32): bool {
  return first == 78 || first == 110 || first == 92;
}

/**
 * `YYYY-MM-DD`, then nothing or `[T ]hh:mm:ss[.digits][Z|+hh[[:]mm]]`, to plan.VALUE in ms. Returns 1 where an offset
 * was given, 0 where none was, -1 for any other form.
 */
function readStamp(p: usize, length: i32, plan: usize): i32 {
  if (length < 10) return -1;
  // The date: logs run in time order, so it is mostly the one before.
  const head = load<u64>(p);
  const tail = <i32>load<u16>(p, 8);
  if (head != load<u64>(plan, LAST_DATE) || tail != <i32>load<u16>(plan, LAST_DATE + 8)) {
    if (!readDate(p, plan)) return -1;
    store<u64>(plan, head, LAST_DATE);
    store<u16>(plan, <u16>tail, LAST_DATE + 8);
  }
  const day = load<f64>(plan, LAST_DAY);
  if (length == 10) {
    store<f64>(plan, day, VALUE);
    return 0;
  }
  if (length < 19) return -1;
  const separator = <i32>load<u8>(p, 10);
  if (separator != 84 && separator != 32) return -1;
  // hh:mm:ss as eight bytes at once: digits have the high half 3 and, six more, still have it.
  const clock = load<u64>(p, 11);
  if (
    (clock & 0xF0F0FFF0F0FFF0F0) != 0x30303A30303A3030 ||
    ((clock + 0x0606000606000606) & 0xF0F000F0F000F0F0) != 0x3030003030003030
  ) return -1;
  const ones = clock & 0x0F0F000F0F000F0F;
  const pairs = ones * 10 + (ones >> 8);
  const hour = <i32>(pairs & 0xFF), minute = <i32>((pairs >> 24) & 0xFF), second = <i32>((pairs >> 48) & 0xFF);
  if (hour > 23 || minute > 59 || second > 59) return -1;
  let ms = <f64>(hour * 3600000 + minute * 60000 + second * 1000);
  let at = 19;
  if (at + 1 < length && <i32>load<u8>(p, 19) == 46) {
    let nanos: i32 = 0, count = 0;
    at++;
    while (at < length && isDigit(p + <usize>at, 0)) {
      if (++count > 9) return -1;
      nanos = nanos * 10 + <i32>load<u8>(p + <usize>at) - 48;
      at++;
    }
    if (count == 0) return -1;
    while (count++ < 9) nanos *= 10;
    ms += <f64>nanos / 1e6;
  }
  if (at == length) {
    store<f64>(plan, day + ms, VALUE);
    return 0;
  }
  const sign = <i32>load<u8>(p + <usize>at);
  if (sign == 90 && at + 1 == length) {
    store<f64>(plan, day + ms, VALUE);
    return 1;
  }
  if (sign != 43 && sign != 45) return -1;
  const zone = p + <usize>at + 1;
  const rest = length - at - 1;
  if (rest < 2 || !isDigit(zone, 0) || !isDigit(zone, 1)) return -1;
  const hours = twoDigits(zone);
  let minutes = 0;
  if (rest != 2) {
    const colon = <usize>i32(<i32>load<u8>(zone, 2) == 58);
    if (rest != 4 + <i32>colon || !isDigit(zone + colon, 2) || !isDigit(zone + colon, 3)) return -1;
    minutes = twoDigits(zone + colon + 2);
  }
  if (hours > 18 || minutes > 59) return -1;
  const offset = <f64>((hours * 60 + minutes) * 60000);
  store<f64>(plan, day + ms - (sign == 45 ? -offset : offset), VALUE);
  return 1;
}

// @ts-ignore: decorator
@inline
function isDigit(p: usize, at: usize): bool {
  return <u32>load<u8>(p + at) - 48 <= 9;
}

// @ts-ignore: decorator
@inline
function twoDigits(p: usize): i32 {
  return (<i32>load<u8>(p) - 48) * 10 + <i32>load<u8>(p, 1) - 48;
}

// `YYYY-MM-DD` to plan.LAST_DAY (Howard Hinnant, "chrono-compatible low-level date algorithms").
function readDate(p: usize, plan: usize): bool {
  if (<i32>load<u8>(p, 4) != 45 || <i32>load<u8>(p, 7) != 45) return false;
  for (let i: usize = 0; i < 10; i++) if (i != 4 && i != 7 && !isDigit(p, i)) return false;
  const year = twoDigits(p) * 100 + twoDigits(p + 2), month = twoDigits(p + 5), day = twoDigits(p + 8);
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const days = month == 2 ? 28 + i32(leap) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  if (day > days) return false;
  const y = year - i32(month <= 2) + 400; // one era on, so that nothing is negative
  const era = y / 400, yearOfEra = y % 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  store<f64>(plan, <f64>((era - 1) * 146097 + dayOfEra - 719468) * 86400000, LAST_DAY);
  return true;
}

// `[+-]digits[.digits]` of up to 15 digits, rounded correctly: both parts of the quotient are exact.
function readNumber(p: usize, length: i32, plan: usize): bool {
  if (length < 1) return false;
  const first = <i32>load<u8>(p);
  let at = first == 45 || first == 43 ? 1 : 0;
  let mantissa: i64 = 0, count = 0;
  let power: f64 = 1;
  let point = false;
  for (; at < length; at++) {
    const byte = <i32>load<u8>(p + <usize>at);
    if (byte == 46 && !point) {
      point = true;
      continue;
    }
    if (<u32>(byte - 48) > 9) return false;
    mantissa = mantissa * 10 + <i64>(byte - 48);
    if (++count > 15) return false;
    if (point) power *= 10;
  }
  if (count == 0) return false;
  const value = <f64>mantissa / power;
  store<f64>(plan, first == 45 ? -value : value, VALUE);
  return true;
}

// A dictionary numbers byte strings by first appearance. Header: i32 fields, by byte offset.
const SLOTS: usize = 0; // [mask + 1] of { hash, code + 1 (0: free), text, length }, 16 bytes each
const MASK: usize = 4;
const SIZE: usize = 8;
const LIMIT: usize = 12; // full at this size
const FILL: usize = 16; // where the next text goes
const FILL_END: usize = 20; // end of the block of texts
// Texts stand in blocks, each { length (8 bytes), bytes padded to 8 }; a length of -1 ends a block.

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
  const need = (<usize>length + 15) & ~(<usize>7);
  // Eight bytes stay free for the end of the block.
  if (code >= load<i32>(dictionary, LIMIT) || text + need + 8 > <usize>load<u32>(dictionary, FILL_END)) return -1;
  store<i32>(text, length);
  memory.copy(text + 8, p, <usize>length);
  store<i32>(slot, hash);
  store<i32>(slot, code + 1, 4);
  store<u32>(slot, <u32>(text + 8), 8);
  store<i32>(slot, length, 12);
  store<i32>(dictionary, code + 1, SIZE);
  store<u32>(dictionary, <u32>(text + need), FILL);
  return code;
}

/** Moves a dictionary to a cleared table of `size` slots (a power of two), full by half. */
export function dictionaryMove(dictionary: usize, slots: usize, size: i32): void {
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
  store<u32>(dictionary, <u32>slots, SLOTS);
  store<i32>(dictionary, wrap, MASK);
  store<i32>(dictionary, size >> 1, LIMIT);
}

/** Lets the texts that follow stand in another block of memory. */
export function dictionaryRoom(dictionary: usize, block: usize, bytes: i32): void {
  const fill = <usize>load<u32>(dictionary, FILL);
  if (fill) store<i32>(fill, -1);
  store<u32>(dictionary, <u32>block, FILL);
  store<u32>(dictionary, <u32>(block + <usize>bytes), FILL_END);
}
