import { describe, expect, test } from 'vitest'
import { blobs, clusteringReference, labelledPoints } from '../../../../tools/testing/clusterings.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { principalComponents } from './principal-components.js'

const kernel = await newKernel()

describe('principal components', () => {
  const iris = labelledPoints('iris')
  test.skipIf(iris === null)("of iris equal scikit-learn's", () => {
    const reference = clusteringReference()
    const { exact, n, d } = iris!
    const { explained, variances } = runNow(principalComponents(kernel, exact, n, d, 4))
    for (let c = 0; c < 4; c++) {
      expect(explained[c]).toBeCloseTo(reference.pca_iris_explained_ratio[c], 7)
      expect(Math.sqrt(variances[c] * (n - 1))).toBeCloseTo(reference.pca_iris_sv[c], 5)
    }
  })

  test('are orthonormal axes that give the points back', () => {
    const [n, d] = [60, 7]
    const points = blobs(n, d, 4, 0.5, 9)
    const { axes, scores, means, variances } = runNow(principalComponents(kernel, points, n, d, d))
    for (let a = 0; a < d; a++) {
      if (a > 0) expect(variances[a]).toBeLessThanOrEqual(variances[a - 1])
      for (let b = 0; b < d; b++) {
        let dot = 0
        for (let j = 0; j < d; j++) dot += axes[a * d + j] * axes[b * d + j]
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 9)
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < d; j++) {
        let value = means[j]
        for (let c = 0; c < d; c++) value += scores[i * d + c] * axes[c * d + j]
        expect(value).toBeCloseTo(points[i * d + j], 9)
      }
    }
  })

  test('of equal points are nothing, and bad input is refused', () => {
    const { scores, explained } = runNow(principalComponents(kernel, new Float32Array(12).fill(2), 4, 3))
    expect([...scores, ...explained].every((value) => value === 0)).toBe(true)
  })
})
