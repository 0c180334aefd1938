import type { Steps } from '../kernel/work.js'
import { type Lifetimes, sharedLife } from './lifetimes.js'
import { leastSharedLife, linkStrength, type Merges } from './linkage.js'
import type { LinkMatrix } from './links.js'

/**
 * The same merges as `averageLinkage`, over square matrices: faster where they are small (three numbers a pair).
 * Sums are made in another order, so heights may differ in the last bits.
 */
export function* denseLinkage(links: LinkMatrix, lifetimes: Lifetimes, least: number): Steps<Merges> {
  const n = links.activities
  const strength = new Float64Array(n * n)
  const life = new Float64Array(n * n)
  const mean = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const shared = sharedLife(lifetimes, i, j)
      life[i * n + j] = shared
      life[j * n + i] = shared
    }
    for (let p = links.offsets[i]; p < links.offsets[i + 1]; p++) {
      const at = i * n + links.columns[p]
      strength[at] = linkStrength(links.probabilities[p]) * life[at]
      mean[at] = strength[at] / Math.max(life[at], leastSharedLife)
    }
    mean[i * n + i] = -1
  }
  yield 0.2
  const best = new Float64Array(n)
  const partner = new Int32Array(n)
  const size = new Float64Array(n).fill(1)
  // The clusters that are left, ascending; a row is named by its lowest activity.
  const alive = Uint32Array.from({ length: n }, (_, i) => i)
  let left = n
  const search = (i: number): void => {
    let top = -1
    let to = -1
    const row = i * n
    for (let a = 0; a < left; a++) {
      const value = mean[row + alive[a]]
      if (value > top) {
        top = value
        to = alive[a]
      }
    }
    best[i] = top
    partner[i] = to
  }
  for (let i = 0; i < n; i++) search(i)

  const low: number[] = []
  const high: number[] = []
  const height: number[] = []
  let top = 0
  let work = 0
  while (left > 1) {
    let i = alive[0]
    for (let a = 1; a < left; a++) if (best[alive[a]] > best[i]) i = alive[a]
    if (best[i] <= least) break
    const j = partner[i]
    top = Math.max(top, 1 - best[i])
    low.push(i)
    high.push(j)
    height.push(top)
    size[i] += size[j]
    const gone = alive.indexOf(j)
    alive.copyWithin(gone, gone + 1, left)
    left--
    for (let a = 0; a < left; a++) {
      const k = alive[a]
      if (k === i) continue
      const at = i * n + k
      strength[at] += strength[j * n + k]
      life[at] += life[j * n + k]
      const value = strength[at] / Math.max(life[at], leastSharedLife * size[i] * size[k], 1e-9)
      mean[at] = value
      strength[k * n + i] = strength[at]
      life[k * n + i] = life[at]
      mean[k * n + i] = value
      if (partner[k] === i || partner[k] === j) {
        search(k)
        work += left
      } else if (value > best[k] || (value === best[k] && i < partner[k])) {
        best[k] = value
        partner[k] = i
      }
    }
    search(i)
    work += 6 * left
    if (work > 300_000) {
      work = 0
      yield 0.2 + (0.8 * low.length) / n
    }
  }
  return { low: Uint32Array.from(low), high: Uint32Array.from(high), height: Float64Array.from(height) }
}
