// Learned links: the counts of pairs of activities (see core's evidence.ts), one row (an activity i with partners j > i)
// at a time. Sets of activities stand one after another in a long array, with the number of activities before the first
// and after each: a row jumps from one of its places to the next, and what is near a place tells all that is needed.

// @ts-ignore: decorator
@inline
function at(base: usize, index: u32): u32 {
  return load<u32>(base + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function put(base: usize, index: u32, value: u32): void {
  store<u32>(base + (<usize>index << 2), value);
}

// A document counts where it has two or more activities: adds it to `having` (f64[n]).
// @ts-ignore: decorator
@inline
function addDocument(members: usize, start: u32, end: u32, having: usize): u32 {
  if (end - start < 2) return 0;
  for (let e = start; e < end; e++) {
    const cell = having + (<usize>at(members, e) << 3);
    store<f64>(cell, load<f64>(cell) + 1.0);
  }
  return 1;
}

/** tokens with `n` before the first session and after each. sequence: u32[tokens + sessions + 1]. */
export function evidenceSequence(tokens: usize, offsets: usize, sessions: u32, n: u32, sequence: usize): void {
  put(sequence, 0, n);
  let filled: u32 = 1;
  for (let s: u32 = 0; s < sessions; s++) {
    for (let e = at(offsets, s), end = at(offsets, s + 1); e < end; e++) put(sequence, filled++, at(tokens, e));
    put(sequence, filled++, n);
  }
}

/**
 * The distinct activities of every session, in the order of their first occurrence, as sets. members: u32[tokens +
 * sessions + 1]; seen: u32[n], cleared; having: f64[n], cleared; totals: u32[3] <- entries of `members`, sessions of two or
 * more activities, sessions that are not empty.
 */
export function evidenceFirsts(
  tokens: usize, offsets: usize, sessions: u32, n: u32, seen: usize, members: usize, having: usize, totals: usize
): void {
  put(members, 0, n);
  let filled: u32 = 1, documents: u32 = 0, notEmpty: u32 = 0;
  for (let s: u32 = 0; s < sessions; s++) {
    const start = filled;
    for (let e = at(offsets, s), end = at(offsets, s + 1); e < end; e++) {
      const token = at(tokens, e);
      if (at(seen, token) == s + 1) continue;
      put(seen, token, s + 1);
      put(members, filled++, token);
    }
    if (filled > start) notEmpty++;
    documents += addDocument(members, start, filled, having);
    put(members, filled++, n);
  }
  put(totals, 0, filled);
  put(totals, 1, documents);
  put(totals, 2, notEmpty);
}

/**
 * The distinct activities (ascending) of windows of `length` steps that start every `length / 2` steps of a session, as
 * sets. seen and having as in `evidenceFirsts`; totals: u32[2] <- entries of `members`, windows of two or more activities.
 */
export function evidenceWindows(
  tokens: usize, offsets: usize, sessions: u32, n: u32, length: u32, seen: usize, members: usize, having: usize, totals: usize
): void {
  const stride = length >> 1;
  put(members, 0, n);
  let filled: u32 = 1, documents: u32 = 0, window: u32 = 0;
  for (let s: u32 = 0; s < sessions; s++) {
    const end = at(offsets, s + 1);
    for (let from = at(offsets, s); ; from += stride) {
      const until = min(end, from + length);
      const start = filled;
      window++;
      for (let e = from; e < until; e++) {
        const token = at(tokens, e);
        if (at(seen, token) == window) continue;
        put(seen, token, window);
        let place = filled++;
        for (; place > start && at(members, place - 1) > token; place--) put(members, place, at(members, place - 1));
        put(members, place, token);
      }
      documents += addDocument(members, start, filled, having);
      put(members, filled++, n);
      if (until >= end) break;
    }
  }
  put(totals, 0, filled);
  put(totals, 1, documents);
}

/** Where each activity stands in `members`: places[starts[i] .. starts[i + 1]], ascending. starts: u32[n + 2], cleared. */
export function evidencePlaces(members: usize, length: u32, n: u32, starts: usize, places: usize): void {
  for (let e: u32 = 0; e < length; e++) {
    const token = at(members, e);
    if (token < n) put(starts, token + 2, at(starts, token + 2) + 1);
  }
  for (let i: u32 = 2; i < n + 2; i++) put(starts, i, at(starts, i) + at(starts, i - 1));
  // Filled through starts[token + 1], which so becomes the end of the token's places: the start of the next one's.
  for (let e: u32 = 0; e < length; e++) {
    const token = at(members, e);
    if (token == n) continue;
    const next = at(starts, token + 1);
    put(places, next, e);
    put(starts, token + 1, next + 1);
  }
}

/** partners[i] <- number of activities j > i that share a session with i, for from <= i < to. bits: u64[n / 64 + 1], zero. */
export function evidencePartners(
  members: usize, starts: usize, places: usize, n: u32, from: u32, to: u32, bits: usize, partners: usize
): void {
  for (let i = from; i < to; i++) {
    for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
      const own = at(places, p);
      for (let q = own - 1; ; q--) {
        const j = at(members, q);
        if (j == n) break;
        mark(bits, j);
      }
      for (let q = own + 1; ; q++) {
        const j = at(members, q);
        if (j == n) break;
        mark(bits, j);
      }
    }
    let count: u32 = 0;
    for (let word: u32 = 0; word <= n >> 6; word++) {
      const cell = bits + (<usize>word << 3);
      let rest = load<u64>(cell);
      if (rest == 0) continue;
      store<u64>(cell, 0);
      if (word == (i + 1) >> 6) rest &= <u64>-1 << ((i + 1) & 63);
      else if (word < (i + 1) >> 6) continue;
      count += <u32>popcnt(rest);
    }
    put(partners, i, count);
  }
}

// @ts-ignore: decorator
@inline
function mark(bits: usize, j: u32): void {
  const cell = bits + (<usize>(j >> 6) << 3);
  store<u64>(cell, load<u64>(cell) | (<u64>1 << (j & 63)));
}

/**
 * Sessions of row i: strip (16 bytes a partner, zero before) gets before, after (u32) and tightness (f64), `late` (u32[n])
 * the sessions in which one of the two is not among the first `ordered` activities, bits the partners. inverse: f64[ordered
 * + 1], what each distance adds to the tightness. Returns how many entries were looked at.
 */
export function evidenceSessions(
  i: u32, n: u32, members: usize, starts: usize, places: usize, ordered: u32, inverse: usize, strip: usize, late: usize, bits: usize
): u32 {
  let work: u32 = 0;
  for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
    const own = at(places, p);
    let from = own;
    while (at(members, from - 1) != n) from--;
    const last = from + ordered;
    let q = from;
    for (; q < own; q++) {
      const j = at(members, q);
      if (j <= i) continue;
      mark(bits, j);
      if (own >= last) {
        put(late, j, at(late, j) + 1);
        continue;
      }
      const cell = strip + (<usize>j << 4);
      store<u32>(cell, load<u32>(cell, 4) + 1, 4);
      store<f64>(cell, load<f64>(cell, 8) + load<f64>(inverse + (<usize>(own - q) << 3)), 8);
    }
    for (q++; ; q++) {
      const j = at(members, q);
      if (j == n) break;
      if (j <= i) continue;
      mark(bits, j);
      if (q >= last) {
        put(late, j, at(late, j) + 1);
        continue;
      }
      const cell = strip + (<usize>j << 4);
      store<u32>(cell, load<u32>(cell) + 1);
      store<f64>(cell, load<f64>(cell, 8) + load<f64>(inverse + (<usize>(q - own) << 3)), 8);
    }
    work += q - from;
  }
  return work;
}

