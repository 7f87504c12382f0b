// The broker as another program sees it.
import amqp from 'amqplib';
import { eventually } from '../../journeys/lib/eventually.js';

/** A client of the program's broker that knows the contract's names and nothing else. */
export class Broker {
    static async of(boxoffice) {
        const connection = await amqp.connect(boxoffice.engines.addresses.AMQP_URL);
        return new Broker(boxoffice, connection, await connection.createConfirmChannel());
    }

    constructor(boxoffice, connection, channel) {
        Object.assign(this, { boxoffice, connection, channel });
    }

    close() {
        return this.connection.close();
    }

    /** A copy of every message that is published from now on: the growing list of them. */
    async copies() {
        const { queue } = await this.channel.assertQueue('', { exclusive: true });
        await this.channel.bindQueue(queue, 'bookings', '#');
        const copies = [];
        await this.channel.consume(queue, (message) => copies.push(message), { noAck: true });
        return copies;
    }

    /** Puts messages {content, properties} into a queue, past the exchange. */
    async put(queue, messages) {
        for (const { content, properties } of messages) this.channel.sendToQueue(queue, content, { persistent: true, ...properties });
        await this.channel.waitForConfirms();
    }

    async length(queue) {
        const { messageCount } = await this.channel.checkQueue(queue);
        return messageCount;
    }

    /** Waits until a queue holds so many messages, ready or under way. */
    holds(queue, count, within = 60_000) {
        return eventually(async () => {
            const length = await this.length(queue);
            if (length !== count) throw new Error(`${queue} holds ${length} of ${count}`);
        }, { within, every: 100 });
    }

    /** The first messages of a queue, which stay there. */
    async peek(queue, count) {
        const messages = [];
        for (let index = 0; index < count; ++index) messages.push(await this.channel.get(queue, { noAck: false }));
        for (const message of messages) this.channel.nack(message, false, true);
        return messages;
    }
}
