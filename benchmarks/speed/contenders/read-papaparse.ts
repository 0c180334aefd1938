// CSV by papaparse, interned with a Map for each column, dates by Date.parse.
import { createReadStream } from 'node:fs'
import { digest, given, peer, timed } from '../contender.js'
import { Growing, Interned } from './interning.js'

interface Papa {
  parse(
    stream: NodeJS.ReadableStream,
    options: { chunk(results: { data: string[][] }): void; complete(): void; skipEmptyLines: boolean }
  ): void
}

const { path } = given<{ path: string }>()
const { default: papa } = await peer<{ default: Papa }>('papaparse')
await timed(
  () =>
    new Promise<{ cases: Interned; activities: Interned; time: Growing }>((resolve) => {
      const cases = new Interned()
      const activities = new Interned()
      const time = new Growing()
      let header = true
      papa.parse(createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 }), {
        skipEmptyLines: true,
        chunk({ data }) {
          for (let i = header ? 1 : 0; i < data.length; i++) {
            const row = data[i]!
            cases.add(row[0]!)
            activities.add(row[1]!)
            time.push(Date.parse(`${row[2]}Z`))
          }
          header = false
        },
        complete: () => resolve({ cases, activities, time })
      })
    }),
  ({ cases, activities, time }) => digest(cases.codes.finish(), activities.codes.finish(), time.finish())
)
