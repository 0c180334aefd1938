import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { InputError } from '../errors.js'
import { type LogSource, type ReadOptions, readColumns, readTable } from './read.js'
import { readLog } from './read-log.js'
import type { RawColumns } from './types.js'

/** The events as [case, activity, ISO time or number]. */
function events(raw: RawColumns): [string, string, string | number][] {
  return Array.from(raw.case, (code, i) => [
    raw.caseNames[code],
    raw.activityNames[raw.activity[i]],
    raw.timeKind === 'number' ? raw.time[i] : new Date(raw.time[i]).toISOString()
  ])
}

function attribute(raw: RawColumns, name: string): (string | number)[] {
  const column = raw.attributes.get(name)!
  return column.kind === 'number' ? [...column.values] : Array.from(column.codes, (code) => column.values[code])
}

async function failure(source: LogSource, options: ReadOptions = {}): Promise<InputError> {
  try {
    await readColumns(source, options)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return error as InputError
  }
  throw new Error('was read')
}

const utf8 = new TextEncoder()
const LOG =
  'customer_id,activity,timestamp,channel,amount\nC1,Login,2024-01-01T00:00:00Z,web,\nC2,Login,2024-01-01T00:00:01Z,app,12.5\nC1,Pay,2024-01-01T00:00:02Z,web,3\n'
const EVENTS = [
  ['C1', 'Login', '2024-01-01T00:00:00.000Z'],
  ['C2', 'Login', '2024-01-01T00:00:01.000Z'],
  ['C1', 'Pay', '2024-01-01T00:00:02.000Z']
]

describe('sources', () => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const byte of utf8.encode(LOG)) yield Uint8Array.of(byte)
  }
  it.each<[string, () => LogSource]>([
    ['text', () => LOG],
    ['bytes', () => utf8.encode(LOG)],
    ['an ArrayBuffer', () => utf8.encode(LOG).buffer as ArrayBuffer],
    ['a Blob', () => new Blob([LOG])],
    ['a Response', () => new Response(LOG)],
    ['a stream', () => new Blob([LOG]).stream()],
    ['an async iterable, byte by byte', pieces],
    ['gzip', () => gzipSync(LOG)],
    ['gzip of several members', () => Buffer.concat([gzipSync(LOG.slice(0, 60)), gzipSync(LOG.slice(60))])]
  ])('%s', async (_, source) => {
    const raw = await readColumns(source())
    expect(events(raw)).toEqual(EVENTS)
    expect(attribute(raw, 'channel')).toEqual(['web', 'app', 'web'])
    expect(attribute(raw, 'amount')).toEqual([Number.NaN, 12.5, 3])
  })

  it('does not write into the bytes given', async () => {
    const bytes = utf8.encode('case,activity,timestamp\n"a ""b""",x,2024-01-01\n')
    const before = bytes.slice()
    await readColumns(bytes)
    expect(bytes).toEqual(before)
  })

  it('the report tells what was found', async () => {
    const { read } = await readColumns(gzipSync(LOG))
    expect(read).toMatchObject({
      format: 'csv',
      gzip: true,
      encoding: 'utf-8',
      delimiter: ',',
      columns: ['customer_id', 'activity', 'timestamp', 'channel', 'amount'],
      schema: {
        case: 'customer_id',
        activity: 'activity',
        timestamp: 'timestamp',
        channel: 'channel',
        amount: 'amount'
      },
      guessed: ['case', 'activity', 'timestamp', 'channel', 'amount'],
      timestampFormat: 'ISO 8601',
      timeZone: 'UTC',
      rows: 3,
      badRows: 0,
      bad: [],
      bytes: gzipSync(LOG).length,
      notes: []
    })
  })

  it('a source that is none, and a failed response, are errors', async () => {
    expect((await failure(42 as unknown as LogSource)).code).toBe('BAD_OPTION')
    expect((await failure(null as unknown as LogSource)).code).toBe('BAD_OPTION')
    const missing = await failure(new Response('no', { status: 404, statusText: 'Not Found' }))
    expect(missing).toMatchObject({ code: 'BROKEN_FILE', message: expect.stringContaining('404 Not Found') })
  })

  it('a file may grow while it is read; one that is cut is an error', async () => {
    const bytes = utf8.encode(LOG.split('\n', 1)[0] + '\nC1,Login,2024-01-01T00:00:00Z,web,1'.repeat(50_000))
    let end = bytes.length
    const file = {
      stat: async () => ({ size: bytes.length }),
      async read(into: Uint8Array, offset: number, length: number, position: number) {
        const part = bytes.subarray(position, Math.min(end, position + length))
        into.set(part, offset)
        return { bytesRead: part.length }
      }
    }
    const whole = await readColumns(file)
    expect(whole.time.length).toBe(50_000)
    end = 900_000
    const error = await failure(file)
    expect(error).toMatchObject({
      code: 'BROKEN_FILE',
      message: expect.stringMatching(/had 1\d{6} bytes, and byte \d+ is missing/)
    })
    end = bytes.length
    expect(await readColumns({ ...file, stat: async () => ({ size: 1000 }) })).toMatchObject({ time: whole.time })
  })

  it('readLog makes an event log of it', async () => {
    const log = await readLog(LOG)
    expect(log.caseNames).toEqual(['C1', 'C2'])
    expect([...log.sessionOffsets]).toEqual([0, 2, 3])
  })
})

