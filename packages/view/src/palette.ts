/** Colours of design/page.md, as data: the canvas and the vector graphics need them as values, in both themes. */
export interface Colours {
  bg: string
  surface: string
  sunken: string
  line: string
  line2: string
  ink: string
  ink2: string
  ink3: string
  mark: string
  bad: string
  warn: string
  /** p1 to p12. */
  categories: readonly string[]
  /** Less to more, six steps. */
  sequential: readonly string[]
}

export const light: Colours = {
  bg: '#f6f6f3',
  surface: '#ffffff',
  sunken: '#f0f0ec',
  line: '#e3e3dd',
  line2: '#c9c9c1',
  ink: '#1a1b18',
  ink2: '#4a4c46',
  ink3: '#676961',
  mark: '#8b8c85',
  bad: '#b3261e',
  warn: '#8a5300',
  categories: [
    '#3151d0',
    '#b1871f',
    '#b01e5c',
    '#147cb1',
    '#69300f',
    '#5c5a19',
    '#8876ff',
    '#870071',
    '#668b60',
    '#139a98',
    '#4320a2',
    '#ad610a'
  ],
  sequential: ['#eef1e2', '#d3dcb4', '#afc07f', '#85a04c', '#5d7d25', '#3a590c']
}

export const dark: Colours = {
  bg: '#111210',
  surface: '#181916',
  sunken: '#20211e',
  line: '#2c2d29',
  line2: '#454640',
  ink: '#eeeee9',
  ink2: '#bdbeb6',
  ink3: '#969890',
  mark: '#85867f',
  bad: '#ff8a80',
  warn: '#f0b860',
  categories: [
    '#83b7ff',
    '#e4d2a1',
    '#fc8bb6',
    '#2f87ad',
    '#b54c00',
    '#a1c74e',
    '#9680eb',
    '#92627b',
    '#1dae72',
    '#4fdde6',
    '#5f63c6',
    '#ce8100'
  ],
  sequential: ['#252a18', '#384520', '#526a26', '#73922f', '#9bbd4d', '#cfe58f']
}

type Triple = [number, number, number]

const toLinear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
const fromLinear = (c: number) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)

/** sRGB `#rrggbb` to OKLab. Source: Björn Ottosson, A perceptual color space for image processing (2020). */
function toLab(hex: string): Triple {
  const [r, g, b] = [1, 3, 5].map((at) => toLinear(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  ]
}

function fromLab([lightness, a, b]: Triple): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
  ]
  return (
    '#' +
    channels
      .map((c) =>
        Math.round(255 * fromLinear(Math.max(0, Math.min(1, c))))
          .toString(16)
          .padStart(2, '0')
      )
      .join('')
  )
}

const mixed = new Map<string, string>()

/** From `a` (share 0) to `b` (share 1) in OKLab. Colours that are no `#rrggbb` (system colours) are not mixed. */
export function mix(a: string, b: string, share: number): string {
  const key = `${a}${b}${share}`
  const known = mixed.get(key)
  if (known) return known
  let out = share < 0.5 ? a : b
  if (a[0] === '#' && b[0] === '#') {
    const x = toLab(a)
    const y = toLab(b)
    out = fromLab([x[0] + (y[0] - x[0]) * share, x[1] + (y[1] - x[1]) * share, x[2] + (y[2] - x[2]) * share])
  }
  if (mixed.size > 4000) mixed.clear()
  mixed.set(key, out)
  return out
}

