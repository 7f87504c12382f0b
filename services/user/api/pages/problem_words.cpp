#include "services/user/api/pages/problem_words.hpp"

#include "services/user/api/pages/wording.hpp"

#include <optional>

namespace boxoffice::user {
namespace {

std::optional<ProblemWords> reason_words(std::string_view reason) {
    if (reason == "payment_declined")
        return ProblemWords{"That card was declined", "Nothing was charged and nothing was booked. Try another card."};
    if (reason == "sold_out")
        return ProblemWords{"Sold out", "The last tickets went to somebody else. Nothing was charged."};
    if (reason == "not_on_sale" || reason == "sales_closed")
        return ProblemWords{"Not on sale", "Sales for this event are over. Nothing was charged."};
    if (reason == "event_cancelled")
        return ProblemWords{"The event was cancelled", "Its organizer called it off. Nothing was charged."};
    if (reason == "limit_reached")
        return ProblemWords{"That is more than one person may have",
                            "Nothing was charged. Choose fewer tickets, or look at those you have in your bookings."};
    if (reason == "sales_suspended")
        return ProblemWords{"Sales are paused", "Nothing was charged. Try again in a few minutes."};
    if (reason == "unanswered" || reason == "unavailable")
        return ProblemWords{
            "That did not go through",
            "A part of the shop did not answer. Nothing was booked and nothing was charged. Try again."};
    if (reason == "withdrawn" || reason == "cancelled")
        return ProblemWords{"Cancelled before it was paid", "The tickets are on sale again. Nothing was charged."};
    if (reason == "event_not_found")
        return ProblemWords{"The event is gone", "Its organizer took it down. Nothing was charged."};
    return std::nullopt;
}

std::string only_left(std::int64_t available) {
    return fmt::format("Only {} left. Nothing was charged. Choose fewer, and be quick.",
                       available == 1 ? "1 ticket is" : count_words(available) + " tickets are");
}

}  // namespace

ProblemWords booking_refused(const Refusal& refusal, std::int64_t available) {
    if (refusal.code == "sold_out" && available > 0) return {"Not enough tickets", only_left(available)};
    if (refusal.code == "sold_out") return {"Sold out", "The last tickets went to somebody else. Nothing was charged."};
    if (auto words = reason_words(refusal.code)) return *words;
    if (refusal.code == "conflict")
        return {"Another change is under way",
                "It ends by itself within minutes. Nothing new was charged. Look again then."};
    if (refusal.code == "idempotency_key_reused")
        return {"This form was used already",
                "Nothing new was booked. Look at your bookings; to book more, use the form below."};
    if (refusal.status == 422)
        return {"That does not work", refusal.errors.empty() ? "Nothing was booked. Check what you chose."
                                                             : "Nothing was booked. " + refusal.errors.front().detail};
    return {"That did not go through",
            "We do not know yet whether it was booked. Look at your bookings before you try again."};
}

ProblemWords booking_rejected(std::string_view reason) {
    return reason_words(reason).value_or(ProblemWords{"Not booked", "Nothing was charged."});
}

ProblemWords page_refused(const Refusal& refusal) {
    switch (refusal.status) {
        case 400:
        case 422: return {"We could not read that", "Something in the address or the form is not as it should be."};
        case 401: return {"Please sign in", "Your session has ended."};
        case 403:
            return {
                "That form is out of date",
                "It was made for another session, so nothing was done. Go back, load the page again and repeat it."};
        case 404:
            return {"There is nothing here",
                    "The address may be mistyped, or what was here is gone. A booking is shown only to its owner."};
        case 405: return {"That cannot be done here", "Nothing was changed."};
        case 409:
        case 412: return booking_refused(refusal, 0);
        case 429: return {"Too many tries", "Wait a few minutes, then try again."};
        case 503:
            return {"A part of the shop does not answer",
                    "Nothing was booked or charged by this. Try again in a moment."};
        default: break;
    }
    return {
        "Something failed on our side",
        "It is written down with the number below. If you were paying, look at your bookings before you try again."};
}

}  // namespace boxoffice::user
