// A TCP proxy between a service and an engine, for networks that fail.
import net from 'node:net';

/**
 * How the network is:
 *   pass    bytes go through
 *   down    nobody listens, and what was connected is reset
 *   refuse  the same, but who comes is counted: connections are taken and reset
 *   silent  connections stay and are made, but no byte moves
 *   slow    every piece takes `delay` milliseconds more, each way
 *   cut     a connection is reset in the middle of the first answer from now on
 */
export class Proxy {
    static async to(host, port) {
        const proxy = new Proxy(host, port);
        await proxy.#listen(0);
        return proxy;
    }

    constructor(host, port) {
        // `calls`: pieces that clients sent, which are requests where each is small, and connections that were refused.
        Object.assign(this, { host, target: port, state: 'pass', delay: 0, pairs: new Set(), cuts: 0, calls: 0 });
    }

    /** The address with the proxy's host and port in place of the engine's. */
    through(address) {
        return address.replace(/(@|:\/\/)(127\.0\.0\.1|localhost):\d+/, `$1127.0.0.1:${this.port}`);
    }

    async become(state, { delay = 0 } = {}) {
        const before = this.state;
        Object.assign(this, { state, delay });
        if (state === 'down' || state === 'refuse') for (const pair of this.pairs) reset(pair);
        if (state === 'down') {
            await new Promise((resolve) => this.server.close(resolve));
        } else if (before === 'down') {
            await this.#listen(this.port);
        }
        for (const { client, server } of this.pairs) {
            for (const socket of [client, server]) state === 'silent' ? socket.pause() : socket.resume();
        }
    }

    /** Resets every connection once; new ones are served. */
    reset() {
        for (const pair of this.pairs) reset(pair);
    }

    async close() {
        for (const { client, server } of this.pairs) for (const socket of [client, server]) socket.destroy();
        if (this.state !== 'down') await new Promise((resolve) => this.server.close(resolve));
    }

    #listen(port) {
        this.server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#connect(client));
        return new Promise((resolve, reject) => {
            this.server.once('error', reject);
            this.server.listen(port, '127.0.0.1', () => {
                this.port = this.server.address().port;
                resolve();
            });
        });
    }

    #connect(client) {
        if (this.state === 'refuse') {
            ++this.calls;
            client.on('error', () => {});
            client.resetAndDestroy();
            return;
        }
        const server = net.connect({ host: this.host, port: this.target, allowHalfOpen: true, noDelay: true });
        const pair = { client, server };
        this.pairs.add(pair);
        for (const [from, to] of [[client, server], [server, client]]) {
            from.on('data', (piece) => this.#pass(pair, from, to, piece));
            from.on('end', () => (this.state === 'slow' ? setTimeout(() => to.end(), this.delay) : to.end()));
            from.on('error', () => reset(pair));
            from.on('close', () => {
                to.destroy();
                this.pairs.delete(pair);
            });
            if (this.state === 'silent') from.pause();
        }
    }

    #pass(pair, from, to, piece) {
        if (from === pair.client) ++this.calls;
        if (this.state === 'cut' && from === pair.server) {
            ++this.cuts;
            to.write(piece.subarray(0, Math.ceil(piece.length / 2)), () => reset(pair));
        } else if (this.state === 'slow') {
            setTimeout(() => to.writable && to.write(piece), this.delay);
        } else if (to.writable && !to.write(piece)) {
            from.pause();
            to.once('drain', () => this.state !== 'silent' && from.resume());
        }
    }
}

function reset({ client, server }) {
    for (const socket of [client, server]) socket.connecting ? socket.destroy() : socket.resetAndDestroy();
}
