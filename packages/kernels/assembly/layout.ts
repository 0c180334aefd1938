// t-SNE (van der Maaten & Hinton 2008) with sparse affinities; repulsion exact or by Barnes-Hut (van der Maaten 2014).
//
// Places are place[point][2], f32. Repulsion works on a sorted copy xs[position], ys[position], 8 points at a time: all
// 8 walk the tree together, and a cell is taken as one only when it is far from every one of them.

import { exp4, sumLanes } from "./linalg";

const LANES: i32 = 8;

/**
 * Rows of affinities: p[i][.] proportional to exp(-beta_i distance^2), beta_i by bisection such that the row's
 * perplexity is as asked; each row sums to 1. distances: squared, [n][k]; p: [n][k]; scratch: k + 4 f32.
 */
export function layoutAffinities(
  distances: usize, k: i32, perplexity: f64, from: i32, to: i32, scratch: usize, p: usize
): void {
  const target = Math.log(perplexity);
  const padded = (k + 3) & ~3;
  const padding = <f64>(padded - k);
  const end = scratch + (<usize>padded << 2);
  for (let i = from; i < to; i++) {
    const row = distances + ((<usize>i * <usize>k) << 2);
    // Beyond the nearest, so that the largest exponential is 1; the padding counts as 1 each and is taken off again.
    const nearest = load<f32>(row);
    let sum: f64 = 0;
    for (let j = 0; j < padded; j++) {
      const beyond: f32 = j < k ? load<f32>(row + (<usize>j << 2)) - nearest : 0;
      store<f32>(scratch + (<usize>j << 2), beyond);
      sum += <f64>beyond;
    }
    let beta: f64 = sum > 0 ? <f64>k / sum : 1;
    let low: f64 = 0, high: f64 = Infinity, mass: f64 = 1;
    for (let step = 0; step < 64; step++) {
      const minus = f32x4.splat(<f32>-beta);
      let e = f32x4.splat(0), ed = e;
      for (let s = scratch; s < end; s += 16) {
        const beyond = v128.load(s);
        const value = exp4(f32x4.mul(minus, beyond));
        e = f32x4.add(e, value);
        ed = f32x4.add(ed, f32x4.mul(value, beyond));
      }
      mass = <f64>sumLanes(e) - padding;
      const excess = Math.log(mass) + beta * <f64>sumLanes(ed) / mass - target;
      if (abs(excess) < 1e-5) break;
      if (excess > 0) {
        low = beta;
        beta = high == Infinity ? min(beta * 2, 1e30) : (beta + high) * 0.5;
      } else {
        high = beta;
        beta = (beta + low) * 0.5;
      }
    }
    const minus = f32x4.splat(<f32>-beta), share = f32x4.splat(<f32>(1 / mass));
    for (let s = scratch; s < end; s += 16) v128.store(s, f32x4.mul(exp4(f32x4.mul(minus, v128.load(s))), share));
    memory.copy(p + ((<usize>i * <usize>k) << 2), scratch, <usize>k << 2);
  }
}

/**
 * Attraction: pull[i] = sum over edges of p q (place_i - place_j), q = 1 / (1 + distance^2), for from <= i < to.
 * Edges are CSR: offsets i32 [n + 1], targets i32, weights f32.
 */
export function layoutAttract(
  place: usize, offsets: usize, targets: usize, weights: usize, from: i32, to: i32, pull: usize
): void {
  const one = f32x4.splat(1);
  for (let i = from; i < to; i++) {
    const own = v128.load64_splat(place + (<usize>i << 3)); // x y x y
    const xi = v128.shuffle<f32>(own, own, 0, 0, 0, 0), yi = v128.shuffle<f32>(own, own, 1, 1, 1, 1);
    let fx = f32x4.splat(0), fy = fx;
    let edge = load<i32>(offsets + (<usize>i << 2));
    const end = load<i32>(offsets + (<usize>i << 2), 4);
    for (; edge + 4 <= end; edge += 4) {
      const t = targets + (<usize>edge << 2);
      let a = v128.load64_zero(place + (<usize>load<i32>(t) << 3));
      a = v128.load64_lane(place + (<usize>load<i32>(t, 4) << 3), a, 1);
      let b = v128.load64_zero(place + (<usize>load<i32>(t, 8) << 3));
      b = v128.load64_lane(place + (<usize>load<i32>(t, 12) << 3), b, 1);
      const dx = f32x4.sub(xi, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
      const dy = f32x4.sub(yi, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
      const near = f32x4.add(one, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)));
      const force = f32x4.div(v128.load(weights + (<usize>edge << 2)), near);
      fx = f32x4.add(fx, f32x4.mul(force, dx));
      fy = f32x4.add(fy, f32x4.mul(force, dy));
    }
    let sx = sumLanes(fx), sy = sumLanes(fy);
    const x = f32x4.extract_lane(own, 0), y = f32x4.extract_lane(own, 1);
    for (; edge < end; edge++) {
      const q = place + (<usize>load<i32>(targets + (<usize>edge << 2)) << 3);
      const dx = x - load<f32>(q), dy = y - load<f32>(q, 4);
      const force = load<f32>(weights + (<usize>edge << 2)) / (1 + dx * dx + dy * dy);
      sx += force * dx;
      sy += force * dy;
    }
    store<f32>(pull + (<usize>i << 3), sx);
    store<f32>(pull + (<usize>i << 3), sy, 4);
  }
}

