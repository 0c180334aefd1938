/**
 * The signatures of the wasm exports, as one typed shape. Pointers are byte addresses; every matrix is row-major with
 * its stride padded to 8 floats. Add a line here for each function that assembly/index.ts exports.
 */
export declare const shape: {
  alloc(bytes: number): number
  allocZeros(bytes: number): number
  mark(): number
  release(to: number): void
  heapBase(): number
  seedStream(state: number, seed: number, stream: number): void
  fillUniform(target: number, rows: number, dimensions: number, stride: number, scale: number, state: number): void
  buildAlias(weights: number, n: number, table: number, scratch: number): void
  largestToken(tokens: number, length: number): number
  countTokens(tokens: number, from: number, to: number, histogram: number): void
  placeTokens(
    tokens: number,
    offsets: number,
    first: number,
    last: number,
    from: number,
    to: number,
    window: number,
    shift: number,
    cursor: number,
    places: number
  ): void
  countRows(
    tokens: number,
    places: number,
    starts: number,
    firstRow: number,
    lastRow: number,
    window: number,
    shift: number,
    activities: number,
    columns: number,
    weights: number,
    rowPairs: number,
    strip: number
  ): void
  countCells(
    tokens: number,
    offsets: number,
    first: number,
    last: number,
    from: number,
    to: number,
    window: number,
    activities: number,
    cells: number
  ): void
  renumberTokens(tokens: number, from: number, to: number, codes: number): void
  takeCells(
    cells: number,
    tables: number,
    tableBytes: number,
    codes: number,
    names: number,
    firstRow: number,
    lastRow: number,
    activities: number,
    columns: number,
    weights: number,
    rowPairs: number,
    strip: number
  ): number
  skipgramScratch(window: number, negative: number, stride: number): number
  mergeCopies(model: number, copies: number, bytes: number, count: number, from: number, to: number): void
  trainSkipgram(
    input: number,
    output: number,
    activities: number,
    stride: number,
    tokens: number,
    offsets: number,
    first: number,
    last: number,
    alias: number,
    keep: number,
    window: number,
    negative: number,
    rateAtStart: number,
    ratePerToken: number,
    least: number,
    state: number,
    scratch: number
  ): void
  pointsColumns(rows: number, d: number, from: number, to: number, sums: number, lows: number, highs: number): void
  pointsCentre(rows: number, d: number, from: number, to: number, means: number, scale: number, state: number): void
  pointsPack(
    rows: number,
    order: number,
    n: number,
    d: number,
    padded: number,
    fromBlock: number,
    toBlock: number,
    points: number,
    norms: number
  ): void
  kmeansCandidate(row: number, d: number, group: number, slot: number): void
  kmeansCopyPoint(points: number, d: number, position: number, row: number): void
  kmeansSeed(
    points: number,
    d: number,
    group: number,
    closest: number,
    out: number,
    outStride: number,
    sums: number,
    from: number,
    to: number
  ): void
  kmeansPick(weights: number, n: number, target: number): number
  kmeansMeans(
    sums: number,
    counts: number,
    k: number,
    k4: number,
    d: number,
    centroids: number,
    groups: number,
    halves: number,
    drift: number
  ): number
  kmeansAssign(
    points: number,
    rows: number,
    order: number,
    width: number,
    labels: number,
    n: number,
    d: number,
    groups: number,
    halves: number,
    k4: number,
    from: number,
    to: number,
    sums: number,
    counts: number,
    changes: number,
    scratch: number
  ): void
  kmeansShorten(points: number, d: number, scale: number, from: number, to: number, shorts: number, lost: number): void
  kmeansShortCentroids(
    centroids: number,
    halves: number,
    k: number,
    k4: number,
    d: number,
    scale: number,
    product: number,
    short: number,
    starts: number
  ): number
  kmeansAssignShort(
    points: number,
    shorts: number,
    rows: number,
    order: number,
    width: number,
    labels: number,
    n: number,
    d: number,
    centroids: number,
    halves: number,
    short: number,
    starts: number,
    doubt: number,
    k4: number,
    from: number,
    to: number,
    sums: number,
    counts: number,
    changes: number,
    scratch: number
  ): void
  kmeansAssignBounded(
    points: number,
    shorts: number,
    norms: number,
    rows: number,
    order: number,
    width: number,
    labels: number,
    n: number,
    d: number,
    centroids: number,
    halves: number,
    short: number,
    starts: number,
    unit: number,
    doubt: number,
    k: number,
    lower: number,
    upper: number,
    drift: number,
    margin: number,
    fresh: number,
    from: number,
    to: number,
    sums: number,
    counts: number,
    changes: number,
    scratch: number
  ): void
  kmeansGather(sums: number, counts: number, partSums: number, partCounts: number, cells: number, k: number): void
  kmeansMove(
    rows: number,
    order: number,
    width: number,
    labels: number,
    d: number,
    position: number,
    to: number,
    sums: number,
    counts: number
  ): void
  kmeansFarthest(
    rows: number,
    order: number,
    width: number,
    labels: number,
    n: number,
    d: number,
    centroids: number,
    counts: number
  ): number
  kmeansInertia(
    rows: number,
    order: number,
    width: number,
    labels: number,
    d: number,
    centroids: number,
    from: number,
    to: number,
    sofar: number
  ): number
  linksCountEntries(plan: number, i: number): number
  linksBeginRows(offsets: number, n: number): number
  linksPutEntries(plan: number, i: number): number
  linksNorms(plan: number): void
  linksStage(plan: number, i: number): number
  linksUnstage(plan: number, known: number): void
  linksOpenRow(plan: number, i: number): void
  linksPartners(plan: number, i: number, known: number, all: number, least: number): number
  linksCosines(plan: number, count: number, overSessions: number, overWindows: number, ofFlow: number): void
  linksFeatures(plan: number, i: number, count: number): void
  evidenceSequence(tokens: number, offsets: number, sessions: number, n: number, sequence: number): void
  evidenceFirsts(
    tokens: number,
    offsets: number,
    sessions: number,
    n: number,
    seen: number,
    members: number,
    having: number,
    totals: number
  ): void
  evidenceWindows(
    tokens: number,
    offsets: number,
    sessions: number,
    n: number,
    length: number,
    seen: number,
    members: number,
    having: number,
    totals: number
  ): void
  evidencePlaces(members: number, length: number, n: number, starts: number, places: number): void
  evidencePartners(
    sessions: number,
    starts: number,
    places: number,
    n: number,
    from: number,
    to: number,
    partners: number,
    met: number
  ): void
  evidenceSort(
    members: number,
    length: number,
    n: number,
    starts: number,
    places: number,
    owner: number,
    sorted: number
  ): void
  evidenceRows(from: number, to: number, place: number, plan: number): void
  linksDotsOf(rows: number, stride: number, i: number, ids: number, count: number, out: number): void
  linksMultiply(size: number, offsets: number, columns: number, values: number, x: number, out: number): void
  linksOrthogonalise(vector: number, basis: number, count: number, padded: number): void
  linksDot(a: number, b: number, padded: number): number
  linksCombine(basis: number, rows: number, padded: number, weights: number, count: number, columns: number): void
  linksTridiagonal(diagonal: number, off: number, m: number, noted: number): void
  linksNormalise(vector: number, row: number, padded: number, length: number): void
  linksSigned(columns: number, padded: number, n: number, count: number, scales: number, out: number): void
  nearCount(plan: number, i: number): number
  nearPut(plan: number, i: number): number
  nearSmooth(plan: number): void
  nearInform(plan: number, i: number): number
  nearClose(plan: number, begins: number): void
  linksTurnBack(rotations: number, noted: number, turned: number, count: number): void
  linksLook(from: number, to: number, place: number, least: number, most: number, surely: number, look: number): void
  linksLookAgain(
    from: number,
    to: number,
    place: number,
    context: number,
    least: number,
    most: number,
    look: number
  ): void
  contextLinks(plan: number): void
  contextAround(plan: number, from: number, to: number): number
  contextRow(
    plan: number,
    i: number,
    ids: number,
    probabilities: number,
    count: number,
    out: number,
    rowBytes: number
  ): void
  hubEntropies(
    n: number,
    sequence: number,
    starts: number,
    places: number,
    counts: number,
    met: number,
    out: number
  ): void
  hubNeighbours(n: number, sequence: number, length: number, hubs: number, behind: number, out: number): void
  hubScores(
    n: number,
    starts: number,
    places: number,
    neighbours: number,
    clusters: number,
    usual: number,
    row: number,
    touched: number,
    out: number
  ): void
  linksJudge(plan: number, from: number, to: number, taken: number): void
  linksWithin(plan: number, level: number): number
  silhouettes(
    points: number,
    rows: number,
    starts: number,
    clusters: number,
    n: number,
    d: number,
    padded: number,
    squared: number,
    from: number,
    to: number,
    scratch: number,
    out: number
  ): void
  spreadPairs(
    offsets: number,
    columns: number,
    weights: number,
    first: number,
    last: number,
    dense: number,
    tiles: number
  ): void
  mirrorPairs(
    offsets: number,
    columns: number,
    weights: number,
    first: number,
    last: number,
    cursor: number,
    ids: number,
    values: number
  ): void
  packColumns(
    rows: number,
    ids: number,
    first: number,
    last: number,
    stride: number,
    columns: number,
    picked: number,
    lanes: number,
    units: number
  ): void
  stepScratch(stride: number, longest: number): number
  stepRows(
    own: number,
    first: number,
    last: number,
    stride: number,
    picked: number,
    lanes: number,
    units: number,
    columns: number,
    negatives: number,
    weight: number,
    dense: number,
    offsets: number,
    ids: number,
    values: number,
    longest: number,
    least: number,
    turn: number,
    other: number,
    inverse: number,
    rates: number,
    scratch: number
  ): void
  transformRows(rows: number, first: number, last: number, stride: number, transform: number, scratch: number): void
  gramScratch(stride: number): number
  addGram(
    rows: number,
    weights: number,
    first: number,
    last: number,
    stride: number,
    gram: number,
    scratch: number
  ): void
  cholesky(matrix: number, n: number, tolerance: number): void
  invertWithRidge(matrix: number, n: number, dimensions: number, ridge: number, scratch: number, inverse: number): void
  congruence(left: number, middle: number, n: number, scratch: number, result: number): void
  reduceSteps(vectors: number, n: number, values: number, work: number, from: number, to: number): void
  gatherSteps(vectors: number, n: number, values: number, work: number, from: number, to: number): void
  solveSteps(vectors: number, n: number, values: number, work: number, from: number, to: number): void
  gauge(left: number, vectors: number, values: number, n: number, transform: number): void
  nearestNeighbours(
    points: number,
    rows: number,
    n: number,
    d: number,
    padded: number,
    k: number,
    from: number,
    to: number,
    scratch: number,
    distances: number,
    indices: number
  ): void
  layoutAffinities(
    distances: number,
    k: number,
    perplexity: number,
    from: number,
    to: number,
    scratch: number,
    p: number
  ): void
  layoutAttract(
    place: number,
    offsets: number,
    targets: number,
    weights: number,
    from: number,
    to: number,
    pull: number
  ): void
  layoutSort(
    place: number,
    n: number,
    sorted: number,
    keys: number,
    spare: number,
    order: number,
    xs: number,
    ys: number
  ): number
  layoutTree(keys: number, xs: number, ys: number, n: number, side: number, theta: number, nodes: number): number
  layoutRepel(
    xs: number,
    ys: number,
    n: number,
    nodes: number,
    count: number,
    order: number,
    from: number,
    to: number,
    scratch: number,
    push: number,
    mass: number
  ): void
  layoutMass(mass: number, n: number): number
  layoutMove(
    place: number,
    speed: number,
    gains: number,
    pull: number,
    push: number,
    n: number,
    mass: number,
    exaggeration: number,
    rate: number,
    momentum: number
  ): void
  layoutDivergence(
    place: number,
    offsets: number,
    targets: number,
    weights: number,
    mass: number,
    from: number,
    to: number
  ): number
  spanningSteps(
    points: number,
    rows: number,
    rowCore: number,
    d: number,
    padded: number,
    left: number,
    last: number,
    steps: number,
    ids: number,
    core: number,
    near: number,
    link: number,
    weights: number,
    from: number,
    to: number
  ): number
  scanIndex(plan: number, to: number): void
  scanSeek(plan: number, position: number): void
  scanRows(plan: number): number
  dictionaryCode(dictionary: number, text: number, length: number): number
  dictionaryCodes(dictionary: number, bytes: number, ends: number, from: number, to: number, codes: number): number
  dictionaryMove(dictionary: number, tags: number, slots: number, size: number, ends: number): void
  dictionaryRoom(dictionary: number, block: number, bytes: number): void
}
