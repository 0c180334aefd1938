// CSV to coded columns by @desirepath/core, from a stream of the file.
import { createReadStream } from 'node:fs'
import { type RawColumns, readColumns } from '@desirepath/core/stages'
import { digest, given, timed } from '../contender.js'

const { path } = given<{ path: string }>()
await timed(
  (): Promise<RawColumns> => readColumns(createReadStream(path, { highWaterMark: 1 << 20 })),
  (columns) => digest(columns.case, columns.activity, columns.time)
)
