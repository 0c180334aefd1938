/** Names from a log are untrusted text of any length: these make them fit to show. They never become HTML. */

const shownLength = 160

/** Control characters become visible symbols, so that two names that differ only by one look different. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : '\u2423'
  })
}

/** Cuts between characters, not within a surrogate pair. */
function characters(text: string, count: number, fromEnd: boolean): string {
  if (fromEnd) {
    const start = text.length - count
    const code = text.charCodeAt(start)
    return text.slice(code >= 0xdc00 && code < 0xe000 ? start + 1 : start)
  }
  const code = text.charCodeAt(count - 1)
  return text.slice(0, code >= 0xd800 && code < 0xdc00 ? count - 1 : count)
}

/** The end of a long name says most (`…ply-credit-card/consent`). */
export function cutLeft(text: string, length: number): string {
  return text.length <= length ? text : `…${characters(text, length - 1, true)}`
}

export function cutRight(text: string, length: number): string {
  return text.length <= length ? text : `${characters(text, length - 1, false)}…`
}

/** Display text of an activity: never empty, never longer than 160 characters, cut at the left. */
export function activityName(name: string): string {
  return name === '' ? '(empty)' : visible(cutLeft(name, shownLength))
}

/** Display text of a process, a channel or a file: cut at the right. */
export function plainName(name: string, length = shownLength): string {
  return name === '' ? '(empty)' : visible(cutRight(name, length))
}

const acronyms = new Set(['ivr', 'sms', 'atm', 'pos', 'api', 'crm', 'b2b'])

/** A channel as people write it: IVR, not ivr. */
export function channelName(channel: string): string {
  return acronyms.has(channel) ? channel.toUpperCase() : plainName(channel, 24)
}

/** Lower-case text for searching. */
export function searchable(name: string): string {
  return name.slice(0, 2000).toLowerCase()
}
