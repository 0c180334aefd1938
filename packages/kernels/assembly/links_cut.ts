// Learned links: how well clusters at several levels of the tree fit, see core's cut.ts. All sums run in f64 and in a fixed
// order.

import { addF64, f32At, f64At, putF64, slot, u32At } from "./cells";
import { linksDotsOf } from "./links";

// Slots (u32) of the plan, in the order of core's cut.ts.
const ACTIVITIES: i32 = 0;
const LEVELS: i32 = 1;
const FINEST: i32 = 2; // clusters of the last level, which is the finest
const SEVERAL: i32 = 3; // 1: there are other components, in which nothing is nearer than 1
const ROWS: i32 = 4; // [n x STRIDE] f32 unit vectors
const STRIDE: i32 = 5;
const COSINES: i32 = 6; // f32[n], scratch
const BEGINS: i32 = 7; // f64[n]: lifetimes; those that are not known reach far beyond all others
const ENDS: i32 = 8; // f64[n]
const OFFSETS: i32 = 9; // links: CSR of both triangles
const COLUMNS: i32 = 10;
const PROBABILITIES: i32 = 11; // f32
const LABELS: i32 = 12; // u32[levels x n]
const COUNTS: i32 = 13; // u32[levels]: clusters of each
const FOLDS: i32 = 14; // u32[levels x finest]: cluster of level l + 1 -> cluster of level l
const SIZES: i32 = 15; // u32[levels x finest]: activities of each cluster
const SUMS: i32 = 16; // f64[3 x finest], scratch: life, distance of vectors, distance of links
const SHARED: i32 = 17; // f64[n + 1], scratch
const NUMBERS: i32 = 18; // f64[2]: least probability, least shared life
const JUDGED: i32 = 19; // f64[2 x levels]: sums of the silhouettes over links and over vectors

/** Life that activity i shares with every other, as core's `sharedLives`; 0 with itself. */
function shareLives(plan: usize, i: u32, n: u32): void {
  const begins = slot(plan, BEGINS), ends = slot(plan, ENDS), shared = slot(plan, SHARED);
  const begin = v128.load64_splat(begins + (<usize>i << 3)), end = v128.load64_splat(ends + (<usize>i << 3));
  const span = f64x2.sub(end, begin), one = f64x2.splat(1.0), zero = f64x2.splat(0.0);
  for (let at: usize = 0, stop = <usize>n << 3; at < stop; at += 16) {
    const from = v128.load(begins + at), to = v128.load(ends + at);
    const common = f64x2.sub(f64x2.min(end, to), f64x2.max(begin, from)), shorter = f64x2.min(span, f64x2.sub(to, from));
    v128.store(shared + at, f64x2.max(zero, f64x2.min(one, f64x2.div(common, shorter))));
  }
  putF64(shared, i, 0.0);
}

/** Sums of shared life, and of distances weighted by it, from activity i to every finest cluster. */
function sumDistances(plan: usize, i: u32, n: u32, finest: u32): void {
  const labels = slot(plan, LABELS) + (<usize>((<u32>slot(plan, LEVELS) - 1) * n) << 2);
  const cosines = slot(plan, COSINES), shared = slot(plan, SHARED);
  const life = slot(plan, SUMS), vector = life + (<usize>finest << 3), link = vector + (<usize>finest << 3);
  linksDotsOf(slot(plan, ROWS), <i32>slot(plan, STRIDE), i, 0, n, cosines);
  shareLives(plan, i, n);
  memory.fill(life, 0, <usize>finest << 4);
  for (let j: u32 = 0; j < n; j++) {
    const cluster = <usize>u32At(labels, j) << 3;
    const weight = f64At(shared, j);
    store<f64>(life + cluster, load<f64>(life + cluster) + weight);
    const distance = weight * (1.0 - <f64>load<f32>(cosines + (<usize>j << 2)));
    store<f64>(vector + cluster, load<f64>(vector + cluster) + distance);
  }
  const least = f64At(slot(plan, NUMBERS), 0);
  for (let c: u32 = 0; c < finest; c++) store<f64>(link + (<usize>c << 3), (1.0 - least) * f64At(life, c));
  const offsets = slot(plan, OFFSETS), columns = slot(plan, COLUMNS), probabilities = slot(plan, PROBABILITIES);
  for (let p = u32At(offsets, i), end = u32At(offsets, i + 1); p < end; p++) {
    const j = u32At(columns, p);
    const cluster = link + (<usize>u32At(labels, j) << 3);
    const nearer = (<f64>load<f32>(probabilities + (<usize>p << 2)) - least) * f64At(shared, j);
    store<f64>(cluster, load<f64>(cluster) - nearer);
  }
}

