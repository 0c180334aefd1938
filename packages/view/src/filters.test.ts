import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixture } from '../test/fixture.js'
import { addressOfFilters, filtersOfAddress } from './address-filters.js'
import type { Filter } from './filters.js'
import { buildModel } from './model.js'
import { savedAs, withCaption } from './parts/saved-as.js'
import { sayFilters, slugOf } from './say-filters.js'
import { createStore } from './state.js'

const discovery = fixture({ activities: 120 })
const ids = (most: number) => fc.uniqueArray(fc.nat(most - 1), { minLength: 1, maxLength: 8 })
const filter: fc.Arbitrary<Filter> = fc.oneof(
  ids(discovery.processes.length).map((processes) => ({ kind: 'processes' as const, processes })),
  ids(discovery.processes.length).map((processes) => ({ kind: 'hide' as const, processes })),
  ids(discovery.activities.length).map((activities) => ({ kind: 'activities' as const, activities })),
  fc
    .tuple(fc.nat(discovery.timeline!.starts.length - 1), fc.nat(discovery.timeline!.starts.length - 1))
    .map(([a, b]) => ({ kind: 'days' as const, from: Math.min(a, b), to: Math.max(a, b) }))
)

describe('filters in words and addresses', () => {
  test('an address gives its filters back, and holds no value of a column', () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 4 }), (filters) => {
        expect(filtersOfAddress(addressOfFilters(filters), discovery)).toEqual(filters)
      })
    )
    expect(addressOfFilters([{ kind: 'value', column: 'customer', values: ['Ada'] }])).toBe('')
  })

  test('of an address only what the discovery has is taken', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[pahd]\d{1,3}([,-]\d{1,3}){0,2}$/), (text) => {
        for (const one of filtersOfAddress(text, discovery)) {
          if ('processes' in one) for (const id of one.processes) expect(id).toBeLessThan(discovery.processes.length)
          if (one.kind === 'activities')
            for (const id of one.activities) expect(id).toBeLessThan(discovery.activities.length)
          if (one.kind === 'days') expect(one.to).toBeLessThan(discovery.timeline!.starts.length)
        }
      })
    )
    expect(filtersOfAddress('p99999;d3-1;dx;p0.5;p-1;z1;p;a1', discovery)).toEqual([
      { kind: 'activities', activities: [1] }
    ])
  })

  test('names of files hold letters, digits and hyphens only, and say what is filtered', () => {
    const said = sayFilters(
      [
        { kind: 'processes', processes: [0] },
        { kind: 'days', from: 0, to: 6 }
      ],
      buildModel(discovery)
    )
    expect(said).toHaveLength(2)
    const name = discovery.processes[0].name.split(',')[0].toLowerCase().replaceAll(' ', '-')
    expect(slugOf(said).startsWith(`-${name}`)).toBe(true)
    expect(slugOf([])).toBe('')
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        expect(slugOf(texts)).toMatch(/^(-[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*)?$/u)
        expect([...slugOf(texts)].length).toBeLessThanOrEqual(61)
      })
    )
  })

  test('files and pictures name the filters of a part that was saved, and of those added since', () => {
    const part = {
      ...discovery,
      processes: discovery.processes.map((process) => (process.id === 2 ? { ...process, runs: 0 } : process)),
      filtered: { filters: ['Channel: web'], sessions: 9, of: 40 }
    }
    const store = createStore(part)
    expect(store.model.shown).not.toContain(2)
    expect(savedAs(store, 'steps')).toEqual({ name: 'steps-web', caption: 'Channel: web.' })
    store.filter({ kind: 'hide', processes: [0] })
    expect(savedAs(store, 'steps').name).toMatch(/^steps-web-hidden-/)
    const svg = withCaption(
      '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20" viewBox="0 0 10 20"><g/></svg>\n',
      'a <b> & c',
      '#fff',
      '#000'
    )
    expect(svg).toContain('height="48"')
    expect(svg).toContain('>a &#60;b&#62; &#38; c</text></svg>')
    expect(withCaption('<svg/>', '', '#fff', '#000')).toBe('<svg/>')
  })
})