describe('progress and abort', () => {
  const long = `case,activity,timestamp\n${'c1,Login,2024-01-01\n'.repeat(200_000)}`

  it('reports the share of the bytes read', async () => {
    const seen: number[] = []
    await readColumns(utf8.encode(long), {
      onProgress: ({ stage, done }) => {
        expect(stage).toBe('reading')
        seen.push(done)
      }
    })
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })

  it('stops when told', async () => {
    expect((await failure(long, { signal: AbortSignal.abort() })).code).toBe('ABORTED')
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 5)
    expect((await failure(utf8.encode(long.repeat(4)), { signal: controller.signal })).code).toBe('ABORTED')
  })

  it('leaves a stream that never answers, and closes it', async () => {
    let cancelled = false
    const stalled = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(utf8.encode('case,activity,timestamp\n')),
      cancel: () => {
        cancelled = true
      }
    })
    expect((await failure(stalled, { signal: AbortSignal.timeout(20) })).code).toBe('ABORTED')
    void cancelled // a pending read may keep a stream open until it answers
  })

  it('closes a stream that is left early', async () => {
    let cancelled = false
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(utf8.encode(LOG.repeat(100))),
      cancel: () => {
        cancelled = true
      }
    })
    const table = await readTable(stream, { limit: 2 })
    expect(table.rows).toHaveLength(2)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(cancelled).toBe(true)
  })
})

