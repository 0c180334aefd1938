import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shippedWeights } from './links-weights.js'
import { packWeights, unpackWeights } from './links-weights-text.js'

test('packed weights are the same numbers', () => {
  expect(unpackWeights(packWeights(shippedWeights))).toEqual(shippedWeights)
  const hundredths = fc.integer({ min: -5000, max: 5000 }).map((value) => value / 100)
  fc.assert(
    fc.property(fc.array(hundredths, { minLength: 10, maxLength: 10 }), fc.boolean(), (numbers, fine) => {
      const finer = numbers.map((value) => (fine ? Math.round(value * 1000 + 1) / 1000 : value))
      const net = {
        hidden: 2,
        inputWeights: finer.slice(0, 4),
        inputBias: finer.slice(4, 6),
        outputWeights: finer.slice(6, 8),
        outputBias: finer[8]
      }
      const nets = { features: ['a', 'b'], mean: [0.123456, -1], deviation: [1, 2], nets: [net, net] }
      const weights = { format: 'desirepath/links-weights', version: 1, provenance: 'test', ...nets } as const
      const unpacked = unpackWeights(packWeights({ ...weights, second: nets }))
      expect(JSON.stringify(unpacked.nets)).toBe(JSON.stringify(nets.nets))
      expect(unpacked).toEqual({ ...weights, second: nets })
    })
  )
})

test('weights finer than the text can tell are refused', () => {
  const [net] = shippedWeights.nets
  const finer = { ...shippedWeights, nets: [{ ...net, outputBias: 0.12345 }] }
  expect(() => packWeights(finer)).toThrow('rounded')
})
