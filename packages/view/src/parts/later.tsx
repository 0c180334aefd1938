import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Draws its content in a task of its own, after the rest: large views side by side then make no single long task. */
export function Later({ children }: { children: ComponentChildren }) {
  const [due, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true))
    return () => clearTimeout(timer)
  }, [])
  return due ? children : null
}
