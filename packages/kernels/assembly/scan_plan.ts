// The plan of reading: i32 fields, by byte offset. The host lays them out in the same order (kernel-rows.ts).

export const INPUT: usize = 0; // the window's bytes, at least 64 more may be read
export const INDEX: usize = 4; // places listed by scanIndex; one more before them belongs to it, and eight behind
export const COUNT: usize = 8; // their number
export const CURSOR: usize = 12; // first place of the next row
export const POSITION: usize = 16; // first byte of the next row
export const WIDTH: usize = 20; // cells of a row
export const DELIMITER: usize = 24;
export const CAPACITY: usize = 28; // rows that fit
export const COLUMNS: usize = 32; // [width] of { kind, dictionary, out, texts }: texts is scratch for 512 texts of a column with names
export const LOCAL: usize = 36; // [capacity] u8: the stamp had no offset; zeros where there is no column of stamps
export const ROWS: usize = 40; // rows read since the host took them
export const LOCALS: usize = 44; // how many of them are local
export const FULL: usize = 48; // the dictionary that is full
export const BREAKS: usize = 52; // places of line feeds alone, eight more behind them
export const BREAK_COUNT: usize = 56;
export const BREAK_CURSOR: usize = 60; // first one that is not before `POSITION`
export const ODD: usize = 64; // whether quotes stand in the window, or a carriage return by itself
export const BATCH: usize = 68; // rows to be taken at a time
export const WALKED: usize = 72; // scratch: [width][64] places of cells, 8 bytes each
export const ROW_ENDS: usize = 76; // scratch: [64] of { cursor, position } behind a row
export const STATE: usize = 80; // of the reader of stamps and numbers (scan_values.ts), 32 bytes

/** Bytes of a column in the plan. */
export const COLUMN_BYTES: i32 = 16;
/** Bytes of a text in the scratch of its column: { address, length, hash, scratch }. */
export const TEXT_BYTES: usize = 16;
/** In the end of a cell's place: it stands in quotes. */
export const QUOTED: i32 = 1 << 30;
