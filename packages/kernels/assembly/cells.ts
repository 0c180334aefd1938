// Cells of arrays in memory by their number, so that a kernel reads like one over typed arrays.

/** Address of the cell of 4 bytes with this number. */
// @ts-ignore: decorator
@inline
export function at4(base: usize, index: u32): usize {
  return base + (<usize>index << 2);
}

/** Address of the cell of 8 bytes with this number. */
// @ts-ignore: decorator
@inline
export function at8(base: usize, index: u32): usize {
  return base + (<usize>index << 3);
}

// @ts-ignore: decorator
@inline
export function u32At(base: usize, index: u32): u32 {
  return load<u32>(at4(base, index));
}

// @ts-ignore: decorator
@inline
export function f32At(base: usize, index: u32): f32 {
  return load<f32>(at4(base, index));
}

// @ts-ignore: decorator
@inline
export function f64At(base: usize, index: u32): f64 {
  return load<f64>(at8(base, index));
}

// @ts-ignore: decorator
@inline
export function putU32(base: usize, index: u32, value: u32): void {
  store<u32>(at4(base, index), value);
}

// @ts-ignore: decorator
@inline
export function putF64(base: usize, index: u32, value: f64): void {
  store<f64>(at8(base, index), value);
}

// @ts-ignore: decorator
@inline
export function addU32(base: usize, index: u32, value: u32): void {
  const cell = at4(base, index);
  store<u32>(cell, load<u32>(cell) + value);
}

// @ts-ignore: decorator
@inline
export function addF64(base: usize, index: u32, value: f64): void {
  const cell = at8(base, index);
  store<f64>(cell, load<f64>(cell) + value);
}

/** Slot `name` of a plan of u32: an address or a whole number. */
// @ts-ignore: decorator
@inline
export function slot(plan: usize, name: u32): usize {
  return <usize>u32At(plan, name);
}
