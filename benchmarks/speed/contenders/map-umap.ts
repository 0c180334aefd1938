// The map by umap-js, defaults, seeded.
import { readFileSync } from 'node:fs'
import { Random } from '../../datasets/random.js'
import { given, peer, timed } from '../contender.js'
import { sameCluster } from './map-quality.js'

interface UmapJs {
  UMAP: new (options: { random: () => number }) => { fit(points: number[][]): number[][] }
}

const { path, n, d, cluster } = given<Record<'n' | 'd' | 'cluster', number> & { path: string }>()
const { UMAP } = await peer<UmapJs>('umap-js')
const bytes = readFileSync(path)
const flat = new Float32Array(bytes.buffer, bytes.byteOffset, n * d)
const points = Array.from({ length: n }, (_, i) => Array.from(flat.subarray(i * d, (i + 1) * d)))
const random = new Random(1)
await timed(
  () => new UMAP({ random: () => random.unit() }).fit(points),
  (places) => ({
    sameCluster: sameCluster(
      places.map((place) => place[0]!),
      places.map((place) => place[1]!),
      cluster
    )
  })
)
