/** Columns of fewer values are cheap to copy. */
const MANY = 1 << 16

/** Whether worker threads can be given memory without a copy: in Node always, in a page where it is isolated. */
export const canShare = typeof SharedArrayBuffer !== 'undefined'

/** Zeros, in memory that worker threads see without a copy where that pays and the platform lets us have it. */
export function shareableUint32(length: number): Uint32Array {
  return canShare && length >= MANY ? new Uint32Array(new SharedArrayBuffer(4 * length)) : new Uint32Array(length)
}

/** The same for signed integers, */
export function shareableInt32(length: number): Int32Array {
  return new Int32Array(shareableUint32(length).buffer)
}

/** and bytes. */
export function shareableUint8(length: number): Uint8Array {
  return new Uint8Array(shareableUint32(Math.ceil(length / 4)).buffer, 0, length)
}

/** A copy of such values where it is cheap to give. */
export function shareableCopy(values: ArrayLike<number>): Uint32Array {
  const copy = shareableUint32(values.length)
  copy.set(values)
  return copy
}

/** The same for floating-point numbers. */
export function shareableFloat64(length: number): Float64Array {
  return canShare && length >= MANY ? new Float64Array(new SharedArrayBuffer(8 * length)) : new Float64Array(length)
}

/** Whether a worker thread can be given the values at once: they are shared, or few. */
export function isCheapToGive(values: Uint32Array | Float64Array): boolean {
  return values.length < MANY || (canShare && values.buffer instanceof SharedArrayBuffer)
}
