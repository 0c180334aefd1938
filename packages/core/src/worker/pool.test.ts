import { Worker } from 'node:worker_threads'
import { describe, expect, test, vi } from 'vitest'
import { resolveEmbedding } from '../processes/embed-options.js'
import { createPool, startAhead } from './pool.js'
import type { MapInput } from './tasks.js'

function mapInput(n: number, seed: number): MapInput {
  const vectors = new Float32Array(n * 8)
  for (let i = 0; i < vectors.length; i++) vectors[i] = ((Math.imul(i + 1, 2654435761) >>> 8) % 1000) / 1000
  return { vectors, dimensions: 8, parts: null, perplexity: 5, iterations: 60, seed }
}

describe('createPool', () => {
  test('gives the same bits in place and on worker threads', async () => {
    const inputs = [1, 2, 3, 4].map((seed) => mapInput(40, seed))
    const results = []
    for (const threads of [1, 2, 3]) {
      const pool = createPool(threads)
      results.push(await Promise.all(inputs.map((input) => pool.run('map', input))))
      pool.close()
    }
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  test('leaves a task to the workers where this thread has more urgent work, and does it where there are none', async () => {
    for (const threads of [1, 2]) {
      const pool = createPool(threads)
      const inputs = [1, 2, 3].map((seed) => mapInput(30, seed))
      const results = await Promise.all(inputs.map((input) => pool.run('map', input, { elsewhere: true })))
      const here = createPool(1)
      expect(results).toEqual(await Promise.all(inputs.map((input) => here.run('map', input))))
      pool.close()
    }
  })

  test('hands errors over whole', async () => {
    const pool = createPool(2)
    const traces = { offsets: Uint32Array.of(0, 3), tokens: Uint32Array.of(0, 1, 2), activities: 3 }
    const training = pool.run('vectors', { traces, options: resolveEmbedding({ minCount: 9 }) }, { elsewhere: true })
    await expect(training).rejects.toMatchObject({
      name: 'InputError',
      code: 'TOO_FEW_ACTIVITIES',
      message: 'No activity occurs at least 9 times.',
      hint: expect.stringContaining('minCount')
    })
    pool.close()
  })

  test('stops when asked to', async () => {
    const pool = createPool(2)
    const stop = new AbortController()
    const work = pool.run('map', { ...mapInput(600, 1), iterations: 100_000 }, { signal: stop.signal })
    setTimeout(() => stop.abort(), 50)
    await expect(work).rejects.toMatchObject({ code: 'ABORTED' })
  })

  test('takes workers that were started ahead, or that another pool has no more use for', async () => {
    const told = new Set<Worker>()
    const post = Worker.prototype.postMessage
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...given) {
      told.add(this)
      post.apply(this, given)
    })
    startAhead(2)
    const results = []
    for (const spare of [true, false, false]) {
      const pool = createPool(2)
      results.push(await pool.run('map', mapInput(30, 1), { elsewhere: true }))
      pool.close(spare)
    }
    vi.restoreAllMocks()
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
    // The first two pools had the same one.
    expect(told.size).toBe(2)
  })
})