// @ts-ignore: decorator
@inline
const NODE: usize = 32; // x, y, count, limit (f32); next, start, end (i32); one word free
const LEAF: i32 = 8;
const DEEPEST: i32 = 16;

/**
 * Sorts the points along a Z-order curve and copies them: order[position] = point, xs and ys in that order (padding: the
 * last point again). keys and spare: 2 x n u32 each (a number and its point). With `sorted` 0 the order is kept as is.
 * Returns the side of the square that holds all points.
 */
export function layoutSort(
  place: usize, n: i32, sorted: i32, keys: usize, spare: usize, order: usize, xs: usize, ys: usize
): f32 {
  let lowX = f32.MAX_VALUE, lowY = lowX, highX = -lowX, highY = -lowX;
  for (let i = 0; i < n; i++) {
    const x = load<f32>(place + (<usize>i << 3)), y = load<f32>(place + (<usize>i << 3), 4);
    lowX = min(lowX, x); lowY = min(lowY, y);
    highX = max(highX, x); highY = max(highY, y);
  }
  const side = max(max(highX - lowX, highY - lowY), 1e-30);
  if (sorted) {
    const cells: f32 = 65535.0 / side;
    for (let i = 0; i < n; i++) {
      const x = load<f32>(place + (<usize>i << 3)), y = load<f32>(place + (<usize>i << 3), 4);
      const key = spread(<u32>((x - lowX) * cells)) | (spread(<u32>((y - lowY) * cells)) << 1);
      store<u32>(keys + (<usize>i << 3), key);
      store<u32>(keys + (<usize>i << 3), i, 4);
    }
    let a = keys, b = spare;
    for (let shift = 0; shift < 32; shift += 8) {
      countingPass(a, b, n, shift);
      const swap = a; a = b; b = swap;
    }
  } else {
    for (let i = 0; i < n; i++) store<u32>(keys + (<usize>i << 3), i, 4);
  }
  const padded = (n + LANES - 1) & ~(LANES - 1);
  for (let p = 0; p < padded; p++) {
    const point = load<u32>(keys + (<usize>min(p, n - 1) << 3), 4);
    if (p < n) store<u32>(order + (<usize>p << 2), point);
    store<f32>(xs + (<usize>p << 2), load<f32>(place + (<usize>point << 3)));
    store<f32>(ys + (<usize>p << 2), load<f32>(place + (<usize>point << 3), 4));
  }
  return side;
}

// Puts a gap after each of the lower 16 bits.
// @ts-ignore: decorator
@inline
function spread(v: u32): u32 {
  v &= 0xffff;
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  return (v | (v << 1)) & 0x55555555;
}

// One stable pass of a radix sort by 8 bits. The counters lie behind `to`'s n entries (the host gives 256 words more).
function countingPass(from: usize, to: usize, n: i32, shift: i32): void {
  const counters = to + (<usize>n << 3);
  memory.fill(counters, 0, 1024);
  for (let i = 0; i < n; i++) {
    const c = counters + (((load<u32>(from + (<usize>i << 3)) >> shift) & 255) << 2);
    store<u32>(c, load<u32>(c) + 1);
  }
  let total: u32 = 0;
  for (let c = counters; c < counters + 1024; c += 4) {
    const count = load<u32>(c);
    store<u32>(c, total);
    total += count;
  }
  for (let i = 0; i < n; i++) {
    const entry = load<u64>(from + (<usize>i << 3));
    const c = counters + (((<u32>entry >> shift) & 255) << 2);
    const at = load<u32>(c);
    store<u32>(c, at + 1);
    store<u64>(to + (<usize>at << 3), entry);
  }
}

/**
 * Builds the quadtree over the sorted points, nodes in preorder; a node's `next` is the node after its subtree. Returns
 * the number of nodes (at most 2 n). Cells are taken as one from a distance of side / theta on.
 */
export function layoutTree(keys: usize, xs: usize, ys: usize, n: i32, side: f32, theta: f32, nodes: usize): i32 {
  return build(keys, xs, ys, 0, n, 0, side / theta, nodes, 0);
}

