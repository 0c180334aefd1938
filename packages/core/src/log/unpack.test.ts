import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as node from './unpack.node.js'
import * as web from './unpack.web.js'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function unpacked(unpack: typeof web.unpack, bytes: Uint8Array, size: number): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of unpack(pieces(bytes, size))) parts.push(part)
  return Buffer.concat(parts).toString('latin1')
}

/** What looks like the begin of a member stands in the text, and stays as it is where it is not compressed. */
const text = fc
  .array(fc.constantFrom('log', '\x1f\x8b\x08\x00', '\x1f', '\x8b\x08'), { maxLength: 20 })
  .map((parts) => parts.join(''))

describe.each([
  ['the browser', web.unpack],
  ['Node', node.unpack]
])('unpacking by %s', (_, unpack) => {
  it('reads one member after the other, wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, fc.constantFrom(0, 9)), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        async (members, size) => {
          const packed = Buffer.concat(members.map(([part, level]) => gzipSync(Buffer.from(part, 'latin1'), { level })))
          expect(await unpacked(unpack, packed, size)).toBe(members.map(([part]) => part).join(''))
        }
      ),
      { numRuns: 60 }
    )
  })

  it('fails where bytes are missing, wrong, or none of gzip follow', async () => {
    const good = gzipSync('who,what,when\n'.repeat(50))
    const wrong = Buffer.from(good)
    wrong[wrong.length - 6] ^= 1
    for (const bad of [good.subarray(0, 20), Buffer.concat([good, good.subarray(0, 30)]), wrong]) {
      await expect(unpacked(unpack, bad, 64)).rejects.toThrow()
    }
  })
})
