import type { Steps } from '../kernel/work.js'
import type { NamesInput } from './describe-names.js'
import type { ProcessName } from './name.js'
import type { Orders, OrdersInput } from './orders.js'
import type { Outcome, OutcomesInput } from './outcomes.js'
import type { SessionCounts, SessionsInput } from './session-counts.js'
import type { SilhouetteResult } from './silhouette-steps.js'
import type { StepCounts, TimesInput } from './step-counts.js'
import type { Embedding } from './types.js'

/** Parts of a description that another thread may do meanwhile: pure functions of their inputs. */
export interface Parts {
  sessions: { input: SessionsInput; output: SessionCounts }
  orders: { input: OrdersInput; output: Orders }
  times: { input: TimesInput; output: StepCounts['next'] }
  outcomes: { input: OutcomesInput; output: Outcome[] }
  names: { input: NamesInput; output: ProcessName[] }
  separation: { input: SeparationInput; output: SilhouetteResult }
}

export interface SeparationInput {
  embedding: Pick<Embedding, 'vectors' | 'activities' | 'dimensions'>
  /** [activities] process, or -1; any numbering */
  labels: Int32Array
}

/** Hands a part out, to be asked for later. What nobody has begun by then is done by who asks. */
export type HandOut = <Name extends keyof Parts>(
  name: Name,
  input: Parts[Name]['input'],
  work: (input: Parts[Name]['input']) => Steps<Parts[Name]['output']>
) => () => Steps<Parts[Name]['output']>

/** One part after the other, where there is one thread. */
export const oneByOne: HandOut = (_, input, work) => () => work(input)
