// HTTP as a client of the services does it, with what holds for every answer checked on every answer.
import assert from 'node:assert/strict';
import http from 'node:http';

const problemStatuses = {
    invalid_request: 400, unauthenticated: 401, invalid_credentials: 401, payment_declined: 402, forbidden: 403,
    not_found: 404, method_not_allowed: 405, sold_out: 409, not_on_sale: 409, event_has_bookings: 409, conflict: 409,
    precondition_failed: 412, payload_too_large: 413, uri_too_long: 414, unsupported_media_type: 415,
    validation_failed: 422, idempotency_key_reused: 422, too_many_requests: 429, headers_too_large: 431,
    internal_error: 500, unavailable: 503, sales_suspended: 503,
};
const agent = new http.Agent({ keepAlive: true, maxSockets: 256, timeout: 30_000 });

export class Client {
    constructor({ service, base, documents, token }) {
        Object.assign(this, { service, base, documents, token });
    }

    get(path, options) { return this.request('GET', path, undefined, options); }
    post(path, body, options) { return this.request('POST', path, body, options); }
    put(path, body, options) { return this.request('PUT', path, body, options); }
    delete(path, options) { return this.request('DELETE', path, undefined, options); }

    /**
     * Sends and checks. `body` is sent as JSON unless it is a string or Buffer. Options: `headers` (null leaves one
     * out), `unchecked` skips the comparison with the OpenAPI document (for what no client ought to send).
     * Answers {status, headers, text, body}: body is the parsed JSON, if it is JSON.
     */
    async request(method, path, body, { headers = {}, unchecked = false } = {}) {
        const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
        const payload = raw ? body : JSON.stringify(body);
        const sent = { accept: 'application/json', ...headers };
        if (this.token && sent.authorization === undefined) sent.authorization = `Bearer ${this.token}`;
        if (payload !== undefined && sent['content-type'] === undefined) sent['content-type'] = 'application/json';
        for (const [name, value] of Object.entries(sent)) if (value === null) delete sent[name];
        const answer = await send(this.base(), method, path, sent, payload);
        this.#check(method, path, answer, unchecked);
        if (!unchecked) await this.documents.check(this, method, path, payload, answer);
        return answer;
    }

    #check(method, path, answer, unchecked) {
        const said = `${this.service} ${method} ${path.slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 600)}`;
        assert.notEqual(answer.status, 500, said);
        if (answer.status >= 400) checkProblem(answer, path, said, unchecked);
        if (/json/.test(answer.headers['content-type'] ?? '') && answer.body !== undefined && path !== '/openapi.json') noNulls(answer.body, said);
    }
}

/** A path and its other names: the event and booking services serve everything under /events and /bookings, too. */
const aliasesOf = (path) => [path, ...['/events', '/bookings'].flatMap((prefix) => [
    path === '/' ? prefix : prefix + path, path.startsWith(prefix) ? path.slice(prefix.length) || '/' : path])];

/** A problem has every member, its status fits its code, and it says nothing of the inside. */
function checkProblem({ status, headers, body }, path, said, unchecked) {
    if (/text\/html/.test(headers['content-type'])) return;
    assert.match(headers['content-type'] ?? '', /^application\/problem\+json/, said);
    for (const name of ['type', 'title', 'detail', 'instance', 'code', 'trace_id']) {
        assert.equal(typeof body[name], 'string', `${name} in ${said}`);
    }
    assert.equal(body.status, status, said);
    if (!unchecked) assert.ok(aliasesOf(path.split('?')[0]).includes(body.instance), `instance: ${said}`);
    assert.match(body.trace_id, /^[0-9a-f]{32}$/, said);
    const due = problemStatuses[body.code] ?? (/_not_found$/.test(body.code) ? 404 : /_already_exists$/.test(body.code) ? 409 : 0);
    assert.equal(due, status, `the code's status: ${said}`);
    if (body.code === 'validation_failed') {
        assert.ok(body.errors?.length > 0, `errors in ${said}`);
        for (const error of body.errors) assert.deepEqual(Object.keys(error).sort(), ['detail', 'pointer'], said);
    }
    if (status === 429 || status === 503) assert.match(headers['retry-after'] ?? '', /^\d+$/, said);
    if (status === 405) assert.ok(headers.allow, `Allow: ${said}`);
    assert.doesNotMatch(JSON.stringify(body), /sqlite|boost::|std::|exception|\.cpp/i, said);
}

function noNulls(value, said, name = '') {
    if (value === null) assert.equal(name, 'next_cursor', `only next_cursor may be null: ${said}`);
    else if (typeof value === 'object') {
        for (const [key, inside] of Object.entries(value)) noNulls(inside, said, key);
    }
}

export function send(base, method, path, headers, payload) {
    return new Promise((resolve, reject) => {
        const { hostname, port } = new URL(base);
        const request = http.request({ agent, hostname, port, method, path, headers, timeout: 30_000 }, (response) => {
            const pieces = [];
            response.on('data', (piece) => pieces.push(piece));
            response.on('error', reject);
            response.on('end', () => {
                const text = Buffer.concat(pieces).toString('utf8');
                const json = /json/.test(response.headers['content-type'] ?? '') && text !== '';
                let body;
                try {
                    body = json ? JSON.parse(text) : undefined;
                } catch (error) {
                    return reject(new Error(`not JSON: ${method} ${path}: ${text.slice(0, 300)}`, { cause: error }));
                }
                resolve({ status: response.statusCode, headers: response.headers, text, body });
            });
        });
        request.on('timeout', () => request.destroy(new Error(`no answer within 30 s: ${method} ${path}`)));
        request.on('error', reject);
        if (payload !== undefined) request.write(payload);
        request.end();
    });
}
