// Learned links: average linkage over the links that are there, see core's linkage.ts. All sums run in f64; which order the
// bonds of a cluster stand in decides nothing.

import { f64At, putF64, putU32, slot, u32At } from "./cells";
import { ln } from "./logarithm";

// Slots (u32) of the plan, in the order of core's linkage.ts. A cluster is named by its lowest activity.
const ACTIVITIES: i32 = 0;
const OFFSETS: i32 = 1; // links: CSR of both triangles
const COLUMNS: i32 = 2;
const PROBABILITIES: i32 = 3; // f32
const BEGINS: i32 = 4; // f64[n]: lifetimes; those that are not known reach far beyond all others
const ENDS: i32 = 5; // f64[n]
const BONDS: i32 = 6; // [links x 64 bytes], even by 64: see below
const FIRST: i32 = 7; // u32[n]: an end of a bond of each cluster, 0 where it has none
const WITH: i32 = 8; // u32[n], zero between calls: the end of the bond of the cluster that is joined with each
const BEST: i32 = 9; // f64[n]: the strongest mean link of each cluster, -1 for none,
const PARTNER: i32 = 10; // u32[n]: and to which; NONE: no link is stronger, but which is is yet to be searched for
const SIZE: i32 = 11; // u32[n]: activities of each cluster
const NEXT_MEMBER: i32 = 12; // u32[n]: the activity after each one in its cluster
const LAST_MEMBER: i32 = 13; // u32[n]: of each cluster
const WINNER: i32 = 14; // u32[2 x leaves]: a tournament: at leaf LEAVES + i cluster i, above the one with the better link
const LEAVES: i32 = 15;
const LOW: i32 = 16; // u32[n]: out, the merges
const HIGH: i32 = 17; // u32[n]
const HEIGHT: i32 = 18; // f64[n]
const MERGES: i32 = 19; // how many there are
const NUMBERS: i32 = 20; // f64[2]: where to stop, least shared life

const NONE: u32 = 0xffffffff;

// A bond has two ends of 32 bytes: in each a sum over its pairs of activities (strength x shared life in the first, shared
// life in the second), the cluster, and the ends after and before it of that cluster's bonds.
const CLUSTER: usize = 8;
const NEXT: usize = 12;
const PREVIOUS: usize = 16;

// @ts-ignore: decorator
@inline
function across(end: usize): u32 {
  return load<u32>(end ^ 32, CLUSTER);
}

// @ts-ignore: decorator
@inline
function next(end: usize): usize {
  return <usize>load<u32>(end, NEXT);
}

function attach(first: usize, cluster: u32, end: usize): void {
  const head = u32At(first, cluster);
  store<u32>(end, cluster, CLUSTER);
  store<u32>(end, head, NEXT);
  store<u32>(end, 0, PREVIOUS);
  if (head != 0) store<u32>(<usize>head, <u32>end, PREVIOUS);
  putU32(first, cluster, <u32>end);
}

function detach(first: usize, end: usize): void {
  const after = load<u32>(end, NEXT), before = load<u32>(end, PREVIOUS);
  if (after != 0) store<u32>(<usize>after, before, PREVIOUS);
  if (before != 0) store<u32>(<usize>before, after, NEXT);
  else putU32(first, load<u32>(end, CLUSTER), after);
}

// As core's `sharedLife`.
function sharedLife(plan: usize, i: u32, j: u32): f64 {
  const begins = slot(plan, BEGINS), ends = slot(plan, ENDS);
  const from = f64At(begins, i), to = f64At(ends, i), otherFrom = f64At(begins, j), otherTo = f64At(ends, j);
  const common = min(to, otherTo) - max(from, otherFrom), shorter = min(to - from, otherTo - otherFrom);
  return common >= shorter ? 1.0 : common <= 0.0 ? 0.0 : common / shorter;
}

function lifeBetween(plan: usize, a: u32, b: u32): f64 {
  const after = slot(plan, NEXT_MEMBER);
  let sum: f64 = 0;
  for (let i = a, left = u32At(slot(plan, SIZE), a); left > 0; left--, i = u32At(after, i)) {
    for (let j = b, rest = u32At(slot(plan, SIZE), b); rest > 0; rest--, j = u32At(after, j)) sum += sharedLife(plan, i, j);
  }
  return sum;
}

// The mean link of the bond of this end.
// @ts-ignore: decorator
@inline
function mean(plan: usize, end: usize, i: u32, j: u32): f64 {
  const sizes = slot(plan, SIZE), least = f64At(slot(plan, NUMBERS), 1);
  const pairs = <f64>(u32At(sizes, i) * u32At(sizes, j));
  return load<f64>(end & ~32) / max(max(load<f64>(end | 32), least * pairs), 1e-9);
}

function search(plan: usize, i: u32): void {
  let best: f64 = -1, partner = NONE;
  for (let end = <usize>u32At(slot(plan, FIRST), i); end != 0; end = next(end)) {
    const j = across(end), value = mean(plan, end, i, j);
    if (value < best || (value == best && j > partner)) continue;
    best = value;
    partner = j;
  }
  putF64(slot(plan, BEST), i, best);
  putU32(slot(plan, PARTNER), i, partner);
}

// Of equal ones the left, which is lower.
function play(plan: usize, node: u32): void {
  const winner = slot(plan, WINNER), best = slot(plan, BEST);
  const left = u32At(winner, 2 * node), right = u32At(winner, 2 * node + 1);
  putU32(winner, node, right == NONE || f64At(best, left) >= f64At(best, right) ? left : right);
}

