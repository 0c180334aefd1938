/** What answers to pointer and keys, all of it: the views fetch it together once their first picture stands. */
export { pageKey, searchKey } from './app/keys.js'
export { listKey } from './explore/list-keys.js'
export { timeHands } from './explore/time-hands.js'
export { giveHands } from './map/hands.js'
export { connectAddress } from './report/address.js'
