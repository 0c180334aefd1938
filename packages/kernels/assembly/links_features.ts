// Learned links: the features of pairs. f64 lanes are pairs, so that a pair's features do not depend on its place in the row.

import { at4, at8, u32At } from "./cells";
import {
  ACTIVITIES, CAPACITY, CONSTANTS, DOCUMENTS, FLOWS, HAVING, IDS, LOG_HAVING, OUT, PLACE, ROOM, SCRATCH, SHARES,
  SHIFT, STAGED_EXACT, STEPS, UNIT_OF_TIGHT, slot, staged, value
} from "./links_pairs_plan";
import { ln2 } from "./logarithm";

// observed ln(observed / expected), 0 where one of them is 0.
// @ts-ignore: decorator
@inline
function part(observed: v128, expected: v128): v128 {
  const zero = f64x2.splat(0.0);
  const counts = v128.and(f64x2.gt(observed, zero), f64x2.gt(expected, zero));
  return v128.and(counts, f64x2.mul(observed, ln2(f64x2.div(observed, expected))));
}

/**
 * The root of the log-likelihood ratio G2 = 2 sum O ln(O / E) of a 2 x 2 table (Dunning 1993), negative where the two are
 * together less often than by chance. `both` of `all` have a and b; `a` and `b`: how many have each; `expected`: a b / all.
 */
function signedRoot(both: v128, a: v128, b: v128, all: v128, expected: v128): v128 {
  const zero = f64x2.splat(0.0);
  const onlyA = f64x2.max(zero, f64x2.sub(a, both));
  const onlyB = f64x2.max(zero, f64x2.sub(b, both));
  const neither = f64x2.max(zero, f64x2.add(f64x2.sub(f64x2.sub(all, a), b), both));
  const notA = f64x2.sub(all, a), notB = f64x2.sub(all, b);
  const product = f64x2.mul(a, b);
  let sum = zero;
  if (v128.any_true(both)) sum = part(both, expected);
  sum = f64x2.add(sum, part(onlyA, f64x2.div(f64x2.mul(a, notB), all)));
  sum = f64x2.add(sum, part(onlyB, f64x2.div(f64x2.mul(notA, b), all)));
  sum = f64x2.add(sum, part(neither, f64x2.div(f64x2.mul(notA, notB), all)));
  const root = f64x2.sqrt(f64x2.max(zero, f64x2.mul(f64x2.splat(2.0), sum)));
  return v128.bitselect(root, f64x2.neg(root), f64x2.ge(f64x2.mul(both, all), product));
}

// `expected`: a b / all; `share`: of all, the documents with the commoner one.
// @ts-ignore: decorator
@inline
function loevinger2(a: v128, b: v128, both: v128, expected: v128, share: v128): v128 {
  const one = f64x2.splat(1.0);
  return f64x2.div(
    f64x2.sub(both, expected), f64x2.add(f64x2.mul(f64x2.min(a, b), f64x2.sub(one, share)), one)
  );
}

// @ts-ignore: decorator
@inline
function pick(base: usize, a: u32, b: u32): v128 {
  return v128.load64_lane(at8(base, b), v128.load64_zero(at8(base, a)), 1);
}

// A count of the staged row at places a and b, which are 1 + index; place 0 has none: there, `there` is zero.
// @ts-ignore: decorator
@inline
function count2(column: usize, a: u32, b: u32, there: v128): v128 {
  const counts = v128.load32_lane(at4(column - 4, b), v128.load32_zero(at4(column - 4, a)), 1);
  return v128.and(there, f64x2.convert_low_i32x4_u(counts));
}

// @ts-ignore: decorator
@inline
function exact2(column: usize, a: u32, b: u32, there: v128): v128 {
  return v128.and(there, pick(column - 8, a, b));
}

// @ts-ignore: decorator
@inline
export function put2(at: usize, values: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(values), 0);
}

/**
 * Features of row i and the first `count` partners in IDS to OUT, feature f of partner k at [f x capacity + k], in the
 * order of core's `featureNames`; not clipped. Left alone are the three cosines (4, 5, 17; see `linksCosines`) and the one
 * of the vectors (8). Pairs go by two: an odd last one is written twice.
 */
