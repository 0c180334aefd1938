import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Store } from './state.js'

export const StoreContext = createContext<Store | null>(null)

/** The store of the page or element that a component stands in. */
export function useStore(): Store {
  const store = useContext(StoreContext)
  if (!store) throw new Error('A component of @desirepath/view needs a store: wrap it in <StoreContext.Provider>.')
  return store
}
