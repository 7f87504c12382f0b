import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const rooms = ['apps', 'platform', 'services', 'web', 'tests', 'bench', 'cmake', 'script'];
const passedOver = new Set(['node_modules', 'corpus']);

function* walk(root, folder) {
    let entries;
    try {
        entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch {
        return;
    }
    for (const entry of entries) {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory() && !passedOver.has(entry.name)) yield* walk(root, path);
        else if (entry.isFile()) yield path;
    }
}

/** The repository's own sources under root: {path, text}; text is empty for what is not text. */
export function sourcesOf(root) {
    return rooms.flatMap((room) => [...walk(root, room)]).map((path) => ({
        path,
        text: /\.(cpp|hpp|txt|cmake|js|mjs|css|mustache|yaml|md)$/.test(path) ? readFileSync(join(root, path), 'utf8') : '',
    }));
}
