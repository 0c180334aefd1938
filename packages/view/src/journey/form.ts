import type { FindQuery } from '@desirepath/core'
import { calendarTime, countOf } from './shared.js'
import type { JourneyFacts } from './source.js'
import { plainDuration } from './told.js'

/** What stands in the fields of the search. */
export interface FindForm {
  customer: string
  /** `default`: see {@link timeInForce}. */
  time: 'default' | '1h' | '1d' | '7d' | 'all' | 'own'
  from: string
  to: string
  errors: boolean
  waitOver: string
  activity: string
  /** As the process is called; '' for any. */
  process: number
  channel: string
  amountFrom: string
  amountTo: string
  says: string
  column: string
  value: string
  sort: NonNullable<FindQuery['sort']>
  limit: number
}

export const emptyForm: FindForm = {
  customer: '',
  time: 'default',
  from: '',
  to: '',
  errors: false,
  waitOver: '',
  activity: '',
  process: -1,
  channel: '',
  amountFrom: '',
  amountTo: '',
  says: '',
  column: '',
  value: '',
  sort: 'errors',
  limit: 50
}

/** Whether more is asked for than a time and an order. */
export const hasConditions = (form: FindForm): boolean =>
  (Object.keys(emptyForm) as (keyof FindForm)[]).some(
    (field) => !['time', 'from', 'to', 'sort', 'limit'].includes(field) && form[field] !== emptyForm[field]
  )

/** The question as core takes it. What cannot be read goes on as it stands: core says what it expects. */
export function queryOf(form: FindForm, facts: JourneyFacts): FindQuery {
  const { customer, errors, waitOver, activity, process, channel, says, column, value, sort, limit } = form
  const amount = {
    ...(form.amountFrom.trim() !== '' && { min: amountOf(form.amountFrom) }),
    ...(form.amountTo.trim() !== '' && { max: amountOf(form.amountTo) })
  }
  return {
    ...(customer.trim() !== '' && { customer: customer.trim() }),
    ...timeOf(form, facts),
    ...(errors && { errors }),
    ...(waitOver.trim() !== '' && { waitOver: plainDuration(waitOver) }),
    ...(activity.trim() !== '' && { activities: [activityOf(activity.trim(), facts)] }),
    ...(process >= 0 && { process }),
    ...(channel !== '' && { channel }),
    ...(Object.keys(amount).length > 0 && { amount }),
    ...(says.trim() !== '' && { message: says.trim() }),
    ...(column !== '' && value.trim() !== '' && { attributes: { [column]: columnValue(value.trim(), column, facts) } }),
    sort,
    limit
  }
}

/** Where no time was chosen: the last hour of the data, or all of it where a customer is asked for or the log is filtered. */
export const timeInForce = ({ time, customer }: FindForm, { filtered }: JourneyFacts) =>
  time !== 'default' ? time : customer.trim() !== '' || filtered ? 'all' : '1h'

function timeOf(form: FindForm, facts: JourneyFacts): Pick<FindQuery, 'from' | 'to' | 'last'> {
  if (form.time === 'all' || (form.time === 'default' && facts.filtered))
    return { from: facts.first, to: facts.last + 1 }
  if (form.time === 'own') {
    const [from, to] = [form.from.trim(), form.to.trim()]
    return { ...(from !== '' && { from: momentIn(from, facts) }), ...(to !== '' && { to: momentIn(to, facts, true) }) }
  }
  return form.time === 'default' ? {} : { last: form.time }
}

/** A plain time of the log's zone in ms; a day as `to` means its end. Else the text itself, for core to judge. */
function momentIn(text: string, { timeKind, timeZone }: JourneyFacts, end = false): string | number {
  if (timeKind === 'number') return Number.isFinite(Number(text)) ? Number(text) : text
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?$/.exec(text)
  if (match === null) return text
  const local = Date.parse(`${match[1]}T${match[2] ?? '00:00'}Z`)
  if (Number.isNaN(local)) return text
  return utcOf(local + (end && match[2] === undefined ? 86_400_000 : 0), timeZone)
}

