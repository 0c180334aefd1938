import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import type { WorkOptions } from '../kernel/work.js'
import { connectVerbs, serveVerbs } from './remote.js'

const verbs = {
  async double(input: number, work: WorkOptions) {
    work.onProgress?.({ stage: 'doubling', done: 0.5 })
    return input * 2
  },
  async fail(_input: null, _work: WorkOptions): Promise<never> {
    throw new InputError('UNKNOWN_COLUMN', 'No such column.', 'Name another.', { choices: ['page'] })
  },
  async burst(_input: null, _work: WorkOptions): Promise<never> {
    throw new RangeError('Array buffer allocation failed')
  },
  wait(_input: null, { signal }: WorkOptions): Promise<never> {
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new InputError('ABORTED', 'Stopped.', '')))
    })
  }
}

function connected() {
  const { port1, port2 } = new MessageChannel()
  serveVerbs(verbs, port1 as never)
  const worker = Object.assign(port2, { onerror: null, terminate: () => port2.close() })
  const remote = connectVerbs<typeof verbs>(['double', 'fail', 'burst', 'wait'], worker as never)
  return { remote, worker, end: () => port1.close() }
}

describe('verbs on the other side of a worker', () => {
  test('give results and progress, also at once', async () => {
    const { remote, end } = connected()
    const reports: number[] = []
    const both = await Promise.all([
      remote.verbs.double(4, { onProgress: ({ done }) => reports.push(done) }),
      remote.verbs.double(5)
    ])
    expect(both).toEqual([8, 10])
    expect(reports).toEqual([0.5])
    end()
  })

  test('hand errors over whole, and say when memory ran out', async () => {
    const { remote, end } = connected()
    await expect(remote.verbs.fail(null)).rejects.toMatchObject({
      name: 'InputError',
      code: 'UNKNOWN_COLUMN',
      message: 'No such column.',
      hint: 'Name another.',
      details: { choices: ['page'] }
    })
    await expect(remote.verbs.burst(null)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' })
    end()
  })

  test('stop when asked to, before and during', async () => {
    const { remote, end } = connected()
    const control = new AbortController()
    const waiting = remote.verbs.wait(null, { signal: control.signal })
    control.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' })
    await expect(remote.verbs.double(1, { signal: control.signal })).rejects.toMatchObject({ code: 'ABORTED' })
    end()
  })

  test('fail, all of them, where the worker ends', async () => {
    const { remote, worker, end } = connected()
    const waiting = remote.verbs.wait(null)
    const { onerror } = worker as unknown as { onerror: (event: unknown) => void }
    onerror({ message: 'gone', preventDefault() {} })
    await expect(waiting).rejects.toThrow('gone')
    const other = remote.verbs.wait(null)
    remote.close()
    await expect(other).rejects.toMatchObject({ code: 'ABORTED' })
    end()
  })
})
