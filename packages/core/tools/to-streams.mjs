// Sorts a binary into the streams of src/kernel/binary.ts, which `fromStreams` undoes, and deflates them.
import { readFileSync } from 'node:fs'
import { deflateAsync } from '@gfx/zopfli'
import ts from 'typescript'

const source = readFileSync(new URL('../src/kernel/binary.ts', import.meta.url), 'utf8')
const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
const code = ts.transpileModule(source, { compilerOptions: options }).outputText
const { fromStreams, HEAD, LOCALS, PARAMETERS, TYPES, walkBinary } = await import(
  `data:text/javascript,${encodeURIComponent(code)}`
)

const TYPE = 1
const FUNCTION = 3
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

/** How many parameters each function of a binary has. */
function parametersOf(binary) {
  const { number, byte, skip, at } = reader(binary, 8)
  const types = []
  const functions = []
  while (at() < binary.length) {
    const section = byte()
    const end = number() + at()
    if (section === TYPE) {
      for (let count = number(); count > 0; count--) {
        byte()
        const parameters = number()
        skip(parameters)
        skip(number())
        types.push(parameters)
      }
    } else if (section === FUNCTION) {
      for (let count = number(); count > 0; count--) functions.push(types[number()])
    }
    skip(end - at())
  }
  return functions
}

/** Types of local variables as they are declared, and their number each. */
function declared(bytes) {
  const { number, byte } = reader(bytes, 0)
  return Array.from({ length: number() }, () => ({ count: number(), type: byte() }))
}

/**
 * The same functions, written so that less need be kept: local variables of one type beside each other in the order of
 * their first use, the length of each function in two bytes, and each alignment 0, which is a hint that engines of today's
 * processors do not look at.
 */
export function plain(binary) {
  const parameters = parametersOf(binary)
  const { start, functions, bodies, end } = codeOf(binary)
  const lengths = reader(binary, bodies)
  const code = leb(functions)
  for (let i = 0; i < functions; i++) {
    const length = lengths.number()
    const from = lengths.at()
    const body = plainBody([0, 0, ...binary.subarray(from, from + length)], parameters[i])
    if (body.length >= 2 ** 14) throw new Error('A function whose length does not fit into two bytes.')
    code.push((body.length & 127) | 128, body.length >> 7)
    for (const byte of body) code.push(byte)
    lengths.skip(length)
  }
  return Buffer.concat([
    binary.subarray(0, start),
    Buffer.from([CODE, ...leb(code.length), ...code]),
    binary.subarray(end)
  ])
}

/** Of one function, behind two bytes for its length. */
function plainBody(body, parameters) {
  const declarations = []
  const made = []
  /** Of a local variable as it was: its type, and what its index becomes. */
  let types
  let next
  const indices = new Map(Array.from({ length: parameters }, (_, parameter) => [parameter, parameter]))
  const declare = () => {
    const given = declared(declarations)
    types = given.flatMap(({ count, type }) => new Array(count).fill(type))
    const distinct = [...new Set(types)].sort((a, b) => b - a)
    if (distinct.length > TYPES) throw new Error('More types of local variables than src/kernel/binary.ts knows.')
    next = new Map()
    let first = parameters
    made.push(...leb(distinct.length))
    for (const type of distinct) {
      next.set(type, first)
      const count = types.filter((one) => one === type).length
      made.push(...leb(count), type)
      first += count
    }
  }
  let at = 0
  walkBinary(
    { functions: 1, bodies: 0, bytes: body.length },
    (stream) => {
      if (stream === LOCALS) declarations.push(body[at])
      else {
        if (types === undefined) declare()
        made.push(body[at])
      }
      return body[at++]
    },
    () => {
      if (types === undefined) declare()
      let index = body[at++]
      if (index > 127) index += (body[at++] - 1) * 128
      if (!indices.has(index)) {
        const type = types[index - parameters]
        indices.set(index, next.get(type))
        next.set(type, next.get(type) + 1)
      }
      made.push(...leb(indices.get(index)))
    },
    (skipped) => {
      // The length is written before all, an alignment amid the rest.
      if (skipped === 1) made.push(0)
      return (at += skipped)
    },
    () => {},
    () => parameters
  )
  return made
}

/** What {@link plain} gives, sorted and deflated. Zopfli's deflate is 5 % smaller than zlib's at its best level, always the same bytes, and takes a second. */
export async function pack(binary) {
  return Buffer.from(await deflateAsync(toStreams(binary), { numiterations: 15 }))
}

/** What {@link plain} gives, sorted: as Uint8Array. */
export function toStreams(binary) {
  const where = { ...codeOf(binary), bytes: binary.length }
  const parameters = parametersOf(binary)
  const streams = Array.from({ length: HEAD - 3 }, () => [])
  let at = 0
  walkBinary(
    where,
    (stream) => {
      streams[stream].push(binary[at])
      return binary[at++]
    },
    (stream, used, unused) => {
      let index = binary[at++]
      if (index > 127) index += (binary[at++] - 1) * 128
      let place = used.indexOf(index)
      if (place < 0) unused[(place = unused.indexOf(index))]++
      else {
        used.splice(place, 1)
        place += TYPES
      }
      used.unshift(index)
      streams[stream].push(...(place < 128 ? [place] : [place | 128, place >> 7]))
    },
    (skipped) => (at += skipped),
    () => {},
    () => {
      const [count] = parameters.splice(0, 1)
      streams[PARAMETERS].push(count)
      return count
    }
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
