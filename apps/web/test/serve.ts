import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.gz': 'application/gzip',
  '.csv': 'text/csv'
}

export interface Served {
  url: string
  /** Every request. */
  asked: string[]
  /** When a file was asked for first, as `Date.now()`. */
  firstAsked: Map<string, number>
  close(): Promise<void>
}

/** What a host sends so that the threads of its pages may share memory. */
const isolating = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }

/** Serves folders on a port of this machine; the first that has a file gives it. */
export function serve(...folders: string[]): Promise<Served> {
  return serveWith({}, folders)
}

/** The same, so that pages are cross-origin isolated. */
export function serveIsolated(...folders: string[]): Promise<Served> {
  return serveWith(isolating, folders)
}

async function serveWith(headers: Record<string, string>, folders: string[]): Promise<Served> {
  const asked: string[] = []
  const firstAsked = new Map<string, number>()
  const server: Server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname))
    asked.push(path)
    if (!firstAsked.has(path)) firstAsked.set(path, Date.now())
    const name = path.endsWith('/') ? `${path}index.html` : path
    const file = folders.map((folder) => join(folder, name)).find((one) => existsSync(one) && statSync(one).isFile())
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', ...headers })
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    firstAsked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
}
