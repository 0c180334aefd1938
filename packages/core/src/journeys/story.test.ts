import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type EventLog, readLog } from '../index.js'
import { claimCheck } from './claim.js'
import { find } from './find.js'
import { indexLogNow, type LogIndex } from './index-log.js'
import { joinLogs } from './join.js'
import { journey } from './journey.js'
import { othersAtTheTime } from './others.js'
import { pseudonymise } from './pseudonyms.js'
import { similarJourneys } from './similar.js'

const file = (name: string) => readFileSync(new URL(`../../test-data/story/${name}`, import.meta.url), 'utf8')
const ids = JSON.parse(file('ids.json'))
const names = ['web', 'backend', 'database', 'chat']
let logs: EventLog[]
let index: LogIndex

beforeAll(async () => {
  const sources = ['web.csv', 'backend.jsonl', 'database.csv', 'chat.csv']
  logs = await Promise.all(sources.map((name) => readLog(file(name), { attributes: ['*'] })))
  index = indexLogNow(joinLogs(logs, { names, offsetsMs: [0, 0, 0, -90_000], idMap: ids }))
})

/** The events that a clause rests on, as `time activity`. */
const evidence = (events: number[]) =>
  events.map((event) => {
    const { log } = index
    return `${new Date(log.time[event]).toISOString().slice(11, 19)} ${log.activityNames[log.activity[event]]}`
  })

describe('the story of a call', () => {
  it('goes from a search in time to the customer', () => {
    const time = { from: '2024-03-05T14:15', to: '2024-03-05T14:45' }
    const failed = find(index, { ...time, errors: true })
    expect(failed.total).toEqual({ customers: 3, matches: 6, errors: 6 })
    expect(failed.rows.map(({ customer }) => customer)).toContain('C2041')
    const found = find(index, { ...time, waitOver: '10s' })
    expect(found.total.customers).toBe(1)
    expect(found.rows[0]).toMatchObject({
      customer: 'C2041',
      name: 'Mara Lind',
      events: 18,
      errors: 2,
      unknownStatus: 1,
      channels: ['web', 'chat']
    })
    expect(found.rows[0].slowest?.ms).toBe(44_000)
    expect(found.active).toBeGreaterThan(10)
  })

  it('finds her by name too, also where it is mistyped', () => {
    expect(find(index, { customer: 'mara lind' }).rows[0]).toMatchObject({ customer: 'C2041', foundBy: 'name' })
    const near = find(index, { customer: 'Mara Lnid' })
    expect(near.rows[0]).toMatchObject({ customer: 'C2041', foundBy: 'likeness' })
    expect(near.notes[0]).toContain("No customer is called 'Mara Lnid'")
  })

  it('says the cause with the amount against the balance, and what she did next', () => {
    const { cause } = journey(index, 'C2041').summary
    expect(cause.text).toBe(
      'withdraw:request in web failed at 14:32:10 on 5 Mar 2024: “Amount exceeds the balance of checking”. ' +
        '900.00 was asked for, but the checking balance was 250.00. ' +
        'The savings balance seen before, 5,300.00, would have covered it. ' +
        '38 s later the customer turned to chat:open in chat: “Savings account withdraw denied – WHY”.'
    )
    expect(cause.clauses.map(({ events }) => evidence(events))).toEqual([
      ['14:32:10 withdraw:request', '14:32:10 POST /withdrawals'],
      ['14:32:10 withdraw:request', '14:32:10 select balance'],
      ['14:30:31 select balance'],
      ['14:32:48 chat:open']
    ])
  })

  it('says the wait of 44 seconds and the effort', () => {
    const { waits, effort } = journey(index, 'C2041').summary
    expect(waits.text).toBe('44 s at chat:wait for agent in chat, usually 1.2 s: the slowest of 49 in this log.')
    expect(evidence(waits.events)).toEqual(['14:32:49 chat:wait for agent'])
    expect(effort.text).toBe(
      '9 steps in 1 visit, 1 step back, 2 channels, 1 contact, 38 s from failure to contact. Not solved in what is shown.'
    )
    expect(evidence(effort.clauses[1].events)).toEqual(['14:31:20 checking'])
  })

  it('says the same words each time, whatever the order of the logs', () => {
    const turned = joinLogs([...logs].reverse(), {
      names: [...names].reverse(),
      offsetsMs: [-90_000, 0, 0, 0],
      idMap: [...ids].reverse()
    })
    const words = (of: LogIndex) => Object.values(journey(of, 'C2041').summary).map(({ text }) => text)
    expect(words(indexLogNow(turned))).toEqual(words(index))
    expect(journey(index, 'C2041')).toEqual(journey(index, 'C2041'))
  })

  it('shows what each click caused, and does not call an open end ok', () => {
    const { steps, tree, notes } = journey(index, 'C2041')
    const shown = tree.map((place) => `${'> '.repeat(steps[place].depth)}${steps[place].name} ${steps[place].status}`)
    expect(shown.slice(2, 5)).toEqual(['checking ok', '> GET /accounts ok', '> > select balance ok'])
    expect(shown[shown.length - 1]).toBe('chat:wait for agent unknown')
    expect(notes).toEqual([])
    expect(steps.find(({ name }) => name === 'chat:open')?.durationMs).toBeNull()
  })

  it('checks a claim', () => {
    const login = journey(index, 'C2041').steps[0]
    const claim = claimCheck(index, login.event, { claimed: '20min' })
    expect(claim.verdict).toMatch(/^Not 20 min\. The log says 0\.64 s, within the usual: the median of 92 is 0\.6\d s/)
    expect(claim.thatHour?.n).toBeGreaterThan(5)
    expect(claim.histogram?.counts.reduce((sum, one) => sum + one, 0)).toBe(92)
  })

  it('looks at others', () => {
    const failed = journey(index, 'C2041').steps.find(({ status }) => status === 'error')
    expect(failed?.name).toBe('withdraw:request')
    expect(othersAtTheTime(index, failed!.event)).toMatchObject({ errors: 2, verdict: 'some' })
    const similar = similarJourneys(index, failed!.event)
    expect(similar.customers).toBe(2)
    expect(similar.text).toContain('Few cases')
    expect(similar.journeys.map(({ customer }) => customer)).not.toContain('C2041')
  })

  it('can be passed on without names', () => {
    const hidden = JSON.stringify(pseudonymise(journey(index, 'C2041')))
    for (const secret of ['C2041', 'Mara', 'Lind', 'mara.lind', '880999', 'w-77']) expect(hidden).not.toContain(secret)
    expect(hidden).toContain('900.00 was asked for')
  })
})
