#include "platform/problem/problem.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cassert>

namespace boxoffice {

namespace {

struct Word {
    std::string_view code;
    int status;
};

constexpr std::array vocabulary{
    Word{"invalid_request", 400},
    Word{"unauthenticated", 401},
    Word{"invalid_credentials", 401},
    Word{"payment_declined", 402},
    Word{"forbidden", 403},
    Word{"not_found", 404},
    Word{"method_not_allowed", 405},
    Word{"sold_out", 409},
    Word{"not_on_sale", 409},
    Word{"event_has_bookings", 409},
    Word{"conflict", 409},
    Word{"sales_closed", 409},
    Word{"event_cancelled", 409},
    Word{"limit_reached", 409},
    Word{"superseded", 409},
    Word{"precondition_failed", 412},
    Word{"payload_too_large", 413},
    Word{"uri_too_long", 414},
    Word{"unsupported_media_type", 415},
    Word{"validation_failed", 422},
    Word{"idempotency_key_reused", 422},
    Word{"too_many_requests", 429},
    Word{"headers_too_large", 431},
    Word{"internal_error", 500},
    Word{"unavailable", 503},
    Word{"sales_suspended", 503},
};

void append_member(std::string& out, std::string_view name, std::string_view text) {
    out += out.empty() || out.back() == '{' ? "" : ",";
    out += '"';
    out += name;
    out += "\":";
    out += boost::json::serialize(boost::json::string_view(text));
}

void append_errors(std::string& out, const std::vector<Fault>& faults) {
    out += ",\"errors\":[";
    for (const auto& fault : faults) {
        out += &fault == faults.data() ? "{" : ",{";
        append_member(out, "pointer", fault.pointer);
        append_member(out, "detail", fault.detail);
        out += '}';
    }
    out += ']';
}

std::string with_spaces(std::string_view slug) {
    std::string words(slug);
    std::ranges::replace(words, '_', ' ');
    return words;
}

}  // namespace

void Faults::add(std::string pointer, std::string detail) {
    if (faults_.size() == kept_max) return;
    if (std::ranges::find(faults_, pointer, &Fault::pointer) != faults_.end()) return;
    faults_.push_back({std::move(pointer), std::move(detail)});
}

int Problem::status() const {
    for (const auto& word : vocabulary)
        if (word.code == code) return word.status;
    if (code.ends_with("_not_found")) return 404;
    if (code.ends_with("_already_exists")) return 409;
    assert(false && "the problem's code is in the vocabulary");
    return 500;
}

std::string Problem::title() const {
    auto words = with_spaces(code);
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words;
}

std::string Problem::body(std::string_view instance, std::string_view trace_id) const {
    std::string out = "{";
    append_member(out, "type", "urn:problem-type:boxoffice:" + code);
    append_member(out, "title", title());
    out += ",\"status\":" + std::to_string(status());
    append_member(out, "detail", detail);
    append_member(out, "instance", instance);
    append_member(out, "code", code);
    if (!trace_id.empty()) append_member(out, "trace_id", trace_id);
    if (!errors.empty()) append_errors(out, errors);
    out += '}';
    return out;
}

namespace problem {

Problem invalid_request(std::string detail) { return {"invalid_request", std::move(detail)}; }

Problem validation_failed(std::vector<Fault> faults) {
    return {"validation_failed", "The request is understood, but not as it should be: see errors.", std::move(faults)};
}

Problem unauthenticated(std::string detail) { return {"unauthenticated", std::move(detail)}; }

Problem forbidden(std::string detail) { return {"forbidden", std::move(detail)}; }

Problem not_found(std::string_view thing) {
    return {std::string(thing) + "_not_found", "There is no such " + with_spaces(thing) + "."};
}

Problem precondition_failed() {
    return {"precondition_failed", "It has been changed since you read it: read it again, then decide anew."};
}

Problem idempotency_key_reused() {
    return {"idempotency_key_reused", "This Idempotency-Key was used before with another request: use a new one."};
}

Problem unavailable(std::string detail, std::chrono::seconds retry_after) {
    return {"unavailable", std::move(detail), {}, retry_after};
}

}  // namespace problem

}  // namespace boxoffice
