#include "services/booking/app/contacts.hpp"

namespace boxoffice::booking {

namespace {
constexpr std::chrono::minutes known_for{1};
constexpr std::size_t known_max = 10'000;
}  // namespace

Task<std::optional<Shared<Contact>>> Contacts::of(PersonId person_id) {
    const auto now = clock_.now();
    if (const auto known = known_.find(person_id); known != known_.end() && known->second.known_until > now)
        co_return known->second.contact;
    auto found = co_await people_.contact(person_id);
    if (!found) co_return std::nullopt;
    const Shared<Contact> contact(std::move(*found));
    // A rush has few people per minute compared with the bound: starting over is simpler than an order of use.
    if (known_.size() >= known_max) known_.clear();
    known_.insert_or_assign(person_id, Known{.contact = contact, .known_until = now + known_for});
    co_return contact;
}

}  // namespace boxoffice::booking
