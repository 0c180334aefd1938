import '@desirepath/view'
import type { Discovery } from '@desirepath/core'
import type { DesirePathElement, ProcessSelectDetail } from '@desirepath/view'
import { createElement, useEffect, useRef } from 'react'

/** `<desire-path>` as a component of React 18 or 19. */
export function DesirePath({
  data,
  theme,
  onProcessSelect
}: {
  data: Discovery
  theme?: 'light' | 'dark'
  onProcessSelect?: (detail: ProcessSelectDetail) => void
}) {
  const ref = useRef<DesirePathElement>(null)
  useEffect(() => {
    ref.current!.data = data
  }, [data])
  useEffect(() => {
    const element = ref.current!
    const listen = (event: Event) => onProcessSelect?.((event as CustomEvent<ProcessSelectDetail>).detail)
    element.addEventListener('process-select', listen)
    return () => element.removeEventListener('process-select', listen)
  }, [onProcessSelect])
  return createElement('desire-path', { ref, theme })
}
