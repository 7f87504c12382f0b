#include "platform/http/route_tree.hpp"

#include "platform/http/text.hpp"

#include <cassert>

namespace boxoffice::http {

namespace {

/// Takes the segment behind the leading slash.
std::string_view take_segment(std::string_view& rest) {
    const auto end = std::min(rest.find('/', 1), rest.size());
    const auto segment = rest.substr(1, end - 1);
    rest.remove_prefix(end);
    return segment;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

}  // namespace

void RouteTree::add(std::string_view path, const RouteEntry& entry) {
    assert(path.starts_with('/'));
    Node* node = &root_;
    std::vector<std::string> names;
    while (!path.empty()) {
        const auto segment = take_segment(path);
        if (is_parameter(segment)) {
            names.emplace_back(segment.substr(1, segment.size() - 2));
            if (!node->parameter) node->parameter = std::make_unique<Node>();
            node = node->parameter.get();
            continue;
        }
        auto& literals = node->literals;
        auto known =
            std::ranges::find(literals, segment, [](const auto& child) { return std::string_view(child.first); });
        if (known == literals.end())
            known = literals.insert(literals.end(), {std::string(segment), std::make_unique<Node>()});
        node = known->second.get();
    }
    assert(std::ranges::none_of(node->entries, [&](auto* known) { return known->route.method == entry.route.method; }));
    assert(node->entries.empty() || node->parameter_names == names);
    node->entries.push_back(&entry);
    node->parameter_names = std::move(names);
}

const RouteTree::Node* RouteTree::descend(const Node& node, std::string_view rest,
                                          std::vector<std::string_view>& values) {
    if (rest.empty()) return node.entries.empty() ? nullptr : &node;
    const auto segment = take_segment(rest);
    for (const auto& [literal, child] : node.literals) {
        if (literal != segment) continue;
        if (const auto* found = descend(*child, rest, values)) return found;
    }
    if (!node.parameter || segment.empty()) return nullptr;
    values.push_back(segment);
    if (const auto* found = descend(*node.parameter, rest, values)) return found;
    values.pop_back();
    return nullptr;
}

std::optional<RouteTree::Found> RouteTree::find(std::string_view path) const {
    if (!path.starts_with('/')) return std::nullopt;
    std::vector<std::string_view> values;
    const auto* node = descend(root_, path, values);
    if (!node) return std::nullopt;
    Found found{node->entries, {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto value = percent_decoded(values[i], false);
        if (!value) return std::nullopt;
        found.parameters.emplace_back(node->parameter_names[i], std::move(*value));
    }
    return found;
}

}  // namespace boxoffice::http
