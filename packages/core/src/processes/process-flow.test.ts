import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeNow } from '../../test/describe-now.js'
import { plainLog } from '../../test/plain-log.js'
import { newKernel } from '../kernel/load.js'
import { processFlow, processGraph } from './process-flow.js'

const sessions = ['abcd', 'abcd', 'abd', 'abcbcd', 'ab', 'xyxy', 'abcdxy', 'xyz', 'xyz', 'xyabcd']
const log = plainLog(sessions.flatMap((text, s) => [...text].map((activity) => ({ session: `s${s}`, activity }))))
const labels = Int32Array.from(log.activityNames, (name) => ('abcd'.includes(name) ? 0 : 1))
const kernel = await newKernel()
const described = describeNow(kernel, log, { labels, hubs: new Uint8Array(labels.length) })
const [first] = described.processes

describe('processFlow', () => {
  it('has all edges without a filter', () => {
    const graph = processFlow(first, log.activityNames)
    expect(graph.nodes.map(({ name }) => name).join('')).toBe('abcd')
    expect(graph.edges[0]).toEqual({ from: 0, to: 1, count: 7 })
    expect(graph.other).toEqual({ nodes: 0, edges: 0, count: 0 })
    expect(graph.coverage.count).toBe(graph.coverage.of)
    expect(graph.nodes[0]).toMatchObject({ runs: 7, start: 7, end: 0 })
  })

  it('counts what a filter leaves out', () => {
    fc.assert(
      fc.property(
        fc.record({
          leastNodeShare: fc.double({ min: 0, max: 1, noNaN: true }),
          leastCount: fc.integer({ min: 0, max: 9 }),
          edgeShare: fc.double({ min: 0, max: 1, noNaN: true }),
          mostEdges: fc.integer({ min: 0, max: 9 })
        }),
        (filter) => {
          for (const graph of [
            processFlow(first, log.activityNames, filter),
            processGraph(described.processes, described.handovers, filter)
          ]) {
            const shown = graph.edges.reduce((sum, edge) => sum + edge.count, 0)
            expect(graph.coverage.count).toBe(shown)
            expect(graph.coverage.of).toBe(shown + graph.other.count)
            const ids = new Set(graph.nodes.map(({ id }) => id))
            for (const { from, to } of graph.edges) expect(ids.has(from) && ids.has(to)).toBe(true)
          }
        }
      )
    )
  })

  it('refuses shares that are none', () => {
    expect(() => processFlow(first, log.activityNames, { edgeShare: 80 })).toThrow(/edgeShare 80/)
    expect(() => processFlow(first, log.activityNames, { most: 3 } as object)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_OPTION' })
    )
  })
})

describe('processGraph', () => {
  it('shows processes as nodes and hand-overs as edges', () => {
    const graph = processGraph(described.processes, described.handovers)
    expect(graph.nodes.map(({ runs }) => runs)).toEqual([7, 5])
    expect(graph.edges).toEqual([
      { from: 0, to: 1, count: 1 },
      { from: 1, to: 0, count: 1 }
    ])
  })
})