describe('encodings', () => {
  const text = 'case;activity;timestamp\nMüller;Überweisung – Ziel;2024-01-01\nMüller;Ende;2024-01-02\n'
  const names = ['Überweisung – Ziel', 'Ende']
  const utf16 = (mark: string) => new Uint8Array(Buffer.from(mark + text, 'utf16le'))
  const windows = Uint8Array.from(text, (char) => (char === '–' ? 0x96 : char.charCodeAt(0)))

  it.each<[string, Uint8Array, string]>([
    ['utf-8', utf8.encode(text), 'utf-8'],
    ['a byte order mark', utf8.encode(`\ufeff${text}`), 'utf-8'],
    ['UTF-16LE', utf16('\ufeff'), 'utf-16le'],
    ['UTF-16LE without a mark', utf16(''), 'utf-16le'],
    ['UTF-16BE', new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le').swap16()), 'utf-16be'],
    ['Windows-1252', windows, 'windows-1252']
  ])('%s', async (_, bytes, encoding) => {
    const raw = await readColumns(bytes)
    expect(raw.activityNames).toEqual(names)
    expect(raw.caseNames).toEqual(['Müller'])
    expect(raw.read.encoding).toBe(encoding)
  })

  it('finds Latin-1 after any amount of plain text', async () => {
    const plain = utf8.encode(`case,activity,timestamp\n${'a,Login,2024-01-01\n'.repeat(50_000)}`)
    const raw = await readColumns(Buffer.concat([plain, Buffer.from('a,Prüfen,2024-01-02\n', 'latin1')]))
    expect(raw.activityNames).toEqual(['Login', 'Prüfen'])
    expect(raw.read.encoding).toBe('windows-1252')
    expect(raw.read.notes.join()).toMatch(/not valid UTF-8/)
  })

  it('takes the encoding by option', async () => {
    const cyrillic = Uint8Array.from([
      ...utf8.encode('case,activity,timestamp\na,'),
      0xcf,
      0xee,
      0xe8,
      0xf1,
      0xea,
      ...utf8.encode(',2024-01-01\n')
    ])
    expect((await readColumns(cyrillic, { encoding: 'windows-1251' })).activityNames).toEqual(['Поиск'])
    expect(await failure(cyrillic, { encoding: 'klingon' })).toMatchObject({ code: 'BAD_OPTION' })
  })
})

describe('columns', () => {
  const read = (header: string, row: string, options: ReadOptions = {}) =>
    readColumns(`${header}\n${row}\n${row}\n`, options)

  it.each([
    ['case:concept:name,concept:name,time:timestamp', 'case:concept:name', 'concept:name', 'time:timestamp'],
    ['user_id,event,timestamp', 'user_id', 'event', 'timestamp'],
    ['distinct_id,event,time', 'distinct_id', 'event', 'time'],
    ['visitorId,page,ts', 'visitorId', 'page', 'ts'],
    ['ID,activity,occurrence', 'ID', 'activity', 'occurrence'],
    ['Case ID,Activity,Complete Timestamp', 'Case ID', 'Activity', 'Complete Timestamp'],
    ['session_id,action,time', 'session_id', 'action', 'time'],
    ['case_id,activity,timestamp', 'case_id', 'activity', 'timestamp']
  ])('%s is understood', async (header, caseName, activity, timestamp) => {
    const { read: report } = await read(header, 'x1,Login,2024-01-01')
    expect(report.schema).toEqual({ case: caseName, activity, timestamp })
    expect(report.guessed).toEqual(['case', 'activity', 'timestamp'])
  })

  it('prefers the customer to the session, and says so', async () => {
    const { read: report, session } = await read('session_id,customer_id,event,time', 's1,c1,Login,2024-01-01')
    expect(report.schema.case).toBe('customer_id')
    expect(session).toBeNull()
    expect(report.notes.join()).toContain("give session 'session_id'")
  })

  it('codes the session where it is asked for', async () => {
    const raw = await readColumns('user,event,time,visit_id\nu,a,1,v1\nu,b,2,v1\nu,a,3,v2\n', { session: 'visit_id' })
    expect([...raw.session!]).toEqual([0, 0, 1])
    expect(raw.read.guessed).not.toContain('session')
  })

  it('passes over a time column that holds no times', async () => {
    const { read: report } = await read('user,event,time,date', 'u,Login,morning,2024-01-01')
    expect(report.schema.timestamp).toBe('date')
  })

  it('takes unnamed columns by their values', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) =>
        `2024-01-${String(1 + (i % 28)).padStart(2, '0')},U${100 + (i % 20)},${['Open', 'Search', 'Pay', 'Close'][i % 4]}`
    )
    const raw = await readColumns(rows.join('\n'))
    expect(raw.read.schema).toEqual({ case: 'column_2', activity: 'column_3', timestamp: 'column_1' })
    expect(raw.read.notes.join()).toMatch(/no header/)
    expect(raw.read.notes.join()).toMatch(/'column_2' was taken by its values/)
  })

  it('asks where several columns fit as well', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `2024-01-01,2024-01-02,U${i % 9},${'abcd'[i % 4]}`)
    const error = await failure(`one,two,customer,event\n${rows.join('\n')}\n`)
    expect(error).toMatchObject({
      code: 'AMBIGUOUS_COLUMN',
      message: "Several columns could be the timestamp: 'one', 'two'.",
      details: { roles: ['timestamp'], choices: ['one', 'two'] }
    })
  })

  it('names as missing only what was not found, and says where nothing is a record', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `2024-01-01,${i},U${i % 9}`)
    const error = await failure(`date,temperature,place\n${rows.join('\n')}\n`)
    expect(error.message).toBe(
      "No column could be taken as activity. The columns: 'date', 'temperature', 'place'. Found: timestamp = 'date', case = 'place'."
    )
    expect(error.details).toEqual({ roles: ['activity'], found: { timestamp: 'date', case: 'place' } })
    expect((await failure('user,event,time\na,b,1\n', { format: 'jsonl' })).message).toMatch(/has no columns/)
  })

  it('tells the columns there and near misses', async () => {
    const error = await failure(LOG, { case: 'customer', activity: 'activty' })
    expect(error.code).toBe('MISSING_COLUMN')
    expect(error.message).toContain("'customer_id', 'activity', 'timestamp', 'channel', 'amount'")
    expect((await failure(LOG, { activity: 'activty' })).hint).toContain("'activity'")
    expect((await failure(LOG, { case: 'Customer ID' })).hint).toContain("'customer_id'")
    expect((await failure('a,b\nx,y\n')).message).toMatch(/case|activity|timestamp/)
    expect((await failure('a b\nx y\n')).hint).toMatch(/delimiter/)
  })

  it('keeps the attributes asked for, typed', async () => {
    const text =
      'case,activity,time,n,code,mixed,empty,eu\na,x,1,1.50,007,1,,"1,5"\na,y,2,NA,008,1.0,,"2,5"\na,z,3,-2e3,009,x,,\n'
    const raw = await readColumns(text, { attributes: ['*'] })
    expect(raw.read.schema.attributes).toEqual(['n', 'code', 'mixed', 'empty', 'eu'])
    expect(attribute(raw, 'n')).toEqual([1.5, Number.NaN, -2000])
    expect(attribute(raw, 'code')).toEqual(['007', '008', '009'])
    expect(attribute(raw, 'mixed')).toEqual(['1', '1.0', 'x'])
    expect(raw.attributes.get('empty')).toEqual({ kind: 'category', codes: new Uint32Array(3), values: [''] })
    const german = await readColumns(text.replaceAll(',', ';').replaceAll('"1;5"', '1,5').replaceAll('"2;5"', '2,5'), {
      attributes: ['eu']
    })
    expect(attribute(german, 'eu')).toEqual([1.5, 2.5, Number.NaN])
    expect([...german.attributes.keys()]).toEqual(['eu'])
    const error = await failure(text, { attributes: ['cod'] })
    expect(error).toMatchObject({ code: 'UNKNOWN_COLUMN', hint: expect.stringContaining("'code'") })
  })

  it('turns very many numbers into categories where text follows', async () => {
    const rows = Array.from({ length: 6000 }, (_, i) => `a,x,${i},${i + 0.5}`)
    const numbers = await readColumns(`case,activity,time,v\n${rows.join('\n')}\n`, { attributes: ['v'] })
    expect(numbers.attributes.get('v')!.kind).toBe('number')
    expect(attribute(numbers, 'v')[5999]).toBe(5999.5)
    const mixed = await readColumns(`case,activity,time,v\n${rows.join('\n')}\na,x,6000,text\n`, { attributes: ['v'] })
    expect(attribute(mixed, 'v').slice(-2)).toEqual(['5999.5', 'text'])
  })

  it('unknown and bad options are errors', async () => {
    expect(await failure(LOG, { caseColumn: 'x' } as ReadOptions)).toMatchObject({ code: 'UNKNOWN_OPTION' })
    for (const bad of [
      { format: 'xml' },
      { dateOrder: 'dmy' },
      { delimiter: '::' },
      { timeZone: 'Mars/Olympus' },
      { case: 7 },
      { attributes: 'channel' }
    ]) {
      expect(await failure(LOG, bad as unknown as ReadOptions)).toMatchObject({ code: 'BAD_OPTION' })
    }
  })
})

