const whole = new Intl.NumberFormat("en");
const BLANK = "\u00a0"; // lines do not break between a number and its unit

/** 1234567 as 1,234,567. */
export function count(number) {
  return whole.format(number);
}

/** Three digits that matter, without exponent. */
function short(number) {
  return number >= 100 ? whole.format(Math.round(number)) : String(Number(number.toPrecision(3)));
}

function scaled(number, step, units) {
  let power = 0;
  while (number >= step && power < units.length - 1) {
    number /= step;
    power++;
  }
  return `${short(number)}${BLANK}${units[power]}`;
}

export function bytes(number) {
  return scaled(number, 1024, ["bytes", "KiB", "MiB", "GiB", "TiB"]);
}

export function joules(number) {
  return scaled(number * 1e12, 1000, ["pJ", "nJ", "µJ", "mJ", "J"]);
}

export function percent(share) {
  return `${(100 * share).toFixed(1)}${BLANK}%`;
}

/** A rate for people: 12.3 or 1,234. */
export function rate(perSecond) {
  return short(perSecond);
}

export function duration(seconds) {
  if (seconds < 10) {
    return `${seconds.toFixed(2)} s`;
  }
  if (seconds < 100) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** "1 token", "2 tokens". */
export function tokens(number) {
  return number === 1 ? `1${BLANK}token` : `${count(number)}${BLANK}tokens`;
}
