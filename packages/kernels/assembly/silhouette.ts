// Silhouettes (Rousseeuw 1987), exact: every distance is measured, in blocks of 8 points by 4 rows.

const LANES: i32 = 8;

/**
 * For the points of the blocks from <= b < to: out[position] = silhouette, f64.
 * points[block][dimension][lane] (`padded` dimensions) and rows [n][d] hold the same points, sorted by cluster;
 * starts[cluster] .. starts[cluster + 1] are its positions (i32). Every cluster has a point.
 * Points alone in their cluster get 0. `scratch` holds 3 x 8 f64.
 */
export function silhouettes(
  points: usize, rows: usize, starts: usize, clusters: i32, n: i32, d: i32, padded: i32,
  from: i32, to: i32, scratch: usize, out: usize
): void {
  const totals = scratch, owns = scratch + 64, nearest = scratch + 128;
  for (let b = from; b < to; b++) {
    const block = points + ((<usize>b * <usize>padded * LANES) << 2);
    const first = b * LANES;
    for (let lane: usize = 0; lane < 64; lane += 8) store<f64>(nearest + lane, Infinity);
    for (let c = 0; c < clusters; c++) {
      const start = load<i32>(starts + (<usize>c << 2)), end = load<i32>(starts + (<usize>c << 2), 4);
      sumDistances(block, rows, start, end, d, totals);
      for (let lane = 0; lane < LANES; lane++) {
        const at = <usize>lane << 3;
        const total = load<f64>(totals + at);
        if (first + lane >= start && first + lane < end) {
          store<f64>(owns + at, end - start > 1 ? total / <f64>(end - start - 1) : -1);
        } else {
          const mean = total / <f64>(end - start);
          if (mean < load<f64>(nearest + at)) store<f64>(nearest + at, mean);
        }
      }
    }
    const lanes = min(LANES, n - first);
    for (let lane = 0; lane < lanes; lane++) {
      const own = load<f64>(owns + (<usize>lane << 3)), other = load<f64>(nearest + (<usize>lane << 3));
      const larger = max(own, other);
      store<f64>(out + (<usize>(first + lane) << 3), own < 0 || larger == 0 ? 0 : (other - own) / larger);
    }
  }
}

// totals[lane] = sum of the distances of the block's points to the rows start <= r < end.
function sumDistances(block: usize, rows: usize, start: i32, end: i32, d: i32, totals: usize): void {
  let t0 = f64x2.splat(0), t1 = t0, t2 = t0, t3 = t0;
  const bytes = <usize>d << 2;
  for (let r = start; r < end; r += 4) {
    let r0 = rows + <usize>r * bytes;
    // Past the end the last row again, which then does not count.
    let r1 = rows + <usize>min(r + 1, end - 1) * bytes;
    let r2 = rows + <usize>min(r + 2, end - 1) * bytes;
    let r3 = rows + <usize>min(r + 3, end - 1) * bytes;
    let x = block;
    let a00 = f32x4.splat(0), a01 = a00, a10 = a00, a11 = a00, a20 = a00, a21 = a00, a30 = a00, a31 = a00;
    for (let j = 0; j < d; j++) {
      const x0 = v128.load(x), x1 = v128.load(x, 16);
      let s = v128.load_splat<f32>(r0);
      let t = f32x4.sub(x0, s), u = f32x4.sub(x1, s);
      a00 = f32x4.add(a00, f32x4.mul(t, t)); a01 = f32x4.add(a01, f32x4.mul(u, u));
      s = v128.load_splat<f32>(r1); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
      a10 = f32x4.add(a10, f32x4.mul(t, t)); a11 = f32x4.add(a11, f32x4.mul(u, u));
      s = v128.load_splat<f32>(r2); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
      a20 = f32x4.add(a20, f32x4.mul(t, t)); a21 = f32x4.add(a21, f32x4.mul(u, u));
      s = v128.load_splat<f32>(r3); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
      a30 = f32x4.add(a30, f32x4.mul(t, t)); a31 = f32x4.add(a31, f32x4.mul(u, u));
      x += 32;
      r0 += 4; r1 += 4; r2 += 4; r3 += 4;
    }
    a00 = f32x4.sqrt(a00); a01 = f32x4.sqrt(a01); a10 = f32x4.sqrt(a10); a11 = f32x4.sqrt(a11);
    a20 = f32x4.sqrt(a20); a21 = f32x4.sqrt(a21); a30 = f32x4.sqrt(a30); a31 = f32x4.sqrt(a31);
    const zero = f32x4.splat(0);
    if (r + 1 >= end) { a10 = zero; a11 = zero; }
    if (r + 2 >= end) { a20 = zero; a21 = zero; }
    if (r + 3 >= end) { a30 = zero; a31 = zero; }
    const low = f32x4.add(f32x4.add(a00, a10), f32x4.add(a20, a30));
    const high = f32x4.add(f32x4.add(a01, a11), f32x4.add(a21, a31));
    t0 = f64x2.add(t0, f64x2.promote_low_f32x4(low));
    t1 = f64x2.add(t1, f64x2.promote_low_f32x4(v128.shuffle<f32>(low, low, 2, 3, 2, 3)));
    t2 = f64x2.add(t2, f64x2.promote_low_f32x4(high));
    t3 = f64x2.add(t3, f64x2.promote_low_f32x4(v128.shuffle<f32>(high, high, 2, 3, 2, 3)));
  }
  v128.store(totals, t0);
  v128.store(totals, t1, 16);
  v128.store(totals, t2, 32);
  v128.store(totals, t3, 48);
}
