#include "services/user/api/precondition.hpp"

#include <boost/algorithm/string/trim.hpp>

#include <charconv>
#include <ranges>

namespace boxoffice::user {

namespace {

std::optional<std::int64_t> revision_of(std::string_view tag) {
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
    tag = tag.substr(1, tag.size() - 2);
    std::int64_t revision = 0;
    const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), revision);
    return error == std::errc() && end == tag.data() + tag.size() ? std::optional(revision) : std::nullopt;
}

}  // namespace

ExpectedRevision read_if_match(std::string_view header) {
    if (header.empty() || header == "*") return {};
    std::vector<std::int64_t> revisions;
    for (const auto part : std::views::split(header, ','))
        if (const auto revision = revision_of(boost::algorithm::trim_copy(std::string(part.begin(), part.end()))))
            revisions.push_back(*revision);
    return {.one_of = std::move(revisions)};
}

}  // namespace boxoffice::user
