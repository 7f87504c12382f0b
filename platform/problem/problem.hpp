#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice {

/// One thing wrong with the input, and where: a JSON Pointer (RFC 6901) into the body, `?name` for a query
/// parameter, or a header's name.
struct Fault {
    std::string pointer;
    std::string detail;  ///< a full sentence for people: "must be 1 to 10"
};

/// Everything wrong with an input. Keeps the first fault of each pointer, so that a rule need not ask whether the
/// reader has complained already, and at most `kept_max` of them, so that a hostile body cannot make an endless list.
class Faults {
public:
    static constexpr std::size_t kept_max = 100;

    void add(std::string pointer, std::string detail);
    bool empty() const { return faults_.empty(); }
    std::vector<Fault> take() { return std::move(faults_); }

private:
    std::vector<Fault> faults_;
};

/// An expected failure as the caller sees it: RFC 9457. `code` is the stable slug of the one vocabulary that all
/// services share; status and title follow from it.
struct Problem {
    std::string code;
    std::string detail;
    std::vector<Fault> errors = {};
    std::optional<std::chrono::seconds> retry_after = {};

    /// The HTTP status of the code; asserts that the code is in the vocabulary (`<thing>_not_found` and
    /// `<thing>_already_exists` are, for every thing).
    int status() const;
    /// A few words for the code: "Sold out".
    std::string title() const;
    /// The body; `instance` is the request's path. An empty `trace_id` is left out.
    std::string body(std::string_view instance, std::string_view trace_id) const;
};

/// The problems that more than one service gives, in one wording.
namespace problem {
Problem invalid_request(std::string detail);
Problem validation_failed(std::vector<Fault> faults);
Problem unauthenticated(std::string detail);
Problem forbidden(std::string detail);
/// `<thing>_not_found`: thing("event") says "There is no such event."
Problem not_found(std::string_view thing);
Problem precondition_failed();
Problem idempotency_key_reused();
Problem unavailable(std::string detail, std::chrono::seconds retry_after = std::chrono::seconds(1));
}  // namespace problem

}  // namespace boxoffice
