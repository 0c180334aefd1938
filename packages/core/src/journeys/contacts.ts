import { InputError } from '../errors.js'
import type { LogData } from '../log/types.js'
import type { Details } from './details.js'

/** Where customers ask a person or a help page for help. */
export interface Contacts {
  /** 0 none, 1 help pages, 2 contact (chat, call, agent, complaint). */
  kind(event: number): 0 | 1 | 2
  /** [activities] and by channel code: the same, for fast scans. */
  readonly byActivity: Uint8Array
  readonly byChannel: Uint8Array | null
}

// English, German, Dutch, French, Spanish, Italian, Portuguese.
const HELP = new Set(
  'help faq faqs support assistance troubleshoot troubleshooting hilfe hulp aide ayuda aiuto assistenza ajuda'.split(
    ' '
  )
)
const CONTACT = new Set(
  [
    'chat livechat chats agent representative callcenter callcentre hotline helpdesk complaint complain phonecall contactus escalate escalation',
    'beschwerde anruf ruckruf rueckruf kundenservice kundendienst kundenberater klacht klantenservice reclamation',
    'queja reclamacion reclamo reclamacao'
  ].flatMap((words) => words.split(' '))
)
const PAIRS =
  /\b(contact us|live chat|call (center|centre|agent|back)|phone call|customer (service|care|support)|talk to|speak (to|with))\b/
const CHANNELS = new Set(
  'chat livechat phone call calls callcenter callcentre ivr voice telephone hotline agent telefon telefoon telefono telefone'.split(
    ' '
  )
)

/**
 * Tells contacts by the words of activities and channels, or by patterns (found anywhere in either's name, without
 * regard to case), which then count as contact.
 *
 * @throws InputError BAD_OPTION for a pattern that is no regular expression
 */
export function contactsOf(log: LogData, details: Details, patterns?: readonly (string | RegExp)[]): Contacts {
  const compiled = patterns?.map(compile)
  const kindOf = (name: string, words: (text: string) => 0 | 1 | 2): 0 | 1 | 2 =>
    compiled === undefined ? words(name) : compiled.some((pattern) => pattern.test(name)) ? 2 : 0
  const byActivity = Uint8Array.from(log.activityNames, (name) => kindOf(name, activityKind))
  const { channel } = details.columns
  const byChannel = channel && Uint8Array.from(channel.values, (name) => kindOf(name, channelKind))
  return {
    byActivity,
    byChannel,
    kind: (event) =>
      Math.max(byActivity[log.activity[event]], byChannel === null ? 0 : byChannel[channel!.codes[event]]) as 0 | 1 | 2
  }
}

const plain = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()

function activityKind(name: string): 0 | 1 | 2 {
  const text = plain(name)
  const words = text.split(' ')
  if (PAIRS.test(text) || words.some((word) => CONTACT.has(word))) return 2
  return words.some((word) => HELP.has(word)) ? 1 : 0
}

const channelKind = (name: string): 0 | 1 | 2 =>
  plain(name)
    .split(' ')
    .some((word) => CHANNELS.has(word))
    ? 2
    : 0

function compile(pattern: string | RegExp): RegExp {
  try {
    return typeof pattern === 'string'
      ? new RegExp(pattern, 'i')
      : new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
  } catch (error) {
    throw new InputError(
      'BAD_OPTION',
      `contact '${String(pattern)}' is no regular expression (${(error as Error).message}).`,
      'Put a backslash before ( ) [ ] . * + ? to mean themselves.'
    )
  }
}
