import { contextNames, type PairContext } from './context.js'

/** Context f of partner k of activity i goes to out[(first + f) * capacity + k]. */
export function writeContext(
  { kernel: { memory, run }, links, plan, room }: PairContext,
  i: number,
  partners: Uint32Array,
  probabilities: Float32Array,
  out: Float32Array,
  first: number,
  capacity: number
): void {
  const n = links.activities
  memory.viewUint32(room.ids).set(partners)
  memory.viewFloat32(room.given).set(probabilities)
  run.contextRow(plan, i, room.ids.pointer, room.given.pointer, partners.length, room.out.pointer, 4 * n)
  const values = memory.viewFloat32(room.out)
  for (let f = 0; f < contextNames.length; f++) {
    out.set(values.subarray(f * n, f * n + partners.length), (first + f) * capacity)
  }
}

/** Partners j > i that the first look did not rule out, and their probabilities. */
export function linkedPartners(
  { links: { offsets, columns, probabilities } }: PairContext,
  i: number
): { partners: Uint32Array; probabilities: Float32Array } {
  let from = offsets[i]
  while (from < offsets[i + 1] && columns[from] < i) from++
  return {
    partners: columns.subarray(from, offsets[i + 1]),
    probabilities: probabilities.subarray(from, offsets[i + 1])
  }
}
