import type { Random } from './random.js'

const VERBS =
  'open close change order request manage cancel renew book report track apply update activate compare return link verify plan share pay claim transfer redeem block replace register export import extend'.split(
    ' '
  )
const NOUNS =
  'account card policy loan address parcel ticket invoice contract meter claim device permit course visit order voucher profile payment plan alert statement subscription limit vehicle pension booking refund document tariff household benefit'.split(
    ' '
  )
const STEPS =
  'start details amount select-account review confirm receipt summary identity documents upload terms options preferences personal-info income reason product-select quote schedule recipient verify signature check result payee questions consent history filter calculator edit delivery price choose contact limits delete status attachments feedback'.split(
    ' '
  )
const SECTIONS = 'secure service accounts apply move-money self-service app-flow my area portal desk office'.split(' ')
const ACTORS = 'EMPLOYEE SUPERVISOR ADMINISTRATION DIRECTOR CLERK OWNER SYSTEM'.split(' ')
const DONE = 'SUBMITTED APPROVED REJECTED SAVED CHECKED FORWARDED RETURNED CLOSED REOPENED'.split(' ')

/** How the activities of a log are named; shares of each manner, which need not add up to one. */
export interface NamingStyle {
  /** `/open-card/review`: names the process. */
  plain: number
  /** `oc-rev_04`: an abbreviation of the process' name. */
  short: number
  /** `OpenCardReviewScreen`. */
  camel: number
  /** `/portal/r4/review`: a section that several processes share. */
  section: number
  /** `Permit APPROVED by SUPERVISOR`: the thing, and a phrase that other processes use as well. */
  phrase: number
  /** `/svc/p2/0412`: says nothing. */
  opaque: number
}

const PURE: NamingStyle = { plain: 0, short: 0, camel: 0, section: 0, phrase: 0, opaque: 0 }

/** A log's manner of naming: from names that say everything to names that say nothing, or mislead. */
export function drawNaming(random: Random): NamingStyle {
  switch (random.below(7)) {
    case 0:
      return { ...PURE, opaque: 1 }
    case 1:
      return { ...PURE, section: 1, opaque: random.unit() * 0.5 }
    case 2:
      return { ...PURE, phrase: 1 }
    case 3:
      return { ...PURE, plain: 1, short: 0.3, opaque: random.unit() * 0.4 }
    case 4:
      return { ...PURE, camel: 1, section: random.unit(), opaque: random.unit() }
    default:
      return { plain: 0.5, short: 0.4, camel: 0.1, section: 0.6, phrase: 0, opaque: random.unit() * 0.6 }
  }
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** Names the activities of processes; two processes may share a verb or a noun, as in life. */
export class Namer {
  private readonly random: Random
  private readonly style: NamingStyle
  private readonly slugs = new Map<number, string[]>()
  private readonly sections = new Map<number, string>()
  private readonly used = new Set<string>()

  constructor(random: Random, style: NamingStyle) {
    this.random = random
    this.style = style
  }

  private slug(process: number): string[] {
    const known = this.slugs.get(process)
    if (known) return known
    let words = [this.random.pick(VERBS), this.random.pick(NOUNS)]
    if (this.used.has(words.join())) words = [...words, this.random.pick(NOUNS)]
    this.used.add(words.join())
    this.slugs.set(process, words)
    this.sections.set(process, this.random.pick(SECTIONS))
    return words
  }

  step(process: number): string {
    const random = this.random
    const words = this.slug(process)
    const step = random.pick(STEPS)
    const style = this.style
    switch (random.weighted([style.plain, style.short, style.camel, style.section, style.phrase, style.opaque])) {
      case 0:
        return `/${random.chance(0.2) ? `${this.sections.get(process)}/` : ''}${words.join('-')}/${step}`
      case 1:
        return `${words.map((word) => word.slice(0, 2)).join('')}_${step.slice(0, 4)}_${random.between(0, 99)}`
      case 2:
        return words.map(capital).join('') + step.split('-').map(capital).join('')
      case 3:
        return `/${this.sections.get(process)}/r${random.between(1, 9)}/${step}`
      case 4:
        return `${capital(words[1]!)}${words[2] ? ` ${words[2]}` : ''} ${random.pick(DONE)} by ${random.pick(ACTORS)}`
      default:
        return opaqueName(random)
    }
  }

  /** A page that belongs to no process. */
  hub(word: string): string {
    return this.style.opaque === 1 ? opaqueName(this.random) : word
  }
}

export function opaqueName(random: Random): string {
  return `/svc/p${random.between(1, 9)}/${String(random.below(10_000)).padStart(4, '0')}`
}

export const HUB_WORDS =
  '/login /home /search /help /messages /logout /menu /error /accounts/overview /profile /notifications /faq /contact /settings /login/mfa /back /cookies /offers /calendar /chat'.split(
    ' '
  )
