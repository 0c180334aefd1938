import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fromStreams } from './binary.js'
import { unpack } from './load.js'
import { wasmBase64 } from './wasm.generated.js'

const built = readFileSync(new URL('../../dist/kernel.wasm', import.meta.url))

test('the kernels come out of their streams as they were built, from less than a third of the bytes', async () => {
  expect(Buffer.compare(await unpack(), built)).toBe(0)
  expect(Buffer.from(wasmBase64, 'base64').length).toBeLessThan(built.length / 3)
})

test('a binary by hand: local variables above 127, constants, vectors, branches by table, the sections around', () => {
  const text = [0, 97, 115, 109, 1, 0, 0, 0, 10, 99, 1]
  const after = [11, 1, 0]
  const body = [
    ...[1, 200, 1, 127], // 200 local variables of type i32
    ...[32, 130, 1, 34, 3, 32, 130, 1, 33, 3], // local.get 130, local.tee 3, local.get 130, local.set 3
    ...[32, 129, 1], // local.get 129
    ...[65, 255, 0, 67, 1, 2, 3, 4, 68, 8, 7, 6, 5, 4, 3, 2, 1], // i32.const, f32.const, f64.const
    ...[2, 64, 14, 1, 0, 0, 11], // block, br_table, end
    ...[253, 84, 0, 9, 3, 253, 21, 2, 253, 174, 1], // v128.load8_lane, i8x16.extract_lane_s, i32x4.add
    ...[252, 10, 0, 0, 252, 11, 0, 11] // memory.copy, memory.fill, end
  ]
  const streams = [
    [...text, ...after],
    [8, 7, 6, 5, 4, 3, 2, 1],
    [],
    [1, 2, 3, 4],
    [],
    [1, 200, 1, 127],
    [255, 0],
    [6], // 3, behind 130
    [0, 6, 135, 1], // 130, new of the first type; then again, behind 3; 129, behind 130 others
    [9], // 3, behind 130, 0, 1, 2
    [9],
    [1, 0, 0, 3, 2],
    [32, 34, 32, 33, 32, 65, 67, 68, 2, 64, 14, 11, 253, 84, 253, 21, 253, 174, 1, 252, 10, 0, 0, 252, 11, 0, 11],
    [130] // parameters
  ]
  const binary = [...text, body.length | 128, 0, ...body, ...after]
  const head = Uint32Array.of(1, text.length, binary.length, ...streams.map(({ length }) => length))
  expect([...fromStreams(new Uint8Array([...new Uint8Array(head.buffer), ...streams.flat()]))]).toEqual(binary)
})
