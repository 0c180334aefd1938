// CSV by DuckDB: read once into a table, texts coded, codes and times fetched as vectors. Coding by joins with tables of
// the distinct values is a tenth quicker than by ENUM types, but joins of 10M rows do not keep the order of the file.
// Columns and types given beforehand made no difference.
import { digest, given, peer, timed } from '../contender.js'

interface Vector {
  getItem(index: number): number
  itemCount: number
}
interface Chunk {
  rowCount: number
  getColumnVector(column: number): Vector & { items: ArrayLike<number | bigint> }
}
interface Connection {
  run(sql: string): Promise<unknown>
  stream(sql: string): Promise<{ fetchChunk(): Promise<Chunk | null> }>
}

const { path, coding } = given<{ path: string; coding: 'joins' | 'enums' }>()
const threads = Number(process.env.OMP_NUM_THREADS ?? 1)
const { DuckDBInstance } = await peer<{
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> }
}>('@duckdb/node-api')
const connection = await (await DuckDBInstance.create(':memory:')).connect()
await connection.run(`SET threads = ${threads}`)
await timed(
  async () => {
    await connection.run(`CREATE TABLE log AS SELECT session_id, activity, timestamp FROM read_csv('${path}')`)
    for (const column of ['session_id', 'activity']) {
      const distinct = `SELECT DISTINCT ${column} FROM log`
      await connection.run(
        coding === 'enums'
          ? `CREATE TYPE ${column}_codes AS ENUM (${distinct})`
          : `CREATE TABLE ${column}_codes AS SELECT ${column}, row_number() OVER () - 1 AS code FROM (${distinct})`
      )
    }
    const result = await connection.stream(
      coding === 'enums'
        ? `SELECT CAST(enum_code(session_id::session_id_codes) AS UINTEGER), CAST(enum_code(activity::activity_codes) AS UINTEGER),
             CAST(epoch_ms(timestamp) AS DOUBLE) FROM log`
        : `SELECT CAST(session_id_codes.code AS UINTEGER), CAST(activity_codes.code AS UINTEGER), CAST(epoch_ms(timestamp) AS DOUBLE)
             FROM log JOIN session_id_codes USING (session_id) JOIN activity_codes USING (activity)`
    )
    const parts: [Uint32Array, Uint32Array, Float64Array][] = []
    let rows = 0
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      const column = (index: number) => chunk.getColumnVector(index).items
      parts.push([
        (column(0) as Uint32Array).slice(0, chunk.rowCount),
        (column(1) as Uint32Array).slice(0, chunk.rowCount),
        (column(2) as Float64Array).slice(0, chunk.rowCount)
      ])
      rows += chunk.rowCount
    }
    const cases = new Uint32Array(rows)
    const activities = new Uint32Array(rows)
    const time = new Float64Array(rows)
    let at = 0
    for (const [caseCodes, activityCodes, times] of parts) {
      cases.set(caseCodes, at)
      activities.set(activityCodes, at)
      time.set(times, at)
      at += times.length
    }
    return { cases, activities, time }
  },
  ({ cases, activities, time }) => digest(cases, activities, time)
)
