// Ordinary rows of delimited text to coded columns. A row that is in any way unusual (broken or doubled quotes, another
// number of cells, a value that may count as missing, a stamp of another form) is left to the host, which reads it by
// the slow and complete way and then goes on here: these kernels never decide that a row is bad.
//
// Over a window of some hundred KB, `scanIndex` lists the places of delimiters, line breaks and quotes (scan_index.ts);
// `scanRows` takes some hundred rows at a time, and of those one column after the other: short loops, in which the
// processor looks up several names at once. Rows are judged first and named last, so that names are numbered in the order
// of the rows that are taken.

import { dictionaryCodesOf } from "./dictionary";
import { cellColumn, nameColumn, numberColumn, stampColumn } from "./scan_columns";
import {
  BATCH, BREAK_COUNT, BREAK_CURSOR, BREAKS, CAPACITY, COLUMN_BYTES, COLUMNS, COUNT, CURSOR, DELIMITER, FULL, INDEX, INPUT, LOCAL,
  LOCALS, ODD, POSITION, QUOTED, ROW_ENDS, ROWS, STATE, WALKED, WIDTH
} from "./scan_plan";

const LF: i32 = 10;
const CR: i32 = 13;
const QUOTE: i32 = 34;

/** What to do with a column. */
const SKIP: i32 = 0;
const NAME: i32 = 1; // code of its text, which must be there
const TEXT: i32 = 2; // code of its text, which may be empty
const STAMP: i32 = 3; // ms of an ISO 8601 stamp
const NUMBER: i32 = 4; // a plain number
const CELL: i32 = 5; // its place: first byte, first byte after, whether quoted

/** Why `scanRows` stopped. */
const WINDOW_END: i32 = 0;
const UNUSUAL: i32 = 1;
const DICTIONARY_FULL: i32 = 2;
const ROWS_FULL: i32 = 3;

/** Rows at a time; where quotes stand in the window, fewer, as the places of their cells are written down. */
const MOST_ROWS: i32 = 512;
const MOST_WALKED: i32 = 64;
/** After a row that was left to the host, and doubled from there: what was judged of the rows behind such a one is lost. */
const FEWEST_ROWS: i32 = 4;

/** Reads rows until one of the reasons to stop, which it returns. Whole rows only: a row that was begun is not taken. */
export function scanRows(plan: usize): i32 {
  while (true) {
    const room = load<i32>(plan, CAPACITY) - load<i32>(plan, ROWS);
    if (room == 0) return ROWS_FULL;
    const reason = load<i32>(plan, ODD) ? walkedBatch(plan, room) : regularBatch(plan, room);
    if (reason >= 0) return reason;
  }
}

/** Goes on at a row that begins later in the window, at `position`. */
export function scanSeek(plan: usize, position: i32): void {
  if (position == load<i32>(plan, POSITION)) return;
  const index = <usize>load<u32>(plan, INDEX), count = load<i32>(plan, COUNT);
  let cursor = load<i32>(plan, CURSOR);
  while (cursor < count && load<i32>(index + (<usize>cursor << 2)) < position) cursor++;
  const breaks = <usize>load<u32>(plan, BREAKS), breakCount = load<i32>(plan, BREAK_COUNT);
  let breakCursor = load<i32>(plan, BREAK_CURSOR);
  while (breakCursor < breakCount && load<i32>(breaks + (<usize>breakCursor << 2)) < position) breakCursor++;
  // As if the row before had ended right here.
  store<i32>(index + (<usize>cursor << 2) - 4, position - 1);
  store<i32>(plan, cursor, CURSOR);
  store<i32>(plan, breakCursor, BREAK_CURSOR);
  store<i32>(plan, position, POSITION);
}

