// Sessions cut into runs of processes: see core's runs.ts. Addresses of what events and sessions have are as if those of all
// were there.

import { at4, at8, putU32, u32At } from "./cells";

/** Of an activity without a process: in between runs, or skipped by them. */
const FOREIGN: i32 = -1;

/**
 * Cuts the sessions first <= s < last. kinds: i32 of each activity, its process, FOREIGN, or less for what does not count.
 * open: 16 bytes for each process: its last run, by the number within the session; the session, plus 1; counting events up
 * to its last one; and what of its events counts, all bits or none. Writes the events of runs to `events` from `filled` on,
 * and the process, the session and the end among these events of each to three lists of `most`, the first one at `runs`.
 * Returns how many there are. scratch: 20 bytes for each event of the longest session.
 */
export function cutSessions(
  activity: usize, offsets: usize, first: u32, last: u32, kinds: usize, open: usize, interruption: u32,
  events: usize, filled: u32, runs: usize, most: u32, scratch: usize
): u32 {
  const session = at4(runs, most), ends = at4(session, most);
  let count: u32 = 0;
  for (let s = first; s < last; s++) {
    const from = u32At(offsets, s), to = u32At(offsets, s + 1);
    // Of the runs of this session: the process and the events, then where the next event is written.
    const sizes = scratch + 12 * <usize>(to - from);
    let stretch = scratch, found: u32 = 0, passed: u32 = 0;
    for (let i = from; i < to; ) {
      const p = <i32>u32At(kinds, u32At(activity, i)), begin = i++;
      if (p < 0) {
        passed += u32(p == FOREIGN);
        continue;
      }
      const own = open + (<usize>p << 4);
      let run = load<u32>(own);
      if (load<u32>(own, 4) != s + 1 || passed - load<u32>(own, 8) > interruption) {
        run = found++;
        store<u64>(at8(sizes, run), <u64>p);
        store<u32>(own, run);
        store<u32>(own, s + 1, 4);
      }
      while (i < to && <i32>u32At(kinds, u32At(activity, i)) == p) i++;
      const cell = at8(sizes, run);
      store<u32>(cell, load<u32>(cell, 4) + (i - begin), 4);
      passed += (i - begin) & load<u32>(own, 12);
      store<u32>(own, passed, 8);
      store<u32>(stretch, <u32>cell);
      store<u32>(stretch, begin, 4);
      store<u32>(stretch, i, 8);
      stretch += 12;
    }
    for (let cell = sizes, end = at8(sizes, found); cell != end; cell += 8) {
      const size = load<u32>(cell, 4);
      if (size < 2) {
        store<u32>(cell, -1, 4);
        continue;
      }
      store<u32>(cell, filled, 4);
      filled += size;
      putU32(runs, count, load<u32>(cell));
      putU32(session, count, s);
      putU32(ends, count++, filled);
    }
    for (let one = scratch; one != stretch; one += 12) {
      const cell = <usize>load<u32>(one);
      let at = load<u32>(cell, 4);
      if (at == -1) continue;
      for (let i = load<u32>(one, 4), end = load<u32>(one, 8); i < end; i++) putU32(events, at++, i);
      store<u32>(cell, at, 4);
    }
  }
  return count;
}
