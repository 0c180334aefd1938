import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { JourneyState } from './journey-state.js'

export const JourneyContext = createContext<JourneyState | null>(null)

/** What the journey views share. */
export function useJourneys(): JourneyState {
  const state = useContext(JourneyContext)
  if (!state) throw new Error('A journey view needs its state: wrap it in <JourneyContext.Provider>.')
  return state
}
