// The export list of the usual kernels, nothing else; methods.ts is the other. Each kernel lives in a file of its own.
export { alloc, allocZeros, mark, release, heapBase } from "./arena";
export { seedStream, fillUniform } from "./random";
export { largestToken, countTokens, placeTokens, countRows, countCells, renumberTokens, takeCells } from "./count";
export { pointsColumns, pointsCentre, pointsPack } from "./points";
export { linksDotsOf } from "./links";
export { linksMultiply, linksOrthogonalise, linksDot, linksCombine, linksTridiagonal, linksTurnBack,
  linksNormalise, linksSigned } from "./links_lanczos";
export {
  linksCountEntries, linksBeginRows, linksPutEntries, linksNorms, linksStage, linksUnstage, linksOpenRow, linksPartners,
  linksCosines, linksFeatures
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
export { scanIndex } from "./scan_index";
export { scanRows, scanSeek } from "./scan";
export { dictionaryCode, dictionaryCodes, dictionaryMove, dictionaryRoom } from "./dictionary";
