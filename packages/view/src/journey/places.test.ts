import { describe, expect, it } from 'vitest'
import { shapeOf } from '../model.js'
import { light, paintOf, type Slot } from '../palette.js'
import { createStore } from '../state.js'
import { namesOnly } from './empty-discovery.js'

describe('the processes of a saved journey', () => {
  it('keep the hue and the tint that they had beside the log', () => {
    // Of many processes some share a hue: 4 and 9 are tints of one family.
    const places = new Map<number, Slot>([
      [4, { slot: 7, tint: 1 }],
      [9, { slot: 7, tint: 2 }],
      [11, { slot: 0, tint: 0 }]
    ])
    const processes = [...places].map(([id, place]) => ({ id, name: `p${id}`, family: 'f', channel: null, place }))
    const store = createStore(namesOnly(processes, 'UTC'), { theme: 'light', places })
    for (const [id, place] of places) expect(store.paints.value[id]).toEqual(paintOf(place, light))
    // What the user chooses goes before it.
    store.pin(9, 3)
    expect(store.paints.value[9]).toEqual(paintOf({ slot: 3, tint: 0 }, light))
    expect(store.places.value[4]).toEqual({ slot: 7, tint: 1 })
  })

  it('keep their names and the shapes of their channels', () => {
    const processes = [{ id: 0, name: 'Pay bill, web', family: 'f', channel: 'web' }]
    const alone = createStore(namesOnly(processes, 'UTC'), { channels: ['app', 'web', 'ivr'] })
    expect(alone.model.processLabels).toEqual(['Pay bill, web'])
    expect(shapeOf(alone.model, 'web')).toBe(1)
  })
})
