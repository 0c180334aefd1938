import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DiscoverOptions, discover, readLog } from '@desirepath/core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launch } from '../../../packages/view/test/chromium.js'
import { serve, serveIsolated } from './serve.js'
import { choose, dist, ensureBuilt, exported, visit } from './visit.js'

/** Four processes of ten steps; each session walks through one or two of them. */
function plantedLog(sessions: number): string {
  const lines = ['user,event,time']
  let state = 1
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  for (let s = 0; s < sessions; s++) {
    const walks = [below(4), below(4)]
    walks.forEach((process, w) => {
      for (let step = 0; step < 8; step++) {
        const at = new Date(Date.UTC(2024, 2, 1 + (s % 28), 9, w * 10 + step, s % 60)).toISOString()
        lines.push(`u${s},process ${process} step ${below(10)},${at}`)
      }
    })
  }
  return `${lines.join('\n')}\n`
}

/**
 * A worker script that is the page's engine, and its threads, and tells what its threads called: of the compiled functions
 * of each worker it counts the calls, and whether they work in shared memory.
 */
const spied = `const told = new BroadcastChannel('calls')
const calls = {}
let shared = false
const counted = (exports) => Object.fromEntries(Object.entries(exports).map(([name, one]) =>
  [name, typeof one !== 'function' ? one : (...args) => { calls[name] = (calls[name] ?? 0) + 1; return one(...args) }]))
const note = (imports) => { shared ||= !(imports.env.memory.buffer instanceof ArrayBuffer) }
const { instantiate, Instance } = WebAssembly
WebAssembly.instantiate = async (module, imports) => {
  note(imports)
  return { exports: counted((await instantiate(module, imports)).exports) }
}
WebAssembly.Instance = function (module, imports) {
  note(imports)
  return { exports: counted(new Instance(module, imports).exports) }
}
const post = self.postMessage.bind(self)
const id = Math.random()
self.postMessage = (message, options) => {
  told.postMessage({ id, pool: self.name !== '', isolated: self.crossOriginIsolated, shared, calls })
  post(message, options)
}`

interface Told {
  id: number
  /** Whether this is one of the threads that the engine started. */
  pool: boolean
  isolated: boolean
  shared: boolean
  calls: Record<string, number>
}

interface Found {
  discovery: { source: unknown }
  model: { discovery?: { source: unknown } }
}

/** All that was found, as text, but for where it came from. */
const asText = ({ discovery, model }: Found) =>
  JSON.stringify([
    { ...discovery, source: null },
    { ...model, discovery: { ...model.discovery, source: null } }
  ])

