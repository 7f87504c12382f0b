// The rules hold for the repository, and each finds what it is there to find.
import assert from 'node:assert/strict';
import test from 'node:test';
import { breaches, codeOnly, functionLengths, functionsOf } from './rules.mjs';
import { sourcesOf } from './sources.mjs';

const root = new URL('../..', import.meta.url).pathname;
const sources = sourcesOf(root);
const listed = (found) => found.map(({ path, line, message }) => `${path}:${line}: ${message}`);
const messagesFor = (path, text) => breaches([{ path, text }]).map(({ message }) => message).join('\n');
const including = (path, header) => messagesFor(path, `#include "${header}"\n`);

test('the repository keeps the rules', () => {
    assert.ok(sources.filter(({ path }) => path.endsWith('.cpp')).length > 50, 'found the sources');
    assert.deepEqual(listed(breaches(sources)), []);
});

test('nine of ten functions fit a screen', () => {
    const { count, underScreen } = functionLengths(sources);
    assert.ok(count > 300, `found only ${count} functions`);
    assert.ok(underScreen >= 0.9, `${(underScreen * 100).toFixed(1)} % have under 25 lines`);
});

const planted = [
    ['services/booking/domain/x.cpp', 'services/booking/app/advance.hpp', /arrows point inwards/],
    ['services/booking/domain/x.cpp', 'platform/async/task.hpp', /without this module/],
    ['services/booking/domain/x.cpp', 'platform/async/clock.hpp', /without this module/],
    ['services/booking/ports/x.hpp', 'services/booking/adapters/sqlite/store.hpp', /arrows point inwards/],
    ['services/booking/ports/x.hpp', 'platform/sqlite/store.hpp', /without this module/],
    ['services/booking/app/x.cpp', 'services/booking/api/api.hpp', /arrows point inwards/],
    ['services/booking/app/x.cpp', 'services/booking/adapters/sqlite/store.hpp', /arrows point inwards/],
    ['services/booking/app/x.cpp', 'platform/http/router.hpp', /without this module/],
    ['services/booking/api/x.cpp', 'services/booking/adapters/sqlite/store.hpp', /arrows point inwards/],
    ['services/booking/adapters/sqlite/x.cpp', 'services/booking/app/advance.hpp', /arrows point inwards/],
    ['services/booking/app/x.cpp', 'services/event/ports/store.hpp', /inside of the event service/],
    ['services/booking/tests/x_test.cpp', 'services/event/domain/event.hpp', /inside of the event service/],
    ['services/user/api/pages/x.cpp', 'services/booking/domain/booking.hpp', /inside of the booking service/],
    ['platform/http/x.cpp', 'services/user/domain/user.hpp', /knows nothing of services/],
    ['services/user/app/x.cpp', 'apps/boxoffice/wiring.hpp', /only apps/],
    ['platform/http/x.cpp', '../json/read.hpp', /from the root/],
];
for (const [path, header, expected] of planted) {
    test(`${path} may not include ${header}`, () => assert.match(including(path, header), expected));
}

const allowed = [
    ['apps/boxoffice/wiring.cpp', 'services/booking/adapters/sqlite/store.hpp'],
    ['services/booking/app/x.cpp', 'services/booking/ports/store.hpp'],
    ['services/booking/tests/x_test.cpp', 'services/booking/adapters/sqlite/store.hpp'],
    ['services/booking/domain/x.cpp', 'platform/time/timestamp.hpp'],
];
for (const [path, header] of allowed) {
    test(`${path} may include ${header}`, () => assert.equal(including(path, header), ''));
}

test('drivers stay below the adapters', () => {
    assert.match(messagesFor('services/user/app/x.cpp', '#include <sqlite3.h>\n'), /without this header/);
    assert.match(messagesFor('services/user/domain/x.cpp', '#include <boost/asio/post.hpp>\n'), /without this header/);
    assert.equal(messagesFor('services/user/adapters/sqlite/x.cpp', '#include <sqlite3.h>\n'), '');
});

test('modules of the platform in a circle are found', () => {
    const circle = [
        { path: 'platform/a/a.hpp', text: '#include "platform/b/b.hpp"\n' },
        { path: 'platform/b/b.hpp', text: '#include "platform/a/a.hpp"\n' },
    ];
    assert.match(breaches(circle)[0].message, /a → b → a/);
});

test('long files, long functions, empty names and unfinished work are found', () => {
    assert.match(messagesFor('platform/id/x.cpp', 'int a;\n'.repeat(401)), /401 lines/);
    assert.equal(messagesFor('platform/id/x.cpp', 'int a;\n'.repeat(400)), '');
    const body = (lines) => `int f(int a) {\n${'    ++a;\n'.repeat(lines - 3)}    return a;\n}\n`;
    assert.match(messagesFor('platform/id/x.cpp', body(71)), /f has 71 lines/);
    assert.equal(messagesFor('platform/id/x.cpp', body(70)), '');
    assert.match(messagesFor('platform/id/string_utils.cpp', ''), /says nothing/);
    assert.match(messagesFor('services/user/common/x.cpp', ''), /says nothing/);
    assert.match(messagesFor('platform/id/x.cpp', `// TO${'DO'}: later\n`), /unfinished/);
});

test('functions are found in classes, templates, constructors and between literals', () => {
    const text = `namespace a {
struct S : Base {
    S(int x) : x_{x}, y_(x) {
        go();
    }
    int get() const { return x_; }
    std::array<int, 2> both{1, 2};
};
template <typename T>
T twice(T value) {
    const auto brace = "}{";  // }
    return value + '}' + 1'000;
}
}  // namespace a
TEST(Rooms, are_closed) {
    EXPECT_TRUE(true);
}
`;
    assert.deepEqual(functionsOf(text).map(({ name, lines }) => [name, lines]),
        [['S', 3], ['get', 1], ['twice', 5], ['TEST', 3]]);
    assert.equal(codeOnly('a "b" // c\nd').trim().split('\n').length, 2);
});
