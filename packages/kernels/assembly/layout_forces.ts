// The forces of t-SNE (van der Maaten & Hinton 2008); repulsion exact or, in the other binary, by
// Barnes-Hut (van der Maaten 2014).
//
// Places are place[point][2], f32. Repulsion works on a copy of them, 8 points at a time: all 8 walk the tree of
// layout_tree.ts together, and a cell is taken as one only when it is far from every one of them.

import { NODE } from "./layout_tree";
import { sumLanes } from "./linalg";

const LANES: i32 = 8;

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

/** The least of the points' x, or of their y from 4 bytes on. */
export function lowest(place: usize, n: i32): f32 {
  let low = f32.MAX_VALUE;
  for (let i = 0; i < n; i++) low = min(low, load<f32>(place + (<usize>i << 3)));
  return low;
}

function highest(place: usize, n: i32): f32 {
  let high = -f32.MAX_VALUE;
  for (let i = 0; i < n; i++) high = max(high, load<f32>(place + (<usize>i << 3)));
  return high;
}

/** The side of the square that holds all points. */
export function layoutSide(place: usize, n: i32): f32 {
  return max(max(highest(place, n) - lowest(place, n), highest(place + 4, n) - lowest(place + 4, n)), 1e-30);
}

/** Copies the points in an order, to whole groups of 8: xs and ys (padding: the last point again). */
export function layoutCopy(place: usize, n: i32, order: usize, xs: usize, ys: usize): void {
  const padded = (n + LANES - 1) & ~(LANES - 1);
  for (let p = 0; p < padded; p++) {
    const point = load<u32>(order + (<usize>min(p, n - 1) << 2));
    store<f32>(xs + (<usize>p << 2), load<f32>(place + (<usize>point << 3)));
    store<f32>(ys + (<usize>p << 2), load<f32>(place + (<usize>point << 3), 4));
  }
}

/**
 * Repulsion for the groups of 8 points from <= g < to: push[point] = sum of count q^2 (place_i - place_j), and
 * mass[point] = sum of count q, the point itself included (q = 1). Every pair is measured.
 */
export function layoutRepel(
  xs: usize, ys: usize, n: i32, order: usize, from: i32, to: i32, scratch: usize, push: usize, mass: usize
): void {
  repel(false, xs, ys, n, 0, 0, order, from, to, scratch, push, mass);
}

/** The same over a tree of `count` nodes. */
export function layoutRepelFar(
  xs: usize, ys: usize, n: i32, nodes: usize, count: i32, order: usize, from: i32, to: i32,
  scratch: usize, push: usize, mass: usize
): void {
  repel(true, xs, ys, n, nodes, count, order, from, to, scratch, push, mass);
}

// @ts-ignore: decorator
@inline
function repel(
  byTree: bool, xs: usize, ys: usize, n: i32, nodes: usize, count: i32, order: usize, from: i32, to: i32,
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
      if (byTree) {
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
    } while (byTree && index < count);
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
