// `npm run bench -- discovery [options]`; every benchmark is one word. Needs a build, which `npm run bench` makes first.
const benchmarks = {
  discovery: async (args) => (await import('./dist/discovery/run.js')).runDiscovery(args),
  size: async (args) => (await import('./dist/size/run.js')).runSize(args),
  speed: async (args) => (await import('./dist/speed/run.js')).runSpeed(args),
  training: async (args) => (await import('./dist/training/run.js')).runTraining(args)
}

const [name, ...rest] = process.argv.slice(2)
if (!Object.hasOwn(benchmarks, name)) {
  process.stderr.write(`Unknown benchmark '${name ?? ''}'. Benchmarks: ${Object.keys(benchmarks).join(', ')}.\n`)
  process.exit(2)
}
await benchmarks[name](rest)
