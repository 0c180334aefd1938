/**
 * The signatures of the wasm exports, as one typed shape. Pointers are byte addresses; every matrix is row-major with
 * its stride padded to 8 floats. Add a line here for each function that assembly/index.ts exports.
 */
export declare const shape: {
  alloc(bytes: number): number
  mark(): number
  release(to: number): void
  heapBase(): number
}
