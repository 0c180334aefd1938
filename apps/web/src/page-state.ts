import type { DiscoverOptions, DiscoverResult, Edit, Progress, ShapeOptions } from '@desirepath/core'
import { computed, signal } from '@preact/signals'
import type { ColumnChoices } from './columns.js'
import type { PrepareChoices, Prepared, Preview, ReadChoices } from './engine/verbs.js'
import type { KeptHead } from './kept.js'
import type { Problem } from './problem.js'

/** Which of its faces the page shows. */
export type Face = 'drop' | 'columns' | 'working' | 'explore'

export interface OpenFile {
  blob: Blob
  name: string
}

/** A step of the search as the progress list shows it. */
interface WorkStep {
  label: string
  /** Milliseconds it took, once done. */
  ms: number | null
  active: boolean
}

export interface WorkProgress {
  title: string
  /** 0 to 1, of all. */
  share: number
  secondsLeft: number | null
  steps: WorkStep[]
}

/** How cases are cut into sessions. */
type Cut = 'none' | 'pause'

export interface Settings {
  cut: Cut
  pause: string
  collapseRepeats: boolean
  minSteps: number
  drop: string
  method: NonNullable<DiscoverOptions['method']>
  seed: number
}

export const defaultSettings: Settings = {
  cut: 'none',
  pause: '30m',
  collapseRepeats: false,
  minSteps: 1,
  drop: '',
  method: 'auto',
  seed: 1
}

export const face = signal<Face>('drop')
export const file = signal<OpenFile | null>(null)
export const preview = signal<Preview | null>(null)
export const columns = signal<ColumnChoices>({ given: {}, without: [] })
export const form = signal<Pick<ReadChoices, 'dateOrder' | 'timeZone' | 'everyNth' | 'encoding'>>({})
export const settings = signal<Settings>(defaultSettings)
export const prepared = signal<Prepared | null>(null)
/** 0 to 1 while the whole file is read; null while nothing is. */
export const reading = signal<number | null>(null)
export const readMs = signal<number | null>(null)
/** The person has seen that some rows are left out. */
export const acceptedBad = signal(false)
export const problem = signal<Problem | null>(null)
/** The log that this browser keeps from before. */
export const kept = signal<KeptHead | null>(null)
export const progress = signal<WorkProgress | null>(null)
/** As found, before edits. */
export const found = signal<DiscoverResult | null>(null)
/** As shown, after edits. */
export const shown = signal<DiscoverResult | null>(null)
export const edits = signal<readonly Edit[]>([])
export const revising = signal(false)
/** Edits that came with a model file and are not yet in the history of the views. */
export const takenOver = signal<readonly Edit[]>([])
/** Under which edits are kept in this browser; null for a result opened from a file without its log. */
export const editsKey = signal<string | null>(null)
/** Said once by the live region of the start page. */
export const said = signal('')

export const shape = computed((): ShapeOptions => {
  const { cut, pause, collapseRepeats, minSteps, drop } = settings.value
  const patterns = drop
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return {
    ...(patterns.length > 0 && { drop: patterns }),
    ...(cut === 'pause' && { split: { timeout: pause } }),
    ...(collapseRepeats && { collapseRepeats }),
    ...(minSteps > 1 && { minSteps })
  }
})

/** How the whole file is read, and what of it is left out. */
export const prepareChoices = computed((): PrepareChoices => {
  const { given, without } = columns.value
  return { read: { ...form.value, ...given }, without, shape: shape.value }
})

export const findChoices = computed(() => {
  const { method, seed } = settings.value
  return {
    ...(method !== 'auto' && { method }),
    ...(seed !== 1 && { seed }),
    threads: Math.max(1, Math.min(4, navigator.hardwareConcurrency || 1))
  }
})

/**
 * Stages of the core's progress, in the order they come, with their time in units of the first (measured on the bank
 * sample); checking stability repeats the first as often as cases are resampled.
 */
const stages: { stage: string; label: string; title: string; units: number }[] = [
  {
    stage: 'finding processes',
    label: 'Find what belongs together',
    title: 'Learning which activities go together',
    units: 1
  },
  { stage: 'training vectors', label: 'Learn vectors', title: 'Learning vectors', units: 0.1 },
  { stage: 'describing processes', label: 'Count runs and steps', title: 'Describing the processes', units: 0.5 },
  { stage: 'measuring', label: 'Measure how far they lie apart', title: 'Measuring', units: 0.05 },
  { stage: 'map', label: 'Draw the map', title: 'Drawing the map', units: 0.5 },
  { stage: 'checking stability', label: 'Check stability', title: 'Checking how steady the processes are', units: 0 }
]

/** Puts the reports of the stages together to one share, a list of steps and an estimate of the time left. */
export function trackProgress(estimateSeconds: number | null, resamples: number): (report: Progress) => void {
  const begun = performance.now()
  const done = new Map<string, number>()
  const first = new Map<string, number>()
  const took = new Map<string, number>()
  const threads = Math.min(2, findChoices.value.threads)
  const shown = resamples > 0 ? stages : stages.slice(0, -1)
  const unitsOf = ({ stage, units }: (typeof stages)[number]) =>
    stage === 'checking stability' ? (0.9 * resamples) / threads : units
  const all = shown.reduce((sum, one) => sum + unitsOf(one), 0)
  return ({ stage, done: share }) => {
    const known = stage === 'drawing the map' ? 'map' : stage
    if (!shown.some((one) => one.stage === known)) return
    const now = performance.now()
    if (!first.has(known)) first.set(known, now)
    done.set(known, Math.max(done.get(known) ?? 0, share))
    if (share >= 1 && !took.has(known)) took.set(known, now - first.get(known)!)
    const total = shown.reduce((sum, one) => sum + unitsOf(one) * (done.get(one.stage) ?? 0), 0) / all
    const elapsed = (now - begun) / 1000
    const fromShare = total > 0.04 ? (elapsed * (1 - total)) / total : null
    const fromEstimate = estimateSeconds === null ? null : Math.max(0, estimateSeconds - elapsed)
    // At first the estimate knows more, later the measured share does.
    const left =
      fromShare === null
        ? fromEstimate
        : fromEstimate === null
          ? fromShare
          : fromShare * total + fromEstimate * (1 - total)
    // Where none reports at the moment, the first that is not done is under way.
    const current =
      shown.find((one) => first.has(one.stage) && !took.has(one.stage)) ?? shown.find((one) => !took.has(one.stage))
    progress.value = {
      title: (current ?? shown[shown.length - 1]).title,
      share: total,
      secondsLeft: left,
      steps: shown.map((one) => ({
        label: one.label,
        ms: took.get(one.stage) ?? null,
        active: one === current || (first.has(one.stage) && !took.has(one.stage))
      }))
    }
  }
}
