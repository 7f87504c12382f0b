#pragma once

#include "platform/http/router.hpp"

#include <array>
#include <memory>
#include <span>

namespace boxoffice::http {

/// A route and what is counted for it.
struct RouteEntry {
    Route route;
    std::string name;                   ///< "POST /bookings"
    std::array<Counter*, 6> answers{};  ///< by the hundreds of the status
    Histogram* duration = nullptr;
};

/// The routes by path, one node a segment. A node prefers its literal children, and goes back to its parameter when
/// they lead nowhere.
class RouteTree {
public:
    /// Asserts that the path begins with a slash and that its method is free.
    void add(std::string_view path, const RouteEntry& entry);

    /// Where a path leads: the routes of all methods there, and the path's parameters.
    struct Found {
        std::span<const RouteEntry* const> entries;
        Headers parameters;
    };
    /// `path` as received. Nothing when no pattern fits.
    std::optional<Found> find(std::string_view path) const;

private:
    struct Node {
        std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
        std::unique_ptr<Node> parameter;
        std::vector<const RouteEntry*> entries;
        std::vector<std::string> parameter_names;  ///< along the way to here; all patterns that share a node agree
    };

    static const Node* descend(const Node& node, std::string_view rest, std::vector<std::string_view>& values);

    Node root_;
};

}  // namespace boxoffice::http