describe('bad rows', () => {
  const good = 'c1,Login,2024-01-01,web\nc1,Pay,2024-01-02,app\n'
  const log = (rows: string) => `case,activity,timestamp,channel\n${good.repeat(5)}${rows}`

  it.each([
    ['missing case', ',Login,2024-01-01,web'],
    ['missing case', 'NULL,Login,2024-01-01,web'],
    ['missing activity', 'c1,,2024-01-01,web'],
    ['missing activity', 'c1,  ,2024-01-01,web'],
    ['missing timestamp', 'c1,Login,,web'],
    ['missing timestamp', 'c1,Login,NaN,web'],
    ['unreadable timestamp', 'c1,Login,soon,web'],
    ['ragged row', 'c1,Login'],
    ['ragged row', 'c1,Login,2024-01-01,web,more'],
    ['broken quotes', 'c1,"Login"s,2024-01-01,web'],
    ['broken quotes', 'c1,"Login,2024-01-01,web']
  ])('%s: %s', async (reason, row) => {
    const raw = await readColumns(log(`${row}\n${good}`))
    expect(raw.case).toHaveLength(12)
    expect(raw.caseNames).toEqual(['c1'])
    expect(raw.activityNames).toEqual(['Login', 'Pay'])
    expect(raw.read).toMatchObject({ rows: 13, badRows: 1 })
    expect(raw.read.bad).toEqual([{ reason, count: 1, lines: [12], sample: expect.any(String) }])
    expect(await failure(log(`${row}\n`), { strict: true })).toMatchObject({
      code: 'BAD_ROWS',
      message: expect.stringMatching(new RegExp(`^Line 12: ${reason}`))
    })
  })

  it('line numbers count line breaks in quotes, and stop at five', async () => {
    const raw = await readColumns(log(`c1,"two\nlines",2024-01-01,web\n${',x,2024-01-01,web\n'.repeat(7)}`))
    expect(raw.read.bad).toEqual([
      { reason: 'missing case', count: 7, lines: [14, 15, 16, 17, 18], sample: ',x,2024-01-01,web' }
    ])
  })

  it('short rows that have what is needed, surplus delimiters and empty rows are used or skipped, and told', async () => {
    const raw = await readColumns(log('c1,Login,2024-01-01\nc1,Login,2024-01-01,web,,\n,,,\n\n'))
    expect(raw.read).toMatchObject({ rows: 12, badRows: 0 })
    expect(raw.read.notes).toEqual([
      '1 rows without any value were skipped.',
      '1 rows are shorter than the header: used, their last columns are empty.'
    ])
    expect(attribute(raw, 'channel').slice(-2)).toEqual(['', 'web'])
  })

  it('NA in quotes is a name; without it is missing, and told', async () => {
    const raw = await readColumns(log('"NA",Login,2024-01-01,web\nNA,Login,2024-01-01,web\n'))
    expect(raw.caseNames).toEqual(['c1', 'NA'])
    expect(raw.read.badRows).toBe(1)
    expect(raw.read.notes.join()).toMatch(/1 row has NA/)
  })

  it('more than half bad is an error that says what was believed', async () => {
    const error = await failure('case;activity;time\na;x;soon\na;y;later\na;z;2024-01-01\n')
    expect(error.code).toBe('BAD_ROWS')
    expect(error.message).toContain('2 of 3 rows')
    expect(error.message).toContain('unreadable timestamp')
    expect(error.hint).toMatch(/delimiter ";".*case = 'case'.*timestamp = 'time'/)
    expect((await readColumns('case,activity,time\na,x,soon\na,z,2024-01-01\n')).case).toHaveLength(1)
  })
})

