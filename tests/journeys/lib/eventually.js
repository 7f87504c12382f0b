/** Asks again until `check` does not throw, and returns what it gives; its last error when `within` milliseconds pass. */
export async function eventually(check, { within = 15_000, every = 25 } = {}) {
    const end = performance.now() + within;
    for (;;) {
        try {
            return await check();
        } catch (error) {
            if (performance.now() > end) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, every));
    }
}
