// Counting of windowed pairs, sparse at any vocabulary: an inverted index (the positions of each activity) instead of a
// V x V table or a hash. Each row is summed in a dense strip of V cells that stays in the nearest cache, then emitted in
// column order. All sums are whole numbers: any split into chunks, rows or threads adds up to the same.
//
// The host stages a chunk of at most 2^shift positions: tokens[0 .. positions + window), where those after the chunk are
// only looked at, and sequence offsets relative to the chunk (the last may lie beyond it). window < 2^(32 - shift).

/** The largest of tokens [0, length): the host's check before anything is counted. */
export function largestToken(tokens: usize, length: i32): u32 {
  let most = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= length; i += 4) most = i32x4.max_u(most, v128.load(tokens + (<usize>i << 2)));
  let largest = max(
    max<u32>(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1)),
    max<u32>(i32x4.extract_lane(most, 2), i32x4.extract_lane(most, 3))
  );
  for (; i < length; i++) largest = max(largest, load<u32>(tokens + (<usize>i << 2)));
  return largest;
}

/** Adds 1 to histogram[token] (u32) for positions [from, to). */
export function countTokens(tokens: usize, from: i32, to: i32, histogram: usize): void {
  for (let i = from; i < to; i++) {
    const cell = histogram + (<usize>load<u32>(tokens + (<usize>i << 2)) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
}

/**
 * Sorts positions [from, to) by token: places[cursor[token]++] = position | reach << shift, where reach is how many of the
 * next `window` tokens belong to the same sequence. Sequences first .. last - 1 cover the positions; offsets are i32.
 */
export function placeTokens(
  tokens: usize, offsets: usize, first: i32, last: i32, from: i32, to: i32, window: i32, shift: u32,
  cursor: usize, places: usize
): void {
  for (let sequence = first; sequence < last; sequence++) {
    const end = load<i32>(offsets + (<usize>(sequence + 1) << 2));
    const start = max(load<i32>(offsets + (<usize>sequence << 2)), from);
    const stop = min(end, to);
    for (let i = start; i < stop; i++) {
      const cell = cursor + (<usize>load<u32>(tokens + (<usize>i << 2)) << 2);
      const place = load<u32>(cell);
      store<u32>(cell, place + 1);
      store<u32>(places + (<usize>place << 2), <u32>i | (<u32>min(window, end - 1 - i) << shift));
    }
  }
}

/**
 * Rows firstRow .. lastRow - 1 of the pair counts: weight (window - lag + 1) for each token that follows within the
 * window. starts: u32[rows + 1] into `places`. strip: u32[activities rounded up to 4], zero before and after. Emits
 * columns and weights in order and rowPairs[row - firstRow] = number of pairs of the row; returns the pairs emitted.
 */
export function countRows(
  tokens: usize, places: usize, starts: usize, firstRow: i32, lastRow: i32, window: i32, shift: u32, activities: i32,
  strip: usize, columns: usize, weights: usize, rowPairs: usize
): i32 {
  const mask = (<u32>1 << shift) - 1;
  const quads = (activities + 3) >> 2;
  let emitted = 0;
  for (let row = firstRow; row < lastRow; row++) {
    const stop = load<u32>(starts + (<usize>(row + 1) << 2));
    const before = emitted;
    let place = load<u32>(starts + (<usize>row << 2));
    if (place < stop) {
      for (; place < stop; place++) {
        const packed = load<u32>(places + (<usize>place << 2));
        const reach = packed >> shift;
        let at = tokens + (<usize>(packed & mask) << 2);
        for (let lag: u32 = 0; lag < reach; lag++) {
          at += 4;
          const cell = strip + (<usize>load<u32>(at) << 2);
          store<u32>(cell, load<u32>(cell) + <u32>window - lag);
        }
      }
      for (let quad = 0; quad < quads; quad++) {
        const address = strip + (<usize>quad << 4);
        if (!v128.any_true(v128.load(address))) continue;
        for (let lane = 0; lane < 4; lane++) {
          const weight = load<u32>(address + (<usize>lane << 2));
          if (weight == 0) continue;
          store<u32>(columns + (<usize>emitted << 2), (quad << 2) + lane);
          store<u32>(weights + (<usize>emitted << 2), weight);
          emitted++;
        }
        v128.store(address, i64x2.splat(0));
      }
    }
    store<u32>(rowPairs + (<usize>(row - firstRow) << 2), emitted - before);
  }
  return emitted;
}