// After the best link of cluster i changed.
function replay(plan: usize, i: u32): void {
  for (let node = (<u32>slot(plan, LEAVES) + i) >> 1; node > 0; node >>= 1) play(plan, node);
}

/** Every activity by itself, and the bonds between them: pairs whose log-odds are above -4 and that lived together. */
export function linkageBegin(plan: usize): void {
  const n = <u32>slot(plan, ACTIVITIES), leaves = <u32>slot(plan, LEAVES), first = slot(plan, FIRST), winner = slot(plan, WINNER);
  let end = slot(plan, BONDS);
  for (let i: u32 = 0; i < n; i++) {
    putU32(slot(plan, SIZE), i, 1);
    putU32(slot(plan, LAST_MEMBER), i, i);
    for (let p = u32At(slot(plan, OFFSETS), i), stop = u32At(slot(plan, OFFSETS), i + 1); p < stop; p++) {
      const j = u32At(slot(plan, COLUMNS), p);
      if (j < i) continue;
      const probability = <f64>load<f32>(slot(plan, PROBABILITIES) + (<usize>p << 2));
      const strength = (max(-4.0, min(4.0, ln(probability / (1.0 - probability)))) + 4.0) / 8.0;
      const life = sharedLife(plan, i, j);
      if (strength <= 0.0 || life == 0.0) continue;
      store<f64>(end, strength * life);
      store<f64>(end + 32, life);
      attach(first, i, end);
      attach(first, j, end + 32);
      end += 64;
    }
  }
  for (let i: u32 = 0; i < leaves; i++) {
    if (i < n) search(plan, i);
    putU32(winner, leaves + i, i < n ? i : NONE);
  }
  for (let node = leaves - 1; node > 0; node--) play(plan, node);
}

/** Merges the strongest of all until some work is done; false where there is none above the least any more. */
export function linkageMerge(plan: usize): bool {
  const best = slot(plan, BEST), partner = slot(plan, PARTNER), winner = slot(plan, WINNER), height = slot(plan, HEIGHT);
  let merges = <u32>slot(plan, MERGES);
  let top: f64 = merges > 0 ? f64At(height, merges - 1) : 0.0;
  for (let work: u32 = 0; work < 300_000; ) {
    const i = u32At(winner, 1);
    if (i == NONE || f64At(best, i) <= f64At(slot(plan, NUMBERS), 0)) return false;
    // The first row of the greatest value is the lower of the two: its partner has the same value in its own row.
    const j = u32At(partner, i);
    if (j == NONE) {
      search(plan, i);
      replay(plan, i);
      continue;
    }
    top = max(top, 1.0 - f64At(best, i));
    putU32(slot(plan, LOW), merges, i);
    putU32(slot(plan, HIGH), merges, j);
    putF64(height, merges, top);
    store<u32>(plan + (<usize>MERGES << 2), ++merges);
    work += 100 + join(plan, i, j);
  }
  return true;
}

// Joins cluster j to the lower i; returns about how much work it was.
function join(plan: usize, i: u32, j: u32): u32 {
  const first = slot(plan, FIRST), other = slot(plan, WITH), best = slot(plan, BEST), partner = slot(plan, PARTNER);
  let end: usize, work: u32 = 0;
  for (end = <usize>u32At(first, i); end != 0; end = next(end), work += 8) putU32(other, across(end), <u32>end);
  detach(first, <usize>u32At(other, j));
  putU32(other, j, 0);
  for (end = <usize>u32At(first, j); end != 0; work += 8) {
    const own = end, k = across(own), known = <usize>u32At(other, k);
    end = next(own);
    if (k == i) continue;
    if (known != 0) {
      const strength = known & ~32, life = known | 32;
      store<f64>(strength, load<f64>(strength) + load<f64>(own & ~32));
      store<f64>(life, load<f64>(life) + load<f64>(own | 32));
      detach(first, own ^ 32);
      // What is left in `other` are the bonds of i alone.
      putU32(other, k, 0);
    } else {
      store<f64>(own | 32, load<f64>(own | 32) + lifeBetween(plan, i, k));
      attach(first, i, own);
    }
  }
  putU32(first, j, 0);
  for (end = <usize>u32At(first, i); end != 0; end = next(end)) {
    const k = across(end);
    if (u32At(other, k) != <u32>end) continue;
    store<f64>(end | 32, load<f64>(end | 32) + lifeBetween(plan, j, k));
    putU32(other, k, 0);
  }
  const sizes = slot(plan, SIZE), last = slot(plan, LAST_MEMBER);
  putU32(slot(plan, NEXT_MEMBER), u32At(last, i), j);
  putU32(last, i, u32At(last, j));
  putU32(sizes, i, u32At(sizes, i) + u32At(sizes, j));
  putF64(best, j, -1);
  replay(plan, j);
  let top: f64 = -1, to = NONE;
  for (end = <usize>u32At(first, i); end != 0; end = next(end)) {
    const k = across(end), value = mean(plan, end, k, i), before = f64At(best, k), at = u32At(partner, k);
    if (value > top || (value == top && k < to)) {
      top = value;
      to = k;
    }
    if (value > before || (value == before && at != NONE && i <= at)) {
      putF64(best, k, value);
      putU32(partner, k, i);
      replay(plan, k);
    } else if (at == i || at == j) putU32(partner, k, NONE);
  }
  putF64(best, i, top);
  putU32(partner, i, to);
  replay(plan, i);
  return work;
}
