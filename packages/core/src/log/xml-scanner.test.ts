import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { writeValue, XmlError, XmlScanner } from './xml-scanner.js'

type Tag = [kind: 'open' | 'close', name: string, attributes?: Record<string, string>]

/** Tags as saxes has them. */
function reference(text: string): Tag[] {
  const tags: Tag[] = []
  const parser = new SaxesParser({ position: false })
  parser.on('error', (error) => {
    throw error
  })
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  parser.on('opentag', ({ name, attributes }) =>
    tags.push(['open', local(name), { ...attributes } as Record<string, string>])
  )
  parser.on('closetag', ({ name }) => tags.push(['close', local(name)]))
  parser.write(text).close()
  return tags
}

/** Tags as the scanner has them, of a text that comes in pieces of so many bytes. */
function scanned(text: string, piece: number): Tag[] {
  const bytes = new TextEncoder().encode(text)
  const scanner = new XmlScanner()
  const tags: Tag[] = []
  const decoder = new TextDecoder()
  for (let at = 0; at <= bytes.length; at += piece) {
    scanner.feed(bytes.subarray(at, at + piece), at + piece > bytes.length)
    while (scanner.next()) {
      const attributes: [string, string][] = Array.from({ length: scanner.count }, (_, k) => {
        const [name, nameEnd, value, valueEnd] = scanner.places.slice(4 * k, 4 * k + 4)
        const target = new Uint8Array(valueEnd - value)
        const end = writeValue(scanner.buffer, value, valueEnd, target, 0)
        return [decoder.decode(scanner.buffer.subarray(name, nameEnd)), decoder.decode(target.subarray(0, end))]
      })
      if (scanner.opens) tags.push(['open', scanner.name, Object.fromEntries(attributes)])
      if (scanner.closes) tags.push(['close', scanner.name])
    }
  }
  return tags
}

const space = fc.constantFrom(' ', '\n', '\t ', '\r\n')
const maybe = fc.constantFrom('', '', ' ', '\n')
const value = fc
  .array(
    fc.constantFrom(
      'a',
      ' ',
      'é',
      '😀',
      '&lt;',
      '&amp;',
      '&#228;',
      '&#x1F600;',
      '>',
      '/',
      '=',
      '\n',
      '\r\n',
      '\t',
      "'",
      '&quot;'
    )
  )
  .map((parts) => parts.join(''))
const attributes = fc
  .uniqueArray(fc.constantFrom('key', 'value', 'xes:a', 'größe'), { maxLength: 3 })
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(space, fc.constant(name), maybe, maybe, value))))
  .map((all) => all.map(([before, name, a, b, text]) => `${before}${name}${a}=${b}"${text}"`).join(''))
const between = fc.constantFrom('', 'text', ' &amp; ', '<!-- <a> b -->', '<![CDATA[<a>]] ]]>', '<?x <y>?>', '\n')
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .record({
      name: fc.constantFrom('trace', 'event', 'string', 'x:string', 'ä'),
      attributes,
      end: maybe,
      inside: fc.oneof(
        { weight: 2, arbitrary: fc.constant(null) },
        fc.array(fc.oneof({ depthSize: 'small' }, between, tie('element')), { maxLength: 4 })
      )
    })
    .map(({ name, attributes, end, inside }) =>
      inside === null
        ? `<${name}${attributes}${end}/>`
        : `<${name}${attributes}${end}>${inside.join('')}</${name}${end}>`
    )
}))
const prolog = fc.constantFrom('', '<?xml version="1.0"?>\n', '<!DOCTYPE log [ <!ENTITY x "]>"> ]>', '<!-- c -->')

describe('tags of XML', () => {
  it('are those that saxes finds, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(prolog, element, fc.integer({ min: 1, max: 40 }), (before, text, piece) => {
        expect(scanned(before + text, piece)).toEqual(reference(before + text))
      }),
      { numRuns: 300 }
    )
  })

  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a b="1"c="2"/>',
    '<a b=1/>',
    '<a b/>',
    '<a b="<"/>',
    '<a b="1" b="2"/>',
    '<a / >',
    '<>',
    '< a/>',
    '<a',
    '<a b="1',
    '<!-- <a/>',
    '<a><![CDATA[ </a>',
    '<a/></a>',
    '<!ELEMENT a>',
    '<a b="&nope;"/>',
    '<a b="&amp"/>',
    '<a b="&#xZ;"/>'
  ])('%s is no XML, as saxes says too', (text) => {
    expect(() => reference(text)).toThrow()
    for (const piece of [1, 100]) expect(() => scanned(text, piece)).toThrow(XmlError)
  })
})
