// The export list of the kernels that only some methods need (k-means, HDBSCAN, stochastic skip-gram), and maps of
// many points: a binary of its own, which works in the memory of the usual one. Nothing here may have static data or allocate.
export { placeTokens, countRows } from "./count";
export { buildAlias } from "./random";
export { skipgramScratch, trainSkipgram } from "./skipgram";
export { step6, step2, update6, update4, update2 } from "./skipgram_steps";
export { mergeCopies } from "./skipgram_merge";
export { kmeansCandidate, kmeansCopyPoint, kmeansSeed, kmeansPick } from "./kmeans_start";
export { kmeansMeans, kmeansAssign } from "./kmeans";
export { kmeansGather, kmeansMove, kmeansFarthest, kmeansInertia } from "./kmeans_sums";
export { kmeansShorten, kmeansShortCentroids, shortScores, floatProducts, kmeansAssignShort } from "./kmeans_short";
export { kmeansAssignBounded } from "./kmeans_bounds";
export { spanningSteps } from "./spanning";
export { silhouettes } from "./silhouette";
export { layoutSort, layoutTree } from "./layout_tree";
export { layoutRepelFar } from "./layout_forces";
export { nearestShort } from "./neighbours";
