// The export list, nothing else. Each kernel lives in a file of its own.
export { alloc, mark, release, heapBase } from "./arena";
