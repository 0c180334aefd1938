import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixture } from '../../test/fixture.js'
import { findings } from '../findings.js'
import { buildModel } from '../model.js'
import { weeklyGroups } from '../weeks.js'
import { layoutFlow, processMoves, visibleMoves } from './flow-layout.js'
import { ladderArcs } from './ladder-arcs.js'
import { stepsSentence, worstStep } from './sentences.js'

const discovery = fixture({ activities: 300 })

describe('moves of a process', () => {
  test('what enters a step leaves it', () => {
    for (const process of discovery.processes) {
      const moves = processMoves(process)
      process.steps.forEach((_, step) => {
        const into = moves.filter((move) => move.to === step).reduce((sum, move) => sum + move.count, 0)
        const out = moves.filter((move) => move.from === step).reduce((sum, move) => sum + move.count, 0)
        expect(out).toBe(into)
      })
      const ends = moves.filter((move) => move.to === -2).reduce((sum, move) => sum + move.count, 0)
      expect(ends).toBe(process.runs)
    }
  })

  test('however few are drawn, every step stays connected', () => {
    for (const process of discovery.processes.slice(0, 8)) {
      const shown = visibleMoves(processMoves(process), 1)
      process.steps.forEach((_, step) => {
        expect(shown.some((move) => move.to === step && move.from !== step)).toBe(true)
        expect(shown.some((move) => move.from === step && move.to !== step)).toBe(true)
      })
    }
  })

  test('nodes of a layer do not touch, and every move is drawn once', () => {
    fc.assert(
      fc.property(fc.nat(discovery.processes.length - 1), fc.integer({ min: 1, max: 80 }), (id, wanted) => {
        const shown = visibleMoves(processMoves(discovery.processes[id]), wanted)
        const { nodes, edges, width, height } = layoutFlow(shown)
        expect(edges.length).toBe(shown.length)
        nodes.forEach((a, i) => {
          expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0)
          expect(a.x + a.width / 2).toBeLessThanOrEqual(width)
          expect(a.y + a.height / 2).toBeLessThanOrEqual(height)
          for (const b of nodes.slice(i + 1)) {
            const apart =
              Math.abs(a.y - b.y) >= (a.height + b.height) / 2 || Math.abs(a.x - b.x) >= (a.width + b.width) / 2
            expect(apart).toBe(true)
          }
        })
      }),
      { numRuns: 60 }
    )
  })
})

describe('the ladder', () => {
  test('draws or counts every move that is no plain step', () => {
    for (const process of discovery.processes) {
      const arcs = ladderArcs(process)
      const drawn = [...arcs.skips, ...arcs.backs, ...arcs.loops].reduce((sum, arc) => sum + arc.count, 0)
      const plain = arcs.spine.reduce((sum, piece) => sum + piece.count, 0)
      expect(drawn + plain + arcs.hidden.count).toBe(process.flow.reduce((sum, edge) => sum + edge.count, 0))
    }
  })

  test('its sentence names the step that loses most', () => {
    const process = discovery.processes.find((candidate) => candidate.completed.count < 0.9 * candidate.completed.of)!
    const worst = worstStep(process)
    expect(
      Math.max(
        ...process.steps.filter((_, index) => !process.terminalSteps.includes(index)).map((step) => step.leaveAfter)
      )
    ).toBe(process.steps[worst].leaveAfter)
    expect(stepsSentence(process)).toContain(
      `Most leave after step ${worst + 1}: ${process.steps[worst].leaveAfter} of`
    )
  })
})

describe('the model', () => {
  test('places every activity of a process once', () => {
    const model = buildModel(discovery)
    const placed = model.members.flat()
    expect(new Set(placed).size).toBe(placed.length)
    expect(placed.length).toBe(discovery.activities.filter((activity) => activity.process >= 0).length)
  })

  test('weeks hold every bucket once', () => {
    for (const unit of ['hour', 'day', 'week', 'month'] as const) {
      for (const buckets of [0, 1, 20, 90, 400]) {
        const { groups } = weeklyGroups(
          unit,
          Array.from({ length: buckets }, () => '2024-01-01')
        )
        expect(groups.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual(
          Array.from({ length: buckets }, (_, i) => i)
        )
      }
    }
  })

  test('findings are few, and stand on enough runs', () => {
    const model = buildModel(discovery)
    const found = findings(model)
    expect(found.length).toBeGreaterThan(1)
    expect(found.length).toBeLessThanOrEqual(5)
    const known = new Set(discovery.processes.map((process) => process.id))
    for (const finding of found) expect(finding.processes.filter((id) => !known.has(id))).toEqual([])
    const nothing = findings(buildModel(fixture({ activities: 4, processes: 0, bare: true })))
    expect(nothing.flatMap((finding) => finding.processes)).toEqual([])
  })
})
