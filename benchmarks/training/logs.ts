import { EVALUATION_SEED, makeLog, SHAPES } from '../datasets/shapes.js'
import type { TruthLog } from '../datasets/types.js'

/** Logs of each family that the nets are trained on, where it is not two: seeds from 1. */
const TRAINED: Readonly<Record<string, number>> = {
  any: 64,
  'many small': 12,
  nested: 7,
  rare: 5,
  drift: 4,
  noise: 5,
  hubs: 4,
  related: 4,
  large: 12,
  turns: 22,
  'odd turns': 30,
  plain: 40,
  'plain, few sessions': 14,
  'plain, sharing': 8,
  'bank, 250 sessions': 10,
  phases: 20,
  'few sessions': 14,
  'short sessions': 8,
  tiny: 6,
  'few and small': 32,
  overlapping: 5,
  'few large': 4,
  'no hubs': 4,
  'bank web, hard': 6
}
/** Logs of each family that a cross-validation looks at, where it is not two: seeds from {@link VALIDATION_SEED}. */
const VALIDATED: Readonly<Record<string, number>> = {
  any: 6,
  phases: 5,
  'few sessions': 4,
  'short sessions': 3,
  'bank, 250 sessions': 4,
  overlapping: 3,
  turns: 5,
  'odd turns': 6,
  plain: 6,
  'plain, few sessions': 4
}

/** Neither the training (seeds from 1) nor the evaluation (from {@link EVALUATION_SEED}) has these seeds. */
export const VALIDATION_SEED = EVALUATION_SEED / 2

/** Small nets learn from the answers of larger ones on logs with seeds from the next one on. */
export const DISTILLED_AFTER = 200_000

/** A family that is kept for the evaluation alone. */
const UNSEEN = 'cases woven'

/** The families that the training draws from: all generated ones but the largest and the unseen one. */
export const trainedFamilies = Object.keys(SHAPES).filter((family) => family !== 'bank, a million' && family !== UNSEEN)

/** How many logs of a family are trained on, scaled by `share` (at least one). */
export function trainedLogs(family: string, share: number): number {
  return Math.max(1, Math.round((TRAINED[family] ?? 2) * share))
}

/** @param after seeds from the next one on */
export function* trainingLogs(families: readonly string[], share: number, after = 0): Generator<TruthLog> {
  for (const family of families)
    for (let seed = 1; seed <= trainedLogs(family, share); seed++) yield makeLog(family, after + seed)
}

export function* validationLogs(families: readonly string[], share: number): Generator<TruthLog> {
  for (const family of families) {
    const count = Math.max(1, Math.round((VALIDATED[family] ?? 2) * share))
    for (let k = 0; k < count; k++) yield makeLog(family, VALIDATION_SEED + k)
  }
}

/** Shapes that resemble one another are left out together when the nets are judged on shapes they never saw. */
export function foldOf(family: string, folds: number): number {
  if (family.startsWith('bank')) return 0
  if (family === 'few sessions' || family === 'short sessions' || family === 'tiny') return 1 % folds
  return trainedFamilies.indexOf(family) % folds
}
