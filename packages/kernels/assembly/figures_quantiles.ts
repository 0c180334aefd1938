// Means, medians and 95th percentiles of many groups of numbers that are not negative: these are in the order of their bits.

import { at4, at8, f64At, putF64, u32At } from "./cells";

/** Up to so many numbers are sorted. More are counted by size first, and only those of one bin looked at again. */
const FEW: u32 = 24;
/** As many as there are numbers for, up to 256, so that they are quickly run through. */
const MOST_BINS: u32 = 256;
const MEDIAN: u32 = 500;
const P95: u32 = 950;

/** Of the bins of the group at hand: the bits of its least number, and how many of the lowest bits bins do not tell apart. */
let least: u64 = 0;
let shift: u64 = 0;

/**
 * Writes mean, median and 95th percentile of each group (three arrays of f64, `apart` numbers from one to the next, the
 * first one at `out`; NaN of an empty group). The groups, of sizes[group] (u32) numbers each, stand one after the other:
 * `count` numbers in `values` (f64), which are put in another order. Behind them there is room for 2 KB, and for as many
 * numbers as the largest group has.
 */
export function quantiles(values: usize, count: u32, sizes: usize, groups: u32, out: usize, apart: u32): void {
  const scratch = at8(values, count);
  for (let g: u32 = 0; g < groups; g++) {
    const size = u32At(sizes, g), end = at8(values, size);
    let mean = NaN, median = NaN, p95 = NaN;
    if (size != 0) {
      mean = 0;
      for (let p = values; p < end; p += 8) mean += load<f64>(p);
      mean /= <f64>size;
      if (size <= FEW) sortFew(values, size);
      else countBins(values, size, scratch);
      median = quantile(values, size, MEDIAN, scratch);
      p95 = quantile(values, size, P95, scratch);
    }
    putF64(out, g, mean);
    putF64(out, g + apart, median);
    putF64(out, g + 2 * apart, p95);
    values = end;
  }
}

/** So many thousandths of the way through the numbers, as `quantile` of log/quantile.ts: sorted if few, else in bins. */
function quantile(values: usize, count: u32, share: u32, scratch: usize): f64 {
  const place = <u64>share * <u64>(count - 1);
  const rest = <u32>(place % 1000);
  let below = <u32>(place / 1000);
  const firstLeast = least, firstShift = shift;
  let bins = scratch;
  while (count > FEW) {
    let bin: u32 = 0, held = u32At(bins, 0);
    while (held <= below) {
      below -= held;
      held = u32At(bins, ++bin);
    }
    if (held == count && shift == 0) break; // all the same
    if (rest != 0 && held == below + 1) {
      // The last one of its bin, and the first one of those above.
      const low = extreme(values, count, bin, 0), high = extreme(values, count, bin, 1);
      least = firstLeast;
      shift = firstShift;
      return between(low, high, rest);
    }
    take(values, count, bin, scratch + 8 * MOST_BINS);
    values = scratch + 8 * MOST_BINS;
    count = held;
    if (count > FEW) countBins(values, count, bins = scratch + 4 * MOST_BINS);
    else sortFew(values, count);
  }
  least = firstLeast;
  shift = firstShift;
  const low = f64At(values, below);
  return rest == 0 ? low : between(low, f64At(values, below + 1), rest);
}

function between(low: f64, high: f64, thousandths: u32): f64 {
  const value = (low * <f64>(1000 - thousandths) + high * <f64>thousandths) / 1000;
  return Math.min(high, Math.max(low, value));
}

/** Counts numbers by bins of equal width in their bits: all of them in the first one where all are the same. */
function countBins(values: usize, count: u32, bins: usize): void {
  let low = u64.MAX_VALUE, high: u64 = 0;
  const end = at8(values, count);
  for (let p = values; p < end; p += 8) {
    const bits = load<u64>(p);
    low = min(low, bits);
    high = max(high, bits);
  }
  const range = 64 - clz(high - low), told: u64 = count < 128 ? 5 : count < 512 ? 6 : 8;
  const width: u64 = range > told ? range - told : 0;
  least = low;
  shift = width;
  for (let p = bins, last = bins + (<usize>4 << <usize>told); p < last; p += 16) v128.store(p, i32x4.splat(0));
  for (let p = values; p < end; p += 8) {
    const cell = at4(bins, <u32>((load<u64>(p) - low) >> width));
    store<u32>(cell, load<u32>(cell) + 1);
  }
}

/** Copies what is in a bin. */
function take(values: usize, count: u32, bin: u32, into: usize): void {
  const low = least, width = shift, end = at8(values, count);
  for (let p = values; p < end; p += 8) {
    const bits = load<u64>(p);
    store<u64>(into, bits);
    into += usize(<u32>((bits - low) >> width) == bin) << 3;
  }
}

/** The largest number of a bin, or the least one of those above it. */
function extreme(values: usize, count: u32, bin: u32, above: u32): f64 {
  let found: u64 = above ? u64.MAX_VALUE : 0;
  const end = at8(values, count);
  for (let p = values; p < end; p += 8) {
    const bits = load<u64>(p), own = <u32>((bits - least) >> shift);
    if (above ? own > bin && bits < found : own == bin && bits > found) found = bits;
  }
  return reinterpret<f64>(found);
}

// By insertion.
function sortFew(values: usize, count: u32): void {
  const end = at8(values, count);
  for (let p = values + 8; p < end; p += 8) {
    const value = load<f64>(p);
    let q = p;
    for (; q > values && load<f64>(q - 8) > value; q -= 8) store<f64>(q, load<f64>(q - 8));
    store<f64>(q, value);
  }
}
