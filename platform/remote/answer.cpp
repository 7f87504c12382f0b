#include "platform/remote/answer.hpp"

namespace boxoffice::remote {

namespace {

struct ProblemBody {
    std::optional<std::string> code;
    std::optional<std::string> detail;
};
BOOST_DESCRIBE_STRUCT(ProblemBody, (), (code, detail))

std::optional<ProblemBody> problem_in(const http::Response& response) {
    if (!response.content_type.starts_with("application/problem+json")) return std::nullopt;
    try {
        return read_answer<ProblemBody>(response.body);
    } catch (const Misunderstood&) {
        return std::nullopt;
    }
}

}  // namespace

std::string problem_code(const http::Response& response) {
    const auto problem = problem_in(response);
    return problem ? problem->code.value_or("") : "";
}

std::string summary(const http::Response& response) {
    const auto problem = problem_in(response);
    if (!problem) return std::to_string(response.status);
    return fmt::format("{} {}: {}", response.status, problem->code.value_or("?"), problem->detail.value_or(""));
}

void detail::throw_misunderstood(const std::string& fault) {
    throw Misunderstood("an answer cannot be understood: " + fault);
}

void detail::throw_misunderstood(Faults& faults) {
    const auto found = faults.take();
    throw_misunderstood(found.front().pointer + " " + found.front().detail);
}

}  // namespace boxoffice::remote