describe('what is no log', () => {
  const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))
  it.each<[string, LogSource, RegExp]>([
    ['an Excel workbook', bytes('PK', [3, 4, 20, 0], '....[Content_Types].xml'), /Excel/],
    ['a zip archive', bytes('PK', [3, 4, 20, 0], '....log.csv'), /zip/],
    ['an old Excel workbook', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /Excel/],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', /HTML/],
    ['other XML', '<?xml version="1.0"?><feed></feed>', /XES/],
    ['a PDF', '%PDF-1.7', /PDF/],
    ['a PNG', bytes([0x89], 'PNG', [13, 10, 26, 10]), /image/],
    ['random bytes', Uint8Array.from({ length: 500 }, (_, i) => (i * 7919) % 31), /binary/],
    ['zstd', bytes([0x28, 0xb5, 0x2f, 0xfd, 0]), /zstd/],
    ['SQLite', bytes('SQLite format 3', [0]), /SQLite/]
  ])('%s is refused with a way on', async (_, source, message) => {
    const error = await failure(source)
    expect(error.code).toBe('UNKNOWN_FORMAT')
    expect(error.message).toMatch(message)
    expect(error.hint.length).toBeGreaterThan(10)
  })

  it('empty files and files without events', async () => {
    for (const empty of ['', '\ufeff', ' \n\r\n ', new Uint8Array(0), gzipSync('')]) {
      expect(await failure(empty)).toMatchObject({ code: 'EMPTY_LOG' })
    }
    expect(await failure('case,activity,timestamp\n')).toMatchObject({ code: 'EMPTY_LOG' })
  })

  it('damaged gzip and Parquet', async () => {
    const packed = gzipSync(LOG.repeat(1000))
    expect(await failure(packed.subarray(0, packed.length >> 1))).toMatchObject({ code: 'BROKEN_FILE' })
    expect(await failure('PAR1 and no more')).toMatchObject({ code: 'BROKEN_FILE' })
  })
})

