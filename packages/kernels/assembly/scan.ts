// Ordinary rows of delimited text to coded columns. A row that is in any way unusual (broken or doubled quotes, another
// number of cells, a value that may count as missing, a stamp of another form) is left to the host, which reads it by
// the slow and complete way and then goes on here: these kernels never decide that a row is bad.
//
// Two passes over a window of some hundred KB: `scanIndex` lists the places of delimiters, line breaks and quotes by
// SIMD (as simdjson does: Langdale & Lemire 2019); `scanRows` walks the list row by row.

import { dictionaryCode } from "./dictionary";
import { readNumber, readStamp, VALUE } from "./scan_values";

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
const STATE: usize = 56; // of the reader of stamps and numbers (scan_values.ts), 32 bytes

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
        const zoned = readStamp(input + <usize>from, to - from, plan + STATE);
        if (zoned < 0) { reason = UNUSUAL; break; }
        isLocal = 1 - zoned;
        store<f64>(<usize>load<u32>(column, 8) + (<usize>rows << 3), load<f64>(plan + STATE, VALUE));
      } else if (kind == NUMBER) {
        if (!readNumber(input + <usize>from, to - from, plan + STATE)) { reason = UNUSUAL; break; }
        store<f64>(<usize>load<u32>(column, 8) + (<usize>rows << 3), load<f64>(plan + STATE, VALUE));
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
