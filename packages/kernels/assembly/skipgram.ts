// Stochastic skip-gram with negative sampling (Mikolov et al. 2013; the roles of the two matrices, the dynamic window,
// the subsampling and the decay of the rate are word2vec's). Three things differ from it, for speed:
// the negatives are drawn once per window and shared by its contexts, and contexts are taken two at a time against six
// outputs, so that 8 rows are loaded for 12 dot products. Third, gradients that are small for both contexts are taken in
// one of two, four or eight cases, as many times as large (importance sampling; word2vec drops those beyond a score of
// 6): the same in expectation, and most of the negatives are such.
//
// A context's input row learns to predict the centre's output row. Rows are `stride` floats, a multiple of 8.

import { advance, below, bits, drawAlias } from "./random";
import { step2, step6 } from "./skipgram_steps";

/** Most tokens of one sequence; the host cuts longer ones. */
const MOST_TOKENS: i32 = 1024;
/** Scratch of a step: gradients, factors, a list of outputs. */
const STEP_BYTES: i32 = 64 + 224 + 32;

// Scratch: pointers of outputs, pointers of contexts, the kept tokens, gradients, the spare row (always zero between uses).
/** Bytes of scratch that `trainSkipgram` needs. */
export function skipgramScratch(window: i32, negative: i32, stride: i32): i32 {
  const outputs = (negative + 1 + 7) & ~3;
  const contexts = (2 * window + 1 + 3) & ~3;
  return ((outputs + contexts + MOST_TOKENS) << 2) + STEP_BYTES + (stride << 2);
}

/**
 * Trains sequences first .. last - 1 (offsets u32, tokens u32 < activities).
 * input, output: [activities x stride] f32. alias: table over count^0.75. keep: u32 per activity, the token stays if a
 * random u32 is <= it. rate of a sequence = max(least, rateAtStart - ratePerToken * offset of its first token).
 * state: the random stream (8 bytes). scratch: `skipgramScratch` bytes, zero at the first call.
 */
export function trainSkipgram(
  input: usize, output: usize, activities: i32, stride: i32,
  tokens: usize, offsets: usize, first: i32, last: i32,
  alias: usize, keep: usize, window: i32, negative: i32,
  rateAtStart: f64, ratePerToken: f64, least: f64, state: usize, scratch: usize
): void {
  const rowBytes = <usize>stride << 2;
  const outputs = scratch;
  const contexts = outputs + (<usize>((negative + 1 + 7) & ~3) << 2);
  const kept = contexts + (<usize>((2 * window + 1 + 3) & ~3) << 2);
  const gradients = kept + (<usize>MOST_TOKENS << 2);
  const spare = gradients + <usize>STEP_BYTES;
  let s = load<u64>(state);

  for (let sequence = first; sequence < last; sequence++) {
    const start = load<u32>(offsets + (<usize>sequence << 2));
    const stop = load<u32>(offsets + (<usize>(sequence + 1) << 2));
    const rate = <f32>max(least, rateAtStart - ratePerToken * <f64>start);

    let length = 0;
    for (let i = start; i < stop; i++) {
      const token = load<u32>(tokens + (<usize>i << 2));
      const limit = load<u32>(keep + (<usize>token << 2));
      if (limit != 0xffffffff) {
        s = advance(s);
        if (<u32>(bits(s) >> 32) > limit) continue;
      }
      store<u32>(kept + (<usize>(length++) << 2), token);
    }

    for (let i = 0; i < length; i++) {
      s = advance(s);
      const reach = 1 + <i32>below(bits(s), window);
      const from = max(i - reach, 0);
      const to = min(i + reach, length - 1);
      if (from == to) continue;
      const centre = load<u32>(kept + (<usize>i << 2));

      // Outputs: the centre, then the negatives. A negative that equals the centre or an earlier one learns nothing.
      store<usize>(outputs, output + <usize>centre * rowBytes);
      let count = 1;
      for (let n = 0; n < negative; n++) {
        s = advance(s);
        const row = output + <usize>drawAlias(alias, activities, bits(s)) * rowBytes;
        let fresh = true;
        for (let m = 0; m < count; m++) fresh = fresh && load<usize>(outputs + (<usize>m << 2)) != row;
        if (fresh) store<usize>(outputs + (<usize>(count++) << 2), row);
      }
      // Filled up to the tiles' widths with the spare row: 6, then 2s.
      let whole = 0;
      while (count - whole > 4) whole += 6;
      let padded = max(whole, count + (count & 1));
      for (let m = count; m < padded; m++) store<usize>(outputs + (<usize>m << 2), spare);

      let members = 0;
      for (let j = from; j <= to; j++) {
        if (j == i) continue;
        store<usize>(contexts + (<usize>(members++) << 2), input + <usize>load<u32>(kept + (<usize>j << 2)) * rowBytes);
      }
      let member = 0;
      while (member < members) {
        const one = load<usize>(contexts + (<usize>(member++) << 2));
        let two = spare;
        if (member < members) {
          two = load<usize>(contexts + (<usize>member << 2));
          if (two == one) two = spare; // the same activity twice: one after the other, not at once
          else member++;
        }
        let tile = 0;
        const alone = two == spare;
        for (; tile < whole; tile += 6) {
          s = advance(s);
          step6(one, two, outputs + (<usize>tile << 2), rowBytes, rate, tile == 0, <u32>(bits(s) >> 32), spare, gradients);
          if (alone) clearRow(spare, rowBytes);
        }
        for (; tile < padded; tile += 2) {
          step2(one, two, outputs + (<usize>tile << 2), rowBytes, rate, tile == 0, gradients);
          if (alone) clearRow(spare, rowBytes);
        }
        if (padded > count) clearRow(spare, rowBytes); // at most one output is the spare row
      }
    }
  }
  store<u64>(state, s);
}

// A plain loop: one row is too short for the call that memory.fill makes.
// @ts-ignore: decorator
@inline
function clearRow(row: usize, rowBytes: usize): void {
  for (let at: usize = 0; at < rowBytes; at += 16) v128.store(row + at, f32x4.splat(0));
}
