/** The places of every id in a list, ascending: `places.subarray(offsets[i], offsets[i + 1])` are those of id i. */
export interface Postings {
  offsets: Uint32Array
  places: Uint32Array
}

/** Where each id stands in `ids`; ids are below `n`. */
export function postings(ids: Uint32Array, n: number): Postings {
  const offsets = new Uint32Array(n + 1)
  for (const id of ids) offsets[id + 1]++
  for (let i = 0; i < n; i++) offsets[i + 1] += offsets[i]
  const next = offsets.slice(0, n)
  const places = new Uint32Array(ids.length)
  for (let place = 0; place < ids.length; place++) places[next[ids[place]]++] = place
  return { offsets, places }
}
