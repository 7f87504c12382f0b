#include "platform/remote/followers.hpp"

#include "platform/remote/answer.hpp"

namespace boxoffice::remote {

namespace {

struct RevocationItem {
    std::int64_t sequence = 0;
    std::optional<std::string> session;
    std::optional<std::string> subject;
    std::optional<Timestamp> issued_before;
    Timestamp expires_at{};
};
BOOST_DESCRIBE_STRUCT(RevocationItem, (), (sequence, session, subject, issued_before, expires_at))

struct RevocationPage {
    std::vector<RevocationItem> data;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(RevocationPage, (), (data, next_cursor))

auth::Revocation revocation_of(RevocationItem item) {
    return {.sequence = item.sequence,
            .session = std::move(item.session).value_or(""),
            .subject = std::move(item.subject).value_or(""),
            .issued_before = item.issued_before.value_or(Timestamp{}),
            .expires_at = item.expires_at};
}

void trust(auth::TokenVerifier& verifier, const std::string& key_set) {
    try {
        verifier.trust(key_set);
    } catch (const std::runtime_error& fault) {
        throw Misunderstood(fault.what());
    }
}

}  // namespace

KeyFollower::KeyFollower(FollowerParts parts, Gaps gaps)
    : parts_(std::move(parts)), gaps_(gaps), flight_(parts_.scope) {
    parts_.verifier.learn_keys_by([this] { return learn(); });
}

KeyFollower::~KeyFollower() { parts_.verifier.learn_keys_by({}); }

Task<> KeyFollower::run() {
    for (;;) {
        co_await flight_.join([this] { return fetch(); });
        co_await parts_.clock.sleep(knows_keys_ ? gaps_.regular : gaps_.while_away);
    }
}

Task<> KeyFollower::learn() {
    if (!flight_.under_way() && parts_.clock.now() < asked_at_ + gaps_.on_demand) co_return;
    co_await flight_.join([this] { return fetch(); });
}

Task<bool> KeyFollower::fetch() {
    asked_at_ = parts_.clock.now();
    std::string why;
    try {
        const auto answer = co_await parts_.users.call({.target = "/.well-known/jwks.json", .as_service = false});
        if (answer.status == 200) {
            trust(parts_.verifier, answer.body);
            knows_keys_ = true;
            complained_ = false;
            co_return true;
        }
        why = summary(answer);
    } catch (const Unavailable& fault) {
        why = fault.what();
    }
    if (!std::exchange(complained_, true))
        parts_.log.warning("the keys of tokens cannot be had from the user service", {{"reason", why}});
    co_return false;
}

RevocationFollower::RevocationFollower(FollowerParts parts, Gaps gaps) : parts_(std::move(parts)), gaps_(gaps) {}

Task<> RevocationFollower::run() {
    for (;;) {
        std::string why;
        try {
            co_await ask();
            answered_at_ = parts_.clock.now();
            if (std::exchange(complained_, false)) parts_.log.info("revocations are followed again");
        } catch (const Unavailable& fault) {
            why = fault.what();
        }
        if (!why.empty() && !std::exchange(complained_, true))
            parts_.log.warning("revocations cannot be had from the user service", {{"reason", why}});
        co_await parts_.clock.sleep(gaps_.regular);
    }
}

Task<> RevocationFollower::ask() {
    const auto now = parts_.clock.now();
    auto after = std::to_string(asked_from(now));
    std::int64_t highest = seen_.empty() ? settled_ : seen_.back().sequence;
    for (bool more = true; more;) {
        const auto answer = co_await parts_.users.call(
            {.target = "/revocations?limit=500&after=" + after, .timeout = std::chrono::seconds(2)});
        if (answer.status != 200) throw Unavailable("the user service gave no revocations: " + summary(answer));
        auto page = read_answer<RevocationPage>(answer.body);
        for (auto& item : page.data) {
            highest = std::max(highest, item.sequence);
            parts_.verifier.revoke(revocation_of(std::move(item)));
        }
        more = page.next_cursor.has_value();
        if (more) after = std::move(*page.next_cursor);
    }
    if (highest > (seen_.empty() ? settled_ : seen_.back().sequence)) seen_.push_back({now, highest});
}

std::int64_t RevocationFollower::asked_from(Timestamp now) {
    while (!seen_.empty() && seen_.front().at + gaps_.overlap <= now) {
        settled_ = seen_.front().sequence;
        seen_.pop_front();
    }
    return settled_;
}

std::optional<std::string> RevocationFollower::trouble() const {
    if (!answered_at_) return "the user service has not been reached yet";
    const auto silent = parts_.clock.now() - *answered_at_;
    if (silent <= gaps_.tolerated) return std::nullopt;
    return fmt::format("the user service has not answered for {} s",
                       std::chrono::duration_cast<std::chrono::seconds>(silent).count());
}

}  // namespace boxoffice::remote
