import { describe, expect, it } from 'vitest'
import { applyEdits, carryNames, type Edit, mergeProcesses, renameProcess, splitProcess } from './edits.js'

const names = ['a', 'b', 'c', 'd', 'e', 'f']
const before = () => ({ labels: Int32Array.of(0, 0, 0, 1, 1, -1), names: { 1: 'Mine' } })

describe('edits', () => {
  it('rename, and take the name away again', () => {
    const renamed = renameProcess(before(), 0, ' Pay ')
    expect(renamed.names).toEqual({ 0: 'Pay', 1: 'Mine' })
    expect(renameProcess(renamed, 1, '').names).toEqual({ 0: 'Pay' })
    expect(() => renameProcess(before(), 7, 'x')).toThrow(expect.objectContaining({ code: 'UNKNOWN_PROCESS' }))
  })

  it('merge keeps the first label and the name', () => {
    const input = before()
    const merged = mergeProcesses(input, [0, 1])
    expect(Array.from(merged.labels)).toEqual([0, 0, 0, 0, 0, -1])
    expect(merged.names).toEqual({ 0: 'Mine' })
    expect(input).toEqual(before())
    expect(() => mergeProcesses(before(), [1, 1])).toThrow(/two or more/)
  })

  it('split makes a new label and leaves something behind', () => {
    const split = splitProcess(before(), 0, [1, 2], 'New')
    expect(Array.from(split.labels)).toEqual([0, 2, 2, 1, 1, -1])
    expect(split.names).toEqual({ 1: 'Mine', 2: 'New' })
    expect(() => splitProcess(before(), 0, [0, 1, 2])).toThrow(/without activities/)
    expect(() => splitProcess(before(), 0, [])).toThrow(/without activities/)
    expect(() => splitProcess(before(), 0, [4])).toThrow(/not part/)
  })

  it('replay in order, on other labels too, and tell what is gone', () => {
    const edits: Edit[] = [
      { kind: 'split', process: ['a', 'b', 'c'], part: ['c'], name: 'Third' },
      { kind: 'rename', process: ['a', 'b'], name: 'First' },
      { kind: 'merge', processes: [['d', 'e'], ['c']], name: 'Both' },
      { kind: 'rename', process: ['x', 'y'], name: 'Gone' }
    ]
    const same = applyEdits(before(), names, edits)
    expect(Array.from(same.labels)).toEqual([0, 0, 1, 1, 1, -1])
    expect(same.names).toEqual({ 0: 'First', 1: 'Both' })
    expect(same.skipped.map(({ edit }) => edit)).toEqual([edits[3]])
    const refitted = applyEdits({ labels: Int32Array.of(5, 5, 5, 2, 2, 2), names: {} }, names, edits)
    expect(Array.from(refitted.labels)).toEqual([5, 5, 2, 2, 2, 2])
    expect(refitted.names).toEqual({ 2: 'Both', 5: 'First' })
  })
})

describe('carryNames', () => {
  const next = (groups: Record<number, string[]>) =>
    new Map(Object.entries(groups).map(([label, list]) => [Number(label), list]))

  it('follows a process that gained and lost activities', () => {
    const previous = [
      { name: 'Pay', activities: ['a', 'b', 'c', 'd'] },
      { name: 'Open', activities: ['e', 'f', 'g'] }
    ]
    expect(carryNames(previous, next({ 0: ['e', 'f', 'x'], 1: ['a', 'b', 'c', 'y', 'z'], 2: ['q', 'r'] }))).toEqual({
      0: 'Open',
      1: 'Pay'
    })
  })

  it('gives a split process its name once, to the larger part', () => {
    const previous = [{ name: 'Pay', activities: ['a', 'b', 'c', 'd', 'e'] }]
    expect(carryNames(previous, next({ 0: ['a', 'b'], 1: ['c', 'd', 'e'] }))).toEqual({ 1: 'Pay' })
  })

  it('does not stretch to strangers', () => {
    expect(carryNames([{ name: 'Pay', activities: ['a', 'b', 'c', 'd'] }], next({ 0: ['a', 'x', 'y', 'z'] }))).toEqual(
      {}
    )
  })
})
