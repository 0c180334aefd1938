// Steps of t-SNE, and how good a map is. Places are place[point][2], f32.

/**
 * One step of gradient descent with momentum and gains (Jacobs 1988), then the places are centred.
 * gradient = 4 (exaggeration pull - push / Z). speed and gains: [n][2] f32.
 */
export function layoutMove(
  place: usize, speed: usize, gains: usize, pull: usize, push: usize, n: i32, mass: f64, exaggeration: f32,
  rate: f32, momentum: f32
): void {
  const share: f32 = mass > 0 ? <f32>(1 / mass) : 0;
  let meanX: f64 = 0, meanY: f64 = 0;
  for (let i: usize = 0; i < <usize>n << 3; i += 4) {
    const gradient: f32 = <f32>4 * (exaggeration * load<f32>(pull + i) - share * load<f32>(push + i));
    const before = load<f32>(speed + i);
    let gain = load<f32>(gains + i);
    gain = gradient * before < 0 ? gain + <f32>0.2 : gain * <f32>0.8;
    if (gain < 0.01) gain = 0.01;
    const after: f32 = momentum * before - rate * gain * gradient;
    const value = load<f32>(place + i) + after;
    store<f32>(gains + i, gain);
    store<f32>(speed + i, after);
    store<f32>(place + i, value);
    if (i & 4) meanY += <f64>value;
    else meanX += <f64>value;
  }
  const x = <f32>(meanX / <f64>n), y = <f32>(meanY / <f64>n);
  for (let i: usize = 0; i < <usize>n << 3; i += 8) {
    store<f32>(place + i, load<f32>(place + i) - x);
    store<f32>(place + i, load<f32>(place + i, 4) - y, 4);
  }
}

/** Kullback-Leibler divergence of the affinities from the map's, over the edges from <= i < to. */
export function layoutDivergence(
  place: usize, offsets: usize, targets: usize, weights: usize, mass: f64, from: i32, to: i32
): f64 {
  let sum: f64 = 0;
  for (let i = from; i < to; i++) {
    const x = load<f32>(place + (<usize>i << 3)), y = load<f32>(place + (<usize>i << 3), 4);
    const end = load<i32>(offsets + (<usize>i << 2), 4);
    for (let edge = load<i32>(offsets + (<usize>i << 2)); edge < end; edge++) {
      const q = place + (<usize>load<i32>(targets + (<usize>edge << 2)) << 3);
      const dx = <f64>x - <f64>load<f32>(q), dy = <f64>y - <f64>load<f32>(q, 4);
      const p = <f64>load<f32>(weights + (<usize>edge << 2));
      if (p > 0) sum += p * Math.log(p * mass * (1 + dx * dx + dy * dy));
    }
  }
  return sum;
}
