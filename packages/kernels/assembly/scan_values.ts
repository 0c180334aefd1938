// Cells of text to numbers: stamps by arithmetic, plain numbers rounded correctly.

// What a reader of stamps keeps, by byte offset.
export const LAST_DATE: usize = 0; // the date read last, as its 10 bytes (u64, u16)
/** i32: 1 from the first date on that is not of the years 1972 to 2098. */
const FAR_DATE: usize = 12;
export const LAST_DAY: usize = 16; // f64, its midnight in ms
/** f64: what was read. */
export const VALUE: usize = 24;

/**
 * `YYYY-MM-DD`, then nothing or `[T ]hh:mm:ss[.digits][Z|+hh[[:]mm]]`, to state.VALUE in ms. Returns 1 where an offset
 * was given, 0 where none was, -1 for any other form.
 */
export function readStamp(p: usize, length: i32, state: usize): i32 {
  if (length < 10) return -1;
  // The date: logs run in time order, so it is mostly the one before.
  const head = load<u64>(p);
  const tail = <i32>load<u16>(p, 8);
  if (head != load<u64>(state, LAST_DATE) || tail != <i32>load<u16>(state, LAST_DATE + 8)) {
    if (!readDate(head, tail, state)) return -1;
    store<u64>(state, head, LAST_DATE);
    store<u16>(state, <u16>tail, LAST_DATE + 8);
  }
  const day = load<f64>(state, LAST_DAY);
  if (length == 10) {
    store<f64>(state, day, VALUE);
    return 0;
  }
  if (length < 19) return -1;
  const separator = <i32>load<u8>(p, 10);
  if (separator != 84 && separator != 32) return -1;
  // hh:mm:ss as eight bytes at once: digits have the high half 3 and, six more, still have it.
  const clock = load<u64>(p, 11);
  if (
    (clock & 0xF0F0FFF0F0FFF0F0) != 0x30303A30303A3030 ||
    ((clock + 0x0606000606000606) & 0xF0F000F0F000F0F0) != 0x3030003030003030
  ) return -1;
  const ones = clock & 0x0F0F000F0F000F0F;
  const pairs = ones * 10 + (ones >> 8);
  const hour = <i32>(pairs & 0xFF), minute = <i32>((pairs >> 24) & 0xFF), second = <i32>((pairs >> 48) & 0xFF);
  if (hour > 23 || minute > 59 || second > 59) return -1;
  let ms = <f64>(hour * 3600000 + minute * 60000 + second * 1000);
  let at = 19;
  if (at + 1 < length && <i32>load<u8>(p, 19) == 46) {
    let nanos: i32 = 0, count = 0;
    at++;
    while (at < length && isDigit(p + <usize>at, 0)) {
      if (++count > 9) return -1;
      nanos = nanos * 10 + <i32>load<u8>(p + <usize>at) - 48;
      at++;
    }
    if (count == 0) return -1;
    while (count++ < 9) nanos *= 10;
    ms += <f64>nanos / 1e6;
  }
  if (at == length) {
    store<f64>(state, day + ms, VALUE);
    return 0;
  }
  const sign = <i32>load<u8>(p + <usize>at);
  if (sign == 90 && at + 1 == length) {
    store<f64>(state, day + ms, VALUE);
    return 1;
  }
  if (sign != 43 && sign != 45) return -1;
  const zone = p + <usize>at + 1;
  const rest = length - at - 1;
  if (rest < 2 || !isDigit(zone, 0) || !isDigit(zone, 1)) return -1;
  const hours = twoDigits(zone);
  let minutes = 0;
  if (rest != 2) {
    const colon = <usize>i32(<i32>load<u8>(zone, 2) == 58);
    if (rest != 4 + <i32>colon || !isDigit(zone + colon, 2) || !isDigit(zone + colon, 3)) return -1;
    minutes = twoDigits(zone + colon + 2);
  }
  if (hours > 18 || minutes > 59) return -1;
  const offset = <f64>((hours * 60 + minutes) * 60000);
  store<f64>(state, day + ms - (sign == 45 ? -offset : offset), VALUE);
  return 1;
}

// @ts-ignore: decorator
@inline
function isDigit(p: usize, at: usize): bool {
  return <u32>load<u8>(p + at) - 48 <= 9;
}

// @ts-ignore: decorator
@inline
function twoDigits(p: usize): i32 {
  return (<i32>load<u8>(p) - 48) * 10 + <i32>load<u8>(p, 1) - 48;
}

// `YYYY-MM-DD`, given as eight bytes and two, to state.LAST_DAY (Howard Hinnant, "chrono-compatible low-level date algorithms").
function readDate(head: u64, tail: i32, state: usize): bool {
  // Digits have the high half 3 and, six more, still have it; `-` is 2D.
  if (
    (head & 0xFFF0F0FFF0F0F0F0) != 0x2D30302D30303030 || ((head + 0x0006060006060606) & 0x00F0F000F0F0F0F0) != 0x0030300030303030 ||
    (tail & 0xF0F0) != 0x3030 || ((tail + 0x0606) & 0xF0F0) != 0x3030
  ) return false;
  const ones = head & 0x000F0F000F0F0F0F;
  const pairs = ones * 10 + (ones >> 8);
  const year = <i32>(pairs & 0xFF) * 100 + <i32>((pairs >> 16) & 0xFF), month = <i32>((pairs >> 40) & 0xFF);
  const day = (tail & 15) * 10 + ((tail >> 8) & 15);
  if (month < 1 || month > 12 || day < 1) return false;
  if (day > 28) {
    const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const days = month == 2 ? 28 + i32(leap) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    if (day > days) return false;
  }
  if (year < 1972 || year > 2098) store<i32>(state, 1, FAR_DATE);
  const y = year - i32(month <= 2) + 400; // one era on, so that nothing is negative
  const era = y / 400, yearOfEra = y % 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  store<f64>(state, <f64>((era - 1) * 146097 + dayOfEra - 719468) * 86400000, LAST_DAY);
  return true;
}

// `[+-]digits[.digits]` of up to 15 digits, rounded correctly: both parts of the quotient are exact.
export function readNumber(p: usize, length: i32, state: usize): bool {
  if (length < 1) return false;
  const first = <i32>load<u8>(p);
  let at = first == 45 || first == 43 ? 1 : 0;
  let mantissa: i64 = 0, count = 0;
  let power: f64 = 1;
  let point = false;
  for (; at < length; at++) {
    const byte = <i32>load<u8>(p + <usize>at);
    if (byte == 46 && !point) {
      point = true;
      continue;
    }
    if (<u32>(byte - 48) > 9) return false;
    mantissa = mantissa * 10 + <i64>(byte - 48);
    if (++count > 15) return false;
    if (point) power *= 10;
  }
  if (count == 0) return false;
  const value = <f64>mantissa / power;
  store<f64>(state, first == 45 ? -value : value, VALUE);
  return true;
}
