// Sorts a binary into the streams of src/kernel/binary.ts, which `fromStreams` undoes, and deflates them.
import { readFileSync } from 'node:fs'
import { deflateAsync } from '@gfx/zopfli'
import ts from 'typescript'

const source = readFileSync(new URL('../src/kernel/binary.ts', import.meta.url), 'utf8')
const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
const code = ts.transpileModule(source, { compilerOptions: options }).outputText
const { fromStreams, HEAD, walkBinary } = await import(`data:text/javascript,${encodeURIComponent(code)}`)

const CODE = 10

/** Where the bodies of functions are, and how many. */
function bodiesOf(binary) {
  let at = 8 // behind the magic number and the version
  const number = () => {
    let value = 0
    for (let shift = 0, byte = 128; byte > 127; shift += 7) {
      byte = binary[at++]
      value |= (byte & 127) << shift
    }
    return value
  }
  while (at < binary.length) {
    const section = binary[at++]
    const length = number()
    if (section === CODE) {
      const functions = number()
      return { functions, bodies: at, bytes: binary.length }
    }
    at += length
  }
  throw new Error('A binary without functions.')
}

/** Zopfli's deflate is 5 % smaller than zlib's at its best level, always the same bytes, and takes a second. */
export async function pack(binary) {
  return Buffer.from(await deflateAsync(toStreams(binary), { numiterations: 15 }))
}

function toStreams(binary) {
  const where = bodiesOf(binary)
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
    () => at
  )
  const head = Uint32Array.of(where.functions, where.bodies, where.bytes, ...streams.map(({ length }) => length))
  const sorted = Buffer.concat([Buffer.from(head.buffer), ...streams.map((stream) => Buffer.from(stream))])
  if (Buffer.compare(fromStreams(sorted), binary) !== 0) {
    throw new Error(
      'The kernels have something that src/kernel/binary.ts does not know: an opcode with other immediates.'
    )
  }
  return sorted
}
