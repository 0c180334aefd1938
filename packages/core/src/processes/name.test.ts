import { describe, expect, it } from 'vitest'
import { nameProcesses } from './name.js'
import { abbreviates, acronymsOf, phrasesOf, readable } from './words.js'

/** Names of processes given by their activities in order; all activities are as central. */
function namesOf(
  processes: readonly string[][],
  options: { hubs?: string[]; channel?: (string | null)[]; given?: (string | null)[] } = {}
) {
  const hubs = options.hubs ?? []
  const activityNames = [...processes.flat(), ...hubs]
  let next = 0
  const steps = processes.map((list) => list.map(() => next++))
  return nameProcesses({
    activityNames,
    steps,
    weight: new Float64Array(activityNames.length).fill(1),
    hubs: hubs.map(() => next++),
    entry: steps.map((list) => list[0]),
    exit: steps.map((list) => list[list.length - 1]),
    channel: options.channel ?? processes.map(() => null),
    given: options.given
  })
}

const plain = (...args: Parameters<typeof namesOf>) => namesOf(...args).map(({ name }) => name)

describe('phrasesOf', () => {
  const phrases = (name: string) => phrasesOf(name).map((phrase) => phrase.map(({ text }) => text).join(' '))

  it.each([
    ['/apply/pay-bill/product-select', ['apply', 'pay bill', 'product select']],
    ['/products/p2p-send/rate-options?id=7', ['products', 'p2p send', 'rate options']],
    ['CheckDepositStartScreen', ['check deposit start']],
    ['openIRAAccount', ['open ira account']],
    ['P2PSend_Start', ['p2p send start']],
    ['IVR_1683_CARD_ACTIVAT', ['ivr', 'card activat']],
    ['ReviewViewController24', ['review']],
    ['T02 Check confirmation of receipt', ['check confirmation of receipt']],
    ['T11 Create document X request', ['create document x request']],
    ['/svc/p2/4030', []],
    ['/accounts/legacy/ACCCAR3302.jsp', ['accounts']],
    ['Überweisung bestätigen', ['überweisung bestätigen']],
    ['注文 確認', ['注文 確認']],
    ['payment_card_success', ['payment card success']],
    ['', []]
  ])('%s', (name, expected) => {
    expect(phrases(name)).toEqual(expected)
  })
})

describe('abbreviates', () => {
  it('knows initials with the rest of the last word, initials of three, and beginnings of each', () => {
    expect(abbreviates('pbbil', ['pay', 'bill'])).toBe(true)
    expect(abbreviates('acccar', ['apply', 'credit', 'card'])).toBe(true)
    expect(abbreviates('acc', ['apply', 'credit', 'card'])).toBe(true)
    expect(abbreviates('accsum', ['account', 'summary'])).toBe(true)
    expect(abbreviates('lost', ['loan', 'start'])).toBe(false)
    expect(abbreviates('pb', ['pay', 'bill'])).toBe(false)
  })
})

describe('readable', () => {
  it('keeps acronyms, from the log or well known, and capitalises the first letter only', () => {
    const acronyms = acronymsOf(['ER Registration', 'ER Triage', 'IVR_MENU', 'Open account', 'OPEN'])
    expect([...acronyms]).toEqual(['er'])
    expect(readable(['er', 'triage'], acronyms)).toBe('ER triage')
    expect(readable(['open', 'ira'], acronyms)).toBe('Open IRA')
    expect(readable(['p2p', 'send'], acronyms)).toBe('P2P send')
    expect(readable(['éclair', 'order'], acronyms)).toBe('Éclair order')
  })
})

describe('nameProcesses', () => {
  it('takes the words that are frequent in the process and rare elsewhere', () => {
    expect(
      plain([
        ['/olb/pay-bill/start', '/bill/review', '/olb/pay-bill/confirm', '/svc/p2/0412'],
        ['/olb/open-account/start', '/account/review', '/olb/open-account/confirm', '/svc/p1/0413'],
        ['/olb/wire-transfer/start', '/transfer/review', '/olb/wire-transfer/confirm', '/svc/p3/0414']
      ])
    ).toEqual(['Pay bill', 'Open account', 'Wire transfer'])
  })

  it('does not add steps that every process has', () => {
    const words = ['Travel notice', 'Card activation', 'Tax report', 'Address change', 'Loan request', 'Stop payment']
    const processes = words.map((word) => {
      const camel = word.replace(/ (\w)/, (_, letter: string) => letter.toUpperCase())
      return [`${camel}StartScreen`, `${camel}ReviewScreen`, `${camel}ReceiptScreen`]
    })
    expect(plain(processes)).toEqual(words)
  })

  it('names obfuscated processes by entry and exit', () => {
    expect(
      namesOf([
        ['/svc/p2/0412', '/svc/p1/7', '/svc/p2/0413'],
        ['IVR_0412', 'IVR_0500']
      ])
    ).toEqual([
      { name: '/svc/p2/0412 → /svc/p2/0413', named: 'steps', words: [] },
      { name: 'IVR_0412 → IVR_0500', named: 'steps', words: [] }
    ])
  })

  it('names a mixture by entry and exit rather than by one of many steps', () => {
    expect(plain([['home', 'search', 'product_view', 'add_to_cart', 'purchase']])).toEqual(['home → purchase'])
  })

  it('completes what was cut off, and reads abbreviations that the log explains', () => {
    const names = plain(
      [
        ['IVR_1_CARD_ACTIVAT', 'IVR_2_CARD_ACTIVAT', 'IVR_3_NODE'],
        ['CardActivationStart', 'CardActivationReview', 'CardActivationReceipt'],
        ['IVR_5_TRAVEL_NOTICE', 'IVR_6_TRAVEL_NOTICE', 'IVR_7_NODE'],
        ['/secure/legacy/CAACT3503.jsp', '/olb/r7/review', '/secure/caact/payee.do']
      ],
      { channel: ['ivr', 'app', 'ivr', 'web'] }
    )
    expect(names).toEqual(['Card activation, ivr', 'Card activation, app', 'Travel notice', 'Card activation, web'])
  })

  it('tells equal names apart by channel, then words, then the entry step, then a number', () => {
    const bill = ['pay-bill/start', 'pay-bill/end']
    expect(plain([bill.map((s) => `/web/${s}`), bill.map((s) => `/app/${s}`)], { channel: ['web', 'app'] })).toEqual([
      'Pay bill, web',
      'Pay bill, app'
    ])
    const [first, second] = plain([
      ['/loan/auto/a', '/loan/auto/b', '/loan/x'],
      ['/loan/house/a', '/loan/house/b', '/loan/y']
    ])
    expect(first).not.toBe(second)
    const same = plain([
      ['/svc/1', '/svc/1'],
      ['/svc/1', '/svc/1'],
      ['/svc/1', '/svc/1']
    ])
    expect(new Set(same).size).toBe(3)
  })

  it('lets the user name a process, and no other process takes that name', () => {
    const processes = [
      ['/pay-bill/start', '/pay-bill/end'],
      ['/open-account/start', '/open-account/end']
    ]
    expect(namesOf(processes, { given: ['Bills', null] }).map(({ name, named }) => [name, named])).toEqual([
      ['Bills', 'user'],
      ['Open account', 'words']
    ])
    const clash = plain(processes, { given: [null, 'Pay bill'] })
    expect(clash[1]).toBe('Pay bill')
    expect(clash[0]).not.toBe('Pay bill')
  })
})
