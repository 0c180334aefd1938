// Learned links: what stands around each activity in sequences, see core's hubs.ts. The sequences stand in one array with the
// number of activities before the first and after each (`evidenceSequence`); places[starts[i] .. starts[i + 1]] is where
// activity i stands there (`evidencePlaces`).

import { addU32, f64At, putF64, putU32, u32At } from "./cells";
import { ln } from "./logarithm";

/**
 * out[i] <- entropy (natural logarithm) of the activities directly before and after activity i. counts: u32[n] and met: u8[n +
 * 16], zero before and after.
 */
export function hubEntropies(
  n: u32, sequence: usize, starts: usize, places: usize, counts: usize, met: usize, out: usize
): void {
  for (let i: u32 = 0; i < n; i++) {
    let total: f64 = 0;
    for (let p = u32At(starts, i), end = u32At(starts, i + 1); p < end; p++) {
      const place = u32At(places, p);
      for (let side: u32 = 0; side < 4; side += 2) {
        const j = u32At(sequence, place + side - 1);
        if (j == n) continue;
        addU32(counts, j, 1);
        store<u8>(met + <usize>j, 1);
        total++;
      }
    }
    let entropy: f64 = 0;
    for (let first: u32 = 0; first < n; first += 16) {
      const flags = v128.load(met + <usize>first);
      if (!v128.any_true(flags)) continue;
      v128.store(met + <usize>first, i64x2.splat(0));
      for (let rest = <u32>i8x16.bitmask(i8x16.neg(flags)); rest != 0; rest &= rest - 1) {
        const j = first + <u32>ctz(rest);
        const share = <f64>u32At(counts, j) / total;
        putU32(counts, j, 0);
        entropy -= share * ln(share);
      }
    }
    putF64(out, i, entropy);
  }
}

/** For every place the nearest activity behind (or before) it in its session that is not a hub (u8[n]); n at the border. */
export function hubNeighbours(n: u32, sequence: usize, length: u32, hubs: usize, behind: bool, out: usize): void {
  let last = n;
  for (let k: u32 = 0; k < length; k++) {
    const e = behind ? length - 1 - k : k;
    const own = u32At(sequence, e);
    putU32(out, e, last);
    if (own == n) last = n;
    else if (load<u8>(hubs + <usize>own) == 0) last = own;
  }
}

/**
 * out[i] <- the larger of itself and, over clusters, of (share - usual) / (1 - usual): the share of the neighbours of activity i
 * (another one, or the border) that are of the cluster, and the cluster's usual share.
 *
 * neighbours  u32 by place: see hubNeighbours
 * clusters    u32[n]
 * usual       f64[clusters]
 * row         u32[clusters], zero before and after
 * touched     u32[clusters]
 */
export function hubScores(
  n: u32, starts: usize, places: usize, neighbours: usize, clusters: usize, usual: usize, row: usize, touched: usize, out: usize
): void {
  for (let i: u32 = 0; i < n; i++) {
    let total: u32 = 0, count: u32 = 0;
    for (let p = u32At(starts, i), end = u32At(starts, i + 1); p < end; p++) {
      const j = u32At(neighbours, u32At(places, p));
      if (j == i) continue;
      total++;
      if (j == n) continue;
      const cluster = u32At(clusters, j);
      const before = u32At(row, cluster);
      if (before == 0) putU32(touched, count++, cluster);
      putU32(row, cluster, before + 1);
    }
    const all = <f64>max<u32>(total, 1);
    let best = f64At(out, i);
    for (let t: u32 = 0; t < count; t++) {
      const cluster = u32At(touched, t);
      const chance = f64At(usual, cluster);
      best = max(best, (<f64>u32At(row, cluster) / all - chance) / (1.0 - min(chance, 0.999)));
      putU32(row, cluster, 0);
    }
    putF64(out, i, best);
  }
}
