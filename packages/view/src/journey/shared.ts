/**
 * What the journey views take from the rest of the package. The page loads them as a chunk of their own, in which this
 * module is the library that the page already has: so everything shared goes through here.
 */
export { StoreContext, useStore } from '../context.js'
export { type Cell, toCsv } from '../csv.js'
export {
  calendarTime,
  countOf,
  formatBucket,
  formatDay,
  formatDuration,
  formatDurationShort,
  formatInstant,
  formatNumber,
  formatShare,
  formatShareFine
} from '../format.js'
export { formatRate, formatShareOf, formatShort, inLocale, inPlainEnglish } from '../format-further.js'
export { inkCell } from '../ink-cell.js'
export { buildModel } from '../model.js'
export { activityName, channelName, plainName } from '../names.js'
export { type Colours, mix, type Slot } from '../palette.js'
export { Icon, type IconName } from '../parts/icon.js'
export { Bar, HubMark, Swatch } from '../parts/marks.js'
export { svgOfElement } from '../parts/picture-file.js'
export { copyText, saveText } from '../parts/save-text.js'
export { SaveTools } from '../parts/save-tools.js'
export { type Column, Table } from '../parts/table.js'
export { Card, Hidden, ScrollArea, Segmented } from '../parts/ui.js'
export { createStore, type Store } from '../state.js'
