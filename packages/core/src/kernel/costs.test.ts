import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { discover } from '../discover.js'
import { readLog } from '../log/read-log.js'

/** Calls of the kernels, and bytes that are copied into their memory, since the last look. */
const spent = { calls: 0, bytes: 0 }
const memories = new Set<WebAssembly.Memory>()

beforeEach(() => {
  const { Memory, Instance } = WebAssembly
  class Counted extends Memory {
    constructor(size: WebAssembly.MemoryDescriptor) {
      super(size)
      memories.add(this)
    }
  }
  vi.stubGlobal('WebAssembly', {
    ...Object.fromEntries(
      Object.getOwnPropertyNames(WebAssembly).map((name) => [name, Reflect.get(WebAssembly, name)])
    ),
    Memory: Counted,
    Instance: class {
      readonly exports: Record<string, unknown>
      constructor(module: WebAssembly.Module, imports: WebAssembly.Imports) {
        const { exports } = new Instance(module, imports)
        this.exports = Object.fromEntries(Object.entries(exports).map(([name, one]) => [name, counted(one)]))
      }
    }
  })
  const { set } = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array
  vi.spyOn(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'set').mockImplementation(function (
    this: Uint8Array,
    from: ArrayLike<number>,
    at?: number
  ) {
    if ([...memories].some(({ buffer }) => buffer === this.buffer)) spent.bytes += from.length * this.BYTES_PER_ELEMENT
    set.call(this, from, at)
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  memories.clear()
})

function counted(one: WebAssembly.ExportValue): unknown {
  if (typeof one !== 'function') return one
  return (...given: number[]) => {
    spent.calls++
    return one(...given)
  }
}

/** Sessions of eight steps in six processes of ten activities each. */
function csvOf(sessions: number): Uint8Array {
  const lines = ['session_id,activity,timestamp']
  for (let s = 0; s < sessions; s++) {
    for (let step = 0; step < 8; step++) {
      const activity = (s % 6) * 10 + ((step + (s % 7) * ((step * s) % 3)) % 10)
      lines.push(`s-${s},/step/${activity},2024-03-${String(1 + (s % 28)).padStart(2, '0')} 10:0${step}:00`)
    }
  }
  return new TextEncoder().encode(lines.join('\n'))
}

async function costOf(sessions: number) {
  const log = await readLog(csvOf(sessions))
  const events = log.activity.length
  spent.calls = 0
  spent.bytes = 0
  memories.clear()
  await discover(log, { threads: 1 })
  return { events, ...spent }
}

test('a thousand events more cost two calls of the kernels, and each copies some forty bytes into their memory', async () => {
  const few = await costOf(10_000)
  const many = await costOf(20_000)
  expect(few.events).toBe(80_000)
  // Runs are put into the kernel some two thousand at a time, and a longer count is cut into slices.
  expect((many.calls - few.calls) / (many.events - few.events)).toBeLessThan(0.0023)
  expect(many.calls).toBeLessThan(30_000)
  // For the counts, to cut runs, for typical orders, and for steps of runs, the times between these, and equal paths.
  expect((many.bytes - few.bytes) / (many.events - few.events)).toBeLessThan(44.5)
})

test('links of sessions that are all looked at copy a few hundred bytes for an event', async () => {
  const few = await costOf(2000)
  const many = await costOf(5000)
  expect(many.calls - few.calls).toBeLessThan(10)
  expect((many.bytes - few.bytes) / (many.events - few.events)).toBeLessThan(260)
})
