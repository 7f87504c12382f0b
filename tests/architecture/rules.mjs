// The rules of ARCHITECTURE.md as code: who may include whom, how long a file and a function may be, which names say
// nothing. Each rule takes a source {path, text} and yields {path, line, message}.

const domainPlatform = /^platform\/(id|shared|time|problem|json)\/|^platform\/auth\/caller\.hpp$/;
const drivers = /^(sqlite3|SQLiteCpp|libpq|mongoc|amqp|rabbitmq|curl|sodium|cjose|libical|openssl)\b/;
const plainHeader = /^[a-z_]+$/;

// What a layer may include of its own service, of the platform, and of other people's headers in angle brackets.
const layers = {
    domain: {
        own: ['domain'],
        platform: (header) => domainPlatform.test(header),
        others: (header) => plainHeader.test(header) || /^(fmt|boost\/describe)\b/.test(header),
    },
    ports: {
        own: ['domain', 'ports'],
        platform: (header) => !/^platform\/(http|sqlite|config\/settings)/.test(header),
        others: (header) => plainHeader.test(header) || /^(fmt|boost)\//.test(header),
    },
    app: {
        own: ['domain', 'ports', 'app'],
        platform: (header) => !/^platform\/(http|sqlite)\//.test(header),
        others: (header) => !drivers.test(header),
    },
    api: {
        own: ['domain', 'ports', 'app', 'api'],
        platform: (header) => !/^platform\/sqlite\//.test(header),
        others: (header) => !/^(sqlite3|SQLiteCpp|libpq|mongoc|amqp|rabbitmq|curl)\b/.test(header),
    },
    import: {
        own: ['domain', 'import'],
        platform: (header) => domainPlatform.test(header),
        others: (header) => plainHeader.test(header) || /^(fmt|boost|libical)\//.test(header),
    },
    adapters: {
        own: ['domain', 'ports', 'adapters'],
        platform: () => true,
        others: () => true,
    },
};

// Granted, each with its reason.
const exceptions = new Set([
    // The user service passes the neighbours' answers on as they are: what goes through this port is HTTP.
    'services/user/ports/neighbour.hpp platform/http/message.hpp',
]);

const limits = { fileLines: 400, functionLines: 70 };
const emptyNames = /(^|[/_.])(util|utils|utilities|common|helper|helpers|misc|manager)([/_.]|$)/i;
const unfinished = /\b(TODO|FIXME|HACK)\b/;

const isCpp = (path) => /\.(cpp|hpp)$/.test(path);
const isTest = (path) => /_test\.cpp$|_(test_world|fixture)\.hpp$/.test(path) || /\/(tests|preview)\//.test(path) || path.startsWith('tests/');

function* includesOf({ text }) {
    for (const [index, line] of text.split('\n').entries()) {
        const found = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(line);
        if (found) yield { line: index + 1, quoted: found[1] === '"', header: found[2] };
    }
}

/** Why a file of this path may not include the header; nothing when it may. */
function refusal(path, header, quoted) {
    if (exceptions.has(`${path} ${header}`)) return undefined;
    const [room, service, layer] = path.split('/');
    const [headerRoom, headerService, headerLayer] = header.split('/');
    if (quoted && header.startsWith('.')) return 'includes are written from the root of the repository';
    const testing = (name) => name.startsWith('platform/testing/');
    if (quoted && testing(header) && !isTest(path) && !testing(path)) return 'only tests include what is made for tests';
    if (room === 'apps') return undefined;
    if (room === 'tests') return undefined;
    if (quoted && headerRoom === 'apps') return 'only apps/ includes what is in apps/';
    if (room === 'platform') {
        return quoted && headerRoom !== 'platform' ? 'the platform knows nothing of services' : undefined;
    }
    if (room !== 'services') return undefined;
    if (quoted && headerRoom === 'services' && headerService !== service) {
        return `the inside of the ${headerService} service is its own`;
    }
    if (isTest(path)) return undefined;
    const rules = layers[layer];
    if (!rules) return `${layer}/ is not on the floor plan of a service`;
    if (!quoted) return rules.others(header) ? undefined : `${layer}/ does without this header`;
    if (headerRoom === 'platform') return rules.platform(header) ? undefined : `${layer}/ does without this module`;
    if (headerRoom === 'services') return rules.own.includes(headerLayer) ? undefined : `arrows point inwards: not from ${layer}/`;
    return headerRoom === 'generated' && layer !== 'domain' && layer !== 'ports' ? undefined : 'not a known room';
}

function* includeRule(source) {
    if (!isCpp(source.path)) return;
    for (const { line, quoted, header } of includesOf(source)) {
        const why = refusal(source.path, header, quoted);
        if (why) yield { path: source.path, line, message: `includes ${header}: ${why}` };
    }
}

function* fileRule({ path, text }) {
    const lines = text.split('\n').length - 1;
    if (isCpp(path) && lines > limits.fileLines) {
        yield { path, line: lines, message: `${lines} lines; a file has one subject and at most ${limits.fileLines}` };
    }
}

function* nameRule({ path }) {
    if (emptyNames.test(path)) yield { path, line: 1, message: 'the name says nothing about what is inside' };
}

