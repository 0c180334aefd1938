// CSV by csv-parse (a stream of rows), interned with a Map for each column, dates by Date.parse.
import { createReadStream } from 'node:fs'
import { digest, given, peer, timed } from '../contender.js'
import { Growing, Interned } from './interning.js'

const { path } = given<{ path: string }>()
const { parse } = await peer<{ parse(options: object): NodeJS.ReadWriteStream }>('csv-parse')
await timed(
  async () => {
    const cases = new Interned()
    const activities = new Interned()
    const time = new Growing()
    const rows = createReadStream(path, { highWaterMark: 1 << 20 }).pipe(parse({ from_line: 2 }))
    await new Promise((resolve, reject) => {
      rows.on('data', (row: unknown) => {
        const [session, activity, stamp] = row as [string, string, string]
        cases.add(session)
        activities.add(activity)
        time.push(Date.parse(`${stamp}Z`))
      })
      rows.on('end', resolve)
      rows.on('error', reject)
    })
    return { cases, activities, time }
  },
  ({ cases, activities, time }) => digest(cases.codes.finish(), activities.codes.finish(), time.finish())
)
