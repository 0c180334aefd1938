// A seeded stream of random numbers: xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift
// generators, scrambled", 2016). The state is one u64 that lives in memory, so that a work cut into slices goes on where
// it stopped; hot loops hold it in a local and write it back.

/** Next state. Never 0 for a state that is not 0. */
// @ts-ignore: decorator
@inline
export function advance(state: u64): u64 {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state;
}

/** The 64 random bits of a state. */
// @ts-ignore: decorator
@inline
export function bits(state: u64): u64 {
  return state * 2685821657736338717;
}

/** A whole number in [0, n) from the high half of `random`. */
// @ts-ignore: decorator
@inline
export function below(random: u64, n: u32): u32 {
  return <u32>(((random >> 32) * <u64>n) >> 32);
}

/** Uniform in [0, 1) with 53 bits. */
// @ts-ignore: decorator
@inline
export function unit(random: u64): f64 {
  return <f64>(random >> 11) * (1.0 / 9007199254740992.0);
}

/** Starts the stream at `state` (8 bytes) from a seed and a stream number, mixed by splitmix64. */
export function seedStream(state: usize, seed: u32, stream: u32): void {
  let z = ((<u64>stream << 32) | <u64>seed) + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  z ^= z >> 31;
  store<u64>(state, z == 0 ? 0x9e3779b97f4a7c15 : z);
}

/** Fills rows x dimensions with uniform numbers in [-scale, scale); the padding up to `stride` stays as it is. */
export function fillUniform(target: usize, rows: i32, dimensions: i32, stride: i32, scale: f32, state: usize): void {
  let s = load<u64>(state);
  for (let row = 0; row < rows; row++) {
    const start = target + ((<usize>row * stride) << 2);
    for (let i = 0; i < dimensions; i++) {
      s = advance(s);
      store<f32>(start + (<usize>i << 2), <f32>(unit(bits(s)) * 2 - 1) * scale);
    }
  }
  store<u64>(state, s);
}

/**
 * Vose's alias table: draws item i with probability weights[i] / sum in constant time. `table` holds n slots of
 * { u32 threshold, u32 other }; weights are n f64, read only; scratch is n f64 and 2 n u32 (16 n bytes).
 */
export function buildAlias(weights: usize, n: i32, table: usize, scratch: usize): void {
  const small = scratch + (<usize>n << 3);
  const large = small + (<usize>n << 2);
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) sum += load<f64>(weights + (<usize>i << 3));
  let smalls = 0;
  let larges = 0;
  for (let i = 0; i < n; i++) {
    const share = (load<f64>(weights + (<usize>i << 3)) * <f64>n) / sum;
    store<f64>(scratch + (<usize>i << 3), share);
    store<u32>(table + (<usize>i << 3), 0xffffffff);
    store<u32>(table + (<usize>i << 3), <u32>i, 4);
    if (share < 1) store<u32>(small + (<usize>(smalls++) << 2), i);
    else store<u32>(large + (<usize>(larges++) << 2), i);
  }
  while (smalls > 0 && larges > 0) {
    const less = load<u32>(small + (<usize>(--smalls) << 2));
    const more = load<u32>(large + (<usize>(larges - 1) << 2));
    const share = load<f64>(scratch + (<usize>less << 3));
    store<u32>(table + (<usize>less << 3), <u32>min(share * 4294967296.0, 4294967295.0));
    store<u32>(table + (<usize>less << 3), more, 4);
    const rest = load<f64>(scratch + (<usize>more << 3)) - (1 - share);
    store<f64>(scratch + (<usize>more << 3), rest);
    if (rest < 1) {
      larges--;
      store<u32>(small + (<usize>(smalls++) << 2), more);
    }
  }
}

/** One item of an alias table of n slots, from 64 random bits. */
// @ts-ignore: decorator
@inline
export function drawAlias(table: usize, n: u32, random: u64): u32 {
  const slot = below(random, n);
  const entry = load<u64>(table + (<usize>slot << 3));
  return <u32>random < <u32>entry ? slot : <u32>(entry >> 32);
}
