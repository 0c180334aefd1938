// Learned links: sequences and sets of activities, of which evidence_rows.ts counts pairs (see core's evidence.ts). They stand one
// after another in a long array, with the number of activities before the first and after each. In sessions and windows the
// activities ascend, so that the partners of a place are those behind it.

import { u32At, putU32, addF64 } from "./cells";

// A document counts where it has two or more activities: adds it to `having` (f64[n]).
// @ts-ignore: decorator
@inline
function addDocument(members: usize, start: u32, end: u32, having: usize): u32 {
  if (end - start < 2) return 0;
  for (let e = start; e < end; e++) addF64(having, u32At(members, e), 1.0);
  return 1;
}

/** tokens with `n` before the first session and after each. sequence: u32[tokens + sessions + 1]. */
export function evidenceSequence(tokens: usize, offsets: usize, sessions: u32, n: u32, sequence: usize): void {
  putU32(sequence, 0, n);
  let filled: u32 = 1;
  for (let s: u32 = 0; s < sessions; s++) {
    for (let e = u32At(offsets, s), end = u32At(offsets, s + 1); e < end; e++) putU32(sequence, filled++, u32At(tokens, e));
    putU32(sequence, filled++, n);
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
  putU32(members, 0, n);
  let filled: u32 = 1, documents: u32 = 0, notEmpty: u32 = 0;
  for (let s: u32 = 0; s < sessions; s++) {
    const start = filled;
    for (let e = u32At(offsets, s), end = u32At(offsets, s + 1); e < end; e++) {
      const token = u32At(tokens, e);
      if (u32At(seen, token) == s + 1) continue;
      putU32(seen, token, s + 1);
      putU32(members, filled++, token);
    }
    if (filled > start) notEmpty++;
    documents += addDocument(members, start, filled, having);
    putU32(members, filled++, n);
  }
  putU32(totals, 0, filled);
  putU32(totals, 1, documents);
  putU32(totals, 2, notEmpty);
}

/** An activity of a session: its id in the low 24 bits, its place among the distinct ones (at most 255) in the high 8. */
export const ID: u32 = 0xffffff;
export const PLACE_SHIFT: u32 = 24;

/**
 * The sets of `evidenceFirsts` with their activities ascending and their places noted. `starts` and `places` are those of
 * `members` by `evidencePlaces`; `places` become those of `sorted`.
 *
 * owner   u32[length], scratch
 * sorted  u32[length]
 */
export function evidenceSort(
  members: usize, length: u32, n: u32, starts: usize, places: usize, owner: usize, sorted: usize
): void {
  // While a session is being filled, the delimiter before it holds how many of its activities are there.
  let begin: u32 = 0;
  putU32(sorted, 0, 0);
  for (let e: u32 = 1; e < length; e++) {
    putU32(owner, e, begin);
    if (u32At(members, e) != n) continue;
    putU32(sorted, e, 0);
    begin = e;
  }
  for (let i: u32 = 0; i < n; i++) {
    for (let p = u32At(starts, i), stop = u32At(starts, i + 1); p < stop; p++) {
      const place = u32At(places, p);
      const session = u32At(owner, place);
      const filled = u32At(sorted, session) + 1;
      putU32(sorted, session, filled);
      putU32(sorted, session + filled, i | (min<u32>(place - session - 1, 255) << PLACE_SHIFT));
      putU32(places, p, session + filled);
    }
  }
  for (let e: u32 = 0; e < length; e++) if (u32At(members, e) == n) putU32(sorted, e, n);
}

/**
 * The distinct activities (ascending) of windows of `length` steps that start every `length / 2` steps of a session, as
 * sets. seen and having as in `evidenceFirsts`; totals: u32[3] <- entries of `members`, windows of two or
 * more activities, all windows.
 */
export function evidenceWindows(
  tokens: usize, offsets: usize, sessions: u32, n: u32, length: u32, seen: usize, members: usize, having: usize, totals: usize
): void {
  const stride = length >> 1;
  putU32(members, 0, n);
  let filled: u32 = 1, documents: u32 = 0, window: u32 = 0;
  for (let s: u32 = 0; s < sessions; s++) {
    const end = u32At(offsets, s + 1);
    for (let from = u32At(offsets, s); ; from += stride) {
      const until = min(end, from + length);
      const start = filled;
      window++;
      for (let e = from; e < until; e++) {
        const token = u32At(tokens, e);
        if (u32At(seen, token) == window) continue;
        putU32(seen, token, window);
        let place = filled++;
        for (; place > start && u32At(members, place - 1) > token; place--) putU32(members, place, u32At(members, place - 1));
        putU32(members, place, token);
      }
      documents += addDocument(members, start, filled, having);
      putU32(members, filled++, n);
      if (until >= end) break;
    }
  }
  putU32(totals, 0, filled);
  putU32(totals, 1, documents);
  putU32(totals, 2, window);
}

/** Where each activity stands in `members`: places[starts[i] .. starts[i + 1]], ascending. starts: u32[n + 2], cleared. */
export function evidencePlaces(members: usize, length: u32, n: u32, starts: usize, places: usize): void {
  for (let e: u32 = 0; e < length; e++) {
    const token = u32At(members, e);
    if (token < n) putU32(starts, token + 2, u32At(starts, token + 2) + 1);
  }
  for (let i: u32 = 2; i < n + 2; i++) putU32(starts, i, u32At(starts, i) + u32At(starts, i - 1));
  // Filled through starts[token + 1], which so becomes the end of the token's places: the start of the next one's.
  for (let e: u32 = 0; e < length; e++) {
    const token = u32At(members, e);
    if (token == n) continue;
    const next = u32At(starts, token + 1);
    putU32(places, next, e);
    putU32(starts, token + 1, next + 1);
  }
}
