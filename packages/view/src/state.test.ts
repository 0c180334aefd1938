import type { Discovery, Refined, SessionFilter } from '@desirepath/core'
import { describe, expect, test } from 'vitest'
import { fixture } from '../test/fixture.js'
import type { LogAccess } from './filters.js'
import { createStore } from './state.js'

const discovery = fixture({ activities: 120 })

/** A log whose worker answers when it is told to, with a discovery in which only the first two processes ran. */
function slowLog() {
  const asked: { filters: readonly SessionFilter[]; answer: () => void }[] = []
  const refined = (filters: readonly SessionFilter[]): Refined => ({
    discovery: {
      ...discovery,
      processes: discovery.processes.map((process) =>
        process.id < 2 ? { ...process, runs: 10 - process.id } : { ...process, runs: 0 }
      )
    },
    patterns: { patterns: [], other: { patterns: 0, sessions: 0 } },
    sessions: { count: 89, of: discovery.log.sessions },
    without: filters.map((_, i) => i)
  })
  const log = {
    refine: (filters: readonly SessionFilter[]) =>
      new Promise<Refined>((resolve) => {
        asked.push({ filters, answer: () => resolve(refined(filters)) })
      })
  } as unknown as LogAccess
  return { log, asked }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('filters', () => {
  test('with a log: the old result stays until the new one is counted, and only the last question is answered', async () => {
    const { log, asked } = slowLog()
    const store = createStore(discovery, { log })
    store.select([1])
    store.keepSelected()
    expect(store.counting.value).toBe(true)
    expect(store.model).toBe(store.whole)
    store.filter({ kind: 'days', from: 3, to: 5 })
    expect(asked.map(({ filters }) => filters.map(({ kind }) => kind))).toEqual([['processes'], ['processes', 'time']])
    expect(asked[1].filters[1]).toMatchObject({
      from: discovery.timeline!.starts[3],
      to: discovery.timeline!.starts[6]
    })
    asked[1].answer()
    await settled()
    asked[0].answer()
    await settled()
    expect(store.counting.value).toBe(false)
    expect(store.left.value).toMatchObject({ count: 89, without: [0, 1] })
    expect(store.model.shown).toEqual([0, 1])
    expect(store.model.unused).toBe(discovery.processes.length - 2)
    expect(store.model.slots).toBe(store.whole.slots)
    // What is hidden is hidden at once, and the worker is asked for the same sessions.
    store.filter({ kind: 'hide', processes: [0] })
    expect(store.model.shown).toEqual([1])
    expect(asked[2].filters).toEqual(asked[1].filters)
    store.clearFilters()
    expect(store.model).toBe(store.whole)
    expect(store.left.value).toBeNull()
  })

  test('without a log: processes and days, whose runs add up; nothing else', () => {
    const store = createStore(discovery)
    const days = discovery.timeline!.starts.length
    const runsOf = (from: number, to: number) => {
      store.filter({ kind: 'days', from, to })
      return store.model.totals.runs
    }
    const all = store.whole.totals.runs
    expect(runsOf(0, 9) + runsOf(10, days - 1)).toBe(all)
    expect(store.filters.value.length).toBe(1)
    expect(store.model.partial).toBe(true)
    for (const { completed, runs } of store.model.processes) expect(completed.count).toBeLessThanOrEqual(runs)
    store.filter({ kind: 'processes', processes: [0, 1, 2] })
    store.filter({ kind: 'processes', processes: [2, 3] })
    expect(store.model.shown.every((id) => id === 2)).toBe(true)
    store.mark([4])
    store.select([])
    store.keepSelected()
    expect(store.announcement.value).toContain('Nothing is selected')
  })

  test('one history takes back selections, filters, colours and edits in their order', async () => {
    const store = createStore(discovery)
    const undone: string[] = []
    store.select([3])
    store.pin(3, 7)
    const pinned = store.paints.value[3].base
    store.hideSelected()
    expect(store.selected.value).toEqual([])
    store.record('name', () => {
      undone.push('name')
    })
    store.filter({ kind: 'days', from: 1, to: 2 })
    expect(store.history.value.map(({ said }) => said.split(':')[0])).toEqual([
      'Selection',
      expect.stringMatching(/^Colour of/),
      'Hidden',
      'name',
      'Days'
    ])
    await store.undo()
    expect([store.filters.value.length, undone]).toEqual([1, []])
    await store.undo()
    expect([store.filters.value.length, undone]).toEqual([1, ['name']])
    await store.undo()
    expect([store.filters.value, store.selected.value]).toEqual([[], [3]])
    expect(store.paints.value[3].base).toBe(pinned)
    await store.undo()
    expect(store.paints.value[3].base).not.toBe(pinned)
    await store.undo()
    expect(store.selected.value).toEqual([])
    await store.undo()
    expect(store.history.value).toEqual([])
  })

  test('what was taken back is made again, until something else changes', async () => {
    const store = createStore(discovery)
    let name = 'old'
    const rename = (to: string) => () => {
      name = to
    }
    store.select([3])
    name = 'new'
    store.record('name', rename('old'), rename('new'))
    store.hideSelected()
    const hidden = store.filters.value
    for (let i = 0; i < 3; i++) await store.undo()
    expect([name, store.filters.value, store.selected.value]).toEqual(['old', [], []])
    expect(store.undone.value.map(({ said }) => said.split(':')[0])).toEqual(['Hidden', 'name', 'Selection'])
    for (let i = 0; i < 4; i++) await store.redo()
    expect([name, store.filters.value, store.selected.value]).toEqual(['new', hidden, []])
    await store.undo()
    expect([store.filters.value, store.selected.value]).toEqual([[], [3]])
    store.select([5])
    expect(store.undone.value).toEqual([])
    await store.redo()
    expect(store.selected.value).toEqual([5])
  })

  test('after an edit, what was selected, filtered and coloured goes by activities', () => {
    const store = createStore(discovery)
    store.filter({ kind: 'hide', processes: [2] })
    store.select([4])
    store.pin(4, 5)
    // The first two processes become one: all others move up by one.
    const moved = (id: number) => (id < 1 ? id : id - 1)
    const next: Discovery = {
      ...discovery,
      activities: discovery.activities.map((activity) => ({ ...activity, process: moved(activity.process) })),
      processes: discovery.processes.slice(1).map((process) => ({ ...process, id: process.id - 1 })),
      families: [],
      handovers: []
    }
    store.replace(next)
    expect(store.whole.discovery).toBe(next)
    expect(store.selected.value).toEqual([3])
    expect(store.filters.value).toEqual([{ kind: 'hide', processes: [1] }])
    expect([...store.pins.value]).toEqual([[3, 5]])
  })
})
