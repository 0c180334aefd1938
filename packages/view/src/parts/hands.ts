export type Hands = typeof import('../hands.js')

/** What answers to pointer and keys; null until it is fetched, once the first picture stands. */
export let hands: Hands | null = null

let fetching: Promise<Hands> | null = null

/** Fetches it, or takes it where it is there. Tried again where it could not be fetched. */
export function fetchHands(): Promise<Hands> {
  fetching ??= import('../hands.js').then(
    (all) => {
      hands = all
      return all
    },
    (error) => {
      fetching = null
      throw error
    }
  )
  return fetching
}