/** Rows of a window without quotes: where every `width`-th place is a line break, they have no other ones. */
function regularBatch(plan: usize, room: i32): i32 {
  const width = load<i32>(plan, WIDTH);
  const cursor = load<i32>(plan, CURSOR), breakCursor = load<i32>(plan, BREAK_CURSOR);
  const first = <usize>load<u32>(plan, INDEX) + (<usize>cursor << 2);
  const end = <usize>load<u32>(plan, INDEX) + (<usize>load<i32>(plan, COUNT) << 2);
  const most = min(min(load<i32>(plan, BATCH), MOST_ROWS), room);
  const left = load<i32>(plan, BREAK_COUNT) - breakCursor;
  const found = regularRows(
    first + (<usize>(width - 1) << 2), end, <usize>width << 2, <usize>load<u32>(plan, BREAKS) + (<usize>breakCursor << 2), min(most, left)
  );
  const rows = takeColumns(plan, found, first - 4, 4, <usize>width << 2, 1);
  if (rows < 0) return DICTIONARY_FULL;
  if (rows > 0) {
    store<i32>(plan, cursor + rows * width, CURSOR);
    store<i32>(plan, breakCursor + rows, BREAK_CURSOR);
    store<i32>(plan, load<i32>(first + (<usize>(rows * width - 1) << 2)) + 1, POSITION);
  }
  return ending(plan, rows, most, rows == found && found == left);
}

function regularRows(at: usize, end: usize, stride: usize, breaks: usize, most: i32): i32 {
  let rows = 0;
  while (rows < most && at < end && load<i32>(at) == load<i32>(breaks)) {
    at += stride;
    breaks += 4;
    rows++;
  }
  return rows;
}

/** What to tell of a batch: -1 to go on. */
function ending(plan: usize, rows: i32, most: i32, windowEnd: bool): i32 {
  if (rows == most) {
    store<i32>(plan, min(load<i32>(plan, BATCH) * 2, MOST_ROWS), BATCH);
    return -1;
  }
  if (windowEnd) return WINDOW_END;
  store<i32>(plan, FEWEST_ROWS, BATCH);
  return UNUSUAL;
}

/** Rows of a window in which quotes stand, or a line break of another kind: one cell after the other. */
function walkedBatch(plan: usize, room: i32): i32 {
  const walked = <usize>load<u32>(plan, WALKED), ends = <usize>load<u32>(plan, ROW_ENDS);
  const most = min(min(load<i32>(plan, BATCH), MOST_WALKED), room);
  const cellStride = <usize>MOST_WALKED << 3;
  let at = load<i32>(plan, CURSOR), start = load<i32>(plan, POSITION);
  let found = 0, windowEnd = false;
  for (; found < most; found++) {
    at = walkRow(plan, at, start, walked + (<usize>found << 3), cellStride);
    if (at < 0) {
      windowEnd = at == -1;
      break;
    }
    start = load<i32>(<usize>load<u32>(plan, INDEX) + (<usize>at << 2) - 4) + 1;
    store<i32>(ends + (<usize>found << 3), at);
    store<i32>(ends + (<usize>found << 3), start, 4);
  }
  const rows = takeColumns(plan, found, walked, cellStride, 8, 0);
  if (rows < 0) return DICTIONARY_FULL;
  if (rows > 0) {
    store<i32>(plan, load<i32>(ends + (<usize>rows << 3) - 8), CURSOR);
    store<i32>(plan, load<i32>(ends + (<usize>rows << 3) - 4), POSITION);
  }
  return ending(plan, rows, most, rows == found && windowEnd);
}

