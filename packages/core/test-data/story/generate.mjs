// Writes the story of a representative's call as the logs of four systems, with other customers around it:
//   node generate.mjs
// The web site, the back-end that it calls, the database behind that, and the chat. Each has ids of its own; ids.json
// says whose they are and when. The chat's clock is 90 seconds fast.
import { writeFileSync } from 'node:fs'

let state = 20240305
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
/** Mostly near `usual`, sometimes twice as long. */
const about = (usual) => Math.round(usual * (0.7 + 0.5 * random() + 0.9 * random() ** 6))

const web = []
const backend = []
const database = []
const chat = []
const ids = []
const iso = (ms) => new Date(ms).toISOString()
let clicks = 0
let requests = 0

/** One page with the request it makes and the query that makes, if any. */
function page(at, user, name, { ms = about(400), status = 'ok', account = '', amount = '', request } = {}) {
  const click = `k${++clicks}`
  web.push([click, user.web, name, iso(at), ms, status, account, amount])
  if (request === undefined) return
  const id = `r${++requests}`
  const { operation, code = 200, error = null, balance } = request
  backend.push({ request_id: id, parent_id: click, account_id: user.holder, operation, ts: iso(at + 40), latency_ms: ms - 90, http_status: code, error_message: error, ...(amount !== '' && { amount }) })
  if (balance !== undefined) database.push([`q${requests}`, id, user.holder, 'select balance', iso(at + 70), about(30), 'ok', account, balance])
}

function talk(at, user, subject, waitSeconds, outcome = 'ok') {
  const clock = 90_000
  chat.push([user.email, user.name, 'chat:open', iso(at + clock), '', 'ok', subject])
  chat.push([user.email, user.name, 'chat:wait for agent', iso(at + 1500 + clock), waitSeconds, outcome, subject])
}

const begin = Date.UTC(2024, 2, 5, 12, 0, 0)
const first = 'Ada Ben Cleo Dario Elif Finn Greta Hugo Ines Jon Kira Leo'.split(' ')
const last = 'Abel Brandt Costa Diaz Eriksen Farkas'.split(' ')

/** An ordinary visit: looks at accounts, mostly withdraws, sometimes asks in the chat. */
function ordinary(n) {
  const user = { customer: `C${2100 + n}`, web: `w-${500 + n}`, holder: 880000 + n, email: `user${n}@mail.example`, name: `${first[n % 12]} ${last[n % 6]} ${n}` }
  ids.push({ source: 'web', id: user.web, customer: user.customer }, { source: 'chat', id: user.email, customer: user.customer })
  for (const source of ['backend', 'database']) ids.push({ source, id: String(user.holder), customer: user.customer })
  const holds = 400 + Math.floor(random() * 4000)
  let at = begin + Math.floor(random() * 3.2 * 3600e3)
  const step = () => (at += 4000 + Math.floor(random() * 20_000))
  page(at, user, 'login', { ms: about(620), request: { operation: 'POST /login' } })
  page(step(), user, 'checking', { account: 'checking', request: { operation: 'GET /accounts', balance: holds } })
  if (random() < 0.5) page(step(), user, 'savings', { account: 'savings', request: { operation: 'GET /accounts', balance: 3 * holds } })
  if (random() < 0.8) {
    page(step(), user, 'withdraw', { account: 'checking' })
    const denied = random() < 0.04
    const amount = denied ? holds + 50 : Math.max(10, Math.floor(holds * random() * 0.9))
    page(step(), user, 'withdraw:request', {
      ms: about(700),
      status: denied ? 'error' : 'ok',
      account: 'checking',
      amount,
      request: { operation: 'POST /withdrawals', code: denied ? 422 : 200, error: denied ? 'Amount exceeds the balance of checking' : null, balance: holds }
    })
    if (!denied) page(step(), user, 'withdraw:done', { account: 'checking' })
  }
  if (random() < 0.5) talk(step(), user, ['Card', 'Address', 'Standing order', 'PIN'][n % 4], about(12) / 10)
  page(step(), user, 'logout')
}

for (let n = 0; n < 90; n++) ordinary(n)

// The customer of the story.
const mara = { customer: 'C2041', web: 'w-77', holder: 880999, email: 'mara.lind@mail.example', name: 'Mara Lind' }
ids.push(
  // The device was somebody else's until that morning.
  { source: 'web', id: mara.web, customer: 'C2100', to: '2024-03-05T08:00:00Z' },
  { source: 'web', id: mara.web, customer: mara.customer, from: '2024-03-05T08:00:00Z' },
  { source: 'backend', id: String(mara.holder), customer: mara.customer },
  { source: 'database', id: String(mara.holder), customer: mara.customer },
  { source: 'chat', id: mara.email, customer: mara.customer }
)
page(Date.UTC(2024, 2, 4, 19, 10, 0), { ...mara, holder: 880000 }, 'login', { ms: 610 })
const at = (minutes, seconds) => Date.UTC(2024, 2, 5, 14, minutes, seconds)
page(at(30, 2), mara, 'login', { ms: 640, request: { operation: 'POST /login' } })
page(at(30, 9), mara, 'checking', { ms: 380, account: 'checking', request: { operation: 'GET /accounts', balance: 250 } })
page(at(30, 31), mara, 'savings', { ms: 420, account: 'savings', request: { operation: 'GET /accounts', balance: 5300 } })
page(at(30, 58), mara, 'offer:savings bonus', { ms: 510 })
page(at(31, 20), mara, 'checking', { ms: 350, account: 'checking', request: { operation: 'GET /accounts', balance: 250 } })
page(at(31, 33), mara, 'withdraw', { ms: 330, account: 'checking' })
page(at(32, 10), mara, 'withdraw:request', {
  ms: 720,
  status: 'error',
  account: 'checking',
  amount: 900,
  request: { operation: 'POST /withdrawals', code: 422, error: 'Amount exceeds the balance of checking', balance: 250 }
})
talk(at(32, 48), mara, 'Savings account withdraw denied – WHY', 44, '')

const csv = (header, rows, time) =>
  `${[header, ...rows.sort((a, b) => (a[time] < b[time] ? -1 : a[time] > b[time] ? 1 : 0)).map((row) => row.join(','))].join('\n')}\n`
const here = (name) => new URL(name, import.meta.url)
writeFileSync(here('web.csv'), csv('event_id,user_id,page,time,duration_ms,status,account,amount', web, 3))
writeFileSync(here('backend.jsonl'), `${backend.sort((a, b) => (a.ts < b.ts ? -1 : 1)).map((row) => JSON.stringify(row)).join('\n')}\n`)
writeFileSync(here('database.csv'), csv('event_id,parent_id,account_id,operation,time,duration_ms,status,account,balance', database, 4))
writeFileSync(here('chat.csv'), csv('username,customer_name,action,time,wait_s,outcome,subject', chat, 3))
writeFileSync(here('ids.json'), `${JSON.stringify(ids, null, 1)}\n`)
