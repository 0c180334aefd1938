// Counting of windowed pairs. All sums are whole numbers: any split into chunks, rows or threads adds up to the same.
//
// Where a table of V x V cells is small beside the log, pairs are added to it (`countCells`), else an inverted index (the
// positions of each activity) serves any vocabulary: each row is summed in a dense strip of V cells that stays in the
// nearest cache, then emitted in column order.
//
// For the index the host stages a chunk of at most 2^shift positions: tokens[0 .. positions + window), where those after the chunk are
// only looked at, and sequence offsets relative to the chunk (the last may lie beyond it). window < 2^(32 - shift).

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
 * columns and weights in order and rowPairs[row - firstRow] = number of pairs of the row.
 */
export function countRows(
  tokens: usize, places: usize, starts: usize, firstRow: i32, lastRow: i32, window: i32, shift: u32, activities: i32,
  columns: usize, weights: usize, rowPairs: usize, strip: usize
): void {
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
}

/**
 * Adds the pairs of positions [from, to) to cells u32[activities x activities]: weight (window - lag + 1) for each token
 * that follows within the window in the same sequence; and to the u32[activities] behind the cells how often each token
 * stands there. Sequences first .. last - 1 cover the positions; offsets are i32.
 */
export function countCells(
  tokens: usize, offsets: usize, first: i32, last: i32, from: i32, to: i32, window: i32, activities: i32, cells: usize
): void {
  const rowBytes = <usize>activities << 2, windowBytes = <usize>(window + 1) << 2;
  const histogram = cells + <usize>activities * rowBytes;
  for (let sequence = first; sequence < last; sequence++) {
    const last = load<i32>(offsets + (<usize>(sequence + 1) << 2));
    const end = tokens + (<usize>last << 2), stop = tokens + (<usize>min(last, to) << 2);
    let at = tokens + (<usize>max(load<i32>(offsets + (<usize>sequence << 2)), from) << 2);
    for (; at < stop; at += 4) {
      const token = <usize>load<u32>(at);
      const times = histogram + (token << 2);
      store<u32>(times, load<u32>(times) + 1);
      const row = cells + token * rowBytes;
      const reach = min(end, at + windowBytes);
      let weight = window;
      for (let next = at + 4; next < reach; next += 4) {
        const cell = row + (<usize>load<u32>(next) << 2);
        store<u32>(cell, load<u32>(cell) + weight);
        weight--;
      }
    }
  }
}

/** tokens[i] = codes[tokens[i]] for positions [from, to). */
export function renumberTokens(tokens: usize, from: i32, to: i32, codes: usize): void {
  for (let i = from; i < to; i++) {
    const at = tokens + (<usize>i << 2);
    store<u32>(at, load<u32>(codes + (<usize>load<u32>(at) << 2)));
  }
}

/**
 * Emits rows firstRow .. lastRow - 1 of the sum of `tables` such tables, `tableBytes` apart, as `countRows` does; returns
 * how many pairs. One more may be written. codes: u32[activities], the number of each activity in the tables; names: the
 * activity of each number. strip: u32[activities rounded up to 4], zero before and after.
 */
export function takeCells(
  cells: usize, tables: i32, tableBytes: usize, codes: usize, names: usize, firstRow: i32, lastRow: i32, activities: i32,
  columns: usize, weights: usize, rowPairs: usize, strip: usize
): i32 {
  let emitted = 0;
  for (let row = firstRow; row < lastRow; row++) {
    const before = emitted;
    const from = cells + ((<usize>load<u32>(codes + (<usize>row << 2)) * <usize>activities) << 2);
    let number = 0;
    for (; number + 4 <= activities; number += 4) {
      const at = from + (<usize>number << 2), name = names + (<usize>number << 2);
      let sum = v128.load(at);
      for (let table = 1; table < tables; table++) sum = i32x4.add(sum, v128.load(at + <usize>table * tableBytes));
      if (!v128.any_true(sum)) continue;
      store<u32>(strip + (<usize>load<u32>(name) << 2), i32x4.extract_lane(sum, 0));
      store<u32>(strip + (<usize>load<u32>(name, 4) << 2), i32x4.extract_lane(sum, 1));
      store<u32>(strip + (<usize>load<u32>(name, 8) << 2), i32x4.extract_lane(sum, 2));
      store<u32>(strip + (<usize>load<u32>(name, 12) << 2), i32x4.extract_lane(sum, 3));
    }
    for (; number < activities; number++) {
      const at = from + (<usize>number << 2);
      let sum = load<u32>(at);
      for (let table = 1; table < tables; table++) sum += load<u32>(at + <usize>table * tableBytes);
      store<u32>(strip + (<usize>load<u32>(names + (<usize>number << 2)) << 2), sum);
    }
    for (let column = 0; column < activities; column += 4) {
      const at = strip + (<usize>column << 2);
      const quad = v128.load(at);
      if (!v128.any_true(quad)) continue;
      v128.store(at, i64x2.splat(0));
      emitted = emit(columns, weights, emitted, column, i32x4.extract_lane(quad, 0));
      emitted = emit(columns, weights, emitted, column + 1, i32x4.extract_lane(quad, 1));
      emitted = emit(columns, weights, emitted, column + 2, i32x4.extract_lane(quad, 2));
      emitted = emit(columns, weights, emitted, column + 3, i32x4.extract_lane(quad, 3));
    }
    store<u32>(rowPairs + (<usize>(row - firstRow) << 2), emitted - before);
  }
  return emitted;
}

// Written in any case, kept where it is not 0: a branch would seldom be foreseen.
// @ts-ignore: decorator
@inline
function emit(columns: usize, weights: usize, emitted: i32, column: i32, weight: u32): i32 {
  store<u32>(columns + (<usize>emitted << 2), column);
  store<u32>(weights + (<usize>emitted << 2), weight);
  return emitted + <i32>(weight != 0);
}