/** WCAG 2 contrast ratio of two `#rrggbb`. */
export function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, bl] = [1, 3, 5].map((at) => toLinear(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl
  }
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

/** Where a process gets its colour: slot 1 to 12, or 0 for "other"; tint 0 base, 1 lighter with a base edge, 2 darker. */
export interface Slot {
  slot: number
  tint: 0 | 1 | 2
}

export interface Place {
  family: number
  runs: number
  x: number
  y: number
}

/**
 * Up to twelve processes get a slot each, by their order. More of them share the slot of their family (families by
 * runs); within a family neighbours on the map get different tints. Families beyond the twelfth are "other".
 */
export function assignSlots(places: readonly Place[]): Slot[] {
  if (places.length <= 12) return places.map((_, index) => ({ slot: index + 1, tint: 0 }))
  const runs = new Map<number, number>()
  for (const place of places) runs.set(place.family, (runs.get(place.family) ?? 0) + place.runs)
  const order = [...runs.keys()].sort((a, b) => runs.get(b)! - runs.get(a)! || a - b)
  const slots: Slot[] = places.map((place) => {
    const rank = order.indexOf(place.family)
    return { slot: rank < 12 ? rank + 1 : 0, tint: 0 }
  })
  for (const family of order) {
    const members = places.flatMap((place, index) => (place.family === family ? [index] : []))
    members.forEach((index, rank) => {
      // The tint whose nearest bearer is farthest away; a tint that nobody bears yet is infinitely far.
      const nearest = [Infinity, Infinity, Infinity]
      for (const other of members.slice(0, rank)) {
        const distance = (places[other].x - places[index].x) ** 2 + (places[other].y - places[index].y) ** 2
        nearest[slots[other].tint] = Math.min(nearest[slots[other].tint], distance)
      }
      slots[index].tint = nearest.indexOf(Math.max(...nearest)) as 0 | 1 | 2
    })
  }
  return slots
}

/** How to draw one process in one theme. */
export interface Paint {
  fill: string
  edge: string
  /** The slot's own colour: hulls, lines and bars. */
  base: string
  /** Of no family with a colour of its own. */
  hollow: boolean
}

export function paintOf({ slot, tint }: Slot, colours: Colours): Paint {
  if (slot === 0) return { fill: colours.surface, edge: colours.mark, base: colours.mark, hollow: true }
  const base = colours.categories[slot - 1]
  const fill = tint === 0 ? base : tint === 1 ? mix(base, colours.surface, 0.34) : mix(base, colours.ink, 0.3)
  return { fill, edge: tint === 1 ? base : fill, base: tint === 2 ? fill : base, hollow: false }
}

/**
 * Groups the points that no family colours by region: Ward's linkage (1963), whose groups are of like size, cut at
 * `groups`. Returns the group of each point, numbered by first appearance. Points beyond the first 200 join the nearest.
 */
export function mergeTree(points: readonly { x: number; y: number }[], groups: number): number[] {
  let clusters = points.slice(0, 200).map((point, index) => ({ x: point.x, y: point.y, members: [index] }))
  while (clusters.length > groups) {
    let best = [0, 1]
    let least = Infinity
    for (let i = 0; i < clusters.length; i++) {
      for (let j = i + 1; j < clusters.length; j++) {
        const [m, n] = [clusters[i].members.length, clusters[j].members.length]
        const distance =
          (((clusters[i].x - clusters[j].x) ** 2 + (clusters[i].y - clusters[j].y) ** 2) * m * n) / (m + n)
        if (distance < least) {
          least = distance
          best = [i, j]
        }
      }
    }
    const [a, b] = best.map((index) => clusters[index])
    const total = a.members.length + b.members.length
    const joined = {
      x: (a.x * a.members.length + b.x * b.members.length) / total,
      y: (a.y * a.members.length + b.y * b.members.length) / total,
      members: [...a.members, ...b.members]
    }
    clusters = [...clusters.filter((cluster) => cluster !== a && cluster !== b), joined]
  }
  const group = new Array<number>(points.length).fill(0)
  clusters.sort((a, b) => Math.min(...a.members) - Math.min(...b.members))
  clusters.forEach((cluster, index) => {
    for (const member of cluster.members) group[member] = index
  })
  for (let index = 200; index < points.length; index++) {
    const distances = clusters.map((cluster) => (cluster.x - points[index].x) ** 2 + (cluster.y - points[index].y) ** 2)
    group[index] = distances.indexOf(Math.min(...distances))
  }
  return group
}
