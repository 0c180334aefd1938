import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { Random } from '../datasets/random.js'
import type { Comparison, Contender, Outcome } from './measure.js'
import { node, npmPeer, python } from './peers.js'
import { CACHE, type LogSize } from './planted-log.js'

const DIMENSIONS = 100
/** Points of one cluster, as steps of one process. */
const CLUSTER = 20
const SIZES_OF_MAPS = [1000, 5000, 20_000]
/** Above, the peers take minutes: they are left out. */
const PEERS_UP_TO = 5000

/**
 * Maps of unit vectors in clusters of 20, by t-SNE (perplexity 30, 1000 iterations) and by UMAP (15 neighbours). The
 * quality is the share of the 10 nearest points on the map that belong to the same cluster.
 */
export function mapComparisons(_: LogSize): Comparison[] {
  return SIZES_OF_MAPS.map((n) => {
    const path = unitVectors(n)
    const late = n > PEERS_UP_TO ? 'left out: it takes minutes at this size' : null
    const bearable = (contender: Contender) => (late ? { ...contender, absent: late } : contender)
    return {
      stage: 'map',
      name: `${n.toLocaleString('en')} points, ${DIMENSIONS} dimensions`,
      input: { path, n, d: DIMENSIONS, cluster: CLUSTER },
      contenders: [
        node('Desire Path, t-SNE', 'map-ours', { ours: true }),
        bearable(python('scikit-learn, t-SNE', 'map_sklearn', ['sklearn', 'scipy'])),
        bearable(npmPeer('umap-js', 'map-umap', 'umap-js'))
      ],
      verify: (result, ours) => asGood(result, ours)
    }
  })
}

function asGood(result: Outcome['result'], ours: Outcome['result']): string | null {
  const lead = Number(result.sameCluster) - Number(ours.sameCluster)
  return lead <= 0.05 ? null : `its map keeps clusters better than ours, by ${lead.toFixed(3)}: not timed`
}

function unitVectors(n: number): string {
  const path = new URL(`map-${n}.f32`, CACHE).pathname
  if (existsSync(path)) return path
  mkdirSync(CACHE, { recursive: true })
  process.stderr.write(`Writing ${path} (once)...\n`)
  const random = new Random(n, 41)
  const points = new Float32Array(n * DIMENSIONS)
  const centre = new Float32Array(DIMENSIONS)
  for (let i = 0; i < n; i++) {
    if (i % CLUSTER === 0) for (let j = 0; j < DIMENSIONS; j++) centre[j] = random.normal()
    const row = points.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)
    for (let j = 0; j < DIMENSIONS; j++) row[j] = centre[j]! + 1.3 * random.normal()
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0))
    for (let j = 0; j < DIMENSIONS; j++) row[j]! /= length
  }
  writeFileSync(path, points)
  return path
}
