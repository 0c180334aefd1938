import { parseDuration } from '@desirepath/core'

/** What a text of the settings must be, by what it is for: each throws where it cannot be read. */
export const checks = {
  pause: (text: string) => void parseDuration(text),
  patterns(text: string) {
    for (const pattern of text.split(/\s+/)) new RegExp(pattern)
  },
  timeZone: (text: string) => void new Intl.DateTimeFormat('en', { timeZone: text }),
  seed(text: string) {
    if (!/^\d{1,9}$/.test(text)) throw new Error('a whole number')
  }
}
