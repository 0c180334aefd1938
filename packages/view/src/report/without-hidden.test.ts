import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixture } from '../../test/fixture.js'
import { buildModel } from '../model.js'
import { withoutHidden } from './without-hidden.js'

describe('a result without its hidden processes', () => {
  const whole = fixture()
  const nameOf = new Map(whole.activities.map(({ id, name }) => [id, name]))

  test('is the result itself where nothing is hidden', () => {
    expect(withoutHidden(whole, new Set())).toBe(whole)
  })

  test('holds the others with the same numbers, and every reference leads to the same name', () => {
    fc.assert(
      fc.property(fc.subarray(whole.processes.map(({ id }) => id)), (ids) => {
        const hidden = new Set(ids)
        const part = withoutHidden(whole, hidden)
        const kept = whole.processes.filter(({ id }) => !hidden.has(id))
        expect(part.processes.map(({ id }) => id)).toEqual(kept.map((_, id) => id))
        expect(part.activities.map(({ id }) => id)).toEqual(part.activities.map((_, id) => id))
        part.processes.forEach((process, place) => {
          const old = kept[place]
          expect([process.name, process.runs, process.completed]).toEqual([old.name, old.runs, old.completed])
          expect(process.steps.map((step) => part.activities[step.activity].name)).toEqual(
            old.steps.map((step) => nameOf.get(step.activity))
          )
          for (const step of process.steps) expect(part.activities[step.activity].process).toBe(process.id)
          expect(part.families[process.family].processes).toContain(process.id)
          for (const side of ['before', 'after'] as const) {
            expect(process[side].map(({ process: id, count }) => [part.processes[id]?.name, count])).toEqual(
              old[side]
                .filter(({ process: id }) => !hidden.has(id))
                .map(({ process: id, count }) => [whole.processes[id]?.name, count])
            )
          }
        })
        const named = ({ handovers, processes }: typeof whole) =>
          handovers.map(({ from, to, count }) => [processes[from].name, processes[to].name, count])
        expect(named(part)).toEqual(
          named({ ...whole, handovers: whole.handovers.filter((one) => !hidden.has(one.from) && !hidden.has(one.to)) })
        )
        for (const { from, to } of [...part.flow.edges, ...part.flow.start, ...part.flow.end]) {
          expect(Math.min(from, to)).toBeGreaterThanOrEqual(-1)
          expect(Math.max(from, to)).toBeLessThan(part.activities.length)
        }
        for (const mix of part.mixes ?? [])
          for (const group of mix.groups) expect(group.ofProcess).toHaveLength(part.processes.length)
        // The views take it as they take any other.
        expect(buildModel(part).shown).toHaveLength(kept.length)
      }),
      { numRuns: 12 }
    )
  })

  test('says how many are missing, and holds no name of theirs', () => {
    const [first, second] = whole.processes
    const part = withoutHidden(whole, new Set([first.id, second.id]))
    expect(part.method.warnings[0]).toMatch(
      /^2 hidden processes with [\d,]+ of [\d,]+ runs are left out of this file\.$/
    )
    const text = JSON.stringify(part)
    const others = JSON.stringify(whole.activities.filter(({ process }) => process > 1))
    for (const { name, process } of whole.activities)
      if (process >= 0 && process < 2 && !others.includes(name)) expect(text).not.toContain(JSON.stringify(name))
  })
})
