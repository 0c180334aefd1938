// Copies of one model that were trained apart, put together again.

/**
 * model := model + the sum over copies of (copy - model), and every copy := model, for bytes from .. to - 1 (multiples of
 * 16) of each. copies: `count` of them, `bytes` apart. The copies are added in their order.
 */
export function mergeCopies(model: usize, copies: usize, bytes: usize, count: i32, from: usize, to: usize): void {
  for (let at = from; at < to; at += 16) {
    const before = v128.load(model + at);
    let sum = before;
    let copy = copies + at;
    for (let i = 0; i < count; i++) {
      sum = f32x4.add(sum, f32x4.sub(v128.load(copy), before));
      copy += bytes;
    }
    v128.store(model + at, sum);
    copy = copies + at;
    for (let i = 0; i < count; i++) {
      v128.store(copy, sum);
      copy += bytes;
    }
  }
}
