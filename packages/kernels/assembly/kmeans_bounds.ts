// k-means with bounds (after Elkan 2003), a block of 8 points at a time, over the whole scores of kmeans_short.ts.
//
// lower[block][cluster][lane] holds a lower bound of the distance at the time it was measured plus the cluster's drift so
// far: the bound now is that minus the drift now. A lane's own cluster has +Infinity there; its distance is at most
// upper[position] + drift[label]. Bounds come from whole scores, loosened by what rounding may hide; a label changes only
// on an exact distance.

import { relabel } from "./kmeans_sums";
import { floatProducts, shortScores } from "./kmeans_short";

const LANES: i32 = 8;

/**
 * One pass over blocks from .. to - 1. norms: squared norms of the points. unit: squared distance of one unit of whole
 * scores (2 / product of the scales); doubt: how far a squared distance may be off. margin covers the rounding of f32.
 * With `fresh`, every bound is measured anew. scratch: 32 bytes, then [4][8] products, then clusters i32[12], then two
 * lists i32[k + 4]. Returns how many points changed.
 */
export function kmeansAssignBounded(
  points: usize, shorts: usize, norms: usize, rows: usize, order: usize, width: i32, labels: usize, n: i32, d: i32,
  centroids: usize, halves: usize, short: usize, starts: usize, unit: f32, doubt: f32, k: i32,
  lower: usize, upper: usize, drift: usize, margin: f32, fresh: i32, from: i32, to: i32,
  sums: usize, counts: usize, changes: usize, scratch: usize
): void {
  const measured = scratch + 32, owners = scratch + 160, list = scratch + 208, near = list + (<usize>(k + 4) << 2);
  let changed = 0;
  const slack = f32x4.splat(margin), stretch = f32x4.splat(1.00001), infinite = f32x4.splat(Infinity);
  const step = f32x4.splat(unit), off = f32x4.splat(doubt), zero = f32x4.splat(0);
  for (let b = from; b < to; b++) {
    const shortBlock = shorts + ((<usize>b * <usize>d * LANES) << 1);
    const l = labels + (<usize>b << 5);
    const u = upper + (<usize>b << 5);
    const n0 = v128.load(norms + (<usize>b << 5)), n1 = v128.load(norms + (<usize>b << 5), 16);
    const bounds = lower + ((<usize>b * <usize>k) << 5);
    let length = 0;
    let own = 0;
    let u0 = infinite, u1 = infinite, l0 = i32x4.splat(-1), l1 = l0;
    if (fresh) {
      for (let c = 0; c < k; c++) store<i32>(list + (<usize>c << 2), c);
      length = k;
    } else {
      l0 = v128.load(l); l1 = v128.load(l, 16);
      for (let lane: usize = 0; lane < 32; lane += 4) {
        store<f32>(measured + lane, load<f32>(u + lane) + load<f32>(drift + (<usize>load<i32>(l + lane) << 2)));
      }
      u0 = v128.load(measured); u1 = v128.load(measured, 16);
      const w0 = f32x4.add(f32x4.mul(u0, stretch), slack), w1 = f32x4.add(f32x4.mul(u1, stretch), slack);
      let bound = bounds;
      for (let c = 0; c < k; c++) {
        const moved = v128.load32_splat(drift + (<usize>c << 2));
        const fail = v128.or(
          f32x4.lt(v128.load(bound), f32x4.add(w0, moved)),
          f32x4.lt(v128.load(bound, 16), f32x4.add(w1, moved))
        );
        store<i32>(list + (<usize>length << 2), c);
        length += i32(v128.any_true(fail));
        bound += 32;
      }
      if (length == 0) continue;
      // Some lane may have a nearer centroid: measure the distances to the own ones, then look at the list again.
      own = distinct(l, owners);
      for (let i = 0; i < own; i += 4) {
        shortScores(measured, shortBlock, owners + (<usize>i << 2), d, short, starts);
        const last = min(4, own - i);
        for (let q = 0; q < last; q++) {
          const label = i32x4.splat(load<i32>(owners + (<usize>(i + q) << 2)));
          const at = measured + (<usize>q << 5);
          u0 = v128.bitselect(root(n0, step, off, v128.load(at), zero), u0, i32x4.eq(l0, label));
          u1 = v128.bitselect(root(n1, step, off, v128.load(at, 16), zero), u1, i32x4.eq(l1, label));
        }
      }
      const t0 = f32x4.add(f32x4.mul(u0, stretch), slack), t1 = f32x4.add(f32x4.mul(u1, stretch), slack);
      let kept = 0;
      for (let i = 0; i < length; i++) {
        const c = load<i32>(list + (<usize>i << 2));
        const moved = v128.load32_splat(drift + (<usize>c << 2));
        const at = bounds + (<usize>c << 5);
        const fail = v128.or(
          f32x4.lt(v128.load(at), f32x4.add(t0, moved)),
          f32x4.lt(v128.load(at, 16), f32x4.add(t1, moved))
        );
        store<i32>(list + (<usize>kept << 2), c);
        kept += i32(v128.any_true(fail));
      }
      length = kept;
    }

    // New bounds for the listed clusters. `near` are those that may be nearer than the nearest known.
    for (let i = length; i < ((length + 3) & ~3); i++) store<i32>(list + (<usize>i << 2), load<i32>(list));
    let known0 = u0, known1 = u1;
    let candidates = 0;
    for (let i = 0; i < length; i += 4) {
      shortScores(measured, shortBlock, list + (<usize>i << 2), d, short, starts);
      const last = min(4, length - i);
      for (let q = 0; q < last; q++) {
        const c = load<i32>(list + (<usize>(i + q) << 2));
        const number = i32x4.splat(c);
        const moved = v128.load32_splat(drift + (<usize>c << 2));
        const at = bounds + (<usize>c << 5);
        const s0 = v128.load(measured + (<usize>q << 5)), s1 = v128.load(measured + (<usize>q << 5), 16);
        const low0 = root(n0, step, f32x4.neg(off), s0, zero), low1 = root(n1, step, f32x4.neg(off), s1, zero);
        const own0 = i32x4.eq(l0, number), own1 = i32x4.eq(l1, number);
        v128.store(at, v128.bitselect(infinite, f32x4.add(low0, moved), own0));
        v128.store(at, v128.bitselect(infinite, f32x4.add(low1, moved), own1), 16);
        const maybe = v128.or(
          v128.andnot(f32x4.lt(low0, f32x4.add(f32x4.mul(known0, stretch), slack)), own0),
          v128.andnot(f32x4.lt(low1, f32x4.add(f32x4.mul(known1, stretch), slack)), own1)
        );
        if (!v128.any_true(maybe)) continue;
        known0 = f32x4.pmin(known0, root(n0, step, off, s0, zero));
        known1 = f32x4.pmin(known1, root(n1, step, off, s1, zero));
        store<i32>(near + (<usize>candidates << 2), c);
        candidates++;
      }
    }
    const before0 = l0, before1 = l1;
    if (candidates > 0) {
      const t0 = f32x4.add(f32x4.mul(known0, stretch), slack), t1 = f32x4.add(f32x4.mul(known1, stretch), slack);
      let kept = 0;
      for (let i = 0; i < candidates; i++) {
        const c = load<i32>(near + (<usize>i << 2));
        const moved = v128.load32_splat(drift + (<usize>c << 2));
        const at = bounds + (<usize>c << 5);
        const maybe = v128.or(
          f32x4.lt(v128.load(at), f32x4.add(t0, moved)),
          f32x4.lt(v128.load(at, 16), f32x4.add(t1, moved))
        );
        store<i32>(near + (<usize>kept << 2), c);
        kept += i32(v128.any_true(maybe));
      }
      candidates = kept;
    }
    if (candidates > 0) {
      const block = points + ((<usize>b * <usize>d * LANES) << 2);
      for (let i = own; i < ((own + 3) & ~3); i++) store<i32>(owners + (<usize>i << 2), load<i32>(owners));
      for (let i = 0; i < own; i += 4) {
        floatProducts(measured, block, owners + (<usize>i << 2), d, centroids);
        const last = min(4, own - i);
        for (let q = 0; q < last; q++) {
          const c = load<i32>(owners + (<usize>(i + q) << 2));
          const at = measured + (<usize>q << 5);
          const norm: f32 = <f32>2 * load<f32>(halves + (<usize>c << 2));
          u0 = v128.bitselect(exact(n0, norm, v128.load(at), zero), u0, i32x4.eq(l0, i32x4.splat(c)));
          u1 = v128.bitselect(exact(n1, norm, v128.load(at, 16), zero), u1, i32x4.eq(l1, i32x4.splat(c)));
        }
      }
      for (let i = candidates; i < ((candidates + 3) & ~3); i++) store<i32>(near + (<usize>i << 2), load<i32>(near));
      for (let i = 0; i < candidates; i += 4) {
        floatProducts(measured, block, near + (<usize>i << 2), d, centroids);
        const last = min(4, candidates - i);
        for (let q = 0; q < last; q++) {
          const c = load<i32>(near + (<usize>(i + q) << 2));
          const number = i32x4.splat(c);
          const norm: f32 = <f32>2 * load<f32>(halves + (<usize>c << 2));
          const d0 = exact(n0, norm, v128.load(measured + (<usize>q << 5)), zero);
          const d1 = exact(n1, norm, v128.load(measured + (<usize>q << 5), 16), zero);
          const m0 = v128.andnot(f32x4.lt(d0, u0), i32x4.eq(l0, number));
          const m1 = v128.andnot(f32x4.lt(d1, u1), i32x4.eq(l1, number));
          if (!v128.any_true(v128.or(m0, m1))) continue;
          switchLanes(bounds, c, drift, i32x4.bitmask(m0) | (i32x4.bitmask(m1) << 4), l0, l1, u0, u1, scratch);
          l0 = v128.bitselect(number, l0, m0); u0 = v128.bitselect(d0, u0, m0);
          l1 = v128.bitselect(number, l1, m1); u1 = v128.bitselect(d1, u1, m1);
        }
      }
    }
    const differ = fresh
      ? v128.or(i32x4.ne(l0, v128.load(l)), i32x4.ne(l1, v128.load(l, 16)))
      : v128.or(i32x4.ne(l0, before0), i32x4.ne(l1, before1));
    if (v128.any_true(differ)) {
      v128.store(scratch, l0);
      v128.store(scratch, l1, 16);
      changed += relabel(rows, order, width, b, l, n, d, scratch, sums, counts);
    }
    // Padded lanes too, so that they never keep a block busy.
    v128.store(l, l0);
    v128.store(l, l1, 16);
    v128.store(measured, u0);
    v128.store(measured, u1, 16);
    for (let lane: usize = 0; lane < 32; lane += 4) {
      store<f32>(u + lane, load<f32>(measured + lane) - load<f32>(drift + (<usize>load<i32>(l + lane) << 2)));
    }
  }
  store<i32>(changes, load<i32>(changes) + changed);
}

