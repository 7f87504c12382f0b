#pragma once

#include "services/user/api/pages/forms.hpp"
#include "services/user/api/pages/pages.hpp"
#include "services/user/api/pages/parts.hpp"
#include "services/user/api/pages/problem_words.hpp"
#include "services/user/api/pages/templates.hpp"
#include "services/user/ports/neighbour.hpp"

#include <optional>
#include <string>

namespace boxoffice::user {

/// What a booking form says while it is shown again after a refusal.
struct Attempt {
    std::int64_t tickets = 1;
    std::string payment_method = "pm_approved";
    std::string idempotency_key;  ///< empty: a fresh one
    std::optional<Refusal> refusal;
};

/// What a form gets that `is_forged`.
inline const Problem forged{"forbidden", "The form was not made by this site for this session."};

/// What all pages share: asking neighbours as the person who looks, and making responses. Its members are split over
/// the files by the pages that they serve.
struct Pages::State {
    explicit State(const Parts& given) : parts(given) {}

    /// Asks `neighbour` with the request's own token and trace.
    Task<http::Response> ask(Neighbour& neighbour, const http::Request& request, http::Method method,
                             std::string target, std::string body = {}, http::Headers headers = {});

    /// The page `name` with the layout around it.
    http::Response page(const http::Request& request, std::string_view name, View view, std::string_view title,
                        int status = 200);
    http::Response refused(const http::Request& request, const Refusal& refusal);
    static http::Response see_other(std::string location);
    /// 303 to /login, and back to `target` after it.
    static http::Response to_sign_in(std::string_view target);

    /// Whether a change may be made: not when the browser says that another site sent it, and not without the session's
    /// token where the session comes from a cookie.
    bool is_forged(const http::Request& request, const Fields& fields);

    http::Response event_page(const http::Request& request, const EventAnswer& event, const Attempt& attempt,
                              const BookingList& own);
    Task<http::Response> event_again(const http::Request& request, std::string event_id, Attempt attempt);
    Task<BookingList> own_bookings_of(const http::Request& request, std::string event_id);
    http::Response booking_page(const http::Request& request, const BookingAnswer& booking,
                                const std::optional<EventAnswer>& event, const Attempt& attempt);
    Task<http::Response> booking_again(const http::Request& request, Attempt attempt);
    http::Response register_page(const http::Request& request, const Fields& typed,
                                 const std::optional<Refusal>& refusal);
    http::Response login_page(const http::Request& request, const Fields& typed, const std::optional<Refusal>& refusal);
    http::Response signed_in(const GivenToken& given, const Fields& fields);
    std::string fresh_key();

    Parts parts;
    Templates templates;
};

}  // namespace boxoffice::user
