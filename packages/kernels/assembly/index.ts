// The export list, nothing else. Each kernel lives in a file of its own.
export { alloc, mark, release, heapBase } from "./arena";
export { seedStream, fillUniform, fillGaussian, buildAlias } from "./random";
export { largestToken, countTokens, placeTokens, countRows, countCells, renumberTokens, takeCells } from "./count";
export { skipgramScratch, trainSkipgram, step6, step2, update6, update4, update2 } from "./skipgram";
export { pointsColumns, pointsCentre, pointsPack } from "./points";
export { kmeansCandidate, kmeansCopyPoint, kmeansSeed, kmeansPick } from "./kmeans_start";
export { kmeansMeans, kmeansAssign } from "./kmeans";
export { kmeansGather, kmeansMove, kmeansFarthest, kmeansInertia } from "./kmeans_sums";
export { kmeansShorten, kmeansShortCentroids, shortScores, floatProducts, kmeansAssignShort } from "./kmeans_short";
export { kmeansAssignBounded } from "./kmeans_bounds";
export { linksNet, linksDots, linksDotsOf } from "./links";
export { linksMultiply, linksOrthogonalise, linksDot, linksCombine, linksTridiagonal, linksTurnBack,
  linksNormalise, linksSigned } from "./links_lanczos";
export {
  linksCountEntries, linksBeginRows, linksPutEntries, linksNorms, linksStage, linksUnstage, linksOpenRow, linksPartners,
  linksCosines, linksFeatures, linksSelect
} from "./links_pairs";
export { linksLook, linksLookAgain } from "./links_look";
export { contextLinks, contextAround, contextRow } from "./links_context";
export { linksJudge, linksWithin } from "./links_cut";
export { nearCount, nearPut, nearSmooth, nearInform, nearClose } from "./links_near";
export { hubEntropies, hubNeighbours, hubScores } from "./links_hubs";
export {
  evidenceSequence, evidenceFirsts, evidenceSort, evidenceWindows, evidencePlaces, evidencePartners, evidenceRows
} from "./links_evidence";
export { silhouettes } from "./silhouette";
export { spreadPairs, mirrorPairs, packColumns, stepScratch, stepRows, transformRows, scoreTile, gradeTile, addTile, addProduct, addPositives } from "./skipgram_counts";
export { gramScratch, addGram, cholesky, invertWithRidge, congruence, gauge } from "./dense";
export { reduceSteps, gatherSteps, solveSteps } from "./eigen";
export { nearestNeighbours } from "./neighbours";
export {
  layoutAffinities, layoutAttract, layoutSort, layoutTree, layoutRepel, layoutMass, layoutMove, layoutDivergence
} from "./layout";
export { spanningSteps } from "./spanning";
export { scanIndex } from "./scan_index";
export { scanRows, scanSeek } from "./scan";
export { dictionaryCode, dictionaryCodes, dictionaryMove, dictionaryRoom } from "./dictionary";
