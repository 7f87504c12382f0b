// What the services promise in /openapi.json is what the contract lists, and what is there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Boxoffice, services } from './lib/boxoffice.js';
import { nameOf, routes } from './lib/routes.js';

let boxoffice;
let admin;
before(async () => {
    boxoffice = await Boxoffice.start();
    admin = await boxoffice.people.admin();
});
after(() => boxoffice.stop());
const documentOf = (service) => boxoffice.documents.of(boxoffice.client(service));

for (const service of services) {
    test(`${service}: the document is OpenAPI 3.1 and complete`, async () => {
        const document = await documentOf(service);
        assert.match(document.json.openapi, /^3\.1\./);
        assert.ok(document.json.info.title && document.json.info.version && document.json.info.description);
        const ids = new Set();
        for (const { template, method, operation } of document.operations()) {
            const said = `${method} ${template}`;
            assert.ok(operation.summary, `a summary: ${said}`);
            assert.ok(operation.operationId && !ids.has(operation.operationId), `an operationId of its own: ${said}`);
            ids.add(operation.operationId);
            assert.ok(Object.keys(operation.responses).length > 0, said);
            for (const name of template.match(/\{[^}]+\}/g) ?? []) {
                const parameters = [...(operation.parameters ?? []), ...(document.json.paths[template].parameters ?? [])]
                    .map((parameter) => parameter.$ref ? parameter.$ref.slice(2).split('/').reduce((inside, part) => inside[part], document.json) : parameter);
                assert.ok(parameters.some((parameter) => `{${parameter.name}}` === name), `${name} is described: ${said}`);
            }
        }
        JSON.stringify(document.json, (key, value) => {
            if (key === '$ref') {
                const target = value.slice(2).split('/').map((part) => decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~'))
                    .reduce((inside, part) => inside?.[part], document.json);
                assert.ok(target !== undefined, `${value} exists`);
            }
            return value;
        });
    });

    test(`${service}: every schema compiles`, async () => {
        const document = await documentOf(service);
        for (const name of Object.keys(document.json.components?.schemas ?? {})) {
            document.ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
        }
    });

    test(`${service}: every route of the contract is documented`, async () => {
        const document = await documentOf(service);
        const missing = routes.filter((route) => route.service === service).filter(({ method, path }) => {
            const template = document.templateOf(path.split('?')[0]);
            return !template || !document.json.paths[template][method.toLowerCase()];
        }).map(nameOf);
        assert.deepEqual(missing, []);
    });

    test(`${service}: every documented route is there, and no other method on its path`, async () => {
        const document = await documentOf(service);
        for (const [template, item] of Object.entries(document.json.paths)) {
            const path = template.replace(/\{[^}]+\}/g, 'x');
            const { status, headers } = await admin[service].request('PATCH', path, undefined, { unchecked: true });
            assert.equal(status, 405, `${template} is a route`);
            const allowed = headers.allow.split(/,\s*/).filter((method) => !['HEAD', 'OPTIONS'].includes(method)).sort();
            const documented = Object.keys(item).filter((key) => ['get', 'post', 'put', 'delete', 'patch'].includes(key)).map((key) => key.toUpperCase()).sort();
            const further = allowed.filter((method) => !documented.includes(method));
            assert.deepEqual(documented.filter((method) => !allowed.includes(method)), [], template);
            if (further.length === 0) continue;
            assert.deepEqual(further, ['GET'], `beside what is documented: ${template}`);
            const page = await boxoffice.client(service).get(path, { headers: { accept: 'text/html' }, unchecked: true });
            assert.match(page.headers['content-type'], /text\/html/, `a page: ${template}`);
        }
    });

    test(`${service}: the examples are what the schemas say`, async () => {
        const document = await documentOf(service);
        let examples = 0;
        const look = (node, pointer) => {
            if (node === null || typeof node !== 'object') return;
            if (node.schema && (node.example !== undefined || node.examples)) {
                const values = [node.example, ...Object.values(node.examples ?? {}).map((example) => example.value ?? example)].filter((value) => value !== undefined);
                const validate = document.ajv.compile({ $ref: `openapi${pointer}/schema` });
                for (const value of values) {
                    ++examples;
                    assert.ok(validate(value), `${pointer}: ${document.ajv.errorsText(validate.errors)}`);
                }
            }
            for (const [key, inside] of Object.entries(node)) {
                look(inside, `${pointer}/${encodeURIComponent(key.replace(/~/g, '~0').replace(/\//g, '~1'))}`);
            }
        };
        look(document.json.paths, '#/paths');
        look(document.json.components ?? {}, '#/components');
        assert.ok(examples > 0, 'there are examples');
    });
}
