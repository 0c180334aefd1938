// Minimum spanning tree of mutual reachability distances by Prim's algorithm: O(n^2 d) time, O(n d) memory.

const LANES: i32 = 8;

/**
 * Takes `steps` points into the tree, one after the other: each the one nearest to the tree, ties by lower row. The
 * `left` points outside are the first positions of points[block][dimension][lane] (`padded` dimensions), with ids (row of
 * each position), core (squared core distance), near (squared mutual reachability distance to the tree) and link (row in
 * the tree at which that is met); a point that is taken is replaced by the last one. `last` is the row taken before.
 * rows is [n][d]; rowCore the squared core distances by row. Writes weights (squared, f32), from and to (i32) of each edge
 * and returns the row taken last.
 */
export function spanningSteps(
  points: usize, rows: usize, rowCore: usize, d: i32, padded: i32, left: i32, last: i32, steps: i32,
  ids: usize, core: usize, near: usize, link: usize, weights: usize, from: usize, to: usize
): i32 {
  for (let step = 0; step < steps; step++) {
    const row = rows + ((<usize>last * <usize>d) << 2);
    const own = v128.load_splat<f32>(rowCore + (<usize>last << 2)), number = i32x4.splat(last);
    const blocks = (left + LANES - 1) >> 3;
    let least0 = f32x4.splat(f32.MAX_VALUE), least1 = least0;
    for (let b = 0; b < blocks; b++) {
      let x = points + ((<usize>b * <usize>padded * LANES) << 2);
      let a0 = f32x4.splat(0), a1 = a0;
      for (let r = row; r < row + (<usize>d << 2); r += 4) {
        const s = v128.load_splat<f32>(r);
        const t = f32x4.sub(v128.load(x), s), u = f32x4.sub(v128.load(x, 16), s);
        a0 = f32x4.add(a0, f32x4.mul(t, t));
        a1 = f32x4.add(a1, f32x4.mul(u, u));
        x += 32;
      }
      const at = <usize>b << 5;
      a0 = f32x4.pmax(f32x4.pmax(a0, own), v128.load(core + at));
      a1 = f32x4.pmax(f32x4.pmax(a1, own), v128.load(core + at, 16));
      const n0 = v128.load(near + at), n1 = v128.load(near + at, 16);
      const m0 = f32x4.lt(a0, n0), m1 = f32x4.lt(a1, n1);
      v128.store(link + at, v128.bitselect(number, v128.load(link + at), m0));
      v128.store(link + at, v128.bitselect(number, v128.load(link + at, 16), m1), 16);
      const k0 = f32x4.pmin(n0, a0), k1 = f32x4.pmin(n1, a1);
      v128.store(near + at, k0);
      v128.store(near + at, k1, 16);
      // The last block may hold points that were taken: it is looked at alone below.
      if (b < blocks - 1) {
        least0 = f32x4.pmin(least0, k0);
        least1 = f32x4.pmin(least1, k1);
      }
    }
    const least = f32x4.pmin(least0, least1);
    let nearest = min(
      min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
      min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3))
    );
    for (let p = (blocks - 1) * LANES; p < left; p++) nearest = min(nearest, load<f32>(near + (<usize>p << 2)));
    let found = -1, id = i32.MAX_VALUE;
    for (let p = 0; p < left; p++) {
      if (load<f32>(near + (<usize>p << 2)) == nearest && load<i32>(ids + (<usize>p << 2)) < id) {
        found = p;
        id = load<i32>(ids + (<usize>p << 2));
      }
    }
    store<f32>(weights + (<usize>step << 2), nearest);
    store<i32>(from + (<usize>step << 2), load<i32>(link + (<usize>found << 2)));
    store<i32>(to + (<usize>step << 2), id);
    last = id;
    left--;
    replace(points, padded, found, left, ids, core, near, link);
  }
  return last;
}

// Puts the point at position `by` in the place of the one at position `at`.
function replace(points: usize, padded: i32, at: i32, by: i32, ids: usize, core: usize, near: usize, link: usize): void {
  let p = points + ((<usize>(at >> 3) * <usize>padded * LANES + (at & 7)) << 2);
  let q = points + ((<usize>(by >> 3) * <usize>padded * LANES + (by & 7)) << 2);
  for (let j = 0; j < padded; j++) {
    store<f32>(p, load<f32>(q));
    p += 32;
    q += 32;
  }
  const a = <usize>at << 2, b = <usize>by << 2;
  store<i32>(ids + a, load<i32>(ids + b));
  store<f32>(core + a, load<f32>(core + b));
  store<f32>(near + a, load<f32>(near + b));
  store<i32>(link + a, load<i32>(link + b));
}