describe('JSON', () => {
  const records = [
    { user_id: 'u1', event: 'Login', time: 1_700_000_000_000, properties: { channel: 'web', n: 1 } },
    { user_id: 'u2', event: 'Grüße "x"\n', time: 1_700_000_001_000, properties: { channel: 'app' } },
    { user_id: 'u1', event: 'Pay', time: 1_700_000_002_000, late: true, tags: ['a', 'b'] }
  ]
  const lines = records.map((record) => JSON.stringify(record)).join('\n')
  const expected = records.map(({ user_id, event, time }) => [user_id, event.trim(), new Date(time).toISOString()])

  it.each([
    ['lines', lines],
    ['lines with CRLF and blank lines', `${lines.replaceAll('\n', '\r\n\r\n')}\r\n`],
    ['a list', JSON.stringify(records)],
    ['a list, indented', JSON.stringify(records, null, 2)],
    ['objects over several lines', records.map((record) => JSON.stringify(record, null, 1)).join('\n')]
  ])('%s', async (_, text) => {
    for (const source of [text, utf8.encode(text), gzipSync(text)]) {
      const raw = await readColumns(source, { attributes: ['*'] })
      expect(events(raw)).toEqual(expected)
      expect(raw.read).toMatchObject({ format: 'jsonl', delimiter: null, timestampFormat: 'epoch milliseconds' })
      expect(attribute(raw, 'properties.channel')).toEqual(['web', 'app', ''])
      expect(attribute(raw, 'properties.n')).toEqual([1, Number.NaN, Number.NaN])
      expect(attribute(raw, 'late')).toEqual(['', '', 'true'])
      expect(attribute(raw, 'tags')).toEqual(['', '', '["a","b"]'])
    }
  })

  it('finds columns that come late', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ user: `u${i % 7}`, event: 'View', time: i }))
    const text = [...many, { user: 'u1', event: 'Buy', time: 5000, price: 9.5, note: 'x' }]
      .map((record) => JSON.stringify(record))
      .join('\n')
    const raw = await readColumns(text, { amount: 'price', attributes: ['note'] })
    expect(attribute(raw, 'price').at(-1)).toBe(9.5)
    expect(attribute(raw, 'note').slice(-2)).toEqual(['', 'x'])
    const all = await readColumns(text, { attributes: ['*'] })
    expect([...all.attributes.keys()]).toEqual(['price', 'note'])
    expect(attribute(all, 'price').slice(-2)).toEqual([Number.NaN, 9.5])
    expect(await failure(text, { attributes: ['nope'] })).toMatchObject({ code: 'UNKNOWN_COLUMN' })
  })

  it('counts broken records and goes on', async () => {
    const good = '{"case":"a","activity":"x","time":1}\n'
    const raw = await readColumns(`${good}{"case":"a","activity":"x","ti\n[1]\n${good.repeat(3)}`)
    expect(raw.case).toHaveLength(4)
    expect(raw.read.bad).toEqual([
      { reason: 'broken record', count: 2, lines: [2, 3], sample: '{"case":"a","activity":"x","ti' }
    ])
    const list = await readColumns(
      `[\n{"case":"a","activity":"x","time":1},\n{"case":"a","activity":"y","time":2},\n{"case":"a"`
    )
    expect(list.read.bad).toEqual([{ reason: 'broken record', count: 1, lines: [4], sample: '{"case":"a"' }])
  })
})

