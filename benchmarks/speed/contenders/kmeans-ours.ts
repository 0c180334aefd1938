// k-means by @desirepath/core from given centroids: the first k points.
import { readFileSync } from 'node:fs'
import { createPool, crewOf, kmeansInPhases } from '@desirepath/core/stages'
import { given, peakMemory, report, THREADS } from '../contender.js'

const { path, n, d, k, repeats, iterations } = given<
  Record<'n' | 'd' | 'k' | 'repeats' | 'iterations', number> & { path: string }
>()
const bytes = readFileSync(path)
const points = new Float32Array(bytes.buffer, bytes.byteOffset, n * d)
const initial = points.slice(0, k * d)
const pool = createPool(THREADS)
const { kernel, threads, drive } = await crewOf(pool)
const fit = (maxIterations: number) =>
  drive('k-means', kmeansInPhases(kernel, points, n, d, { clusters: k, initial, maxIterations }, threads))
// Both sides warm up: small works are done many times over in use.
for (let i = 0; i < repeats; i++) await fit(repeats > 1 ? iterations : 2)
const runs: { ms: number; cpuMs: number }[] = []
let result = {}
for (let i = 0; i < repeats; i++) {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const found = await fit(iterations)
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  runs.push({ ms, cpuMs: (user + system) / 1000 })
  result = { inertia: found.inertia, iterations: found.iterations }
}
runs.sort((a, b) => a.ms - b.ms)
report({ ...runs[runs.length >> 1]!, peakBytes: peakMemory(), result })
pool.close()
