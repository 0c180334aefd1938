// Symmetric eigenvalues: Householder reduction and implicit QL (EISPACK's tred2 and tql2, after JAMA, public domain).
// `vectors` holds the symmetric matrix at first and the eigenvectors at the end, ROW j being the j-th eigenvector;
// values and work are n f64 each, and work has 2 f64 more for the state between slices. Call reduceSteps for
// i = n - 1 down to 1, gatherSteps for i = 0 .. n - 2, then solveSteps for l = 0 .. n - 1, each in any slices.

import { at, axpy64, dot64 } from "./dense";

/** Householder steps i = from, from - 1 .. to (inclusive). */
export function reduceSteps(vectors: usize, n: i32, values: usize, work: usize, from: i32, to: i32): void {
  const d = values, e = work;
  if (from == n - 1) {
    for (let j = 0; j < n; j++) store<f64>(d + (<usize>j << 3), load<f64>(at(vectors, n, j, n - 1)));
  }
  for (let i = from; i >= to; i--) {
    let scale: f64 = 0, h: f64 = 0;
    for (let k = 0; k < i; k++) scale += abs(load<f64>(d + (<usize>k << 3)));
    if (scale == 0) {
      store<f64>(e + (<usize>i << 3), load<f64>(d + (<usize>(i - 1) << 3)));
      for (let j = 0; j < i; j++) {
        store<f64>(d + (<usize>j << 3), load<f64>(at(vectors, n, j, i - 1)));
        store<f64>(at(vectors, n, j, i), 0);
        store<f64>(at(vectors, n, i, j), 0);
      }
    } else {
      for (let k = 0; k < i; k++) {
        const value = load<f64>(d + (<usize>k << 3)) / scale;
        store<f64>(d + (<usize>k << 3), value);
        h += value * value;
      }
      const f = load<f64>(d + (<usize>(i - 1) << 3));
      const g = f > 0 ? -sqrt<f64>(h) : sqrt<f64>(h);
      store<f64>(e + (<usize>i << 3), scale * g);
      h -= f * g;
      store<f64>(d + (<usize>(i - 1) << 3), f - g);
      memory.fill(e, 0, <usize>i << 3);
      for (let j = 0; j < i; j++) {
        const factor = load<f64>(d + (<usize>j << 3));
        store<f64>(at(vectors, n, i, j), factor);
        const rest = i - 1 - j;
        const column = at(vectors, n, j, j + 1);
        const sum = load<f64>(e + (<usize>j << 3)) + load<f64>(at(vectors, n, j, j)) * factor;
        store<f64>(e + (<usize>j << 3), sum + dot64(column, d + (<usize>(j + 1) << 3), rest));
        axpy64(factor, column, e + (<usize>(j + 1) << 3), rest);
      }
      let sum: f64 = 0;
      for (let j = 0; j < i; j++) {
        const value = load<f64>(e + (<usize>j << 3)) / h;
        store<f64>(e + (<usize>j << 3), value);
        sum += value * load<f64>(d + (<usize>j << 3));
      }
      axpy64(-sum / (h + h), d, e, i);
      for (let j = 0; j < i; j++) {
        const factor = load<f64>(d + (<usize>j << 3));
        const other = load<f64>(e + (<usize>j << 3));
        axpy64(-factor, e + (<usize>j << 3), at(vectors, n, j, j), i - j);
        axpy64(-other, d + (<usize>j << 3), at(vectors, n, j, j), i - j);
        store<f64>(d + (<usize>j << 3), load<f64>(at(vectors, n, j, i - 1)));
        store<f64>(at(vectors, n, j, i), 0);
      }
    }
    store<f64>(d + (<usize>i << 3), h);
  }
}

