// Plots as SVG files, readable on white and on dark paper.

const size = { width: 720, height: 380, left: 70, right: 20, top: 40, bottom: 70 };
const colours = ['#2f6fde', '#d9622b', '#2c9a5b', '#8a4fc9', '#b5892a', '#c23b6e'];

export const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter]);
const short = (value) => (value >= 1e6 ? `${value / 1e6}M` : value >= 1000 ? `${value / 1000}k` : String(Math.round(value * 1000) / 1000));

/** Round values from 0 to beyond `most`. */
function linearTicks(most) {
  const rough = most / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => Math.round(i * step * 1e6) / 1e6);
}

function logTicks(least, most) {
  const from = Math.floor(Math.log10(least));
  const to = Math.max(from + 1, Math.ceil(Math.log10(most)));
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
}

function frame(title, xTitle, yTitle, inside) {
  const { width, height, left, right, top, bottom } = size;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#222">
<rect width="${width}" height="${height}" rx="6" fill="#fff"/>
<text x="${left}" y="22" font-size="15" font-weight="600">${escaped(title)}</text>
<text x="${(left + width - right) / 2}" y="${height - bottom + 36}" text-anchor="middle">${escaped(xTitle)}</text>
<text transform="translate(16 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(yTitle)}</text>
${inside}
</svg>
`;
}

const legend = (names) =>
  names.map((name, i) => `<rect x="${size.left + i * 160}" y="${size.height - 20}" width="12" height="12" fill="${colours[i % colours.length]}"/><text x="${size.left + i * 160 + 18}" y="${size.height - 10}">${escaped(name)}</text>`).join('\n');

/**
 * Lines: `series` are {name, points: [[x, y], …]}; `xTicks` may be [[x, label], …]; with `logY` the y axis is
 * logarithmic.
 */
export function linePlot({ title, xTitle, yTitle, series, xTicks, logX = false, logY = false }) {
  const points = series.flatMap((each) => each.points).filter(([x, y]) => (!logX || x > 0) && (!logY || y > 0));
  if (points.length === 0) return frame(title, xTitle, yTitle, '');
  const all = (i) => points.map((point) => point[i]);
  const yMarks = logY ? logTicks(Math.min(...all(1)), Math.max(...all(1))) : linearTicks(Math.max(...all(1)));
  const xMarks = xTicks ?? (logX ? logTicks(Math.min(...all(0)), Math.max(...all(0))) : linearTicks(Math.max(...all(0)))).map((x) => [x, short(x)]);
  const placed = (log, from, to, begin, end) => (value) => {
    const map = log ? Math.log10 : (each) => each;
    return begin + ((map(Math.max(value, log ? from : value)) - map(from)) / (map(to) - map(from) || 1)) * (end - begin);
  };
  const x = placed(logX, xMarks[0][0], xMarks.at(-1)[0], size.left, size.width - size.right);
  const y = placed(logY, yMarks[0], yMarks.at(-1), size.height - size.bottom, size.top);
  const grid = [
    ...yMarks.map((mark) => `<path d="M${size.left} ${y(mark).toFixed(1)}H${size.width - size.right}" stroke="#ddd"/><text x="${size.left - 6}" y="${(y(mark) + 4).toFixed(1)}" text-anchor="end">${short(mark)}</text>`),
    ...xMarks.map(([mark, label]) => `<text x="${x(mark).toFixed(1)}" y="${size.height - size.bottom + 18}" text-anchor="middle">${escaped(label)}</text>`),
  ];
  const lines = series.map(({ points: own }, i) => `<path fill="none" stroke="${colours[i % colours.length]}" stroke-width="2" d="M${own.map((point) => `${x(point[0]).toFixed(1)} ${y(point[1]).toFixed(1)}`).join('L')}"/>`);
  return frame(title, xTitle, yTitle, [...grid, ...lines, legend(series.map(({ name }) => name))].join('\n'));
}

/** Latency by percentile, as HdrHistogram draws it: the rarer, the further right. `series` are {name, latency}. */
export function latencyPlot(title, series) {
  const nines = (share) => -Math.log10(1 - Math.min(share, 0.99999));
  return linePlot({
    title, xTitle: 'share of requests that are at most as slow', yTitle: 'ms', logY: true,
    xTicks: [[0, '0'], [1, '90 %'], [2, '99 %'], [3, '99.9 %'], [4, '99.99 %'], [5, 'all']],
    series: series.map(({ name, latency }) => ({ name, points: latency.curve.map(({ share, ms }) => [nines(share), Math.max(ms, 0.001)]) })),
  });
}

/** Stacked bars: `bars` are {name, parts: {label: value}}. */
export function stackedBars({ title, yTitle, bars }) {
  const labels = [...new Set(bars.flatMap(({ parts }) => Object.keys(parts)))];
  const total = ({ parts }) => Object.values(parts).reduce((sum, each) => sum + each, 0);
  const marks = linearTicks(Math.max(...bars.map(total), 0.001));
  const y = (value) => size.height - size.bottom - (value / marks.at(-1)) * (size.height - size.bottom - size.top);
  const step = (size.width - size.left - size.right) / bars.length;
  const grid = marks.map((mark) => `<path d="M${size.left} ${y(mark).toFixed(1)}H${size.width - size.right}" stroke="#ddd"/><text x="${size.left - 6}" y="${(y(mark) + 4).toFixed(1)}" text-anchor="end">${short(mark)}</text>`);
  const drawn = bars.flatMap(({ name, parts }, i) => {
    let sum = 0;
    const left = size.left + i * step + step * 0.2;
    const pieces = labels.filter((label) => parts[label]).map((label) => {
      sum += parts[label];
      return `<rect x="${left.toFixed(1)}" y="${y(sum).toFixed(1)}" width="${(step * 0.6).toFixed(1)}" height="${(y(sum - parts[label]) - y(sum)).toFixed(1)}" fill="${colours[labels.indexOf(label) % colours.length]}"><title>${escaped(label)}: ${short(parts[label])}</title></rect>`;
    });
    return [...pieces, `<text x="${(left + step * 0.3).toFixed(1)}" y="${size.height - size.bottom + 18}" text-anchor="middle">${escaped(name)}</text>`];
  });
  return frame(title, '', yTitle, [...grid, ...drawn, legend(labels.slice(0, 4))].join('\n'));
}