export function linksFeatures(plan: usize, i: u32, count: u32): void {
  const n = <u32>slot(plan, ACTIVITIES), room = <usize>slot(plan, ROOM) << 2, column = <usize>n << 3;
  const place = slot(plan, PLACE), ids = slot(plan, IDS), rowBytes = slot(plan, CAPACITY) << 2;
  const session = staged(plan) + room, window8 = session + 3 * room, follows = window8 + room;
  const tight = slot(plan, STAGED_EXACT) + (slot(plan, SHIFT) << 3), information = tight + (room << 1);
  const having = slot(plan, HAVING), having8 = having + 3 * column, shares = slot(plan, SHARES);
  const flowsOut = slot(plan, FLOWS), flowsIn = flowsOut + column, logs = slot(plan, LOG_HAVING);
  const documents = slot(plan, DOCUMENTS), constants = slot(plan, CONSTANTS), scratch = plan + (<usize>SCRATCH << 3);
  const zero = f64x2.splat(0.0), one = f64x2.splat(1.0), half = f64x2.splat(0.5), eight = f64x2.splat(8.0);
  const quarter = f64x2.splat(0.25), eighth = f64x2.splat(0.125);
  const sessions = v128.load64_splat(documents), windows8 = v128.load64_splat(documents, 24);
  const steps = f64x2.splat(value(plan, STEPS));
  const own = v128.load64_splat(at8(having, i)), own8 = v128.load64_splat(at8(having8, i));
  const share = v128.load64_splat(at8(shares, i)), ownLog = v128.load64_splat(at8(logs, i));
  const out = v128.load64_splat(at8(flowsOut, i)), into = v128.load64_splat(at8(flowsIn, i));
  const outOne = f64x2.add(out, one), inOne = f64x2.add(into, one);
  for (let k: u32 = 0; k < count; k += 2) {
    const j = u32At(ids, k), l = k + 1 < count ? u32At(ids, k + 1) : j;
    const a = u32At(place, j), b = u32At(place, l);
    const there = i64x2.ne(i64x2.replace_lane(i64x2.splat(a), 1, b), zero);
    let at = slot(plan, OUT) + (<usize>k << 2);
    // Sessions, windows of 32, 16, 8.
    let counts = session, all = documents;
    for (let kind: usize = 0; kind < 4 * column; kind += column) {
      const mine = v128.load64_splat(at8(having + kind, i)), theirs = pick(having + kind, j, l);
      const larger = f64x2.max(v128.load64_splat(at8(shares + kind, i)), pick(shares + kind, j, l));
      const expected = f64x2.div(f64x2.mul(mine, theirs), v128.load64_splat(all));
      put2(at, loevinger2(mine, theirs, count2(counts, a, b, there), expected, larger));
      at += rowBytes;
      counts += room;
      all += 8;
    }
    const other = pick(having, j, l), other8 = pick(having8, j, l);
    const both = count2(session, a, b, there), near8 = count2(window8, a, b, there);
    const rare = f64x2.min(own, other), larger = f64x2.max(share, pick(shares, j, l));
    const product = f64x2.mul(own, other);
    const expected = f64x2.div(product, sessions);
    const otherLog = pick(logs, j, l), iIsRarer = f64x2.le(own, other);
    const logRare = v128.bitselect(ownLog, otherLog, iIsRarer), logCommon = v128.bitselect(otherLog, ownLog, iIsRarer);
    at += rowBytes << 1;
    const forth = count2(follows, a, b, there), back = count2(follows + room, a, b, there);
    const adjacent = v128.any_true(v128.or(forth, back));
    const otherOut = pick(flowsOut, j, l), otherIn = pick(flowsIn, j, l);
    let largest = zero, mean = zero;
    if (adjacent) {
      const outJ = f64x2.add(otherOut, one), inJ = f64x2.add(otherIn, one);
      largest = f64x2.max(f64x2.div(forth, f64x2.min(outOne, inJ)), f64x2.div(back, f64x2.min(outJ, inOne)));
      mean = f64x2.max(
        f64x2.div(forth, f64x2.sqrt(f64x2.mul(outOne, inJ))), f64x2.div(back, f64x2.sqrt(f64x2.mul(outJ, inOne)))
      );
    }
    put2(at, largest);
    put2((at += rowBytes), mean);
    put2((at += rowBytes << 1), f64x2.mul(exact2(information, a, b, there), eighth));
    put2((at += rowBytes), f64x2.mul(logRare, eighth));
    put2((at += rowBytes), larger);
    put2((at += rowBytes), f64x2.div(both, f64x2.max(rare, one)));
    put2((at += rowBytes), f64x2.mul(f64x2.sub(logCommon, logRare), eighth));
    v128.store64_lane((at += rowBytes), v128.load32_splat(constants), 0);
    const first = count2(follows + 2 * room, a, b, there), second = count2(follows + 3 * room, a, b, there);
    const either = f64x2.add(first, second);
    put2((at += rowBytes), f64x2.div(f64x2.abs(f64x2.sub(first, second)), f64x2.add(either, f64x2.splat(3.0))));
    put2(
      (at += rowBytes),
      f64x2.div(f64x2.mul(exact2(tight, a, b, there), f64x2.splat(1.0 / UNIT_OF_TIGHT)), f64x2.add(either, f64x2.splat(2.0)))
    );
    at += rowBytes;
    const surprise = signedRoot(both, own, other, sessions, expected);
    let near = zero, next = zero;
    if (v128.any_true(near8)) {
      near = v128.and(f64x2.gt(near8, zero), signedRoot(near8, own8, other8, windows8, f64x2.div(f64x2.mul(own8, other8), windows8)));
    }
    if (adjacent) {
      next = v128.and(f64x2.gt(forth, zero), signedRoot(forth, out, otherIn, steps, f64x2.div(f64x2.mul(out, otherIn), steps)));
      next = v128.bitselect(f64x2.max(next, signedRoot(back, otherOut, into, steps, f64x2.div(f64x2.mul(otherOut, into), steps))), next, f64x2.gt(back, zero));
    }
    // The logarithms, one after another: they do not depend on each other.
    const halfSessions = f64x2.mul(half, sessions);
    v128.store(scratch, f64x2.div(f64x2.mul(f64x2.add(both, half), sessions), f64x2.add(product, halfSessions)));
    v128.store(scratch, f64x2.add(one, f64x2.max(zero, surprise)), 16);
    v128.store(scratch, f64x2.add(one, f64x2.max(zero, near)), 32);
    v128.store(scratch, f64x2.add(one, f64x2.max(zero, next)), 48);
    v128.store(scratch, f64x2.add(one, both), 64);
    v128.store(scratch, f64x2.add(one, expected), 80);
    for (let place: usize = 0; place < 96; place += 16) {
      at += rowBytes;
      if (place == 32) {
        put2(at, f64x2.mul(f64x2.min(eight, f64x2.max(zero, f64x2.neg(surprise))), eighth));
        at += rowBytes;
      }
      const x = v128.load(scratch + place);
      let log = zero;
      if (v128.any_true(f64x2.ne(x, one))) {
        log = ln2(x);
        if (place == 0) log = f64x2.div(f64x2.max(f64x2.splat(-3.0), f64x2.min(f64x2.splat(6.0), log)), f64x2.splat(6.0));
        else log = f64x2.mul(log, place < 64 ? quarter : eighth);
      }
      put2(at, log);
    }
    v128.store64_lane((at += rowBytes), v128.load32_splat(constants, 4), 0);
    v128.store64_lane((at += rowBytes), v128.load32_splat(constants, 8), 0);
    const rareOne = f64x2.add(rare, one);
    const overlap = f64x2.div(f64x2.add(both, half), rareOne);
    const error = f64x2.sqrt(f64x2.div(f64x2.mul(overlap, f64x2.sub(one, overlap)), rareOne));
    put2((at += rowBytes), f64x2.max(zero, f64x2.sub(overlap, f64x2.mul(f64x2.splat(1.3), error))));
  }
}
