// Many connections that are all open before the first of them asks.
import net from 'node:net';

/** So many idle connections to an address such as "http://127.0.0.1:4000". */
export async function openConnections(url, count) {
    const { hostname, port } = new URL(url);
    return Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
        const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
        socket.once('connect', () => { socket.off('error', reject); resolve(socket); });
        socket.once('error', reject);
    })));
}

/**
 * Asks on every connection at once, one request each: {path, headers, body}. An answer is {status, headers, text,
 * body}, or undefined where the connection broke before it was whole. `heard` is told of each answer as it comes.
 */
export function askAtOnce(connections, requests, heard = () => {}) {
    const answers = connections.map((socket) => answerOf(socket).then((answer) => {
        if (answer) heard(answer);
        return answer;
    }));
    for (const [index, socket] of connections.entries()) socket.write(bytesOf(requests[index]));
    return Promise.all(answers);
}

function bytesOf({ path, headers, body }) {
    const payload = Buffer.from(JSON.stringify(body));
    const head = { host: 'localhost', 'content-type': 'application/json', 'content-length': payload.length, ...headers };
    const lines = [`POST ${path} HTTP/1.1`, ...Object.entries(head).map(([name, value]) => `${name}: ${value}`)];
    return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), payload]);
}

function answerOf(socket) {
    return new Promise((resolve) => {
        let received = Buffer.alloc(0);
        const end = (answer) => { socket.destroy(); resolve(answer); };
        socket.on('data', (piece) => {
            received = Buffer.concat([received, piece]);
            const answer = wholeAnswer(received);
            if (answer) end(answer);
        });
        socket.once('error', () => end(undefined));
        socket.once('close', () => end(undefined));
    });
}

/** The services answer with a Content-Length whatever is not a stream. */
function wholeAnswer(received) {
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const [first, ...lines] = received.subarray(0, headEnd).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }));
    const content = received.subarray(headEnd + 4);
    if (content.length < Number(headers['content-length'])) return undefined;
    const text = content.toString('utf8');
    return { status: Number(first.split(' ')[1]), headers, text, body: text === '' ? undefined : JSON.parse(text) };
}
