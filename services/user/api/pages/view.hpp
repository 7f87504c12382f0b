#pragma once

#include <kainjow/mustache.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::user {

/// What a template is filled with. A name that was not set is looked for in the views around it, so every view sets all
/// that its template asks for; an empty text is as good as false in a section.
class View {
public:
    View& set(const std::string& name, std::string_view text) {
        data_.set(name, text.empty() ? Data(false) : Data(std::string(text)));
        return *this;
    }
    View& set(const std::string& name, const char* text) { return set(name, std::string_view(text)); }
    View& set(const std::string& name, bool yes) {
        data_.set(name, Data(yes));
        return *this;
    }
    View& set(const std::string& name, std::int64_t number) {
        return set(name, std::string_view(std::to_string(number)));
    }
    View& set(const std::string& name, const View& inner) {
        data_.set(name, inner.data_);
        return *this;
    }
    View& set(const std::string& name, const std::vector<View>& items) {
        Data list(Data::type::list);
        for (const auto& item : items) list.push_back(item.data_);
        data_.set(name, list);
        return *this;
    }

    const kainjow::mustache::data& data() const { return data_; }

private:
    using Data = kainjow::mustache::data;
    Data data_;
};

}  // namespace boxoffice::user
