// Skip-gram vectors by @desirepath/core; k-means over them by the same contender as for gensim (skipgram_quality.py).
import { spawnSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLog } from '@desirepath/core'
import { createPool, crewOf, embedInPhases } from '@desirepath/core/stages'
import { given, THREADS, timed } from '../contender.js'

interface Input {
  path: string
  truth: string
  solver: 'counts' | 'stochastic'
  dimensions: number
  window: number
  negative: number
  epochs: number
}

const { path, truth, ...options } = given<Input>()
const log = await readLog(createReadStream(path, { highWaterMark: 1 << 20 }))
const traces = { offsets: log.sessionOffsets, tokens: log.activity, activities: log.activityNames.length }
const { solver, dimensions, window, negative, epochs } = options
const settings = { solver, dimensions, window, negative, epochs }
await timed(
  async () => {
    const pool = createPool(THREADS)
    const { kernel, threads, drive } = await crewOf(pool)
    const embedding = await drive('vectors', embedInPhases(kernel, traces, settings, threads))
    pool.close()
    return embedding
  },
  ({ vectors }) => {
    const folder = mkdtempSync(join(tmpdir(), 'desirepath-bench-'))
    try {
      writeFileSync(join(folder, 'vectors.f32'), vectors)
      writeFileSync(join(folder, 'names.json'), JSON.stringify(log.activityNames))
      const script = new URL('../../../speed/contenders/skipgram_quality.py', import.meta.url).pathname
      const quality = spawnSync('/usr/bin/python3', [script, folder, truth, String(dimensions)], { encoding: 'utf8' })
      if (quality.status !== 0) throw new Error(quality.stderr)
      return { events: log.activity.length, activities: traces.activities, nmi: Number(quality.stdout) }
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
)
