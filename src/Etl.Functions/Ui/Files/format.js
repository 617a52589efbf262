// How values are shown.

const numbers = new Intl.NumberFormat('en');
const moments = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const clocks = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export const count = number => numbers.format(number);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** Of milliseconds; empty for null. */
export function duration(ms) {
  if (ms === null || ms === undefined) {
    return '';
  }

  if (ms < 100) {
    return `${Math.max(0, Math.round(ms))} ms`;
  }

  if (ms < 59_950) {
    return `${(ms / 1000).toFixed(1)} s`;
  }

  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
    : `${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds % 3600 / 60)).padStart(2, '0')} min`;
}

export function bytes(number) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (number >= 1000 && unit < units.length - 1) {
    number /= 1000;
    unit++;
  }

  return `${unit === 0 || number >= 100 ? Math.round(number) : number.toFixed(1)} ${units[unit]}`;
}

/** In the time zone of who looks; younger than half a year without the year. */
export function moment(iso, now) {
  const time = new Date(iso);
  return Math.abs(now - time) < 180 * 86_400_000 ? moments.format(time) : days.format(time);
}

/** The time of day to the second, in the time zone of who looks. */
export const clock = iso => clocks.format(new Date(iso));

/** "5 min ago", or "in 5 min". */
export function age(iso, now) {
  const ms = now - Date.parse(iso);
  const text = span(Math.abs(ms));
  return text === null ? 'just now' : ms < 0 ? `in ${text}` : `${text} ago`;
}

function span(ms) {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) {
    return null;
  }

  if (minutes < 60) {
    return `${minutes} min`;
  }

  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} h` : plural(Math.round(hours / 24), 'day');
}

let canvas = null;

/** Of a text in a font such as "600 12px", in pixels. */
export function widthOf(text, font) {
  canvas ??= document.createElement('canvas').getContext('2d');
  canvas.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
  return canvas.measureText(text).width;
}

/** Cuts a text that is wider than `width` pixels in a font such as "600 12px" in its middle: where names of one kind differ is at their ends. */
export function fit(text, width, font) {
  let shown = text;
  for (let length = text.length - 1; length > 2 && widthOf(shown, font) > width; length--) {
    const head = Math.ceil((length - 1) * 0.55);
    shown = `${text.slice(0, head)}…${text.slice(text.length - (length - 1 - head))}`;
  }

  return shown;
}