function* unfinishedRule({ path, text }) {
    if (!isCpp(path)) return;
    for (const [index, line] of text.split('\n').entries()) {
        if (unfinished.test(line)) yield { path, line: index + 1, message: 'unfinished: finish it or file it' };
    }
}

/** The text with comments and the insides of literals blanked out, line by line as before. */
export function codeOnly(text) {
    const patterns = [
        /R"([^()\\ ]{0,16})\([\s\S]*?\)\1"/, /\/\/[^\n]*/, /\/\*[\s\S]*?\*\//, /"(?:\\.|[^"\\\n])*"/,
        /(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'/,
    ];
    const all = new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'), 'g');
    return text.replace(all, (found) => found.replace(/[^\n]/g, ' '));
}

/** Functions of a C++ text: {name, line, lines}, from the first line of the head to the closing brace. */
export function functionsOf(text) {
    const code = codeOnly(text).replace(/^[ \t]*#(?:[^\n\\]|\\\n|\\.)*/gm, (found) => found.replace(/[^\n]/g, ' '));
    const found = [];
    const open = [];
    let headStart = 0;
    const lineAt = (offset) => code.slice(0, offset).split('\n').length;
    for (let offset = 0; offset < code.length; ++offset) {
        const character = code[offset];
        const outside = open.every((block) => block.kind === 'scope');
        if (character === '{') {
            const head = code.slice(headStart, offset);
            open.push({ kind: outside ? kindOf(head) : 'inside', start: headStart + head.search(/\S|$/), head });
            headStart = offset + 1;
        } else if (character === '}') {
            const block = open.pop();
            if (block?.kind === 'function') {
                const line = lineAt(block.start);
                found.push({ name: nameOf(block.head), line, lines: lineAt(offset) - line + 1 });
            }
            // A member initialised with braces stands between a constructor's head and its body.
            if (block?.kind === 'initializer') headStart = block.start;
            else if (open.every(({ kind }) => kind === 'scope')) headStart = offset + 1;
        } else if (character === ';' && outside) {
            headStart = offset + 1;
        }
    }
    return found;
}

function kindOf(head) {
    const text = head.trim();
    if (/^(inline\s+)?namespace\b|^extern\b\s*$/.test(text)) return 'scope';
    const plain = text.replace(/^(template\s*<[^{}]*?>\s*(requires\b[^{}]*?)?)+/, '');
    if (/^(class|struct|union|enum)\b/.test(plain) && !/\)\s*(const|noexcept|override|->.*)?$/.test(plain)) return 'scope';
    if (/^(public|private|protected)\s*:/.test(plain)) return kindOf(plain.replace(/^\w+\s*:/, ''));
    if (!plain.includes('(') || /=\s*$/.test(plain)) return 'initializer';
    // `Type(int x) : member_` followed by a brace is a member's initialiser, not the body.
    if (/\)\s*(noexcept\s*)?:(?!:)/.test(plain) && /[\w>]\s*$/.test(plain) && !/\)\s*$/.test(plain)) return 'initializer';
    return 'function';
}

const nameOf = (head) => (/([\w:~]+(?:\s*operator\S+)?)\s*\(/.exec(head) ?? [])[1] ?? '(unnamed)';

function* functionRule({ path, text }) {
    if (!isCpp(path)) return;
    for (const { name, line, lines } of functionsOf(text)) {
        if (lines > limits.functionLines) {
            yield { path, line, message: `${name} has ${lines} lines; at most ${limits.functionLines}` };
        }
    }
}

/** Modules of the platform that include each other in a circle. */
function* circleRule(sources) {
    const edges = new Map();
    for (const source of sources.filter(({ path }) => path.startsWith('platform/') && isCpp(path) && !isTest(path))) {
        const from = source.path.split('/')[1];
        for (const { header } of includesOf(source)) {
            const [room, to] = header.split('/');
            if (room === 'platform' && to !== from) (edges.get(from) ?? edges.set(from, new Set()).get(from)).add(to);
        }
    }
    const done = new Set();
    function* walk(module, trail) {
        if (trail.includes(module)) {
            const circle = [...trail.slice(trail.indexOf(module)), module].join(' → ');
            yield { path: `platform/${module}`, line: 1, message: `modules include each other: ${circle}` };
        } else if (!done.has(module)) {
            for (const next of edges.get(module) ?? []) yield* walk(next, [...trail, module]);
            done.add(module);
        }
    }
    for (const module of edges.keys()) yield* walk(module, []);
}

/** Every breach in the sources, a list of {path, text}. */
export function breaches(sources) {
    const rules = [includeRule, fileRule, nameRule, unfinishedRule, functionRule];
    const found = sources.flatMap((source) => rules.flatMap((rule) => [...rule(source)]));
    return [...found, ...circleRule(sources)];
}

/** How long functions are, tests apart: {count, ninetieth, underScreen}, the last the share of under 25 lines. */
export function functionLengths(sources) {
    const lengths = sources.filter(({ path }) => isCpp(path) && !isTest(path))
        .flatMap(({ text }) => functionsOf(text).map(({ lines }) => lines)).sort((a, b) => a - b);
    return {
        count: lengths.length,
        ninetieth: lengths[Math.floor(lengths.length * 0.9)] ?? 0,
        underScreen: lengths.filter((lines) => lines < 25).length / (lengths.length || 1),
    };
}
