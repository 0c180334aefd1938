// The map by @desirepath/core, defaults but for the perplexity.
import { readFileSync } from 'node:fs'
import { layout, newKernel, runNow } from '@desirepath/core/stages'
import { given, timed } from '../contender.js'
import { sameCluster } from './map-quality.js'

const { path, n, d, cluster } = given<Record<'n' | 'd' | 'cluster', number> & { path: string }>()
const bytes = readFileSync(path)
const vectors = new Float32Array(bytes.buffer, bytes.byteOffset, n * d)
await timed(
  async () => runNow(layout(await newKernel(), vectors, n, d, { perplexity: 30 })),
  ({ x, y, divergence }) => ({ sameCluster: sameCluster(x, y, cluster), divergence })
)