describe('XES', () => {
  const xes = (body: string, head = '<?xml version="1.0" encoding="UTF-8"?>') =>
    `${head}<log xes.version="1.0"><extension name="Concept" prefix="concept" uri="x"/><global scope="event"><string key="concept:name" value="name"/></global><classifier name="A" keys="concept:name"/><string key="concept:name" value="the log"/>${body}</log>`
  const event = (name: string, time: string, more = '') =>
    `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${time}"/>${more}</event>`

  it('reads traces, events, attributes, nested ones and lifecycles', async () => {
    const text = xes(
      `<trace><string key="concept:name" value="c &amp; 1"><string key="nested" value="no"><string key="deeper" value="no"/></string></string><string key="channel" value="web"/>` +
        event(
          'A',
          '2024-01-01T00:00:00+01:00',
          '<string key="lifecycle:transition" value="start"/><int key="cost" value="5"/>'
        ) +
        event(
          'A',
          '2024-01-01T01:00:00+01:00',
          '<string key="lifecycle:transition" value="complete"/><list key="l"><values><string key="in" value="no"/></values></list>'
        ) +
        `</trace><trace>${event('B', '2024-01-01T00:30:00Z')}<string key="concept:name" value="c2"/></trace>`
    )
    const raw = await readColumns(text, { attributes: ['*'] })
    expect(events(raw)).toEqual([
      ['c & 1', 'A', '2023-12-31T23:00:00.000Z'],
      ['c & 1', 'A', '2024-01-01T00:00:00.000Z'],
      ['c2', 'B', '2024-01-01T00:30:00.000Z']
    ])
    expect(attribute(raw, 'lifecycle:transition')).toEqual(['start', 'complete', ''])
    expect(attribute(raw, 'cost')).toEqual([5, Number.NaN, Number.NaN])
    expect(attribute(raw, 'case:channel')).toEqual(['web', 'web', ''])
    expect(raw.read).toMatchObject({ format: 'xes', schema: { channel: 'case:channel' }, timestampFormat: 'ISO 8601' })
    expect(raw.read.columns).not.toContain('nested')
    expect(raw.read.notes.join()).toMatch(/start and complete/)
  })

  it('numbers traces without a name, counts events without one', async () => {
    const raw = await readColumns(
      xes(
        `<trace>${event('A', '2024-01-01')}${event('', '2024-01-02')}</trace><trace>${event('B', '2024-01-03')}</trace>`
      )
    )
    expect(events(raw).map(([name]) => name)).toEqual(['1', '2'])
    expect(raw.read.bad).toEqual([{ reason: 'missing activity', count: 1, lines: [2], sample: expect.any(String) }])
    expect(raw.read.notes).toContain('2 traces have no concept:name: they are called by their number.')
  })

  it('takes the declared encoding, and any other columns', async () => {
    const text = xes(
      `<trace><string key="concept:name" value="1"/>${event('Prüfen', '2024-01-01', '<string key="org:group" value="G"/>')}</trace>`,
      '<?xml version="1.0" encoding="ISO-8859-1"?>'
    )
    const raw = await readColumns(new Uint8Array(Buffer.from(text, 'latin1')), { case: 'org:group' })
    expect(events(raw)[0].slice(0, 2)).toEqual(['G', 'Prüfen'])
  })

  it('reads UTF-16, as JSON does', async () => {
    const text = xes(
      `<trace><string key="concept:name" value="1"/>${event('Prüfen', '2024-01-01')}</trace>`,
      '<?xml version="1.0" encoding="UTF-16"?>'
    )
    const json = '{"case":"1","activity":"Prüfen","time":"2024-01-01"}\n'
    for (const source of [text, json]) {
      const raw = await readColumns(new Uint8Array(Buffer.from(`\ufeff${source}`, 'utf16le')))
      expect(events(raw)).toEqual([['1', 'Prüfen', '2024-01-01T00:00:00.000Z']])
      expect(raw.read.encoding).toBe('utf-16le')
    }
  })

  it('refuses XML that is cut off', async () => {
    const error = await failure(xes(`<trace>${event('A', '2024-01-01')}`).slice(0, -6))
    expect(error).toMatchObject({ code: 'BROKEN_FILE' })
  })
})