/** UTC of a local time in a zone; both in ms. */
function utcOf(local: number, timeZone: string): number {
  let at = local
  // Twice: the offset may differ between the first guess and the time itself.
  for (let k = 0; k < 2; k++) at = local - (localOf(at, timeZone) - at)
  return at
}

/** Local time of a moment as if it were UTC. */
function localOf(at: number, timeZone: string): number {
  const time = calendarTime(new Date(at).toISOString(), timeZone)
  return time === null
    ? at
    : Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) + (at % 1000)
}

/** `2024-03-05 14:15`, as the fields take it. */
export function fieldTime(at: number, { timeKind, timeZone }: Pick<JourneyFacts, 'timeKind' | 'timeZone'>): string {
  if (timeKind === 'number') return String(at)
  const text = new Date(localOf(at, timeZone)).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, text.slice(17, 19) === '00' ? 16 : 19)}`
}

const amountOf = (text: string) => Number(text.replace(/[\s,]/g, ''))

/** An exact name, else whatever has this text in it; a name that nothing has is left to core, which offers the nearest. */
function activityOf(text: string, { activities }: JourneyFacts): string | RegExp {
  if (activities.includes(text)) return text
  const part = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i')
  return activities.some((name) => part.test(name)) ? part : text
}

function columnValue(text: string, column: string, { columns }: JourneyFacts) {
  if (columns.find(({ name }) => name === column)?.kind !== 'number') return text
  const range = /^(-?[\d.]*)\s*(?:\.\.|to)\s*(-?[\d.]*)$/.exec(text)
  if (range === null) return Number(text)
  return { ...(range[1] !== '' && { min: Number(range[1]) }), ...(range[2] !== '' && { max: Number(range[2]) }) }
}

/** A found customer is shown around the event to look at; where the log is ordered by numbers, all of it. */
export function optionsOf(lookTime: number, { timeKind, timeZone }: JourneyFacts) {
  return timeKind === 'timestamp' ? { at: lookTime, timeZone } : {}
}

/** A condition in force, and how it is dropped. */
export interface Chip {
  label: string
  value: string
  drop: Partial<FindForm>
}

export function chipsOf(form: FindForm, processName: (id: number) => string): Chip[] {
  const chips: Chip[] = []
  const add = (label: string, value: string, drop: Partial<FindForm>) => {
    if (value.trim() !== '') chips.push({ label, value: value.trim(), drop })
  }
  if (form.errors) chips.push({ label: 'Errors', value: 'only', drop: { errors: false } })
  add('Wait over', form.waitOver, { waitOver: '' })
  add('Did', form.activity, { activity: '' })
  if (form.process >= 0) add('Process', processName(form.process), { process: -1 })
  add('Channel', form.channel, { channel: '' })
  add('Amount from', form.amountFrom, { amountFrom: '' })
  add('Amount to', form.amountTo, { amountTo: '' })
  add('Says', form.says, { says: '' })
  if (form.column !== '') add(form.column, form.value, { column: '', value: '' })
  return chips
}

const conditionNames: Partial<Record<keyof FindQuery, { name: string; drop: Partial<FindForm> }>> = {
  errors: { name: 'errors only', drop: { errors: false } },
  waitOver: { name: 'the wait', drop: { waitOver: '' } },
  activities: { name: 'the activity', drop: { activity: '' } },
  process: { name: 'the process', drop: { process: -1 } },
  channel: { name: 'the channel', drop: { channel: '' } },
  amount: { name: 'the amount', drop: { amountFrom: '', amountTo: '' } },
  message: { name: 'the message', drop: { says: '' } },
  attributes: { name: 'the column', drop: { column: '', value: '' } },
  from: { name: 'the time', drop: { time: 'all', from: '', to: '' } }
}

/** What dropping a condition gives: `Without the wait: 12 customers`. */
export function withoutText(
  condition: keyof FindQuery,
  customers: number
): { text: string; drop: Partial<FindForm> } | null {
  const known = conditionNames[condition]
  return known === undefined || customers === 0
    ? null
    : { text: `Without ${known.name}: ${countOf(customers, 'customer')}`, drop: known.drop }
}
