export type { EngineVerbs } from './verbs.js'

/** What the page's worker can do; apart from its code, so that the page need not carry it. */
export const verbNames = [
  'open',
  'prepare',
  'discover',
  'revise',
  'keep',
  'restore',
  'refine',
  'patterns',
  'behind',
  'columns',
  'journeyOpen',
  'journeyFind',
  'journeyShow',
  'journeyClaim',
  'journeyOthers',
  'journeyCharts',
  'journeyBefore',
  'journeyOutages',
  'journeyClose'
] as const
