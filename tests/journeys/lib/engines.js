// A database on each of the engines that `script/stack env` names, for one test program alone.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import pg from 'pg';

const needed = ['POSTGRES_URL', 'MONGODB_URI', 'AMQP_URL', 'RABBITMQ_MANAGEMENT_URL'];

/** `addresses` are the settings POSTGRES_URL, MONGODB_URI and AMQP_URL of databases of its own; `drop()` when done. */
export class Engines {
    static async make() {
        for (const name of needed) assert.ok(process.env[name], `${name} is not set; eval "$(script/stack env)"`);
        const engines = new Engines(`boxoffice_journey_${randomBytes(6).toString('hex')}`);
        await engines.#sql(`CREATE DATABASE ${engines.name}`);
        await engines.management('PUT', `/api/vhosts/${engines.name}`);
        await engines.management('PUT', `/api/permissions/${engines.name}/guest`, { configure: '.*', write: '.*', read: '.*' });
        return engines;
    }

    constructor(name) {
        this.name = name;
        this.addresses = {
            POSTGRES_URL: withPath(process.env.POSTGRES_URL, name),
            MONGODB_URI: withPath(process.env.MONGODB_URI, name),
            AMQP_URL: withPath(process.env.AMQP_URL, name),
        };
    }

    async drop() {
        await this.#sql(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
        await this.mongo((database) => database.dropDatabase());
        await this.management('DELETE', `/api/vhosts/${this.name}`);
    }

    /** Runs `work(database)` with a MongoDB client that knows nothing of the program. */
    async mongo(work) {
        const client = await MongoClient.connect(this.addresses.MONGODB_URI);
        try {
            return await work(client.db(this.name));
        } finally {
            await client.close();
        }
    }

    /** The rows of a query. */
    async sql(text) {
        return this.#sql(text, this.addresses.POSTGRES_URL);
    }

    async #sql(text, address = process.env.POSTGRES_URL) {
        const client = new pg.Client({ connectionString: address });
        await client.connect();
        try {
            return (await client.query(text)).rows;
        } finally {
            await client.end();
        }
    }

    /** Asks the broker's management interface; gives the parsed answer. */
    async management(method, path, body) {
        const { origin, username, password } = new URL(process.env.RABBITMQ_MANAGEMENT_URL);
        const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}`, 'content-type': 'application/json' };
        const answer = await fetch(origin + path, { method, headers, body: body && JSON.stringify(body) });
        const text = await answer.text();
        assert.ok(answer.ok, `${method} ${path} → ${answer.status} ${text}`);
        return text === '' ? undefined : JSON.parse(text);
    }
}

function withPath(address, path) {
    const url = new URL(address);
    url.pathname = `/${path}`;
    return url.href;
}