function build(
  keys: usize, xs: usize, ys: usize, start: i32, end: i32, level: i32, reach: f32, nodes: usize, count: i32
): i32 {
  const node = nodes + <usize>count * NODE;
  count++;
  const first = load<u32>(keys + (<usize>start << 3)), last = load<u32>(keys + (<usize>(end - 1) << 3));
  // Levels on which all points share a quarter make no node of their own.
  while (level < DEEPEST && ((first ^ last) >> (30 - 2 * level)) == 0) {
    level++;
    reach *= 0.5;
  }
  let x: f64 = 0, y: f64 = 0;
  if (end - start <= LEAF || level >= DEEPEST) {
    for (let p = start; p < end; p++) {
      x += <f64>load<f32>(xs + (<usize>p << 2));
      y += <f64>load<f32>(ys + (<usize>p << 2));
    }
    store<i32>(node, start, 20);
  } else {
    const shift = 30 - 2 * level;
    let from = start;
    for (let quarter: u32 = 0; quarter < 4 && from < end; quarter++) {
      // First position of a later quarter, by bisection over the sorted keys.
      let low = from, high = end;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (((load<u32>(keys + (<usize>middle << 3)) >> shift) & 3) <= quarter) low = middle + 1;
        else high = middle;
      }
      if (low == from) continue;
      const child = nodes + <usize>count * NODE;
      count = build(keys, xs, ys, from, low, level + 1, reach * 0.5, nodes, count);
      x += <f64>load<f32>(child) * <f64>(low - from);
      y += <f64>load<f32>(child, 4) * <f64>(low - from);
      from = low;
    }
    store<i32>(node, -1, 20);
  }
  const points = <f64>(end - start);
  store<f32>(node, <f32>(x / points));
  store<f32>(node, <f32>(y / points), 4);
  store<f32>(node, <f32>points, 8);
  store<f32>(node, reach * reach, 12);
  store<i32>(node, count, 16);
  store<i32>(node, end, 24);
  return count;
}

/**
 * Repulsion for the groups of 8 sorted points from <= g < to: push[point] = sum of count q^2 (place_i - place_j), and
 * mass[point] = sum of count q, the point itself included (q = 1). With 0 nodes every pair is measured.
 */
export function layoutRepel(
  xs: usize, ys: usize, n: i32, nodes: usize, count: i32, order: usize, from: i32, to: i32,
  scratch: usize, push: usize, mass: usize
): void {
  const one = f32x4.splat(1);
  for (let g = from; g < to; g++) {
    const at = <usize>g << 5;
    const x0 = v128.load(xs + at), x1 = v128.load(xs + at, 16), y0 = v128.load(ys + at), y1 = v128.load(ys + at, 16);
    let fx0 = f32x4.splat(0), fx1 = fx0, fy0 = fx0, fy1 = fx0, z0 = fx0, z1 = fx0;
    let index = 0;
    do {
      let start = 0, end = n;
      if (count > 0) {
        const node = nodes + <usize>index * NODE;
        const cx = v128.load_splat<f32>(node), cy = v128.load_splat<f32>(node, 4);
        const dx0 = f32x4.sub(x0, cx), dx1 = f32x4.sub(x1, cx), dy0 = f32x4.sub(y0, cy), dy1 = f32x4.sub(y1, cy);
        const far0 = f32x4.add(f32x4.mul(dx0, dx0), f32x4.mul(dy0, dy0));
        const far1 = f32x4.add(f32x4.mul(dx1, dx1), f32x4.mul(dy1, dy1));
        const limit = v128.load_splat<f32>(node, 12);
        if (!v128.any_true(f32x4.le(f32x4.pmin(far0, far1), limit))) {
          const points = v128.load_splat<f32>(node, 8);
          const q0 = f32x4.div(one, f32x4.add(one, far0)), q1 = f32x4.div(one, f32x4.add(one, far1));
          const m0 = f32x4.mul(points, q0), m1 = f32x4.mul(points, q1);
          z0 = f32x4.add(z0, m0); z1 = f32x4.add(z1, m1);
          const w0 = f32x4.mul(m0, q0), w1 = f32x4.mul(m1, q1);
          fx0 = f32x4.add(fx0, f32x4.mul(w0, dx0)); fx1 = f32x4.add(fx1, f32x4.mul(w1, dx1));
          fy0 = f32x4.add(fy0, f32x4.mul(w0, dy0)); fy1 = f32x4.add(fy1, f32x4.mul(w1, dy1));
          index = load<i32>(node, 16);
          continue;
        }
        start = load<i32>(node, 20);
        if (start < 0) {
          index++;
          continue;
        }
        end = load<i32>(node, 24);
        index = load<i32>(node, 16);
      }
      for (let p = <usize>start << 2; p < <usize>end << 2; p += 4) {
        const cx = v128.load_splat<f32>(xs + p), cy = v128.load_splat<f32>(ys + p);
        const dx0 = f32x4.sub(x0, cx), dx1 = f32x4.sub(x1, cx), dy0 = f32x4.sub(y0, cy), dy1 = f32x4.sub(y1, cy);
        const q0 = f32x4.div(one, f32x4.add(one, f32x4.add(f32x4.mul(dx0, dx0), f32x4.mul(dy0, dy0))));
        const q1 = f32x4.div(one, f32x4.add(one, f32x4.add(f32x4.mul(dx1, dx1), f32x4.mul(dy1, dy1))));
        z0 = f32x4.add(z0, q0); z1 = f32x4.add(z1, q1);
        const w0 = f32x4.mul(q0, q0), w1 = f32x4.mul(q1, q1);
        fx0 = f32x4.add(fx0, f32x4.mul(w0, dx0)); fx1 = f32x4.add(fx1, f32x4.mul(w1, dx1));
        fy0 = f32x4.add(fy0, f32x4.mul(w0, dy0)); fy1 = f32x4.add(fy1, f32x4.mul(w1, dy1));
      }
    } while (index < count);
    v128.store(scratch, fx0); v128.store(scratch, fx1, 16);
    v128.store(scratch, fy0, 32); v128.store(scratch, fy1, 48);
    v128.store(scratch, z0, 64); v128.store(scratch, z1, 80);
    const lanes = min(LANES, n - g * LANES);
    for (let lane = 0; lane < lanes; lane++) {
      const point = load<u32>(order + (<usize>(g * LANES + lane) << 2));
      const s = scratch + (<usize>lane << 2);
      store<f32>(push + (<usize>point << 3), load<f32>(s));
      store<f32>(push + (<usize>point << 3), load<f32>(s, 32), 4);
      store<f32>(mass + (<usize>point << 2), load<f32>(s, 64));
    }
  }
}

