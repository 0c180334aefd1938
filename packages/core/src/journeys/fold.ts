import type { Fold, JourneyStep } from './types.js'

// Longer groups of steps are seldom read as one.
const LONGEST_GROUP = 4

/**
 * Folds repeats: the same step again and again, and groups of up to four steps that come two or more times in a row. The
 * first time shows; a later step shows too where it failed, took long or is a contact. Sets `fold` of the hidden steps.
 */
export function foldSteps(steps: JourneyStep[]): Fold[] {
  const folds: Fold[] = []
  // Steps that others caused go with their cause and do not stand between.
  const roots = steps.flatMap((step, place) => (step.depth === 0 ? [place] : []))
  const same = (a: number, b: number) => {
    const [x, y] = [steps[roots[a]], steps[roots[b]]]
    return x.activity === y.activity && x.visit === y.visit && x.channel === y.channel
  }
  for (let k = 0; k < roots.length; ) {
    let best = { size: 0, times: 1 }
    for (let size = 1; size <= LONGEST_GROUP; size++) {
      let length = size
      while (k + length < roots.length && same(k + length, k + length - size)) length++
      const times = Math.floor(length / size)
      if (times >= 2 && times * size > best.times * best.size) best = { size, times }
    }
    if (best.size === 0) {
      k++
      continue
    }
    const { size, times } = best
    const number = folds.length
    const shown = roots.slice(k, k + size)
    const hidden = roots.slice(k + size, k + size * times).filter((place) => isPlain(steps[place]))
    for (const place of hidden) steps[place].fold = number
    folds.push({ kind: size === 1 ? 'repeat' : 'loop', shown, hidden, times })
    k += size * times
  }
  return folds
}

const PLAIN = ['repeat', 'loop', 'back', 'abandoned']

const isPlain = ({ marks, status }: JourneyStep): boolean =>
  status !== 'error' && marks.every((mark) => PLAIN.includes(mark))
