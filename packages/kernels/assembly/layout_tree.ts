// The quadtree of Barnes-Hut t-SNE (van der Maaten 2014) over points sorted along a Z-order curve. Places are place[point][2],
// f32; xs[position] and ys[position] are a sorted copy.

import { layoutCopy, layoutSide, lowest } from "./layout_forces";

export const NODE: usize = 32; // x, y, count, limit (f32); next, start, end (i32); one word free
const LEAF: i32 = 8;
const DEEPEST: i32 = 16;

/**
 * Sorts the points along a Z-order curve and copies them: order[position] = point, xs and ys in that order (padding: the
 * last point again). keys and spare: 2 x n u32 each (a number and its point). Returns the side of the square that holds
 * all points.
 */
export function layoutSort(
  place: usize, n: i32, keys: usize, spare: usize, order: usize, xs: usize, ys: usize
): f32 {
  const side = layoutSide(place, n);
  const cells: f32 = 65535.0 / side;
  const lowX = lowest(place, n), lowY = lowest(place + 4, n);
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
  for (let p = 0; p < n; p++) store<u32>(order + (<usize>p << 2), load<u32>(keys + (<usize>p << 3), 4));
  layoutCopy(place, n, order, xs, ys);
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
