import { defineConfig } from 'vitest/config'

const source = (path: string) => new URL(path, import.meta.url).pathname

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@desirepath\/core$/, replacement: source('./packages/core/src/index.ts') },
      { find: /^@desirepath\/core\/training$/, replacement: source('./packages/core/src/training.ts') }
    ]
  },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.{ts,tsx}',
      'apps/*/{src,test}/**/*.test.ts',
      'benchmarks/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'tools/**/*.test.ts'
    ],
    // Two cores are kept busy: the browser and command-line tests mostly wait for other processes.
    maxWorkers: 3,
    // A busy CI machine may starve a browser once; a failure that stays is a failure.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000
  }
})
