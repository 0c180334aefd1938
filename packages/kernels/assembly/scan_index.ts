// Places of delimiters, line breaks and quotes by SIMD, as simdjson does (Langdale & Lemire 2019).

import { BREAK_COUNT, BREAK_CURSOR, BREAKS, COUNT, CURSOR, DELIMITER, INDEX, INPUT, ODD, POSITION } from "./scan_plan";

const LF: i32 = 10;
/** LF, CR and quote. */
const MARKS: usize = memory.data<u8>([10, 13, 34]);

/** Lists the places in the first `to` bytes of the window, and begins at its first row. A CR before an LF belongs to that. */
export function scanIndex(plan: usize, to: i32): void {
  const input = <usize>load<u32>(plan, INPUT);
  const index = <usize>load<u32>(plan, INDEX), breaks = <usize>load<u32>(plan, BREAKS);
  // Loaded, as V8 would build constants anew in every turn.
  const lf = v128.load8_splat(MARKS), cr = v128.load8_splat(MARKS, 1), quote = v128.load8_splat(MARKS, 2);
  const mark = v128.load8_splat(plan, DELIMITER);
  let out = index, lines = breaks;
  let odd: u64 = 0;
  for (let at = 0; at < to; at += 64) {
    const p = input + <usize>at;
    const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
    const lfA = i8x16.eq(a, lf), lfB = i8x16.eq(b, lf), lfC = i8x16.eq(c, lf), lfD = i8x16.eq(d, lf);
    const oddA = v128.or(i8x16.eq(a, cr), i8x16.eq(a, quote)), oddB = v128.or(i8x16.eq(b, cr), i8x16.eq(b, quote));
    const oddC = v128.or(i8x16.eq(c, cr), i8x16.eq(c, quote)), oddD = v128.or(i8x16.eq(d, cr), i8x16.eq(d, quote));
    const left = to - at;
    const valid: u64 = left < 64 ? (<u64>1 << <u64>left) - 1 : ~(<u64>0);
    let feeds = bits64(lfA, lfB, lfC, lfD) & valid;
    let bits = bits64(
      v128.or(lfA, i8x16.eq(a, mark)), v128.or(lfB, i8x16.eq(b, mark)),
      v128.or(lfC, i8x16.eq(c, mark)), v128.or(lfD, i8x16.eq(d, mark))
    ) & valid;
    if (v128.any_true(v128.or(v128.or(oddA, oddB), v128.or(oddC, oddD)))) {
      const returns = bits64(i8x16.eq(a, cr), i8x16.eq(b, cr), i8x16.eq(c, cr), i8x16.eq(d, cr)) & valid;
      // One at the window's end is looked at again in the next window: its row is not complete here.
      const atEnd: u64 = left <= 64 || <i32>load<u8>(p, 64) == LF ? <u64>1 << <u64>(min(left, 64) - 1) : 0;
      const alone = returns & ~((feeds >> 1) | atEnd);
      const others = alone | (bits64(oddA, oddB, oddC, oddD) & valid & ~returns);
      odd |= others;
      bits |= others;
    }
    // Eight at a time whether or not there are so many: a loop that ends after any number of turns would be mispredicted.
    const next = out + (<usize>popcnt(bits) << 2);
    do {
      store<i32>(out, at + <i32>ctz(bits)); bits &= bits - 1;
      store<i32>(out, at + <i32>ctz(bits), 4); bits &= bits - 1;
      store<i32>(out, at + <i32>ctz(bits), 8); bits &= bits - 1;
      store<i32>(out, at + <i32>ctz(bits), 12); bits &= bits - 1;
      store<i32>(out, at + <i32>ctz(bits), 16); bits &= bits - 1;
      store<i32>(out, at + <i32>ctz(bits), 20); bits &= bits - 1;
      store<i32>(out, at + <i32>ctz(bits), 24); bits &= bits - 1;
      store<i32>(out, at + <i32>ctz(bits), 28); bits &= bits - 1;
      out += 32;
    } while (bits);
    out = next;
    const nextLine = lines + (<usize>popcnt(feeds) << 2);
    do {
      store<i32>(lines, at + <i32>ctz(feeds)); feeds &= feeds - 1;
      store<i32>(lines, at + <i32>ctz(feeds), 4); feeds &= feeds - 1;
      lines += 8;
    } while (feeds);
    lines = nextLine;
  }
  store<i32>(index - 4, -1); // the row before the first one ends right before it
  store<i32>(plan, <i32>((out - index) >> 2), COUNT);
  store<i32>(plan, <i32>((lines - breaks) >> 2), BREAK_COUNT);
  store<i32>(plan, i32(odd != 0), ODD);
  store<i32>(plan, 0, CURSOR);
  store<i32>(plan, 0, BREAK_CURSOR);
  store<i32>(plan, 0, POSITION);
}

// @ts-ignore: decorator
@inline
function bits64(a: v128, b: v128, c: v128, d: v128): u64 {
  return <u64>(<u32>i8x16.bitmask(a)) | (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) | (<u64>(<u32>i8x16.bitmask(d)) << 48);
}