describe.skipIf(!hasChromium())('threads of the page', () => {
  const log = plantedLog(4500)
  const common = { method: 'kmeans', clusters: 4, mapIterations: 50, stability: 0, seed: 5 } as const
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    ensureBuilt()
    folder = mkdtempSync(join(tmpdir(), 'desirepath-web-'))
    writeFileSync(join(folder, 'spy.js'), spied)
    writeFileSync(join(folder, 'spied-engine.js'), "import './spy.js'\nimport './engine.js'\n")
    // As on a machine of four processors.
    writeFileSync(
      join(folder, 'four-engine.js'),
      "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 })\nimport './engine.js'\n"
    )
    writeFileSync(
      join(folder, 'host.html'),
      '<!doctype html><meta charset="utf-8"><title>host</title><link rel="icon" href="data:,">'
    )
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Has the engine of the page find processes in a page served with or without isolation. */
  async function findIn(isolate: boolean, options: DiscoverOptions): Promise<{ text: string; told: Told[] }> {
    const server = await (isolate ? serveIsolated : serve)(folder, dist)
    const { page, trouble, close } = await visit(browser, server.url, { path: 'host.html' })
    const { result, told } = await page.evaluate(
      async ([log, options]) => {
        const told = new Map<number, unknown>()
        new BroadcastChannel('calls').onmessage = ({ data }) => told.set(data.id, data)
        const worker = new Worker('spied-engine.js', { type: 'module' })
        let id = 0
        const ask = (verb: string, input: unknown) =>
          new Promise<never>((resolve, reject) => {
            const mine = ++id
            worker.addEventListener('message', ({ data }) => {
              if (data.id !== mine || data.kind === 'progress') return
              if (data.kind === 'result') resolve(data.output as never)
              else reject(new Error(data.message))
            })
            worker.onerror = ({ message }) => reject(new Error(message))
            worker.postMessage({ id: mine, verb, input })
          })
        await ask('open', { file: new Blob([log]), name: 'planted.csv', options: {} })
        await ask('prepare', { read: {}, shape: {}, without: [] })
        const { discovery, model }: Found = await ask('discover', options)
        // What the threads told before they ended arrives within a turn or two.
        await new Promise((resolve) => setTimeout(resolve, 100))
        return { result: { discovery, model }, told: [...told.values()] }
      },
      [log, options] as const
    )
    expect(trouble).toEqual([])
    await close()
    await server.close()
    return { text: asText(result), told: told as Told[] }
  }

  const node = async (options: DiscoverOptions) => asText(await discover(await readLog(log), options))

  test('share memory where the page is cross-origin isolated; the same bits as one thread, and as Node', async () => {
    // Long enough for the other workers to have started.
    const options = { ...common, solver: 'stochastic', epochs: 30 } as const
    const together = await findIn(true, { ...options, threads: 3 })
    const alone = await findIn(true, { ...options, threads: 1 })
    const apart = await findIn(false, { ...options, threads: 3 })
    const expected = await node(options)
    expect(together.text === expected).toBe(true)
    expect(alone.text === expected).toBe(true)
    expect(apart.text === expected).toBe(true)

    const callsOf = (workers: Told[]) => workers.map(({ calls }) => calls.trainSkipgram ?? 0)
    // Several threads made the calls, over one memory.
    expect(together.told.every(({ isolated }) => isolated)).toBe(true)
    const helped = together.told.filter((worker) => worker.pool && callsOf([worker])[0] > 0)
    expect(helped.length).toBeGreaterThan(0)
    expect(helped.every(({ shared }) => shared)).toBe(true)
    // One thread made them all.
    const all = (sum: number, calls: number) => sum + calls
    for (const { told } of [alone, apart]) {
      expect(told.some(({ shared }) => shared)).toBe(false)
      const made = callsOf(told).reduce(all, 0)
      expect(made).toBeGreaterThan(1)
      expect(callsOf(told.filter(({ pool }) => !pool))).toEqual([made])
    }
    expect(apart.told.some(({ isolated }) => isolated)).toBe(false)
  })

  test('find the same bits by the usual method', async () => {
    const options = { mapIterations: 50, stability: 2 }
    const together = await findIn(true, { ...options, threads: 3 })
    expect(together.text === (await node(options))).toBe(true)
  })

  test('the page itself works cross-origin isolated, with the same result', async () => {
    const results: string[] = []
    for (const start of [serve, serveIsolated]) {
      const server = await start(dist)
      const { page, trouble, close } = await visit(browser, server.url, { acceptDownloads: true })
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(start === serveIsolated)
      await choose(page, 'planted.csv', log)
      await page.waitForSelector('.checks')
      await page.click('text=Find processes')
      await page.waitForSelector('.map-surface', { timeout: 60_000 })
      results.push((await exported(page, 'Result')).text)
      expect(trouble).toEqual([])
      await close()
      await server.close()
    }
    expect(results[1] === results[0]).toBe(true)
  })

  test('read a file of 130 MB', async () => {
    const server = await serve(folder, dist)
    const { page, trouble, close } = await visit(browser, server.url, { path: 'host.html' })
    const read = await page.evaluate(async () => {
      const worker = new Worker('four-engine.js', { type: 'module' })
      const ask = (verb: string, input: unknown) =>
        new Promise<never>((resolve, reject) => {
          worker.onmessage = ({ data }) => {
            if (data.kind === 'result') resolve(data.output as never)
            else if (data.kind !== 'progress') reject(new Error(data.message))
          }
          worker.onerror = ({ message }) => reject(new Error(message))
          worker.postMessage({ id: 1, verb, input })
        })
      const filler = 'x'.repeat(1000)
      const rows = Array.from(
        { length: 130 },
        (_, i) => `u${i},step ${i % 7},2024-03-01T09:${String(i % 60).padStart(2, '0')}:00Z,${filler}\n`
      ).join('')
      const file = new Blob(['user,event,time,filler\n', ...new Array<string>(1000).fill(rows)])
      await ask('open', { file, name: 'large.csv', options: {} })
      const { overview }: { overview: { read: { rows: number } } } = await ask('prepare', {
        read: {},
        shape: {},
        without: []
      })
      return [file.size, overview.read.rows]
    })
    expect(read[0]).toBeGreaterThan(128e6)
    expect(read[1]).toBe(130_000)
    expect(trouble).toEqual([])
    await close()
    await server.close()
  })
})