describe('Parquet', () => {
  const rows = 3000
  const column = <T>(make: (i: number) => T) => Array.from({ length: rows }, (_, i) => make(i))
  const buffer = (codec: 'SNAPPY' | 'UNCOMPRESSED' = 'SNAPPY') =>
    parquetWriteBuffer({
      rowGroupSize: 1000,
      codec,
      columnData: [
        { name: 'customer_id', data: column((i) => `C${i % 50}`), type: 'STRING' },
        { name: 'activity', data: column((i) => `Step ${i % 7}`), type: 'STRING' },
        { name: 'timestamp', data: column((i) => new Date(1_700_000_000_000 + i * 1000)), type: 'TIMESTAMP' },
        { name: 'amount', data: column((i) => (i % 3 === 0 ? null : i / 4)), type: 'DOUBLE', nullable: true },
        { name: 'count', data: column((i) => BigInt(i)), type: 'INT64' },
        { name: 'payload', data: column((i) => ({ n: i })), type: 'JSON' }
      ]
    })

  it.each<[string, (bytes: ArrayBuffer) => LogSource]>([
    ['bytes', (bytes) => bytes],
    ['a Blob', (bytes) => new Blob([bytes])],
    ['a stream', (bytes) => new Blob([bytes]).stream()],
    ['gzip', (bytes) => gzipSync(new Uint8Array(bytes))]
  ])('comes back from %s', async (kind, source) => {
    const raw = await readColumns(source(buffer()), { attributes: ['count', 'payload'] })
    expect(raw.case).toHaveLength(rows)
    expect(events(raw).slice(0, 1)).toEqual([['C0', 'Step 0', '2023-11-14T22:13:20.000Z']])
    expect(events(raw).at(-1)).toEqual(['C49', 'Step 3', new Date(1_700_000_000_000 + 2999 * 1000).toISOString()])
    expect(attribute(raw, 'amount').slice(0, 3)).toEqual([Number.NaN, 0.25, 0.5])
    expect(attribute(raw, 'count')[2999]).toBe(2999)
    expect(attribute(raw, 'payload')[2]).toBe('{"n":2}')
    expect(raw.read).toMatchObject({ format: 'parquet', rows, badRows: 0, gzip: kind === 'gzip' })
    expect(raw.read.notes.some((note) => note.includes('held in memory'))).toBe(kind === 'a stream' || kind === 'gzip')
  })

  it('is previewed', async () => {
    const table = await readTable(buffer('UNCOMPRESSED'), { limit: 2 })
    expect(table.columns).toEqual(['customer_id', 'activity', 'timestamp', 'amount', 'count', 'payload'])
    expect(table.rows[1]).toEqual(['C1', 'Step 1', '2023-11-14T22:13:21.000Z', '0.25', '1', '{"n":1}'])
  })
})
