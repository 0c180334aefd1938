import { defineDesirePath } from './embed/element.js'

export * from './components.js'
export {
  type ActivitySelectDetail,
  DesirePathElement,
  type DiscoverLog,
  defineDesirePath,
  type LogChoices,
  type ProcessSelectDetail
} from './embed/element.js'

// `import '@desirepath/view'` is enough for a page to use <desire-path>.
defineDesirePath()