/** Accumulates the reflections, steps i = from .. to - 1 of n - 1; the last one ends the reduction. */
export function gatherSteps(vectors: usize, n: i32, values: usize, work: usize, from: i32, to: i32): void {
  const d = values, e = work;
  for (let i = from; i < to; i++) {
    store<f64>(at(vectors, n, i, n - 1), load<f64>(at(vectors, n, i, i)));
    store<f64>(at(vectors, n, i, i), 1);
    const h = load<f64>(d + (<usize>(i + 1) << 3));
    const next = at(vectors, n, i + 1, 0);
    if (h != 0) {
      for (let k = 0; k <= i; k++) store<f64>(d + (<usize>k << 3), load<f64>(next + (<usize>k << 3)) / h);
      for (let j = 0; j <= i; j++) {
        const column = at(vectors, n, j, 0);
        axpy64(-dot64(next, column, i + 1), d, column, i + 1);
      }
    }
    memory.fill(next, 0, <usize>(i + 1) << 3);
  }
  if (to == n - 1) {
    for (let j = 0; j < n; j++) {
      store<f64>(d + (<usize>j << 3), load<f64>(at(vectors, n, j, n - 1)));
      store<f64>(at(vectors, n, j, n - 1), 0);
    }
    store<f64>(at(vectors, n, n - 1, n - 1), 1);
    // Ready for QL: the off-diagonal moves one place down, the state is empty.
    memory.copy(e, e + 8, <usize>(n - 1) << 3);
    store<f64>(e + (<usize>(n - 1) << 3), 0);
    store<f64>(e + (<usize>n << 3), 0);
    store<f64>(e + (<usize>(n + 1) << 3), 0);
  }
}

// @ts-ignore: decorator
@inline
function length2(a: f64, b: f64): f64 {
  return sqrt<f64>(a * a + b * b);
}

/** QL for eigenvalues l = from .. to - 1. */
export function solveSteps(vectors: usize, n: i32, values: usize, work: usize, from: i32, to: i32): void {
  const d = values, e = work;
  const epsilon: f64 = 2.220446049250313e-16;
  let shift = load<f64>(e + (<usize>n << 3));
  let largest = load<f64>(e + (<usize>(n + 1) << 3));
  for (let l = from; l < to; l++) {
    const dl = d + (<usize>l << 3), el = e + (<usize>l << 3);
    largest = max(largest, abs(load<f64>(dl)) + abs(load<f64>(el)));
    let m = l;
    while (m < n - 1 && abs(load<f64>(e + (<usize>m << 3))) > epsilon * largest) m++;
    if (m > l) {
      do {
        const first = load<f64>(dl);
        let p = (load<f64>(dl, 8) - first) / (2 * load<f64>(el));
        let r = length2(p, 1);
        if (p < 0) r = -r;
        store<f64>(dl, load<f64>(el) / (p + r));
        const next = load<f64>(el) * (p + r);
        store<f64>(dl, next, 8);
        const move = first - load<f64>(dl);
        for (let i = l + 2; i < n; i++) store<f64>(d + (<usize>i << 3), load<f64>(d + (<usize>i << 3)) - move);
        shift += move;
        p = load<f64>(d + (<usize>m << 3));
        let c: f64 = 1, c2: f64 = 1, c3: f64 = 1, s: f64 = 0, s2: f64 = 0;
        const after = load<f64>(el, 8);
        for (let i = m - 1; i >= l; i--) {
          c3 = c2;
          c2 = c;
          s2 = s;
          const ei = load<f64>(e + (<usize>i << 3)), di = load<f64>(d + (<usize>i << 3));
          const g = c * ei;
          const h = c * p;
          r = length2(p, ei);
          store<f64>(e + (<usize>(i + 1) << 3), s * r);
          s = ei / r;
          c = p / r;
          p = c * di - s * g;
          store<f64>(d + (<usize>(i + 1) << 3), h + s * (c * g + s * di));
          rotate(at(vectors, n, i, 0), at(vectors, n, i + 1, 0), n, c, s);
        }
        p = (-s * s2 * c3 * after * load<f64>(el)) / next;
        store<f64>(el, s * p);
        store<f64>(dl, c * p);
      } while (abs(load<f64>(el)) > epsilon * largest);
    }
    store<f64>(dl, load<f64>(dl) + shift);
    store<f64>(el, 0);
  }
  store<f64>(e + (<usize>n << 3), shift);
  store<f64>(e + (<usize>(n + 1) << 3), largest);
}

/** (x, y) := (c x - s y, s x + c y). */
// @ts-ignore: decorator
@inline
function rotate(x: usize, y: usize, n: i32, c: f64, s: f64): void {
  const cosine = f64x2.splat(c), sine = f64x2.splat(s);
  let k = 0;
  for (; k + 2 <= n; k += 2) {
    const a = v128.load(x), b = v128.load(y);
    v128.store(x, f64x2.sub(f64x2.mul(cosine, a), f64x2.mul(sine, b)));
    v128.store(y, f64x2.add(f64x2.mul(sine, a), f64x2.mul(cosine, b)));
    x += 16;
    y += 16;
  }
  if (k < n) {
    const a = load<f64>(x), b = load<f64>(y);
    store<f64>(x, c * a - s * b);
    store<f64>(y, s * a + c * b);
  }
}

