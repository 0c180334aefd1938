import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { loseWorker } from '../../test/lose-worker.js'
import { discover } from '../discover.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { readLog } from '../log/read-log.js'
import type { Traces } from '../log/types.js'
import { embed, embedInPhases } from '../processes/embed.js'
import { resolveEmbedding } from '../processes/embed-options.js'
import { seeded } from '../processes/seeded.js'
import { createPool } from './pool.js'
import { crewOf } from './team.js'

const STEPS = 20

/** Sessions of `STEPS` steps, each within one process of ten activities. */
function planted(activities: number, tokens: number): Traces {
  const random = seeded(7)
  const process = (i: number) => (Math.imul(Math.floor(i / STEPS) + 1, 2654435761) >>> 8) % (activities / 10)
  return {
    tokens: Uint32Array.from({ length: tokens }, (_, i) => process(i) * 10 + Math.floor(random() * 10)),
    offsets: Uint32Array.from({ length: tokens / STEPS + 1 }, (_, i) => i * STEPS),
    activities
  }
}

async function plantedLog(activities: number, tokens: number) {
  const rows = ['case,activity,time']
  planted(activities, tokens).tokens.forEach((activity, i) => {
    rows.push(`c${Math.floor(i / STEPS)},step ${activity},${1_600_000_000_000 + i * 1000}`)
  })
  return readLog(new Blob([rows.join('\n')]))
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a worker thread that ends', () => {
  test('is noticed during its work on shared memory', async () => {
    // All phases of this are told at once, so the worker is at work on them until it ends.
    const count = loseWorker('calls', { afterMs: 5 })
    const pool = createPool(2)
    const { kernel, threads, drive } = await crewOf(pool)
    const phases = embedInPhases(kernel, planted(3000, 200_000), { solver: 'stochastic', epochs: 1000 }, threads)
    await expect(drive('training', phases)).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringContaining('exit code 1'),
      hint: expect.stringContaining('threads: 1')
    })
    expect(count.lost).toBe(1)
    pool.close()
  })

  test('before it has begun keeps nobody from the result', async () => {
    const traces = planted(400, 40_000)
    const options = { dimensions: 16, solver: 'counts' } as const
    const alone = runNow(embed(await newKernel(), traces, options))
    const count = loseWorker('calls')
    const pool = createPool(2)
    const { kernel, threads, drive } = await crewOf(pool)
    const found = await drive('training', embedInPhases(kernel, traces, options, threads))
    expect(found.vectors).toEqual(alone.vectors)
    expect(count.lost).toBe(1)
    pool.close()
  })

  test('leaves what can be done again to others, and gets nothing more to do', async () => {
    const input = { traces: planted(800, 120_000), options: resolveEmbedding({ dimensions: 24, solver: 'counts' }) }
    const expected = await createPool(1).run('vectors', input)
    const count = loseWorker('vectors', { afterMs: 30 })
    const pool = createPool(2)
    for (const _ of [1, 2]) expect(await pool.run('vectors', input, { elsewhere: true })).toEqual(expected)
    expect(count.lost).toBe(1)
    pool.close()
  })

  test('while it had nothing to do gets nothing more', async () => {
    const told: Worker[] = []
    const post = Worker.prototype.postMessage
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...given) {
      told.push(this)
      post.apply(this, given)
    })
    const traces = planted(100, 2000)
    const pool = createPool(2)
    const first = await pool.run('vectors', { traces, options: resolveEmbedding({}) }, { elsewhere: true })
    await told[0].terminate()
    expect(await pool.run('vectors', { traces, options: resolveEmbedding({}) }, { elsewhere: true })).toEqual(first)
    const { kernel, threads, drive } = await crewOf(pool)
    const together = await drive('training', embedInPhases(kernel, traces, {}, threads))
    expect(together.vectors).toEqual(runNow(embed(await newKernel(), traces, {})).vectors)
    expect(told).toHaveLength(1)
    pool.close()
  })
})

describe('discover', async () => {
  const log = await plantedLog(300, 300_000)
  const auto = { stability: 0 }
  const kmeans = { ...auto, method: 'kmeans', clusters: 30, solver: 'stochastic', epochs: 4 } as const
  const alone = { auto: await discover(log, auto), kmeans: await discover(log, kmeans) }

  test.each([
    ['vectors', 2, { afterMs: 20 }],
    ['figures', 2, { afterMs: 60 }],
    ['part', 2, {}],
    // By a worker that has nothing else to do.
    ['part', 3, { nth: 2, afterMs: 1 }],
    ['map', 2, { afterMs: 5 }]
  ])('finds the same where a worker ends: %s, %d threads, %o', async (name, threads, when) => {
    const count = loseWorker(name, when)
    const found = await discover(log, { ...auto, threads })
    expect(count.lost).toBe(1)
    expect(found).toEqual(alone.auto)
  })

  test('finds the same where it did all once more by one thread, and says so', async () => {
    const count = loseWorker('calls', { afterMs: 20 })
    const wholeFlow = vi.fn()
    const { notes, ...found } = await discover(log, { ...kmeans, threads: 2, wholeFlow })
    expect(count.lost).toBe(1)
    expect(found).toEqual(alone.kmeans)
    expect(wholeFlow).toHaveBeenCalledTimes(1)
    expect(notes).toEqual([expect.stringMatching(/^A worker thread ended .* by one thread\.$/)])
  })
})
