/**
 * Numbers labels 0.. in order of first appearance, in place; negative labels (noise) become -1. Returns the old label of
 * each new one.
 */
export function renumber(labels: Int32Array): number[] {
  const fresh = new Map<number, number>()
  const old: number[] = []
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]
    if (label < 0) {
      labels[i] = -1
      continue
    }
    let number = fresh.get(label)
    if (number === undefined) {
      number = old.length
      fresh.set(label, number)
      old.push(label)
    }
    labels[i] = number
  }
  return old
}
