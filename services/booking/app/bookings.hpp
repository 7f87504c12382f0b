#pragma once

#include "platform/async/clock.hpp"
#include "platform/auth/caller.hpp"
#include "platform/id/uuid.hpp"
#include "services/booking/app/admission.hpp"
#include "services/booking/app/answer.hpp"
#include "services/booking/app/contacts.hpp"
#include "services/booking/app/flights.hpp"
#include "services/booking/domain/decisions.hpp"
#include "services/booking/ports/booking_store.hpp"
#include "services/booking/ports/inventories.hpp"

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::booking {

/// Why a request was refused. Nothing of it was recorded.
enum class Refusal {
    forbidden,      ///< another's booking may be made or listed only by services and admins
    user_required,  ///< a service has to say for whom
    user_not_found,
    event_not_found,
    booking_not_found,  ///< absent, or somebody else's
    sold_out,
    not_on_sale,
    sales_suspended,
    limit_reached,
    payment_declined,
    key_reused,
    conflict,  ///< the booking's state does not allow it, or another change is under way
    precondition_failed,
    busy,        ///< more is being booked than can be served: come back in a moment
    unavailable  ///< a neighbour does not answer, and nothing was booked
};

/// What people and services do with bookings. Each call belongs to the booking, not to its caller: one that stops
/// waiting changes nothing.
class Bookings {
public:
    struct Parts {
        BookingStore& store;
        Inventories& inventories;
        Contacts& contacts;
        Flights& flights;
        Clock& clock;
        UuidSource& ids;
        RenderAnswer render;
        decision::Limits limits;
        std::chrono::milliseconds answer_limit{5'000};  ///< after which PENDING is answered
        Admission::Limits admission{};
    };
    explicit Bookings(Parts parts) : parts_(std::move(parts)), admission_(parts_.admission) {}

    struct Order {
        EventId event_id;
        std::int64_t tickets = 1;  ///< 1 to 10
        std::optional<PersonId> user_id;
        std::string payment_method;
    };
    struct Answer {
        KeptAnswer kept;
        bool replayed = false;
    };
    /// Books. A repeat under the same key waits for the first, wherever that is, and gives its answer. Where more is
    /// being booked than can be served, new orders are refused at once; what is under way goes on.
    Task<std::expected<Answer, Refusal>> book(Context context, Order order, std::optional<IdempotencyKey> key);

    Task<std::expected<Booking, Refusal>> get(Context context, BookingId id);

    /// Own bookings; organizers those of their events, admins and services all; the filter narrows it. Newest first.
    Task<std::expected<std::vector<Booking>, Refusal>> list(Context context, BookingStore::Filter filter,
                                                            std::optional<BookingId> before, std::size_t most);

    struct Changed {
        Booking booking;
        bool under_way = false;  ///< the gateway has not answered yet; it ends by itself
    };
    /// More tickets are charged, fewer are refunded. `expected_rev`: what If-Match says.
    Task<std::expected<Changed, Refusal>> change(Context context, BookingId id, std::int64_t tickets,
                                                 std::string payment_method, std::optional<int> expected_rev);

    /// Cancelled for good, tickets free; the refund follows by itself. A booking that has ended stays as it is.
    Task<std::expected<Booking, Refusal>> cancel(Context context, BookingId id, std::optional<int> expected_rev);

private:
    std::expected<PersonId, Refusal> buyer(const Caller& caller, const Order& order) const;
    std::optional<Refusal> refuse_at_once(const std::optional<Inventories::Sale>& sale, const Order& order) const;
    Task<std::expected<Answer, Refusal>> refused(std::optional<Refusal> refusal, std::optional<IdempotencyKey> key);
    Task<std::expected<Answer, Refusal>> book_on_sale(const Trace& trace, const Order& order, PersonId user_id,
                                                      const Inventories::Sale& sale,
                                                      const std::optional<IdempotencyKey>& key);
    Task<std::expected<Answer, Refusal>> join(Booking draft, IdempotencyKey key, BookingStore::Key known);
    Task<std::expected<Answer, Refusal>> book_anew(Booking draft, IdempotencyKey key, BookingId ended);
    Task<Booking> carried_on(Booking booking);
    using SteadyTime = std::chrono::steady_clock::time_point;
    /// `inserting_since`: nothing for a repeat.
    Task<std::expected<Answer, Refusal>> answer_of(Booking booking, std::optional<SteadyTime> inserting_since);

    Task<std::expected<Changed, Refusal>> more(Booking booking, std::int64_t tickets, std::string payment_method);
    Task<std::expected<Changed, Refusal>> fewer(Booking booking, std::int64_t tickets);

    Parts parts_;
    Admission admission_;
};

/// Who may see a booking: its user, the event's organizer, admins and services.
bool may_see(const Caller& caller, const Booking& booking);

}  // namespace boxoffice::booking
