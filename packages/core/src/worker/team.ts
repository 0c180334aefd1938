import { type Kernel, newKernel } from '../kernel/load.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import { drive, type WorkOptions } from '../kernel/work.js'
import type { Pool } from './pool.js'

/** What a work of several phases runs on. */
export interface Crew {
  kernel: Kernel
  /** 1 where memory cannot be shared. */
  threads: number
  drive<Result>(stage: string, phases: Phases<Result>, options?: WorkOptions): Promise<Result>
}

/**
 * A fresh kernel, with all threads of the pool where they can share its memory: in Node, and in a page that is cross-origin
 * isolated. Elsewhere one thread does the same work.
 *
 * @param threads 1: this one alone
 */
export async function crewOf(pool: Pool, threads = pool.threads): Promise<Crew> {
  if (threads > 1 && typeof SharedArrayBuffer !== 'undefined') {
    const crew = await (await import('./together.js')).sharingCrew(pool)
    if (crew !== null) return crew
  }
  const kernel = await newKernel()
  return { kernel, threads: 1, drive: (stage, phases, options) => drive(stage, inPlace(kernel, phases), options) }
}
