import { batch, type Signal, signal } from '@preact/signals'
import type { Act } from './store.js'

// More changes than anybody takes back.
const MOST_CHANGES = 200

/**
 * What can be taken back and made again. Each change notes what there was before it (`snapshot`), which `restore` brings
 * back; what else it did, it undoes and does again itself.
 */
export function createHistory<At>(snapshot: () => At, restore: (at: At) => void, announcement: Signal<string>) {
  type Change = { said: string; at: At; undo?: Act; redo?: Act }
  const history = signal<readonly Change[]>([])
  const undone = signal<readonly Change[]>([])
  let travelling = false

  function record(said: string, undo?: Act, redo?: Act): void {
    batch(() => {
      history.value = [...history.value.slice(1 - MOST_CHANGES), { said, at: snapshot(), undo, redo }]
      undone.value = []
    })
  }

  /** Takes the last change of one list to the other, and everything to where it was on the other side of the change. */
  async function travel(from: typeof history, to: typeof history, way: 'undo' | 'redo', told: string): Promise<void> {
    const last = from.value[from.value.length - 1]
    // One after the other: what an edit changes is counted anew first.
    if (last === undefined || travelling) return
    travelling = true
    batch(() => {
      from.value = from.value.slice(0, -1)
      to.value = [...to.value, { ...last, at: snapshot() }]
    })
    try {
      await last[way]?.()
    } finally {
      travelling = false
    }
    batch(() => restore(last.at))
    announcement.value = `${told}: ${last.said}`
  }

  return {
    history,
    undone,
    record,
    undo: () => travel(history, undone, 'undo', 'Undone'),
    redo: () => travel(undone, history, 'redo', 'Done again')
  }
}
