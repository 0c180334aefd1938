/**
 * The embedded binary, sorted into streams: opcodes, indices of local variables, offsets and so on apart. Deflate finds a
 * sixth less to keep in them than in the binary as it is, because the same operations stand on other variables all the time.
 * What need not be kept is in no stream: alignments, which are hints and all 0, and the lengths of functions, each in two
 * bytes.
 */

/** Streams by what they hold, in the order in which they are deflated. `TEXT`: all but the functions' bodies. */
const TEXT = 0
const F64 = 1
const I64 = 2
const F32 = 3
const VECTOR = 4
export const LOCALS = 5
const I32 = 6
const LOCAL_SET = 7
const LOCAL_GET = 8
const LOCAL_TEE = 9
const OFFSET = 10
const INDEX = 11
const OPCODE = 12
/** In no binary: how many parameters each function has. */
export const PARAMETERS = 13

/** Local variables of so many types are told apart, where they are used for the first time. */
export const TYPES = 5

/** Of the numbers in front, 4 bytes each: functions, offset of the first one's body, bytes; then bytes of each stream. */
export const HEAD = 3 + PARAMETERS + 1

/**
 * Goes through a binary of version 1, with vectors.
 *
 * @param bodies offset of the first function's body
 * @param take moves the next byte of a stream, and gives it
 * @param takeLocal moves the next index of a local variable. The stream has its place among those used, the latest in front,
 *   behind {@link TYPES}; or, for one that was not used yet, its type's place. Those of one type are used in their order.
 * @param skip goes past so many bytes that are in no stream, and tells where it is then
 * @param endFunction the function's body began there, and ends here
 */
export function walkBinary(
  { functions, bodies, bytes }: { functions: number; bodies: number; bytes: number },
  take: (stream: number) => number,
  takeLocal: (stream: number, used: number[], unused: number[]) => void,
  skip: (bytes: number) => number,
  endFunction: (body: number) => void,
  parameters: () => number
): void {
  const several = (count: number, stream: number) => {
    for (; count > 0; count--) take(stream)
  }
  const number = (stream: number) => {
    let value = 0
    for (let shift = 0, byte = 128; byte > 127; shift += 7) {
      byte = take(stream)
      value |= (byte & 127) << shift
    }
    return value
  }
  const access = () => {
    skip(1)
    number(OFFSET)
  }

  several(bodies, TEXT)
  for (; functions > 0; functions--) {
    const body = skip(2)
    const used = Array.from({ length: parameters() }, (_, parameter) => parameter)
    const unused: number[] = []
    let first = used.length
    for (let count = number(LOCALS); count > 0; count--) {
      unused.push(first)
      first += number(LOCALS)
      take(LOCALS)
    }
    for (let depth = 1; depth > 0; ) {
      const opcode = take(OPCODE)
      if (opcode === 11)
        depth-- // end
      else if (opcode > 1 && opcode < 5) {
        depth++ // block, loop, if
        take(OPCODE)
      } else if (opcode === 32) takeLocal(LOCAL_GET, used, unused)
      else if (opcode === 33) takeLocal(LOCAL_SET, used, unused)
      else if (opcode === 34) takeLocal(LOCAL_TEE, used, unused)
      else if (opcode === 65) number(I32)
      else if (opcode === 66) number(I64)
      else if (opcode === 67) several(4, F32)
      else if (opcode === 68) several(8, F64)
      else if (opcode > 39 && opcode < 63) access()
      else if (opcode === 63 || opcode === 64)
        take(OPCODE) // memory.size, memory.grow
      else if (opcode === 14)
        for (let count = number(INDEX); count >= 0; count--) number(INDEX) // br_table
      // br, br_if, call, global.get, global.set
      else if (opcode === 12 || opcode === 13 || opcode === 16 || opcode === 35 || opcode === 36) number(INDEX)
      else if (opcode === 252) {
        const further = take(OPCODE)
        several(further === 10 ? 2 : further === 11 ? 1 : 0, OPCODE) // memory.copy, memory.fill
      } else if (opcode === 253) {
        const further = number(OPCODE)
        const lane = further > 83 && further < 92 // loads and stores one
        if (further < 12 || lane || further === 92 || further === 93) access()
        else if (further < 14) several(16, VECTOR) // v128.const, i8x16.shuffle
        if (lane || (further > 20 && further < 35)) take(INDEX)
      }
    }
    endFunction(body)
  }
  several(bytes - skip(0), TEXT)
}

/** The binary of such streams. */
export function fromStreams(sorted: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(sorted.buffer, sorted.byteOffset)
  const head = Array.from({ length: HEAD }, (_, number) => view.getUint32(4 * number, true))
  const [functions, bodies, bytes, ...lengths] = head as [number, number, number, ...number[]]
  const binary = new Uint8Array(bytes)
  let end = 4 * HEAD
  const next = lengths.map((length) => (end += length) - length)
  let at = 0
  const read = (stream: number) => sorted[next[stream]!++]!
  walkBinary(
    { functions, bodies, bytes },
    (stream) => {
      binary[at] = read(stream)
      return binary[at++]!
    },
    (stream, used, unused) => {
      let place = read(stream)
      if (place > 127) place += (read(stream) - 1) * 128
      place = place < TYPES ? used.push(unused[place]!++) - 1 : place - TYPES
      const index = used[place]!
      for (; place > 0; place--) used[place] = used[place - 1]!
      used[0] = index
      if (index < 128) binary[at++] = index
      else {
        binary[at++] = index | 128
        binary[at++] = index >> 7
      }
    },
    (skipped) => (at += skipped),
    (body) => {
      binary[body - 2] = (at - body) | 128
      binary[body - 1] = (at - body) >> 7
    },
    () => read(PARAMETERS)
  )
  return binary
}
