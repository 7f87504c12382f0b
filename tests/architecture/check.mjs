// Prints every breach of the architecture's rules: node check.mjs [ROOT]. Exit code 1 when there is one.
import { breaches, functionLengths } from './rules.mjs';
import { sourcesOf } from './sources.mjs';

const sources = sourcesOf(process.argv[2] ?? '.');
const found = breaches(sources);
for (const { path, line, message } of found) console.log(`${path}:${line}: ${message}`);
const { count, ninetieth, underScreen } = functionLengths(sources);
console.log(`${count} functions, the 90th percentile has ${ninetieth} lines, ${(underScreen * 100).toFixed(1)} % under 25`);
process.exit(found.length > 0 ? 1 : 0);
