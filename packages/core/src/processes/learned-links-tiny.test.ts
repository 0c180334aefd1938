import { describe, expect, it } from 'vitest'
import { type TinyLog, tinyLog, tinyShapes } from '../../../../tools/testing/tiny-logs.js'
import { type Kernel, newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { learnedLinks } from './learned-links-steps.js'

function find(kernel: Kernel, { sessions, names }: Pick<TinyLog, 'sessions' | 'names'>) {
  const offsets = [0]
  for (const session of sessions) offsets.push(offsets[offsets.length - 1] + session.length)
  const activity = Uint32Array.from(sessions.flat())
  const time = Float64Array.from(activity, (_, at) => at)
  return runNow(
    learnedLinks(kernel, { activity, time, sessionOffsets: Uint32Array.from(offsets), activityNames: names })
  )
}

/** Whether both put the same pairs together, hubs left out; who has no cluster stands alone. */
function sameAs(truth: Int32Array, labels: Int32Array): boolean {
  const ids = [...truth.keys()].filter((i) => truth[i] >= 0)
  return ids.every((i) =>
    ids.every((j) => (truth[i] === truth[j]) === (i === j || (labels[i] >= 0 && labels[i] === labels[j])))
  )
}

describe('logs of 6 to 30 activities with two to five planted processes', () => {
  it.each(tinyShapes)('%s: found without a mistake in nearly every log', async (shape) => {
    const kernel = await newKernel()
    const wrong: number[] = []
    const hubless: number[] = []
    for (let seed = 0; seed < 60; seed++) {
      const log = tinyLog(shape, seed)
      const { labels, hubs, clusters } = find(kernel, log)
      expect(clusters, `seed ${seed}`).toBeGreaterThanOrEqual(2)
      if (!sameAs(log.truth, labels)) wrong.push(seed)
      if (log.truth.some((process, i) => process < 0 && log.names[i] === 'home' && !hubs[i])) hubless.push(seed)
    }
    // Measured over seeds 0 to 399: at most 3 of 400 by shape.
    expect(wrong.length, `wrong: ${wrong}`).toBeLessThanOrEqual(4)
    expect(hubless.length, `home is no hub: ${hubless}`).toBeLessThanOrEqual(4)
  })

  it.each([2, 3, 4])('%i processes of four steps that never meet, and home', async (processes) => {
    const kernel = await newKernel()
    for (const count of [40, 120, 400]) {
      const sessions = Array.from({ length: count }, (_, s) => {
        const steps = [0, 1, 2, 3].filter((_, k) => (s * 7 + k * 3) % 5 !== 0)
        return [4 * processes, ...steps.map((k) => 4 * (s % processes) + k), ...(s % 3 ? [4 * processes] : [])]
      })
      const names = Array.from({ length: 4 * processes + 1 }, (_, i) => `page ${i}`)
      const { labels, hubs } = find(kernel, { sessions, names })
      expect(Array.from(labels)).toEqual(names.map((_, i) => (i < 4 * processes ? Math.floor(i / 4) : -1)))
      expect(hubs[4 * processes]).toBe(1)
    }
  })

  it('never one step and all the rest', async () => {
    const kernel = await newKernel()
    // One sequence that every session takes, with one step that is seldom taken.
    for (const length of [6, 7, 9, 12, 20]) {
      const sessions = Array.from({ length: 100 }, (_, s) =>
        Array.from({ length }, (_, k) => k).filter((k) => k !== 2 || s % 9 === 0)
      )
      const names = Array.from({ length }, (_, i) => `page ${i}`)
      const { labels } = find(kernel, { sessions, names })
      const largest = Math.max(...labels.map((label) => labels.filter((other) => other === label).length))
      expect(largest, `${length} steps: ${labels}`).toBeLessThan(length - 1)
    }
  })
})
