import { describe, expect, test } from 'vitest'
import { describeNow, describeSteps } from '../../test/describe-now.js'
import { type PlainEvent, plainLog } from '../../test/plain-log.js'
import { newKernel } from '../kernel/load.js'
import { drive } from '../kernel/work.js'
import type { HandOut } from '../processes/hand-out.js'
import { seeded } from '../processes/seeded.js'
import { separation } from '../processes/silhouette-steps.js'
import { toWorkers } from './parts.js'
import { createPool } from './pool.js'

const kernel = await newKernel()

/** Sessions of two of eight processes, with strays and a hub. */
function wovenLog() {
  const random = seeded(5)
  const events: PlainEvent[] = []
  for (let s = 0; s < 1500; s++) {
    const processes = [Math.floor(random() * 8), Math.floor(random() * 8)]
    for (let i = 0; i < 16; i++) {
      const step = Math.floor(i / 2) - (random() < 0.1 ? 1 : 0)
      const activity = random() < 0.05 ? 'home' : `/p${processes[i % 2]}/step-${Math.max(0, step)}`
      events.push({ session: `s${s}`, activity, time: s * 1e7 + i * 1000 * (1 + Math.floor(random() * 60)) })
    }
  }
  const log = plainLog(events)
  const labels = Int32Array.from(log.activityNames, (name) => (name === 'home' ? -1 : Number(name[2])))
  const hubs = Uint8Array.from(log.activityNames, (name) => (name === 'home' ? 1 : 0))
  return { log, labels, hubs }
}

describe('toWorkers', () => {
  const { log, ...found } = wovenLog()

  test('has a description made by several threads, the same to the last figure', async () => {
    const alone = describeNow(kernel, log, found)
    for (const threads of [2, 3]) {
      const pool = createPool(threads)
      const steps = describeSteps(kernel, log, found, {}, toWorkers(pool, {}))
      expect(await drive('describing processes', steps)).toEqual(alone)
      pool.close()
    }
  })

  test('gives each part to one thread only, whoever comes first', async () => {
    const vectors = Float32Array.from({ length: 60 * 8 }, seeded(3))
    const input = {
      embedding: { vectors, activities: 60, dimensions: 8 },
      labels: Int32Array.from({ length: 60 }, (_, i) => i % 4)
    }
    const kernel = await newKernel()
    let here = 0
    const asked = (handOut: HandOut) =>
      handOut('separation', input, (given) => {
        here++
        return separation(kernel, given)
      })
    const pool = createPool(2)
    const handOut = toWorkers(pool, {})
    // At once: no worker has begun yet. After the answer of one that was told of it earlier: it has.
    const first = await drive('measuring', asked(handOut)())
    expect(here).toBe(1)
    const second = asked(handOut)
    await pool.run(
      'part',
      { name: 'separation', input, taken: new Int32Array(new SharedArrayBuffer(4)) },
      { elsewhere: true }
    )
    expect(await drive('measuring', second())).toEqual(first)
    expect(here).toBe(1)
    pool.close()
  })

  test('hands errors over whole', async () => {
    const pool = createPool(2)
    const steps = describeSteps(kernel, log, found, { names: { nobody: 'x' } }, toWorkers(pool, {}))
    await expect(drive('describing processes', steps)).rejects.toMatchObject({ code: 'UNKNOWN_PROCESS' })
    pool.close()
  })
})