// Distance from a whole score, squares off by `off`.
// @ts-ignore: decorator
@inline
function root(norms: v128, step: v128, off: v128, score: v128, zero: v128): v128 {
  return f32x4.sqrt(f32x4.pmax(zero, f32x4.add(f32x4.sub(norms, f32x4.mul(step, f32x4.convert_i32x4_s(score))), off)));
}

// @ts-ignore: decorator
@inline
function exact(norms: v128, norm: f32, product: v128, zero: v128): v128 {
  return f32x4.sqrt(f32x4.pmax(zero, f32x4.sub(f32x4.add(norms, f32x4.splat(norm)), f32x4.add(product, product))));
}

// The different labels of a block's lanes, repeated to a multiple of four. Returns how many differ.
function distinct(labels: usize, owners: usize): i32 {
  let own = 0;
  for (let lane: usize = 0; lane < 32; lane += 4) {
    const label = load<i32>(labels + lane);
    let known = false;
    for (let i = 0; i < own; i++) known = known || load<i32>(owners + (<usize>i << 2)) == label;
    if (!known) store<i32>(owners + (<usize>(own++) << 2), label);
  }
  for (let i = own; i < ((own + 3) & ~3); i++) store<i32>(owners + (<usize>i << 2), load<i32>(owners));
  return own;
}

// For each lane of `mask`: its old cluster (if any) gets back a true bound, the new one infinity. scratch: 64 bytes.
function switchLanes(
  bounds: usize, cluster: i32, drift: usize, mask: i32, l0: v128, l1: v128, u0: v128, u1: v128, label: usize
): void {
  v128.store(label, l0);
  v128.store(label, l1, 16);
  const at = bounds + (<usize>cluster << 5);
  for (let lane = 0; lane < LANES; lane++) {
    if (((mask >> lane) & 1) == 0) continue;
    const offset = <usize>lane << 2;
    const old = load<i32>(label + offset);
    if (old >= 0) {
      const distance = lane < 4 ? pick(u0, lane) : pick(u1, lane - 4);
      store<f32>(bounds + (<usize>old << 5) + offset, distance + load<f32>(drift + (<usize>old << 2)));
    }
    store<f32>(at + offset, Infinity);
  }
}

function pick(v: v128, lane: i32): f32 {
  if (lane == 0) return f32x4.extract_lane(v, 0);
  if (lane == 1) return f32x4.extract_lane(v, 1);
  return lane == 2 ? f32x4.extract_lane(v, 2) : f32x4.extract_lane(v, 3);
}