/** Windows of row i: adds 1 to row[j] (u32[n]) for each with both. Returns how many entries were looked at. */
export function evidenceWindowRow(i: u32, n: u32, members: usize, starts: usize, places: usize, row: usize): u32 {
  let work: u32 = 0;
  for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
    const own = at(places, p);
    // Members ascend, so the partners above i are those behind it.
    let q = own + 1;
    for (let j = at(members, q); j != n; j = at(members, ++q)) put(row, j, at(row, j) + 1);
    work += q - own;
  }
  return work;
}

/**
 * Steps at most four apart from those of i: strip (16 bytes a partner) gets follows, precedes and near (u32). weights:
 * u32[4], what lag 1 to 4 adds to near.
 */
export function evidenceNeighbours(
  i: u32, n: u32, sequence: usize, starts: usize, places: usize, weights: usize, strip: usize
): void {
  for (let p = at(starts, i), stop = at(starts, i + 1); p < stop; p++) {
    const place = at(places, p);
    for (let lag: u32 = 1; lag <= 4; lag++) {
      const j = at(sequence, place + lag);
      if (j == n) break;
      if (j <= i) continue;
      const cell = strip + (<usize>j << 4);
      if (lag == 1) store<u32>(cell, load<u32>(cell) + 1);
      store<u32>(cell, load<u32>(cell, 8) + at(weights, lag - 1), 8);
    }
    for (let lag: u32 = 1; lag <= 4; lag++) {
      const j = at(sequence, place - lag);
      if (j == n) break;
      if (j <= i) continue;
      const cell = strip + (<usize>j << 4);
      if (lag == 1) store<u32>(cell, load<u32>(cell, 4) + 1, 4);
      store<u32>(cell, load<u32>(cell, 8) + at(weights, lag - 1), 8);
    }
  }
}

/**
 * Takes row i out of the strips and clears them. out: `room` u32 each for partner (ascending), session, window 32, 16, 8,
 * follows, precedes, near, before, after; outTight: f64[room]. windows: u32[3 x n]. Returns the number of partners.
 */
export function evidenceTake(
  i: u32, n: u32, strip: usize, late: usize, windows: usize, neighbours: usize, bits: usize, room: u32, out: usize, outTight: usize
): u32 {
  const bytes = <usize>room << 2, rowBytes = <usize>n << 2;
  let to = out, tight = outTight;
  for (let word = (i + 1) >> 6; word <= n >> 6; word++) {
    const cell = bits + (<usize>word << 3);
    let rest = load<u64>(cell);
    if (rest == 0) continue;
    store<u64>(cell, 0);
    for (; rest != 0; rest &= rest - 1) {
      const j = (word << 6) + <u32>ctz(rest);
      const own = strip + (<usize>j << 4), near = neighbours + (<usize>j << 4);
      const before = load<u32>(own), after = load<u32>(own, 4);
      store<u32>(to, j);
      let column = to + bytes;
      store<u32>(column, before + after + at(late, j));
      put(late, j, 0);
      for (let row = windows + (<usize>j << 2), w = 0; w < 3; w++, row += rowBytes) {
        store<u32>((column += bytes), load<u32>(row));
        store<u32>(row, 0);
      }
      store<u32>((column += bytes), load<u32>(near));
      store<u32>((column += bytes), load<u32>(near, 4));
      store<u32>((column += bytes), load<u32>(near, 8));
      store<u32>((column += bytes), before);
      store<u32>((column += bytes), after);
      store<f64>(tight, load<f64>(own, 8));
      v128.store(own, i64x2.splat(0));
      v128.store(near, i64x2.splat(0));
      to += 4;
      tight += 8;
    }
  }
  return <u32>((to - out) >> 2);
}