/** Z = sum of q over all ordered pairs of different points. */
export function layoutMass(mass: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) sum += <f64>load<f32>(mass + (<usize>i << 2)) - 1;
  return sum;
}

/**
 * One step of gradient descent with momentum and gains (Jacobs 1988), then the places are centred.
 * gradient = 4 (exaggeration pull - push / Z). speed and gains: [n][2] f32.
 */
export function layoutMove(
  place: usize, speed: usize, gains: usize, pull: usize, push: usize, n: i32, mass: f64, exaggeration: f32,
  rate: f32, momentum: f32
): void {
  const share: f32 = mass > 0 ? <f32>(1 / mass) : 0;
  let meanX: f64 = 0, meanY: f64 = 0;
  for (let i: usize = 0; i < <usize>n << 3; i += 4) {
    const gradient: f32 = <f32>4 * (exaggeration * load<f32>(pull + i) - share * load<f32>(push + i));
    const before = load<f32>(speed + i);
    let gain = load<f32>(gains + i);
    gain = gradient * before < 0 ? gain + <f32>0.2 : gain * <f32>0.8;
    if (gain < 0.01) gain = 0.01;
    const after: f32 = momentum * before - rate * gain * gradient;
    const value = load<f32>(place + i) + after;
    store<f32>(gains + i, gain);
    store<f32>(speed + i, after);
    store<f32>(place + i, value);
    if (i & 4) meanY += <f64>value;
    else meanX += <f64>value;
  }
  const x = <f32>(meanX / <f64>n), y = <f32>(meanY / <f64>n);
  for (let i: usize = 0; i < <usize>n << 3; i += 8) {
    store<f32>(place + i, load<f32>(place + i) - x);
    store<f32>(place + i, load<f32>(place + i, 4) - y, 4);
  }
}

/** Kullback-Leibler divergence of the affinities from the map's, over the edges from <= i < to. */
export function layoutDivergence(
  place: usize, offsets: usize, targets: usize, weights: usize, mass: f64, from: i32, to: i32
): f64 {
  let sum: f64 = 0;
  for (let i = from; i < to; i++) {
    const x = load<f32>(place + (<usize>i << 3)), y = load<f32>(place + (<usize>i << 3), 4);
    const end = load<i32>(offsets + (<usize>i << 2), 4);
    for (let edge = load<i32>(offsets + (<usize>i << 2)); edge < end; edge++) {
      const q = place + (<usize>load<i32>(targets + (<usize>edge << 2)) << 3);
      const dx = <f64>x - <f64>load<f32>(q), dy = <f64>y - <f64>load<f32>(q, 4);
      const p = <f64>load<f32>(weights + (<usize>edge << 2));
      if (p > 0) sum += p * Math.log(p * mass * (1 + dx * dx + dy * dy));
    }
  }
  return sum;
}
