import { defineDesirePath } from './embed/element.js'

export * from './components.js'
export { DesirePathElement, defineDesirePath } from './embed/element.js'
export type { ActivitySelectDetail, DiscoverLog, LogChoices, ProcessSelectDetail } from './embed/element-types.js'

// `import '@desirepath/view'` is enough for a page to use <desire-path>.
defineDesirePath()
