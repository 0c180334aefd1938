import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonPieces, linedJson } from './lined-json.js'

const anyText = fc.constantFrom('a', '},{', '"},{"', '\n', 'é<', '__proto__')
const anyFlat = fc.record({ from: anyText, count: fc.integer() })
const anyElement = fc.oneof(anyFlat, fc.record({ list: fc.array(anyFlat, { maxLength: 3 }) }), fc.jsonValue(), anyText)

test('is the same value as the JSON of the object', () => {
  const lists = fc.array(anyElement, { maxLength: 12 }).chain((some) => {
    // Long lists are written in parts.
    return fc.constantFrom(1, 100).map((times) => Array.from({ length: times }, () => some).flat())
  })
  const values = fc.dictionary(anyText, fc.oneof(fc.jsonValue(), lists, fc.constant(undefined)))
  fc.assert(
    fc.property(values, (value) => {
      const lined = linedJson(value)
      expect(JSON.parse(lined)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(jsonPieces(value).compact.join('')).toBe(JSON.stringify(value))
    }),
    { numRuns: 200 }
  )
})

test('gives each element of a list, and each entry of a long object, a line of its own', () => {
  const edges = Array.from({ length: 600 }, (_, i) => ({ from: 'a', to: i % 7 === 0 ? 'x},{y' : 'b', count: i }))
  const start = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`/page-${i}`, i]))
  const lines = linedJson({ steps: 3, none: [], short: { a: [1, 2] }, start, edges }).split('\n')
  expect(lines.slice(0, 6)).toEqual([
    '{',
    '  "steps":3,',
    '  "none":[],',
    '  "short":{"a":[1,2]},',
    '  "start":{',
    '    "/page-0":0,'
  ])
  expect(lines.filter((line) => line.startsWith('    {"from":"a"')).length).toBe(600)
  expect(lines.slice(-4)).toEqual(['    {"from":"a","to":"b","count":599}', '  ]', '}', ''])
})
