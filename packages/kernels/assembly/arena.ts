// A bump arena. The host decides lifetimes: it marks, allocates, runs kernels, releases.
// Nothing here is managed: no garbage collector, no headers, no callbacks.

const PAGE: usize = 65536;
const SPARE_PAGES: i32 = 16;
const ALIGNMENT_MASK: usize = 15; // every pointer is 16-byte aligned: one v128 lane group

let top: usize = (__heap_base + ALIGNMENT_MASK) & ~ALIGNMENT_MASK;
/** Where memory begins that was never handed out: it is still zero. */
let untouched: usize = top;

/** Reserves `bytes` (not cleared), 16-byte aligned. Returns 0 when memory cannot grow that far. */
export function alloc(bytes: usize): usize {
  const start = top;
  const end = (start + bytes + ALIGNMENT_MASK) & ~ALIGNMENT_MASK;
  if (end < start) return 0;
  const have = <usize>memory.size() * PAGE;
  if (end > have) {
    const pages = <i32>((end - have + PAGE - 1) / PAGE);
    // Room to spare: each growth makes the host forget its views. Pages that are never touched take no memory.
    const spare = <i32>(have / PAGE / 4) + SPARE_PAGES;
    if (memory.grow(pages + spare) < 0 && memory.grow(pages) < 0) return 0;
  }
  top = end;
  untouched = max(untouched, end);
  return start;
}

/** The same, cleared: of memory that was handed out before, that is. */
export function allocZeros(bytes: usize): usize {
  const clean = untouched;
  const start = alloc(bytes);
  if (start < clean && start != 0) memory.fill(start, 0, min(clean, top) - start);
  return start;
}

/** The present top, to be given back to `release`. */
export function mark(): usize {
  return top;
}

/** Frees everything allocated since `mark` returned `to`. */
export function release(to: usize): void {
  top = to;
}