// The cells of one row: first byte, and first byte after with QUOTED set where it stands in quotes, one cell every
// `stride` bytes at `cells`. Returns the place in the index behind the row; -1 where the window ends before it, -2 where it is unusual.
function walkRow(plan: usize, cursor: i32, start: i32, cells: usize, stride: usize): i32 {
  const input = <usize>load<u32>(plan, INPUT), index = <usize>load<u32>(plan, INDEX);
  const delimiter = load<i32>(plan, DELIMITER);
  const end = index + (<usize>load<i32>(plan, COUNT) << 2);
  let at = index + (<usize>cursor << 2);
  for (let left = load<i32>(plan, WIDTH); left > 0; left--, cells += stride) {
    if (at >= end) return -1;
    let place = load<i32>(at);
    let from = start, to = place;
    if (place == start && <i32>load<u8>(input + <usize>place) == QUOTE) {
      do {
        at += 4;
        if (at >= end) return -1;
        place = load<i32>(at);
      } while (<i32>load<u8>(input + <usize>place) == delimiter);
      if (at + 4 >= end) return -1;
      if (<i32>load<u8>(input + <usize>place) != QUOTE) return -2;
      from = start + 1;
      to = place | QUOTED;
      at += 4;
      const after = load<i32>(at);
      // Places of CR before LF are not listed.
      if (after != place + 1 && (after != place + 2 || <i32>load<u8>(input + <usize>place, 1) != CR)) return -2;
      place = after;
    }
    if (<i32>load<u8>(input + <usize>place) != (left > 1 ? delimiter : LF)) return -2;
    store<i32>(cells, from);
    store<i32>(cells, to, 4);
    start = place + 1;
    at += 4;
  }
  return <i32>((at - index) >> 2);
}

/**
 * Takes up to `rows` rows: judges their cells column by column, then codes the names of the rows before the first unusual
 * one. A cell's place is a pair of i32 at cells + column * cellStride + row * rowStride; `behind` is added to the first.
 * Returns how many rows were taken; -1 where a dictionary is full: then none is, and the host makes room and comes again
 * (names that were added will be found).
 */
function takeColumns(plan: usize, rows: i32, cells: usize, cellStride: usize, rowStride: usize, behind: i32): i32 {
  if (rows == 0) return 0;
  const input = <usize>load<u32>(plan, INPUT);
  const columns = <usize>load<u32>(plan, COLUMNS);
  const last = columns + <usize>(load<i32>(plan, WIDTH) * COLUMN_BYTES);
  const row = load<i32>(plan, ROWS);
  let places = cells;
  for (let column = columns; column < last; column += COLUMN_BYTES, places += cellStride) {
    const kind = load<i32>(column);
    if (kind == NAME || kind == TEXT) {
      rows = nameColumn(places, rowStride, behind, input, rows, kind == TEXT, <usize>load<u32>(column, 12));
    } else if (kind == NUMBER) {
      rows = numberColumn(places, rowStride, behind, input, rows, plan + STATE, <usize>load<u32>(column, 8) + (<usize>row << 3));
    }
    if (rows == 0) return 0;
  }
  // Stamps after all that may be unusual for other reasons: the local ones among those taken are counted.
  places = cells;
  for (let column = columns; column < last; column += COLUMN_BYTES, places += cellStride) {
    if (load<i32>(column) != STAMP) continue;
    const local = <usize>load<u32>(plan, LOCAL) + <usize>row;
    rows = stampColumn(places, rowStride, behind, input, rows, plan + STATE, <usize>load<u32>(column, 8) + (<usize>row << 3), local);
    if (rows == 0) return 0;
  }
  places = cells;
  for (let column = columns; column < last; column += COLUMN_BYTES, places += cellStride) {
    const kind = load<i32>(column);
    if (kind == NAME || kind == TEXT) {
      const dictionary = <usize>load<u32>(column, 4);
      const codes = <usize>load<u32>(column, 8) + (<usize>row << 2);
      if (dictionaryCodesOf(dictionary, <usize>load<u32>(column, 12), rows, codes) < rows) {
        store<u32>(plan, <u32>dictionary, FULL);
        return -1;
      }
    } else if (kind == CELL) {
      cellColumn(places, rowStride, behind, input, rows, <usize>load<u32>(column, 8) + <usize>row * 12);
    }
  }
  const local = <usize>load<u32>(plan, LOCAL) + <usize>row;
  let locals = load<i32>(plan, LOCALS);
  for (let i: usize = 0; i < <usize>rows; i++) locals += <i32>load<u8>(local + i);
  store<i32>(plan, locals, LOCALS);
  store<i32>(plan, row + rows, ROWS);
  return rows;
}
