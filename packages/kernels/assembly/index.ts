// The export list, nothing else. Each kernel lives in a file of its own.
export { alloc, mark, release, heapBase } from "./arena";
export { seedStream, fillUniform, fillGaussian, buildAlias } from "./random";
export { largestToken, countTokens, placeTokens, countRows } from "./count";
export { skipgramScratch, trainSkipgram, step6, step2 } from "./skipgram";
export {
  pointsColumns, pointsCentre, pointsPack, kmeansCandidate, kmeansCopyPoint, kmeansSeed, kmeansPick,
  kmeansMeans, kmeansAssign, kmeansAssignBounded, kmeansMove, kmeansFarthest, kmeansInertia
} from "./kmeans";
export { linksNet, linksDots, linksDotsOf, linksMultiply, linksOrthogonalise, linksDot, linksCombine, linksTridiagonal } from "./links";
export { silhouettes } from "./silhouette";
export { spreadPairs, packColumns, stepScratch, stepRows, transformRows, scoreTile, gradeTile, addProduct, addPositives } from "./skipgram_counts";
export { gramScratch, addGram, cholesky, invertWithRidge, congruence, gauge } from "./dense";
export { reduceSteps, gatherSteps, solveSteps } from "./eigen";
export { nearestNeighbours } from "./neighbours";
export {
  layoutAffinities, layoutAttract, layoutSort, layoutTree, layoutRepel, layoutMass, layoutMove, layoutDivergence
} from "./layout";
export { spanningSteps } from "./spanning";
export { scanIndex, scanRows, dictionaryCode, dictionaryMove, dictionaryRoom } from "./scan";
