// Sorts a binary into the streams of src/kernel/binary.ts, which `fromStreams` undoes, and deflates them.
import { readFileSync } from 'node:fs'
import { deflateAsync } from '@gfx/zopfli'
import ts from 'typescript'

const source = readFileSync(new URL('../src/kernel/binary.ts', import.meta.url), 'utf8')
const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
const code = ts.transpileModule(source, { compilerOptions: options }).outputText
const { fromStreams, HEAD, walkBinary } = await import(`data:text/javascript,${encodeURIComponent(code)}`)

const CODE = 10

/** Numbers of a binary from an offset on, and where it is then. */
function reader(binary, at) {
  const number = () => {
    let value = 0
    for (let shift = 0, byte = 128; byte > 127; shift += 7) {
      byte = binary[at++]
      value |= (byte & 127) << shift
    }
    return value
  }
  return { number, byte: () => binary[at++], skip: (bytes) => (at += bytes), at: () => at }
}

const leb = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)])

/** Where the section of functions is, how many they are, and where the first one is. */
function codeOf(binary) {
  const { number, byte, skip, at } = reader(binary, 8) // behind the magic number and the version
  while (at() < binary.length) {
    const start = at()
    const section = byte()
    const length = number()
    const end = at() + length
    if (section === CODE) return { start, functions: number(), bodies: at(), end }
    skip(length)
  }
  throw new Error('A binary without functions.')
}

/**
 * The same binary without what need not be kept: the length of each function in two bytes, and each alignment 0, which is
 * a hint that engines of today's processors do not look at.
 */
export function plain(binary) {
  const { start, functions, bodies, end } = codeOf(binary)
  const { number, skip, at } = reader(binary, bodies)
  const parts = [Buffer.from(leb(functions))]
  for (let i = 0; i < functions; i++) {
    const length = number()
    if (length >= 2 ** 14) throw new Error('A function whose length does not fit into two bytes.')
    parts.push(Buffer.from([(length & 127) | 128, length >> 7]), binary.subarray(at(), at() + length))
    skip(length)
  }
  const code = Buffer.concat(parts)
  const made = Buffer.concat([
    binary.subarray(0, start),
    Buffer.from([CODE, ...leb(code.length)]),
    code,
    binary.subarray(end)
  ])
  let here = 0
  walkBinary(
    { ...codeOf(made), bytes: made.length },
    () => made[here++],
    () => (here += made[here] > 127 ? 2 : 1),
    (skipped) => {
      if (skipped === 1) made[here] = 0
      return (here += skipped)
    },
    () => {}
  )
  return made
}

/** What {@link plain} gives, sorted and deflated. Zopfli's deflate is 5 % smaller than zlib's at its best level, always the same bytes, and takes a second. */
export async function pack(binary) {
  return Buffer.from(await deflateAsync(toStreams(binary), { numiterations: 15 }))
}

function toStreams(binary) {
  const where = { ...codeOf(binary), bytes: binary.length }
  const streams = Array.from({ length: HEAD - 3 }, () => [])
  let at = 0
  walkBinary(
    where,
    (stream) => {
      streams[stream].push(binary[at])
      return binary[at++]
    },
    (stream, recent) => {
      let index = binary[at++]
      if (index > 127) index += (binary[at++] - 1) * 128
      while (recent.length <= index) recent.push(recent.length)
      const place = recent.indexOf(index)
      recent.splice(place, 1)
      recent.unshift(index)
      streams[stream].push(...(place < 128 ? [place] : [place | 128, place >> 7]))
    },
    (skipped) => (at += skipped),
    () => {}
  )
  const head = Uint32Array.of(where.functions, where.bodies, where.bytes, ...streams.map(({ length }) => length))
  const sorted = Buffer.concat([Buffer.from(head.buffer), ...streams.map((stream) => Buffer.from(stream))])
  if (Buffer.compare(fromStreams(sorted), binary) !== 0) {
    throw new Error(
      'The kernels are not plain, or have something that src/kernel/binary.ts does not know: an opcode with other immediates.'
    )
  }
  return sorted
}
