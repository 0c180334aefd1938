// Learned links: what stands around activities after the first look, see core's context.ts. All sums run in f64 and in a
// fixed order.

import { alloc } from "./arena";
import { u32At, f64At, putF64, slot } from "./cells";
import {
  ACTIVITIES, AROUND, AROUND_LENGTH, AROUND_OFFSETS, AROUND_ROOM, BASE, COLUMNS, DEGREE, LENGTH, MET, NEAR,
  NEAR_COLUMNS, NEAR_OFFSETS, OFFSETS, OWN, PROBABILITIES, PRODUCTS, SHARE, STRONG, STRONG_OFFSETS, WORDS, WORD_LINKED,
  WORD_OFFSETS
} from "./links_context_plan";

/** Links below this do not count as neighbours. */
const LEAST_LINK: f64 = 0.02;
/** Shares of the surroundings below this are left out of F, which keeps it sparse. */
const LEAST_SHARE: f64 = 0.01;

/** Strong links and what is made of them, the words' sums, and the shares of all activities. */
export function contextLinks(plan: usize): void {
  const n = <u32>slot(plan, ACTIVITIES);
  const offsets = slot(plan, OFFSETS), columns = slot(plan, COLUMNS), probabilities = slot(plan, PROBABILITIES);
  const strongOffsets = slot(plan, STRONG_OFFSETS), strong = slot(plan, STRONG), linked = slot(plan, WORD_LINKED);
  const wordOffsets = slot(plan, WORD_OFFSETS), words = slot(plan, WORDS), share = slot(plan, SHARE);
  let to: usize = strong;
  let all: f64 = 0, occurrences: f64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    let degree: f64 = 0, squares: f64 = 0;
    for (let p = u32At(offsets, i), end = u32At(offsets, i + 1); p < end; p++) {
      const j = u32At(columns, p);
      const probability = <f64>load<f32>(probabilities + (<usize>p << 2));
      if (probability > LEAST_LINK) {
        store<u32>(to, j);
        store<f32>(to, <f32>probability, 4);
        to += 8;
        degree += probability;
        squares += probability * probability;
      }
      if (j < i) continue;
      all += probability;
      let x = u32At(wordOffsets, i), y = u32At(wordOffsets, j);
      const xEnd = u32At(wordOffsets, i + 1), yEnd = u32At(wordOffsets, j + 1);
      while (x < xEnd && y < yEnd) {
        const mine = u32At(words, x), theirs = u32At(words, y);
        if (mine == theirs) putF64(linked, mine, f64At(linked, mine) + probability);
        if (mine <= theirs) x++;
        if (theirs <= mine) y++;
      }
    }
    putF64(slot(plan, DEGREE), i, degree);
    putF64(slot(plan, LENGTH), i, Math.sqrt(1.0 + squares));
    store<u32>(strongOffsets + (<usize>(i + 1) << 2), <u32>((to - strong) >> 3));
    occurrences += f64At(share, i);
  }
  const pairs = max(1.0, (<f64>n * (<f64>n - 1.0)) / 2.0);
  store<f64>(slot(plan, BASE), min(0.5, max(0.002, all / pairs)));
  // Shares are made from counts, which stand in OWN meanwhile.
  const having = slot(plan, OWN);
  memory.copy(having, share, <usize>n << 3);
  for (let i: u32 = 0; i < n; i++) {
    for (let p = u32At(strongOffsets, i), end = u32At(strongOffsets, i + 1); p < end; p++) {
      const entry = strong + (<usize>p << 3);
      const j = load<u32>(entry);
      putF64(share, j, f64At(share, j) + <f64>load<f32>(entry, 4) * f64At(having, i));
    }
  }
  memory.fill(having, 0, <usize>n << 3);
  for (let j: u32 = 0; j < n; j++) putF64(share, j, min(0.99, f64At(share, j) / max(1.0, occurrences)));
}

/**
 * Rows of F = A Q: shares of the steps around an activity that belong with each activity; rows from .. to - 1, from 0 on, at
 * the top of the arena, where nothing else is put meanwhile. Returns 0 where memory did not suffice.
 */
export function contextAround(plan: usize, from: u32, to: u32): bool {
  const n = <u32>slot(plan, ACTIVITIES);
  const offsets = slot(plan, NEAR_OFFSETS), columns = slot(plan, NEAR_COLUMNS), near = slot(plan, NEAR);
  const strongOffsets = slot(plan, STRONG_OFFSETS), strong = slot(plan, STRONG);
  const sums = slot(plan, PRODUCTS), met = slot(plan, MET), aroundOffsets = slot(plan, AROUND_OFFSETS);
  if (from == 0) {
    const top = alloc(0);
    if (top == 0) return false;
    store<u32>(plan + (<usize>AROUND << 2), <u32>top);
    store<u32>(plan + (<usize>AROUND_ROOM << 2), <u32>top);
  }
  const around = slot(plan, AROUND);
  for (let i = from; i < to; i++) {
    let next = around + (<usize>u32At(aroundOffsets, i) << 3);
    if (next + (<usize>n << 3) > slot(plan, AROUND_ROOM)) {
      const bytes = max<usize>(1 << 18, (<usize>n << 3) + 16) & ~15;
      if (alloc(bytes) == 0) return false;
      store<u32>(plan + (<usize>AROUND_ROOM << 2), <u32>(slot(plan, AROUND_ROOM) + bytes));
    }
    let all: f64 = 12;
    const end = u32At(offsets, i + 1);
    for (let p = u32At(offsets, i); p < end; p++) all += <f64>u32At(near, p);
    for (let p = u32At(offsets, i); p < end; p++) {
      const share = <f64>u32At(near, p) / all;
      const k = u32At(columns, p);
      store<u8>(met + <usize>k, 1);
      putF64(sums, k, f64At(sums, k) + share);
      const stop = strong + (<usize>u32At(strongOffsets, k + 1) << 3);
      for (let q = strong + (<usize>u32At(strongOffsets, k) << 3); q < stop; q += 8) {
        const j = load<u32>(q);
        store<u8>(met + <usize>j, 1);
        putF64(sums, j, f64At(sums, j) + share * <f64>load<f32>(q, 4));
      }
    }
    let squares: f64 = 1e-12;
    for (let first: u32 = 0; first < n; first += 16) {
      const flags = v128.load(met + <usize>first);
      if (!v128.any_true(flags)) continue;
      v128.store(met + <usize>first, i64x2.splat(0));
      for (let rest = <u32>i8x16.bitmask(i8x16.neg(flags)); rest != 0; rest &= rest - 1) {
        const j = first + <u32>ctz(rest);
        const sum = f64At(sums, j);
        putF64(sums, j, 0);
        if (!(sum >= LEAST_SHARE)) continue;
        const value = <f32>sum;
        store<u32>(next, j);
        store<f32>(next, value, 4);
        next += 8;
        squares += <f64>value * <f64>value;
      }
    }
    putF64(slot(plan, AROUND_LENGTH), i, Math.sqrt(squares));
    store<u32>(aroundOffsets + (<usize>(i + 1) << 2), <u32>((next - around) >> 3));
  }
  return true;
}
