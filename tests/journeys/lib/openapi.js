// What the services say of themselves in /openapi.json, compared with what they answer.
import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { send } from './client.js';

const aliases = { event: '/events', booking: '/bookings' };
// Every service has these; its document need not say so.
const undocumented = new Set(['/docs', '/healthz', '/readyz', '/metrics', '/openapi.json']);
const pointerPart = (text) => encodeURIComponent(text.replace(/~/g, '~0').replace(/\//g, '~1'));

/** The OpenAPI document of one service. */
export class Document {
    constructor(service, json) {
        this.service = service;
        this.json = json;
        this.ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
        addFormats(this.ajv);
        this.ajv.addSchema(json, 'openapi');
        this.patterns = Object.keys(json.paths).map((template) => ({ template, literal: !template.includes('{'), pattern: patternOf(template) }))
            .sort((a, b) => Number(b.literal) - Number(a.literal) || a.template.length - b.template.length);
    }

    /** The operations: {template, method, operation}. */
    operations() {
        return Object.entries(this.json.paths).flatMap(([template, item]) => Object.entries(item)
            .filter(([method]) => ['get', 'put', 'post', 'delete', 'patch'].includes(method))
            .map(([method, operation]) => ({ template, method: method.toUpperCase(), operation })));
    }

    /** The template of a path, or of the path that it is another name of. */
    templateOf(path) {
        const alias = aliases[this.service];
        const names = [path];
        if (alias && (path === alias || path.startsWith(`${alias}/`))) names.push(path.slice(alias.length) || '/');
        else if (alias) names.push(path === '/' ? alias : alias + path);
        for (const name of names) {
            const found = this.patterns.find(({ pattern }) => pattern.test(name));
            if (found) return found.template;
        }
        return undefined;
    }

    #resolve(node, pointer) {
        if (!node?.$ref) return { node, pointer };
        const parts = node.$ref.replace(/^#\//, '').split('/').map((part) => decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~'));
        return { node: parts.reduce((inside, part) => inside[part], this.json), pointer: node.$ref };
    }

    #validate(pointer, value, said) {
        const validate = this.ajv.getSchema(`openapi${pointer}`) ?? this.ajv.compile({ $ref: `openapi${pointer}` });
        assert.ok(validate(value), `${said}\nbreaks ${pointer}: ${this.ajv.errorsText(validate.errors)}`);
    }

    checkAnswer(method, path, answer) {
        const said = `${this.service} ${method} ${path} → ${answer.status} ${answer.text.slice(0, 800)}`;
        const template = this.templateOf(path.split('?')[0]);
        if (template === undefined) return assert.equal(answer.status, 404, `an undocumented path: ${said}`);
        const operation = this.json.paths[template][(method === 'HEAD' ? 'GET' : method).toLowerCase()];
        if (!operation) return assert.equal(answer.status, 405, `an undocumented method: ${said}`);
        const base = `#/paths/${pointerPart(template)}/${method.toLowerCase()}/responses`;
        const key = operation.responses[answer.status] ? String(answer.status) : `${String(answer.status)[0]}XX`;
        const listed = operation.responses[key] ? key : 'default';
        assert.ok(operation.responses[listed], `an undocumented status: ${said}`);
        const { node, pointer } = this.#resolve(operation.responses[listed], `${base}/${listed}`);
        if (answer.body === undefined) return undefined;
        const type = answer.headers['content-type'].split(';')[0];
        assert.ok(node.content?.[type], `an undocumented content type ${type}: ${said}`);
        if (!node.content[type].schema) return undefined;
        this.#validate(`${pointer}/content/${pointerPart(type)}/schema`, answer.body, said);
    }

    /** A body that was taken has to be as documented. */
    checkRequest(method, path, payload, answer) {
        if (payload === undefined || answer.status >= 300) return;
        const template = this.templateOf(path.split('?')[0]);
        const operation = this.json.paths[template]?.[method.toLowerCase()];
        const said = `${this.service} ${method} ${path} took ${String(payload).slice(0, 600)}`;
        assert.ok(operation?.requestBody, `no documented body: ${said}`);
        const { node, pointer } = this.#resolve(operation.requestBody, `#/paths/${pointerPart(template)}/${method.toLowerCase()}/requestBody`);
        if (!node.content['application/json']) return;
        this.#validate(`${pointer}/content/application~1json/schema`, JSON.parse(payload), said);
    }
}

function patternOf(template) {
    const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** The documents of a program, each fetched when it is first needed. */
export class Documents {
    #documents = new Map();

    of(client) {
        if (!this.#documents.has(client.service)) {
            const fetched = send(client.base(), 'GET', '/openapi.json', {}).then(({ status, body }) => {
                assert.equal(status, 200, `${client.service} serves /openapi.json`);
                return new Document(client.service, body);
            });
            this.#documents.set(client.service, fetched);
            // A service that was away is asked again.
            fetched.catch(() => this.#documents.delete(client.service));
        }
        return this.#documents.get(client.service);
    }

    async check(client, method, path, payload, answer) {
        if (undocumented.has(path) || /text\/html/.test(answer.headers['content-type'] ?? '')) return;
        const document = await this.of(client);
        document.checkAnswer(method, path, answer);
        document.checkRequest(method, path, payload, answer);
    }
}
