// CSV to coded columns by @desirepath/core, from an open file.
import { open } from 'node:fs/promises'
import { type RawColumns, readColumns } from '@desirepath/core/stages'
import { digest, given, timed } from '../contender.js'

const { path } = given<{ path: string }>()
const threads = Number(process.env.OMP_NUM_THREADS ?? 1)
await timed(
  async (): Promise<RawColumns> => {
    const file = await open(path)
    try {
      return await readColumns(file, { threads })
    } finally {
      await file.close()
    }
  },
  (columns) => digest(columns.case, columns.activity, columns.time)
)
