#include "platform/json/read.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <fmt/format.h>

namespace boxoffice::json {

namespace {

constexpr std::size_t depth_max = 32;
constexpr std::size_t usual_members = 8;

/// Builds the value from the parser's events. The containers under way are a stack; a member whose name is in its
/// object already is noted with the pointer that leads to it.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using error_code = boost::json::error_code;
    using view = boost::json::string_view;

    Document document;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) {
        boost::json::object object;
        object.reserve(usual_members);
        return begin(std::move(object));
    }
    bool on_array_begin(error_code&) { return begin(boost::json::array()); }
    bool on_object_end(std::size_t, error_code&) { return end(); }
    bool on_array_end(std::size_t, error_code&) { return end(); }
    bool on_key_part(view part, std::size_t, error_code&) { return gather(part); }
    bool on_string_part(view part, std::size_t, error_code&) { return gather(part); }
    bool on_key(view last, std::size_t, error_code&) {
        auto& name = open_.back().name;
        name.assign(gathered_).append(last.data(), last.size());
        gathered_.clear();
        return true;
    }
    bool on_string(view last, std::size_t, error_code&) {
        if (gathered_.empty()) return add(boost::json::value(last));
        gathered_.append(last.data(), last.size());
        boost::json::value text = view(gathered_);
        gathered_.clear();
        return add(std::move(text));
    }
    bool on_number_part(view, error_code&) { return true; }
    bool on_int64(std::int64_t number, view, error_code&) { return add(number); }
    bool on_uint64(std::uint64_t number, view, error_code&) { return add(number); }
    bool on_double(double number, view, error_code&) { return add(number); }
    bool on_bool(bool value, error_code&) { return add(value); }
    bool on_null(error_code&) { return add(nullptr); }
    bool on_comment_part(view, error_code&) { return true; }
    bool on_comment(view, error_code&) { return true; }

private:
    struct Open {
        boost::json::value container;
        std::string name;  ///< of the member under way, in an object
    };

    bool gather(view part) {
        gathered_.append(part.data(), part.size());
        return true;
    }

    bool begin(boost::json::value container) {
        open_.push_back({std::move(container), {}});
        return true;
    }

    bool end() {
        auto closed = std::move(open_.back().container);
        open_.pop_back();
        return add(std::move(closed));
    }

    bool add(boost::json::value value) {
        if (open_.empty()) {
            document.root = std::move(value);
            return true;
        }
        auto& [container, name] = open_.back();
        if (auto* array = container.if_array())
            array->push_back(std::move(value));
        else if (!container.get_object().emplace(name, std::move(value)).second)
            add_duplicate();
        return true;
    }

    void add_duplicate() {
        if (document.duplicates.size() == Faults::kept_max) return;
        std::string at;
        for (const auto& [container, name] : open_) {
            const auto* array = container.if_array();
            at = pointer(at, array != nullptr ? std::to_string(array->size()) : name);
        }
        document.duplicates.push_back({std::move(at), "is there twice"});
    }

    std::vector<Open> open_;
    std::string gathered_;
};

Problem not_json(const boost::json::error_code& error, std::size_t at) {
    if (error == boost::json::error::too_deep)
        return problem::invalid_request(fmt::format("The body is nested deeper than {} levels.", depth_max));
    return problem::invalid_request(fmt::format("The body is not JSON ({} at byte {}).", error.message(), at));
}

}  // namespace

std::expected<Document, Problem> parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = depth_max;
    boost::json::basic_parser<Builder> parser(options);
    boost::json::error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (!error && used < text.size()) error = boost::json::error::extra_data;
    if (error) return std::unexpected(not_json(error, used));
    return std::move(parser.handler().document);
}

}  // namespace boxoffice::json
