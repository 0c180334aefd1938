// One column of a batch of rows. A cell's place is a pair of i32, every `stride` bytes: first byte less `behind`, and
// first byte after, with QUOTED set where it stands in quotes. Cells are taken without the spaces around them. Each
// function returns how many rows come before the first whose cell is unusual.

import { textHash } from "./dictionary";
import { LAST_DATE, LAST_DAY, readNumber, readStamp, VALUE } from "./scan_values";
import { QUOTED, TEXT_BYTES } from "./scan_plan";

/** Names, or texts that may be empty: address, length and hash of each to `texts`. */
export function nameColumn(places: usize, stride: usize, behind: i32, input: usize, rows: i32, mayBeEmpty: bool, texts: usize): i32 {
  for (let row = 0; row < rows; row++, places += stride, texts += TEXT_BYTES) {
    const to = load<i32>(places, 4);
    let start = input + <usize>(load<i32>(places) + behind), end = input + <usize>(to & ~QUOTED);
    if (<i32>load<u8>(start) <= 32 || <i32>load<u8>(end - 1) <= 32) {
      while (start < end && <i32>load<u8>(start) <= 32) start++;
      while (end > start && <i32>load<u8>(end - 1) <= 32) end--;
    }
    const length = <i32>(end - start);
    if (length <= 4 && !mayBeEmpty) {
      if (length <= 0 || ((to & QUOTED) == 0 && isMissing(start, length))) return row;
    }
    store<u32>(texts, <u32>start);
    store<i32>(texts, length, 4);
    store<i32>(texts, textHash(start, length), 8);
  }
  return rows;
}

/** Stamps to ms, and whether they are local (without an offset). */
export function stampColumn(places: usize, stride: usize, behind: i32, input: usize, rows: i32, state: usize, out: usize, local: usize): i32 {
  let date = load<u64>(state, LAST_DATE);
  let date2 = <i32>load<u16>(state, LAST_DATE + 8);
  let day = load<f64>(state, LAST_DAY);
  for (let row = 0; row < rows; row++, places += stride, out += 8, local++) {
    let start = input + <usize>(load<i32>(places) + behind), end = input + <usize>(load<i32>(places, 4) & ~QUOTED);
    if (<i32>load<u8>(start) <= 32 || <i32>load<u8>(end - 1) <= 32) {
      while (start < end && <i32>load<u8>(start) <= 32) start++;
      while (end > start && <i32>load<u8>(end - 1) <= 32) end--;
    }
    const length = <i32>(end - start);
    // The usual stamp, of the same date as the one before: see readStamp.
    if (length == 19 && load<u64>(start) == date && <i32>load<u16>(start, 8) == date2) {
      const separator = <i32>load<u8>(start, 10);
      const clock = load<u64>(start, 11);
      if (
        (separator == 32 || separator == 84) && (clock & 0xF0F0FFF0F0FFF0F0) == 0x30303A30303A3030 &&
        ((clock + 0x0606000606000606) & 0xF0F000F0F000F0F0) == 0x3030003030003030
      ) {
        const ones = clock & 0x0F0F000F0F000F0F;
        const pairs = ones * 10 + (ones >> 8);
        const hour = <i32>(pairs & 0xFF), minute = <i32>((pairs >> 24) & 0xFF), second = <i32>((pairs >> 48) & 0xFF);
        if (hour <= 23 && minute <= 59 && second <= 59) {
          store<f64>(out, day + <f64>(hour * 3600000 + minute * 60000 + second * 1000));
          store<u8>(local, 1);
          continue;
        }
      }
    }
    const zoned = readStamp(start, length, state);
    if (zoned < 0) return row;
    store<f64>(out, load<f64>(state, VALUE));
    store<u8>(local, <u8>(1 - zoned));
    date = load<u64>(state, LAST_DATE);
    date2 = <i32>load<u16>(state, LAST_DATE + 8);
    day = load<f64>(state, LAST_DAY);
  }
  return rows;
}

/** Plain numbers. */
export function numberColumn(places: usize, stride: usize, behind: i32, input: usize, rows: i32, state: usize, out: usize): i32 {
  for (let row = 0; row < rows; row++, places += stride, out += 8) {
    let start = input + <usize>(load<i32>(places) + behind), end = input + <usize>(load<i32>(places, 4) & ~QUOTED);
    while (start < end && <i32>load<u8>(start) <= 32) start++;
    while (end > start && <i32>load<u8>(end - 1) <= 32) end--;
    if (!readNumber(start, <i32>(end - start), state)) return row;
    store<f64>(out, load<f64>(state, VALUE));
  }
  return rows;
}

/** The places themselves: first byte, first byte after, whether quoted. */
export function cellColumn(places: usize, stride: usize, behind: i32, input: usize, rows: i32, out: usize): void {
  for (let row = 0; row < rows; row++, places += stride, out += 12) {
    const to = load<i32>(places, 4);
    let start = input + <usize>(load<i32>(places) + behind), end = input + <usize>(to & ~QUOTED);
    while (start < end && <i32>load<u8>(start) <= 32) start++;
    while (end > start && <i32>load<u8>(end - 1) <= 32) end--;
    store<i32>(out, <i32>(start - input));
    store<i32>(out, <i32>(end - input), 4);
    store<i32>(out, i32((to & QUOTED) != 0), 8);
  }
}

// `NA`, `\N`, `NaN`, `N/A`, `nan`, `NULL`, `null`, as the host's isMissing has them.
function isMissing(p: usize, length: i32): bool {
  if (length == 2) {
    const text = <i32>load<u16>(p);
    return text == 0x414E || text == 0x4E5C;
  }
  const text = load<u32>(p);
  if (length == 3) return (text & 0xFFFFFF) == 0x4E614E || (text & 0xFFFFFF) == 0x412F4E || (text & 0xFFFFFF) == 0x6E616E;
  return length == 4 && (text == 0x4C4C554E || text == 0x6C6C756E);
}
