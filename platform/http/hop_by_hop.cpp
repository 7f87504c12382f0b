#include "platform/http/hop_by_hop.hpp"

#include "platform/http/text.hpp"

namespace boxoffice::http {

namespace {

constexpr std::string_view always[] = {"connection", "keep-alive",        "proxy-connection", "te",
                                       "trailer",    "transfer-encoding", "upgrade",          "content-length"};

bool names(std::string_view list, std::string_view name) {
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        if (equal_without_case(trimmed(list.substr(0, end)), name)) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

}  // namespace

void remove_hop_by_hop(Headers& headers) {
    std::string named;
    for (const auto& [name, value] : headers)
        if (equal_without_case(name, "connection")) named += "," + value;
    std::erase_if(headers, [&](const auto& header) {
        const auto is = [&](std::string_view name) { return equal_without_case(header.first, name); };
        return std::ranges::any_of(always, is) || names(named, header.first);
    });
}

}  // namespace boxoffice::http