/** Sums by finer cluster become sums by coarser cluster, in place: both are numbered by first appearance, so up[c] <= c. */
// @ts-ignore: decorator
@inline
function fold(sums: usize, up: usize, finer: u32): void {
  for (let c: u32 = 0; c < finer; c++) {
    const from = sums + (<usize>c << 3), to = sums + (<usize>u32At(up, c) << 3);
    const value = load<f64>(from);
    store<f64>(from, 0.0);
    store<f64>(to, load<f64>(to) + value);
  }
}

/** Adds the silhouettes of activities floor(t x n / taken), t = from .. to - 1, at every level to JUDGED. */
export function linksJudge(plan: usize, from: u32, to: u32, taken: u32): void {
  const n = <u32>slot(plan, ACTIVITIES), levels = <u32>slot(plan, LEVELS), finest = <u32>slot(plan, FINEST);
  const counts = slot(plan, COUNTS), judged = slot(plan, JUDGED), leastLife = f64At(slot(plan, NUMBERS), 1);
  const life = slot(plan, SUMS), vector = life + (<usize>finest << 3), link = vector + (<usize>finest << 3);
  const farthest: f64 = slot(plan, SEVERAL) != 0 ? 1.0 : Infinity;
  for (let t = from; t < to; t++) {
    const i = <u32>((<u64>t * n) / taken);
    sumDistances(plan, i, n, finest);
    let byLinks: f64 = 0, byVectors: f64 = 0;
    for (let l = <i32>levels - 1; l >= 0; l--) {
      const count = u32At(counts, l);
      const last = l == <i32>levels - 1;
      const folds = !last && u32At(counts, l + 1) != count;
      if (folds) {
        const up = slot(plan, FOLDS) + (<usize>(<u32>l * finest) << 2), finer = u32At(counts, l + 1);
        fold(life, up, finer);
        fold(vector, up, finer);
        fold(link, up, finer);
      }
      const sizes = slot(plan, SIZES) + (<usize>(<u32>l * finest) << 2);
      const own = u32At(slot(plan, LABELS) + (<usize>(<u32>l * n) << 2), i);
      const size = u32At(sizes, own);
      if (size > 1 && (folds || last)) {
        let nearestLink = farthest, nearestVector = farthest;
        for (let c: u32 = 0; c < count; c++) {
          if (c == own) continue;
          // Towards other clusters, life that was not shared (below the least) counts as distance 1.
          const lived = f64At(life, c);
          const shared = max(lived, leastLife * <f64>max<u32>(u32At(sizes, c), 1));
          nearestLink = min(nearestLink, (f64At(link, c) + (shared - lived)) / shared);
          nearestVector = min(nearestVector, (f64At(vector, c) + (shared - lived)) / shared);
        }
        const within = max(f64At(life, own), leastLife * <f64>max<u32>(size - 1, 1));
        byLinks = silhouette(f64At(link, own) / within, nearestLink);
        byVectors = silhouette(f64At(vector, own) / within, nearestVector);
      }
      const sums = judged + (<usize>l << 4);
      store<f64>(sums, load<f64>(sums) + byLinks);
      store<f64>(sums, load<f64>(sums, 8) + byVectors, 8);
    }
  }
}

// @ts-ignore: decorator
@inline
function silhouette(inside: f64, nearest: f64): f64 {
  if (nearest == Infinity) return 0;
  return (nearest - inside) / max(max(inside, nearest), 1e-12);
}

/** Half of the sum of the link probabilities within the clusters of a level; of all of them where `level` is -1. */
export function linksWithin(plan: usize, level: i32): f64 {
  const n = <u32>slot(plan, ACTIVITIES);
  const offsets = slot(plan, OFFSETS), columns = slot(plan, COLUMNS), probabilities = slot(plan, PROBABILITIES);
  const labels = slot(plan, LABELS) + (<usize>(<u32>max(level, 0) * n) << 2);
  let sum: f64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const own = u32At(labels, i);
    for (let p = u32At(offsets, i), end = u32At(offsets, i + 1); p < end; p++) {
      if (level >= 0 && u32At(labels, u32At(columns, p)) != own) continue;
      sum += <f64>load<f32>(probabilities + (<usize>p << 2)) / 2.0;
    }
  }
  return sum;
}
