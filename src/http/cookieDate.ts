const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
// RFC 6265, 5.1.1: delimiter = %x09 / %x20-2F / %x3B-40 / %x5B-60 / %x7B-7E
const DELIMITER = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;

/** The ms since the epoch of a cookie's `Expires`, read as leniently as RFC 6265, 5.1.1 says; undefined if none. */
export function parseCookieDate(text: string): number | undefined {
  let time: RegExpExecArray | undefined;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const token of text.split(DELIMITER)) {
    const monthIndex = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    const [timeFound, dayFound, yearFound] = [TIME.exec(token), DAY.exec(token), YEAR.exec(token)];
    if (time === undefined && timeFound) time = timeFound;
    else if (day === undefined && dayFound) day = Number(dayFound[1]);
    else if (month === undefined && monthIndex >= 0) month = monthIndex;
    else if (year === undefined && yearFound) year = Number(yearFound[1]);
  }
  if (time === undefined || day === undefined || month === undefined || year === undefined) return undefined;
  if (year >= 70 && year <= 99) year += 1900;
  else if (year >= 0 && year <= 69) year += 2000;
  const [hour, minute, second] = [Number(time[1]), Number(time[2]), Number(time[3])];
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59) return undefined;
  return Date.UTC(year, month, day, hour, minute, second);
}
