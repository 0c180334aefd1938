// The export list of the kernels that figures of a log are counted by, as a binary of its own for works that wait for
// nothing: so small that it is compiled at once. Whoever has the usual kernels finds the same functions there.
export { alloc, allocZeros, mark, release } from "./arena";
export { placeSteps, edges, listEdges } from "./figures_edges";
export { quantiles } from "./figures_quantiles";
export { cutSessions } from "./runs_cut";
export { countRuns, timeSteps, countPaths } from "./runs_steps";
