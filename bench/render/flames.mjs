// A flame graph as SVG: each box is a function, as wide as its share of the samples, on top of who called it.
import { escaped } from './plot.mjs';

const width = 1400;
const row = 17;
const narrowest = 0.6;

function treeOf(stacks) {
  const root = { name: 'all', samples: 0, callees: new Map() };
  for (const [stack, samples] of stacks) {
    let node = root;
    node.samples += samples;
    for (const name of stack.split(';')) {
      if (!node.callees.has(name)) node.callees.set(name, { name, samples: 0, callees: new Map() });
      node = node.callees.get(name);
      node.samples += samples;
    }
  }
  return root;
}

const depthOf = (node, scale) => (node.samples * scale < narrowest ? 0 : 1 + Math.max(0, ...[...node.callees.values()].map((each) => depthOf(each, scale))));

function hue(name) {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) % 997;
  return 10 + (hash % 45);
}

function* boxes(node, x, level, scale, height, all) {
  const wide = node.samples * scale;
  if (wide < narrowest) return;
  const y = height - (level + 1) * row;
  const share = ((node.samples / all) * 100).toFixed(1);
  const letters = Math.floor(wide / 6.6);
  const text = letters > 2 ? escaped(node.name.length > letters ? `${node.name.slice(0, letters - 1)}…` : node.name) : '';
  yield `<g><title>${escaped(node.name)}: ${share} %</title><rect x="${x.toFixed(1)}" y="${y}" width="${wide.toFixed(1)}" height="${row - 1}" fill="hsl(${hue(node.name)} 85% 68%)"/><text x="${(x + 2).toFixed(1)}" y="${y + 12}">${text}</text></g>`;
  let left = x;
  for (const callee of [...node.callees.values()].sort((a, b) => a.name.localeCompare(b.name))) {
    yield* boxes(callee, left, level + 1, scale, height, all);
    left += callee.samples * scale;
  }
}

/** `stacks`: Map of "outermost;…;innermost" to samples. */
export function drawFlames(title, stacks) {
  const root = treeOf(stacks);
  const scale = width / Math.max(1, root.samples);
  const height = (depthOf(root, scale) + 2) * row;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="11">
<rect width="${width}" height="${height}" fill="#fff"/><text x="4" y="13">${escaped(title)}: ${root.samples} samples</text>
${[...boxes(root, 0, 0, scale, height, root.samples)].join('\n')}
</svg>
`;
}
