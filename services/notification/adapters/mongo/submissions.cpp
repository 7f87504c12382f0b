#include "services/notification/adapters/mongo/submissions.hpp"

#include "platform/id/hexadecimal.hpp"
#include "services/notification/adapters/mongo/notification_documents.hpp"

namespace boxoffice::notification::submissions {

using mongo::Document;

namespace {

constexpr auto keys = "notification_keys";
constexpr std::chrono::hours kept_for{48};
constexpr int numbers_max = 100;  // resends of one topic at the same time

std::string hexadecimal(const Digest& digest) {
    std::string digits;
    append_hexadecimal(digits, digest);
    return digits;
}

KeptAnswer answer_of(mongo::View from) {
    return {.status = static_cast<int>(from.get<std::int64_t>("status")),
            .body = from.get<std::string>("body"),
            .location = from.get<std::string>("location")};
}

Document document_of(const KeptAnswer& answer) {
    return Document{
        {"status", static_cast<std::int32_t>(answer.status)}, {"body", answer.body}, {"location", answer.location}};
}

std::vector<NotificationId> ids_of(const std::vector<Notification>& wanted) {
    std::vector<NotificationId> ids;
    for (const auto& one : wanted) ids.push_back(one.id);
    return ids;
}

// The key's document: the one that was there, or the one that is now. Its ids are those of what the key guards.
Document take_key(mongo::Collection& collection, const IdempotencyKey& key, const Submission& submission) {
    Document fresh{{"_id", hexadecimal(key.id)},
                   {"fingerprint", hexadecimal(key.fingerprint)},
                   {"notification_ids", ids_of(submission.wanted)},
                   {"created_at", submission.now}};
    if (collection.insert_if_absent(fresh)) return fresh;
    auto found = collection.find_one(Document{{"_id", hexadecimal(key.id)}});
    if (found) return std::move(*found);
    return fresh;
}

// The first answer that is written is everybody's.
Submitted keep_answer(mongo::Collection& collection, const IdempotencyKey& key, KeptAnswer answer) {
    const Document unanswered{{"_id", hexadecimal(key.id)}, {"answer", Document{{"$exists", false}}}};
    if (collection.update_one(unanswered, Document{{"$set", Document{{"answer", document_of(answer)}}}}).matched == 1)
        return {.use = KeyUse::fresh, .answer = std::move(answer)};
    const auto found = collection.find_one(Document{{"_id", hexadecimal(key.id)}});
    if (!found) return {.use = KeyUse::fresh, .answer = std::move(answer)};
    return {.use = KeyUse::replayed, .answer = answer_of(found->view().get<mongo::View>("answer"))};
}

bool of_series(const Notification& one, const std::string& topic) {
    return one.topic == topic || one.topic.starts_with(topic + "+");
}

// A resend has a number behind its topic, and says what the fullest message of the topic says.
Notification resend(mongo::Database& database, Notification wanted) {
    const auto topic = wanted.topic;
    std::int64_t number = 0;
    for (const auto& one : documents::all_of(
             database.collection(documents::notifications).find(Document{{"booking_id", wanted.booking_id}}))) {
        if (!of_series(one, topic)) continue;
        if (one.channel == wanted.channel) ++number;
        if (one.body->size() > wanted.body->size()) wanted.body = one.body;
    }
    for (int attempt = 0; attempt < numbers_max; ++attempt, ++number) {
        wanted.topic = number > 0 ? topic + "+" + std::to_string(number) : topic;
        if (documents::insert(database, {wanted})[0]) return wanted;
        if (auto before = documents::by_id(database, wanted.id)) return *before;
    }
    throw std::runtime_error("too many resends of one notification at once");
}

Notification submit_one(mongo::Database& database, const Notification& wanted, bool resent) {
    if (resent) return resend(database, wanted);
    if (documents::insert(database, {wanted})[0]) return wanted;
    if (auto known = documents::by_topic(database, wanted)) return *known;
    return documents::by_id(database, wanted.id).value();
}

std::vector<Notification> submit_all(mongo::Database& database, const Submission& submission,
                                     const std::vector<NotificationId>& ids) {
    std::vector<Notification> known;
    for (std::size_t i = 0; i < submission.wanted.size(); ++i) {
        auto wanted = submission.wanted[i];
        wanted.id = ids[i];
        if (const auto before = submission.resend ? documents::by_id(database, wanted.id) : std::nullopt)
            known.push_back(*before);
        else
            known.push_back(submit_one(database, wanted, submission.resend));
    }
    return known;
}

}  // namespace

mongo::Indexes indexes() {
    return {.collection = keys,
            .indexes = {{.name = "expiry", .keys = Document{{"created_at", 1}}, .expires_after = kept_for}}};
}

Submitted submit(mongo::Database& database, const Submission& submission) {
    if (!submission.key)
        return {.use = KeyUse::fresh,
                .answer = submission.render(submit_all(database, submission, ids_of(submission.wanted)))};
    auto collection = database.collection(keys);
    const auto taken = take_key(collection, *submission.key, submission);
    const auto key = taken.view();
    if (key.get<std::string_view>("fingerprint") != hexadecimal(submission.key->fingerprint))
        return {.use = KeyUse::reused, .answer = {}};
    if (const auto answer = key.find<mongo::View>("answer"))
        return {.use = KeyUse::replayed, .answer = answer_of(*answer)};
    const auto ids = key.get<std::vector<NotificationId>>("notification_ids");
    return keep_answer(collection, *submission.key, submission.render(submit_all(database, submission, ids)));
}

}  // namespace boxoffice::notification::submissions
