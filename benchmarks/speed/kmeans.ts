import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { embed, newKernel, readColumns, runNow } from '@desirepath/core/stages'
import { Random } from '../datasets/random.js'
import type { Comparison, Contender, Outcome } from './measure.js'
import { node, npmPeer, python } from './peers.js'
import { CACHE, type LogSize, plantedLog, SIZES } from './planted-log.js'

interface Case {
  name: string
  n: number
  d: number
  k: number
  points: 'no structure' | 'overlapping blobs' | 'unit vectors of a log'
  /** scikit-learn's time over ours at least. */
  target: number
}

// The cases of the design's table of techniques, and the hardest kind of data for bounds.
const CASES: readonly Case[] = [
  { name: 'small', n: 5000, d: 100, k: 50, points: 'overlapping blobs', target: 1.3 },
  { name: 'structureless', n: 5000, d: 100, k: 50, points: 'no structure', target: 1.3 },
  { name: 'middle', n: 20_000, d: 100, k: 200, points: 'overlapping blobs', target: 1.3 },
  { name: 'flat', n: 1_000_000, d: 3, k: 8, points: 'overlapping blobs', target: 2 },
  { name: 'large', n: 200_000, d: 32, k: 100, points: 'overlapping blobs', target: 1.3 },
  { name: 'unit', n: 5000, d: 100, k: 290, points: 'unit vectors of a log', target: 2 }
]
const MOST_ITERATIONS = 40

/** k-means from the same start, until the centroids rest (tolerance 1e-4, as scikit-learn) or for 40 iterations. */
export async function kmeansComparisons(_: LogSize): Promise<Comparison[]> {
  const comparisons: Comparison[] = []
  for (const one of CASES) comparisons.push(await comparison(one))
  return comparisons
}

async function comparison({ name, n, d, k, points, target }: Case): Promise<Comparison> {
  const path = new URL(`kmeans-${name}.f32`, CACHE).pathname
  if (!existsSync(path)) {
    mkdirSync(CACHE, { recursive: true })
    process.stderr.write(`Writing ${path} (once)...\n`)
    writeFileSync(path, points === 'unit vectors of a log' ? await unitVectors(n, d) : drawPoints(n, d, k, points))
  }
  const repeats = n * d * k < 5e7 ? 5 : 1
  const contenders: Contender[] = [
    node('Desire Path', 'kmeans-ours', { ours: true }),
    python('scikit-learn, Lloyd', 'kmeans_sklearn', ['sklearn']),
    python('faiss', 'kmeans_faiss', ['faiss', 'sklearn'])
  ]
  if (n * d * k < 5e7) contenders.push(npmPeer('ml-kmeans', 'kmeans-ml', 'ml-kmeans', { input: { repeats: 1 } }))
  return {
    stage: 'kmeans',
    name: `${name}: ${n.toLocaleString('en')} points, ${d} dimensions, ${k} clusters, ${points}`,
    input: { path, n, d, k, repeats, iterations: MOST_ITERATIONS },
    contenders,
    verify: sameInertia,
    targets: { 'scikit-learn, Lloyd': target }
  }
}

// Both stop by the same rules, but rounding may let one run an iteration longer.
function sameInertia(result: Outcome['result'], ours: Outcome['result']): string | null {
  const relative = Number(result.inertia) / Number(ours.inertia) - 1
  return Math.abs(relative) < 1e-3 ? null : `inertia ${result.inertia}, not ${ours.inertia}`
}

function drawPoints(n: number, d: number, k: number, kind: Case['points']): Float32Array {
  const random = new Random(n + d + k, 31)
  const centres = Float32Array.from({ length: k * d }, () => (kind === 'no structure' ? 0 : random.normal()))
  const points = new Float32Array(n * d)
  for (let i = 0; i < n; i++) {
    const centre = random.below(k) * d
    for (let j = 0; j < d; j++) points[i * d + j] = centres[centre + j]! + random.normal()
  }
  return points
}

/** Vectors of the activities of the log of ten million events, of length 1. */
async function unitVectors(n: number, d: number): Promise<Float32Array> {
  const { path } = plantedLog(SIZES['10m']!)
  const columns = await readColumns(createReadStream(path, { highWaterMark: 1 << 20 }))
  const cases = columns.caseNames.length
  const offsets = new Uint32Array(cases + 1)
  for (const id of columns.case) offsets[id + 1]!++
  for (let id = 0; id < cases; id++) offsets[id + 1]! += offsets[id]!
  const next = offsets.slice()
  const tokens = new Uint32Array(columns.activity.length)
  columns.case.forEach((id, i) => {
    tokens[next[id]!++] = columns.activity[i]!
  })
  const traces = { offsets, tokens, activities: columns.activityNames.length }
  const { vectors } = runNow(embed(await newKernel(), traces, { dimensions: d }))
  const unit = vectors.slice(0, n * d)
  for (let i = 0; i < n; i++) {
    const row = unit.subarray(i * d, (i + 1) * d)
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)) || 1
    for (let j = 0; j < d; j++) row[j]! /= norm
  }
  return unit
}
