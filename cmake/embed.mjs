// Writes the sources that carry files inside the executable: an assembler file that includes the bytes (which costs no
// compile time, however large they are) and a small C++ file that names them.
//
//   node embed.mjs texts|assets|openapi --namespace NS --name NAME --symbol SYMBOL --out BASE FILE…
//
// BASE.S and BASE.cpp are written, for openapi BASE.json too: the YAML file as JSON.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';

const contentTypes = {
    '.css': 'text/css; charset=utf-8',
    '.html': 'text/html; charset=utf-8',
    '.ico': 'image/x-icon',
    '.js': 'text/javascript; charset=utf-8',
    '.json': 'application/json',
    '.mjs': 'text/javascript; charset=utf-8',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.txt': 'text/plain; charset=utf-8',
    '.webmanifest': 'application/manifest+json',
    '.woff2': 'font/woff2',
};

function parseArguments([kind, ...rest]) {
    const options = { kind, files: [] };
    while (rest.length > 0) {
        const word = rest.shift();
        if (word.startsWith('--')) options[word.slice(2)] = rest.shift();
        else options.files.push(word);
    }
    return options;
}

function fail(message) {
    process.stderr.write(`embed: ${message}\n`);
    process.exit(1);
}

/** The YAML file as JSON text; refuses what the YAML reader warns about. */
function jsonOf(file) {
    let yaml;
    try {
        yaml = createRequire(new URL('../web/package.json', import.meta.url))('yaml');
    } catch {
        fail('the npm packages in web/ are missing; run script/bootstrap, or: npm ci --ignore-scripts --prefix web');
    }
    const document = yaml.parseDocument(readFileSync(file, 'utf8'), { uniqueKeys: true });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) fail(`${file}: ${faults.map((fault) => fault.message).join('\n')}`);
    const split = [];
    const json = JSON.stringify(document.toJS(), (key, value) => {
        if (value === null && key.includes(' ')) split.push(key);
        return value;
    });
    // `{ description: One thing, and another }` has a member "and another".
    if (split.length > 0) fail(`${file}: a text with a comma wants quotes: ${split.join(' · ')}`);
    return json;
}

function item(file, symbol) {
    const body = readFileSync(file);
    const type = contentTypes[extname(file)] ?? 'application/octet-stream';
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
    return { name: basename(file), file: resolve(file), symbol, size: body.length, type, hash };
}

const assemblerText = (items) => items.map(({ symbol, file }) => `
    .global ${symbol}
    .balign 16
${symbol}:
    .incbin "${file}"
    .byte 0
`).join('').replace(/^/, '    .section .rodata\n') + '    .section .note.GNU-stack,"",%progbits\n';

const declarations = (items) =>
    `extern "C" {\n${items.map(({ symbol }) => `extern const char ${symbol}[];`).join('\n')}\n}\n`;

const view = ({ symbol, size }) => `{${symbol}, ${size}}`;

const bodies = {
    texts: (items, { name }) => `
#include <stdexcept>
#include <string>

std::string_view @NS@::${name}(std::string_view name) {
${items.map((one) => `    if (name == "${one.name}") return ${view(one)};`).join('\n')}
    throw std::out_of_range("no such embedded file: " + std::string(name));
}
`,
    assets: (items, { name }) => `
namespace {
constexpr boxoffice::http::Asset embedded[] = {
${items.map((one) => `    {"${one.name}", "${one.type}", ${view(one)}, "${one.hash}"},`).join('\n')}
};
}  // namespace

std::span<const boxoffice::http::Asset> @NS@::${name}() { return embedded; }
`,
    openapi: ([one], { name }) => `
namespace @NS@ {
constinit const std::string_view ${name}${view(one)};
}
`,
};

const options = parseArguments(process.argv.slice(2));
if (!bodies[options.kind] || !options.out || options.files.length === 0) fail('see the head of embed.mjs for its use');
let files = options.files;
if (options.kind === 'openapi') {
    writeFileSync(`${options.out}.json`, jsonOf(files[0]));
    files = [`${options.out}.json`];
}
const items = files.map((file, index) => item(file, `${options.symbol}_${index}`));
const names = new Set(items.map(({ name }) => name));
if (names.size !== items.length) fail(`two files of one name: ${items.map(({ name }) => name).join(' ')}`);
writeFileSync(`${options.out}.S`, assemblerText(items));
const head = `#include "generated/${basename(options.out)}.hpp"\n\n${declarations(items)}`;
writeFileSync(`${options.out}.cpp`, head + bodies[options.kind](items, options).replaceAll('@NS@', options.namespace));
